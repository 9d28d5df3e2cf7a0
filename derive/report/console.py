"""A run on the terminal.

    ✓ softargmax.jacobian  proved                                         A8 · 21 ms
        ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)
        no hypothesis · instances (m, n) = (1, 1), (2, 1), (3, 2) exact
        finite differences 2.1e-11, order 2.0

Someone who looks on gets colour, and a progress bar on what takes longer than a second; a pipe, a file and
continuous integration get plain text. Findings are told one by one, in order, as soon as they are known.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from derive.report import documents
from derive.results import (
    Counterexample,
    Finding,
    FiniteDifference,
    InstanceResult,
    LineResult,
    Observer,
    PageProblem,
    PageSummary,
    Result,
    Run,
    Source,
)
from derive.targets import DOCUMENTS

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds that pass before a progress bar appears."""

MARGIN = 4
MARKS = {
    "proved": "✓",
    "refuted": "✗",
    "undecided": "?",
    "unreadable": "?",
    "disagreement": "!",
    "definition": "≔",
}
STYLES = {
    "proved": "green",
    "refuted": "red",
    "undecided": "yellow",
    "unreadable": "yellow",
    "disagreement": "bold white on red",
    "definition": "dim",
}


def terminal(*, stderr: bool = False) -> Console:
    """A console that is plain in pipes, and in continuous integration unless FORCE_COLOR asks for colour."""
    plain = os.environ.get("CI") and not os.environ.get("FORCE_COLOR")
    return Console(
        stderr=stderr, force_terminal=False if plain else None, highlight=False, markup=False, emoji=False
    )


class Bar(Observer):
    """A progress bar, shown only to someone who looks on, and only once a run has taken its time."""

    def __init__(self, doing: str, *consoles: Console) -> None:
        self.doing = doing
        self.console = next(filter(_is_watched, consoles), None)
        self.progress: Progress | None = None
        self.done, self.total = 0, 0
        self.timer = threading.Timer(PATIENCE, self.show)

    def __enter__(self) -> Bar:
        if self.console:
            self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        if self.timer.is_alive():
            self.timer.join()
        if self.progress:
            self.progress.stop()

    def advanced(self, done: int, total: int) -> None:
        """Move the bar."""
        self.done, self.total = done, total
        if self.progress:
            self.progress.update(self.progress.task_ids[0], completed=done, total=total or None)

    def show(self) -> None:
        """Make the bar appear."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn(self.doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        progress = Progress(*columns, console=self.console, transient=True)
        progress.add_task(self.doing, completed=self.done, total=self.total or None)
        progress.start()
        self.progress = progress


class Printer(Observer):
    """Prints findings as they come; used as a context, so that its progress bar ends."""

    def __init__(self, console: Console, doing: str) -> None:
        self.console = console
        self.bar = Bar(doing, console, terminal(stderr=True))
        self.begun = False

    def __enter__(self) -> Self:
        self.bar.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.bar.__exit__(*exception)

    def advanced(self, done: int, total: int) -> None:
        """Move the progress bar."""
        self.bar.advanced(done, total)

    def found(self, finding: Finding) -> None:
        """Print a page's heading, a result or a problem."""
        match finding:
            case PageSummary():
                self.page(finding)
            case PageProblem():
                self.problem(finding)
            case Result():
                self.result(finding)

    def page(self, page: PageSummary) -> None:
        """Print a page's name and title."""
        self.gap()
        self.put(Text.assemble((page.name, "bold"), f" · {page.title}" if page.title != page.name else ""))
        self.gap()

    def problem(self, problem: PageProblem) -> None:
        """Print what is wrong with a page, and where."""
        line = "" if problem.line is None else f", line {problem.line}"
        self.put(Text.assemble(("! ", "red"), (problem.place, "bold"), "  ", (problem.kind + line, "red")))
        self.put(Text(problem.message), MARGIN)

    def result(self, result: Result) -> None:
        """Print a verdict."""

    def facing(self, left: Text, right: Text, margin: int = 0) -> None:
        """Print two texts at the two edges of a line, or of two lines where they do not fit on one."""
        room = self.console.width - margin - left.cell_len - right.cell_len
        if right.cell_len and room >= 2:
            self.put(Text.assemble(left, " " * room, right), margin)
            return
        self.put(left, margin)
        if right.cell_len:
            self.put(right, max(margin, self.console.width - right.cell_len))

    def put(self, text: Text, margin: int = 0) -> None:
        """Print a text, its continuation lines indented; no line ends in blanks."""
        self.begun = True
        room = (
            max(self.console.width - margin - 2, 20) if text.cell_len > self.console.width - margin else None
        )
        for number, line in enumerate(text.wrap(self.console, room) if room else [text]):
            line.rstrip()
            indent = " " * (margin + 2 if number else margin)
            self.console.print(Text(indent).append_text(line), soft_wrap=True)

    def gap(self) -> None:
        """Print an empty line, but not as the first."""
        if self.begun:
            self.console.print()


