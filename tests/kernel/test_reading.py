"""From expressions to normal forms: what may be opened, and what stands for an index."""

import pytest
import sympy

from derive.kernel import Limits, Openings, Proof, Residual, prove
from derive.kernel.reading import Reader
from derive.kernel.terms import Undecided
from derive.language.binders import Sum, delta
from derive.language.derivatives import D, Derivative
from derive.language.expressions import written
from derive.language.families import define, family, label, labels, matrix, scalar, vector
from derive.language.functions import Function, exp, function, log, logistic
from derive.language.indices import dims, indices
from derive.language.places import equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, n)
h, t = family("h", n, of=z), family("t", n)
Z = define("Z", Sum(exp(h[j]), j))
p = define("p", k, exp(h[k]) / Z)
r = define("r", k, p[k] * t[k])
square = define("square", k, p[k] * p[k])
odds = define("odds", k, p[k] / (1 - p[k]))
c = scalar("c")
q, L = label("q", n), labels("L", m, values=n)
f = function("f")

# definitions

UNFOLDED = {
    "one": (p[k], exp(h[k]) / Z, {"p"}),
    "both": (p[k], exp(h[k]) / Sum(exp(h[i]), i), {"p", "Z"}),
    "the outer": (r[k], p[k] * t[k], {"r"}),
    "at a bound index": (Sum(p[k], k), Sum(exp(h[k]) / Z, k), {"p"}),
    "at its own bound letter": (p[j] * Sum(p[j], j), p[j], {"p", "Z"}),
    "at a fixed place": (p[2], exp(h[2]) / Z, {"p"}),
    "at a label": (p[q], exp(h[q]) / Z, {"p"}),
    "in a derivative": (D(p[k], z[d]), D(exp(h[k]) / Z, z[d]), {"p"}),
}


@pytest.mark.parametrize(("left", "right", "names"), UNFOLDED.values(), ids=UNFOLDED)
def test_definitions_that_must_be_opened(proved, decided, left, right, names):
    assert decided(left, right, definitions=frozenset(names)).definitions == names
    for name in names:
        assert not proved(left, right, definitions=frozenset(names - {name}))


def test_only_what_is_opened_is_noted(decided):
    assert decided(p[k] + c, c + p[k]).definitions <= {"p", "Z"}
    assert decided(c, c).definitions == frozenset()
    assert decided(p[k] * c, c * p[k], definitions=frozenset()).definitions == frozenset()


def test_a_closed_definition_keeps_its_sign(proved):
    """p_k > 0 can be told from its body, opened or not; odds_k cannot."""
    for closed in (frozenset(), None):
        assert proved(log(p[i] * p[j]), log(p[i]) + log(p[j]), definitions=closed)
        assert proved(log(Z * c), log(Z) + log(c), definitions=closed)
    assert not proved(log(odds[i] * odds[j]), log(odds[i]) + log(odds[j]), definitions=frozenset())
    assert not proved(log(r[i] * r[j]), log(r[i]) + log(r[j]), definitions=frozenset())


def test_a_definition_that_is_the_variable_stays_closed_under_its_derivative(proved):
    """∂(p p)/∂p is not ∂(p exp h / Z)/∂p, though p = exp h / Z."""
    one, other = D(p[k] * p[k], p[j]), Derivative(p[k] * (exp(h[k]) / Z), p[j])
    assert not proved(one, other)
    assert not proved(one, other, calculus=False)
    assert not proved(D(square[k], p[j]), D(p[k] * exp(h[k]) / Z, p[j]), calculus=False)
    assert proved(one, 2 * p[k] * delta(k, j), definitions=frozenset())
    assert proved(D(r[k], p[j]), delta(k, j) * t[k])


# calculus

CLOSED = {
    "a derivative is a letter": (D(c * c, c) * 2, 2 * D(c * c, c), True),
    "of equals": (D(c * x[k] + c, c), D(c * (1 + x[k]), c), True),
    "of anything under other names": (D(Sum(x[k], k) ** 2, x[i]), D(Sum(x[j], j) ** 2, x[i]), True),
    "that is not carried out": (D(c * c, c), 2 * c, False),
    "nor linear": (D(c + exp(c), c), 1 + exp(c), False),
    "in another place": (D(Sum(x[k], k) ** 2, x[i]), D(Sum(x[k], k) ** 2, x[j]), False),
    "of another family": (D(h[k], z[d]), D(family("g", n, of=z)[k], z[d]), False),
    "∂²f/∂x∂y = ∂²f/∂y∂x": (D(h[k], z[d], z[e]), D(h[k], z[e], z[d]), True),
    "δ renames in it": (delta(i, j) * D(X[i, k] ** 2, X[k, i]), delta(i, j) * D(X[j, k] ** 2, X[k, j]), True),
    "Σ sifts into it": (
        Sum(delta(k, i) * D(f(x[k]), x[j]), k),
        D(f(x[i]), x[j]),
        True,
    ),
}


