"""Hypotheses: what each makes provable that is not so without it; that its use, and no other, is recorded."""

import pytest

from derive.kernel import Limits, Residual
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.expressions import sqrt
from derive.language.families import define, family, label, labels, matrix, scalar, vector
from derive.language.functions import absolute, exp, log, relu, step
from derive.language.hypotheses import (
    Equation,
    at_least,
    constant,
    equation,
    nonnegative,
    normalised,
    onehot,
    positive,
)
from derive.language.indices import dims, indices
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
x, y, u = vector("x", n), vector("y", n), vector("u", m)
z = vector("z", m)
h, t = family("h", n, of=z), family("t", n, of=z)
Y, W = matrix("Y", m, n), matrix("W", m, n)
T = family("T", m, n, n)
A = matrix("A", n, n)
c, s, w = scalar("c"), scalar("s"), scalar("w")
q = label("q", n)
Z = Sum(exp(h[j]), j)
p = define("p", k, exp(h[k]) / Z)

orthogonal = equation(Sum(A[i, k] * A[j, k], k), delta(i, j))

# hypothesis, left, right: proved with it, not without, and false without

NEEDED = {
    "Σ y = 1": (normalised(y), Sum(y[k], k), 1),
    "a multiple of it": (normalised(y), Sum(c * y[k], k), c),
    "its square": (normalised(y), Sum(y[i] * y[j], i, j), 1),
    "in a product of sums": (normalised(y), Sum(y[k] * (x[k] - x[i]), k), Sum(y[k] * x[k], k) - x[i]),
    "in a denominator": (normalised(y), c / Sum(y[k], k), c),
    "in a function": (normalised(y), exp(Sum(c * y[k], k)), exp(c)),
    "without one place": (normalised(y), Sum(y[k], k, without=j), 1 - y[j]),
    "every row of Y": (normalised(Y), Sum(Y[d, k] * u[d], d, k), Sum(u[d], d)),
    "a row of Y": (normalised(Y), Sum(Y[2, k], k), 1),
    "every row of T": (normalised(T), Sum(T[d, i, j], d, i, j), n * m),
    "the cross-entropy gradient": (
        normalised(y),
        D(Sum(y[k] * log(p[k]), k), z[d]),
        Sum((y[k] - p[k]) * D(h[k], z[d]), k),
    ),
    "y one-hot: y² = y": (onehot(y), Sum(y[k] ** 2 * x[k], k), Sum(y[k] * x[k], k)),
    "y one-hot: y_i y_j = δ_ij y_i": (onehot(y), y[i] * y[j], delta(i, j) * y[j]),
    "y one-hot: y³ = y": (onehot(y), y[k] ** 3, y[k]),
    "y one-hot: Σ y = 1": (onehot(y), Sum(y[k], k), 1),
    "y one-hot, two places": (onehot(y), y[1] * y[2], 0),
    "y one-hot picks": (onehot(y), Sum(y[k] * x[k] * y[j] * x[j], k, j), Sum(y[k] * x[k] ** 2, k)),
    "Y one-hot in every row": (onehot(Y), Sum(Y[d, k] ** 2, k), 1),
    "positive: log(a b)": (positive(x), log(x[i] ** 2), 2 * log(x[i])),
    "positive: √a²": (positive(x), sqrt(x[i] ** 2), x[i]),
    "not negative: √a²": (nonnegative(c), sqrt(c**2), c),
    "not negative: |a|": (nonnegative(x[i]), absolute(x[k]), x[k]),
    "not negative: max(a, 0)": (nonnegative(1 - c), relu(1 - c), 1 - c),
    "not positive: max(a, 0)": (nonnegative(-c), relu(c), 0),
    "not positive: [a > 0]": (nonnegative(-c), step(c), 0),
    "constant": (constant(t, z), D(h[k] * t[k], z[d]), t[k] * D(h[k], z[d])),
    "constant under Σ": (constant(t, z), Sum(D(t[k], z[d]) ** 2, k, d), 0),
    "constant, twice differentiated": (constant(t, z), D(t[k] * z[e], z[d], z[e]), 0),
    "distinct": (distinct(i, j), delta(i, j) * x[i], 0),
    "distinct in cases": (distinct(i, j), cases((c, equal(i, j)), s), s),
    "distinct from a fixed place": (distinct(i, 2), delta(2, i) + c, c),
    "equal": (equal(i, j), x[i], x[j]),
    "equal in δ": (equal(i, j), delta(i, j) * c, c),
    "equal to a fixed place": (equal(i, 2), x[i], x[2]),
    "an equation": (equation(c, 2), c * s, 2 * s),
    "an equation for all k": (equation(x[k], delta(k, q)), Sum(x[k] * y[k], k), y[q]),
    "an equation with a factor": (equation(3 * x[k], c), x[j], c / 3),
    "an equation of a product": (equation(x[k] * y[k], 1), Sum(x[k] * y[k], k), n),
    "an equation of a power": (equation(Sum(x[k] ** 2, k), 1), Sum(x[j] ** 2, j) * s, s),
    "an equation of a matrix": (orthogonal, Sum(A[1, k] * A[2, k], k), 0),
    "orthogonality summed": (
        orthogonal,
        Sum(A[i, k] * A[j, k] * x[i] * x[j], i, j, k),
        Sum(x[i] ** 2, i),
    ),
    "an equation with a root": (equation(Sum(x[k], k), w**2), Sum(x[j], j) * s, w * w * s),
}


