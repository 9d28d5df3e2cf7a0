"""`derive prove`: print proofs, each line with its reason, as text, LaTeX, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive import runner
from derive.commands.options import takes_lang, takes_targets
from derive.language.typeset.signs import Lang
from derive.report import write_whole
from derive.results import NOT_AS_EXPECTED, Result, Run
from derive.targets import Target
from derive.version import VERSION
from derive.worker import Options

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
def command(*, selected: tuple[Target, ...], form: str, lang: Lang, auto: bool, output: Path | None) -> None:
    """Print the proofs of the TARGETS, each line with its reason: of the whole catalogue without any.

    Every identity is checked first; what is not proved is not set as a proof, but with the numbers that
    refute it or with what is missing. LaTeX and HTML come as complete documents.

    \b
    Exit status: that of `derive check` for the same targets.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"
    from derive.report.printing import Bar, terminal

    with Bar("checking", terminal(stderr=True)) as bar:
        run = runner.check(selected, Options(), observer=bar, work=_work(form))
    for problem in run.problems:
        line = "" if problem.line is None else f", line {problem.line}"
        click.echo(f"{problem.place}{line}: {problem.kind}: {problem.message}", err=True)
    for result in _without_claim(selected, run):
        said = (
            "is a definition: there is nothing to prove" if result.kind == "definition" else "is unreadable"
        )
        said = "holds to the digits printed, which is no proof" if result.is_rounded else said
        click.echo(f"{result.id} {said}{': ' * bool(result.message)}{result.message}", err=True)
    proofs = tuple(_proofs(selected, run, lang, auto=auto))
    if proofs:
        _put(_set(proofs, form, lang), output)
    failed = any(not (each.proved or each.erratum) for each in proofs)
    raise SystemExit(run.exit_status or (NOT_AS_EXPECTED if failed else 0))


def _proofs(selected: tuple[Target, ...], run: Run, lang: Lang, *, auto: bool) -> Iterator[Proof]:
    """The documents, in the catalogue's order. A page that no worker could load is not loaded here."""
    from derive.catalogue import load
    from derive.documents import statements
    from derive.proofs.model import for_print

    results = {result.id: result for result in run.results}
    broken = {problem.page for problem in run.problems if problem.identity is None}
    for target in selected:
        if target.label in broken:
            continue
        is_document = target.is_document
        page = statements.page(target.path) if is_document else load(target.path, lazy=True)
        for identity in page.identities.values():
            result: Result | None = results.get(identity.id)
            if result is not None and not result.is_rounded:
                machine = auto or (is_document and result.verdict == "proved")
                yield for_print(
                    page, identity, result, lang=lang, auto=machine, seed=run.seed, version=VERSION
                )


def _without_claim(selected: tuple[Target, ...], run: Run) -> Iterator[Result]:
    """What of documents there can be no proof of: what is not read, and definitions that were asked for by line."""
    named = {target.label for target in selected if target.identities}
    for result in run.results:
        asked = result.verdict == "definition" and result.file in named
        if asked or result.is_rounded or result.verdict == "unreadable":
            yield result


def _work(form: str) -> runner.Work:
    """What the workers do: a browser shows the numbers of every line, and code."""
    from derive.proofs.work import judge

    return runner.Work(judge=judge) if form == "html" else runner.Work()


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
    try:
        write_whole(output, text)
    except OSError as fault:
        raise click.UsageError(f"{output} could not be written: {fault.strerror or fault}") from fault
