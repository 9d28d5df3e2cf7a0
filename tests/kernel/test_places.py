"""Places near others: their borders, empty ranges, n = 1; what must not be proved."""

import pytest
from sympy import Integer

from derive.kernel import Openings, Proof, Residual, prove, prove_chain
from derive.language.binders import Sum, before, delta, upto
from derive.language.derivatives import D
from derive.language.families import family, label, labels, scalar, vector
from derive.language.functions import log
from derive.language.hypotheses import at_least, equation
from derive.language.indices import Moved, dims, indices
from derive.language.places import within

n = dims("n")
i, j, k, s, t = indices("i j k s t", n)
x, w = vector("x", n), family("w", n, positive=True)
g, b = scalar("g"), scalar("b", positive=True)
Y, L = label("Y", n), labels("L", n, values=n)
ONE, ZERO = Integer(1), Integer(0)

FALSE = {
    "n = 1 has no last but one": (Sum(delta(j, n - 1), j), ONE),
    "nothing follows the last": (Sum(delta(j, i + 1), j), ONE),
    "nothing precedes the first": (Sum(delta(j, i - 1), j), ONE),
    "two of n are no neighbours": (Sum(delta(i, j + 1), i, j), n),
    "an empty sum of ones": (Sum(ONE, (k, 3, n)), n - 2),
    "an empty sum of powers": (Sum(g**k, (k, 3, n)), (g**3 - g ** (n + 1)) / (1 - g)),
    "places after t": (Sum(ONE, (k, t + 2, n)), n - t - 1),
    "places before t": (Sum(ONE, (k, 1, t - 2)), t - 2),
    "a difference of sums": (Sum(x[k], (k, t, s)), Sum(x[k], (k, 1, s)) - Sum(x[k], (k, 1, t - 1))),
    "before the next": (before(t, s + 1), before(t, s)),
    "before the one before": (before(t - 1, s), before(t, s)),
    "a neighbour and its neighbour": (delta(t, s + 1), delta(t + 1, s)),
    "a label's neighbour": (delta(Y, t + 1), delta(Y + 1, t)),
    "labels of neighbours": (Sum(delta(L[i], i + 1), i), ONE),
    "a parity": ((-1) ** n, (-1) ** (n + 1)),
    "powers of a negative": ((-g) ** k, g**k),
    "powers of a double": ((2 * g) ** k, 2 * g**k),
    "alternating ones": (Sum((-1) ** k, k), ZERO),
    "the last in the last but one": (D(x[n], x[n - 1]), ONE),
    "a sum that ends": (D(Sum(x[i] ** 2, (i, 1, t)), x[j]), 2 * x[j]),
    "a row too many": (Sum(x[i + 1], j, (i, 1, j - 1)), Sum((n - i) * x[i], i)),
    "first and last": (log(w[n]), log(w[1])),
}

TRUE = {
    "n = 1 has no last but one": (Sum(delta(j, n - 1), j), Sum(upto(2, j) * delta(j, n), j)),
    "a place as a sum": (Sum(k * delta(k, n - 1), k) + 1, n + 0 * g),
    "places after t": (Sum(ONE, (k, t + 1, n)), n - t),
    "beyond": (Sum(ONE, (k, t - 1, n + 1)), n - t + 3),
    "from 0": (Sum(g**k, (k, 0, t)), Sum(g ** (k - 1), (k, 1, t + 1))),
    "a label's neighbour": (delta(Y, t + 1), delta(t, Y - 1)),
    "a place moved twice": (delta(Moved(Moved(i, 2), -1), j), delta(i, j - 1)),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_at_a_border_is_not_proved(name):
    assert isinstance(prove(*FALSE[name]), Residual)


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_at_the_borders_too_is_proved(name):
    assert isinstance(prove(*TRUE[name]), Proof)


def test_a_hypothesis_says_nothing_of_what_lies_beyond():
    ones = Openings(hypotheses=(equation(x[k], 1),))
    assert isinstance(prove(Sum(x[k + 1], (k, 1, n - 1)), n - 1 + 0 * g, ones), Proof)
    assert isinstance(prove(Sum(delta(j, n) * x[j + 1], j), ONE, ones), Residual)
    assert isinstance(prove(x[k + 1], ONE, ones), Residual)
    inside = Openings(hypotheses=(equation(x[k], 1), within(t, 1, n - 1)))
    found = prove(x[t + 1], ONE, inside)
    assert isinstance(found, Proof)
    assert within(t, 1, n - 1) in found.hypotheses


def test_a_written_place_says_how_large_n_is_at_least():
    assert isinstance(prove(x[2] + Sum(delta(j, n - 1), j), x[2] + 1), Proof)
    assert isinstance(prove(Sum(delta(j, n - 1), j), ONE, Openings(hypotheses=(at_least(n, 2),))), Proof)
    assert isinstance(prove(Sum(delta(j, n - 1), j), ONE), Residual)


def test_a_place_compared_with_the_last_does_not_say_it():
    assert isinstance(prove(before(2, n), 1 - delta(2, n)), Residual)
    assert isinstance(prove(before(2, n), 1 - delta(2, n) - delta(1, n)), Proof)
    assert isinstance(prove(delta(2, n + 1), ZERO), Residual)


def test_a_line_between_may_not_say_it_for_the_ends():
    first, last = Sum(delta(j, n - 1), j), ONE
    between = first + x[2] - x[2]
    links = prove(first, between), prove(between, last)
    assert all(isinstance(each, Proof) for each in links)
    assert isinstance(prove_chain(links), Residual)
    said = first + x[2] - x[2], last + x[2] - x[2]
    assert isinstance(prove_chain((prove(said[0], last), prove(last, said[1]))), Proof)


def test_a_hypothesis_with_a_written_place_does_not_say_it():
    known = Openings(hypotheses=(equation(x[2], x[2] * 1),))
    assert isinstance(prove(Sum(delta(j, n - 1), j), ONE, known), Residual)


def test_conditions_of_powers_are_told():
    found = prove(Sum(g ** (k - 1), k), (1 - g**n) / (1 - g))
    assert isinstance(found, Proof)
    assert {str(each) for each in found.conditions} == {"g − 1 ≠ 0", "g ≠ 0"}
