"""Expectations are sums over the outcomes; what has no measure, or another's outcomes, is refused."""

import pytest

from derive.kernel import Openings, Proof, Residual, prove
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expectations import KL, Cov, E, Var, entropy, measure
from derive.language.families import vector
from derive.language.functions import log
from derive.language.indices import dims, index, indices
from derive.language.recurrences import recurrence

n, m = dims("n m")
i, t = indices("i t", n)
k = index("k", m)
z = vector("z", m)
p, e = measure("p", of=z), measure("e")
x, r, s, b = p.vector("x", n), p.scalar("r"), p.scalar("s"), e.scalar("b")


def test_an_expectation_is_a_sum_over_outcomes():
    assert E(r, p) == Sum(p.density * r, p.outcome)
    assert str(E(x[i], p)) == "Σ_ω_p p_{ω_p} x_{ω_p,i}"
    assert E(r * b, p, e) == E(E(r * b, e), p)


def test_inner_outcomes_are_their_own():
    assert isinstance(prove(E(r * E(r, p), p), E(r, p) ** 2), Proof)
    assert isinstance(prove(E(r * E(r, p), p), E(r**2, p)), Residual)


def test_weights_that_are_not_said_to_sum_to_one_may_not():
    one = Openings(hypotheses=(p.normalised,))
    for left, right in (
        (Cov(r, s, p), E(r * s, p) - E(r, p) * E(s, p)),
        (E(D(log(p.density), z[k]), p), 0 * z[k]),
    ):
        assert isinstance(prove(left, right, one), Proof)
        assert isinstance(prove(left, right), Residual)
    assert isinstance(prove(Var(r, p), Cov(r, r, p)), Proof)


def test_entropies():
    q = p.beside("q")
    assert isinstance(prove(KL(p, q) + entropy(p), -E(log(q.density), p)), Proof)
    with pytest.raises(IllFormed, match="the same outcomes"):
        KL(p, e)


def test_a_measure_is_said():
    with pytest.raises(IllFormed, match="over which measure"):
        E(r)
    with pytest.raises(IllFormed, match="over which measure"):
        E(r, p.outcome)


REFUSED = {
    "no end": lambda: recurrence("a", t, step=lambda old: old),
    "two ends": lambda: recurrence("a", t, first=1, last=1, step=lambda old: old),
    "no index": lambda: recurrence("a", first=1, step=lambda old: old),
    "a first value that moves": lambda: recurrence("a", t, first=z[k], step=lambda old: old),
    "a step with an index of its own": lambda: recurrence("a", t, first=1, step=lambda old: old * z[k]),
    "a step beyond": lambda: recurrence("a", t, first=1, step=lambda old: old + vector("y", n)[t + 1]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_recurrences_that_are_none(name):
    with pytest.raises(IllFormed):
        REFUSED[name]()
