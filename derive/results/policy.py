"""Which findings fail a run, and its exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from derive.results.findings import Finding, Observer, Result
from derive.results.run import Run

FailOn = Literal["refuted", "undecided", "unreadable", "none"]
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)

Mark = tuple[str, str, str]
"""What a finding is known by wherever it stands in its file: file or page, verdict, claim."""


def mark(result: Result) -> Mark:
    """What the finding is known by: no line, so that it is known still when lines are added above it."""
    written = f"{result.lhs} = {result.rhs}" if result.file is not None else result.id
    return result.file or result.id.rpartition(".")[0], result.verdict, " ".join(written.split())


@dataclass
class Policy(Observer):
    """What fails: verdicts from `fail_on` on, if strict also documents in which nothing was judged; but what is known.

    `refuted` lets undecided and unreadable pass, `undecided` unreadable alone, `none` every verdict. A finding that
    occurs more often than it is known fails.
    """

    fail_on: FailOn = "unreadable"
    strict: bool = False
    known: Counter[Mark] = field(default_factory=Counter)
    _seen: Counter[Mark] = field(default_factory=Counter)
    _answers: dict[str, bool] = field(default_factory=dict)
    _failed: bool = False

    def found(self, finding: Finding) -> None:
        """Take in what is told; a run keeps not everything."""
        if isinstance(finding, Result) and finding.kind != "chain":
            self._failed |= self.fails(finding)

    def is_known(self, result: Result) -> bool:
        """Whether the finding is one of those that are known; asked in the order of the text."""
        if not self.known:
            return False
        if result.id not in self._answers:
            found = mark(result)
            self._seen[found] += 1
            self._answers[result.id] = self._seen[found] <= self.known[found]
        return self._answers[result.id]

    def fails(self, result: Result) -> bool:
        """Whether the verdict is none that may be."""
        if result.succeeded or self.is_known(result):
            return False
        levels = {"unreadable": 2, "undecided": 1}
        return levels.get(result.verdict, 0) <= FAIL_ON.index(self.fail_on) < FAIL_ON.index("none")

    def status(self, run: Run) -> int:
        """130 interrupted; else 3 disagreement, 2 bad input, 1 what fails, 0 nothing does."""
        undecided = run.tally.problems > 0 and self.fail_on in ("undecided", "unreadable")
        failed = any([self.fails(result) for result in run.results])  # noqa: C419  all are asked, in order
        return run.status(undecided or failed or self._failed or (self.strict and bool(run.unjudged)))


def known(results: Iterable[Result]) -> Counter[Mark]:
    """What is found now that is not as expected, to be known from now on."""
    return Counter(mark(result) for result in results if not result.succeeded)
