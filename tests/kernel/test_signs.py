"""Signs that can be read off, under hypotheses or without; what cannot be read off has none."""

import pytest

from derive.kernel import Limits, Openings, Proof, Residual, prove_sign
from derive.kernel.signs import NON_NEGATIVE, POSITIVE, UNKNOWN, Signs
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.expressions import Plus, sqrt, written
from derive.language.families import define, scalar, vector
from derive.language.functions import exp, log, logistic, softplus
from derive.language.hypotheses import at_least, nonnegative, normalised, positive
from derive.language.indices import dims, indices
from derive.language.places import equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
x, y, h = vector("x", n), vector("y", n), vector("h", n)
b = vector("b", n, positive=True)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c, s = scalar("c"), scalar("s")

SIGNS = {
    "3": (written(3), ">"),
    "n": (n + 0, ">"),
    "exp": (exp(x[k]), ">"),
    "p_k": (p[k], ">"),
    "b_k": (b[k], ">"),
    "logistic": (logistic(c), ">"),
    "softplus": (softplus(c), ">"),
    "0": (written(0), "≥"),
    "x²": (c**2, "≥"),
    "x⁴ exp": (c**4 * exp(s), "≥"),
    "x² + b": (c**2 + b[k], ">"),
    "δ": (delta(i, j), "≥"),
    "Σ x²": (Sum(x[k] ** 2, k), "≥"),
    "Σ b": (Sum(b[k], k), ">"),
    "Σ_{k≠j} b": (Sum(b[k], k, without=j), "≥"),
    "b / Σ b": (b[k] / Sum(b[j], j), ">"),
    "√b": (sqrt(b[k]), ">"),
    "b^c": (b[k] ** c, ">"),
    "(−b)(−b)": (-b[k] * (0 - b[k]), ">"),
    "(−b)²": ((0 - b[k]) ** 2, ">"),
    "1 − exp(−b)": (1 - exp(-b[k]), ">"),
    "1 − exp(−x²)": (1 - exp(-(c**2)), "≥"),
    "cases": (cases((b[i], equal(i, j)), c**2), "≥"),
    "0 · x": (0 * c, "≥"),
    "−(−b)": (0 - (0 - b[k]), ">"),
    "1 / x²": (1 / c**2, "≥"),
    "a derivative": (D(exp(c), c), ">"),
    "(x − s)², multiplied out": (c**2 - 2 * c * s + s**2, "≥"),
    "Σ (x_k − b_k)², multiplied out": (
        Sum(x[k] ** 2, k) - 2 * Sum(x[k] * b[k], k) + Sum(b[k] ** 2, k),
        "≥",
    ),
    "exp x − 1 − x": (exp(c) - 1 - c, "≥"),
    "x − 1 − log x": (c - 1 - log(c), "≥"),
    "what is added to it": (b[k] - 1 - log(b[k]) + c**2, "≥"),
    "1 − 1/(1 + x²)": (1 - 1 / (1 + c**2), "≥"),
}


@pytest.mark.parametrize(("expression", "relation"), SIGNS.values(), ids=SIGNS)
def test_signs_that_can_be_read_off(expression, relation):
    proof = prove_sign(expression, relation)
    assert isinstance(proof, Proof)
    assert (proof.left, proof.right, proof.relation) == (expression, 0, relation)
    assert isinstance(prove_sign(expression, ">"), Proof) == (relation == ">"), "no more than that"
    assert isinstance(prove_sign(expression, "≥"), Proof)


TWICE = -log(c)
NO_SIGN = {
    "a letter": x[k],
    "a number below 0": written(-1),
    "−b": 0 - b[k],
    "x³": c**3,
    "b − b": b[i] - b[j],
    "1 − exp x": 1 - exp(c),
    "1 − exp b": 1 - exp(b[k]),
    "2 − exp(−b)": 2 - exp(-b[k]),
    "log b": log(b[k]),
    "x / b": c / b[k],
    "b / x": b[k] / c,
    "x^c": c**s,
    "Σ x": Sum(x[k], k),
    "x² − 3 x s + s²": c**2 - 3 * c * s + s**2,
    "exp x − 2 − x": exp(c) - 2 - c,
    "log x − x + 1": log(c) - c + 1,
    "x − 1 − 2 log x, the same term twice": Plus(c, written(-1), TWICE, TWICE),
    "exp 1 − 3 − 1 + 1": exp(1 + 0 * c) - 3 - (1 + 0 * c) + (1 + 0 * c) ** 2,
    "x − 1 − log(2 x)": c - 1 - log(2 * c),
    "x − 1 − log x, less": c - 1 - log(c) - s**2,
    "cases": cases((b[i], equal(i, j)), c),
    "x² (−b)": c**2 * (0 - b[k]),
    "a derivative": D(c * exp(x[k]), x[k]),
}


@pytest.mark.parametrize("expression", NO_SIGN.values(), ids=NO_SIGN)
def test_signs_that_cannot(expression):
    for relation in (">", "≥"):
        assert isinstance(prove_sign(expression, relation), Residual)


GIVEN = {
    "positive": (x[k] * b[k], ">", positive(x)),
    "at least two": (Sum(b[k], k, without=j), ">", at_least(n, 2)),
    "non-negative": (c * b[k], "≥", nonnegative(c)),
    "non-negative, written otherwise": (b[k] * (s - c), "≥", nonnegative(-(c - s))),
    "non-positive": (1 - exp(c), "≥", nonnegative(-c)),
}


@pytest.mark.parametrize(("expression", "relation", "hypothesis"), GIVEN.values(), ids=GIVEN)
def test_signs_by_hypothesis(expression, relation, hypothesis):
    others = (normalised(y), positive(y))
    proof = prove_sign(expression, relation, Openings(hypotheses=(*others, hypothesis)))
    assert isinstance(proof, Proof)
    assert proof.hypotheses == (hypothesis,)
    assert isinstance(prove_sign(expression, relation, Openings(hypotheses=others)), Residual)


NOT_ENOUGH = {
    "one place left out of at least one": (Sum(b[k], k, without=j), at_least(n, 1)),
    "two places left out of at least two": (Sum(b[k], k, without=(i, j)), at_least(n, 2)),
    "the other dimension": (Sum(b[k], k, without=j), at_least(m, 2)),
    "non-negative is not positive": (c + 0, nonnegative(c)),
}


@pytest.mark.parametrize(("expression", "hypothesis"), NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_hypotheses_that_do_not_suffice(expression, hypothesis):
    assert isinstance(prove_sign(expression, ">", Openings(hypotheses=(hypothesis,))), Residual)


def test_a_closed_definition_keeps_the_sign_of_its_body():
    closed = Openings(definitions=frozenset())
    assert isinstance(prove_sign(p[k], ">", closed), Proof)
    assert Signs(closed, Limits()).of(p[k]) == UNKNOWN
    assert Signs(Openings(), Limits()).of(p[k]) == POSITIVE
    assert Signs(Openings(), Limits()).of(p[k] * c**2) == NON_NEGATIVE


def test_a_sign_is_no_equation():
    for relation in ("=", "<", "≤", ""):
        with pytest.raises(KeyError):
            prove_sign(written(1), relation)
