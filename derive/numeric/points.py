"""Both sides at one point: entry by entry, in double precision at every step and to many digits."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.convergence import observed_order
from derive.language.indices import Index
from derive.language.sayings import UNSAID, Saying, why
from derive.numeric import doubles
from derive.numeric.arithmetics import STEPS, in_doubles, in_many_digits
from derive.numeric.compiling import Layer, layer_of
from derive.values.assignment import Assignment
from derive.values.components import entries_looked_at
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.holding import Needed, met
from derive.values.numbers import Undefined, Unsatisfied
from derive.values.sizes import Sizes
from derive.values.survey import Survey
from derive.values.walk import Places

TOLERANCE = 1e-20
"""The relative error from which two sides count as different; the differences are right to about 1e-45."""
_NEGLIGIBLE = 1e-35
"""An entry smaller than this, relative to the derivatives in it, is but the error of the differences."""
_DRAWS, _MORE_DRAWS, _MOST_ENTRIES = 6, 20, 40


@dataclass(frozen=True)
class Point:
    """Both sides at one point, entry by entry: to many digits, and one of them in double precision.

    `measured` has a row for each entry and a column for each step. `own` are the true values of the side
    that was measured, `other` those of the other; `left_measured` says which it is.
    """

    own: list[Any]
    other: list[Any]
    scales: list[Any]
    measured: Sequence[Sequence[float]]
    left_measured: bool
    has_slopes: bool

    @property
    def high_precision_error(self) -> float:
        """The largest relative difference of the sides."""
        return float(max(abs(a - b) / c for a, b, c in zip(self.own, self.other, self.scales, strict=True)))

    @property
    def gap(self) -> float:
        """The least of left − right."""
        sign = 1 if self.left_measured else -1
        return float(min(sign * (a - b) for a, b in zip(self.own, self.other, strict=True)))

    def errors(self, target: list[Any]) -> list[float]:
        """At each step the largest relative difference between what was measured and `target`; nan without one."""
        scaled = [
            doubles.divided(abs(doubles.Doubles(row) - float(wanted)), float(scale)).at
            for row, wanted, scale in zip(self.measured, target, self.scales, strict=True)
        ]
        return [math.nan if any(map(math.isnan, step)) else max(step) for step in zip(*scaled, strict=True)]

    @property
    def error(self) -> float | None:
        """The error of the best step, against the other side; None if no step gave a number."""
        return min(filter(math.isfinite, self.errors(self.other)), default=None)

    @property
    def order(self) -> float | None:
        """The order of convergence to the derivative, where it can be seen."""
        if not self.has_slopes:
            return None
        return observed_order(self.errors(self.own))


def point_at(
    survey: Survey, sizes: Sizes, generator: random.Random, conditions: tuple[Needed, ...]
) -> Point | Saying:
    """Both sides at random numbers, at positive ones if need be; or why they are defined at none."""
    fault = UNSAID
    for draw in range(_MORE_DRAWS):
        fixed = {index: generator.randint(1, sizes[index.dim]) for index in survey.fixed_indices}
        try:
            made, _ = sample(
                survey,
                sizes,
                generator,
                fixed=fixed,
                order=survey.depth + 1,
                positive=draw % 2 == 1,
                scale=Fraction(1, 1 + max(0, draw - _DRAWS) // 2),
            )
            entries = _entries(made, fixed, generator, conditions)
            return measure(made, entries, one_by_one=draw > 1)
        except Unsatisfied as found:
            return why(found)
        except Undefined as found:
            fault = why(found)
    return fault


def _entries(
    made: Assignment, fixed: Places, generator: random.Random, conditions: tuple[Needed, ...]
) -> list[dict[Index, int]]:
    """The places that hypotheses and conditions allow, and where both sides have a value.

    SymPy makes x of √x² and of exp log x, which then have a value for a negative x too.
    """
    exact = Exact(made)
    places = [at for at in entries_looked_at(exact, made, fixed) if met(conditions, exact, at)]
    if made.survey.has_edges:
        places = [at for at in places if _has_value(exact, at)]
    if not places:
        raise Undefined("the hypotheses leave no entry to look at")
    return generator.sample(places, _MOST_ENTRIES) if len(places) > _MOST_ENTRIES else places


def _has_value(exact: Exact, places: Places) -> bool:
    try:
        for side in (exact.survey.left, exact.survey.right):
            exact.value(side, places)
    except Undefined:
        return False
    return True


def measure(made: Assignment, entries: Sequence[Places], *, one_by_one: bool) -> Point:
    """Both sides at these entries; `one_by_one` leaves out those not defined. Raises `Undefined`."""
    if one_by_one:
        entries = [places for places in entries if _is_defined(made, places)]
        if not entries:
            raise Undefined("the sides are defined at no entry")
    survey, count = made.survey, len(entries)
    wanted = [(side, places) for side in (survey.left, survey.right) for places in entries]
    layer = layer_of(made, wanted)
    table = _at_steps(layer, len(wanted))
    first = survey.has_derivative(survey.left) or not survey.has_derivative(survey.right)
    rows = table[:count], table[count:]

    def point(times: int) -> Point:
        values, slopes = _true_values(layer, times)
        sides = values[:count], values[count:]
        return Point(
            own=sides[not first],
            other=sides[first],
            scales=_scales(*sides, slopes),
            measured=rows[not first],
            left_measured=first,
            has_slopes=bool(slopes),
        )

    found = point(times=1)
    differs = survey.relation == "=" and found.high_precision_error > TOLERANCE
    return point(times=4) if differs else found


def _at_steps(layer: Layer, count: int) -> list[Sequence[float]]:
    """So many outputs in double precision, a number for each step."""
    try:
        values, _ = layer.evaluate({}, in_doubles())
    except (ArithmeticError, ValueError):  # of numbers that no step moves: they say nothing at any
        return [[math.nan] * len(STEPS)] * count
    return [doubles.at_steps(each, len(STEPS)) for each in values]


def _true_values(layer: Layer, times: int = 1) -> tuple[list[Any], list[Any]]:
    """Values and derivatives to many digits. Raises `Undefined` where one is no real number."""
    arithmetic = in_many_digits(layer.written.survey.depth, times)
    try:
        values, slopes = layer.evaluate({}, arithmetic)
        return [arithmetic.real(each) for each in values], [arithmetic.real(each) for each in slopes]
    except (ZeroDivisionError, ValueError, TypeError, OverflowError) as fault:
        raise Undefined("a side is not defined there") from fault


def _is_defined(made: Assignment, places: Places) -> bool:
    try:
        _true_values(layer_of(made, [(made.survey.left, places), (made.survey.right, places)]))
    except Undefined:
        return False
    return True


def _scales(left: list[Any], right: list[Any], slopes: list[Any]) -> list[Any]:
    """The size of each entry; of one that is next to nothing, the size of the derivatives it is made of."""
    whole = max([1, *map(abs, slopes)])
    nothing = whole * (_NEGLIGIBLE if slopes else _NEGLIGIBLE**1.5)
    sizes = [max(abs(a), abs(b)) for a, b in zip(left, right, strict=True)]
    return [size if size > nothing else whole for size in sizes]
