"""∂ written down: in what, of what, and the shapes of Jacobians."""

import pytest
import sympy

from derive.language.binders import Sum
from derive.language.derivatives import D, Derivative, Jacobian
from derive.language.errors import IllFormed
from derive.language.families import define, family, label, labels, matrix, scalar, vector
from derive.language.functions import exp, log
from derive.language.indices import dims, indices

n, m, r = dims("n m r")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
s = indices("s", r)
z, x = vector("z", m), vector("x", n)
X = matrix("X", n, m)
h, g = family("h", n, of=z), family("g", r, of=z)
t = family("t", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")
loss = define("ℓ", -log(p[1]))


def test_written_down():
    one = D(p[k], z[d])
    assert isinstance(one, Derivative)
    assert (one.body, one.variable) == (p[k], z[d])
    assert one == p[k].diff(z[d]) == sympy.diff(p[k], z[d])
    assert D(p[k], z[d], z[e]) == D(D(p[k], z[d]), z[e])
    assert D(x[j] ** 2, x[j]).args == (x[j] ** 2, x[j]), "it is not carried out"
    assert D(c**2, c) == Derivative(c**2, c)


def test_a_dependent_or_defined_letter_can_be_the_variable():
    assert D(log(Sum(exp(h[j]), j)), h[k]).variable == h[k]
    assert D(p[i], h[j]) == Derivative(p[i], h[j])
    assert D(loss, p[k]) == Derivative(loss, p[k])
    beside = h[k] * x[k] + t[k]
    assert D(beside, h[j]) == Derivative(beside, h[j]), "x and t have nothing to do with z"


def test_plain_sympy_keeps_it_unevaluated():
    plain = D(x[k] ** 2, x[j]).doit()
    assert plain == sympy.Derivative(x[k].doit() ** 2, x[j].doit(), evaluate=False)


JACOBIANS = {
    "a vector in a vector": (D(p, z), (n, m), (k, d), D(p[k], z[d])),
    "a dependent family": (D(g, z), (r, m), (s, d), D(g[s], z[d])),
    "in the scores": (D(p, h), (n, n), (i, j), D(p[i], h[j])),
    "a product": (D(X.T @ x, x), (m, n), (d, k), D(Sum(X[j, d] * x[j], j), x[k])),
    "a number in a vector": (D(loss, h), (n, None), (k, None), D(loss, h[k])),
    "a number in a matrix": (
        D(Sum(X[i, d] * x[i], i, d), X),
        (n, m),
        (k, e),
        D(Sum(X[i, d] * x[i], i, d), X[k, e]),
    ),
    "a product of numbers": (D(x.T @ x, x), (n, None), (k, None), D(Sum(x[j] * x[j], j), x[k])),
}


@pytest.mark.parametrize(("whole", "shape", "places", "entry"), JACOBIANS.values(), ids=JACOBIANS)
def test_jacobians(whole, shape, places, entry):
    assert isinstance(whole, Jacobian)
    assert whole.shape == shape
    assert whole.entry(*places) == entry


ILL_FORMED = {
    "in nothing": (lambda: D(p[k]), "a derivative needs the variable it is taken in"),
    "in an index": (lambda: D(p[k], k), "a derivative is taken in an entry of a family, and k is none"),
    "in a dimension": (
        lambda: D(p[k] * n, n),
        "a derivative is taken in an entry of a family, and n is none",
    ),
    "in an expression": (
        lambda: D(x[k] ** 2, x[k] ** 2),
        "is taken in an entry of a family, and x_k² is none",
    ),
    "in a label": (
        lambda: D(x[label("y", n)], label("y", n)),
        "a derivative is taken in an entry of a family, and y is none",
    ),
    "of what is constant as declared": (
        lambda: D(t[k], z[d]),
        "t_k does not depend on z as declared, so its derivative in z_d is no claim; if it does depend",
    ),
    "in another variable": (lambda: D(h[k], x[j]), "h_k does not depend on x as declared"),
    "of a number": (lambda: D(3, c), "3 does not depend on c as declared"),
    "in a dependent letter beside another": (
        lambda: D(h[k] * Sum(g[s], s), h[j]),
        "∂/∂h has no meaning here: g depends on the same variables",
    ),
    "in a dependent letter beside its variable": (
        lambda: D(h[k] * z[d], h[j]),
        "∂/∂h has no meaning here: z depends on the same variables",
    ),
    "a Jacobian in two letters": (lambda: D(p, z, z), "a Hessian is that of a number in two vectors"),
    "a Jacobian in an expression": (lambda: D(p, z + z), "a Jacobian is taken in one whole letter"),
    "the Jacobian of a matrix": (lambda: D(X, X).shape, "has an index for each side of both"),
    "of a vector in a matrix": (lambda: D(x, X), "x does not depend on X as declared"),
    "of a row": (lambda: D(p.T, z).shape, "has an index for each side of both"),
    "of a constant vector": (lambda: D(t, z), "t does not depend on z as declared"),
    "of a constant number": (lambda: D(c, z), "c does not depend on z as declared"),
    "in a family of labels": (
        lambda: D(x, labels("L", m, values=n)),
        "x does not depend on L as declared",
    ),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says.replace("(", "\\(")):
        write()