@pytest.mark.parametrize(("hypothesis", "left", "right"), NEEDED.values(), ids=NEEDED)
def test_needed(proved, decided, hypothesis, left, right):
    proof = decided(left, right, hypothesis)
    assert getattr(proof, "hypotheses", proof) == (hypothesis,)
    assert not proved(left, right)


@pytest.mark.parametrize(("hypothesis", "left", "right"), NEEDED.values(), ids=NEEDED)
def test_true_with_it_and_false_without(differ, hypothesis, left, right):
    assert differ(left, right) or hypothesis == positive(x), "log a² = 2 log a wherever log a is defined"
    assert not differ(left, right, hypothesis)


NEAR_MISSES = {
    "the sum over the other index": (normalised(Y), Sum(Y[d, k], d), 1),
    "Σ y² ≠ 1": (normalised(y), Sum(y[k] ** 2, k), 1),
    "normalised is not one-hot": (normalised(y), y[i] * y[j], delta(i, j) * y[i]),
    "another family": (normalised(x), Sum(y[k], k), 1),
    "a row is not a column": (onehot(Y), Sum(Y[d, k] * Y[e, k], k), delta(d, e)),
    "the other index is free": (distinct(i, j), delta(i, k), 0),
    "distinct says nothing of bound ones": (distinct(i, j), Sum(delta(i, j), i), 0),
    "equal says nothing of bound ones": (equal(i, j), Sum(x[i] * x[j], i), Sum(x[i] ** 2, i)),
    "t constant, not h": (constant(t, z), D(h[k], z[d]), 0),
    "a fixed index is not arbitrary": (Equation(x[i], c, frozenset({i})), x[j], c),
    "at least 2 is no number": (at_least(n, 2), n * c, 2 * c),
    "no sign is an equation": (nonnegative(c), c, 0),
    "positive is not 1": (positive(x), x[i], 1),
    "not negative is not positive": (nonnegative(c), step(c), 1),
    "another letter is not negative": (nonnegative(c), absolute(s), s),
    "a root of a product with a letter of any sign": (nonnegative(c), sqrt(c**2 * s**2), c * s),
    "not above 1 is not negative": (nonnegative(1 - c), absolute(c), -c),
}


