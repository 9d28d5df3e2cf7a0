"""What an audit found, as plain data: it crosses from the workers to the command, and from there to JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

LEAST_REFUTED = 0.995
"""The share of the mutants that are not equivalent to be refuted with a counterexample."""

LARGEST_MEDIAN, MOST_DIGITS = 2, 2
"""The median counterexample: its largest dimension, and the digits of its numerators and denominators."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """The name of a mutant: where it is, and the slip. `line` 0 is the claim, `place` the way to the part."""

    file: str
    page: str
    identity: str
    line: int
    side: str
    path: tuple[int, ...]
    slip: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else f"claim, {self.side} side"
        place = ".".join(map(str, self.path)) or "whole"
        return f"{self.page}.{self.identity}, {where}, at {place}: {self.slip}"


Fate = Literal["refuted", "equivalent", "proved", "undecided"]


@dataclass(frozen=True, slots=True)
class MutantFinding:
    """What became of a mutant.

    An `equivalent` one is true by exact evaluation; `confirmed` says by how many instances, `verdict` what the check
    says of it. `size` and `digits` are those of the counterexample.
    """

    mutant: Mutant
    fate: Fate
    verdict: str
    text: str
    message: str = ""
    counterexample: str = ""
    size: int = 0
    digits: int = 0
    exact: bool = False
    confirmed: int = 0
    seconds: float = 0.0


@dataclass
class MutantFigures:
    """All mutants judged, of so many that there are; those that a limit or a fault ended are undecided."""

    there_are: int = 0
    findings: list[MutantFinding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def fates(self) -> Counter[str]:
        """How many have each fate."""
        return Counter(each.fate for each in self.findings)

    @property
    def wrong(self) -> int:
        """How many are not equivalent."""
        return len(self.findings) - self.fates["equivalent"]

    @property
    def refuted(self) -> float:
        """The share of those not equivalent that is refuted with a counterexample."""
        return self.fates["refuted"] / self.wrong if self.wrong else 1.0

    @property
    def unproved(self) -> list[MutantFinding]:
        """Mutants that are true by exact evaluation, and that the check does not prove."""
        return [each for each in self.findings if each.fate == "equivalent" and each.verdict != "proved"]

    def median(self, of: Literal["size", "digits"]) -> float:
        """The median over the counterexamples."""
        values = [getattr(each, of) for each in self.findings if each.fate == "refuted"]
        return median(values) if values else 0

    @property
    def slips(self) -> dict[str, Counter[str]]:
        """The fates by slip."""
        table: dict[str, Counter[str]] = {}
        for each in self.findings:
            table.setdefault(each.mutant.slip, Counter())[each.fate] += 1
        return dict(sorted(table.items()))

    @property
    def listed(self) -> list[MutantFinding]:
        """Those that must not be: proved, undecided."""
        return [each for each in self.findings if each.fate in ("proved", "undecided")]

    @property
    def passed(self) -> bool:
        """Whether the bars hold: none proved, nearly all refuted, by small counterexamples."""
        small = self.median("size") <= LARGEST_MEDIAN and self.median("digits") <= MOST_DIGITS
        return not self.fates["proved"] and self.refuted >= LEAST_REFUTED and small

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "there_are": self.there_are,
            "judged": len(self.findings),
            "seconds": round(self.seconds, 2),
            "fates": dict(self.fates),
            "refuted_share": self.refuted,
            "median_size": self.median("size"),
            "median_digits": self.median("digits"),
            "exact": sum(each.exact for each in self.findings),
            "equivalent_and_unproved": [_told(each) for each in self.unproved],
            "slips": {slip: dict(fates) for slip, fates in self.slips.items()},
            "listed": [_told(each) for each in self.listed],
            "passed": self.passed,
        }


def _told(each: MutantFinding) -> dict[str, Any]:
    return {"mutant": str(each.mutant), "fate": each.fate, "claim": each.text, "message": each.message}


@dataclass
class DifferentialFigures:
    """The property test: cases, seed, counts by outcome, failures with the first ones shrunk."""

    seed: int
    cases: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether there is no failure."""
        return not self.failures

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "seed": self.seed,
            "cases": self.cases,
            "seconds": round(self.seconds, 2),
            "counts": dict(sorted(self.counts.items())),
            "failures": self.failures,
            "passed": self.passed,
        }


@dataclass(frozen=True, slots=True)
class SabotageFinding:
    """A rule replaced by a wrong one, and which voices noticed; `case` is the property test's failing case."""

    rule: str
    module: str
    wrong: str
    instances: bool = False
    numbers: bool = False
    differential: bool = False
    claim: str = ""
    detail: str = ""
    fault: str = ""

    @property
    def caught(self) -> bool:
        """Whether some voice, or the property test, noticed."""
        return not self.fault and (self.instances or self.numbers or self.differential)


@dataclass
class SabotageFigures:
    """All rules that were broken, one at a time."""

    findings: list[SabotageFinding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every broken rule was noticed."""
        return all(each.caught for each in self.findings)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "rules": len(self.findings),
            "caught": sum(each.caught for each in self.findings),
            "seconds": round(self.seconds, 2),
            "findings": [
                {
                    "rule": each.rule,
                    "module": each.module,
                    "wrong": each.wrong,
                    "instances": each.instances,
                    "finite_differences": each.numbers,
                    "property_test": each.differential,
                    "claim": each.claim,
                    "detail": each.detail,
                    "fault": each.fault,
                    "caught": each.caught,
                }
                for each in self.findings
            ],
            "passed": self.passed,
        }
