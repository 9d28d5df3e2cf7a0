"""Terms as they stand in a certificate: text, places put for others, bound indices kept apart."""

from fractions import Fraction

import pytest

from derive.certificates.polynomials import (
    add,
    content,
    factor,
    inverse,
    left_over,
    multiply,
    number,
    parted,
    power,
    scale,
    term,
)
from derive.certificates.sums import canonical
from derive.certificates.terms import (
    Apply,
    Atom,
    Delta,
    Number,
    Over,
    Partial,
    Place,
    Plus,
    Sum,
    Times,
    alike,
)

I, J, K = Place("i"), Place("j"), Place("k")


def entry(name: str, *places: Place) -> Atom:
    return Atom(" ".join([name, *(f"{{{number}}}" for number in range(len(places)))]), places)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (Number(Fraction(-3, 2)), "((-3) * / 2)"),
        (Sum("n", "k", Apply("exp", entry("h", K))), "(Sum n (fun k => (exp (h k))))"),
        (Sum("n", "k", entry("h", K), without=J), "(Sum_but n j (fun k => (h k)))"),
        (entry("w", I, Place("y", (I,))), "(w i (y i))"),
        (Over(entry("a", I), Plus((entry("b", I), entry("c", I)))), "((a i) / ((b i) + (c i)))"),
        (Partial("z", entry("z", K), "z", (J,)), "(partial (fun z : nat -> R => z k) z j)"),
    ],
)
def test_text(made, text):
    assert made.text == text


def test_a_place_that_comes_in_is_not_bound():
    within = Sum("n", "k", Times((entry("a", I), entry("b", K))))
    assert within.put(I, K) == Sum("n", "k'", Times((entry("a", K), entry("b", Place("k'")))))


def test_a_bound_index_is_not_put_for():
    within = Sum("n", "k", entry("a", K))
    assert within.put(K, J) == within


def test_alike_but_for_names():
    assert alike(Sum("n", "i", entry("a", I)), Sum("n", "j", entry("a", J)))
    assert not alike(Sum("n", "i", entry("a", J)), Sum("n", "j", entry("a", J)))
    assert not alike(Sum("n", "i", entry("a", I)), Sum("m", "i", entry("a", I)))


def test_products_are_collected():
    a, b = factor(entry("a", I)), factor(entry("b", I))
    assert multiply(add(a, b), add(a, b)) == add(multiply(a, a), multiply(number(2), a, b), multiply(b, b))
    assert add(a, multiply(number(-1), a)) == {}


def test_common_factors_come_out():
    a, b = factor(entry("a", I)), factor(entry("b", I))
    pulled, rest = content(add(number(1), multiply(b, inverse(a))))
    assert pulled == ((entry("a", I), -1),)
    assert rest == add(a, b)


def test_nothing_is_divided_by_zero():
    with pytest.raises(ZeroDivisionError):
        inverse({})


def test_a_difference_of_deltas_is_not_nothing():
    assert term(add(factor(Delta(I, J)), factor(Delta(J, I), 1))).text == "((delta i j) + (delta j i))"


def root(of, degree=2):
    return factor(Apply("exp", Times((Number(Fraction(1, degree)), Apply("ln", of)))))


def test_roots_come_out_of_their_powers():
    q = Plus((entry("a", I), entry("b", I)))
    whole = add(factor(entry("a", I)), factor(entry("b", I)))
    assert power(root(q), 2) == whole
    assert power(root(q), 3) == multiply(whole, root(q))
    assert power(root(q), -1) == multiply(root(q), inverse(whole))
    assert power(root(q, 3), 3) == whole
    assert power(root(q), 1) != whole


def test_fractions_of_one_index_are_taken_apart():
    """a/(a + b) = 1 − b/(a + b)"""
    a, b = factor(entry("a", K)), factor(entry("b", K))
    under = inverse(add(a, b))
    assert parted(multiply(a, under), "k") == add(number(1), scale(multiply(b, under), -1))
    assert parted(multiply(a, under), "j") == multiply(a, under)


def test_what_is_left_over():
    a, b = factor(entry("a", I)), factor(entry("b", I))
    thirds = add(multiply(a, inverse(add(a, b))), multiply(b, inverse(add(a, b))))
    assert left_over(thirds, number(1)) == {}
    assert left_over(thirds, a) != {}


def test_an_index_around_a_sum_is_not_bound_in_it():
    """Σ_8b u_8b v_8b,8a keeps its index apart from 8a, which stands outside."""
    outer = Place("i'8a")
    value, _ = canonical("n", "i'01", ((entry("u", Place("i'01")), 1), (entry("v", Place("i'01"), outer), 1)))
    assert value.text == "(Sum n (fun i'8b => ((u i'8b) * (v i'8b i'8a))))"
