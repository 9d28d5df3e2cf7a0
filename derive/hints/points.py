"""A refuted line's numbers at a few random points: a repair that they deny need not be tried by the kernel.

The points are instances of the second voice, seen as floating-point numbers. They decide nothing: what they do
not deny still has to be proved.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice, product
from math import isfinite
from time import monotonic

from sympy import Expr, Rational

from derive.instance import Values
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.sample.assignment import Undefined, Unsatisfied
from derive.sample.components import OutOfTime, Places
from derive.sample.decimals import decimal
from derive.sample.hypotheses import sample
from derive.sample.sizes import MOST_WORK, Sizes
from derive.sample.survey import Survey

Numbers = tuple[float | None, ...]
"""A value at each point; None where it has none."""

_PATTERNS = ((2, 3), (3, 2), (2, 2), (1, 2), (1, 1))
_EACH, _ENOUGH, _MOST_PLACES = 4, 6, 40
_CLOSE = 1e-9
_SECONDS = 0.5


class Points:
    """Instances of one line, at the most distinct and the most equal places of its indices."""

    def __init__(
        self,
        left: Expr,
        right: Expr,
        given: tuple[Hypothesis, ...],
        least: Mapping[str, int] | None = None,
        seed: int = 1,
    ) -> None:
        self.left, self.right, self.least = left, right, least or {}
        self.survey = Survey(left, right, given)
        self.generator = random.Random(f"{seed} hints")
        self.deadline = monotonic() + _SECONDS
        self._numbers: dict[Expr, Numbers] = {}

    @cached_property
    def points(self) -> tuple[tuple[Values, Places], ...]:
        """Where the line is looked at: both sides have a value there."""
        found: list[tuple[Values, Places]] = []
        for positive in (False, True, False):
            if len(found) >= _ENOUGH or monotonic() > self.deadline:
                break
            found += self._at(positive=positive)
        return tuple(found[:_ENOUGH])

    def _at(self, *, positive: bool) -> Iterator[tuple[Values, Places]]:
        held = self.survey.fixed_indices
        for chosen in islice(product(*(range(self._sizes[index.dim], 0, -1) for index in held)), 1):
            fixed = dict(zip(held, chosen, strict=True))
            try:
                made, _ = sample(self.survey, self._sizes, self.generator, fixed=fixed, positive=positive)
            except (Unsatisfied, OutOfTime):
                return
            values = Values(made)
            values.deadline = self.deadline
            for places in self._looked_at(values, fixed):
                yield values, places

    @cached_property
    def _sizes(self) -> Sizes:
        """Small and unequal, as far as that is not too much work."""
        for pattern in _PATTERNS:
            sizes = {
                dim: max(self.survey.smallest[dim], self.least.get(dim.name, 1), pattern[-1 - place % 2])
                for place, dim in enumerate(self.survey.dims)
            }
            if self.survey.work(sizes) <= MOST_WORK / 4:
                break
        return sizes

    def _looked_at(self, values: Values, fixed: Places) -> list[dict[Index, int]]:
        """Places where the sides differ, and some where they agree; of each with many and with few different indices."""
        places = [*values.entries_looked_at(fixed)]
        self.generator.shuffle(places)
        differing, agreeing = [], []
        for at in places[:_MOST_PLACES]:
            left, right = _number(values, self.left, at), _number(values, self.right, at)
            if left is not None and right is not None:
                (agreeing if close(left, right) else differing).append(at)
        return [*_spread(differing, _EACH - bool(agreeing)), *_spread(agreeing, 2)[-1:]]

    def numbers(self, expression: Expr) -> Numbers:
        """The expression's value at each point."""
        found = self._numbers.get(expression)
        if found is None:
            made = (_number(values, expression, places) for values, places in self.points)
            found = self._numbers[expression] = tuple(made)
        return found

    def deny(self, left: Expr, right: Expr) -> bool:
        """Whether the sides differ at some point where both have a value."""
        for values, places in self.points:
            one, other = _number(values, left, places), _number(values, right, places)
            if one is not None and other is not None and not close(one, other):
                return True
        return False


def _spread(places: list[dict[Index, int]], number: int) -> list[dict[Index, int]]:
    """So many of them, those with the most different indices first, then those with the fewest."""
    ordered = sorted(places, key=lambda at: -len(set(at.values())))
    half = (number + 1) // 2
    return ordered if len(ordered) <= number else [*ordered[:half], *ordered[len(ordered) - number + half :]]


def close(one: float, other: float) -> bool:
    """Whether two numbers are the same but for rounding."""
    return abs(one - other) <= _CLOSE * max(1e-6, abs(one), abs(other))


def _number(values: Values, expression: Expr, places: Places) -> float | None:
    try:
        made = values.write(expression, places)
        number = int(made.p) / int(made.q) if isinstance(made, Rational) else float(decimal(made))
    except (Undefined, OutOfTime, KeyError, OverflowError, RecursionError, ZeroDivisionError):
        return None
    return number if isfinite(number) else None
