"""Derivations line by line: what a line used, what a refused one lacks, which hypotheses are needed."""

import pytest

from derive.derivation.reasons import (
    algebra,
    constants_into_sum,
    differentiate,
    factor,
    fold,
    given,
    linearity,
    quotient_rule,
    rename,
    split,
    unfold,
)
from derive.derivation.steps import check_step, check_steps, needed_hypotheses, openings_of, prove_identity
from derive.kernel import Limits, Openings, Proof, Residual, prove
from derive.language.binders import Sum
from derive.language.claims import Identity
from derive.language.derivatives import D
from derive.language.expressions import written
from derive.language.families import define, family, scalar, vector
from derive.language.functions import exp, log
from derive.language.hypotheses import constant, normalised, onehot
from derive.language.indices import dims, indices
from derive.language.page import identity
from derive.language.sayings import in_turn

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
h, t = family("h", n, of=z), family("t", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c, s = scalar("c"), scalar("s")


def jacobian(slip=None):
    """The core derivation, with another line in the place of one."""
    Z, dh = Sum(exp(h[k]), k), D(h[k], z[d])
    lines = [
        (D(exp(h[k]) / Z, z[d]), unfold(p)),
        ((Z * exp(h[k]) * dh - Sum(exp(h[k]) * dh, k) * exp(h[k])) / (Z * Z), quotient_rule),
        (exp(h[k]) / Z * ((Z * dh - Sum(exp(h[k]) * dh, k)) / Z), factor),
        (exp(h[k]) / Z * (dh - Sum(exp(h[k]) * dh, k) / Z), split),
        (exp(h[k]) / Z * (dh - Sum(exp(h[k]) / Z * dh, k)), constants_into_sum),
        (p[k] * (dh - Sum(p[k] * dh, k)), fold(p)),
        (p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), rename),
    ]
    if slip is not None:
        place, expression, reason = slip
        lines[place] = (expression or lines[place][0], reason or lines[place][1])

    def proof(line):
        for expression, reason in lines:
            line(expression, by=reason)

    return identity(D(p[k], z[d]), equals=p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)))(proof)


def test_every_line_follows_from_the_one_before():
    made = jacobian()
    steps = check_steps(made)
    assert [step.proved for step in steps] == [True] * 7
    assert [step.missing for step in steps] == [()] * 7
    assert [step.after for step in steps] == [line.expression for line in made.lines]
    assert [step.before for step in steps] == [made.left, *(line.expression for line in made.lines[:-1])]
    assert [step.reason for step in steps] == [line.by for line in made.lines]


def test_a_line_uses_what_its_reason_opens():
    used = [step.outcome.definitions for step in check_steps(jacobian())]
    assert used == [{"p"}, frozenset(), frozenset(), frozenset(), frozenset(), {"p"}, frozenset()]


SLIPS = {
    "a reason too weak": ((1, None, algebra), 1, ("differentiation",)),
    "a reason that does not apply": (
        (2, None, quotient_rule),
        2,
        ("no derivative of a quotient stands in the line before",),
    ),
    "renaming where p is folded": ((5, None, rename), 5, ("the definition of p",)),
    "a false line": ((3, exp(h[k]) * D(h[k], z[d]), None), 3, None),
}


@pytest.mark.parametrize(("slip", "place", "missing"), SLIPS.values(), ids=SLIPS)
def test_the_first_line_that_does_not_follow(slip, place, missing):
    steps = check_steps(jacobian(slip))
    refused = [number for number, step in enumerate(steps) if not step.proved]
    assert refused[0] == place
    assert steps[place].missing == missing
    assert isinstance(steps[place].outcome, Residual)
    assert (missing is None) == (steps[place].outcome.expression is not None)


def test_a_false_line_refutes_itself_and_the_next_alone():
    steps = check_steps(jacobian((3, exp(h[k]) * D(h[k], z[d]), None)))
    assert [step.proved for step in steps] == [True, True, True, False, False, True, True]


def test_a_derivation_without_lines_has_no_steps():
    assert check_steps(identity(c, equals=s)(lambda: None)) == ()


