"""Mutants of the catalogue: made at every place, judged by the check itself, true ones known by exact evaluation."""

from collections import Counter
from dataclasses import replace

import pytest

from derive.audit.confirming import INSTANCES, confirm, dims_of
from derive.audit.evaluation import Comparison
from derive.audit.figures import MutantFigures
from derive.audit.letters import b, d, e, h, i, j, k, m, n, p, t, w, x, y, z
from derive.audit.mutants import made, mutants, statements
from derive.audit.sabotage import SABOTAGES, broken
from derive.audit.work import judge_mutant, list_mutants
from derive.catalogue import load
from derive.language.binders import Sum, delta
from derive.language.derivatives import D
from derive.language.functions import log
from derive.language.hypotheses import at_least, nonnegative, normalised
from derive.language.places import distinct
from derive.targets import catalogue

SEED = 1
PATHS = {target.label: target.path for target in catalogue()}
SOFTARGMAX = PATHS["softargmax"]


@pytest.fixture(scope="module")
def page():
    return load("softargmax")


@pytest.fixture(scope="module")
def listed():
    return list_mutants(SOFTARGMAX, ("jacobian",), SEED)


# making them


def test_every_claim_and_every_line_has_mutants_of_many_kinds(page, listed):
    lines = Counter(mutant.line for mutant in listed)
    assert set(lines) == set(range(len(page.identities["jacobian"].lines) + 1))
    assert {mutant.side for mutant in listed if mutant.line == 0} == {"left", "right"}
    assert len({mutant.slip for mutant in listed}) >= 15
    assert len(set(listed)) == len(listed) > 400


def test_a_mutant_differs_from_its_statement_and_can_be_made_again(page, listed):
    for mutant in listed:
        statement = statements(page.identities["jacobian"])[mutant.line]
        first, again = made(page, mutant, SEED), made(page, mutant, SEED)
        assert (first.left, first.right) != (statement.left, statement.right)
        assert (first.left, first.right) == (again.left, again.right)


def test_a_mutant_that_does_not_exist_is_refused(page, listed):
    with pytest.raises(ValueError, match="no mutant"):
        made(page, replace(listed[0], slip="square_captured"), SEED)


def test_errata_have_no_mutants():
    page = load("softmax_by_cases")
    wrong = {name for name, each in page.identities.items() if each.expected == "refuted"}
    named = {mutant.identity for mutant in mutants(page, PATHS["softmax_by_cases"], SEED)}
    errata = {
        name for label in PATHS for name, each in load(label).identities.items() if each.expected != "proved"
    }
    assert errata
    assert not wrong & named


# judging them


def test_mutants_are_refuted_or_equivalent(listed):
    found = MutantFigures(len(listed), [judge_mutant(mutant, SEED, 10.0) for mutant in listed[::9]])
    assert found.passed, found.listed
    assert found.fates["refuted"] >= 40
    assert found.fates["equivalent"] >= 1
    assert found.median("size") <= 2


def test_an_unsound_kernel_is_found_out(listed):
    signs = [mutant for mutant in listed if mutant.slip == "sign"][:12]
    with broken(SABOTAGES["reading:Reader._neg"]):
        found = MutantFigures(len(signs), [judge_mutant(mutant, SEED, 10.0) for mutant in signs])
    assert found.fates["proved"] >= 3
    assert not found.passed
    assert {each.verdict for each in found.findings if each.fate == "proved"} == {"disagreement"}
    assert MutantFigures(len(signs), [judge_mutant(mutant, SEED, 10.0) for mutant in signs]).passed


def test_the_bars_are_bars(listed):
    [good] = [judge_mutant(listed[0], SEED, 10.0)]
    assert good.fate == "refuted"
    many = [good] * 199
    assert MutantFigures(200, [*many, replace(good, fate="undecided")]).passed
    assert not MutantFigures(200, [*many, *[replace(good, fate="undecided")] * 2]).passed
    assert not MutantFigures(200, [*many, replace(good, fate="proved")]).passed
    assert not MutantFigures(3, [replace(good, size=3)] * 3).passed
    assert not MutantFigures(3, [replace(good, digits=3)] * 3).passed


# what counts as equivalent


@pytest.mark.parametrize(
    ("left", "right", "given", "relation"),
    [
        (D(p[k], z[d]), p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)), (), "="),
        (Sum(y[k] * x[i], k), x[i], (normalised(y),), "="),
        (delta(i, j) * x[i], 0 * x[i], (distinct(i, j),), "="),
        (delta(i, b) * x[i], delta(i, b) * x[b], (), "="),
        (1 - p[k], 0 * w, (at_least(n, 2),), ">"),
        (x[i], 0 * w, (nonnegative(x[i]),), "≥"),
    ],
)
def test_what_holds_is_confirmed(left, right, given, relation):
    found = confirm(left, right, given, relation)
    assert (found.comparison, found.instances) == (Comparison.AGREE, INSTANCES)


@pytest.mark.parametrize(
    ("left", "right", "given", "relation"),
    [
        (D(p[k], z[d]), p[k] * D(h[k], z[d]), (), "="),
        (Sum(y[k] * x[i], k), x[i], (), "="),
        (delta(i, j) * x[i], 0 * x[i], (), "="),
        (delta(i, b) * x[i], 0 * x[i], (distinct(i, j),), "="),
        (x[i], 0 * w, (nonnegative(t[i]),), "≥"),
        (Sum(w, k, without=j), 0 * w, (), ">"),
    ],
)
def test_what_does_not_hold_is_not_confirmed(left, right, given, relation):
    assert confirm(left, right, given, relation).comparison == Comparison.DIFFER


def test_what_is_defined_nowhere_or_at_size_1_alone_is_not_confirmed():
    assert confirm(log(-w), log(-w)).comparison == Comparison.UNDEFINED
    assert confirm(1 / (n - n), w).comparison == Comparison.UNDEFINED
    assert confirm(log(2 - n), log(2 - n)).comparison == Comparison.UNDEFINED
    assert confirm(log(5 - n), log(5 - n)).comparison == Comparison.AGREE


def test_dimensions_inside_definitions_count():
    assert dims_of(p[k]) == [m, n]
    assert dims_of(x[i]) == [n]
    assert dims_of(h[i] * e.dim) == [m, n]
