"""A whole run: what was found, or only how much of what, and the exit status."""

from __future__ import annotations

from dataclasses import dataclass

from derive.results.findings import PageProblem, PageSummary, Result
from derive.results.tally import Tally

ALL_AS_EXPECTED, NOT_AS_EXPECTED, BAD_INPUT, DISAGREEMENT, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit statuses of `derive check`."""


@dataclass(frozen=True, slots=True)
class Run:
    """All that one command found, in the catalogue's order; `chains` are the chains of documents, each as a whole.

    Where findings were told as they came and not kept, they are in the `tally` alone. `recalled` documents were not
    judged in this run: what was found of them before still held.
    """

    results: tuple[Result, ...]
    problems: tuple[PageProblem, ...]
    seed: int
    version: str
    seconds: float
    interrupted: bool = False
    pages: tuple[PageSummary, ...] = ()
    chains: tuple[Result, ...] = ()
    tally: Tally = None  # type: ignore[assignment]  # filled in below
    recalled: int = 0

    def __post_init__(self) -> None:
        if self.tally is None or self.results or self.problems:
            counted = Tally()
            counted.all((*self.results, *self.chains, *self.problems))
            if self.tally is not None:
                counted.pages, counted.unjudged = self.tally.pages, self.tally.unjudged
                counted.slowest = self.tally.slowest
            object.__setattr__(self, "tally", counted)

    @property
    def summary(self) -> dict[str, int]:
        """How many results there are of each verdict, in all, as expected; and how many problems."""
        return self.tally.summary

    @property
    def unjudged(self) -> tuple[str, ...]:
        """The documents in which no = was judged."""
        return tuple(self.tally.unjudged)

    @property
    def exit_status(self) -> int:
        """130 interrupted; else 3 disagreement, 2 bad input, 1 not as expected, 0 all as expected."""
        return self.status(self.tally.problems > 0 or self.tally.as_expected < self.tally.results)

    def status(self, fails: bool) -> int:
        """The exit status where it is known whether what was found fails."""
        if self.interrupted:
            return INTERRUPTED
        if self.tally.disagreements:
            return DISAGREEMENT
        if self.tally.bad_inputs:
            return BAD_INPUT
        return NOT_AS_EXPECTED if fails else ALL_AS_EXPECTED
