"""Both sides of a claim on one instance, entry by entry."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from sympy import Expr

from derive.language.indices import Dim, Index
from derive.values.assignment import Assignment
from derive.values.choices import Choices
from derive.values.components import entries_looked_at
from derive.values.exact import Exact
from derive.values.holding import Needed, met
from derive.values.numbers import Number, Undefined, relation_holds
from derive.values.survey import Survey
from derive.values.walk import Places

MOST_ENTRIES = 60
"""How many entries are compared at one size; of more, so many are drawn."""


@dataclass(frozen=True)
class Difference:
    """Where and how two sides differ."""

    assignment: Assignment
    choices: Choices
    places: Places
    left: Number
    right: Number

    @cached_property
    def exact(self) -> bool:
        """Whether both values are rational."""
        return isinstance(self.left, Fraction) and isinstance(self.right, Fraction)


@dataclass
class Comparison:
    """The entries of one assignment: how many agree, how many are undefined, and the first difference."""

    agreeing: int = 0
    undefined: int = 0
    exact: bool = True
    difference: tuple[Places, Number, Number] | None = None

    @property
    def compared(self) -> int:
        """How many entries have both sides."""
        return self.agreeing + (self.difference is not None)

    @property
    def undefined_share(self) -> float:
        """Which part of the entries lacks a side."""
        return self.undefined / max(1, self.undefined + self.compared)


def fixed_places(survey: Survey, sizes: Mapping[Dim, int]) -> Iterator[dict[Index, int]]:
    """All places of the indices for each of which the hypotheses need values of their own."""
    held = survey.fixed_indices
    for chosen in product(*(range(1, sizes[index.dim] + 1) for index in held)):
        yield dict(zip(held, chosen, strict=True))


def compare(
    values: Exact,
    fixed: Places,
    generator: random.Random,
    *,
    exactly: bool = False,
    conditions: tuple[Needed, ...] = (),
) -> Comparison:
    """Both sides entry by entry, up to the first difference; `exactly` passes over values that are not rational.

    Entries at which one of the `conditions` is not true count as undefined.
    """
    places = [*entries_looked_at(values, values.assignment, fixed)]
    if len(places) > MOST_ENTRIES:
        places = generator.sample(places, MOST_ENTRIES)
    found = Comparison()
    for at in places:
        values_there = sides(values, at) if met(conditions, values, at) else None
        if values_there is None:
            found.undefined += 1
            continue
        rational = all(isinstance(side, Fraction) for side in values_there)
        if exactly and not rational:
            continue
        found.exact &= rational
        if not relation_holds(values.survey.relation, *values_there):
            found.difference = (at, *values_there)
            break
        found.agreeing += 1
    return found


def sides(values: Exact, places: Places) -> tuple[Number, Number] | None:
    """The values of both sides at an entry; None where one is not defined."""
    survey = values.survey
    try:
        return values.value(survey.left, places), values.value(survey.right, places)
    except Undefined:
        return None


def side(values: Exact, expression: Expr, places: Places) -> Number | None:
    """The value; None where there is none."""
    try:
        return values.value(expression, places)
    except Undefined:
        return None
