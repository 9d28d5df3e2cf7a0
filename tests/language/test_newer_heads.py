"""Unknown functions, comparisons, inverses, products and probabilities: what is refused, and what is built."""

import pytest

from derive.language.applications import Apply
from derive.language.binders import before
from derive.language.comparisons import Greatest, Larger, Where, cases, clip, maximum, minimum
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import Neg
from derive.language.families import family, matrix, scalar, vector
from derive.language.functions import exp, function
from derive.language.indices import dims, index, indices
from derive.language.inverses import det, inverse
from derive.language.matrices import Elementwise, entries
from derive.language.probabilities import probability

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
x, z = vector("x", n), vector("z", m)
X, A = matrix("X", n, m), matrix("A", n, n)
t = family("t", n)
a, b = scalar("a"), scalar("b")
f, P = function("f"), probability("P")

ILL_FORMED = {
    "a slope that is none": (lambda: f(a, b).slope(3), "has no argument 3"),
    "a slope of a vector without its place": (lambda: f(x).slope(1), "has no component"),
    "a slope at another range": (lambda: f(x).slope(1, d), "has no component"),
    "a row as an argument": (lambda: f(x.T), "a row stands for no argument"),
    "nothing as an argument": (f, "applied to nothing"),
    "a known function of two": (lambda: exp(a, b), "takes one argument"),
    "primes of several arguments": (lambda: f.prime(a, b), "has primes"),
    "a condition as a truth": (lambda: bool(a > 0), "neither true nor false by itself"),
    "cases that leave some out": (lambda: cases((a, a > 0), (b, a > 1)), "do not cover everything"),
    "an order over two dimensions": (lambda: before(i, d), "runs over 1..n but d over 1..m"),
    "the inverse of a rectangle": (lambda: inverse(X), "needs a square matrix"),
    "the determinant of a vector": (lambda: det(x), "needs a square matrix"),
    "a power of a rectangle": (lambda: X**2, "a power needs a square matrix"),
    "a power that is a letter": (lambda: A**a, "is a whole one"),
    "a layout of its own": (lambda: D(x.T @ x, x, layout="mixed"), "a layout is one of"),
    "a Hessian of a vector": (lambda: D(A @ x, x, x), "a Hessian is that of a number"),
    "three indices of a matrix": (lambda: entries(a, i, j, k), "a vector has one index"),
    "an event twice": (lambda: P(a, a), "an event stands twice"),
    "an event that is none": (lambda: P(a + b), "an event is a letter or an index"),
    "two events over one dimension": (lambda: P(i, j), "two events run over one dimension"),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()


def test_what_is_built():
    assert isinstance(f(a, b), Apply)
    assert isinstance(cases((a, a > 0), (0, True)), Where)
    assert cases((a, a > 0), (b, a <= 0)) == cases((a, a > 0), b)
    assert isinstance(maximum(a, b), Larger)
    assert isinstance(maximum(x[k], k), Greatest)
    assert isinstance(minimum(x[k], k), Neg)
    assert str(clip(a, 0, 1)) == "min(max(a, 0), 1)"
    assert isinstance(exp(X), Elementwise)
    assert exp(X)[i, d] == exp(X[i, d])
    assert X[i, :][d] == X[i, d]
    assert (A**2)[i, j] == (A @ A)[i, j]
    assert inverse(A) == A**-1


def test_events_are_a_set():
    assert P(a, b) == P(b, a)
    assert P(a, given=b) == P(a, b) / P(b)
    assert P(a, k) != P(a, b)
