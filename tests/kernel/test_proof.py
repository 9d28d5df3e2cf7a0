"""The decision: a `Proof` that cannot be forged, or a `Residual` that says what is left, or missing."""

import copy
from dataclasses import FrozenInstanceError, replace
from types import SimpleNamespace

import pytest
from sympy import Integer

from derive.kernel import (
    Condition,
    Limits,
    Openings,
    Proof,
    Residual,
    normal_form,
    prove,
    prove_chain,
    prove_renaming,
    prove_sign,
)
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.expressions import written
from derive.language.families import define, family, scalar, vector
from derive.language.functions import exp, log
from derive.language.hypotheses import normalised
from derive.language.indices import dims, indices
from derive.language.sayings import Saying

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
b = vector("b", n, positive=True)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c, s = scalar("c"), scalar("s")


def test_a_proof_says_what_it_used():
    left, right = D(Sum(y[k] * log(p[k]), k), z[d]) / c, Sum((y[k] - p[k]) * D(h[k], z[d]), k) / c
    proof = prove(left, right, Openings(hypotheses=(normalised(x), normalised(y))))
    assert isinstance(proof, Proof)
    assert (proof.left, proof.right, proof.relation) == (left, right, "=")
    assert proof.hypotheses == (normalised(y),)
    assert proof.definitions == {"p"}
    assert proof.conditions == (Condition(c),)


def test_a_residual_says_what_is_left():
    found = prove(Sum(p[k] + x[k], k), 1 + Sum(x[k], k) + c)
    assert isinstance(found, Residual)
    assert (found.expression, found.reason) == (-c, "the sides differ")
    other = prove(s * (c + 1), s * c)
    assert other.expression == s


def test_a_residual_may_have_no_expression():
    found = prove(written(1) / (c - c), c)
    assert isinstance(found, Residual)
    assert found.expression is None
    assert "0" in found.reason


HONEST = prove(c + s, s + c)
FORGERIES = {
    "without a seal": lambda: Proof(c, s, (), frozenset(), ()),
    "with a seal of one's own": lambda: Proof(c, s, (), frozenset(), (), object()),
    "with a proof for a seal": lambda: Proof(c, s, (), frozenset(), (), HONEST),
    "with no seal": lambda: Proof(c, s, (), frozenset(), (), None),
    "with the right side replaced": lambda: replace(HONEST, right=s),
    "replaced by itself": lambda: replace(HONEST),
    "of another kind": lambda: type("Mine", (Proof,), {"__post_init__": lambda *_: None}),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_proof_cannot_be_made_outside(forge):
    with pytest.raises((TypeError, ValueError), match=r"seal|a Proof is made by"):
        forge()


def test_a_proof_cannot_be_changed():
    assert isinstance(HONEST, Proof)
    with pytest.raises(FrozenInstanceError):
        HONEST.right = s
    assert not any("seal" in name for name in vars(HONEST)), "the seal cannot be taken from a proof"
    assert copy.copy(HONEST) == HONEST


def test_a_proof_is_of_the_two_sides_it_names():
    proof = prove(Sum(p[k], k), Integer(1))
    assert (proof.left, proof.right) == (Sum(p[k], k), 1)


# both ways of deciding


def test_denominators_that_remain_are_multiplied_out():
    proof = prove(c / (c + s) + s / (c + s) + 1 / (1 + 1 / (c + s)), 2 - 1 / (c + s + 1))
    assert isinstance(proof, Proof)
    assert set(proof.conditions) == {Condition(c + s), Condition(1 + c + s)}
    assert isinstance(prove(c / (c + s), s / (c + s)), Residual)


def test_a_wide_difference_of_fractions_is_decided():
    one = Sum(x[k] / (1 + x[k] ** 2), k) / (1 + Sum(b[k], k))
    other = 1 / (1 + Sum(b[k], k) / 1) * Sum(x[j] / (x[j] ** 2 + 1), j)
    assert isinstance(prove(one, other), Proof)
    assert isinstance(prove(one, other * 2), Residual)


def test_renaming_alone():
    assert isinstance(prove_renaming(Sum(x[k], k), Sum(x[j], j)), Proof)
    found = prove_renaming(c + s, s + c)
    assert found == Residual(None, Saying("the sides differ in more than the names of bound indices"))
    assert prove_renaming(x[k], x[k]).conditions == ()


def test_a_chain_of_proofs_is_a_proof():
    one = prove(Sum(p[k], k) / c, 1 / c)
    other = prove(1 / c, Sum(y[k], k) / c, Openings(hypotheses=(normalised(y),)))
    chain = prove_chain((one, other))
    assert isinstance(chain, Proof)
    assert (chain.left, chain.right, chain.relation) == (one.left, other.right, "=")
    assert chain.definitions == {"p"}
    assert chain.hypotheses == (normalised(y),)
    assert chain.conditions == (Condition(c),)
    assert prove_chain((one,)) == one


BROKEN = {
    "nothing": (),
    "a gap": (HONEST, HONEST),
    "the wrong way round": (prove(c * s, s * c), prove(c * 1 * s, c * s)),
    "an inequality between": (prove_sign(exp(c), ">"), prove_sign(exp(c), ">")),
    "a residual": (prove(c, s),),
    "what looks like a proof": (SimpleNamespace(**vars(HONEST) | {"right": c}),),
}


@pytest.mark.parametrize("proofs", BROKEN.values(), ids=BROKEN)
def test_a_broken_chain_proves_nothing(proofs):
    with pytest.raises(ValueError, match="the proofs are no chain of equalities"):
        prove_chain(proofs)


def test_nothing_open_is_algebra_alone():
    closed = Openings(definitions=frozenset(), calculus=False, functions=False)
    assert isinstance(prove(p[k] * (c + s), s * p[k] + c * p[k], closed), Proof)
    for left, right in ((Sum(p[k], k), written(1)), (D(c * c, c), 2 * c), (exp(c + s), exp(c) * exp(s))):
        assert isinstance(prove(left, right), Proof)
        assert isinstance(prove(left, right, closed), Residual)


def test_limits_are_arguments():
    left = (c + s + x[k]) ** 8
    assert prove(left, c, None, Limits(terms=10)).reason == "the limit of 10 terms was reached"
    assert prove(left, c, None, Limits(steps=20)).reason == "the limit of 20 steps was reached"
    assert prove(left, c, None, Limits(seconds=0)).reason == "stopped by time: a proof took more than 0 s"
    assert isinstance(prove(left, left), Proof)
    assert normal_form(left) != 0
