"""A refuted line's numbers at a few random points: a repair that they deny need not be tried by the kernel.

They decide nothing: what they do not deny still has to be proved.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import isfinite

from sympy import Expr

from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.values.components import entries_looked_at
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.numbers import Undefined, Unsatisfied, decimal
from derive.values.sizes import MOST_WORK, Sizes, least_outcomes
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey

Numbers = tuple[float | None, ...]
"""A value at each point; None where it has none."""

Places = Mapping[Index, int]
Evaluate = Callable[[Expr, Places], float | None]
Point = tuple[Evaluate, Places]

_PATTERNS = ((2, 3), (3, 2), (2, 2), (1, 2), (1, 1))
_EACH, _MOST_PLACES = 4, 24
_CLOSE, _NOTHING = 1e-9, 1e-20
_STEPS = 40_000


class Points:
    """Instances of one line, at places where its sides differ and where they agree.

    `least` are sizes at which they are known to differ, by the name of the dimension; `most` is how many
    points are enough.
    """

    def __init__(
        self,
        left: Expr,
        right: Expr,
        given: tuple[Hypothesis, ...] = (),
        least: Mapping[str, int] | None = None,
        most: int = 6,
    ) -> None:
        self.left, self.right, self.given, self.least = left, right, given, least or {}
        self.most = most
        self.survey = Survey(left, right, given)
        self.generator = random.Random("hints")
        self.steps = Steps(_STEPS)
        self._numbers: dict[Expr, Numbers] = {}

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Where the line is looked at: both sides have a value there."""
        found: list[Point] = []
        for seed in range(6):
            if len(found) >= self.most or self.steps.left <= 0:
                break
            found += self._at(seed)
        return tuple(found[: self.most])

    def _at(self, seed: int) -> Iterator[Point]:
        """Some places of one instance; of every other one positive numbers only."""
        held = self.survey.fixed_indices
        fixed = {index: self.generator.randint(1, self._sizes[index.dim]) for index in held}
        try:
            made, _ = sample(
                self.survey,
                self._sizes,
                self.generator,
                fixed=fixed,
                positive=seed % 2 == 1,
                steps=self.steps,
            )
        except (Unsatisfied, OutOfSteps):
            return
        values = Exact(made, self.steps)
        evaluate = _AsDouble(values)
        places = self._spread_out([*entries_looked_at(values, made, fixed)])[:_MOST_PLACES]
        yield from ((evaluate, at) for at in self._looked_at(evaluate, places))

    @cached_property
    def _sizes(self) -> Sizes:
        """Small and unequal, as far as that is not too much work."""
        sizes: Sizes = {}
        for pattern in _PATTERNS:
            sizes = {
                dim: max(self.survey.smallest[dim], self.least.get(dim.name, 1), pattern[-1 - place % 2])
                for place, dim in enumerate(self.survey.dims)
            }
            sizes = {dim: max(size, least_outcomes(self.survey, dim, sizes)) for dim, size in sizes.items()}
            if self.survey.work(sizes) <= MOST_WORK / 8:
                break
        variables = {dim for letter in self.survey.families for each in letter.of for dim in each.dims}
        return {**dict.fromkeys(variables, 2), **sizes}

    def _spread_out(self, places: list[dict[Index, int]]) -> list[dict[Index, int]]:
        """The places shuffled, one with many different indices before all."""
        self.generator.shuffle(places)
        return sorted(places, key=lambda at: -len(set(at.values())))[:1] + places

    def _looked_at(self, evaluate: Evaluate, places: Sequence[dict[Index, int]]) -> list[dict[Index, int]]:
        """Places where the sides differ, with many and with few different indices; one where they agree."""
        differing: list[dict[Index, int]] = []
        agreeing: list[dict[Index, int]] = []
        for at in places:
            left, right = evaluate(self.left, at), evaluate(self.right, at)
            if left is not None and right is not None:
                (agreeing if close(left, right) else differing).append(at)
        return [*_spread(differing, _EACH - bool(agreeing)), *_spread(agreeing, 2)[-1:]]

    def numbers(self, expression: Expr) -> Numbers:
        """The expression's value at each point."""
        found = self._numbers.get(expression)
        if found is None:
            found = self._numbers[expression] = tuple(
                evaluate(expression, at) for evaluate, at in self.points
            )
        return found

    def vanishes(self, expression: Expr) -> bool:
        """Whether the expression is 0 at every point."""
        numbers = self.numbers(expression)
        return bool(numbers) and all(value == 0 for value in numbers)

    @property
    def differ(self) -> bool:
        """Whether the line's own sides differ somewhere."""
        return any(
            not close(left, right)
            for left, right in zip(self.numbers(self.left), self.numbers(self.right), strict=True)
            if left is not None and right is not None
        )

    def deny(self, left: Expr, right: Expr) -> bool:
        """Whether the sides differ at some point where both have a value."""
        for evaluate, at in self.points:
            one, other = evaluate(left, at), evaluate(right, at)
            if one is not None and other is not None and not close(one, other):
                return True
        return False


class _AsDouble:
    """Exact values, as doubles."""

    def __init__(self, values: Exact) -> None:
        self.values = values

    def __call__(self, expression: Expr, places: Places) -> float | None:
        try:
            made = self.values.value(expression, places)
            number = float(made) if isinstance(made, Fraction) else float(decimal(made))
        except (Undefined, OutOfSteps, KeyError, OverflowError, RecursionError, ZeroDivisionError):
            return None
        return (number if abs(number) > _NOTHING else 0.0) if isfinite(number) else None


def _spread(places: list[dict[Index, int]], number: int) -> list[dict[Index, int]]:
    """So many of them, those with the most different indices first, then those with the fewest."""
    ordered = sorted(places, key=lambda at: -len(set(at.values())))
    half = (number + 1) // 2
    return ordered if len(ordered) <= number else [*ordered[:half], *ordered[len(ordered) - number + half :]]


def close(one: float, other: float) -> bool:
    """Whether two numbers are the same but for rounding."""
    return abs(one - other) <= _CLOSE * max(1e-6, abs(one), abs(other))
