"""Unknown functions of several arguments, made concrete: sums of polynomials along random directions.

    f(u) = Σ_r g_r(a_r · u)        ∂f/∂u_s = Σ_r a_rs g_r′(a_r · u)

where u are all numbers that it is handed, a_r are directions and g_r polynomials with rational coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import factorial, prod
from typing import Any

from sympy import Add, Expr, Mul, Rational, Symbol

from derive.language.indices import Dim
from derive.values.choices import Choices
from derive.values.numbers import Undefined
from derive.values.survey import Signature
from derive.values.walk import Slot

_RIDGES = 3
_DEGREE = 3


Lift = Callable[[Fraction], Any]
"""What a fraction becomes in the arithmetic that is used."""


@dataclass(frozen=True)
class Ridge:
    """g(a · u): the direction a, one number for each slot, and the coefficients of g, the constant first."""

    direction: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]

    def value(self, numbers: Sequence[Any], slopes: Sequence[int], lift: Lift) -> Any:
        """Its value, differentiated in these slots."""
        factor = prod((self.direction[slot] for slot in slopes), start=Fraction(1))
        along: Any = lift(Fraction(0))
        for each, number in zip(self.direction, numbers, strict=True):
            along = along + lift(each) * number
        made: Any = lift(Fraction(0))
        for coefficient in reversed(self.derived(len(slopes))):
            made = made * along + lift(coefficient)
        return lift(factor) * made

    def derived(self, order: int) -> list[Fraction]:
        """The coefficients of the derivative of this order of g."""
        return [
            each * (factorial(power) // factorial(power - order))
            for power, each in enumerate(self.coefficients)
            if power >= order
        ]

    def shown(self, symbols: Sequence[Symbol]) -> Expr:
        """Its formula."""
        along = Add(
            *(Mul(Rational(each), symbol) for each, symbol in zip(self.direction, symbols, strict=True))
        )
        return Add(*(Rational(each) * along**power for power, each in enumerate(self.coefficients)))


@dataclass(frozen=True)
class Map:
    """A function of several numbers: a sum of ridges."""

    slots: tuple[Slot, ...]
    ridges: tuple[Ridge, ...]

    def value(self, numbers: Sequence[Any], slopes: Sequence[Slot], lift: Lift) -> Any:
        """Its value at numbers, in the order of the slots, differentiated in these slots."""
        if any(slope not in self.slots for slope in slopes):
            raise Undefined("a slope in a place that does not exist")
        at = [self.slots.index(slope) for slope in slopes]
        made: Any = lift(Fraction(0))
        for ridge in self.ridges:
            made = made + ridge.value(numbers, at, lift)
        return made

    def shown(self, argument: str) -> Expr:
        """Its formula, in letters u₁, u₂, …"""
        symbols = [Symbol(f"{argument}{number + 1}") for number in range(len(self.slots))]
        return Add(*(ridge.shown(symbols) for ridge in self.ridges))


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
