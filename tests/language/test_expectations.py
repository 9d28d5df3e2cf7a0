"""Expectations are sums over the outcomes; what has no measure, or another's outcomes, is refused."""

import pytest

from derive.audit.sabotage.frame import Sabotage, broken
from derive.kernel import Openings, Proof, Residual, prove, prove_chain
from derive.language.binders import Sum, before
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expectations import KL, Cov, E, Integral, Var, entropy, integration, measure
from derive.language.families import define, scalar, vector
from derive.language.functions import exp, function, log
from derive.language.indices import dims, index, indices
from derive.language.recurrences import recurrence
from derive.language.typeset import latex

n, m = dims("n m")
i, t = indices("i t", n)
k = index("k", m)
z = vector("z", m)
f = function("f")
p, e = measure("p", of=z), measure("e")
x, r, s, b = p.vector("x", n), p.scalar("r"), p.scalar("s"), e.scalar("b")


def test_an_expectation_is_a_sum_over_outcomes():
    assert E(r, p) == Sum(p.density * r, p.outcome)
    assert str(E(x[i], p)) == "𝔼_p[x_i]"
    assert latex(E(r * E(r, p), p)) == r"\mathbb{E}_p[r \mathbb{E}_p[r]]"
    assert E(r * b, p, e) == E(E(r * b, e), p)


def test_what_varies_may_be_whole():
    assert str(E(x.T @ x, p)) == "𝔼_p[Σ_j x_j x_j]"
    assert str(E(x @ x.T, p)[i, t]) == "𝔼_p[x_i x_t]"
    assert str(E(f(x), p)) == "𝔼_p[f(x)]"


def test_another_outcome_of_the_same_measure_is_shown():
    other = p.outcome.func(p.outcome.name + "'", p.outcome.dim)
    twice = Sum(p.density * Sum(p.density.xreplace({p.outcome: other}) * r, other), p.outcome)
    assert "Σ" in str(twice)


def test_an_integral_is_over_a_variable():
    v, dv = integration("v")
    assert str(Integral(f(v), dv)) == "∫ f(v) dv"
    assert latex(Integral(f(v), dv)) == r"\int f(v) \, dv"
    with pytest.raises(IllFormed, match="over which variable"):
        Integral(f(v), p)
    with pytest.raises(IllFormed, match="counts the outcomes"):
        dims("Ω_q")


def test_under_the_sign_is_a_condition():
    q, (v, dv) = measure("q"), integration("v")
    w, c = q.scalar("w"), scalar("c")
    asked = {
        "∂/∂z may be taken under the expectation over p": (
            D(E(r, p), z[k]),
            E(r * D(log(p.density), z[k]), p),
        ),
        "∂/∂c may be taken under the expectation over q": (D(E(exp(c * w), q), c), E(w * exp(c * w), q)),
        "∂/∂c may be taken under ∫ … dv": (
            D(Integral(exp(c * v) * f(v), dv), c),
            Integral(v * exp(c * v) * f(v), dv),
        ),
    }
    for condition, sides in asked.items():
        made = prove(*sides)
        assert isinstance(made, Proof)
        assert [str(each) for each in made.conditions] == [condition]
    silent = Sabotage(
        "derivative:measures_under", "∂ goes under every integral", lambda _: lambda *_: iter(())
    )
    with broken(silent):
        assert not prove(*sides).conditions


def test_a_hypothesis_differentiated_under_the_sign_is_a_condition_too():
    made = prove(E(D(log(p.density), z[k]), p), 0 * z[k], Openings(hypotheses=(p.normalised,)))
    assert [str(each) for each in made.conditions] == ["∂/∂z may be taken under the expectation over p"]


def test_a_condition_comes_along_a_chain():
    one = prove(D(E(r, p), z[k]), E(r * D(log(p.density), z[k]), p))
    other = prove(one.right, E(D(log(p.density), z[k]) * r, p))
    assert one.conditions[0] in prove_chain((one, other)).conditions


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


@pytest.mark.parametrize(
    "body",
    [lambda: r * p.outcome, lambda: before(p.outcome, p.outcome) * r, lambda: r / p.outcome],
    ids=["a number", "an order", "a divisor"],
)
def test_outcomes_are_no_places(body):
    with pytest.raises(IllFormed, match="neither order nor number"):
        E(body(), p)


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


def test_through_definitions_the_condition_is_told_too():
    c, q = scalar("c"), measure("q")
    w = q.scalar("w")
    inner = define("inner", c**2)
    outer = define("outer", E(exp(inner * w), q))
    made = prove(D(outer, c), E(2 * c * w * exp(c**2 * w), q))
    assert [str(each) for each in made.conditions] == ["∂/∂c may be taken under the expectation over q"]
