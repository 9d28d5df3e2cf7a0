"""What certificates state, and what has none."""

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from derive.catalogue import load
from derive.certificates.certificate import certificate
from derive.certificates.errors import NoCertificate
from derive.language.claims import Identity
from derive.targets import catalogue

LIBRARY = Path(__file__).parents[2] / "certificates" / "Sums.v"
NOT_YET = {
    "softargmax.probability_below_one",
    "softargmax.positive_semidefinite",
    "cross_entropy.true_class_flow",
    "linear_classifier.shifted_exponential_is_at_most_one",
    "softmax_layer.elementwise_backward",
}
"""Inequalities that are no single sign, and an unknown function."""

EVERY = [
    each
    for page in catalogue()
    for each in load(page.label).identities.values()
    if isinstance(each, Identity) and each.expected == "proved"
]


def statement(text: str) -> str:
    """From Theorem to Proof, in one line."""
    return " ".join(text.partition("Theorem")[2].partition("Proof.")[0].split())


FIRST = [
    "softargmax", "cross_entropy", "mixture_autoencoder", "eol", "linear_classifier", "softmax_by_cases",
    "network_layer", "column_normalisation", "softmax_layer", "numerical_rewrites",
]  # fmt: skip
"""The pages of the five documents: all of theirs have one, but for those above."""


@pytest.mark.parametrize("identity", EVERY, ids=lambda each: each.id)
def test_every_identity_has_one_or_says_why_not(identity):
    if identity.page not in FIRST:
        with suppress(NoCertificate):
            certificate(identity)
        return
    if identity.id in NOT_YET:
        with pytest.raises(NoCertificate, match=r"no lemma yet|no certificate yet"):
            certificate(identity)
        return
    text = certificate(identity)
    assert f"Print Assumptions {identity.id.replace('.', '_')}." in text
    assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture|give_up)\b", text)


def test_the_library_admits_nothing():
    assert not re.search(r"\b(Admitted|admit|Axiom|Parameter|Conjecture|give_up)\b", LIBRARY.read_text())


def test_the_claim_is_stated_for_every_dimension_and_family():
    text = certificate(load("softargmax").identities["jacobian"])
    assert "Variable n : nat." in text
    assert "Hypothesis h_smooth : forall i0, smooth (fun x : nat -> R => h i0 x)." in text
    assert statement(text) == (
        "softargmax_jacobian (z : nat -> R) (d : nat) (k : nat) (d_below : (d < m)%nat) (k_below : (k < n)%nat) : "
        "partial (fun z : nat -> R => p k z) z d = (p k z) * ((partial (fun z : nat -> R => h k z) z d) + "
        "(- (Sum n (fun j => ((p j z) * (partial (fun z : nat -> R => h j z) z d))))))."
    )


def test_hypotheses_are_premises():
    assert "(given1 : (Sum n (fun k => (y k))) = 1)" in statement(
        certificate(load("cross_entropy").identities["gradient"])
    )
    assert "(given1 : j <> (y i))" in statement(
        certificate(load("linear_classifier").identities["other_class_gradient"])
    )


def test_conditions_are_premises():
    text = statement(certificate(load("column_normalisation").identities["sum_in_entries"]))
    assert "<> 0)" in text


def test_that_a_variable_is_positive_is_a_premise():
    text = statement(certificate(load("pointwise_losses").identities["poisson_slope_in_rate"]))
    assert "(v_positive : forall i0, 0 < v i0)" in text


def test_a_root_is_a_power_of_a_positive_number():
    text = certificate(load("normalisations").identities["length_gradient"])
    assert "Rpower (Sum n (fun k => ((x k) ^ 2))) (1 * / 2)." in text
    assert "(side1 : 0 < (Sum n (fun i'00 => ((x i'00) ^ 2))))" in statement(text)


def test_a_symmetric_matrix_is_a_premise():
    text = statement(certificate(load("optimisation").identities["quadratic_gradient"]))
    assert re.search(r"\(given1 : forall i j, \(i < (\w+)\)%nat -> \(j < \1\)%nat -> A i j = A j i\)", text)


@pytest.mark.parametrize(
    "identity", [each for each in EVERY if each.page in FIRST[:4]], ids=lambda each: each.id
)
def test_none_is_written_where_the_sides_do_not_meet(identity):
    if identity.id in NOT_YET or identity.relation != "=" or identity.id.endswith("zero_column_sum"):
        return
    for wrong in (identity.right + 1, 2 * identity.right + 3):
        with pytest.raises(NoCertificate, match="one form"):
            certificate(replace(identity, right=wrong))


def test_that_a_family_does_not_move_is_said_by_its_type():
    text = certificate(load("softargmax").identities["expectation"])
    assert "Variable t : nat -> R." in text
    assert "Variable t : nat -> R." not in certificate(
        load("softargmax").identities["expectation_of_dependent"]
    )
