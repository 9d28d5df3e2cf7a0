"""A derivation is read: which is the first line that does not follow from the line before?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import Any

from derive.derivation.reasons import Reason
from derive.exercises.grade import Grade
from derive.exercises.question import Exercise, given_line
from derive.language.claims import Identity, Line
from derive.language.errors import IllFormed
from derive.language.sayings import reason
from derive.language.typeset import formula, latex
from derive.language.typeset.formula import Formula
from derive.proofs.model import reason_words
from derive.report.markdown import broken, reason_latex
from derive.results import Result
from derive.verdict import check

ASKED = "Which is the first line that does not follow from the line before? (0: every line does)"


@dataclass(frozen=True, repr=False)
class Reading(Exercise):
    """Which line of the derivation is wrong? The answer is its number, or 0 if all lines are right."""

    read: Identity

    def __post_init__(self) -> None:
        if not self.read.lines:
            raise IllFormed("{} has no lines to be read", self.read.name)

    @cached_property
    def result(self) -> Result:
        """What the checker says of the derivation."""
        return check(self.read)

    @property
    def _wrong(self) -> int:
        """The number of the first wrong line, 0 if there is none."""
        found = self.result.counterexample
        return found.line or 0 if found else 0

    def _graded(self, answer: Any, by: Reason | None) -> Grade:
        answer = self._number(answer)
        if self.result.verdict not in ("proved", "refuted"):
            return Grade("undecided", self.result.message)
        if answer == self._wrong:
            return self._found(answer)
        if answer == 0:
            return Grade("refuted", "one of the lines does not follow from the line before")
        return self._not_this_one(answer)

    def _number(self, answer: Any) -> int:
        """The number of a line. Raises `IllFormed` for what is none."""
        last = len(self.read.lines)
        is_number = hasattr(type(answer), "__index__") and not isinstance(answer, bool)
        if is_number and 0 <= (number := index(answer)) <= last:
            return number
        asked = reason("the number of a line is asked for, 1 to {}, or 0 if all are right", last)
        raise IllFormed("there is no line {}: {}", answer, asked) if is_number else IllFormed("{}", asked)

    def _found(self, number: int) -> Grade:
        if number == 0:
            return Grade(
                "proved", "every line follows from the line before, for every dimension", result=self.result
            )
        message = f"line {number} does not follow from the line before"
        return Grade("proved", message, self._step(number), self.result, self.result.hint)

    def _not_this_one(self, number: int) -> Grade:
        line = self.result.lines[number]
        if line.verdict != "proved":
            return Grade("refuted", f"an earlier line than {number} is wrong")
        message = f"line {number} follows from the line before, for every dimension: {line.title_en}"
        return Grade("refuted", message, self._step(number))

    def _step(self, number: int) -> Formula:
        """One line and the line before."""
        written = [self.read.stated[0], *(line.written for line in self.read.lines)]
        before, after = map(formula, written[number - 1 : number + 1])
        return before.related("≠" if number == self._wrong else "=", after)

    def _question(self, typeset: Callable[[Any], str]) -> Iterable[str]:
        yield ASKED
        yield typeset(self.read.stated[0])
        for number, line in enumerate(self.read.lines, 1):
            yield f"({number}) = {typeset(line.written)}  ({line.by.english})"
        yield from given_line(self.read.given, typeset)

    def _repr_markdown_(self) -> str:
        rows = [rf"& {latex(self.read.stated[0])}"]
        for number, line in enumerate(self.read.lines, 1):
            rows += _rows(number, line)
        derivation = " \\\\\n".join(rows)
        given = given_line(self.read.given, lambda each: f"${latex(each)}$")
        return "\n\n".join([ASKED, f"$$\n\\begin{{aligned}}\n{derivation}\n\\end{{aligned}}\n$$", *given])


def _rows(number: int, line: Line) -> list[str]:
    """A line with its number and its reason, broken where it is too wide."""
    first, *more = broken(formula(line.written).stacked)
    rows = [f"&{{}} = {first}", *(rf"&\quad {row}" for row in more)]
    rows[-1] += rf" && ({number})\ {reason_latex(reason_words(line.by, 'en'))}"
    return rows
