"""Doubles at every step, held against NumPy's arrays; what is no real number is nan."""

import operator

import numpy as np
import pytest

from derive.language.functions import mpmath_names
from derive.numeric import doubles
from derive.numeric.doubles import Doubles, at_steps

VALUES = [0.5, -2.0, 0.0, 1e300, 7.25]
OTHERS = [3.0, 0.25, -1.0, 1e300, 0.0]


def same(made, expected):
    """Equal where NumPy has a finite number; elsewhere no finite number."""
    expected = np.broadcast_to(expected, len(VALUES))
    for each, wanted in zip(at_steps(made, len(VALUES)), expected, strict=True):
        assert each == pytest.approx(wanted, rel=1e-14) if np.isfinite(wanted) else not np.isfinite(each)


@pytest.mark.parametrize("combined", [operator.add, operator.sub, operator.mul, operator.truediv])
@pytest.mark.parametrize("other", [OTHERS, 3.0, 0.0])
def test_operators(combined, other):
    array = np.array(VALUES)
    beside = np.array(other) if isinstance(other, list) else other
    column = Doubles(other) if isinstance(other, list) else other
    with np.errstate(all="ignore"):
        same(combined(Doubles(VALUES), column), combined(array, beside))
        same(combined(column, Doubles(VALUES)), combined(beside, array))


@pytest.mark.parametrize("exponent", [2, 3, 0, -1, -2])
def test_whole_powers(exponent):
    with np.errstate(all="ignore"):
        same(Doubles(VALUES) ** exponent, np.array(VALUES) ** float(exponent))


def test_one_that_overflows_leaves_the_others():
    assert doubles.exp(Doubles([1e3, -1e3, 0.0])).at == [np.inf, 0.0, 1.0]
    assert (1 / (1 + doubles.exp(Doubles([1e3, 0.0])))).at == [0.0, 0.5]


def test_roots_and_logarithms_of_negative_numbers():
    same(doubles.raised(Doubles(VALUES), 0.5), [0.5**0.5, np.nan, 0.0, 1e150, 7.25**0.5])
    same(
        doubles.function("log")(Doubles(VALUES)), [np.log(0.5), np.nan, -np.inf, np.log(1e300), np.log(7.25)]
    )
    assert np.isnan(doubles.raised(-1.0, 0.5))
    assert np.isnan(doubles.divided(1.0, 0.0))


@pytest.mark.parametrize("name", sorted({*mpmath_names().values()} - {"psi"}))
def test_functions(name):
    """Each function of the book, at each step and of one number, as mpmath has it."""
    import mpmath

    made, bounded = doubles.function(name), name in ("asin", "acos", "erfinv")
    assert np.isnan(made(2.5)) == bounded
    for value in (0.3, 0.9 if bounded else 2.5):
        wanted = float(getattr(mpmath.mp, name)(value))
        assert made(value) == pytest.approx(wanted, rel=1e-13)
        assert made(Doubles([value, value])).at == pytest.approx([wanted, wanted], rel=1e-13)


def test_chosen():
    made = doubles.chosen(Doubles([1.0, 0.0, np.nan]), Doubles([1.0, 2.0, 3.0]), -1.0)
    assert made.at == [1.0, -1.0, -1.0]
    assert doubles.chosen(-1.0, 5.0, 6.0) == 6.0
