"""Reasons have teeth: each covers its own step and refuses a true one that needs more, naming what."""

from dataclasses import FrozenInstanceError, fields

import pytest

from derive.derivation.reasons import (
    REASONS,
    Reason,
    algebra,
    differentiate,
    distribute,
    exp_log,
    factor,
    fold,
    given,
    product_rule,
    quotient_rule,
    rename,
    unfold,
    using,
)
from derive.derivation.steps import check_step
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import written
from derive.language.families import define, family, matrix, scalar, vector
from derive.language.functions import cos, exp, log, sin
from derive.language.hypotheses import constant, equation, normalised, onehot
from derive.language.indices import dims, indices
from derive.language.page import identity
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
A, X = matrix("A", n, n), matrix("X", n, m)
h = family("h", n, of=z)
t = family("t", n, of=z)
Z = Sum(exp(h[j]), j)
p = define("p", k, exp(h[k]) / Z)
mean = define("mean", Sum(p[k] * x[k], k))
c, s = scalar("c"), scalar("s")
dh = D(h[k], z[d])
CALCULUS, FUNCTIONS = "differentiation", "the laws of exp and log"
P, TOTAL = "the definition of p", "Σ_k y_k = 1"
ALL = (normalised(y), distinct(i, j))
"""What is given in every case below, whether the reason opens it or not."""

# reason: a step it covers; a true step that it does not cover, and what that needs besides

COVERS = {
    "rename": (Sum(x[k], k), Sum(x[j], j)),
    "algebra": ((c + s) ** 2, c**2 + 2 * c * s + s**2),
    "factor": (Sum(c * x[k], k) + c * s, c * (Sum(x[k], k) + s)),
    "split": ((c + s) / Z, c / Z + s / Z),
    "distribute": (c * Sum(x[k] + y[k], k), c * Sum(x[k], k) + c * Sum(y[k], k)),
    "collect": (c * s + 2 * c * s, 3 * c * s),
    "constants_into_sum": (c * Sum(x[k], k) / s, Sum(c * x[k] / s, k)),
    "constants_out_of_sum": (Sum(c * x[k] / s, k), c * Sum(x[k], k) / s),
    "swap_sums": (Sum(X[k, d] * x[k], k, d), Sum(Sum(X[k, d], d) * x[k], k)),
    "swap_names": (Sum(A[i, j] * x[i], i, j), Sum(A[j, i] * x[j], i, j)),
    "sift": (Sum(delta(k, j) * x[k], k), x[j]),
    "cancel": (c * Sum(x[k], k) / Sum(x[j], j), c),
    "by_cases": (x[i] * (delta(i, j) - x[j]), cases((x[i] * (1 - x[i]), equal(i, j)), -x[i] * x[j])),
    "exp_log": (exp(x[k] - c) * log(exp(s)), exp(x[k]) / exp(c) * s),
    "angles": (sin(c + s), sin(c) * cos(s) + cos(c) * sin(s)),
    "differentiate": (D(exp(h[k]) * c, z[d]), c * exp(h[k]) * dh),
    "quotient_rule": (D(exp(h[k]) / Z, z[d]), (Z * exp(h[k]) * dh - exp(h[k]) * D(Z, z[d])) / Z**2),
    "product_rule": (D(h[k] * exp(h[k]), z[d]), dh * exp(h[k]) + h[k] * exp(h[k]) * dh),
    "chain_rule": (D(log(Z), z[d]), D(Z, z[d]) / Z),
    "linearity": (D(Sum(c * h[k], k), z[d]), c * Sum(D(h[k], z[d]), k)),
}
REFUSES = {
    "rename": (Sum(x[k] * c, k), Sum(c * x[j], j), ("algebra",)),
    "algebra": (Sum(y[k] * c, k), c, (TOTAL,)),
    "factor": (c * p[k], exp(h[k]) * c / Z, (P,)),
    "split": (exp(c + s) / Z + 0, exp(c) * exp(s) / Z, (FUNCTIONS,)),
    "distribute": (c * D(x[k] * s, s), c * x[k], (CALCULUS,)),
    "collect": (s * Sum(y[k], k) + s, 2 * s, (TOTAL,)),
    "constants_into_sum": (c * Sum(p[k], k), Sum(c * exp(h[k]) / Z, k), (P,)),
    "constants_out_of_sum": (Sum(exp(x[k] + c), k), exp(c) * Sum(exp(x[k]), k), (FUNCTIONS,)),
    "swap_sums": (Sum(D(X[k, d] ** 2, X[k, d]), k, d), Sum(2 * X[k, d], d, k), (CALCULUS,)),
    "swap_names": (Sum(y[i] * x[j], i, j), Sum(x[j], j), (TOTAL,)),
    "sift": (Sum(delta(k, j) * delta(k, i), k), written(0), ("i ≠ j",)),
    "cancel": (Sum(p[k], k), written(1), (P,)),
    "by_cases": (cases((c, equal(i, j)), s), s, ("i ≠ j",)),
    "exp_log": (log(p[k]), h[k] - log(Z), (P,)),
    "angles": (D(sin(c + s), s), cos(c) * cos(s) - sin(c) * sin(s), (CALCULUS,)),
    "differentiate": (D(log(p[k]), z[d]), dh - Sum(p[k] * dh, k), (P,)),
    "quotient_rule": (
        D(exp(h[k] + c) / Z, z[d]) * Sum(y[k], k),
        exp(c) * D(exp(h[k]) / Z, z[d]),
        (TOTAL, FUNCTIONS),
    ),
    "product_rule": (D(h[k] * p[k], z[d]), D(exp(h[k]) * h[k] / Z, z[d]), (P,)),
    "chain_rule": (D(exp(h[k]), z[d]) * Sum(y[j], j), exp(h[k]) * dh, (TOTAL,)),
    "linearity": (D(mean, z[d]), Sum(x[k] * D(p[k], z[d]), k), ("the definition of mean",)),
}


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_every_reason_has_teeth(reason):
    before, after = COVERS[reason.name]
    assert check_step(before, after, reason, ALL).proved
    before, after, missing = REFUSES[reason.name]
    refused = check_step(before, after, reason, ALL)
    assert not refused.proved
    assert refused.missing == missing
    assert "; ".join(missing) == refused.outcome.reason


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_no_reason_covers_what_is_false(reason):
    before, _ = COVERS[reason.name]
    step = check_step(before, before + 1, reason, ALL)
    assert not step.proved
    assert step.missing is None or step.missing == ()


