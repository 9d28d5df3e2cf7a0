"""Places that may lie beyond 1..n are refused."""

import pytest
from sympy import Integer

from derive.language.applications import Apply
from derive.language.binders import Sum
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.families import define, label, labels, matrix, vector
from derive.language.functions import function
from derive.language.hypotheses import at_least
from derive.language.indices import Moved, dims, indices, place
from derive.language.page import identity
from derive.language.places import distinct, equal, within
from derive.language.products import Product
from derive.language.ranges import check_places

n, m = dims("n m")
i, j, k, t = indices("i j k t", n)
x, A = vector("x", n), matrix("A", n, n)
Y, L = label("Y", n), labels("L", n, values=n)
f = function("f")

WITHIN = {
    "a sum that ends before": (Sum(x[i + 1], (i, 1, n - 1)), ()),
    "from 0": (Sum(x[i + 1], (i, 0, n - 1)), ()),
    "up to the one before": (Sum(x[j + 1], (j, 1, i - 1)), ()),
    "from the next": (Sum(x[j - 1], (j, i + 1, n)), ()),
    "two sums": (Sum(Sum(A[i + 1, j + 1], (j, 1, i)), (i, 1, n - 1)), ()),
    "a hypothesis": (x[t - 1] + x[t + 1], (within(t, 2, n - 1),)),
    "not the first": (x[t - 1], (distinct(t, 1),)),
    "not the last": (x[t + 1], (distinct(n, t),)),
    "the first left out": (Sum(x[k - 1], k, without=1), ()),
    "the other branch": (cases((0, equal(t, 1)), x[t - 1]), ()),
    "the branch itself": (cases((x[t - 1], distinct(t, 1)), 0), ()),
    "branch by branch": (cases((0, equal(t, 1)), (1, equal(t, 2)), x[t - 2]), ()),
    "the last": (x[n], ()),
    "a size that is said": (x[n - 1], (at_least(n, 2),)),
    "a size that is written": (x[n - 1] + x[2], ()),
    "a slope": (D(Sum(x[i] * x[i + 1], (i, 1, n - 1)), x[t - 1]), (within(t, 2, n),)),
}

BEYOND = {
    "a sum to the end": (Sum(x[i + 1], i), ()),
    "a product to the end": (Product(x[i + 1], i), ()),
    "from 0, unmoved": (Sum(x[i], (i, 0, n - 1)), ()),
    "one too far": (Sum(x[i + 2], (i, 1, n - 1)), ()),
    "up to the next": (Sum(x[j], (j, 1, i + 1)), ()),
    "an inner sum of the same letter": (Sum(Sum(x[i + 1], i), (i, 1, n - 1)), ()),
    "an index of which nothing is said": (x[t - 1], ()),
    "a hypothesis about another": (x[t - 1], (within(k, 2, n),)),
    "a hypothesis that says less": (x[t - 2], (within(t, 2, n),)),
    "not the first, yet the last": (x[t + 1], (distinct(t, 1),)),
    "the branch that holds": (cases((x[t - 1], equal(t, 1)), 0), ()),
    "the branch that is left": (cases((0, distinct(t, 1)), x[t - 1]), ()),
    "another left out": (Sum(x[k - 1], k, without=2), ()),
    "a small n": (x[n - 1], ()),
    "a label's neighbour": (x[Moved(Y, 1)], ()),
    "a neighbour's label": (x[L[t + 1]], ()),
    "a slope": (D(Sum(x[i] ** 2, i), x[t - 1]), ()),
    "a function's slope": (Apply(f, (), (Sum(x[k], k),)) * x[t + 1], ()),
}


@pytest.mark.parametrize("name", WITHIN)
def test_places_within(name):
    expression, given = WITHIN[name]
    check_places(expression, given)


@pytest.mark.parametrize("name", BEYOND)
def test_places_beyond(name):
    expression, given = BEYOND[name]
    with pytest.raises(IllFormed, match="may lie b"):
        check_places(expression, given)


def test_a_definition_is_for_all_its_places():
    step = define("d", k, x[k + 1] - x[k])
    with pytest.raises(IllFormed, match=r"x_{k\+1} may lie beyond the last place"):
        identity(step[1], equals=x[2] - x[1])


def test_places_are_normalised():
    assert place(i + 1 - 1) == i
    assert place(1 + i) == Moved(i, 1) == place(i + 1)
    assert Moved(Moved(i, 2), -1) == place(i + 1)
    assert Moved(Integer(3), -1) == 2
    assert place(2 * i) == 2 * i
