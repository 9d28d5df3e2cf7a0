"""Two arithmetics for compiled expressions: doubles, one for each step, and mpmath's many digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import sympy
from sympy import Expr, Integer
from sympy.printing.lambdarepr import LambdaPrinter

from derive.language.functions import mpmath_names
from derive.numeric import doubles
from derive.values.numbers import Number, decimal
from derive.values.plain import Arithmetic

STEPS = tuple(0.125 * 0.5**power for power in range(34))
"""The steps of the differences in double precision, from 1/8 down to 1.5e-11."""
_ENORMOUS = 10**8
OVER = sympy.Function("over")
_SINGULAR = 1e-15
"""A determinant as small as this is that of a matrix without an inverse: random ones are much larger."""
_EDGE = 1000
"""How many steps away from an edge of cases a derivative is taken at least."""


@dataclass(frozen=True)
class Numbers(Arithmetic):
    """Doubles at every step at once, or mpmath's numbers. `real` refuses what is complex, `step` is h."""

    real: Callable[[Any], Any]
    step: Any
    branch: Callable[[Any, Any, Any], Any]
    judges: bool

    def branches(self, *, moving: bool) -> dict[str, Callable[..., Any]]:
        """a if d > 0, otherwise b; where entries are displaced and it matters, d must not be next to nothing."""
        strict = moving and self.judges
        return {
            "branch": self.branch,
            "branch_moving": self._off_the_edge if strict else self.branch,
            "over": self._over if self.judges else doubles.divided,
        }

    def _over(self, above: Any, below: Any) -> Any:
        """above / below, where below is a determinant: one that is next to nothing is 0."""
        if abs(below) <= _SINGULAR:
            raise ZeroDivisionError("a matrix without an inverse")
        return above / below

    def _off_the_edge(self, difference: Any, value: Any, otherwise: Any) -> Any:
        if abs(difference) <= _EDGE * self.step:
            raise ZeroDivisionError("at an edge there is no derivative")
        return self.branch(difference, value, otherwise)


def in_doubles() -> Numbers:
    """Doubles, one for each of the steps."""
    constants = {"e": math.e, "pi": math.pi, "power": doubles.raised}
    functions = _functions(doubles.function) | constants
    number = lambda value: float(value if isinstance(value, Fraction) else decimal(value))  # noqa: E731
    return Numbers(
        number, functions, doubles.raised, float, doubles.Doubles(STEPS), doubles.chosen, judges=False
    )


def in_many_digits(depth: int, times: int) -> Numbers:
    """70 digits for first derivatives, 25 more for each further one; or so many times as many."""
    context = mpmath.mp.clone()

    def exp(argument: Any) -> Any:
        if abs(argument) > _ENORMOUS:
            raise OverflowError
        return context.exp(argument)

    context.dps = times * (45 + 25 * max(1, depth))

    def power(base: Any, exponent: Any) -> Any:
        return _raised(
            context.mpf(base), exponent
        )  # a size is a whole number of Python's, its root would be a double

    constants = {"e": +context.e, "pi": +context.pi, "power": power}
    functions = _functions(lambda name: _real(getattr(context, name), context)) | constants | {"exp": exp}

    def number(value: Number) -> Any:
        if isinstance(value, Fraction):
            return context.mpf(value.numerator) / value.denominator
        return context.mpf(decimal(value)._mpf_)

    step = context.mpf(10) ** (-25 * times)
    return Numbers(number, functions, functions["power"], context.mpf, step, _decided, judges=True)


def _real(function: Any, context: Any) -> Callable[..., Any]:
    """The function where it is real: it raises `ValueError` elsewhere, such as for log of a negative number."""

    def apply(*arguments: Any) -> Any:
        value = function(*arguments)
        if not isinstance(value, context.mpf):
            raise ValueError("no real value")  # noqa: TRY004  # of mathematics, not of Python
        return value

    return apply


def _decided(difference: Any, value: Any, otherwise: Any) -> Any:
    return value if difference > 0 else otherwise


class _Printer(LambdaPrinter):
    """Calls every function by SymPy's own name of it; a root is a call of `power`, so that it can be refused."""

    def _print_Pow(self, expression: Expr, **_: Any) -> str:
        base, exponent = expression.args
        if isinstance(exponent, Integer):
            printed: str = super()._print_Pow(expression)
            return printed
        return f"power({self._print(base)}, {self._print(exponent)})"


PRINTER = _Printer(
    {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {head.__name__: head.__name__ for head in mpmath_names()},
    }
)


def _functions(called: Callable[[str], Any]) -> dict[str, Any]:
    """Every function that may stand in an expression, by SymPy's name of it; `called` makes one of mpmath's name."""
    return {head.__name__: called(name) for head, name in mpmath_names().items()}


def _raised(base: Any, exponent: Any) -> Any:
    """A power, a whole one without a logarithm. Raises `ValueError` where it is not real."""
    if exponent == int(exponent):
        return base ** int(exponent)
    if base < 0:
        raise ValueError("a root of a negative number")
    return base**exponent