def test_an_inequality_is_derived_from_the_difference():
    def squares(line):
        line(c**2 - 2 * c * s + s**2, by=algebra)
        line((c - s) ** 2, by=factor)

    made = identity(c**2 + s**2, at_least=2 * c * s)(squares)
    assert [step.proved for step in check_steps(made)] == [True, True]
    assert check_steps(made)[0].before == c**2 + s**2 - 2 * c * s


def test_what_a_step_lacks_is_the_least():
    """All is open at first; what proves to be superfluous is closed again, one by one."""
    left = D(Sum(y[k] * log(p[k]), k), z[d])
    right = Sum((y[k] - p[k]) * D(h[k], z[d]), k)
    hypotheses = (normalised(x), normalised(y), constant(t, z))
    step = check_step(left, right, algebra, hypotheses)
    assert step.missing == ("Σ_k y_k = 1", "the definition of p", "differentiation")
    assert step.outcome == Residual(None, in_turn(step.needs))
    reason = unfold(p) & differentiate
    assert check_step(left, right, reason, hypotheses).missing == ("Σ_k y_k = 1",)
    assert check_step(left, right, reason & given(normalised(y)), hypotheses).missing == ()


def test_openings():
    reason = unfold(p) & linearity & given(normalised(y))
    assert openings_of(reason) == Openings(frozenset({"p"}), True, False, (normalised(y),))
    assert openings_of(algebra) == Openings(frozenset(), False, False, ())


def test_limits_are_handed_on():
    left, right = (c + s + x[k]) ** 6, c
    step = check_step(left, right, algebra, limits=Limits(terms=5))
    assert (step.missing, step.outcome.reason) == (None, "the limit of 5 terms was reached")
    long = identity(left, equals=left * 1)(lambda line: line(by=algebra))
    assert check_steps(long, Limits(terms=5))[0].outcome.reason == "the limit of 5 terms was reached"
    assert check_steps(long)[0].proved


BOTH = (normalised(y), normalised(x))
NEEDED = {
    "one of two": (Sum(y[k], k) * c, c, BOTH, (normalised(y),)),
    "one of two that suffice": (Sum(y[k], k), written(1), (onehot(y), normalised(y)), (onehot(y),)),
    "one that is not": (Sum(y[k] ** 2, k), written(1), (normalised(y), onehot(y)), (onehot(y),)),
    "both": (Sum(y[k], k) * Sum(x[k], k), written(1), BOTH, BOTH),
    "none": (Sum(y[k], k) * 0, written(0), (normalised(y),), ()),
}


@pytest.mark.parametrize(("left", "right", "hypotheses", "needed"), NEEDED.values(), ids=NEEDED)
def test_needed_hypotheses(left, right, hypotheses, needed):
    proof = prove(left, right, Openings(hypotheses=hypotheses))
    assert isinstance(proof, Proof)
    assert needed_hypotheses(left, right, proof) == needed


def covariances_after(steps):
    """The covariances of a filter after so many steps: S_t = F S_{t−1} Fᵀ + Q, each defined by the one before."""
    F, Q, S = family("F", n, n), family("Q", n, n), family("S", n, n)
    found = [S]
    for step in range(1, steps + 1):
        body = Sum(Sum(F[i, k] * found[-1][k, l], k) * F[j, l], l) + Q[i, j]
        found.append(define(f"S{step}", i, j, body))
    return F, Q, found


@pytest.mark.parametrize(("factor_of_noise", "kind"), [(1, Proof), (2, Residual)])
def test_what_restates_a_definition_opens_that_one_alone(factor_of_noise, kind):
    """Written out, ten steps are more than a thousand terms: they take minutes, and more than the steps there are."""
    F, Q, covariances = covariances_after(10)
    before, last = covariances[-2:]
    right = Sum(Sum(F[i, k] * before[k, l], k) * F[j, l], l) + factor_of_noise * Q[i, j]
    sides = last[i, j], right
    found = prove_identity(Identity("restated", "a page", *sides, sides, ()), Limits(steps=20_000))
    assert isinstance(found, kind)
    if isinstance(found, Proof):
        assert found.definitions == {"S10"}