@pytest.mark.parametrize(("left", "right", "holds"), CLOSED.values(), ids=CLOSED)
def test_derivatives_kept_closed(proved, left, right, holds):
    assert proved(left, right, calculus=False) == holds


OPEN = {
    "the quotient rule": (
        D(p[k], z[d]),
        p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)),
        p[k] * D(h[k], z[d]),
    ),
    "an unknown function": (D(f(c**2), c), 2 * c * Function("f", 1)(c**2), 2 * c * f(c**2)),
    "second derivatives": (
        D(log(Sum(exp(x[j]), j)), x[i], x[k]),
        delta(i, k) * exp(x[i]) / Sum(exp(x[j]), j) - exp(x[i]) * exp(x[k]) / Sum(exp(x[j]), j) ** 2,
        -exp(x[i]) * exp(x[k]) / Sum(exp(x[j]), j) ** 2,
    ),
    "under a sum over its index": (Sum(D(x[k] ** 2, x[k]), k), 2 * Sum(x[k], k), Sum(x[k], k)),
    "the trace of a Jacobian": (Sum(D(Sum(X[k, j] * x[j], j), x[k]), k), Sum(X[k, k], k), Sum(X[k, j], k, j)),
    "at a label": (D(-log(logistic(x[q])), x[j]), delta(j, q) * (logistic(x[q]) - 1), logistic(x[q]) - 1),
    "of a constant": (D(c * t[k], c), t[k], 0),
}


@pytest.mark.parametrize(("left", "right", "near_miss"), OPEN.values(), ids=OPEN)
def test_derivatives_carried_out(proved, differ, left, right, near_miss):
    assert proved(left, right)
    assert not proved(left, near_miss)
    assert differ(left, right) is False
    assert differ(left, near_miss)


# indices


def test_what_stands_for_an_index():
    reader = Reader(Openings(), Limits())
    assert reader.place(sympy.Integer(2), {}) == ("c", 2, "")
    assert reader.place(k, {}) == ("f", "k", "n")
    assert reader.place(k, {k: ("u", 0, "n")}) == ("u", 0, "n")
    assert reader.place(L[d], {}) == ("y", "L", (("f", "d", "m"),), "n")
    with pytest.raises(Undecided, match="stands where an index should"):
        reader.place(x[k], {})


NOT_READ = {
    "a condition": (equal(i, j), "the kernel does not read Equal"),
    "plain SymPy": (sympy.Symbol("a"), "the kernel does not read Symbol"),
    "a power of what may be negative": (
        c ** x[k],
        "c is not known to be positive, and its power x_k is no number",
    ),
}


@pytest.mark.parametrize(("left", "says"), NOT_READ.values(), ids=NOT_READ)
def test_not_read(left, says):
    found = prove(left, written(1))
    assert isinstance(found, Residual)
    assert found.expression is None
    assert says in found.reason


# limits

LIMITS = {
    "terms": (Limits(terms=20), "the limit of 20 terms was reached"),
    "seconds": (Limits(seconds=0), "stopped by time: a proof took more than 0 s"),
}


@pytest.mark.parametrize(("limits", "says"), LIMITS.values(), ids=LIMITS)
def test_limits(decided, limits, says):
    left = (x[i] + x[j] + x[k] + c + 1) ** 6
    found = decided(left, c, limits=limits)
    assert (type(found), found.expression, found.reason) == (Residual, None, says)
    assert isinstance(decided(left, left * 1), Proof)


def test_depth_is_a_limit_too(decided):
    deep = c
    for _ in range(3000):
        deep = exp(deep)
    found = decided(deep, c)
    assert (type(found), found.expression, found.reason) == (
        Residual,
        None,
        "the expression is nested too deeply",
    )
