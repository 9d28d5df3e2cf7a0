"""`derive prove`: print proofs, each line with its reason, as text, LaTeX, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive import runner
from derive.commands.options import limits, needs_html, takes_lang, takes_limits, takes_targets, write_file
from derive.engines import Work
from derive.language.typeset.signs import Lang
from derive.report.escaping import clean
from derive.results import NOT_AS_EXPECTED, Result, Run
from derive.targets import Target

if TYPE_CHECKING:
    from derive.proofs.model import Proof

FORMATS = ("text", "latex", "markdown", "html")


@click.command("prove")
@takes_targets
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to set it."
)
@takes_lang
@click.option("--auto", is_flag=True, help="The machine's own derivation instead of the page's.")
@click.option("--output", metavar="FILE", type=Path, help="Write to a file instead of the terminal.")
@takes_limits("For each identity and its proof.")
def command(
    *,
    selected: tuple[Target, ...],
    form: str,
    lang: Lang,
    auto: bool,
    output: Path | None,
    time_limit: float,
    memory_limit: int,
    jobs: int | None,
) -> None:
    """Print the proofs of the TARGETS, each line with its reason: of the whole catalogue without any.

    Every identity is checked first; what is not proved is not set as a proof, but with the numbers that
    refute it or with what is missing. LaTeX and HTML come as complete documents.

    \b
    Exit status: that of `derive check` for the same targets.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"
    from derive.proofs.proving import Proving, prove
    from derive.report.printing import Bar, terminal

    if form == "html":
        needs_html()
    work = Work(judge=partial(prove, lang=lang, auto=auto, beside=form == "html"))
    with Bar("checking", terminal(stderr=True)) as bar:
        run = clean(
            runner.check(selected, limits(time_limit, memory_limit), jobs=jobs, observer=bar, work=work)
        )
    for problem in run.problems:
        line = "" if problem.line is None else f", line {problem.line}"
        click.echo(f"{problem.place}{line}: {problem.kind}: {problem.message}", err=True)
    for result in _without_claim(selected, run):
        said = (
            "is a definition: there is nothing to prove" if result.kind == "definition" else "is unreadable"
        )
        said = "holds to the digits printed, which is no proof" if result.is_rounded else said
        click.echo(f"{result.id} {said}{': ' * bool(result.message)}{result.message}", err=True)
    proofs = tuple(each.proof for each in run.results if isinstance(each, Proving) and each.proof)
    if proofs:
        _put(_set(proofs, form, lang), output)
    failed = any(not (each.proved or each.erratum) for each in proofs)
    raise SystemExit(run.exit_status or (NOT_AS_EXPECTED if failed else 0))


def _without_claim(selected: tuple[Target, ...], run: Run) -> Iterator[Result]:
    """What of documents there can be no proof of: what is not read, and definitions that were asked for by line."""
    named = {target.label for target in selected if target.identities}
    for result in run.results:
        asked = result.verdict == "definition" and result.file in named
        if asked or result.is_rounded or result.verdict == "unreadable":
            yield result


def _set(proofs: tuple[Proof, ...], form: str, lang: Lang) -> str:
    if form == "latex":
        from derive.report.latex.proof import document

        return document(proofs, lang)
    if form == "html":
        from derive.report.html.proof import document as page

        return page(proofs, lang)
    if form == "markdown":
        from derive.report.markdown import markdown

        return markdown(proofs)
    from derive.report.printing import terminal
    from derive.report.text import WIDTH, plain

    console = terminal()
    width = console.width if console.is_terminal else WIDTH
    return "\n".join(plain(each, width) for each in proofs)


def _put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text)
