"""What was told of a run, counted: however many documents there are, this stays as small."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from derive.results.evidence import VERDICTS
from derive.results.findings import Finding, Observer, PageProblem, PageSummary, Result

SLOWEST = 3


@dataclass
class Tally(Observer):
    """Counts findings as they are told, a page's behind its summary.

    `unjudged` are the documents in which no = was judged, `slowest` those that took longest, with their seconds.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    results: int = 0
    as_expected: int = 0
    errata: int = 0
    equalities: int = 0
    pages: int = 0
    problems: int = 0
    bad_inputs: int = 0
    disagreements: int = 0
    unjudged: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    _page: PageSummary | None = None
    _judged: bool = False
    _seconds: float = 0.0

    def found(self, finding: Finding) -> None:
        """Count a finding."""
        match finding:
            case PageSummary():
                self.close()
                self.pages += 1
                self._page, self._judged, self._seconds = finding, False, finding.seconds
            case PageProblem():
                self.problems += 1
                self.bad_inputs += finding.is_bad_input
            case Result():
                self._count(finding)

    def close(self) -> None:
        """Take note that the page told last is told whole."""
        if (page := self._page) is None:
            return
        if page.is_document and not self._judged:
            self.unjudged.append(page.path)
        self.slowest = heapq.nlargest(SLOWEST, [*self.slowest, (self._seconds, page.name)])
        self._page = None

    def all(self, findings: Iterable[Finding]) -> None:
        """Count all these."""
        for finding in findings:
            self.found(finding)

    @property
    def summary(self) -> dict[str, int]:
        """How many results there are of each verdict, in all, as expected; and how many problems."""
        shown = (each for each in VERDICTS if each != "definition" or self.verdicts[each])
        return {
            **{verdict: self.verdicts[verdict] for verdict in shown},
            "total": self.results,
            "as_expected": self.as_expected,
            "problems": self.problems,
        }

    def _count(self, result: Result) -> None:
        self._seconds += result.seconds
        self.disagreements += result.verdict == "disagreement"
        if result.kind == "chain":
            return
        self._judged |= result.verdict not in ("definition", "unreadable")
        self.verdicts[result.verdict] += 1
        self.results += 1
        self.as_expected += result.succeeded
        self.errata += result.verdict == result.expected == "refuted"
        self.equalities += result.kind == "equality"