@pytest.mark.parametrize(("hypothesis", "left", "right"), NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_not_more_than_it_says(proved, hypothesis, left, right):
    assert not proved(left, right, hypothesis)


NOT_NEEDED = {
    "other letters": (Sum(x[k], k), Sum(x[j], j)),
    "equal as it stands": (Sum(y[k], k) * c, c * Sum(y[j], j)),
    "entries alone": (y[i] * c, c * y[i]),
    "no derivative": (t[k] + t[k], 2 * t[k]),
}
ALL = (normalised(y), onehot(Y), constant(t, z), positive(u), at_least(n, 2), distinct(i, j))


@pytest.mark.parametrize(("left", "right"), NOT_NEEDED.values(), ids=NOT_NEEDED)
def test_what_was_not_used_is_not_recorded(decided, left, right):
    used = decided(left, right, *ALL).hypotheses
    assert set(used) <= {normalised(y)}
    assert not used or "y_k" in str(left)


def test_several_at_once(decided):
    left = D(Sum(y[k] * t[k], k) * u[d], z[e]) + Sum(t[k], k) * delta(i, j)
    proof = decided(left, 0, normalised(y), constant(t, z), distinct(i, j), normalised(x), positive(u))
    assert set(proof.hypotheses) == {constant(t, z), distinct(i, j)}


def test_in_the_order_they_were_given(decided):
    left = Sum(y[k], k) * Sum(x[k], k)
    for given in ((normalised(x), normalised(y)), (normalised(y), normalised(x))):
        assert decided(left, 1, *given).hypotheses == given


def test_a_derivative_is_taken_before_a_hypothesis_is_used(proved):
    """Σ y = 1 holds at a point: it says nothing of the slope there."""
    total = Sum(y[k], k)
    for calculus in (True, False):
        assert not proved(D(total, y[j]), D(total**2, y[j]), normalised(y), calculus=calculus)
        assert not proved(D(total, y[j]), 0, normalised(y), calculus=calculus)
    assert proved(D(total, y[j]) * total, 1, normalised(y))
    assert proved(total * D(x[i] ** 2, x[j]), D(x[i] ** 2, x[j]), normalised(y), calculus=False)


UNUSABLE = {
    "a letter by a function of it": equation(x[k], exp(x[k])),
    "twice the other way round": equation(A[i, j], 2 * A[j, i]),
    "a letter by itself at two places": equation(x[k], x[1] + x[2] + c),
}


@pytest.mark.parametrize("hypothesis", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_a_rule_is_named(decided, hypothesis):
    found = decided(c, s, hypothesis)
    assert isinstance(found, Residual)
    assert found.unused == (hypothesis,)


def test_hypotheses_that_contradict_one_another_prove_nothing(decided):
    found = decided(c, c, normalised(y), equation(Sum(y[k], k), 2))
    assert isinstance(found, Residual)
    assert "contradict" in found.reason


def test_an_equation_that_says_nothing_is_no_rule(proved):
    assert proved(c + s, s + c, equation(x[k], x[k]))
    assert not proved(c, s, equation(x[k] + y[k], y[k] + x[k]))


ENDLESS = {
    "a letter by itself and more": equation(c, c * s + 1),
    "a reciprocal": equation(1 / c, s),
    "two rules against each other": equation(c * s, s * c + c),
}


@pytest.mark.parametrize("hypothesis", ENDLESS.values(), ids=ENDLESS)
def test_rules_without_end_reach_a_limit(decided, hypothesis):
    found = decided(c * s, x[k], hypothesis, limits=Limits(seconds=0.3, terms=300))
    assert isinstance(found, Residual)


def test_labels(proved):
    assert proved(x[i], x[q], equal(q, i))
    assert not proved(x[i], x[q], distinct(q, i))
    assert proved(Sum(delta(k, i) * delta(k, q), k), 0, distinct(i, q))
    assert not proved(Sum(delta(k, i) * delta(k, q), k), 0, distinct(j, q))
    L = labels("L", m, values=n)
    assert proved(Sum(Y[d, k] * W[d, k], d, k), Sum(W[d, L[d]], d), equation(Y[d, k], delta(k, L[d])))
    assert not proved(Sum(Y[d, k] * W[d, k], d, k), Sum(W[d, q], d), equation(Y[d, k], delta(k, L[d])))
