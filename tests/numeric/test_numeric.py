"""The third voice: finite differences agree with true claims, differ from false ones, or cannot tell."""

import math

import numpy as np
import pytest
from sympy import Rational

from derive import (
    D,
    Sum,
    at_least,
    cases,
    constant,
    define,
    delta,
    diag,
    dims,
    distinct,
    equal,
    equation,
    exp,
    family,
    function,
    identity,
    indices,
    label,
    log,
    matrix,
    normalised,
    onehot,
    sqrt,
    vector,
)
from derive.numeric import STEPS as TAKEN, TOLERANCE, check_numbers
from derive.numeric.points import Point

STEPS = np.array(TAKEN)
n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
z, x = vector("z", m), vector("x", m)
y, s = vector("y", n), vector("s", n)
h, t, w = (family(name, n, of=z) for name in "htw")
W = matrix("W", m, n)
f = function("f")
f_prime = type(f)("f", 1)
c = label("c", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = define("q", k, exp(s[k]) / Sum(exp(s[j]), j))
g = define("g", k, exp(-Sum((z[d] - W[d, k]) ** 2, d)) / Sum(exp(-Sum((z[d] - W[d, j]) ** 2, d)), j))
loss = define("L", -Sum(y[k] * log(p[k]), k))
soft_maximum = log(Sum(exp(s[j]), j))
dh, mean = D(h[k], z[d]), Sum(p[j] * D(h[j], z[d]), j)

CURVED = {
    "jacobian": (D(p[k], z[d]), p[k] * (dh - mean)),
    "expectation": (
        D(Sum(p[k] * t[k], k), z[d]),
        Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * dh, k),
        constant(t, z),
    ),
    "cross-entropy": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k), normalised(y)),
    "cross-entropy, one-hot": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k), onehot(y)),
    "cross-entropy of a class": (D(-log(q[c]), s[k]), q[k] - delta(k, c)),
    "cross-entropy at a fixed place": (
        D(-Sum(y[k] * log(q[k]), k), s[j]),
        q[j] - delta(j, l),
        equation(y[k], delta(k, l)),
    ),
    "gradient of logsumexp": (D(soft_maximum, s[k]), q[k]),
    "jacobian with δ": (D(q[i], s[j]), q[i] * (delta(i, j) - q[j])),
    "jacobian by cases": (D(q[i], s[j]), cases((q[i] * (1 - q[i]), equal(i, j)), -q[i] * q[j])),
    "off the diagonal": (D(q[i], s[j]), -q[i] * q[j], distinct(i, j)),
    "hessian of logsumexp": (D(soft_maximum, s[i], s[j]), q[i] * (delta(i, j) - q[j])),
    "hessian in z": (
        D(log(Sum(exp(h[k]), k)), z[d], z[e]),
        Sum(p[k] * (D(h[k], z[d], z[e]) + dh * (D(h[k], z[e]) - Sum(p[j] * D(h[j], z[e]), j))), k),
    ),
    "a derivative in scores, then in z": (
        D(D(p[i], h[j]), z[d]),
        D(p[i], z[d]) * (delta(i, j) - p[j]) - p[i] * D(p[j], z[d]),
    ),
    "quadratic scores": (D(g[k], z[d]), 2 * g[k] * (W[d, k] - Sum(g[j] * W[d, j], j))),
    "elementwise": (D(f(s[i]), s[j]), delta(i, j) * f_prime(s[i])),
    "a derivative in a definition": (D(-log(q[k]), q[k]), -1 / q[k]),
    "norm": (D(sqrt(Sum(x[d] ** 2, d)), x[e]), x[e] / sqrt(Sum(x[d] ** 2, d))),
    "the right side has the derivative": (q[k], D(soft_maximum, s[k])),
}
"""True claims with a derivative of a curved function: central differences converge with order 2."""

WITHOUT_ORDER = {
    "zero column sum": (Sum(D(p[k], z[d]), k), 0),
    "linear": (D(Sum(y[k] * W[d, k], k), y[j]), W[d, j]),
    "quadratic": (D(Sum(y[k] ** 2, k), y[j]), 2 * y[j]),
    "no derivative": (Sum(q[k], k), 1),
    "a letter that varies under its equation": (Sum(D(w[k], z[d]), k), 0, normalised(w)),
    "how a letter varies": (D(w[k], z[d]), W[d, k], equation(w[k], Sum(W[d, k] * z[d], d))),
    "logarithms, where they are defined": (log(y[k] * y[k]), 2 * log(y[k])),
    "third derivative": (D(Sum(y[k] ** 3, k), y[j], y[j], y[j]), 6),
}
"""True claims where there is no order to see: nothing to differentiate, or the differences are exact."""

FALSE = {
    "sign": (D(p[k], z[d]), p[k] * (dh + mean)),
    "dropped δ": (D(q[i], s[j]), -q[i] * q[j]),
    "missing hypothesis": (D(loss, z[d]), Sum((p[k] - y[k]) * dh, k)),
    "one part in a thousand million": (D(q[i], s[j]), q[i] * (delta(i, j) - q[j]) * (1 + Rational(1, 10**9))),
    "one wrong entry": (D(q[i], s[j]), q[i] * (delta(i, j) - q[j]) + delta(i, 1) * delta(j, 2) / 10**15),
    "a tail": (D(exp(y[k] - 60), y[j]), delta(k, j) * exp(y[k] - 60) * (1 + Rational(1, 10**9))),
    "a tail without a derivative": (exp(y[k] - 100), exp(y[k] - 100) * (1 + Rational(1, 10**9))),
    "the second derivative of a letter": (D(t[k], z[d], z[e]), 0),
    "zero for a gradient": (D(q[i], s[j]), 0),
    "a gradient for zero": (Sum(D(q[i], s[j]), i), q[j] / 10**12),
    "elementwise": (D(f(s[i]), s[j]), delta(i, j) * f(s[i])),
    "no derivative": (Sum(q[k] ** 2, k), 1),
    "hessian": (D(soft_maximum, s[i], s[j]), q[i] * delta(i, j)),
    "how a letter varies": (D(w[k], z[d]), 0, normalised(w)),
}


