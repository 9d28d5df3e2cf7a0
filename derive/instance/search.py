"""The search for numbers at which two sides differ, and then for simpler ones. Work is counted in steps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr

from derive.instance.comparison import Difference, compare, fixed_places, side, sides
from derive.instance.counterexample import shown, shown_beside_nothing
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Dim
from derive.results import Counterexample
from derive.values.assignment import Assignment
from derive.values.choices import SIMPLEST, Name, Style
from derive.values.components import entries_looked_at
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.numbers import ONE, Number, Unsatisfied, relation_holds
from derive.values.sizes import MOST_WORK, Sizes, sizes_upward
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey
from derive.values.walk import Places

STEPS = 1_000_000
"""Parts that are evaluated at most in one search."""

_DRAWS = 4
_EXACT_DRAWS, _PATIENCE = 48, 20_000
_SEARCH_DRAWS, _SIMPLE_DRAWS, _FAR_DRAWS = 48, 24, 3
_FAR = Fraction(200)


@dataclass(frozen=True)
class OneSided:
    """An entry that one side has alone."""

    assignment: Assignment
    places: Places
    sides: tuple[Number | None, Number | None]


def find_counterexample(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    steps: int = STEPS,
    relation: str = "=",
    sizes: Mapping[Dim, int] | None = None,
) -> Counterexample | None:
    """What `find_difference` finds, in the page's own names."""
    found = find_difference(left, right, given, seed=seed, steps=steps, relation=relation, sizes=sizes)
    return None if found is None else shown(found)


def find_difference(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    steps: int = STEPS,
    relation: str = "=",
    simplest: bool = True,
    sizes: Mapping[Dim, int] | None = None,
) -> Difference | None:
    """Numbers at which the sides differ, the smallest sizes and the simplest found; None if none are.

    More precisely, numbers at which the `relation` claimed ("=", ">" or "≥") does not hold, while all
    hypotheses do. At most so many `steps` are taken. Without `simplest` they are random numbers, none of them 0 or ±1.
    Only such are looked for as have these `sizes`, where these are given.
    """
    generator = random.Random(f"{seed} counterexample")
    search = _Search(Survey(left, right, given, relation), generator, steps, sizes or {})
    try:
        found = search.first(simple=simplest)
    except OutOfSteps:
        return None
    return search.simplest(found) if found is not None and simplest else found


def find_undefined(
    left: Expr, right: Expr, given: tuple[Hypothesis, ...] = (), *, seed: int = 1, steps: int = STEPS
) -> Counterexample | None:
    """What `find_one_sided` finds, in the page's own names."""
    found = find_one_sided(left, right, given, seed=seed, steps=steps)
    return None if found is None else shown_beside_nothing(found.assignment, found.places, found.sides)


def find_one_sided(
    left: Expr, right: Expr, given: tuple[Hypothesis, ...] = (), *, seed: int = 1, steps: int = STEPS
) -> OneSided | None:
    """Simple numbers at which one side has a value and the other has none; None if none are found.

    They refute a claim only if that other side is known to have a value nowhere.
    """
    survey = Survey(left, right, given)
    search = _Search(survey, random.Random(f"{seed} undefined"), steps)
    try:
        for sizes in sizes_upward(survey):
            for fixed in fixed_places(survey, sizes):
                found = search.one_sided(sizes, fixed)
                if found is not None:
                    return found
    except OutOfSteps:
        pass
    return None


def differs_for_any(functions: set[str], found: Difference, seed: int = 1) -> bool:
    """Whether the sides have the same values at these numbers for other functions of these names, drawn a few times.

    What refutes a claim so refutes it whatever the functions are.
    """
    generator = random.Random(f"{seed} functions")
    if not functions or not functions <= found.assignment.functions.keys():
        return False
    for _ in range(_DRAWS):
        others = {name: _drawn(generator, len(found.assignment.functions[name])) for name in functions}
        made = replace(found.assignment, functions={**found.assignment.functions, **others})
        if sides(Exact(made, Steps(STEPS)), found.places) != (found.left, found.right):
            return False
    return True


def _drawn(generator: random.Random, length: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(generator.randint(2, 99), generator.randint(2, 9)) for _ in range(length))


