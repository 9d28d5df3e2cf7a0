"""Values enclosed in intervals by mpmath: the exact value lies inside, whatever was rounded on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from mpmath import iv
from sympy import Expr, Rational

from derive.language.errors import IllFormed
from derive.language.expressions import Power, Quotient
from derive.language.families import Family
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim
from derive.values.walk import Key, Places, Walk

DIGITS = 50

Interval = Any
"""An interval of mpmath: `a` is its lower end, `b` its upper one."""

FUNCTIONS: dict[str, Callable[[Interval], Interval]] = {
    "exp": iv.exp,
    "log": iv.log,
    "sin": iv.sin,
    "cos": iv.cos,
    "logistic": lambda x: 1 / (1 + iv.exp(-x)),
    "softplus": lambda x: iv.log(1 + iv.exp(x)),
    "tanh": lambda x: 1 - 2 / (iv.exp(2 * x) + 1),
}
"""Each function that an interval can be put into."""


class Intervals(Walk[Interval]):
    """Enclosures, where the letters have given values: nested lists of fractions, by family."""

    def __init__(self, values: Mapping[Family, Any], sizes: Mapping[Dim, int]) -> None:
        super().__init__(sizes)
        self.values = values

    def number(self, number: Rational) -> Interval:
        """The fraction, enclosed."""
        return enclosed_fraction(Fraction(int(number.p), int(number.q)))

    def entry(self, key: Key) -> Interval:
        """The value given for it, enclosed."""
        return enclosed_fraction(Fraction(self._given(key)))

    def label(self, key: Key) -> int:
        """The place given for it."""
        return int(self._given(key))

    def _given(self, key: Key) -> Any:
        letter, at = key
        if letter not in self.values:
            raise IllFormed("{} has no value", letter.name)
        value = self.values[letter]
        for place in at:
            value = value[place - 1]
        return value

    def quotient(self, node: Quotient, above: Interval, below: Interval) -> Interval:
        """above / below; the whole line where below may be 0."""
        return above / below

    def power(self, node: Power, base: Interval, exponent: Interval, places: Places) -> Interval:
        """A whole power by products; any other through exp and log."""
        written = node.args[1]
        if isinstance(written, Rational) and written.q == 1:
            return base ** int(written.p)
        return iv.exp(exponent * iv.log(base))

    def call(self, node: Call, argument: Interval, places: Places) -> Interval:
        """The function of all numbers in the interval."""
        name = node.function.name
        if name not in FUNCTIONS or node.function.order:
            raise IllFormed("an example cannot hold the function {}", name)
        return FUNCTIONS[name](argument)

    def named(self, number: NamedNumber) -> Interval:
        """π, enclosed."""
        return getattr(iv, number.name)


def enclosed_fraction(number: Fraction) -> Interval:
    """The least interval with ends of `DIGITS` digits that holds the fraction."""
    return iv.mpf(number.numerator) / iv.mpf(number.denominator)


def enclosed(expression: Expr) -> Interval:
    """The value of an expression without letters, enclosed. Raises `IllFormed` for any other."""
    with precisely():
        return Intervals({}, {}).write(expression, {})


@contextmanager
def precisely() -> Iterator[None]:
    """Intervals with `DIGITS` digits."""
    before, iv.dps = iv.dps, DIGITS
    try:
        yield
    finally:
        iv.dps = before