@pytest.mark.parametrize("name", CURVED)
def test_true_claims_agree_with_order_two(name):
    left, right, *given = CURVED[name]
    found = check_numbers(left, right, tuple(given))
    assert found.agrees
    assert not found.inconclusive
    assert found.order == pytest.approx(2, abs=0.05)
    assert found.high_precision_error < TOLERANCE
    assert found.error < 1e-3
    assert found.points == 2


@pytest.mark.parametrize("name", WITHOUT_ORDER)
def test_true_claims_without_an_order_to_see(name):
    left, right, *given = WITHOUT_ORDER[name]
    found = check_numbers(left, right, tuple(given))
    assert found.agrees
    assert found.order is None
    assert found.high_precision_error < TOLERANCE


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_differ(name):
    left, right, *given = FALSE[name]
    found = check_numbers(left, right, tuple(given))
    assert not found.agrees
    assert not found.inconclusive
    assert found.high_precision_error > TOLERANCE
    assert "differ" in found.note.told()


def test_first_derivatives_are_right_to_many_digits_even_in_doubles():
    found = check_numbers(*CURVED["jacobian"])
    assert found.error < 1e-8
    assert found.high_precision_error < 1e-35


def test_matrix_notation():
    @identity(D(p, z), equals=(diag(p) - p @ p.T) @ D(h, z))
    def chain():
        """∂p/∂z = J ∂h/∂z."""

    assert check_numbers(chain.left, chain.right, chain.given).agrees


@pytest.mark.parametrize(
    ("left", "right", "given", "relation", "agrees"),
    [
        (q[k], 0, (), ">", True),
        (1, q[k], (at_least(n, 2),), ">", True),
        (Sum(q[k] * y[k] ** 2, k), Sum(q[k] * y[k], k) ** 2, (), "≥", True),
        (Sum(q[k], k), 1, (), "≥", True),
        (Sum(q[k], k), 1, (), ">", False),
        (Sum(q[k] * y[k], k) ** 2, Sum(q[k] * y[k] ** 2, k), (), "≥", False),
    ],
)
def test_inequalities(left, right, given, relation, agrees):
    assert check_numbers(left, right, given, relation=relation).agrees == agrees


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (1 / (y[k] - y[k]), 1, ()),
        (log(-exp(y[k])), 1, ()),
        (sqrt(-1 - y[k] ** 2), 1, ()),
        (Sum(y[k], k), 3, (normalised(y), equation(Sum(y[k], k), 2))),
        (exp(exp(exp(exp(exp(10 + y[k] ** 2))))), 1, ()),
    ],
)
def test_where_nothing_can_be_measured(left, right, given):
    found = check_numbers(left, right, given)
    assert found.inconclusive
    assert not found.agrees
    assert found.note
    assert found.high_precision_error is None


def test_entries_that_are_not_defined_are_left_out():
    assert check_numbers(1 / (y[i] - y[j]), -1 / (y[j] - y[i])).agrees
    assert not check_numbers(1 / (y[i] - y[j]), 1 / (y[j] - y[i])).agrees


def test_says_whether_a_derivative_stands_in_the_claim():
    total = Sum(exp(h[k]), k)
    assert check_numbers(D(total, z[d]), Sum(exp(h[k]) * D(h[k], z[d]), k)).derivative
    assert not check_numbers(total, Sum(exp(h[j]), j)).derivative


def test_a_slope_below_the_rounding_of_the_function_is_not_measured_in_doubles():
    """∂/∂y_l log(Σ_k exp(8 y_k²)) where one term outweighs the others by many digits."""
    found = [
        check_numbers(
            D(log(Sum(exp(y[k] ** 2 * 20), k)), y[l]),
            40 * y[l] * exp(20 * y[l] ** 2) / Sum(exp(20 * y[k] ** 2), k),
            seed=seed,
        )
        for seed in range(6)
    ]
    assert all(each.agrees for each in found)
    assert all(each.error is None or each.error < 1e-2 for each in found)
    assert any("lost to rounding" in each.note.told() for each in found)


def test_a_seed_reproduces():
    one, again, other = (check_numbers(*CURVED["jacobian"], seed=seed) for seed in (7, 7, 8))
    assert one == again
    assert one.seed == 7
    assert one.high_precision_error != other.high_precision_error


class TestOrder:
    """The observed order, on errors that are made up."""

    def order(self, errors, *, has_slopes=True):
        return Point([0], [0], [1], [errors.tolist()], left_measured=True, has_slopes=has_slopes).order

    def test_of_powers(self):
        for order in (1, 2, 4):
            assert self.order(STEPS**order + 1e-15 / STEPS) == pytest.approx(order, abs=0.1)

    def test_of_what_does_not_converge(self):
        assert self.order(0 * STEPS + 0.1) == 0
        assert self.order(0.1 + STEPS) == pytest.approx(0, abs=0.1)

    def test_of_rounding(self):
        assert self.order(1e-16 / STEPS) is None

    def test_of_nothing(self):
        assert self.order(STEPS**2, has_slopes=False) is None
        assert self.order(math.nan * STEPS) is None
