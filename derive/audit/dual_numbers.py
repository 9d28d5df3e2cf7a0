"""Real numbers of 60 digits with infinitesimals, and functions of them.

A dual number is an element of ℝ[ε₁, ε₂, …]/(ε₁², ε₂², …): ∂f/∂z is the coefficient of ε in f(z + ε), and
each ∂ has an ε of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mpmath.ctx_mp import MPContext
from sympy import Integer, Rational

REALS = MPContext()
REALS.dps = 60
ZERO, ONE = REALS.mpf(0), REALS.mpf(1)
LARGEST_EXPONENT = 30
TINY = REALS.mpf(10) ** -30

Real = Any


class Undefined(Exception):
    """The expression has no value on this instance, or one too large to be compared."""


class Dual:
    """Σ_S a_S ε_S, where ε_S is the product of the ε in the set S, written as the bits of a number."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Real]) -> None:
        self.parts = parts

    def __add__(self, other: Dual | Real) -> Dual:
        total = dict(self.parts)
        for mask, value in parts(other).items():
            total[mask] = total.get(mask, ZERO) + value
        return Dual(total)

    __radd__ = __add__

    def __mul__(self, other: Dual | Real) -> Dual:
        total: dict[int, Real] = {}
        for mask, value in self.parts.items():
            for more, factor in parts(other).items():
                if not mask & more:
                    total[mask | more] = total.get(mask | more, ZERO) + value * factor
        return Dual(total)

    __rmul__ = __mul__

    def __neg__(self) -> Dual:
        return Dual({mask: -value for mask, value in self.parts.items()})


Value = Dual | Real


def parts(value: Value) -> dict[int, Real]:
    """The coefficients a_S by the set S."""
    return value.parts if isinstance(value, Dual) else {0: value}


def apply(derivative: Callable[[int, Real], Real], value: Value) -> Value:
    """f(a + ν) = Σ_r f⁽ʳ⁾(a) νʳ / r!, where `derivative(r, a)` is f⁽ʳ⁾(a) and ν is nilpotent."""
    if not isinstance(value, Dual):
        return derivative(0, value)
    at = value.parts.get(0, ZERO)
    rest = Dual({mask: part for mask, part in value.parts.items() if mask})
    result: Value = derivative(0, at)
    power: Value = ONE
    order = 0
    while rest.parts and (power := power * rest).parts:
        order += 1
        result = result + power * (derivative(order, at) / REALS.factorial(order))
    return result


def raised(value: Value, exponent: Rational) -> Value:
    """a^q; a root of a negative number and a division by 0 are undefined."""
    if exponent.is_Integer and exponent >= 0:
        result: Value = ONE
        for _ in range(int(exponent)):
            result = result * value
        return result
    q = REALS.mpf(int(exponent.p)) / int(exponent.q)

    def derivative(order: int, at: Real) -> Real:
        if at == 0 or abs(at) < TINY or (at < 0 and not exponent.is_Integer):
            raise Undefined(f"{at} to the power {exponent}")
        factor = ONE
        for step in range(order):
            factor = factor * (q - step)
        return factor * at ** (int(exponent) - order if exponent.is_Integer else q - order)

    return apply(derivative, value)


def exponential(value: Value) -> Value:
    """exp a"""

    def derivative(_: int, at: Real) -> Real:
        if abs(at) > LARGEST_EXPONENT:
            raise Undefined(f"exp {at}")
        return REALS.exp(at)

    return apply(derivative, value)


def logarithm(value: Value) -> Value:
    """log a, for positive a."""

    def derivative(order: int, at: Real) -> Real:
        if at <= TINY:
            raise Undefined(f"log {at}")
        return REALS.log(at) if order == 0 else (-1) ** (order - 1) * REALS.factorial(order - 1) / at**order

    return apply(derivative, value)


def _logistic(value: Value) -> Value:
    return raised(ONE + exponential(-value), Integer(-1))


FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "exp": exponential,
    "log": logarithm,
    "logistic": _logistic,
    "softplus": lambda value: logarithm(ONE + exponential(value)),
    "tanh": lambda value: 2 * _logistic(2 * value) + -ONE,
    "sin": lambda value: apply(lambda order, at: REALS.sin(at + order * REALS.pi / 2), value),
    "cos": lambda value: apply(lambda order, at: REALS.cos(at + order * REALS.pi / 2), value),
}
"""The functions that have a meaning of their own."""

NUMBERS = {"pi": +REALS.pi}
"""The numbers that have a name."""
