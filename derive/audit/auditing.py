"""An audit: which tasks its parts are made of, and what is made of their findings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from derive.audit import work
from derive.audit.figures import (
    DifferentialFigures,
    Mutant,
    MutantFigures,
    MutantFinding,
    SabotageFigures,
    SabotageFinding,
)
from derive.audit.running import Task, run
from derive.audit.sabotage import SABOTAGES
from derive.processes.pool import Pool
from derive.targets import Target

CHUNK = 50
"""How many random cases a worker takes at a time."""

SECONDS_A_CASE = 10.0
LISTING = 120.0
"""Seconds that the mutants of a page may take to be listed."""

SABOTAGE = 300.0
"""Seconds that may pass until a broken rule is noticed."""

Advanced = Callable[[int, int], None]


@dataclass
class Audit:
    """What is audited, and what is found so far; `faults` are pages whose mutants could not be listed."""

    seed: int
    time_limit: float
    advanced: Advanced = lambda _, __: None
    mutants: MutantFigures | None = None
    differential: DifferentialFigures | None = None
    sabotage: SabotageFigures | None = None
    faults: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def parts(self) -> dict[str, MutantFigures | DifferentialFigures | SabotageFigures]:
        """The parts that were begun."""
        found = {"mutants": self.mutants, "differential": self.differential, "sabotage": self.sabotage}
        return {name: part for name, part in found.items() if part is not None}

    @property
    def passed(self) -> bool:
        """Whether every bar holds."""
        return not self.faults and all(part.passed for part in self.parts.values())

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "seed": self.seed,
            "interrupted": self.interrupted,
            "passed": self.passed,
            "faults": self.faults,
            **{name: part.data() for name, part in self.parts.items()},
        }

    def judge_mutants(self, pool: Pool, targets: Iterable[Target], sample: int | None) -> None:
        """Every mutant of the pages, or so many of them, drawn from the seed."""
        self.mutants = MutantFigures()
        with self._timed(self.mutants):
            listed = [mutant for target in targets for mutant in self._listed(pool, target)]
            self.mutants.there_are = len(listed)
            chosen = listed if sample is None or sample >= len(listed) else self._drawn(listed, sample)
            for finding in self._run(pool, [self._judgement(mutant) for mutant in chosen]):
                self.mutants.findings.append(finding)

    def _drawn(self, listed: list[Mutant], sample: int) -> list[Mutant]:
        return Random(f"{self.seed} mutants").sample(listed, sample)

    def _listed(self, pool: Pool, target: Target) -> tuple[Mutant, ...]:
        task = Task(
            work.list_mutants, (target.path, target.identities, self.seed), LISTING, self._unlisted(target)
        )
        [found] = run([task], pool)
        return found

    def _unlisted(self, target: Target) -> Callable[[str], tuple[Mutant, ...]]:
        def failed(why: str) -> tuple[Mutant, ...]:
            self.faults.append(f"{target.label}: {why}")
            return ()

        return failed

    def _judgement(self, mutant: Mutant) -> Task:
        def failed(why: str) -> MutantFinding:
            return MutantFinding(mutant, "undecided", "undecided", str(mutant), why)

        return Task(work.judge_mutant, (mutant, self.seed, self.time_limit), 2 * self.time_limit + 10, failed)

    def test_properties(self, pool: Pool, cases: int) -> None:
        """So many random cases of the property test."""
        self.differential = DifferentialFigures(self.seed)
        with self._timed(self.differential):
            tasks = [self._chunk(first, min(CHUNK, cases - first)) for first in range(0, cases, CHUNK)]
            for found in self._run(pool, tasks):
                self.differential.cases += found.cases
                self.differential.counts += found.counts
                self.differential.failures += found.failures

    def _chunk(self, first: int, cases: int) -> Task:
        def failed(why: str) -> DifferentialFigures:
            return DifferentialFigures(self.seed, failures=[f"cases {first} to {first + cases - 1}: {why}"])

        return Task(work.property_test, (first, cases, self.seed), cases * SECONDS_A_CASE, failed)

    def break_rules(self, pool: Pool, rules: Iterable[str] = ()) -> None:
        """Every rule of the kernel, or these, broken one at a time."""
        self.sabotage = SabotageFigures()
        with self._timed(self.sabotage):
            for found in self._run(pool, [self._breaking(where) for where in rules or SABOTAGES]):
                self.sabotage.findings.append(found)

    def _breaking(self, where: str) -> Task:
        def failed(why: str) -> SabotageFinding:
            module, function = SABOTAGES[where].place
            return SabotageFinding(function, module, SABOTAGES[where].says, fault=why)

        return Task(work.sabotage, (where, self.seed), SABOTAGE, failed)

    def _run(self, pool: Pool, tasks: list[Task]) -> Iterator[Any]:
        for done, found in enumerate(run(tasks, pool), 1):
            self.advanced(done, len(tasks))
            yield found

    @contextmanager
    def _timed(self, figures: MutantFigures | DifferentialFigures | SabotageFigures) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            figures.seconds = time.perf_counter() - started
