"""Which small product of given words has given values: c a^q, a b^±1, at all points the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from sympy import Expr, Integer, Rational

from derive.hints.points import Numbers, close
from derive.kernel.derivative import minus, times
from derive.language.expressions import Power, Quotient

Word = tuple[Expr, Numbers]
Powers = tuple[tuple[Expr, Fraction], ...]

ONE, HALF = Fraction(1), Fraction(1, 2)
INVERSE = (ONE, -ONE)
POWERS = (ONE, -ONE, 2 * ONE, -2 * ONE, HALF, -HALF)
SMALL = (ONE, -ONE, 2 * ONE, -2 * ONE, HALF, -HALF)
COEFFICIENTS = (*SMALL, *(sign * Fraction(*q) for q in ((3, 1), (1, 3), (4, 1), (1, 4)) for sign in (1, -1)))
_MOST_IN_THREES = 20


def constant(wanted: Numbers) -> Fraction | None:
    """The small number that all the values are; None if they are not one."""
    known = [value for value in wanted if value is not None]
    if not known or not all(close(value, known[0]) for value in known):
        return None
    return next((c for c in COEFFICIENTS if close(float(c), known[0])), None)


def monomials(
    wanted: Numbers,
    words: Sequence[Word],
    factors: int = 1,
    exponents: Sequence[Fraction] = (ONE,),
    coefficients: Sequence[Fraction] = (ONE,),
) -> Iterator[Expr]:
    """Products of just so many words, with these exponents and coefficients, that have the wanted values."""
    useful = [word for word in words if None not in word[1]]
    for several in combinations(useful if factors < 3 else useful[:_MOST_IN_THREES], factors):
        for powers, rest in _divisions(wanted, several, exponents):
            if (found := constant(rest)) in coefficients:
                yield _written(found, powers)


def _divisions(
    wanted: Numbers, words: tuple[Word, ...], exponents: Sequence[Fraction]
) -> Iterator[tuple[Powers, Numbers]]:
    """What is left of the values when they are divided by powers of all the words."""
    if not words:
        yield (), wanted
        return
    (word, numbers), *others = words
    for exponent in exponents:
        divided = _divided(wanted, numbers, exponent)
        if divided is not None:
            for powers, rest in _divisions(divided, tuple(others), exponents):
                yield ((word, exponent), *powers), rest


def _divided(wanted: Numbers, word: Numbers, exponent: Fraction) -> Numbers | None:
    """wanted / word^exponent; None where the word cannot be a factor."""
    made: list[float | None] = []
    for value, base in zip(wanted, word, strict=True):
        if base is None or (base < 0 and exponent.denominator > 1):
            return None
        if base == 0 and (exponent < 0 or value not in (0, None)):
            return None
        try:
            made.append(None if value is None or base == 0 else value / base ** float(exponent))
        except ArithmeticError:  # beyond floats: no factor that was left out
            return None
    return tuple(made)


def _written(coefficient: Fraction | None, powers: Powers) -> Expr:
    """The product as it is best written: −2 a/(n √m)."""
    assert coefficient is not None
    above = [_power(word, exponent) for word, exponent in powers if exponent > 0]
    below = [_power(word, -exponent) for word, exponent in powers if exponent < 0]
    size = abs(coefficient)
    top, bottom = times(Integer(size.numerator), *above), times(Integer(size.denominator), *below)
    made = top if bottom == 1 else Quotient(top, bottom)
    return made if coefficient > 0 else minus(made)


def _power(word: Expr, exponent: Fraction) -> Expr:
    return word if exponent == 1 else Power(word, Rational(exponent.numerator, exponent.denominator))
