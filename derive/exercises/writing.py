"""An answer that is written: a right side, the next line, or the lines of a derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from derive.derivation.reasons import Reason
from derive.exercises.form import letter, objection
from derive.exercises.grade import Grade
from derive.exercises.question import Exercise, given_line
from derive.language.claims import Identity
from derive.language.errors import IllFormed
from derive.language.hypotheses import Hypothesis
from derive.language.page import identity
from derive.results import Result
from derive.verdict import check


@dataclass(frozen=True, repr=False)
class RightSide(Exercise):
    """What does `left` equal? Or, with a reason `by`, what is the next line?"""

    left: Any
    given: tuple[Hypothesis, ...] = ()
    by: Reason | None = None
    without: tuple[Any, ...] = ()
    only: tuple[Any, ...] = ()

    def _graded(self, answer: Any, by: Reason | None) -> Grade:
        reason = by or self.by
        made = stated(self.left, answer() if isinstance(answer, FunctionType) else answer, self.given, reason)
        fault = objection(made.left, made.right, reason, self.without, self.only)
        return _refused(made, fault) if fault else grade_of(made, check(made))

    def _question(self, typeset: Callable[[Any], str]) -> Iterable[str]:
        yield f"{typeset(self.left)} = ?"
        yield from given_line(self.given, typeset)
        if self.by:
            yield f"Write the next line, by this reason: {self.by.english}."
        if self.without:
            yield f"Write it without {', '.join(map(_word, self.without))}."
        if self.only:
            yield f"Write it in {', '.join(map(_word, self.only))} alone."


@dataclass(frozen=True, repr=False)
class Derivation(Exercise):
    """Derive the claim, line by line."""

    claim: Identity

    def _graded(self, answer: Any, by: Reason | None) -> Grade:
        if not isinstance(answer, FunctionType):
            raise IllFormed("the lines are asked for: a function that takes `line`, as on a page")
        made = identity(self.claim.stated[0], equals=self.claim.stated[1], given=self.claim.given)(answer)
        if not made.lines:
            raise IllFormed("the lines are asked for, and there is none")
        return grade_of(made, check(made))

    def _question(self, typeset: Callable[[Any], str]) -> Iterable[str]:
        left, right = self.claim.stated
        yield f"{typeset(left)} = {typeset(right)}"
        yield from given_line(self.claim.given, typeset)
        yield "Derive it, line by line."


def stated(left: Any, right: Any, given: tuple[Hypothesis, ...], by: Reason | None = None) -> Identity:
    """The claim left = right, which follows by one reason if there is one."""

    def answer(line: Any) -> None:
        if by is not None:
            line(by=by)

    return identity(left, equals=right, given=given)(answer)


def _refused(made: Identity, message: str) -> Grade:
    return Grade("refused", message, made.claim)


def grade_of(made: Identity, result: Result) -> Grade:
    """The grade of an answer that was checked; what is true by more than its reason is refused."""
    verdict: Any = result.verdict
    message, missing = result.message, next((line.message for line in result.lines if line.message), "")
    if verdict == "undecided" and missing:
        verdict, message = "refused", message if len(made.lines) > 1 else missing
    elif verdict == "refuted" and len(made.lines) == 1:
        message = ""
    return Grade(verdict, message, made.claim, result, result.hint)


def _word(word: Any) -> str:
    return str(getattr(letter(word), "name", getattr(word, "__name__", word)))
