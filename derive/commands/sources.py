"""`derive sources`: the documents line by line, each formula with what states it and its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich.text import Text

from derive import runner
from derive.commands.misuse import Misuse
from derive.language.sayings import reason
from derive.report.printing import MARGIN, Bar, Printer, duration, terminal
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

    Each formula is shown with the identity that states it and its verdict; an erratum with what is printed
    there, the numbers that refute it, and the right line. Name documents (A to E) or rows (A8) to see these
    only.

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
    """The rows wanted, and those that state what is right. Raises `Misuse` for any other name."""
    known = {name for each in rows for name in (each.row.document, each.row.id)}
    for name in wanted:
        if name not in known:
            raise Misuse(reason("{} is no document and no row{}", repr(name), near(name, known)))
    names = {name for each in rows if each.row.id in wanted for name in each.row.instead} | set(wanted)
    return tuple(each for each in rows if not wanted or {each.row.document, each.row.id} & names)


def _targets(rows: Iterable[StatedRow]) -> tuple[Target, ...]:
    """The identities that state the rows, in the catalogue's order."""
    ids = {statement.id for each in rows for statement in each.statements if statement.kind != "definition"}
    by_page: dict[str, list[str]] = {}
    for page, _, name in sorted(id_.partition(".") for id_ in ids):
        by_page.setdefault(page, []).append(name)
    pages = (target for target in catalogue() if target.label in by_page)
    return tuple(Target(page.path, page.label, tuple(by_page[page.label])) for page in pages)


def _verdict(stated: StatedRow, results: Results) -> str:
    """What the check says of a row: the worst of what it says of its statements."""
    if not stated.statements:
        return "remark" if stated.row.instead else "missing"
    found = [results.get(each.id) for each in stated.statements if each.kind != "definition"]
    wrong = [
        result.verdict if result else "unchecked" for result in found if not (result and result.succeeded)
    ]
    if wrong:
        return wrong[0]
    if stated.row.verdict in ("definition", "erratum"):
        return stated.row.verdict
    return "proved"


_MARKS = {
    "proved": ("✓", "green"),
    "definition": ("✓", "green"),
    "erratum": ("✗", "yellow"),
    "remark": ("✗", "yellow"),
}
_FAULT = ("!", "red")
_PLURALS = {"definition": "definitions", "erratum": "errata", "remark": "remarks"}


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
        told = [_counted(len(rows), "row", "rows")]
        told += [
            _counted(count, verdict, _PLURALS.get(verdict, verdict)) for verdict, count in counts.items()
        ]
        self.put(Text(" · ".join([*told, duration(run.seconds)]), "bold"))

    def document(self, letter: str) -> None:
        """Print a document's letter and titles."""
        from derive.identities import DOCUMENTS

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
            Text.assemble((mark, style), " ", (row.id, "bold"), f"  {place}" if place else ""),
            Text(verdict, style),
        )
        if self.verbose:
            self.put(Text(row.formula, "cyan"), MARGIN)
        statements = sorted(stated.statements, key=lambda each: each.expected != "refuted")
        for id_, of_one in groupby(statements, key=lambda each: each.id):
            self.stated(list(of_one), self.results.get(id_), label=row.verdict == "erratum")
        if row.note:
            self.put(Text(row.note, "dim"), MARGIN)
        if row.instead:
            self.put(Text(f"right: {', '.join(row.instead)}"), MARGIN)

    def stated(self, statements: list[Statement], result: Result | None, *, label: bool) -> None:
        """Print what one identity states; the numbers that refute it, or what is wrong with it."""
        for statement in statements:
            refuted = statement.expected == "refuted"
            words = ("printed: " if refuted else "right: ") if label else ""
            given = _given(result) if statement.kind == "claim" else ""
            self.facing(Text(words + statement.text + given), Text(statement.place, "dim"), MARGIN)
        for text in _support(result) if result else ():
            self.put(Text(text, "default" if result and result.succeeded else "red"), MARGIN)


def _given(result: Result | None) -> str:
    """`, where j ≠ y_i`"""
    used = [hypothesis.text for hypothesis in result.hypotheses] if result else []
    return f", where {', '.join(used)}" if used else ""


def _support(result: Result) -> Iterator[str]:
    """The numbers that refute a statement; why it is not as it should be."""
    found = result.counterexample
    if found:
        yield f"refuted{f' at line {found.line}' if found.line else ''}: {found.text}"
    if not result.succeeded:
        yield f"{result.verdict}{': ' if result.message else ''}{result.message}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _lines(lines: str) -> str:
    """`line 44`, `lines 29–34`"""
    return f"{'line' if lines.isdecimal() else 'lines'} {lines}" if lines else ""