def test_the_laws_of_powers_are_those_of_exp_and_log():
    """a^b a = a^(b + 1) where b is no number: no exp stands there, and the law is one of exp and log."""
    b = family("b", n, positive=True)
    assert check_step(b[k] ** (c - 1) * b[k], b[k] ** c, exp_log, ALL).proved
    assert not check_step(b[k] ** (c - 1) * b[k], b[k] ** c, REASONS["cancel"], ALL).proved


def test_every_reason_is_tried():
    assert set(COVERS) == set(REFUSES) == set(REASONS)


def test_reasons_are_data():
    for name, reason in REASONS.items():
        assert reason.name == name
        assert reason.english
        assert reason.english == reason.english.strip()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in reason.chinese)
        assert (reason.definitions, reason.hypotheses, reason.lemmas) == (frozenset(), (), ())
    for titles in ([each.english for each in REASONS.values()], [each.chinese for each in REASONS.values()]):
        assert len(set(titles)) == len(titles)
    with pytest.raises(FrozenInstanceError):
        algebra.calculus = True


# reasons with an argument


def test_unfold_and_fold_open_one_definition():
    opened = (exp(h[k]) / Z, p[k])
    assert check_step(p[k] * c, c * opened[0], unfold(p)).proved
    assert check_step(c * opened[0], p[k] * c, fold(p)).proved
    assert unfold(p[k]) == unfold(p)
    assert (unfold(p).english, fold(p).english) == ("definition of p", "fold p")
    assert (unfold(p).chinese, fold(p).chinese) == ("p 的定义", "换符号 p")
    step = check_step(mean, Sum(exp(h[k]) / Z * x[k], k), unfold(mean))
    assert step.missing == (P,)
    assert check_step(mean, Sum(exp(h[k]) / Z * x[k], k), unfold(mean) & unfold(p)).proved


MISAPPLIED = {
    "unfolding what is not there": (x[k], x[k] * 1, unfold(p), "p does not stand in the line before"),
    "folding what is not there": (x[k], x[k] * 1, fold(p), "p does not stand in this line"),
    "folding instead of unfolding": (p[k], exp(h[k]) / Z, fold(p), "p does not stand in this line"),
    "the quotient rule without a quotient": (
        D(c * s, c),
        s * 1,
        quotient_rule,
        "no derivative of a quotient stands in the line before",
    ),
    "the product rule without a product": (
        D(exp(c), c),
        exp(c),
        product_rule,
        "no derivative of a product or a sum stands in the line before",
    ),
    "a rule without a derivative": (
        c / s * D(exp(c), c),
        exp(c) * c / s,
        quotient_rule,
        "no derivative of a quotient stands in the line before",
    ),
}


