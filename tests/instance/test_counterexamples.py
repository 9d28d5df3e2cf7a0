"""Counterexamples: small, in the page's own names, and such that a reader can evaluate them again."""

import re
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest
from sympy import Integer

from derive import (
    D,
    Sum,
    arctan,
    define,
    dims,
    erf,
    exp,
    family,
    function,
    indices,
    label,
    log,
    logistic,
    matrix,
    pi,
    scalar,
    sqrt,
    tanh,
    vector,
)
from derive.catalogue import load
from derive.instance import check_instances, find_counterexample
from derive.report import json_report
from derive.results import Counterexample, Entry, Hint
from derive.verdict import check
from tests.refutations import shows_what_was_found

PAGES = [
    path
    for path in sorted((Path(__file__).parents[1] / "refused").glob("*.py"))
    if "\nExpected: refuted\n" in path.read_text(encoding="utf-8")
]


n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
z = vector("z", m)
h, t = family("h", n, of=z), family("t", n, of=z)
x, y = vector("x", n), vector("y", n)
W = matrix("W", n, m)
M = family("M", n, m, of=W)
T, lam = scalar("T", positive=True), scalar("lambda")
c = label("c", n)
f = function("f")
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
s = define("s", Sum(x[k] ** 2, k))
CLAIMS = {
    "a second derivative": (D(h[k] * t[k], z[d], z[e]), D(h[k], z[d], z[e]) * t[k]),
    "of an unknown function": (D(f(x[i] * T), x[i]), f(x[i]) * T),
    "in a scalar": (D(exp(T * x[i]), T), exp(T * x[i])),
    "in a matrix": (D(Sum(M[i, d] * W[i, d], i, d), W[j, e]), M[j, e]),
    "in a definition": (D(s * log(1 + s), s), log(1 + s)),
    "in a dependent letter": (D(p[i], h[j]), p[i] * p[j]),
    "with a value of z": (D(Sum(z[d] * z[d], d) * h[k], z[e]), 2 * z[e] * h[k]),
    "with a keyword": (lam * x[i], x[i]),
    "with a label": (x[c] + y[i], x[i] + y[c]),
    "with roots": (sqrt(Sum(x[k] ** 2, k)), Sum(x[k], k)),
    "with a function that NumPy lacks": (D(Sum(erf(x[k]) * x[k], k), x[i]), erf(x[i])),
    "with what it is made of": (logistic(x[k]) + tanh(x[k]), arctan(x[k]) * pi),
    "with a place left out": (Sum(x[k], k, without=i), Sum(x[k], k)),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_snippets_of_every_kind(name):
    found = find_counterexample(*CLAIMS[name])
    assert found is not None
    shows_what_was_found(found)


# the numbers


def digits(found: Counterexample) -> int:
    shown = [*(value.value_text for value in found.values), found.left, found.right]
    return max((len(number) for number in re.findall(r"\d+", " ".join(shown))), default=0)


def test_counterexamples_and_their_programs_are_small():
    found = [check([*load(path).identities.values()][-1]).counterexample for path in PAGES]
    lengths = [len(each.snippet.split("\n")) for each in found]
    assert median(lengths) <= 13
    assert max(lengths) <= 20
    kinds = {value.meaning for each in found for value in each.values}
    assert kinds == {"value", "exp", "place", "derivative", "function"}
    assert median(max(each.sizes.values(), default=1) for each in found) <= 2
    exact = [each for each in found if each.exact]
    assert len(exact) >= 0.9 * len(found)
    assert median(map(digits, exact)) <= 1
    assert max(map(digits, exact)) <= 2


def test_a_letter_under_exp_and_outside_gives_exact_numbers_where_it_can():
    found = find_counterexample(D(Sum(log(1 + exp(x[k])), k) + Sum(x[k] ** 2, k), x[i]), 2 * x[i])
    assert found.exact
    rows = Sum(W[i, d] * exp(Sum(W[j, e] * z[e], e)), d)
    assert find_counterexample(rows, Sum(W[j, d] * exp(Sum(W[i, e] * z[e], e)), d)).exact


def test_an_exact_side_is_shown_so_beside_a_rounded_one():
    found = find_counterexample(log(2 + x[i] * 0), Integer(0))
    assert not found.exact
    assert found.text.endswith("left ≈ 0.693147, right 0")


def test_what_is_nothing_is_shown_as_nothing():
    found = find_counterexample(log(Integer(6)) - log(Integer(2)) - log(Integer(3)), Integer(1))
    assert found.text == "left ≈ 0, right 1"


# machine-readable values


def test_the_meaning_of_values_is_said():
    found = find_counterexample(*CLAIMS["a second derivative"])
    meanings = {(value.letter, value.meaning, value.variable) for value in found.values}
    assert {("h", "derivative", "z"), ("t", "second derivative", "z")} <= meanings


@pytest.mark.parametrize(("name", "record"), [("hint", Hint), ("entry", Entry)])
def test_the_schema_has_every_field(name, record):
    found = json_report.schema()["$defs"][name]
    written = {{"said": "text"}.get(field.name, field.name) for field in fields(record)} - {"assumes", "slip"}
    assert set(found["properties"]) == set(found["required"]) == written


def test_a_difference_far_away_is_found():
    a = scalar("a")
    found = find_counterexample(sqrt((a + 100) ** 2), a + 100)
    assert Fraction(found.values[0].entries[0].value) < -100


def test_a_strict_inequality_that_fails_at_0_alone_is_refuted():
    a = scalar("a")
    found = find_counterexample(a**2, Integer(0), relation=">")
    assert (found.left, found.right) == ("0", "0")
    assert find_counterexample(a**2, Integer(0), relation="≥") is None


def test_sizes_at_which_a_factor_vanishes_are_passed():
    factor = (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5)
    assert find_counterexample(factor * Sum(x[k], k), Integer(0)).sizes == {"n": 6}
    agreeing = check_instances(factor * Sum(x[k], k), Sum(factor * x[k], k))
    assert [each.sizes["n"] for each in agreeing] == [1, 2, 6]