class ConsoleReport(Printer):
    """Tells a check: each verdict with all that it rests on, then the summary line."""

    def __init__(self, console: Console, *, verbose: bool = False, snippet: bool = False) -> None:
        super().__init__(console, "checking")
        self.verbose, self.snippet = verbose, snippet
        self.places = 0
        self.of_document: list[Result] | None = None

    def page(self, page: PageSummary) -> None:
        """Print a page's name and title, after what there is to say of the document before."""
        self.close_document()
        super().page(page)
        self.of_document = [] if page.path.endswith(DOCUMENTS) else None
        self.places = max((len(each.id) for each in page.identities if each.file), default=0)

    def result(self, result: Result) -> None:
        """Print a verdict: the claim, what it rests on, the numbers that refute it, what is missing."""
        if result.file is not None:
            (self.chain if result.kind == "chain" else self.equality)(result)
            return
        style = _style(result)
        mark = "✓" if result.succeeded else "✗" if result.verdict == "proved" else MARKS[result.verdict]
        left = Text.assemble((mark, style), " ", (result.id, "bold"), "  ", (_verdict(result), style))
        right = [_origin(result.source), duration(result.seconds)]
        self.facing(left, Text(" · ".join(filter(None, right)), "dim"))
        self.put(Text(result.claim_text), MARGIN)
        if self.verbose:
            self.derivation(result)
        for text in _rest(result, verbose=self.verbose, width=self.console.width - MARGIN):
            self.put(text, MARGIN)
        if self.snippet and result.counterexample and result.counterexample.snippet:
            self.program(result.counterexample.snippet)

    def program(self, lines: str) -> None:
        """Print a program as it is, so that it can be copied and run."""
        self.gap()
        self.console.print(Text(lines.rstrip()), soft_wrap=True)

    def equality(self, result: Result) -> None:
        """Print an = of a document: place, verdict, claim; below it why, where that is not as expected."""
        if self.of_document is not None:
            self.of_document.append(result)
        style = STYLES[result.verdict] if result.verdict == "definition" else _style(result)
        place = documents.place(result).ljust(self.places)
        head = Text.assemble((place, "bold"), "  ", (f"{documents.verdict(result):<10}", style))
        margin, room = documents.margin(self.places), self.console.width - head.cell_len - 2
        if self.verbose or not result.succeeded:
            self.explained(result, head, margin, room)
        elif shown := documents.shortened(result.claim_text, room):
            self.put(Text.assemble(head, "  ", (shown, "dim")))
        else:
            self.put(head)
            self.put(Text(documents.shortened(result.claim_text, self.console.width - margin), "dim"), margin)

    def explained(self, result: Result, head: Text, margin: int, room: int) -> None:
        """Print the whole claim, beside its verdict where there is room, and what is to be said of it."""
        beside = cell_len(result.claim_text) <= room
        self.put(Text.assemble(head, "  ", result.claim_text) if beside else head)
        if not beside:
            self.put(Text(result.claim_text), margin)
        if result.verdict in ("proved", "disagreement"):
            for text in _packed(_support(result, verbose=self.verbose), self.console.width - margin):
                self.put(Text(text, "dim"), margin)
        for kind, said in documents.told(result):
            style = {"counterexample": "" if result.succeeded else "red", "assumed": "dim"}.get(kind, "")
            self.put(Text(said, style), margin)

    def chain(self, result: Result) -> None:
        """Print the verdict on a whole chain, where it says more than those on its equalities."""
        if self.verbose or documents.is_telling(result):
            self.put(Text(documents.of_chain(result)), documents.margin(self.places))

    def close_document(self) -> None:
        """Print how many equalities the document has, and what was assumed."""
        if self.of_document is not None:
            if self.of_document:
                self.gap()
            self.put(Text(documents.counts(self.of_document), "bold"))
        self.of_document = None

    def derivation(self, result: Result) -> None:
        """Print each line with its number, and its reason on the right, as in a textbook."""
        width = len(str(len(result.lines) - 1))
        for number, line in enumerate(result.lines):
            style = "dim" if line.verdict == "proved" else STYLES[line.verdict]
            left = Text.assemble((f"{number or '':>{width}}  ", style), "= " if number else "", line.text)
            self.facing(left, Text(line.title, "cyan"), MARGIN)
            if line.verdict != "proved":
                self.put(Text(_wrong(line), style), MARGIN + width + 2)

    def closing(self, run: Run) -> None:
        """Print the summary line."""
        one = self.of_document is not None and len(run.pages) == 1
        self.close_document()
        if not one:
            self.gap()
        for text in _packed(_summary(run), self.console.width):
            self.put(Text(text, "bold"))


