"""A side that has a value nowhere: the claim is refuted by numbers at which the other side has one."""

import pytest

from derive.derivation.reasons import algebra, exp_log
from derive.instance import check_instances, find_counterexample, find_undefined
from derive.kernel import Openings, without_value
from derive.language.binders import Sum
from derive.language.claims import Identity, Line
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.expressions import sqrt
from derive.language.families import define, scalar, vector
from derive.language.functions import exp, log
from derive.language.hypotheses import positive
from derive.language.indices import dims, indices
from derive.language.places import distinct, equal
from derive.language.typeset import text
from derive.numeric import check_numbers
from derive.refuting import refute
from derive.verdict import check

n = dims("n")
i, j, k = indices("i j k", n)
h, x = vector("h", n), vector("x", n)
w, c = scalar("w", positive=True), scalar("c")
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


def checked(left, right, *given):
    return check(Identity("name", "page", left, right, (left, right), given))


def test_a_logarithm_of_a_negative_number_is_refuted_with_a_hint():
    found = checked(log(p[k]), h[k] - log(-Sum(exp(h[j]), j)))
    assert found.verdict == "refuted"
    assert found.message == "log(−Σ_j exp(h_j)) has no value"
    assert found.counterexample.text == "n = 1, e^h = (1), k = 1: left 0, right undefined"
    assert found.hint == "the sign of Σ_j exp(h_j)"
    assert found.counterexample.snippet == ""


def test_what_the_rules_of_calculus_prove_of_nothing_is_refuted():
    """∂log(−Z)/∂h_k = p_k by the chain rule, but log(−Z) has no derivative; and no hypothesis gives it one."""
    found = checked(D(log(-Sum(exp(h[j]), j)), h[k]), p[k])
    assert (found.verdict, found.hint) == ("refuted", "")
    assert found.counterexample.left == "undefined"


def test_the_line_is_named():
    total = Sum(exp(h[j]), j)
    written = (exp_log, h[k] - log(-total)), (algebra, h[k] - log(-total) + 0), (exp_log, log(p[k]))
    lines = tuple(Line(expression, reason, expression) for reason, expression in written)
    found = check(Identity("a", "b", log(p[k]), log(p[k]), (0, 0), derivation=lambda: lines))
    assert found.verdict == "refuted"
    assert found.message == "line 1 is wrong: log(−Σ_j exp(h_j)) has no value"
    assert found.counterexample.line == 1


@pytest.mark.parametrize(
    ("expression", "part"),
    [
        (log(-w), "log(−w)"),
        (exp(log(-p[k]) + x[i]), "log(−p_k)"),
        (Sum(log(-1 - x[k] ** 2), k), "log(−1 − x_k²)"),
        (sqrt(-w) * c, "√(−w)"),
        (D(log(-exp(x[i])), x[j]), "log(−exp(x_i))"),
        (log(w - w), "log(w − w)"),
        (log(x[i]), None),
        (sqrt(-(x[i] ** 2)), None),
        ((-w) ** 3, None),
        (cases((w, equal(i, j)), log(-w)), None),
        (Sum(log(-w), k, without=j), None),
    ],
)
def test_what_has_a_value_nowhere(expression, part):
    found = without_value(expression)
    assert (found if found is None else text(found)) == part
    if found is not None:
        assert check_instances(expression, expression) == ()


def test_a_hypothesis_may_take_the_value_away():
    assert without_value(log(-c)) is None
    assert without_value(log(-c), Openings(hypotheses=(positive(c),))) is not None


def test_nothing_is_shown_where_both_sides_have_values_or_neither_has():
    assert find_undefined(x[i], x[i] + 1) is None
    assert find_undefined(log(-w), log(-2 * w)) is None
    assert find_undefined(log(-w), w).left == "undefined"


# hypotheses on indices that the claim does not have


@pytest.mark.parametrize("given", [distinct(i, j), equal(i, j)])
def test_a_condition_on_an_absent_index_holds_somewhere(given):
    assert all(each.agrees for each in check_instances(x[i], x[i], (given,)))
    assert check_numbers(x[1], x[1], (given,)).agrees
    assert find_counterexample(x[i], h[i], (given,)) is not None


def test_numbers_are_drawn_often_where_a_side_is_seldom_defined():
    assert find_counterexample(log(1 - 2 * exp(c) / (1 + exp(c))), c) is not None
    assert (
        find_counterexample(Sum(x[k], k) * Sum(x[k] * p[k] * (1 - p[k]), k), 0 * c, relation="≥") is not None
    )


def test_numbers_are_drawn_smaller_until_both_sides_have_a_value():
    """log p and log(1 − p): p must lie between 0 and 1."""
    p1, y1 = scalar("p", positive=True), scalar("y")
    claim = D(-y1 * log(p1) - (1 - y1) * log(1 - p1), p1), -y1 / p1 + (1 - y1) / (1 - p1)
    for seed in range(4):
        assert len(check_instances(*claim, seed=seed)) == 3
        assert check_numbers(*claim, seed=seed).agrees


def test_a_root_of_an_empty_sum_is_0_in_every_voice():
    left, right = sqrt(Sum(x[k], k, without=i) ** 2), Sum(x[k], k, without=i)
    found = refute(left, -1 - left)
    assert found.counterexample.sizes == {"n": 1}
    assert not found.objection
    assert not refute(left, right).objection
