"""Inequalities of practice, each from its difference written as squares or by log x ≤ x − 1 and exp x ≥ 1 + x."""

from collections.abc import Callable

import pytest
from sympy import Rational

from derive import (
    Sum,
    algebra,
    define,
    dims,
    exp,
    given,
    identity,
    index,
    indices,
    log,
    logistic,
    matrix,
    nonnegative,
    normalised,
    psd,
    scalar,
    tanh,
    vector,
)
from derive.derivation.reasons import exp_log, unfold
from derive.language.claims import Identity
from derive.verdict import check

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
x, y, w, h = vector("x", n), vector("y", n), vector("w", n), vector("h", n)
p, q = vector("p", n, positive=True), vector("q", n, positive=True)
s, t, a, b = scalar("s"), scalar("t"), scalar("a"), scalar("b")
A, X = matrix("A", n, n), matrix("X", n, m)
P = define("P", k, exp(h[k]) / Sum(exp(h[j]), j))
half = Rational(1, 2)
one, both = normalised(p), (normalised(p), normalised(q))
sums_to_one, all_that = given(one), given(both[0]) & given(both[1])
mean = Sum(p[j] * x[j], j)
Z = Sum(p[k] * exp(x[k] - mean), k)


def claim(left, right, *lines, under=()) -> Identity:
    """left ≥ right, by these lines."""

    def derivation(line: Callable[..., None]) -> None:
        for expression, reason in lines:
            line(expression, by=reason)

    return identity(left, at_least=right, given=under)(derivation)


TRUE = {
    "a² + b² ≥ 2ab": claim(a**2 + b**2, 2 * a * b),
    "a² + ab + b² ≥ 0": claim(a**2 + a * b + b**2, 0),
    "(s + t)² ≥ 4st": claim((s + t) ** 2, 4 * s * t),
    "exp s ≥ 1 + s": claim(exp(s), 1 + s),
    "s − 1 ≥ log s": claim(s - 1, log(s)),
    "cosh s ≥ 1": claim((exp(s) + exp(-s)) / 2, 1),
    "tanh² ≤ 1": claim(1, tanh(s) ** 2),
    "logistic has a positive slope": claim(logistic(s) * (1 - logistic(s)), 0),
    "1/(1 + s²) ≤ 1": claim(1, 1 / (1 + s**2)),
    "a probability is at most 1": claim(1, P[k], (Sum(P[j], j, without=k), unfold(P))),
    "a variance": claim(
        Sum(p[k] * x[k] ** 2, k),
        mean**2,
        (Sum(p[k] * (x[k] - mean) ** 2, k), sums_to_one),
        under=one,
    ),
    "Cauchy–Schwarz": claim(
        Sum(x[k] ** 2, k) * Sum(y[k] ** 2, k),
        Sum(x[k] * y[k], k) ** 2,
        (half * Sum((x[i] * y[j] - x[j] * y[i]) ** 2, i, j), algebra),
    ),
    "Gibbs": claim(
        Sum(p[k] * log(p[k] / q[k]), k),
        0,
        (Sum(p[k] * (q[k] / p[k] - 1 - log(q[k] / p[k])), k), exp_log & all_that),
        under=both,
    ),
    "Jensen for log-sum-exp": claim(
        log(Sum(p[k] * exp(x[k]), k)),
        Sum(p[k] * x[k], k),
        (
            (1 / Z - 1 - log(1 / Z)) + Sum(p[k] * (exp(x[k] - mean) - 1 - (x[k] - mean)), k) / Z,
            exp_log & sums_to_one,
        ),
        under=one,
    ),
    "a distance": claim(Sum(x[k] ** 2, k) + Sum(y[k] ** 2, k), 2 * Sum(x[k] * y[k], k)),
    "a Gram matrix": claim(Sum(Sum(X[i, d] * x[i], i) ** 2, d), 0),
    "a semidefinite form": claim(Sum(x[i] * A[i, j] * x[j], i, j), 0, under=psd(A)),
    "its diagonal": claim(A[i, i], 0, under=psd(A)),
    "with a ridge": claim(Sum(x[i] * A[i, j] * x[j], i, j) + Sum(x[i] ** 2, i), 0, under=psd(A)),
    "weights at least 0": claim(Sum(w[k] * x[k] ** 2, k), 0, under=nonnegative(w[k])),
}
WRONG = {
    "a² + b² ≥ 3ab": claim(a**2 + b**2, 3 * a * b),
    "exp s ≥ 1 + 2s": claim(exp(s), 1 + 2 * s),
    "log s ≥ s − 1": claim(log(s), s - 1),
    "cosh s ≥ 2": claim((exp(s) + exp(-s)) / 2, 2),
    "tanh² ≥ 1/2": claim(tanh(s) ** 2, half),
    "a probability is at most 1/2": claim(half, P[k]),
    "a variance, turned round": claim(mean**2, Sum(p[k] * x[k] ** 2, k), under=one),
    "Cauchy–Schwarz, turned round": claim(Sum(x[k] * y[k], k) ** 2, Sum(x[k] ** 2, k) * Sum(y[k] ** 2, k)),
    "Gibbs, turned round": claim(Sum(p[k] * log(q[k] / p[k]), k), 0, under=both),
    "Jensen, turned round": claim(Sum(p[k] * x[k], k), log(Sum(p[k] * exp(x[k]), k)), under=one),
    "off the diagonal": claim(A[i, j], 0, under=psd(A)),
    "weights of any sign": claim(Sum(w[k] * x[k] ** 2, k), 0),
}


@pytest.mark.parametrize("name", TRUE)
def test_inequalities_are_proved(name):
    result = check(TRUE[name])
    assert result.verdict == "proved", result.message


@pytest.mark.parametrize("name", WRONG)
def test_wrong_inequalities_are_refuted(name):
    result = check(WRONG[name])
    assert result.verdict == "refuted", result.message
