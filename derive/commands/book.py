"""`derive book`: all proofs as one LaTeX and PDF book and one HTML book."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive import runner
from derive.commands.misuse import Misuse
from derive.commands.options import limits, made, needs_html, takes_lang, takes_limits, takes_targets
from derive.language.sayings import reason
from derive.language.typeset.signs import Lang
from derive.report import write_whole
from derive.targets import Target

if TYPE_CHECKING:
    from derive.book.diagrams import Diagram
    from derive.results import Run
    from derive.worker import Options


@click.command("book")
@takes_targets
@click.option(
    "--output", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), default=Path("book"),
    show_default=True, help="Where the books go.",
)  # fmt: skip
@takes_lang
@click.option("--title", help="What the book is called.  [default: as its page, if it has one]")
@click.option("--auto", is_flag=True, help="The machine's own derivations instead of the pages'.")
@click.option("--pdf/--no-pdf", default=True, help="Whether to run LaTeX.")
@takes_limits("For each identity.")
def command(
    *,
    selected: tuple[Target, ...],
    output: Path,
    lang: Lang,
    title: str | None,
    auto: bool,
    pdf: bool,
    time_limit: float,
    memory_limit: int,
    jobs: int | None,
) -> None:
    """Write the book of the catalogue, or of the TARGETS: book.tex, book.pdf and book.html.

    Every identity is checked first. The HTML book is one file that opens offline; it needs jinja2. The PDF needs a
    LaTeX engine; where none is installed, the command says how to get one. The pictures need matplotlib.

    \b
    Exit status: that of `derive check` for the same targets.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"
    from derive.book.diagrams import INSTALL, diagrams
    from derive.proofs.work import judge
    from derive.report.printing import Bar, terminal

    needs_html()
    started = time.perf_counter()
    options = limits(time_limit, memory_limit)
    with Bar("checking", terminal(stderr=True)) as bar:
        run = runner.check(selected, options, jobs=jobs, observer=bar, work=runner.Work(judge=judge))
    for problem in run.problems:
        click.echo(f"{problem.page}: {problem.kind}: {problem.message}", err=True)
    if not run.results:
        raise SystemExit(run.exit_status)
    pictures = diagrams()
    if not pictures:
        click.echo(f"without diagrams: matplotlib is not installed; {INSTALL}", err=True)
    written: Written = made(write, (run, pictures, lang, title or "", auto), _patient(options))
    source = _put(written, pictures, output)
    click.echo(f"{written.identities} identities in {time.perf_counter() - started:.1f} s")
    for result in run.results:
        if not result.succeeded:
            click.echo(f"{result.id} is {result.verdict}: {result.message}".removesuffix(": "), err=True)
    if pdf:
        _compile(source)
    raise SystemExit(run.exit_status)


def _patient(options: Options) -> Options:
    """The time that the pages may take all together."""
    return replace(options, time_limit=options.page_limit)


@dataclass(frozen=True)
class Written:
    """A book as the source of LaTeX and as a page of HTML, and how many identities are in it."""

    latex: str
    html: str
    identities: int


def write(run: Run, pictures: tuple[Diagram, ...], lang: Lang, title: str, auto: bool) -> Written:
    """The book of the pages of a run, in a worker, for the pages are loaded once more."""
    from derive.book.contents import book
    from derive.documents.statements import page as document
    from derive.report.html.book import document as html
    from derive.report.latex.book import document as latex
    from derive.worker import load

    pages = [document(Path(page.path)) if page.is_document else load(Path(page.path)) for page in run.pages]
    made = book(pages, run, lang, title=title, auto=auto)
    return Written(latex(made, pictures), html(made, pictures), len(made.identities))


def _put(written: Written, pictures: tuple[Diagram, ...], folder: Path) -> Path:
    source = folder / "book.tex"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in pictures:
            picture.write(folder)
        for path, text in ((source, written.latex), (folder / "book.html", written.html)):
            write_whole(path, text)
            click.echo(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    except OSError as fault:
        raise Misuse(reason("{} could not be written: {}", folder, fault.strerror or fault)) from fault
    return source


def _compile(source: Path) -> None:
    from derive.report.latex.pdf import NoPdf, clean, compile_pdf

    try:
        made = compile_pdf(source)
    except NoPdf as fault:
        click.echo(f"no PDF: {fault}", err=True)
        return
    clean(source)
    click.echo(f"{made.path}  {made.pages} pages")
