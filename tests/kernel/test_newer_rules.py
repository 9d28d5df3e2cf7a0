"""Side conditions of the rules for comparisons, products, orders, unknown functions and inverses."""

import pytest
from sympy import Integer

from derive.kernel import Openings, Proof, Residual, prove
from derive.language.binders import Sum, before, delta, upto
from derive.language.comparisons import cases, maximum
from derive.language.derivatives import D
from derive.language.expressions import written
from derive.language.families import family, matrix, scalar, vector
from derive.language.functions import exp, function, relu, sign, step
from derive.language.hypotheses import symmetric
from derive.language.indices import dims, indices
from derive.language.inverses import det, inverse, logdet
from derive.language.matrices import eye
from derive.language.places import distinct
from derive.language.products import Product

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
x, t = vector("x", n), family("t", n)
a, b, c = scalar("a"), scalar("b"), scalar("c", positive=True)
A, B, S = matrix("A", n, n), matrix("B", n, n), matrix("S", n, n)
f = function("f")

PROVED = {
    "a positive factor of a comparison": (step(c * a), step(a), ()),
    "an odd power": (step(1 / a), step(a), ()),
    "what is positive": (step(c + exp(a)), Integer(1), ()),
    "a threshold above another": (step(a - 1) * step(a), step(a - 1), ()),
    "one of two thresholds": ((1 - step(a)) * (1 - step(1 - a)), Integer(0), ()),
    "a positive factor of a maximum": (maximum(c * x[k], k), c * maximum(x[k], k), ()),
    "a product of positives": (Product(c * exp(x[k]), k), c**n * exp(Sum(x[k], k)), ()),
    "the inverse of a symmetric matrix": (inverse(S)[i, j], inverse(S)[j, i], (symmetric(S),)),
    "an inverse at a free index": ((inverse(A + eye(n)) @ A)[i, j], (A @ inverse(A + eye(n)))[i, j], ()),
    "indices that a hypothesis tells apart": (upto(i, j), before(i, j), (distinct(i, j),)),
    "a function at equal arguments": (f(a + a, b), f(2 * a, b), ()),
}
NOT_PROVED = {
    "a factor of a comparison": (step(b * a), step(a), ()),
    "an even power": (step(a**2), step(a), ()),
    "a square may be 0": (step(a**2), Integer(1), ()),
    "a threshold below another": (step(a - 1) * step(a), step(a), ()),
    "thresholds of two things": (step(a) * step(b), step(a), ()),
    "a factor of a maximum": (maximum(a * x[k], k), a * maximum(x[k], k), ()),
    "a product of what has any sign": (Product(a, k), exp(n * a), ()),
    "the inverse of any matrix": (inverse(S)[i, j], inverse(S)[j, i], ()),
    "two matrices": (inverse(A)[i, j], inverse(B)[i, j], ()),
    "the inverse of 0, which there is none of": ((inverse(A - A) @ B)[i, j], 2 * B[i, j], ()),
    "the inverse of what is 0 for a symmetric matrix": (
        (inverse(S - S.T) @ B)[i, j],
        2 * B[i, j],
        (symmetric(S),),
    ),
    "an inverse as a transpose": ((inverse(A) @ A.T)[i, j], delta(i, j), ()),
    "det of a sum": (det(A + B), det(A) + det(B), ()),
    "indices that may be equal": (upto(i, j), before(i, j), ()),
    "a function at other arguments": (f(a, b), f(b, a), ()),
}


@pytest.mark.parametrize(("left", "right", "given"), PROVED.values(), ids=PROVED)
def test_proved(left, right, given):
    assert isinstance(prove(written(left), written(right), Openings(hypotheses=given)), Proof)


@pytest.mark.parametrize(("left", "right", "given"), NOT_PROVED.values(), ids=NOT_PROVED)
def test_not_proved(left, right, given):
    assert isinstance(prove(written(left), written(right), Openings(hypotheses=given)), Residual)


CONDITIONS = {
    "a kink": (D(relu(a), a), step(a), {"a ≠ 0"}),
    "a kink for every index": (D(Sum(abs(x[k]), k), x[j]), sign(x[j]), {"x_k ≠ 0 for every k"}),
    "no kink in what does not move": (D(relu(b) * a, a), relu(b), set()),
    "an inverse": (D(logdet(A), A[i, j]), inverse(A)[j, i], {"det A ≠ 0"}),
    "a factor of a product": (
        D(Product(x[k], k), x[j]),
        Product(x[k], k) / x[j],
        {"x_j ≠ 0", "x_k ≠ 0 for every k"},
    ),
}


@pytest.mark.parametrize(("left", "right", "conditions"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_are_named(left, right, conditions):
    proof = prove(written(left), written(right))
    assert isinstance(proof, Proof)
    assert {str(each) for each in proof.conditions} == conditions


def test_a_kink_that_is_always_met():
    found = prove(D(relu(a - a), a), Integer(0))
    assert isinstance(found, Residual)
    assert "a kink" in found.reason


def test_cases_by_another_comparison():
    made = cases((a, a > 1), (cases((b, a > 0), (0, True)), True))
    assert isinstance(prove(made, cases((a, a > 1), (b * step(a), True))), Proof)
