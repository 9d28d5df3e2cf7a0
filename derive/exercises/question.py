"""What all exercises have: a question, and an answer that is graded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from derive.derivation.reasons import Reason
from derive.exercises.grade import Grade
from derive.language.errors import IllFormed
from derive.language.hypotheses import Hypothesis
from derive.language.typeset import latex, text


class Exercise:
    """A question; called with an answer, it returns the answer's `Grade`."""

    def grade(self, answer: Any = ..., by: Reason | None = None) -> Grade:
        """The grade of the answer; of a next line, with its reason. `...` is no answer yet."""
        if answer is ...:
            return Grade("not answered", "put your answer in the place of the dots")
        if answer is None:
            return Grade(
                "refused", "None is no answer: the cell that makes it gives nothing; does it return?"
            )
        if isinstance(answer, str):
            return Grade("refused", f"{answer!r} is text: write the answer without quotation marks")
        if by is not None and not isinstance(by, Reason):
            return Grade("refused", "one answer is graded; behind the comma there may stand a reason, by=…")
        try:
            return self._graded(answer, by)
        except IllFormed as fault:
            return Grade("refused", str(fault))

    def __call__(self, answer: Any = ..., by: Reason | None = None) -> Grade:
        """The grade of the answer."""
        return self.grade(answer, by)

    def _graded(self, answer: Any, by: Reason | None) -> Grade:
        raise NotImplementedError

    def _question(self, typeset: Callable[[Any], str]) -> Iterable[str]:
        """The question in parts; mathematics by `typeset`."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return "\n".join(self._question(text))

    def _repr_markdown_(self) -> str:
        return "\n\n".join(self._question(lambda each: f"$\\displaystyle {latex(each)}$"))


def given_line(given: tuple[Hypothesis, ...], typeset: Callable[[Any], str]) -> Iterable[str]:
    """The hypotheses, in a line of their own."""
    if given:
        yield f"Given: {', '.join(map(typeset, given))}."
