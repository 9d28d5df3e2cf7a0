"""Which small product of given words has given values: c a^q, a b^±1, at all points the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from sympy import Expr, Integer, Rational

from derive.hints.points import Numbers, close
from derive.kernel.derivative import minus, times
from derive.language.expressions import Power, Quotient

HALF = Fraction(1, 2)
Powers = tuple[tuple[Expr, Fraction], ...]
Word = tuple[Expr, Numbers]

_SINGLE = tuple(map(Fraction, (1, -1, 2, -2))) + (HALF, -HALF)
_PAIR = tuple(map(Fraction, (1, -1)))
_COEFFICIENTS = tuple(Fraction(p, q) for p in (1, 2, 3, 4) for q in (1, 2, 3, 4) if p == 1 or q == 1)


def constant(wanted: Numbers) -> Fraction | None:
    """The small number that all the values are; None if they are not one, or too few to tell."""
    known = [value for value in wanted if value is not None]
    if not known or not all(close(value, known[0]) for value in known):
        return None
    return next((c for c in _signed() if close(float(c), known[0])), None)


def monomials(
    wanted: Numbers, words: Sequence[Word], *, factors: int = 2, inverses: bool = True
) -> Iterator[Expr]:
    """Products of at most so many of the words that have the wanted values, the simplest first."""
    useful = [word for word in words if any(value is not None for value in word[1])]
    exponents = _SINGLE if inverses else _SINGLE[::2]
    for coefficients in (_COEFFICIENTS[:1], tuple(_signed())[1:]):
        for word in useful:
            yield from _with(wanted, [word], exponents, coefficients)
    for number in range(2, factors + 1):
        chosen = useful if number == 2 else useful[:24]
        for pair in combinations(chosen, number):
            yield from _with(wanted, [*pair], _PAIR if inverses else _PAIR[:1], tuple(_signed())[:4])


def _signed() -> Iterator[Fraction]:
    for size in _COEFFICIENTS:
        yield size
        yield -size


def _with(
    wanted: Numbers, words: list[Word], exponents: Sequence[Fraction], coefficients: Sequence[Fraction]
) -> Iterator[Expr]:
    """The products of powers of just these words."""
    first, *rest = words
    for exponent in exponents:
        left = _divided(wanted, first[1], exponent)
        if left is None:
            continue
        if rest:
            for inner in _with(left, rest, exponents, coefficients):
                yield _joined(first[0], exponent, inner)
        elif (found := constant(left)) in coefficients:
            assert found is not None
            yield _joined(first[0], exponent, Rational(found.numerator, found.denominator))


def _divided(wanted: Numbers, word: Numbers, exponent: Fraction) -> Numbers | None:
    """wanted / word^exponent; None where the word cannot be a factor."""
    made: list[float | None] = []
    for value, base in zip(wanted, word, strict=True):
        if value is None:
            made.append(None)
        elif base is None or (base == 0 and (value != 0 or exponent < 0)) or (base < 0 and exponent.denominator > 1):
            return None
        elif base == 0:
            made.append(None)
        else:
            made.append(value / base ** float(exponent))
    return tuple(made)


def _joined(word: Expr, exponent: Fraction, rest: Expr) -> Expr:
    """word^exponent · rest, as it is best written."""
    size = abs(exponent)
    power = word if size == 1 else Power(word, Rational(size.numerator, size.denominator))
    sign = isinstance(rest, Rational) and rest < 0
    other = -rest if sign else rest
    made = _product(power, other) if exponent > 0 else _quotient(other, power)
    return minus(made) if sign else made
