"""The voices together: pages that fooled one of them once."""

import resource
import time

import pytest
from sympy import Rational

from derive import (
    D,
    Sum,
    define,
    delta,
    diagonal,
    dims,
    distinct,
    equation,
    exp,
    family,
    idempotent,
    indices,
    invertible,
    log,
    logistic,
    matrix,
    normalised,
    onehot,
    orthonormal,
    positive,
    psd,
    refuting,
    scalar,
    sqrt,
    symmetric,
    tanh,
    vector,
)
from derive.instance import check_instances
from derive.kernel import Openings
from derive.kernel.domains import Condition, domain
from derive.language.claims import Identity
from derive.language.expressions import written
from derive.numeric import check_numbers
from derive.refuting import refute
from derive.verdict import check

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
x, y = vector("x", n), vector("y", n)
a, b, s = scalar("a"), scalar("b"), scalar("s")
A = matrix("A", n, n)
z = vector("z", m)
h = family("h", n, of=z)


def checked(left, right, *given, relation="="):
    left, right = written(left), written(right)
    return check(Identity("claim", "page", left, right, (left, right), given, relation=relation))


class TestFractionsInExponents:
    """They stay exact at many digits; once they were doubles there, and the voices disagreed by 3e-19."""

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            (Rational(10) ** (a / 400), exp(a * log(Rational(10)) / 400)),
            (Rational(10) ** a, exp(a * log(Rational(10)))),
            (Rational(2) ** (a / 3), exp(a * log(Rational(2)) / 3)),
            (exp(s) ** Rational(1, 7), exp(s / 7)),
            (Sum(exp(x[k] / 3), k), Sum(exp(x[k]) ** Rational(1, 3), k)),
        ],
        ids=str,
    )
    def test_powers(self, left, right):
        assert checked(left, right).verdict == "proved"

    def test_elo(self):
        ten = Rational(10)
        left = ten ** (a / 400) / (ten ** (a / 400) + ten ** (b / 400))
        assert checked(left, logistic((a - b) * log(ten) / 400)).verdict == "proved"
        assert checked(left, logistic((b - a) * log(ten) / 400)).verdict == "refuted"