class _Search:
    """A search for numbers at which two sides differ, and then for simpler ones."""

    def __init__(
        self, survey: Survey, generator: random.Random, steps: int, wanted: Mapping[Dim, int] | None = None
    ) -> None:
        self.survey, self.generator, self.steps = survey, generator, Steps(steps)
        self.wanted = {dim: size for dim, size in (wanted or {}).items() if dim in survey.dims}
        self.undefined = 0.0

    def first(self, *, simple: bool) -> Difference | None:
        """A difference at the smallest sizes where one is found, at simple numbers if these are wanted and found."""
        for sizes in self._sizes():
            for fixed in fixed_places(self.survey, sizes):
                found = self._at(sizes, fixed, simple=simple)
                if found is not None:
                    return found
        return None

    def _sizes(self) -> Iterator[Sizes]:
        """The sizes to look at: the smallest first, with those that are wanted in their place."""
        if not self.wanted:
            yield from sizes_upward(self.survey)
            return
        met: list[Sizes] = []
        for sizes in sizes_upward(self.survey):
            made = {**sizes, **self.wanted}
            if made not in met and self.survey.work(made) <= MOST_WORK:
                met.append(made)
                yield made

    def _at(self, sizes: Sizes, fixed: Places, *, simple: bool) -> Difference | None:
        """Random numbers tell whether the sides differ at these sizes; then simple ones are tried.

        Two draws tell as much of an equality as many do, but not where a side is undefined at times, nor of an
        inequality, nor where numbers are compared or bounded: there 0 and 1 are tried as well. At last numbers far
        away: √((s + 100)²) = s + 100 fails there. At sizes that are wanted, which may be large, simple ones alone:
        sums of many random numbers are far away.
        """
        found = None
        inequality, compares = self.survey.relation != "=", self.survey.compares
        often = inequality or compares or bool(self.survey.bounds) or bool(self.wanted)
        random_draws = _SEARCH_DRAWS if inequality or not compares else _DRAWS
        random_draws = random_draws if not self.wanted else 0
        for attempt in range(random_draws + _SIMPLE_DRAWS * often):
            style: Style = "random" if attempt < random_draws else "simple"
            found = self._draw(sizes, fixed, style, positive=attempt % 2 == 1)
            often |= 0 < self.undefined < 1
            if found or (attempt and not often and (attempt >= _DRAWS or not self.undefined)):
                break
        for _ in range(_FAR_DRAWS if found is None else 0):
            found = found or self._draw(sizes, fixed, "random", positive=False, scale=_FAR)
        if found is None or not simple:
            return found
        for attempt in range(8):
            simpler = self._draw(sizes, fixed, "simple", positive=attempt % 2 == 1)
            if simpler is not None:
                found = simpler
                break
        return found if found.exact else self._exactly(sizes, fixed) or found

    def _exactly(self, sizes: Sizes, fixed: Places) -> Difference | None:
        """Simple numbers at which both sides are rational: with letters under exp as logarithms, and as numbers."""
        claim = self.survey
        plain = Survey(claim.left, claim.right, claim.given, claim.relation, rational=False)
        share, whole = self.steps.share(_PATIENCE), self.steps
        self.steps = share
        try:
            for attempt in range(_EXACT_DRAWS):
                survey = plain if attempt % 2 else self.survey
                found = self._draw(
                    sizes, fixed, "simple", positive=attempt % 4 > 1, survey=survey, exactly=True
                )
                if found is not None:
                    return found
        except OutOfSteps:
            pass
        finally:
            self.steps = whole
        return None

    def _draw(
        self,
        sizes: Sizes,
        fixed: Places,
        style: Style,
        *,
        positive: bool,
        survey: Survey | None = None,
        exactly: bool = False,
        scale: Fraction = ONE,
    ) -> Difference | None:
        try:
            made, choices = sample(
                survey or self.survey,
                sizes,
                self.generator,
                fixed=fixed,
                style=style,
                positive=positive,
                steps=self.steps,
                scale=scale,
            )
        except Unsatisfied:
            return None
        found = compare(Exact(made, self.steps), fixed, self.generator, exactly=exactly)
        self.undefined = found.undefined_share
        return found.difference and Difference(made, choices, *found.difference)

    def one_sided(self, sizes: Sizes, fixed: Places) -> OneSided | None:
        """An entry at these sizes that one side has alone, at simple numbers."""
        for attempt in range(_DRAWS):
            try:
                made, _ = sample(
                    self.survey,
                    sizes,
                    self.generator,
                    fixed=fixed,
                    style="simple",
                    positive=attempt % 2 == 1,
                    steps=self.steps,
                )
            except Unsatisfied:
                return None
            values = Exact(made, self.steps)
            for at in entries_looked_at(values, made, fixed):
                both = side(values, self.survey.left, at), side(values, self.survey.right, at)
                if (both[0] is None) != (both[1] is None):
                    return OneSided(made, at, both)
        return None

    def simplest(self, found: Difference) -> Difference:
        """A counterexample with small numbers: 1/2 for 17/9, one entry after another, while the sides still differ."""
        try:
            changed = True
            while changed:
                changed = False
                for name in (*found.choices.made,):
                    if name not in found.choices.made:
                        continue  # a root of an equation that simpler numbers do not need
                    better = self._with_simpler(found, name)
                    found, changed = better or found, changed or better is not None
        except OutOfSteps:
            pass
        return found

    def _with_simpler(self, found: Difference, name: Name) -> Difference | None:
        for number in _simpler(found, name):
            again = self._again(found, {**found.choices.made, name: number})
            if again is not None:
                return again
        return None

    def _again(self, found: Difference, choices: Mapping[Name, Fraction]) -> Difference | None:
        """The difference at the same indices with other numbers, x = 1 for x = 7/3; None where they agree."""
        fixed = {index: found.places[index] for index in self.survey.fixed_indices}
        try:
            made, made_by = sample(
                found.assignment.survey,
                dict(found.assignment.sizes),
                self.generator,
                fixed=fixed,
                kept=choices,
                steps=self.steps,
            )
        except Unsatisfied:
            return None
        values = Exact(made, self.steps)
        if found.places not in [*entries_looked_at(values, made, fixed)]:
            return None
        both = sides(values, found.places)
        if both is None or relation_holds(self.survey.relation, *both):
            return None
        again = Difference(made, made_by, found.places, *both)
        return again if again.exact or not found.exact else None


def _simpler(found: Difference, name: Name) -> list[Fraction]:
    """The numbers that could stand in place of this one and are simpler, the simplest first."""
    now = found.choices.made[name]
    kind = found.choices.kinds.get(name)
    if kind is None:
        return [Fraction(place) for place in range(1, int(now))]
    better = SIMPLEST[kind]
    return [*better[: better.index(now)]] if now in better else [*better]
