"""`derive check`: prove or refute what documents, pages and the catalogue state."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from derive.commands.asked import Asked
from derive.commands.fixing import fix_documents
from derive.commands.misuse import BadValue, Misuse
from derive.commands.options import (
    DEFAULT,
    Cluster,
    html_place,
    limits,
    output_file,
    parquet_file,
    seconds,
    takes_cache,
    takes_engine,
    takes_lang,
    takes_limits,
)
from derive.commands.watching import watch_files
from derive.language.sayings import Saying, reason, why
from derive.language.typeset.signs import Lang
from derive.results.policy import FAIL_ON, FailOn, Mark, Policy
from derive.store import Cache
from derive.targets import Patterns, Selection, UnknownTarget, documents, selected, standard_input


def _plot_file(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse what cannot be plotted before anything is checked."""
    if path is None:
        return None
    from derive.gradient.plot import FORMATS, NEEDED

    if path.suffix.lower() not in FORMATS:
        raise BadValue(reason("{} is none of {}", path.name, ", ".join(FORMATS)))
    if find_spec("matplotlib") is None:
        raise BadValue(Saying(NEEDED))
    return output_file(ctx, parameter, path)


def _baseline(_: click.Context, __: click.Parameter, path: Path | None) -> Counter[Mark]:
    """The findings that are known."""
    from derive.report.baseline import NoBaseline, loads

    if path is None:
        return Counter()
    try:
        return loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, NoBaseline) as fault:
        raise BadValue(reason("{}: {}", path, getattr(fault, "strerror", None) or fault)) from fault


def _file(*names: str, said: str, minus: bool = False) -> Callable[..., Any]:
    return click.option(
        *names, metavar="FILE|-" if minus else "FILE", type=Path, callback=output_file, help=said
    )


@click.command("check")
@click.argument("words", metavar="[TARGETS]...", nargs=-1)
@click.option("-v", "--verbose", count=True, help="List everything; -vv with each line of each derivation.")
@click.option("--only", type=click.Choice(["problems", "all"]), help="What to list.  [default: problems]")
@click.option("--snippet", is_flag=True, help="Show each counterexample as a NumPy program too.")
@click.option(
    "--documents-only",
    is_flag=True,
    help="Read documents and run nothing: pages and other files that are named are passed over.",
)
@click.option(
    "--include", metavar="PATTERN", multiple=True,
    help="Of folders read only documents that match, as in .gitignore; what that names itself, too.",
)  # fmt: skip
@click.option("--exclude", metavar="PATTERN", multiple=True, help="Of folders leave out what matches.")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="unreadable", show_default=True,
    help="From which verdict on the exit status is 1: refuted, or also undecided, or also unreadable.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Fail too where nothing in a document was judged.")
@click.option(
    "--baseline", "known", metavar="FILE", type=Path, callback=_baseline,
    help="Findings that are known, which neither are listed nor fail.",
)  # fmt: skip
@_file("--write-baseline", "baseline_file", said="Write what is not as expected now as such a list.")
@_file("--json", "json_file", minus=True, said="Write the results as JSON.")
@_file("--json-lines", "lines_file", said="Write each finding as it comes, as a line of JSON.")
@click.option(
    "--parquet", "parquet_file", metavar="FILE", type=Path, callback=parquet_file,
    help="Write each finding as it comes, as rows of a table for `derive report`.",
)  # fmt: skip
@_file("--junit", "junit_file", said="Write JUnit XML.")
@_file("--sarif", "sarif_file", said="Write SARIF 2.1.0.")
@_file(
    "--annotate",
    "annotated_file",
    said="Write a copy of the one document checked, with ✓ and ✗ beside its lines.",
)
@click.option(
    "--html", "html_file", metavar="FILE|DIR", type=Path, callback=html_place,
    help="Write the documents as a page with every = marked; in a folder, a page for each and an index.",
)  # fmt: skip
@click.option(
    "--plot", "plot_file", metavar="FILE", type=Path, callback=_plot_file,
    help="Plot the error of finite differences against the step, for one identity (.png, .svg, .pdf).",
)  # fmt: skip
@click.option(
    "--fix", is_flag=True, help="Show the repairs that were proved as a diff, and ask to apply them."
)
@click.option("--yes", is_flag=True, help="With --fix: apply them without asking.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@takes_lang
@click.option("--seed", type=int, default=DEFAULT.seed, show_default=True, help="Seed of all random points.")
@takes_limits("For each identity; loading a page may take a third of it, and 3 s at least.")
@click.option(
    "--page-limit", metavar="SECONDS", type=float, callback=seconds, default=DEFAULT.page_limit, show_default=True,
    help="For all of a page or document; what is not judged by then is undecided.",
)  # fmt: skip
@takes_cache
@takes_engine
def command(
    *,
    words: tuple[str, ...],
    verbose: int,
    only: Any,
    snippet: bool,
    lang: Lang,
    documents_only: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    fail_on: FailOn,
    strict: bool,
    known: Counter[Mark],
    seed: int,
    time_limit: float,
    memory_limit: int,
    page_limit: float,
    cache: Cache | None,
    cluster: Cluster | None,
    jobs: int | None,
    fix: bool,
    yes: bool,
    watch: bool,
    **files: Path | None,
) -> None:
    """Check identities: the whole catalogue, or the TARGETS.

    \b
    A target is
      notes.md                 a document (.md, .tex, .ipynb, .txt): every = in it
      notes.md:84              those on its line 84
      notes.md:84:30           the one at column 30
      -                        a document on standard input
      my_pages                 every page in a folder, every document in it and below
      my_page.py               a page of your own
      my_page.py::my_identity  one identity of it
      softargmax               a page of the catalogue
      softargmax.jacobian      one identity of it

    A page is a Python program and is run as one; documents are never executed.

    \b
    Exit status: 0 all as expected; 1 something refuted, undecided or unreadable;
    2 bad usage or bad input; 3 the voices disagree, a fault of derive itself.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"

    def select() -> Selection:
        return _selected(words, Patterns(include, exclude), documents_only=documents_only)

    sources = any(files[name] for name in ("annotated_file", "html_file")) or fix
    options = limits(
        time_limit, memory_limit, seed, page_limit=page_limit, curve=files["plot_file"] is not None,
        sources=sources, cache=cache if words else None,  # the whole catalogue is judged anew
    )  # fmt: skip
    asked = Asked(
        select(),
        select,
        options,
        jobs,
        files,
        Policy(fail_on, strict, known),
        verbose,
        only,
        snippet,
        lang,
        cluster,
    )
    asked.refuse_what_does_not_fit(fix=fix, watch=watch)
    if watch:
        watch_files(asked)
        return
    run = asked.check(keeps=fix)
    if fix:
        fix_documents(asked, run, ask=not yes)
    raise SystemExit(asked.policy.status(run))


def _selected(words: tuple[str, ...], patterns: Patterns, *, documents_only: bool) -> Selection:
    try:
        named = [word for word in words if word != "-"]
        found = Selection(())
        if named or not words:
            found = (documents if documents_only else selected)(named, patterns)
    except UnknownTarget as unknown:
        raise Misuse(why(unknown)) from unknown
    if len(named) == len(words):
        return found
    from derive.documents.encodings import decoded

    text, _, _ = decoded(sys.stdin.buffer.read() if sys.stdin else b"")
    return replace(found, targets=(*found.targets, standard_input(text)))
