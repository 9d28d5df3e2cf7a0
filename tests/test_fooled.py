"""Pages that fooled the kernel or its voices, and their sisters: what is said of each claim now.

Every claim that is true is proved or honestly undecided, every false one refuted or undecided, and none ends in
voices that disagree.
"""

import re
from pathlib import Path

import pytest

from derive.catalogue import load
from derive.derivation.steps import check_steps, prove_identity
from derive.kernel import Residual
from derive.language.claims import Identity
from derive.verdict import check

PAGES = Path(__file__).parent / "fooled"

VERDICTS = {
    "bptt": {"bptt2": "proved"},
    "capture_in_conditions": {
        "definition_at_other_places": "proved",
        "definition_captured": "refuted",
        "summed_hypothesis": "proved",
        "two_places": "proved",
        "label_elsewhere": "proved",
        "equal_indices_captured": "refuted",
        "equal_indices": "proved",
        "summed_where_distinct": "proved",
    },
    "chain": {
        "root": "refuted",
        "slope": "refuted",
        "root_sum": "refuted",
        "direct": "refuted",
        "logs": "undecided",
    },
    "distinct": {
        "true_claim": "proved",
        "false_claim": "refuted",
        "false_unseen": "refuted",
        "jacobian": "proved",
        "false_by_lemma": "refuted",
    },
    "empty_sum": {"mean_of_the_others": "proved", "wrong_count": "refuted", "leave_one_out": "proved"},
    "exponent": {"elo": "proved", "small": "proved", "smaller": "proved", "two": "proved"},
    "granted": {"lemma": "proved", "false_by_lemma": "refuted", "false_unseen": "refuted"},
    "hypotheses": {
        "onehot_and_positive": "undecided",
        "onehot_declared_positive": "undecided",
        "hypothesis_log": "proved",
        "score_has_mean_zero": "proved",
        "sum_of_slopes": "proved",
    },
    "inequalities_by_lines": {
        "by_exp_and_log": "undecided",
        "in_a_sum": "refuted",
        "true_where_it_has_a_value": "proved",
    },
    "labels_of_labels": {
        "either_name": "proved",
        "twice": "proved",
        "without_it": "refuted",
        "picked": "proved",
    },
    "lemma_of_a_chain": {"lemma": "proved", "false_by_lemma": "refuted", "true_by_lemma": "proved"},
    "not_needed": {"lemma": "proved", "needs_it": "refuted"},
    "symmetric_orthogonal": {
        "isometry": "proved",
        "symmetric_gradient": "proved",
        "symmetric_not_needed": "proved",
    },
}
CLAIMS = [(page, name) for page, names in VERDICTS.items() for name in names]


def claim(page: str, name: str) -> Identity:
    found = load(PAGES / f"{page}.py").identities[name]
    assert isinstance(found, Identity)
    return found


def test_every_claim_is_looked_at():
    assert {path.stem for path in PAGES.glob("*.py")} == set(VERDICTS)
    for page, names in VERDICTS.items():
        assert set(load(PAGES / f"{page}.py").identities) == set(names)


@pytest.mark.parametrize(("page", "name"), CLAIMS, ids=[f"{page}.{name}" for page, name in CLAIMS])
def test_what_is_said_of_it(page, name):
    result = check(claim(page, name))
    assert result.verdict == VERDICTS[page][name], result.message


@pytest.mark.parametrize("name", ["root", "slope", "root_sum"])
def test_a_chain_says_where_it_proves(name):
    """√((s + 100)²) = s + 100 from lines that have a value for s > −100 alone."""
    identity = claim("chain", name)
    assert all(step.proved for step in check_steps(identity))
    found = prove_identity(identity)
    assert isinstance(found, Residual)
    assert found.reason.startswith("the lines prove it only where ")
    assert re.search(r"100 \+ (s|x_k) > 0", found.reason)


def test_what_is_used_through_a_lemma_is_used():
    result = check(claim("granted", "lemma"))
    assert [each.used for each in result.hypotheses] == [True]


def test_conditions_that_a_proof_records_bind_the_voices():
    result = check(claim("empty_sum", "mean_of_the_others"))
    assert [each.told() for each in result.conditions] == ["n − 1 ≠ 0"]
    assert all(each.sizes["n"] > 1 for each in result.instances)


def test_a_condition_comes_along_with_a_lemma():
    result = check(claim("lemma_of_a_chain", "true_by_lemma"))
    assert [each.told() for each in result.conditions] == ["t > 0"]
