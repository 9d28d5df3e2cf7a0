"""Exact numbers as far as they go: fractions, logarithms of fractions, and decimals of 110 digits beyond.

    Fraction               what is rational stays rational
    Logarithms             r + Σ c log q: exp of it is rational again where r = 0 and the c are whole
    Exponentials           Σ c exp q / Σ d exp r, rational again where both are proportional
    mpf                    everything else, to 110 digits, of which 50 are relied on

All know +, − and ×. What can have no value (1/0, log −1) raises `Undefined`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from derive.language.errors import Reasoned

DIGITS = 50
"""Digits to which a value can be relied on."""

MP = mpmath.mp.clone()
MP.dps = 2 * DIGITS + 10
_TOLERANCE = MP.mpf(10) ** -40
_ENORMOUS = 10**8
_LARGEST_POWER = 1000
_LONGEST = 8000
"""Bits of a fraction that is kept as one."""

_NOTHING = MP.mpf(10) ** -60

Number = Any
"""Fraction | Logarithms | Exponentials | mpf"""

ZERO, ONE = Fraction(0), Fraction(1)


class Undefined(Reasoned, ArithmeticError):
    """At these numbers something has no real value: 1/0, log(−1). Other numbers may do."""


class Beyond(Undefined):
    """A place that does not exist, x_{n+1}."""


class Unsatisfied(Reasoned, ArithmeticError):
    """No numbers were found that satisfy the hypotheses; the message names the one that resists."""


class Logarithms:
    """r + Σ c log q, for fractions q > 0."""

    __slots__ = ("constant", "logs")

    def __init__(self, constant: Fraction, logs: Mapping[Fraction, Fraction]) -> None:
        self.constant, self.logs = constant, logs

    def __add__(self, other: Any) -> Number:
        if isinstance(other, Logarithms):
            logs = dict(self.logs)
            for argument, coefficient in other.logs.items():
                logs[argument] = logs.get(argument, ZERO) + coefficient
            return _logarithms(self.constant + other.constant, logs)
        if isinstance(other, int | Fraction):
            return Logarithms(self.constant + other, self.logs)
        return decimal(self) + other if isinstance(other, MP.mpf) else NotImplemented

    def __mul__(self, other: Any) -> Number:
        if isinstance(other, int | Fraction):
            logs = {argument: coefficient * other for argument, coefficient in self.logs.items()}
            return _logarithms(self.constant * other, logs)
        if isinstance(other, Logarithms | MP.mpf):
            return decimal(self) * decimal(other)
        return NotImplemented

    def __neg__(self) -> Number:
        return self * -1

    def __sub__(self, other: Any) -> Number:
        return self + -other

    __radd__, __rmul__ = __add__, __mul__


def _logarithms(constant: Fraction, logs: Mapping[Fraction, Fraction]) -> Number:
    kept = {argument: coefficient for argument, coefficient in logs.items() if coefficient}
    return Logarithms(constant, kept) if kept else constant


_MOST_TERMS = 16
"""Terms above or below that are kept as such."""

Terms = dict[Fraction, Fraction]
"""Σ c exp q, by q"""


class Exponentials:
    """Σ c exp q / Σ d exp r, for fractions q, r, c ≠ 0, d ≠ 0; the least r is 0, its d is 1."""

    __slots__ = ("above", "below")

    def __init__(self, above: Terms, below: Terms) -> None:
        self.above, self.below = above, below

    def __add__(self, other: Any) -> Number:
        ratio = _ratio(other)
        if ratio is None:
            return (
                decimal(self) + decimal(other) if isinstance(other, Logarithms | MP.mpf) else NotImplemented
            )
        above, below = ratio
        if below == self.below:
            return _exponentials(_sum(self.above, above), below)
        return _exponentials(
            _sum(_times(self.above, below), _times(above, self.below)), _times(self.below, below)
        )

    def __mul__(self, other: Any) -> Number:
        ratio = _ratio(other)
        if ratio is None:
            return (
                decimal(self) * decimal(other) if isinstance(other, Logarithms | MP.mpf) else NotImplemented
            )
        above, below = ratio
        return _exponentials(_times(self.above, above), _times(self.below, below))

    def __neg__(self) -> Number:
        return self * -1

    def __sub__(self, other: Any) -> Number:
        return self + -other

    __radd__, __rmul__ = __add__, __mul__


def _ratio(number: Any) -> tuple[Terms, Terms] | None:
    """Numerator and denominator of what is made of exponentials alone."""
    if isinstance(number, Exponentials):
        return number.above, number.below
    return ({ZERO: Fraction(number)}, {ZERO: ONE}) if isinstance(number, int | Fraction) else None


def _sum(one: Terms, other: Terms) -> Terms:
    total = dict(one)
    for exponent, coefficient in other.items():
        total[exponent] = total.get(exponent, ZERO) + coefficient
    return total


def _times(one: Terms, other: Terms) -> Terms:
    total: Terms = {}
    for exponent, coefficient in one.items():
        for more, factor in other.items():
            total[exponent + more] = total.get(exponent + more, ZERO) + coefficient * factor
    return total


def _exponentials(above: Terms, below: Terms) -> Number:
    """The ratio in its normal form: a fraction where it is one, a decimal where it has too many terms."""
    above, below = ({q: c for q, c in terms.items() if c} for terms in (above, below))
    if not above:
        return ZERO
    shift, scale = min(above) - min(below), above[min(above)] / below[min(below)]
    if above == {q + shift: c * scale for q, c in below.items()}:
        if not shift:
            return scale
        above, below = {shift: scale}, {ZERO: ONE}
    least = min(below)
    made = Exponentials(*({q - least: c / below[least] for q, c in each.items()} for each in (above, below)))
    return made if max(len(above), len(below)) <= _MOST_TERMS else decimal(made)


def _valued(terms: Terms) -> Any:
    return sum((decimal(c) * MP.exp(decimal(q)) for q, c in terms.items()), MP.mpf(0))


def decimal(number: Number) -> Any:
    """The number as an mpf."""
    if isinstance(number, Exponentials):
        return _valued(number.above) / _valued(number.below)
    if isinstance(number, Fraction):
        return MP.mpf(number.numerator) / number.denominator
    if isinstance(number, Logarithms):
        logs = (decimal(c) * MP.log(decimal(q)) for q, c in number.logs.items())
        return sum(logs, decimal(number.constant))
    return number


def kept(number: Number) -> Number:
    """The number; a fraction that is too long to be of use as a decimal."""
    if isinstance(number, Fraction) and number.denominator.bit_length() > _LONGEST:
        return decimal(number)
    return number


def sign(number: Number) -> int:
    """−1, 0 or 1; a decimal below 1e-60 counts as 0."""
    if isinstance(number, Fraction):
        return (number > 0) - (number < 0)
    value = decimal(number)
    return 0 if is_nothing(value) else 1 if value > 0 else -1


def is_nothing(value: Any) -> bool:
    """Whether the value counts as 0."""
    return bool(abs(value) <= _NOTHING)


def exponential(number: Number) -> Number:
    """exp a, rational where a is a sum of logarithms."""
    if isinstance(number, Logarithms):
        factors = [power(argument, coefficient) for argument, coefficient in number.logs.items()]
        return product([exponential(number.constant), *factors])
    if number == 0:
        return ONE
    value = decimal(number)
    if abs(value) > _ENORMOUS:
        raise Undefined("exp of a number too large to be computed")
    return Exponentials({number: ONE}, {ZERO: ONE}) if isinstance(number, Fraction) else MP.exp(value)


def logarithm(number: Number) -> Number:
    """log a, for positive a."""
    if sign(number) <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    if isinstance(number, Fraction):
        return ZERO if number == 1 else Logarithms(ZERO, {number: ONE})
    if (only := _one_power(number)) is not None:
        exponent, coefficient = only
        return logarithm(coefficient) + exponent
    return MP.log(decimal(number))


def _one_power(number: Number) -> tuple[Fraction, Fraction] | None:
    """q and c of c exp q."""
    if isinstance(number, Exponentials) and len(number.above) == len(number.below) == 1:
        [only] = number.above.items()
        return only
    return None


def power(base: Number, exponent: Number) -> Number:
    """a to the power b: a root of what is negative has no value, nor has 1/0."""
    sign_of_base = sign(base)
    if isinstance(exponent, Fraction):
        if sign_of_base == 0 and exponent < 0:
            raise Undefined("a division by 0")
        if exponent.denominator == 1:
            return _whole_power(base, int(exponent))
        if sign_of_base < 0:
            raise Undefined("a root of a negative number")
        return ZERO if sign_of_base == 0 else _root(base, exponent)
    if sign_of_base <= 0:
        raise Undefined("a power of a number that is not positive")
    return exponential(exponent * logarithm(base))


def _whole_power(base: Number, exponent: int) -> Number:
    if isinstance(base, Fraction):
        if abs(exponent) > _LARGEST_POWER:
            raise Undefined("a power that is too large to write out")
        return base**exponent
    if isinstance(base, Logarithms) and 0 <= exponent <= 1:
        return base if exponent else ONE
    if isinstance(base, Exponentials) and abs(exponent) <= _MOST_TERMS:
        return _power_of_ratio(base, exponent)
    return decimal(base) ** exponent


def _power_of_ratio(base: Exponentials, exponent: int) -> Number:
    """Raises `Undefined` for 1/0: a difference may be nothing that is not seen to be 0."""
    if exponent < 0:
        if not sign(base):
            raise Undefined("a division by 0")
        base, exponent = _exponentials(base.below, base.above), -exponent
    return product([base] * exponent)


def _root(base: Number, exponent: Fraction) -> Number:
    if isinstance(base, Fraction) and abs(exponent.numerator) <= _LARGEST_POWER:
        degree = exponent.denominator
        above, exact = sympy.integer_nthroot(base.numerator, degree)
        below, too = sympy.integer_nthroot(base.denominator, degree)
        if exact and too:
            return Fraction(int(above), int(below)) ** exponent.numerator
    if (only := _one_power(base)) is not None:
        return exponential(only[0] * exponent) * _root(only[1], exponent)
    return decimal(base) ** decimal(exponent)


def product(factors: list[Number]) -> Number:
    """The product."""
    made: Number = ONE
    for factor in factors:
        made = made * factor
    return made


def by_mpmath(name: str, *arguments: Number) -> Number:
    """A function of mpmath's. Raises `Undefined` where it has no real value."""
    *places, argument = map(decimal, arguments)
    if abs(argument) > _ENORMOUS:
        raise Undefined("{} of a number too large to be computed", name)
    try:
        made = getattr(MP, name)(*map(int, places), argument)
    except ValueError as pole:
        raise Undefined("{} has no value at {}", name, MP.nstr(argument, 5)) from pole
    if not isinstance(made, MP.mpf) or not MP.isfinite(made):
        raise Undefined("{} has no real value at {}", name, MP.nstr(argument, 5))
    return made


def order(left: Number, right: Number) -> int:
    """1 if left > right, −1 if left < right, 0 if they are equal.

    Exactly if both are fractions, else to a relative 1e-40; values below 1e-60 count as 0.
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return (left > right) - (left < right)
    one, other = decimal(left), decimal(right)
    if abs(one - other) <= max(_NOTHING, _TOLERANCE * max(abs(one), abs(other))):
        return 0
    return 1 if one > other else -1


def same(left: Number, right: Number) -> bool:
    """Whether two values are equal."""
    return order(left, right) == 0


def relation_holds(relation: str, left: Number, right: Number) -> bool:
    """Whether left = right, > or ≥, as `relation` says."""
    found = order(left, right)
    return {"=": found == 0, ">": found > 0, "≥": found >= 0}[relation]
