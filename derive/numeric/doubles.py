"""Numbers in double precision at every step of a difference at once, without an array library.

What has no real value at a step is nan there, and so is what is made of it. Numbers that no step moves are floats.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import mpmath

Number = Any
"""float | Doubles"""

_QUICK = {name: getattr(math, name) for name in ("log", "tanh", "sin", "cos", "asin", "acos", "atan", "erf")}
"""Functions that the standard library has; mpmath's are many times slower."""


class Doubles:
    """A double for each step."""

    __slots__ = ("at",)

    def __init__(self, at: Sequence[float]) -> None:
        self.at = at

    def __add__(self, other: Number) -> Doubles:
        return _combined(operator.add, self, other)

    def __radd__(self, other: Number) -> Doubles:
        return _combined(operator.add, other, self)

    def __sub__(self, other: Number) -> Doubles:
        return _combined(operator.sub, self, other)

    def __rsub__(self, other: Number) -> Doubles:
        return _combined(operator.sub, other, self)

    def __mul__(self, other: Number) -> Doubles:
        return _combined(operator.mul, self, other)

    def __rmul__(self, other: Number) -> Doubles:
        return _combined(operator.mul, other, self)

    def __truediv__(self, other: Number) -> Doubles:
        return _combined(operator.truediv, self, other)

    def __rtruediv__(self, other: Number) -> Doubles:
        return _combined(operator.truediv, other, self)

    def __pow__(self, exponent: int) -> Doubles:
        return _combined(operator.pow, self, exponent)

    def __neg__(self) -> Doubles:
        return Doubles([-each for each in self.at])

    def __abs__(self) -> Doubles:
        return Doubles([abs(each) for each in self.at])


def at_steps(value: Number, count: int) -> Sequence[float]:
    """The value at each of so many steps."""
    return value.at if isinstance(value, Doubles) else [float(value)] * count


def divided(above: Number, below: Number) -> Number:
    """above / below"""
    return _applied(operator.truediv, above, below)


def raised(base: Number, exponent: Number) -> Number:
    """A power; nan where it is not real."""
    return _applied(math.pow, base, exponent)


def chosen(difference: Number, value: Number, otherwise: Number) -> Number:
    """The value where the difference is positive, elsewhere the other one."""
    return _applied(lambda sign, a, b: a if sign > 0 else b, difference, value, otherwise)


def exp(argument: Number) -> Number:
    """exp, inf where that is beyond the doubles."""
    return _applied(_exp, argument)


def function(name: str) -> Callable[..., Number]:
    """A function by mpmath's name of it."""
    if name == "exp":
        return exp
    called = _QUICK.get(name) or getattr(mpmath.fp, name)
    return lambda *arguments: _applied(called, *arguments)


def _exp(argument: float) -> float:
    try:
        return math.exp(argument)
    except OverflowError:
        return math.inf


def _applied(called: Callable[..., Any], *arguments: Number) -> Number:
    """The function at each step; one number where no argument is moved by a step."""
    if any(isinstance(each, Doubles) for each in arguments):
        return _combined(called, *arguments)
    return _real(called, *arguments)


def _combined(called: Callable[..., Any], *arguments: Number) -> Doubles:
    columns: list[Iterable[float]] = [
        each.at if isinstance(each, Doubles) else repeat(each) for each in arguments
    ]
    try:
        return Doubles(list(map(called, *columns)))
    except (ArithmeticError, ValueError):
        return Doubles([_real(called, *row) for row in zip(*columns, strict=False)])


def _real(called: Callable[..., Any], *arguments: float) -> float:
    """A real value, or nan."""
    try:
        value = called(*arguments)
    except (ArithmeticError, ValueError):
        return math.nan
    return value if isinstance(value, float) else math.nan