class Listing(Printer):
    """Tells what pages state: each identity with its source and its claim."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "loading")

    def page(self, page: PageSummary) -> None:
        """Print a page and its identities."""
        super().page(page)
        for identity in page.identities:
            erratum = "  (erratum)" if identity.expected == "refuted" else ""
            self.facing(Text.assemble((identity.id, "bold"), erratum), Text(_origin(identity.source), "dim"))
            self.put(Text(identity.claim_text), MARGIN)


def _is_watched(console: Console) -> bool:
    """Whether someone looks on: a terminal that can redraw, and no pipe that asks for colour."""
    return console.is_terminal and not console.is_dumb_terminal and console.file.isatty()


def _style(result: Result) -> str:
    if result.succeeded:
        return "green"
    return "red" if result.verdict == "proved" else STYLES[result.verdict]


def _verdict(result: Result) -> str:
    if result.expected == "proved":
        return result.verdict
    return f"{result.verdict} (erratum, {'as' if result.succeeded else 'not as'} expected)"


def _origin(source: Source | None) -> str:
    """The rows of the source; its title, often a long one, where it has none."""
    return (source.row or source.document) if source else ""


def duration(seconds: float) -> str:
    """`21 ms`, `1.3 s`."""
    return f"{seconds:.1f} s" if seconds >= 0.9995 else f"{seconds * 1000:.0f} ms"


def _wrong(line: LineResult) -> str:
    return f"{MARKS[line.verdict]} {line.verdict}{': ' if line.message else ''}{line.message}"


def _rest(result: Result, *, verbose: bool, width: int) -> Iterator[Text]:
    """All that stands below the claim."""
    if verbose and result.source:
        yield Text(f"source: {result.source.text}", "dim")
    if result.verdict in ("proved", "disagreement"):
        yield from (Text(text, "dim") for text in _packed(_support(result, verbose=verbose), width))
    if result.counterexample:
        yield from _refutation(result, result.counterexample, verbose=verbose)
    if result.message:
        yield Text(result.message)
    if result.hint:
        yield Text.assemble(("hint: ", "bold"), result.hint)


def _refutation(result: Result, found: Counterexample, *, verbose: bool) -> Iterator[Text]:
    yield Text(found.text, "default" if result.succeeded else "red")
    if found.line and found.line < len(result.lines) and not verbose:
        line = result.lines[found.line]
        reason = f"  ({line.title})" if line.title else ""
        yield Text(f"first wrong line, {found.line}: {line.text}{reason}")


def _support(result: Result, *, verbose: bool) -> Iterator[str]:
    """What a verdict rests on: hypotheses, conditions, instances, differences."""
    used = [hypothesis.text for hypothesis in result.hypotheses if hypothesis.used]
    unused = [hypothesis.text for hypothesis in result.hypotheses if not hypothesis.used]
    yield f"uses {', '.join(used)}" if used else "no hypothesis"
    if unused:
        yield f"not needed: {', '.join(unused)}"
    if result.conditions:
        yield f"where {', '.join(result.conditions)}"
    yield from _instances(result.instances)
    if result.finite_difference:
        yield _differences(result.finite_difference, verbose=verbose)
    if verbose:
        yield f"proof {duration(result.proof_seconds)}"


def _instances(instances: Iterable[InstanceResult]) -> Iterator[str]:
    """`instances (m, n) = (1, 1), (2, 1) exact`: sizes, grouped by dimensions and by what was found."""

    def kind(instance: InstanceResult) -> tuple[tuple[str, ...], bool, bool]:
        return tuple(instance.sizes), instance.exact, instance.agrees

    for (names, exact, agrees), group in groupby(instances, key=kind):
        sizes = ", ".join(_tuple(map(str, instance.sizes.values())) for instance in group)
        where = f"instances {_tuple(names)} = {sizes}" if names else "instance"
        yield f"{where}{' exact' if exact else ' at 50 digits'}{'' if agrees else ': the sides differ'}"


def _tuple(items: Iterable[str]) -> str:
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"({', '.join(listed)})"


def _differences(found: FiniteDifference, *, verbose: bool) -> str:
    """`finite differences 2.1e-11, order 2.0`, and more where it is asked for or they disagree."""
    what = "finite differences" if found.derivative else "random points"
    parts = [] if found.error is None else [f"{found.error:.1e}"]
    parts += [] if found.order is None else [f"order {found.order:.1f}"]
    if found.inconclusive:
        return f"{what} inconclusive: {found.note}"
    if verbose or not found.agrees:
        precise = found.high_precision_error
        parts += [] if precise is None else [f"{precise:.1e} at high precision"]
        parts += [f"{found.points} points", *filter(None, [found.note])]
    parts = parts or [found.note or "none taken"]
    return f"{what} {', '.join(parts)}{'' if found.agrees else ': the sides differ'}"


def _summary(run: Run) -> Iterator[str]:
    """The counts that are not 0, then time, seed and version; of one document the counts stand above."""
    if [page.path.endswith(DOCUMENTS) for page in run.pages] != [True]:
        yield from _counts(run)
    if run.problems:
        yield f"{len(run.problems)} {'problem' if len(run.problems) == 1 else 'problems'}"
    if run.interrupted:
        yield "interrupted"
    yield from (duration(run.seconds), f"seed {run.seed}", f"derive {run.version}")


def _counts(run: Run) -> Iterator[str]:
    errata = sum(result.verdict == result.expected == "refuted" for result in run.results)
    equalities = sum(result.kind == "equality" for result in run.results)
    if equalities:
        yield f"{equalities} {'equality' if equalities == 1 else 'equalities'}"
    for verdict, count in run.summary.items():
        if verdict in MARKS and (count := count - errata * (verdict == "refuted")):
            yield f"{count} {verdict}{'s' if verdict == 'definition' and count != 1 else ''}"
    if errata:
        yield f"{errata} refuted as expected"


def _packed(parts: Iterable[str], width: int) -> Iterator[str]:
    """The parts joined by ` · `, as many on a line as it holds."""
    line = ""
    for part in parts:
        longer = f"{line} · {part}" if line else part
        if line and cell_len(longer) > width:
            yield line
            longer = part
        line = longer
    if line:
        yield line
