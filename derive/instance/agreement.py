"""Whether both sides agree at three sizes or more."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from derive.instance.comparison import Comparison, compare, fixed_places
from derive.language.hypotheses import Hypothesis
from derive.language.sayings import UNSAID, Saying, reason, why
from derive.results import InstanceResult
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.holding import Needed
from derive.values.numbers import Number, Unsatisfied
from derive.values.sizes import Sizes, candidates
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey
from derive.values.walk import Places

STEPS = 1_000_000
"""Parts that are evaluated at most, at all sizes together."""

_DRAWS, _MORE_DRAWS = 4, 16
"""How often numbers are drawn at one size; how often, smaller and smaller, where a side has no value at any."""
_DRAWS_AT_EDGES = 6


ENOUGH = 3
"""As many sizes are compared; what agrees at fewer is not confirmed."""


@dataclass(frozen=True)
class Instances:
    """What came out at each size, and why there are fewer than three of them."""

    results: tuple[InstanceResult, ...]
    lacking: Saying = UNSAID


def find_instances(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    relation: str = "=",
    conditions: tuple[Needed, ...] = (),
) -> Instances:
    """Both sides compared at three sizes or more, entry by entry, the numbers drawn from `seed`.

    `relation` is what is claimed of them: "=", ">" or "≥"; they are compared where all `conditions` are
    true.

    A size at which no instance can be made, because the hypotheses cannot be satisfied or a side is nowhere
    defined, gives no result; where fewer than three are left, `lacking` says why.
    """
    survey = Survey(left, right, given, relation)
    results: list[InstanceResult] = []
    tried = candidates(survey) if survey.dims else iter(({},) * ENOUGH)
    at_size = _AtSize(survey, conditions, Steps(STEPS))
    lacking = Saying("no size is small enough to be written out")
    for number, sizes in enumerate(tried):
        try:
            found = at_size.check(sizes, random.Random(f"{seed} {number}"))
        except OutOfSteps:
            lacking = reason("{} steps were not enough to compute them", STEPS)
            break
        if found is None:
            lacking = at_size.lacking
            continue
        results.append(found)
        if len(results) == ENOUGH:
            return Instances(tuple(results))
    return Instances(tuple(results), lacking)


def check_instances(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    relation: str = "=",
    conditions: tuple[Needed, ...] = (),
) -> tuple[InstanceResult, ...]:
    """The results of `find_instances`; fewer than three are inconclusive."""
    return find_instances(left, right, given, seed=seed, relation=relation, conditions=conditions).results


class _AtSize:
    """The comparison at one size, at all places that the hypotheses speak of; `lacking` says why there was none."""

    def __init__(self, survey: Survey, conditions: tuple[Needed, ...], steps: Steps) -> None:
        self.survey, self.conditions, self.steps = survey, conditions, steps
        self.lacking = UNSAID

    def check(self, sizes: Sizes, generator: random.Random) -> InstanceResult | None:
        """What comes out; None if nothing could be compared."""
        total = Comparison()
        for fixed in fixed_places(self.survey, sizes):
            found = self._compare_somewhere(sizes, fixed, generator)
            if found is None:
                continue
            total.agreeing += found.compared
            total.exact &= found.exact
            total.difference = total.difference or found.difference
        if self.survey.compares:
            total.difference = total.difference or self._at_edges(sizes, generator)
        if not total.agreeing:
            return None
        named = {dim.name: size for dim, size in sizes.items()}
        return InstanceResult(named, total.agreeing, total.exact, total.difference is None)

    def _at_edges(self, sizes: Sizes, generator: random.Random) -> tuple[Places, Number, Number] | None:
        """A difference at simple numbers, which are often 0 or equal: where comparisons change."""
        for fixed in fixed_places(self.survey, sizes):
            for _ in range(_DRAWS_AT_EDGES):
                try:
                    made, _ = sample(
                        self.survey, sizes, generator, fixed=fixed, style="simple", steps=self.steps
                    )
                except Unsatisfied:
                    continue
                values = Exact(made, self.steps)
                found = compare(values, fixed, generator, conditions=self.conditions)
                if found.difference is not None:
                    return found.difference
        return None

    def _compare_somewhere(self, sizes: Sizes, fixed: Places, generator: random.Random) -> Comparison | None:
        """The comparison at the first numbers where both sides are defined, at positive ones if need be."""
        best: Comparison | None = None
        for draw in range(_MORE_DRAWS):
            try:
                made, _ = sample(
                    self.survey,
                    sizes,
                    generator,
                    fixed=fixed,
                    positive=draw % 2 == 1,
                    steps=self.steps,
                    scale=Fraction(1, 1 + max(0, draw - _DRAWS) // 2),
                )
            except Unsatisfied as fault:
                self.lacking = why(fault)
                break
            found = compare(Exact(made, self.steps), fixed, generator, conditions=self.conditions)
            self.lacking = (
                Saying("a side has no value at the numbers that were tried")
                if found.undefined
                else Saying("the hypotheses leave no entry to compare")
            )
            if best is None or found.compared > best.compared:
                best = found
            if found.difference or not found.undefined or (draw and best.compared):
                break
        return best if best is not None and best.compared else None
