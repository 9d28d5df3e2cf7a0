"""Unknown functions of several arguments, made concrete: sums of polynomials along random directions.

    f(u) = Σ_r g_r(a_r · u)        ∂f/∂u_s = Σ_r a_rs g_r′(a_r · u)

where u are all numbers that it is handed, a_r are directions and g_r polynomials with rational coefficients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial, prod

from sympy import Add, Expr, Integer, Mul, Rational, Symbol

from derive.language.indices import Dim
from derive.values.choices import Choices
from derive.values.survey import Signature

_RIDGES = 3
_DEGREE = 3

Slot = tuple[int, tuple[int, ...]]
"""One of the numbers handed over: the argument, counted from 1, and the place in it."""


@dataclass(frozen=True)
class Ridge:
    """g(a · u): the direction a, one number for each slot, and the coefficients of g, the constant first."""

    direction: tuple[Rational, ...]
    coefficients: tuple[Rational, ...]

    def value(self, numbers: Sequence[Expr], slopes: Sequence[int]) -> Expr:
        """Its value, differentiated in these slots."""
        order = len(slopes)
        factor = prod((self.direction[slot] for slot in slopes), start=Integer(1))
        along = Add(*(Mul(each, number) for each, number in zip(self.direction, numbers, strict=True)))
        terms = (
            coefficient * (factorial(power) // factorial(power - order)) * along ** (power - order)
            for power, coefficient in enumerate(self.coefficients)
            if power >= order
        )
        return Mul(factor, Add(*terms))


@dataclass(frozen=True)
class Map:
    """A function of several numbers: a sum of ridges."""

    slots: tuple[Slot, ...]
    ridges: tuple[Ridge, ...]

    def value(self, numbers: Sequence[Expr], slopes: Sequence[Slot] = ()) -> Expr:
        """Its value at numbers, in the order of the slots, differentiated in these slots."""
        at = [self.slots.index(slope) for slope in slopes]
        return Add(*(ridge.value(numbers, at) for ridge in self.ridges))

    def shown(self, argument: str) -> Expr:
        """Its formula, in letters u₁, u₂, …"""
        return self.value([Symbol(f"{argument}{number + 1}") for number in range(len(self.slots))])


def slots_of(sides: Sequence[Sequence[Dim]], sizes: Mapping[Dim, int]) -> tuple[Slot, ...]:
    """Every number handed over, in order."""
    return tuple(
        (number, at)
        for number, dims in enumerate(sides, start=1)
        for at in product(*(range(1, sizes[dim] + 1) for dim in dims))
    )


def drawn(
    key: Signature, places: tuple[int, ...], order: int, sizes: Mapping[Dim, int], choices: Choices
) -> Map:
    """Component `places` of the function, smooth enough to be differentiated `order` times."""
    name, _, sides = key
    slots = slots_of(sides, sizes)
    ridges = []
    for number in range(_RIDGES):
        direction = tuple(
            choices.number((name, places, "direction", number, slot), "slope") for slot in range(len(slots))
        )
        powers = range(max(_DEGREE, order + 1) + 1)
        coefficients = tuple(
            choices.number((name, places, "power", number, each), "slope") for each in powers
        )
        ridges.append(Ridge(direction, coefficients))
    return Map(slots, tuple(ridges))
