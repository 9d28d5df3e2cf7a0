"""Equality up to the names of bound indices, and nothing else."""

from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from derive.audit.random_expressions import random_expression
from derive.kernel.renaming import same_up_to_renaming
from derive.language.binders import Sum, delta, fresh, substitute, walk
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.families import define, matrix, scalar, vector
from derive.language.functions import exp
from derive.language.indices import Index, dims, indices
from derive.language.places import equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, n)
p = define("p", k, exp(x[k]) / Sum(exp(x[j]), j))
c = scalar("c")

SAME = {
    "as it stands": (x[k] + c, x[k] + c),
    "one sum": (Sum(x[k], k), Sum(x[j], j)),
    "two sums": (Sum(X[i, j], i, j), Sum(X[j, i], j, i)),
    "one inside the other": (Sum(x[k] * Sum(x[j], j), k), Sum(x[i] * Sum(x[k], k), i)),
    "the same letter inside": (Sum(x[k] * Sum(x[j], j), k), Sum(x[k] * Sum(x[k], k), k)),
    "in a place left out": (Sum(Sum(x[k], k, without=j), j), Sum(Sum(x[j], j, without=k), k)),
    "a free letter beside": (x[k] * Sum(x[k], k), x[k] * Sum(x[j], j)),
    "in δ and cases": (
        Sum(cases((c, equal(k, i)), delta(k, i)), k),
        Sum(cases((c, equal(j, i)), delta(j, i)), j),
    ),
    "in a derivative": (Sum(D(x[k] ** 2, x[i]), k), Sum(D(x[j] ** 2, x[i]), j)),
    "in a denominator": (exp(x[k]) / Sum(exp(x[k]), k), exp(x[k]) / Sum(exp(x[i]), i)),
}
DIFFERENT = {
    "a free index": (x[k], x[j]),
    "a free index in a sum": (Sum(X[i, k], k), Sum(X[j, k], k)),
    "what was free is bound": (Sum(X[i, k], k), Sum(X[k, k], k)),
    "two names exchanged in the body alone": (Sum(X[i, j], i, j), Sum(X[j, i], i, j)),
    "the order of factors": (Sum(x[k] * y[k], k), Sum(y[k] * x[k], k)),
    "the order of sums": (Sum(X[i, j] * c, i, j), Sum(X[i, j] * c, j, i)),
    "the dimension": (Sum(c, k), Sum(c, d)),
    "a place left out": (Sum(x[k], k, without=j), Sum(x[k], k)),
    "the place left out": (Sum(x[k], k, without=j), Sum(x[k], k, without=i)),
    "the family": (Sum(x[k], k), Sum(y[k], k)),
    "a definition": (Sum(p[k], k), Sum(exp(x[k]) / Sum(exp(x[j]), j), k)),
    "the shape": (x[k] + x[k], 2 * x[k]),
    "one letter for two": (Sum(X[i, j], i, j), Sum(X[i, i], i, j)),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME)
def test_same(left, right):
    assert same_up_to_renaming(left, right)
    assert same_up_to_renaming(right, left)


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(left, right):
    assert not same_up_to_renaming(left, right)
    assert not same_up_to_renaming(right, left)


def renamed(node, random):
    """The expression with every bound index given another name at random."""
    if not node.args:
        return node
    if isinstance(node, Sum):
        taken = frozenset(each for each in walk(node) if isinstance(each, Index))
        name = random.choice((node.bound, fresh(node.bound, taken), fresh(Index("t", node.bound.dim), taken)))
        body = renamed(substitute(node.body, {node.bound: name}), random)
        return Sum(body, name, without=node.without)
    return node.func(*(renamed(arg, random) for arg in node.args))


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(3, 20))
def test_any_names_will_do(seed, size):
    random = Random(seed)
    expression, _, _ = random_expression(random, size)
    assert same_up_to_renaming(expression, renamed(expression, random))
    other, _, _ = random_expression(random, size)
    assert same_up_to_renaming(expression, other) == same_up_to_renaming(other, expression)
