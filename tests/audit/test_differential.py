"""The kernel against exact evaluation: some hundreds of random cases, and proof that the harness can fail."""

import pytest
from sympy import Integer

from derive import kernel
from derive.audit.differential import compare, run
from derive.audit.evaluation import Comparison
from derive.audit.letters import d, h, i, j, k, x, y, z
from derive.audit.shrinking import shrunk
from derive.audit.tree import parts, replaced, size
from derive.kernel import arithmetic, derivative, reading
from derive.kernel.arithmetic import Arithmetic
from derive.kernel.functions import Functions
from derive.kernel.reading import Reader
from derive.kernel.rules import Rules
from derive.kernel.sums import Sums
from derive.kernel.terms import indices_of
from derive.language.binders import Cases, Sum, delta
from derive.language.derivatives import D, Derivative
from derive.language.expressions import Quotient, Times, exp, log
from derive.language.hypotheses import Equation, OneHot, normalised

SEED = 20261121
CASES = 400


def test_the_kernel_agrees_with_exact_evaluation():
    report = run(CASES, SEED, most_failures=5)
    assert report.passed, str(report)
    assert report.counts["equal, proved"] >= 0.98 * CASES
    assert report.counts["changed, refused, values differ"] >= 0.4 * CASES
    assert report.counts["changed, proved, values agree"] >= 20
    assert report.counts["value, agree"] >= 0.95 * CASES


def test_a_case_can_be_made_again_from_its_number():
    again = run(3, SEED, first=17), run(3, SEED, first=17)
    assert again[0].counts == again[1].counts


# the harness can fail


def _says_yes(left, right, openings, limits):
    return kernel.prove(left, left, openings, limits)


def _says_no(left, right, openings, limits):
    return kernel.Residual(None, "no")


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


COMPONENTS, POWER, FACTORS = Sums._components, Arithmetic.power, arithmetic.irreducible_factors


def _no_dimension(self, inner, bound):
    held = frozenset().union(*(indices_of(atom) for atom, _ in inner)) & bound
    return COMPONENTS(self, inner, held)


def _no_cross_terms(expression, variable, opens):
    return derivative.times(*(derivative.differentiate(each, variable, opens) for each in expression.args))


def _only_numerator(expression, variable, opens):
    above, below = expression.args
    return Quotient(derivative.differentiate(above, variable, opens), below)


def _exp_of_sum(self, form):
    return self.add(*(self._exp_term(powers, coefficient) for powers, coefficient in form.items()))


def _holds(self, condition, places):
    return self.delta(*(self.place(index, places) for index in condition.args))


def _wrong_one_hot(self):
    return Equation(Times(self.family[k], self.family[j]), self.family[k]), normalised(self.family)


SABOTAGES = {
    "Σ_k 1 = 1": (Sums, "_components", _no_dimension),
    "δ_ij = 0": (Sums, "delta", lambda self, one, other: {(): 1} if one == other else {}),
    "Σ_j δ_ij f_j = 0": (Sums, "_sifted", lambda *_: {}),
    "all bound indices are one": (Sums, "fresh", lambda self, dim: ("u", 0, dim)),
    "a^−2 = a^−1": (Arithmetic, "power", lambda self, form, q: POWER(self, form, -1 if q == -2 else q)),
    "every letter is positive": (Rules, "positive", lambda self, atom: True),
    "powers of factors forgotten": (
        arithmetic,
        "irreducible_factors",
        lambda form: tuple((factor, 1) for factor, _ in FACTORS(form)),
    ),
    "f(δ) = f(0)": (
        Arithmetic,
        "_settle_deltas_inside",
        lambda self, powers: (
            self.without_delta(powers.items(), found[0])
            if (found := [inside for atom in powers if (inside := arithmetic.delta_inside(atom))])
            else None
        ),
    ),
    "exp(a + b) = exp a + exp b": (Functions, "exp", _exp_of_sum),
    "log 2 = 1": (
        Functions,
        "_log_number",
        lambda self, number: {(): number - 1} if number != 1 else {},
    ),
    "{a if i = j; b otherwise} = a": (
        reading._METHODS,
        Cases,
        lambda self, expression, places: self.read(expression.args[0], places),
    ),
    "i ≠ j is i = j": (Reader, "_condition", _holds),
    "∂(a b) = ∂a ∂b": (derivative._RULES, Times, _no_cross_terms),
    "∂(a/b) = ∂a/b": (derivative._RULES, Quotient, _only_numerator),
    "∂log a = 1": (derivative._FUNCTIONS, "log", lambda a: Integer(1)),
    "∂Σ captures": (derivative, "renamed_bound", lambda node, taken: node),
    "o_k o_j = o_k": (OneHot, "equations", property(_wrong_one_hot)),
}
"""Wrong rules, one for each part of the kernel: where they are put, and what."""


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_wrong_rule_is_reported(name, monkeypatch):
    owner, rule, wrong = SABOTAGES[name]
    patch = monkeypatch.setitem if isinstance(owner, dict) else monkeypatch.setattr
    patch(owner, rule, wrong)
    report = run(5 * CASES, SEED, largest=6, tries=0)
    assert not report.passed, f"{name} goes unnoticed:\n{report}"


def test_a_failure_is_shrunk(monkeypatch):
    monkeypatch.setattr(*SABOTAGES["Σ_k 1 = 1"])
    for first in (0, 50, 100):
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
