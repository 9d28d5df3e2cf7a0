"""Hypotheses: what they say, of which letters and indices, and when they say nothing."""

import pickle

import pytest
from sympy import Integer

from derive.language.binders import Sum, delta, free_indices
from derive.language.errors import IllFormed
from derive.language.families import family, label, matrix, scalar, vector
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    NonNegative,
    OneHot,
    Positive,
    at_least,
    constant,
    equation,
    nonnegative,
    normalised,
    onehot,
    positive,
)
from derive.language.indices import Index, dims, indices
from derive.language.names import declaring
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
z, y, b = vector("z", m), vector("y", n), family("b", n)
Y = matrix("Y", m, n)
t = family("t", n, of=z)
s = scalar("s", of=z)
c = scalar("c")

SAID = {
    "normalised": (normalised(y), Equation(Sum(y[k], k), Integer(1))),
    "normalised in every row": (
        normalised(Y),
        Equation(Sum(Y[Index("i", m), Index("k", n)], Index("k", n)), Integer(1)),
    ),
    "an entry stands for its letter": (normalised(y[k]), normalised(y)),
    "one-hot": (onehot(y), OneHot(y)),
    "an equation": (equation(y[k], delta(k, j)), Equation(y[k], delta(k, j))),
    "a number on the right": (equation(c, 2), Equation(c, Integer(2))),
    "constant": (constant(t, z), Constant(t, z)),
    "a constant number": (constant(s, z), Constant(s.family, z)),
    "positive": (positive(b), Positive(b)),
    "a positive entry, so every one": (positive(b[k]), Positive(b)),
    "non-negative": (nonnegative(c), NonNegative(c)),
    "at least": (at_least(n, 2), AtLeast(n, 2)),
}


@pytest.mark.parametrize(("made", "wanted"), SAID.values(), ids=SAID)
def test_what_is_said(made, wanted):
    assert made == wanted
    assert hash(made) == hash(wanted)
    assert pickle.loads(pickle.dumps(made)) == made


def test_one_hot_says_two_equations():
    product, total = OneHot(y).equations
    other = Index("k'", n)
    assert product == Equation(y[k] * y[other], delta(k, other) * y[k])
    assert total == normalised(y)
    rows, _ = OneHot(Y).equations
    assert free_indices(rows.left) == {Index("i", m), k, other}


def test_families_of_many_indices_have_letters_enough():
    T = family("T", n, m, n, m, n)
    total = normalised(T).left
    assert len(free_indices(total)) == 4
    assert free_indices(total.body) - free_indices(total) == {total.bound}


def test_letters_of_the_page_come_first():
    """i runs over n there, and s over m."""
    s = Index("s", m)
    assert normalised(Y, among=(i, s, k)) == Equation(Sum(Y[s, k], k), Integer(1))
    assert normalised(Y, among=()) == normalised(Y)
    with declaring({"i": i, "s": s}):
        assert normalised(Y) == normalised(Y, among=(i, s))


INDICES = {
    "an equation's left side is for all its indices": (equation(y[k], c), set()),
    "an index of the right side alone is fixed": (equation(y[k], delta(k, j)), {j}),
    "as are those said to be": (Equation(y[k], c, frozenset({k})), {k}),
    "equal": (equal(i, j), {i, j}),
    "distinct": (distinct(i, label("l", n)), {i}),
    "one-hot": (onehot(Y), set()),
    "at least": (at_least(n, 2), set()),
}


@pytest.mark.parametrize(("hypothesis", "fixed"), INDICES.values(), ids=INDICES)
def test_the_fixed_indices(hypothesis, fixed):
    assert hypothesis.fixed_indices == fixed


def test_parts():
    assert normalised(y).parts == (Sum(y[k], k), Integer(1))
    assert onehot(y).parts == positive(y).parts == (y,)
    assert constant(t, z).parts == (t,)
    assert nonnegative(c - 1).parts == (c - 1,)
    assert at_least(n, 2).parts == (n,)
    assert equal(i, j).parts == (equal(i, j),)


ILL_FORMED = {
    "a number is not normalised": (lambda: normalised(c), "c has no index to sum over"),
    "a number is not one-hot": (lambda: onehot(c), "c has no index to sum over"),
    "constant already": (lambda: constant(b, z), "b is not declared to depend on z: it is constant already"),
    "no letter": (lambda: positive(3), "a hypothesis about a letter is written, and 3 is none"),
    "an expression is no letter": (lambda: onehot(y[k] + 1), "a hypothesis about a letter is written"),
    "an index is at least nothing": (lambda: at_least(k, 2), "a dimension is at least a whole number"),
    "at least what": (lambda: at_least(2, n), "a dimension is at least a whole number"),
    "a rounded number": (lambda: equation(c, 0.5), "0.5 is a rounded number"),
    "an equation of words": (lambda: equation(c, "1"), "'1' is not an expression"),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()
