"""Printing to a terminal: texts at two edges, a progress bar for who looks on, findings as they come.

Someone who looks on gets colour, and a progress bar on what takes longer than a second; a pipe, a file and
continuous integration get plain text. What documents and file names hold is shown, never obeyed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from derive.language.typeset.signs import Lang
from derive.report.escaping import clean
from derive.results import Finding, Observer, PageProblem, PageSummary, Result

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds that pass before a progress bar appears."""

LEAST_WIDTH = 20
"""Columns; a terminal that says it has fewer is not believed."""

MARGIN = 4


def terminal(*, stderr: bool = False) -> Console:
    """A console that is plain in pipes, and in continuous integration unless FORCE_COLOR asks for colour."""
    plain = os.environ.get("CI") and not os.environ.get("FORCE_COLOR")
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS" or _is_width(value)}
    return Console(
        stderr=stderr, force_terminal=False if plain else None, highlight=False, markup=False, emoji=False,
        _environ=known,
    )  # fmt: skip


def _is_width(said: str) -> bool:
    return said.isdecimal() and int(said) >= LEAST_WIDTH


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

    def __init__(self, console: Console, doing: str, lang: Lang = "en") -> None:
        self.console, self.lang = console, lang
        self.bar = Bar(doing, console, terminal(stderr=True))
        self.begun = False
        self.is_plain = not console.is_terminal and not console.record
        self._columns = console.width if self.is_plain else 0

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
        finding = clean(finding)
        match finding:
            case PageSummary():
                self.page(finding)
            case PageProblem():
                self.problem(finding)
            case Result():
                self.result(finding)
        if self.is_plain:
            self.console.file.flush()  # whoever reads the pipe has it as it comes

    def page(self, page: PageSummary) -> None:
        """Print a page's name and title."""
        self.gap()
        self.put(Text.assemble((page.name, "bold"), f" · {page.title}" if page.title != page.name else ""))
        self.gap()

    def problem(self, problem: PageProblem) -> None:
        """Print what is wrong with a page, and where."""
        head = problem.headed(self.lang)
        self.put(Text.assemble(("! ", "red"), (problem.place, "bold"), "  ", (head, "red")))
        self.put(Text(problem.said.told(self.lang)), MARGIN)

    def result(self, result: Result) -> None:
        """Print a verdict."""

    @property
    def width(self) -> int:
        """How many columns there are; where no terminal is, those that there were."""
        return self._columns or self.console.width

    def facing(self, left: Text, right: Text, margin: int = 0) -> None:
        """Print two texts at the two edges of a line, or of two lines where they do not fit on one."""
        width, taken = self.width, right.cell_len
        room = width - margin - left.cell_len - taken
        if taken and room >= 2:
            self._line(Text.assemble(left, " " * room, right), margin)
            return
        self.put(left, margin)
        if taken:
            self.put(right, max(margin, width - taken))

    def put(self, text: Text, margin: int = 0) -> None:
        """Print a text, its continuation lines indented; no line ends in blanks."""
        width = self.width
        if text.cell_len <= width - margin:
            self._line(text, margin)
            return
        for number, line in enumerate(text.wrap(self.console, max(width - margin - 2, 20))):
            self._line(line, margin + 2 if number else margin)

    def _line(self, line: Text, margin: int) -> None:
        self.begun = True
        line.rstrip()
        self._print(Text(" " * margin).append_text(line))

    def _print(self, line: Text) -> None:
        """Print a line; where no colours are wanted it needs none of rich's rendering, which takes most of the time."""
        if self.is_plain:
            self.console.file.write(f"{line.plain}\n")
        else:
            self.console.print(line, soft_wrap=True)

    def gap(self) -> None:
        """Print an empty line, but not as the first."""
        if self.begun:
            self.console.print()


def _is_watched(console: Console) -> bool:
    """Whether someone looks on: a terminal that can redraw, and no pipe that asks for colour."""
    return console.is_terminal and not console.is_dumb_terminal and console.file.isatty()


def duration(seconds: float) -> str:
    """`21 ms`, `1.3 s`."""
    return f"{seconds:.1f} s" if seconds >= 0.9995 else f"{seconds * 1000:.0f} ms"


def packed(parts: Iterable[str], width: int) -> Iterator[str]:
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
