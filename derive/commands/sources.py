"""`derive sources`: the documents line by line, each formula with what states it and its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich.text import Text

from derive import runner
from derive.report.console import MARGIN, Bar, Printer, duration, terminal
from derive.results import NOT_AS_EXPECTED, Result, Run
from derive.targets import Target, catalogue, near
from derive.worker import Options

if TYPE_CHECKING:
    from rich.console import Console

    from derive.inventory import StatedRow, Statement

Results = dict[str, Result]


@click.command("sources")
@click.argument("wanted", metavar="[DOCUMENT|ROW]...", nargs=-1)
@click.option("-v", "--verbose", is_flag=True, help="Show each formula as its document prints it, in LaTeX.")
def command(*, wanted: tuple[str, ...], verbose: bool) -> None:
    """Go through the documents of the catalogue line by line.

    Each formula is shown with the identity that states it and its verdict; an erratum with what is printed there, the
    numbers that refute it, and the right line. Name documents (A to E) or rows (A8) to see these only.

    Exit status: that of `derive check`; 1 also if nothing states a row.
    """
    from derive.inventory import stated_rows

    chosen = _chosen(stated_rows(), wanted)
    console = terminal()
    with Bar("checking", console, terminal(stderr=True)) as bar:
        run = runner.check(_targets(chosen), Options(), observer=bar)
    results = {result.id: result for result in run.results}
    with Sources(console, results, verbose=verbose) as sources:
        sources.tell(chosen, run)
    missing = any(_verdict(each, results) == "missing" for each in chosen)
    raise SystemExit(run.exit_status or (NOT_AS_EXPECTED if missing else 0))


def _chosen(rows: tuple[StatedRow, ...], wanted: tuple[str, ...]) -> tuple[StatedRow, ...]:
    """The rows wanted, with those that say what is right instead. Raises `click.UsageError` for an unknown name."""
    known = {name for each in rows for name in (each.row.document, each.row.id)}
    for name in wanted:
        if name not in known:
            raise click.UsageError(f"{name!r} is no document and no row{near(name, known)}")
    names = {name for each in rows if each.row.id in wanted for name in each.row.instead} | set(wanted)
    return tuple(each for each in rows if not wanted or {each.row.document, each.row.id} & names)


def _targets(rows: Iterable[StatedRow]) -> tuple[Target, ...]:
    """The identities that state the rows, in the catalogue's order."""
    ids = {statement.id for each in rows for statement in each.statements if statement.kind != "definition"}
    names = [(target, sorted(id_.partition(".")[2] for id_ in ids if id_.startswith(f"{target.label}."))) for target in catalogue()]
    return tuple(Target(target.path, target.label, tuple(found)) for target, found in names if found)


def _verdict(stated: StatedRow, results: Results) -> str:
    """What the check says of a row: the worst of what it says of its statements."""
    if not stated.statements:
        return "remark" if stated.row.instead else "missing"
    found = [results.get(each.id) for each in stated.statements if each.kind != "definition"]
    wrong = [result.verdict if result else "unchecked" for result in found if not (result and result.succeeded)]
    if wrong:
        return wrong[0]
    if stated.row.verdict in ("definition", "erratum"):
        return stated.row.verdict
    return "proved"


_MARKS = {"proved": ("✓", "green"), "definition": ("✓", "green"), "erratum": ("✗", "green"), "remark": ("✗", "green")}
_FAULT = ("!", "red")


class Sources(Printer):
    """Tells the documents, row by row."""

    def __init__(self, console: Console, results: Results, *, verbose: bool) -> None:
        super().__init__(console, "checking")
        self.results, self.verbose = results, verbose

    def tell(self, rows: tuple[StatedRow, ...], run: Run) -> None:
        """Print the rows under the titles of their documents, then the counts."""
        for problem in run.problems:
            self.problem(problem)
        for letter, of_document in groupby(rows, key=lambda each: each.row.document):
            self.document(letter)
            for stated in of_document:
                self.row(stated)
        self.gap()
        counts = Counter(_verdict(stated, self.results) for stated in rows)
        told = [f"{count} {verdict}" for verdict, count in counts.items()]
        self.put(Text(" · ".join([f"{len(rows)} rows", *told, duration(run.seconds)]), "bold"))

    def document(self, letter: str) -> None:
        """Print a document's letter and titles."""
        from identities import DOCUMENTS

        document = next(each for each in DOCUMENTS if each.letter == letter)
        self.gap()
        self.put(Text.assemble((letter, "bold"), f" · {document.title}", (f" · {document.original}", "dim")))
        self.gap()

    def row(self, stated: StatedRow) -> None:
        """Print a row: its verdict, what states it, what is to be said of it."""
        row, verdict = stated.row, _verdict(stated, self.results)
        mark, style = _MARKS.get(verdict, _FAULT)
        place = _lines(row.lines)
        self.facing(
            Text.assemble((mark, style), " ", (row.id, "bold"), f"  {place}" if place else ""), Text(verdict, style)
        )
        if self.verbose:
            self.put(Text(row.formula, "cyan"), MARGIN)
        for statement in stated.statements:
            self.statement(statement, label=row.verdict == "erratum")
        if row.note:
            self.put(Text(row.note, "dim"), MARGIN)
        for other in row.instead:
            self.put(Text(f"right: {other}", "dim"), MARGIN)

    def statement(self, statement: Statement, *, label: bool) -> None:
        """Print a statement; one that is refuted with the numbers."""
        refuted = statement.expected == "refuted"
        words = ("printed: " if refuted else "right: ") if label else ""
        self.facing(Text(words + statement.text), Text(statement.place, "dim"), MARGIN)
        result = self.results.get(statement.id)
        if result is None or (result.succeeded and not refuted) or statement.kind == "line":
            return
        for text in _support(result):
            self.put(Text(text, "default" if result.succeeded else "red"), MARGIN)


def _support(result: Result) -> Iterator[str]:
    """The numbers that refute a statement, or why it is not as it should be."""
    found = result.counterexample
    if found and found.line:
        yield f"refuted at line {found.line}: {found.text}"
    elif found:
        yield f"refuted: {found.text}"
    if not result.succeeded:
        yield f"{result.verdict}{': ' if result.message else ''}{result.message}"


def _lines(lines: str) -> str:
    """`line 44`, `lines 29–34`"""
    return f"{'line' if lines.isdecimal() else 'lines'} {lines}" if lines else ""
