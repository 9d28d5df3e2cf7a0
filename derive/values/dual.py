"""Numbers with infinitesimals: ∂f/∂z is the coefficient of ε in f(z + ε), and each ∂ has an ε of its own.

A dual number is an element of R[ε₁, ε₂, …]/(ε₁², ε₂², …). No function is expanded: f(x + ε y) = f(x) + ε y f′(x).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derive.values import numbers
from derive.values.numbers import ONE, ZERO, Number

Value = Any
"""A number of `numbers`, or a Dual."""


class Dual:
    """Σ_S a_S ε_S, where ε_S is the product of the ε in the set S, written as the bits of a whole number."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Number]) -> None:
        self.parts = parts

    def __add__(self, other: Value) -> Value:
        total = dict(self.parts)
        for mask, value in parts(other).items():
            total[mask] = total[mask] + value if mask in total else value
        return Dual(total)

    def __mul__(self, other: Value) -> Value:
        total: dict[int, Number] = {}
        for mask, value in self.parts.items():
            for more, factor in parts(other).items():
                if not mask & more:
                    made, both = value * factor, mask | more
                    total[both] = total[both] + made if both in total else made
        return Dual(total)

    def __neg__(self) -> Value:
        return Dual({mask: -value for mask, value in self.parts.items()})

    __radd__, __rmul__ = __add__, __mul__


def parts(value: Value) -> dict[int, Number]:
    """The coefficients a_S by the set S."""
    return value.parts if isinstance(value, Dual) else {0: value}


def part(value: Value, mask: int = 0) -> Number:
    """One coefficient: the number itself for no ε."""
    return parts(value).get(mask, ZERO)


def slope(value: Value, bit: int) -> Value:
    """The coefficient of one ε, in which the others stay."""
    found = {mask ^ bit: each for mask, each in parts(value).items() if mask & bit}
    return Dual(found) if any(found) else found.get(0, ZERO)


def kept(value: Value) -> Value:
    """The value without the parts that are 0; fractions that are too long become decimals."""
    if not isinstance(value, Dual):
        return numbers.kept(value)
    left = {mask: numbers.kept(each) for mask, each in value.parts.items() if not mask or _counts(each)}
    return Dual(left) if any(left) else left.get(0, ZERO)


def _counts(number: Number) -> bool:
    return not isinstance(number, Fraction) or number != 0


def lifted(value: Value, function: Callable[[Number], Number], derivative: Callable[[Value], Value]) -> Value:
    """f(x + ε y) = f(x) + ε y f′(x), one ε after another."""
    if not isinstance(value, Dual):
        return function(value)
    top = max(value.parts)
    if not top:
        return function(value.parts[0])
    bit = 1 << (top.bit_length() - 1)
    rest = kept(Dual({0: ZERO} | {mask: each for mask, each in value.parts.items() if not mask & bit}))
    shift = Dual({mask: each for mask, each in value.parts.items() if mask & bit})
    return lifted(rest, function, derivative) + shift * derivative(rest)


def raised(base: Value, exponent: Value) -> Value:
    """a to the power b."""
    if isinstance(exponent, Dual):
        return exponential(exponent * logarithm(base))
    if exponent == 0:
        return ONE
    return lifted(
        base, lambda at: numbers.power(at, exponent), lambda at: exponent * raised(at, exponent + -ONE)
    )


def reciprocal(value: Value) -> Value:
    """1/a"""
    return raised(value, -ONE)


def exponential(value: Value) -> Value:
    """exp a"""
    return lifted(value, numbers.exponential, exponential)


def logarithm(value: Value) -> Value:
    """log a, for positive a."""
    return lifted(value, numbers.logarithm, reciprocal)
