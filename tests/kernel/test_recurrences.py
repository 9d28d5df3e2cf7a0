"""Recurrences and induction: what they prove, and what they must not."""

import pytest
from sympy import Integer

from derive import identity, using
from derive.derivation.reasons import induction
from derive.derivation.steps import check_steps, prove_identity
from derive.kernel import Openings, Proof, Residual, prove, prove_induction
from derive.language.binders import Sum, before, upto
from derive.language.derivatives import D
from derive.language.families import scalar, vector
from derive.language.functions import function
from derive.language.hypotheses import equation
from derive.language.indices import dims, indices
from derive.language.places import distinct, within
from derive.language.recurrences import recurrence

n, m = dims("n m")
k, s, t = indices("k s t", n)
x = vector("x", n)
a, b, w = scalar("a"), scalar("b", positive=True), scalar("w")
f = function("f")
S = recurrence("S", t, first=x[1], step=lambda old: old + x[t])
G = recurrence("G", t, last=x[n], step=lambda later: x[t] + b * later)
C = recurrence("C", t, first=a, step=lambda old: old)
H = recurrence("H", t, first=f(x[1]), step=lambda old: f(w * old + x[t]))

FALSE = {
    "a base that fails": (C[t], a + 1, t, False),
    "a step that fails": (S[t], x[1], t, False),
    "from the wrong end": (G[t], Sum(x[s], (s, t, n)), t, True),
    "another place": (S[t], Sum(x[s], (s, 1, t - 1)), t, False),
    "up, of what goes down": (G[t], Sum(b ** (s - t) * x[s], (s, 1, t)), t, False),
    "a letter that is no recurrence": (x[t], x[1], t, False),
    "a number": (t, Integer(1), t, False),
    "a slope that is always 1": (D(S[t], x[k]), upto(k, t) + before(t, k), t, False),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_has_no_induction(name):
    left, right, index, down = FALSE[name]
    assert isinstance(prove_induction(left, right, index, down=down), Residual)


def test_an_induction_may_not_go_through_an_index_that_a_hypothesis_speaks_of():
    only_first = Openings(hypotheses=(within(t, 1, 1),))
    assert isinstance(prove_induction(S[t], x[1], t, only_first), Residual)
    assert isinstance(
        prove_induction(S[t], Sum(x[s], (s, 1, t)), t, Openings(hypotheses=(distinct(t, k),))), Residual
    )


def test_a_hypothesis_about_letters_is_used_and_told():
    equal_ones = equation(x[k], a)
    found = prove_induction(S[t], t * a, t, Openings(hypotheses=(equal_ones,)))
    assert isinstance(found, Proof)
    assert found.hypotheses == (equal_ones,)
    assert isinstance(prove_induction(S[t], t * a, t), Residual)


def test_conditions_are_for_all_places():
    found = prove_induction(C[t] + x[t] / x[t], a + 1, t)
    assert isinstance(found, Proof)
    assert "x_t ≠ 0 for every t" in map(str, found.conditions)


def test_where_a_step_leads_is_a_hypothesis_that_is_used():
    inside = within(t, 2, n)
    found = prove(S[t], S[t - 1] + x[t], Openings(hypotheses=(inside,)))
    assert isinstance(found, Proof)
    assert found.hypotheses == (inside,)
    assert isinstance(prove(S[t], S[t] + x[t] - x[t] + (S[t] - x[t]) * 0), Proof)
    assert isinstance(prove(S[t + 1], S[t] + x[t + 1]), Proof)
    assert isinstance(prove(S[t], S[t - 1] + x[t]), Residual)


def test_no_slope_is_taken_in_a_recurrence():
    for left in (D(H[s], H[t]), D(H[t + 1], H[t])):
        answer = prove(left, left)
        assert isinstance(answer, Residual)
        assert "moves with it" in answer.reason


def test_lines_and_lemmas():
    @identity(S[t], equals=Sum(x[s], (s, 1, t)))
    def prefix(line):
        """A prefix sum."""
        line(by=induction(t))

    @identity(S[n], equals=Sum(x[s], s))
    def whole(line):
        """The whole sum."""
        line(by=using(prefix))

    @identity(S[t], equals=Sum(x[s], (s, 1, t)))
    def unsaid():
        """Without a line, the induction is found."""

    @identity(S[n], equals=Sum(x[s], (s, 1, n - 1)))
    def short(line):
        """One too few."""
        line(by=using(prefix))

    for each in (prefix, whole, unsaid):
        assert isinstance(prove_identity(each), Proof)
        assert all(step.proved for step in check_steps(each))
    assert not any(step.proved for step in check_steps(short))
