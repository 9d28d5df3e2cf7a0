"""Field arithmetic, powers and roots, Kronecker's δ: each law holds, and a near miss of it does not."""

import pytest
from sympy import Rational

from derive.kernel import Limits, Residual
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.expressions import sqrt
from derive.language.families import label, labels, matrix, scalar, vector
from derive.language.functions import exp, function, log
from derive.language.indices import dims, indices
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d = indices("d", m)
x, y, b = vector("x", n), vector("y", n), vector("b", n, positive=True)
A = matrix("A", n, n)
c, s, t = scalar("c"), scalar("s"), scalar("t")
w = scalar("w", positive=True)
q = label("q", n)
L = labels("L", n, values=n)
f = function("f")
half, third = Rational(1, 2), Rational(1, 3)
Q = c**2 + 1

# left = right; left ≠ near miss

LAWS = {
    "a + b = b + a": (s + t, t + s, t - s),
    "a − a = 0": (s - s, 0, s),
    "a (b + c) = a b + a c": (s * (t + c), s * t + s * c, s * t + c),
    "−(a − b) = b − a": (-(s - t), t - s, -s - t),
    "(a + b)³": ((s + t) ** 3, s**3 + 3 * s**2 * t + 3 * s * t**2 + t**3, s**3 + t**3),
    "a/2 + a/3 = 5a/6": (s / 2 + s / 3, 5 * s / 6, 2 * s / 5),
    "a⁰ = 1": (s**0, 1, s),
    "a⁻² = 1/a²": (s**-2, 1 / (s * s), -1 / s**2),
    "a / b · b = a": (s / t * t, s, t),
    "a / b = a (1/b)": (s / t, s * (1 / t), t * (1 / s)),
    "1/a + 1/b": (1 / s + 1 / t, (s + t) / (s * t), 1 / (s + t)),
    "(a/b) / (c/d)": (s / t / (c / w), s * w / (t * c), s * c / (t * w)),
    "(a² − b²) / (a − b) = a + b": ((s**2 - t**2) / (s - t), s + t, s - t),
    "1 / (1 + 1/a) = a / (a + 1)": (1 / (1 + 1 / s), s / (s + 1), 1 + s),
    "a / (b + a/b)": (s / (t + s / t), s * t / (t**2 + s), s / t + 1),
    "1/(a − b) = −1/(b − a)": (1 / (s - t), -1 / (t - s), 1 / (t - s)),
    "1/(2a + 2b) = ½ /(a + b)": (1 / (2 * s + 2 * t), half / (s + t), 2 / (s + t)),
    "1/(a² + 2a + 1) = 1/(a + 1)²": (1 / (s**2 + 2 * s + 1), 1 / (s + 1) ** 2, 1 / (s + 1)),
    "(a − b)/(a² − b²) = 1/(a + b)": ((s - t) / (s**2 - t**2), 1 / (s + t), 1 / (s - t)),
    "1/(6a + 9) = ⅓ /(2a + 3)": (1 / (6 * s + 9), third / (2 * s + 3), third / (2 * s + 9)),
    "(b − 1)/(√b + 1) = √b − 1": ((w - 1) / (sqrt(w) + 1), sqrt(w) - 1, sqrt(w) + 1),
    "√(b² + 2b + 1) = b + 1 for b > 0": (sqrt(w**2 + 2 * w + 1), w + 1, w + 2),
    "√(b³ + b²) = b √(b + 1) for b > 0": (sqrt(w**3 + w**2), w * sqrt(w + 1), w * sqrt(w) + w),
    "partial fractions": (1 / (s * (s + 1)), 1 / s - 1 / (s + 1), 1 / s + 1 / (s + 1)),
    "√b/(b + 1) + 1/(√b (b + 1)) = 1/√b": (
        exp(sqrt(w) / (w + 1) + 1 / (sqrt(w) * (w + 1))),
        exp(1 / sqrt(w)),
        exp(sqrt(w)),
    ),
    "a/(a + b) + b/(a + b) = 1": (s / (s + t) + t / (s + t), 1, s + t),
    "a power of a quotient": ((s / t) ** 3, s**3 / t**3, s**3 / t),
    "√8 = 2 √2": (sqrt(8) * c, 2 * sqrt(2) * c, 4 * c),
    "√2 √3 = √6": (sqrt(2) * sqrt(3) * c, sqrt(6) * c, sqrt(5) * c),
    "1/√2 = √2 / 2": (c / sqrt(2), c * sqrt(2) / 2, c * sqrt(2)),
    "√(4b) = 2 √b": (sqrt(4 * w), 2 * sqrt(w), 4 * sqrt(w)),
    "√a √a = a": (sqrt(s) * sqrt(s), s, -s),
    "√b² = b for b > 0": (sqrt(w**2), w, -w),
    "√(b a) = √b √a for b > 0": (sqrt(w * Q), sqrt(w) * sqrt(Q), sqrt(w) * Q),
    "(b²)^⅓ = b^⅔ for b > 0": ((w**2) ** third, w ** Rational(2, 3), w ** Rational(3, 2)),
    "Q^½ Q^½ = Q": (sqrt(Q) * sqrt(Q), Q, sqrt(Q)),
    "Q / √Q = √Q": (Q / sqrt(Q), sqrt(Q), 1 / sqrt(Q)),
    "Q^(3/2) = Q √Q": (Q ** Rational(3, 2), Q * sqrt(Q), Q * Q),
    "√(4 Q) = 2 √Q": (sqrt(4 * Q), 2 * sqrt(Q), 4 * sqrt(Q)),
    "√(Q/n) = √Q / √n": (sqrt(Q / n), sqrt(Q) / sqrt(n), sqrt(Q) / n),
    "√(1 + 1/b) = √(b + 1) / √b": (sqrt(1 + 1 / w), sqrt(w + 1) / sqrt(w), sqrt(w + 1)),
    "1/√Q² = 1/Q": (1 / sqrt(Q) ** 2, 1 / Q, 1 / Q**2),
    "δ_ij = δ_ji": (delta(i, j), delta(j, i), 1 - delta(i, j)),
    "δ_ii = 1": (delta(i, i) * x[i], x[i], 0),
    "δ² = δ": (delta(i, j) ** 2, delta(i, j), 2 * delta(i, j)),
    "δ of two places": (delta(1, 2) * x[i], 0, x[i]),
    "δ of one place": (delta(2, 2) * x[i], x[i], 0),
    "δ_ij a_i = δ_ij a_j": (delta(i, j) * x[i], delta(i, j) * x[j], x[j]),
    "δ_ij A_ij = δ_ij A_jj": (delta(i, j) * A[i, j], delta(j, i) * A[j, j], A[i, i]),
    "δ_ij δ_{k,L_i} = δ_ij δ_{k,L_j}": (
        delta(i, j) * delta(k, L[i]) * x[L[j]],
        delta(i, j) * delta(k, L[j]) * x[k],
        delta(k, L[j]) * x[k],
    ),
    "δ_ij δ_jk = δ_ik δ_ij": (delta(i, j) * delta(j, k), delta(i, k) * delta(i, j), delta(i, k)),
    "δ_ij δ_jk δ_kl a_l = … a_i": (
        delta(i, j) * delta(j, k) * delta(k, l) * x[l],
        delta(l, k) * delta(l, j) * delta(l, i) * x[i],
        delta(i, j) * delta(k, l) * x[i],
    ),
    "δ_i1 δ_i2 = 0": (delta(i, 1) * delta(i, 2), 0, delta(i, 1)),
    "δ_i2 a_i = δ_i2 a_2": (delta(i, 2) * x[i], delta(2, i) * x[2], delta(i, 2) * x[1]),
    "δ_iq a_i = δ_iq a_q": (delta(i, q) * x[i], delta(i, q) * x[q], x[q]),
    "(1 − δ)² = 1 − δ": ((1 - delta(i, j)) ** 2, 1 - delta(i, j), (1 - delta(i, j)) / 2),
    "δ in a denominator": (
        delta(i, j) / (1 + x[i] ** 2),
        delta(i, j) / (1 + x[j] ** 2),
        delta(i, j) / (1 + x[i]),
    ),
    "δ in a denominator itself": (1 / (1 + delta(i, j)), 1 - delta(i, j) / 2, 1 - delta(i, j)),
    "δ under a root": (sqrt(1 + 3 * delta(i, j)), 1 + delta(i, j), 1 + 3 * delta(i, j)),
    "δ before a root": (delta(i, j) * sqrt(b[i]), delta(i, j) * sqrt(b[j]), sqrt(b[j])),
    "δ before exp, log and f": (
        delta(i, j) * exp(x[i]) * log(b[i]) * f(x[i]),
        delta(i, j) * exp(x[j]) * log(b[j]) * f(x[j]),
        exp(x[j]) * log(b[i]) * f(x[i]),
    ),
    "cases are δ": (
        cases((s, equal(i, j)), t),
        delta(i, j) * s + (1 - delta(i, j)) * t,
        delta(i, j) * s + t,
    ),
    "cases the other way round": (
        cases((s, distinct(i, j)), t),
        cases((t, equal(i, j)), s),
        cases((s, equal(i, j)), t),
    ),
    "the first case that holds": (
        cases((s, equal(i, j)), (t, equal(i, k)), c),
        delta(i, j) * s + (1 - delta(i, j)) * (delta(i, k) * t + (1 - delta(i, k)) * c),
        delta(i, j) * s + delta(i, k) * t + (1 - delta(i, k)) * c,
    ),
    "cases agree where both hold": (
        cases((x[i], equal(i, j)), 0),
        cases((x[j], equal(j, i)), 0),
        cases((x[j], distinct(i, j)), 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right", "near_miss"), LAWS.values(), ids=LAWS)
def test_law(proved, differ, left, right, near_miss):
    assert proved(left, right)
    assert not proved(left, near_miss)
    assert differ(left, right) is False
    assert differ(left, near_miss)


UNKNOWN_SIGN = {
    "√a² = a": (sqrt(s**2), s),
    "√a² = −a": (sqrt(s**2), -s),
    "√(a b²) = b √a": (sqrt(Q * s**2), s * sqrt(Q)),
    "(a²)^(3/2) = a³": ((s**2) ** Rational(3, 2), s**3),
    "(a⁴)^¼ = a": ((s**4) ** Rational(1, 4), s),
    "√(1/a²) = 1/a": (sqrt(1 / s**2), 1 / s),
    "√((a − b)²) = a − b": (sqrt((s - t) ** 2), s - t),
    "√(a² + 2a + 1) = a + 1": (sqrt(s**2 + 2 * s + 1), s + 1),
    "√(a − b) √(b − a) = 0": (sqrt((s - t) ** 2) + s - t, 0 * s),
}


@pytest.mark.parametrize(("left", "right"), UNKNOWN_SIGN.values(), ids=UNKNOWN_SIGN)
def test_what_holds_for_one_sign_only_is_not_proved(proved, differ, left, right):
    assert not proved(left, right)
    assert differ(left, right)


CONDITIONS = {
    "none is needed": (s * t, t * s, ()),
    "none for positive ones": (w / w + n / n + exp(s) / exp(s), 3, ()),
    "none for sums of positive ones": ((w + n) / (w + n), 1, ()),
    "a letter": (s / s, 1, (s,)),
    "in the order of letters": (s * t / (t * s), 1, (s, t)),
    "a sum": ((s - t) / (s - t), 1, (s - t,)),
    "once": (1 / s + 1 / s, 2 / s, (s,)),
    "what stands under the 0": (0 * c / s, 0, (s,)),
    "for every k": (Sum(x[k] / x[k], k), n, (x[k],)),
    "not the positive factor": (w * s / (w * s), 1, (s,)),
}


@pytest.mark.parametrize(("left", "right", "conditions"), CONDITIONS.values(), ids=CONDITIONS)
def test_what_must_not_be_0_is_reported(decided, left, right, conditions):
    assert {each.expression for each in decided(left, right).conditions} == set(conditions)


UNDECIDED = {
    "divided by 0": (1 / (s - s), "is 0, and it is divided by"),
    "a power of 0": ((s - s) ** -1, "an expression that is 0 is divided by or under a root"),
    "a root of 0": (sqrt(s - s), "an expression that is 0 is divided by or under a root"),
    "divided by δ": (1 / delta(i, j), "an expression is divided by Kronecker's δ"),
    "0 where two places agree": (delta(i, j) / (x[i] - x[j]), "is 0"),
    "too many terms": ((s + t + c + w + n) ** 9, "the limit of 50 terms was reached"),
}


@pytest.mark.parametrize(("left", "says"), UNDECIDED.values(), ids=UNDECIDED)
def test_undecided(decided, left, says):
    found = decided(left, c, limits=Limits(terms=50))
    assert isinstance(found, Residual)
    assert found.expression is None
    assert says in found.reason