@pytest.mark.parametrize(("before", "after", "reason", "says"), MISAPPLIED.values(), ids=MISAPPLIED)
def test_misapplied(before, after, reason, says):
    assert reason.misapplied(before, after).told() == says
    step = check_step(before, after, reason)
    assert not step.proved
    assert step.missing == (says,)


def test_a_rule_looks_into_what_is_unfolded_with_it():
    after = (Z * exp(h[k]) * dh - exp(h[k]) * D(Z, z[d])) / Z**2
    assert check_step(D(p[k], z[d]), after, unfold(p) & quotient_rule).proved
    assert check_step(D(p[k], z[d]), after, quotient_rule).missing is not None


def test_given_opens_one_hypothesis():
    step = (Sum(y[k] * c, k), c)
    assert check_step(*step, given(normalised(y)), ALL).proved
    assert check_step(*step, given(distinct(i, j)), ALL).missing == (TOTAL,)
    assert check_step(*step, algebra, ALL).missing == (TOTAL,)
    assert given(normalised(y)).hypotheses == (normalised(y),)


def test_given_must_be_given():
    """A line cannot suppose what its claim does not."""
    step = (Sum(y[k] * c, k), c)
    refused = check_step(*step, given(normalised(y)))
    assert not refused.proved
    assert refused.missing is None, "without the hypothesis it is false"
    other = check_step(c + s, s + c, given(normalised(y)))
    assert other.missing == ("the hypothesis Σ_k y_k = 1 is not given",)
    assert check_step(*step, given(normalised(y)), (onehot(y),)).proved, "it follows from what is given"


# earlier identities


@identity(Sum(p[k], k), equals=1)
def total():
    pass


@identity(D(c * t[k], z[d]), equals=c * D(t[k], z[d]))
def scaled():
    pass


def slope(at, place):
    return D(h[at], z[place]) - Sum(p[i] * D(h[i], z[place]), i)


@identity(D(p[k], z[d]), equals=p[k] * slope(k, d))
def jacobian():
    pass


@identity(D(p[k] * t[k], z[d]), equals=t[k] * D(p[k], z[d]), given=constant(t, z))
def weighted():
    pass


@identity(delta(i, j) * x[k], equals=0, given=distinct(i, j))
def apart():
    pass


@identity(x[k], equals=2 * x[k])
def wrong():
    pass


def test_using_opens_one_identity():
    assert check_step(c * Sum(p[j], j), c, using(total)).proved
    assert check_step(Sum(p[j] + x[j], j), 1 + Sum(x[k], k), using(total)).proved
    assert using(total).facts == (equation(Sum(p[k], k), 1),)
    assert using(total).english == "by total"
    assert check_step(c * Sum(p[j], j), c, using(scaled)).missing == (P,)


def test_using_is_for_all_free_indices():
    for place in (j, 2):
        assert check_step(D(c * t[place], z[d]), c * D(t[place], z[d]), using(scaled)).proved
    other = indices("e", m)
    assert check_step(x[j] * D(p[j], z[other]), p[j] * x[j] * slope(j, other), using(jacobian)).proved
    assert check_step(Sum(D(c * t[k], z[d]), k), Sum(c * D(t[k], z[d]), k), using(scaled)).proved


def test_an_identity_may_be_used_under_a_derivative():
    """Σ p = 1 holds for all h, so that both sides have the same slope; a hypothesis holds at a point."""
    before, after = D(Sum(p[k], k) * h[i], z[d]), D(h[i], z[d])
    assert check_step(before, after, using(total)).proved
    before, after = D(Sum(y[k], k) * y[i], y[j]), D(y[i], y[j])
    assert check_step(before, after, given(normalised(y)), ALL).missing is None


def test_but_not_where_its_definition_is_the_variable():
    """In ∂/∂p the letter p is no longer exp h / Z, and Σ p no longer 1."""
    twice, once = D(Sum(p[k], k) ** 2 * c, p[j]), D(Sum(p[k], k) * c, p[j])
    assert not check_step(twice, once, using(total)).proved


