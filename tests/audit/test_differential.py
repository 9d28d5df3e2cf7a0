"""The kernel against exact evaluation: some hundreds of random cases, and proof that the harness can fail."""

import pytest

from derive import kernel
from derive.audit.differential import compare, run
from derive.audit.evaluation import Comparison
from derive.audit.letters import d, h, i, j, k, x, y, z
from derive.audit.sabotage import SABOTAGES, broken
from derive.audit.shrinking import shrunk
from derive.language.binders import Sum, delta
from derive.language.derivatives import D, Derivative
from derive.language.functions import exp, log
from derive.language.parts import parts, replaced, size
from derive.language.sayings import Saying

SEED = 20261121
CASES = 400
FEW = 120


@pytest.mark.parametrize("cases", [FEW, pytest.param(CASES, marks=pytest.mark.slow)])
def test_the_kernel_agrees_with_exact_evaluation(cases):
    report = run(cases, SEED, most_failures=5)
    assert report.passed, str(report)
    assert report.counts["equal, proved"] >= 0.98 * cases
    assert report.counts["changed, refused, values differ"] >= 0.4 * cases
    assert report.counts["changed, proved, values agree"] >= 0.05 * cases
    assert report.counts["value, agree"] >= 0.95 * cases


def test_a_case_can_be_made_again_from_its_number():
    again = run(3, SEED, first=17), run(3, SEED, first=17)
    assert again[0].counts == again[1].counts


# the harness can fail


def _says_yes(left, right, openings, limits):
    return kernel.prove(left, left, openings, limits)


def _says_no(left, right, openings, limits):
    return kernel.Residual(None, Saying("no"))


def _raises(left, right, openings, limits):
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize(
    ("wrong", "kind"), [(_says_yes, "wrongly proved"), (_says_no, "refused"), (_raises, "crash")]
)
def test_a_wrong_kernel_is_reported(wrong, kind):
    report = run(100, SEED, prove=wrong)
    assert not report.passed
    assert report.failures[0].kind == kind
    assert kind in str(report)


def test_a_wrong_normal_form_is_reported():
    report = run(100, SEED, normal_form=lambda expression, *_: expression + 1)
    assert report.failures[0].kind == "wrong value"


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (50, 100))])
def test_a_failure_is_shrunk(first):
    with broken(SABOTAGES["sums:Sums._components"]):
        failure = run(CASES, SEED, first=first).failures[0]
        assert sum(map(size, failure.shrunk)) <= 8, str(failure)


# shrinking and its parts


def test_shrinking_keeps_what_fails_and_drops_the_rest():
    left = Sum(exp(x[k]) * y[k] + log(x[i] ** 2), k) * D(h[i], z[d])
    small = shrunk(left, left + 1, lambda one, other: one != other and "exp" in str(one))
    assert str(small[0]) == "exp(0)"
    assert size(small[1]) == 1


def test_parts_know_what_is_bound_around_them():
    expression = Sum(delta(j, k) * D(x[k], x[i]), k)
    inner = next(part for part in parts(expression) if part.node == x[k])
    assert inner.bound == (k,)
    assert inner.variables == (x,)
    assert replaced(expression, inner.path, y[k]) == Sum(delta(j, k) * Derivative(y[k], x[i]), k)


def test_a_comparison_says_where_it_cannot_compare():
    assert compare(1 / (x[i] - x[i]), x[i]) == Comparison.UNDEFINED
    assert compare(x[i] + x[j], x[j] + x[i]) == Comparison.AGREE
    assert compare(x[i], x[j]) == Comparison.DIFFER