class TestARecurrence:
    """Two steps of a tanh recurrence: an instance that is expanded takes all memory there is."""

    W, U, g = matrix("W", n, n), matrix("U", n, m), vector("g", n)
    u1, u2, h0 = vector("u1", m), vector("u2", m), vector("h0", n)
    h1 = define("h1", i, tanh(Sum(W[i, j] * h0[j], j) + Sum(U[i, d] * u1[d], d)))
    h2 = define("h2", i, tanh(Sum(W[i, j] * h1[j], j) + Sum(U[i, d] * u2[d], d)))
    left = D(Sum(g[i] * h2[i], i), W[k, l])
    first = g[k] * (1 - h2[k] ** 2) * h1[l]
    second = Sum(g[i] * (1 - h2[i] ** 2) * W[i, k], i) * (1 - h1[k] ** 2) * h0[l]

    def test_it_is_proved_soon_and_in_little_memory(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        assert all(each.agrees for each in check_instances(self.left, self.first + self.second))
        assert time.process_time() - started < 5
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB
        assert checked(self.left, self.first + self.second).verdict == "proved"

    def test_a_step_that_is_forgotten_is_refuted(self):
        assert checked(self.left, self.first).verdict == "refuted"


class TestHypotheses:
    def test_numbers_that_break_a_hypothesis_refute_nothing(self):
        """Only n = 1 satisfies both; y = (1, 0) does not."""
        assert checked(Sum(y[k], k), n, onehot(y), positive(y)).verdict != "refuted"
        q = vector("q", n, positive=True)
        assert checked(Sum(q[k], k), n, onehot(q)).verdict != "refuted"

    def test_a_logarithm_that_is_given(self):
        given = equation(log(x[k]), y[k])
        assert checked(exp(log(x[i]) * 2), exp(2 * y[i]), given).verdict == "proved"
        assert checked(exp(log(x[i]) * 2), exp(y[i]), given).verdict == "refuted"

    def test_a_strict_inequality_that_fails_at_0(self):
        found = checked(s**2, 0, relation=">")
        assert found.verdict == "refuted"
        assert found.counterexample.left == "0"

    def test_a_power_of_0_that_is_worked_out(self):
        """(a − a)^(½ s/s): the exponent is a number once it is worked out, and no voice lacks a value."""
        assert not refute(written(1 + (a - a) ** (Rational(1, 2) * s / s)), written(2)).objection

    def test_the_empty_sum(self):
        assert checked(Sum(s / (n - 1), k, without=j), s).verdict == "proved"
        assert checked(Sum(s / (n - 1), k, without=j), 2 * s).verdict == "refuted"

    @pytest.mark.parametrize(
        ("left", "right", "given"),
        [
            (Sum(A[i, k] * A[j, k], k), delta(i, j), symmetric(A)),
            (A[i, j], A[j, i], orthonormal(A)),
            (Sum(A[i, k] * A[k, j], k), delta(i, j), idempotent(A)),
            (A[i, j], 0, diagonal(A)),
            (Sum(A[k, k], k), 0, psd(A)),
            (A[i, j], delta(i, j), invertible(A)),
        ],
        ids=str,
    )
    def test_what_a_word_about_a_matrix_does_not_say_is_refuted(self, left, right, given):
        started = time.process_time()
        found = refute(written(left), written(right), (given,))
        assert not found.objection
        assert time.process_time() - started < 2

    def test_orthonormal_by_an_equation(self):
        given = equation(Sum(A[i, k] * A[j, k], k), delta(i, j))
        left = Sum(Sum(A[i, k] * x[i], i) ** 2, k)
        assert checked(left, Sum(x[i] ** 2, i), given).verdict == "proved"
        assert checked(left, Sum(x[i] ** 2, i)).verdict == "refuted"


class TestRefutedNeedsTwoVoices:
    claim = D(Sum(x[k] ** 2, k), x[i]), x[i]

    def test_both_deny_it(self):
        assert checked(*self.claim).verdict == "refuted"

    def test_finite_differences_agree_with_the_claim(self, monkeypatch):
        monkeypatch.setattr(refuting, "denies", lambda *_: False)
        found = checked(*self.claim)
        assert (found.verdict, found.counterexample is None) == ("disagreement", False)
        assert found.message == "the exact instance denies the claim, but finite differences agree there"

    def test_the_numbers_do_not_satisfy_a_hypothesis(self, monkeypatch):
        class Spoilt(refuting.Holding):
            def denied(self):
                return normalised(x)

        monkeypatch.setattr(refuting, "Holding", Spoilt)
        found = checked(*self.claim, distinct(j, k))
        assert found.verdict == "disagreement"
        assert "do not satisfy Σ_k x_k = 1" in found.message


class TestConditions:
    """What a proof asks for binds instances and numbers too."""

    def test_the_logarithm_of_a_negative_number_has_no_value_in_any_voice(self):
        """√(exp(Σ 2 log(y − 1))) = exp(Σ log(y − 1)): complex logarithms would make it false."""
        left, right = sqrt(exp(Sum(2 * log(y[i] - 1), i))), exp(Sum(log(y[i] - 1), i))
        assert check_numbers(left, right).agrees
        assert checked(left, right).verdict in ("proved", "undecided")

    def test_a_root_of_a_negative_number_neither(self):
        left, right = (a ** Rational(1, 3)) ** 3, a + 0 * log(a)
        assert check_numbers(written(left), written(right)).agrees

    def test_instances_and_numbers_that_violate_one_are_passed_over(self):
        condition = Condition(a - 1, ">")
        claim = sqrt((a - 1) ** 2), a - 1
        assert not all(each.agrees for each in check_instances(*claim))
        assert [each.agrees for each in check_instances(*claim, conditions=(condition,))] == [True] * 3
        assert not all(check_numbers(*claim, seed=seed).agrees for seed in range(5))
        assert all(check_numbers(*claim, seed=seed, conditions=(condition,)).agrees for seed in range(5))

    def test_a_condition_for_every_place(self):
        bits = equation(x[k] ** 2, x[k])
        claim = x[i], 1 + 0 * x[i], (bits,)
        assert not all(each.agrees for each in check_instances(*claim))
        everywhere = Condition(x[i], "≠", frozenset((i,)))
        assert all(each.agrees for each in check_instances(*claim, conditions=(everywhere,)))

    def test_values_beyond_the_doubles_are_no_warning(self):
        assert check_numbers(exp(1000 + a), exp(1000 + 0 * a) * exp(a)).agrees


class TestFoundByTheAttack:
    def test_a_root_of_a_size_has_all_digits(self):
        assert check_numbers(written(4 / (n + 2)), written(4 / sqrt(n + 2) ** 2)).high_precision_error < 1e-60

    def test_a_lemma_that_brings_in_a_letter(self):
        [condition] = domain([written(sqrt(a))], Openings(hypotheses=(equation(a, 2 * b),)))
        assert str(condition.expression) == "b"

    def test_what_is_0_when_its_denominators_are_cleared(self):
        nothing = D(h[j] ** 2 / h[j] - exp(log(sqrt(h[j]))) ** 2, h[j], z[d])
        found = checked(log(nothing), log(2 * nothing))
        assert (found.verdict, found.counterexample) == ("undecided", None)