def test_using_what_is_not_proved():
    step = check_step(x[k], x[k] * 1, using(wrong))
    assert step.missing == ("wrong is not proved",)
    assert check_step(x[k], 2 * x[k], using(wrong)).missing is None


def test_using_needs_the_hypotheses_of_what_is_used():
    before, after = D(p[k] * t[k], z[d]), t[k] * D(p[k], z[d])
    assert check_step(before, after, using(weighted), (constant(t, z),)).proved
    assert not check_step(before, after, using(weighted)).proved
    harmless = check_step(c + s, s + c, using(weighted))
    assert harmless.missing == ("weighted needs the hypothesis t does not depend on z",)


def test_the_indices_of_a_hypothesis_stay_fixed():
    """apart says δ_ij = 0 for these i ≠ j, and nothing of δ_ik."""
    assert using(apart).facts[0].fixed == {i, j}
    assert check_step(delta(i, j) * x[2], written(0), using(apart), (distinct(i, j),)).proved
    assert check_step(delta(i, k) * x[2], written(0), using(apart), (distinct(i, j),)).missing is None


ILL_FORMED = {
    "unfold of a family": (lambda: unfold(h), "h is no definition, and cannot be folded or unfolded"),
    "fold of an entry": (lambda: fold(x[k]), "x_k is no definition|x is no definition"),
    "fold of a word": (lambda: fold("p"), "p is no definition"),
    "using a name": (lambda: using("total"), "'total' is none"),
    "using a function": (lambda: using(test_reasons_are_data), "is none"),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()


# two reasons at once


def test_both():
    both = factor & unfold(p) & given(normalised(y)) & using(total)
    assert both.name == "factor and unfold and given and using"
    assert both.english == "factor, definition of p, by hypothesis, by total"
    assert both.chinese == "提因子，p 的定义，由假设，由 total"
    assert both.definitions == {"p"}
    assert both.removes == {p}
    assert both.hypotheses == (normalised(y),)
    assert both.lemmas == (total,)
    assert (both.calculus, both.functions, both.renaming) == (False, False, False)
    assert (differentiate & exp_log).calculus
    assert (differentiate & exp_log).functions
    assert (quotient_rule & factor).differentiates == (factor & quotient_rule).differentiates


def test_rename_and_another_is_the_other():
    assert not (rename & factor).renaming
    assert (rename & rename).renaming
    assert check_step(Sum(c * x[k], k), c * Sum(x[j], j), rename & factor).proved
    assert not check_step(Sum(c * x[k], k), c * Sum(x[j], j), rename).proved


def test_both_takes_up_every_field():
    """A field that `&` forgot would fall back to its default without a sound."""
    one = Reason(
        "a", "b", "c", renaming=True, functions=True, calculus=True, definitions=frozenset({"p"}),
        hypotheses=(normalised(y),), lemmas=(total,), differentiates=(Sum,), removes=frozenset({p}),
        brings=frozenset({p}), through=(k, False),
    )  # fmt: skip
    for both in (one & one, one & distribute, distribute & one):
        for each in fields(Reason):
            default = getattr(distribute, each.name)
            assert getattr(both, each.name) != default or each.name == "renaming"
    assert (one & one).renaming


NOTHING_OF_IT = {
    name: (c * s, s * c)
    for name in REASONS
    if name not in ("rename", "algebra", "swap_names", "quotient_rule", "product_rule")
} | {"swap_names": (c + c, 2 * c)}


@pytest.mark.parametrize("name", NOTHING_OF_IT)
def test_a_reason_is_refused_where_the_step_has_nothing_of_it(name):
    step = check_step(*NOTHING_OF_IT[name], REASONS[name])
    assert not step.proved
    assert step.misapplied
    assert check_step(*NOTHING_OF_IT[name], algebra).proved


def test_completing_the_square_exchanges_no_sums():
    square, apart = Sum((x[k] + c) ** 2, k), Sum(x[k] ** 2 + 2 * c * x[k] + c**2, k)
    assert check_step(square, apart, REASONS["distribute"]).proved
    assert check_step(square, apart, REASONS["swap_sums"]).misapplied


def test_each_of_two_reasons_has_its_share():
    left, right = Sum(c * x[k], k), c * Sum(x[k], k)
    constants, sums = REASONS["constants_out_of_sum"], REASONS["swap_sums"]
    assert check_step(left, right, constants).proved
    assert check_step(left, right, constants & sums).misapplied
