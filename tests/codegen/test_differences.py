"""Differences that are sums of terms of one sign are found on any page, and only where the kernel proves it."""

import numpy as np
import pytest

from derive import *
from derive.codegen import function
from derive.codegen.lowering import lowered

n, m = dims("n m")
j, k = indices("j k", n)
i = index("i", m)
x, w, a = vector("x", n), vector("w", n), vector("a", n, positive=True)
S = matrix("S", m, n)
T = scalar("T", positive=True)
q = define("q", k, exp(x[k] / T) / Sum(exp(x[j] / T), j))
r = define("r", k, a[k] / Sum(a[j], j))
P = define("P", i, k, exp(S[i, k]) / Sum(exp(S[i, j]), j))


@identity(D(q[k], x[k]), equals=q[k] * (1 - q[k]) / T)
def tempered():
    """With a temperature."""


@identity(D(log(r[k]), a[k]), equals=(1 - r[k]) / a[k])
def share():
    """No exponential: a share of a total."""


@identity(D(log(P[i, k]), S[i, k]), equals=1 - P[i, k])
def rows():
    """Every row by itself."""


@identity(Sum(w[j], j, without=k), equals=1 - w[k], given=[normalised(w), nonnegative(w[k])])
def weights():
    """Weights that are given."""


@identity(Sum(w[j], j, without=k), equals=1 - w[k], given=normalised(w))
def signed_weights():
    """Weights that may be negative: the sum of the others is a difference itself."""


@identity(D(r[k], a[k]) * Sum(a[j], j), equals=1 - r[k])
def another_share():
    """The same in another place."""


def used(claim):
    return set(lowered(claim).rewrites)


@pytest.mark.parametrize("claim", [tempered, rows])
def test_of_a_softargmax(claim):
    assert "complement" in used(claim)


@pytest.mark.parametrize("claim", [share, another_share, weights])
def test_of_whatever_the_kernel_proves_to_sum_to_one(claim):
    assert used(claim) == {"complement_of_weights"}


def test_not_where_a_sign_is_unknown():
    assert used(signed_weights) == set()


def test_the_digits_are_kept():
    parts = np.array([1.0, 3e-20, 1e-20])
    assert 1 - (parts / parts.sum())[0] == 0
    np.testing.assert_allclose(function(another_share)(parts)[0], 4e-20, rtol=1e-15)
    rest = np.array([1.0, 1e-30, 2e-30])
    np.testing.assert_allclose(function(weights)(rest)[0], 3e-30, rtol=1e-15)
    scores = np.array([80.0, 0.0, 0.0])
    slope = function(tempered)(scores, 2.0)
    np.testing.assert_allclose(slope, [np.exp(-40), *[np.exp(-40) / 2] * 2], rtol=1e-15)
