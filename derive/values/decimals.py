"""The value of an explicit expression to many digits, and whether two values are the same.

SymPy's own `evalf` would do, but asks many questions on the way; here mpmath is called directly, at a
precision far beyond what is compared.
"""

from __future__ import annotations

from typing import Any

import mpmath
import sympy
from sympy import Add, Expr, Mul, Pow, Rational

from derive.values.assignment import Undefined

DIGITS = 50
"""Digits to which a value can be relied on."""

MP = mpmath.mp.clone()
MP.dps = 2 * DIGITS + 10
_TOLERANCE = MP.mpf(10) ** -40
_ENORMOUS = 10**8
_NOTHING = MP.mpf(10) ** -60

_FUNCTIONS = {sympy.exp: MP.exp, sympy.log: MP.log, sympy.sin: MP.sin, sympy.cos: MP.cos}


def decimal(expression: Expr) -> Any:
    """The value as an mpf. Raises `Undefined` where it is not a real number."""
    if isinstance(expression, Rational):
        return MP.mpf(int(expression.p)) / int(expression.q)
    if isinstance(expression, Add):
        return sum(map(decimal, expression.args), MP.zero)
    if isinstance(expression, Mul):
        made = MP.one
        for factor in expression.args:
            made *= decimal(factor)
        return made
    if isinstance(expression, Pow):
        return _power(*map(decimal, expression.args))
    if expression is sympy.E:
        return +MP.e
    function = _FUNCTIONS.get(type(expression))
    if function is None:
        raise Undefined(f"{expression} has no real value")
    argument = decimal(expression.args[0])
    if function is MP.log and argument <= _NOTHING:
        raise Undefined(f"{expression} is the logarithm of a number that is not positive")
    if abs(argument) > _ENORMOUS:
        raise Undefined(f"{expression} has no value that can be computed")
    return function(argument)


def _power(base: Any, exponent: Any) -> Any:
    if abs(base) < _NOTHING and exponent < 0:
        raise Undefined("a division by 0")
    if abs(exponent) > _ENORMOUS:
        raise Undefined("a power that cannot be computed")
    if base < 0 and exponent != int(exponent):
        raise Undefined("a root of a negative number")
    return base ** (int(exponent) if exponent == int(exponent) else exponent)


def is_nothing(value: Any) -> bool:
    """Whether the value counts as 0."""
    return bool(abs(value) <= _NOTHING)


def same(left: Expr, right: Expr) -> bool:
    """Whether two values are equal: exactly if both are rational, else to a relative 1e-40.

    Values below 1e-60 count as 0. Raises `Undefined` where one is not a real number.
    """
    return _order(left, right) == 0


def holds(relation: str, left: Expr, right: Expr) -> bool:
    """Whether left = right, > or ≥, as `relation` says. Raises `Undefined` as `same` does."""
    order = _order(left, right)
    return {"=": order == 0, ">": order > 0, "≥": order >= 0}[relation]


def _order(left: Expr, right: Expr) -> int:
    """1 if left > right, −1 if left < right, 0 if they are equal."""
    if isinstance(left, Rational) and isinstance(right, Rational):
        difference = left - right
        return int(difference.p > 0) - int(difference.p < 0)
    one, other = decimal(left), decimal(right)
    if abs(one - other) <= max(_NOTHING, _TOLERANCE * max(abs(one), abs(other))):
        return 0
    return 1 if one > other else -1
