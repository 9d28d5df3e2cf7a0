"""What an answer was found to be, in words and as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.language.typeset.formula import Formula
from derive.report.markdown import broken, sentence
from derive.results import Counterexample, Result
from derive.results.notebook import MARKS, numbers

Verdict = Literal["proved", "refuted", "undecided", "disagreement", "refused", "not answered"]


@dataclass(frozen=True, repr=False)
class Grade:
    """The verdict on an answer: `proved`, `refuted` with numbers and a hint, or why it is neither.

    `refused` is what the language cannot read, or what is true and not what was asked for; `message` says which.
    A grade is true in a condition only if the answer is right.
    """

    verdict: Verdict
    message: str = ""
    claim: Formula | None = None
    result: Result | None = None
    hint: str = ""

    @property
    def claim_text(self) -> str:
        """What was judged, in plain text."""
        return self.claim.text if self.claim else ""

    @property
    def counterexample(self) -> Counterexample | None:
        """The numbers that refute the answer."""
        return self.result.counterexample if self.result else None

    def __bool__(self) -> bool:
        return self.verdict == "proved"

    @property
    def _uses(self) -> str:
        used = [each.text for each in self.result.hypotheses if each.used] if self.result else []
        return f"it uses {', '.join(used)}" if used and self else ""

    def __repr__(self) -> str:
        head = f"{MARKS.get(self.verdict, '·')} {self.verdict}"
        numbers = self.counterexample.text if self.counterexample else ""
        hint = f"hint: {self.hint}" if self.hint else ""
        parts = (self.claim_text, self.message, self._uses, numbers, hint)
        return "\n".join([head, *(f"  {part}" for part in parts if part)])

    def _repr_markdown_(self) -> str:
        head = f"{MARKS.get(self.verdict, '·')} **{self.verdict}**"
        message = f": {sentence(self.message)}" if self.message else ""
        parts = [f"{head}{message}", _displayed(self.claim), sentence(self._uses)]
        if self.counterexample:
            parts.append(f"*Counterexample.* {numbers(self.counterexample).told()}")
        if self.hint:
            parts.append(f"*Hint.* {sentence(self.hint)}")
        return "\n\n".join(part for part in parts if part)


def _displayed(claim: Formula | None) -> str:
    """The claim on lines of its own, broken where it is too wide."""
    rows = "\\\\\n& \\quad ".join(broken(claim.stacked)) if claim else ""
    return f"$$\n\\begin{{aligned}}\n& {rows}\n\\end{{aligned}}\n$$" if claim else ""
