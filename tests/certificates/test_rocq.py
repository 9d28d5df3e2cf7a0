"""Rocq accepts certificates, and none of a wrong claim."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from derive import cases, scalar, step
from derive.catalogue import load
from derive.certificates.certificate import certificate
from derive.certificates.confirmed import confirmed
from derive.certificates.errors import NoCertificate
from derive.certificates.rocq import Answer, check, check_all, library
from derive.language.claims import Identity
from derive.store import key

pytestmark = [
    pytest.mark.skipif(shutil.which("coqc") is None, reason="Rocq is not installed"),
    pytest.mark.slow,  # the gate's part for Rocq runs it
]

PAGES = {
    "softargmax": (
        "jacobian",
        "total",
        "zero_column_sum",
        "expectation",
        "shift_invariance",
        "jacobian_by_cases",
    ),
    "cross_entropy": ("gradient", "gradient_for_any_targets", "loss_hessian", "jacobian_times_ratio"),
    "mixture_autoencoder": ("fit", "gradient", "weights_pull"),
    "eol": ("gaussian_gradient", "gradient_matrix"),
    "linear_classifier": ("sample_gradient", "batch_gradient", "binary_gradient", "hessian_in_scores"),
    "softmax_by_cases": ("gradient_by_cases", "gradient"),
    "network_layer": ("output_in_one_weight", "cross_entropy_in_inputs", "closed_form"),
    "column_normalisation": ("jacobian", "sum_in_entries"),
    "softmax_layer": ("batch_backward", "closed_form"),
    "numerical_rewrites": ("shifted_logsumexp", "true_class"),
}
FIXED = [f"{page}.{name}" for page, names in PAGES.items() for name in names]
"""Thirty, of all pages."""

KINDS = [
    "factorisations.gradient_of_left_factor",
    "least_squares.lasso_gradient",
    "piecewise_activations.relu_jacobian",
    "normalisations.rms_norm_backward",
    "optimisation.quadratic_gradient",
    "pointwise_losses.cauchy_slope",
    "smooth_activations.arctan_slope",
    "alignments.gradient_is_probability_less_occupancy",
]
"""Comparisons, sums in sums, roots, symmetric matrices, denominators of sums of squares, functions of the book, sums
that are 1 at every place."""


def identity(name: str) -> Identity:
    page, _, own = name.partition(".")
    found = load(page).identities[own]
    assert isinstance(found, Identity)
    return found


def mutants() -> Iterator[tuple[str, Identity]]:
    """Wrong claims: a sign, a factor, sides exchanged for 0, a hypothesis left out."""
    for name in FIXED:
        true = identity(name)
        yield f"{name}.sign", replace(true, right=-true.right)
        yield f"{name}.factor", replace(true, right=2 * true.right)
        if true.given:
            yield f"{name}.hypothesis", replace(true, given=true.given[1:])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with library() as compiled:
        yield compiled


def answers(claims: dict[str, Identity], folder: Path, *, unmet: bool = False) -> dict[str, Answer]:
    texts = {}
    for name, each in claims.items():
        try:
            texts[name.replace(".", "_")] = certificate(each, unmet=unmet)
        except NoCertificate:
            continue
    return dict(check_all(texts, folder, os.cpu_count() or 1))


@pytest.mark.slow
def test_thirty_are_accepted(folder):
    found = answers({name: identity(name) for name in FIXED}, folder)
    assert len(found) == 30
    assert {name: each.message for name, each in found.items() if not each.accepted} == {}
    assert sorted(each.seconds for each in found.values())[15] < 30


def test_one_of_every_other_kind_is_accepted(folder):
    found = answers({name: identity(name) for name in KINDS}, folder)
    assert {name: each.message for name, each in found.items() if not each.accepted} == {}
    assert len(found) == len(KINDS)


def test_the_record_is_of_todays_claims_and_certificates():
    """Where this fails: derive certify --all --check --record."""
    on_record = confirmed()
    stale = [name for name in FIXED if not on_record.holds(identity(name))]
    stale += [
        name
        for name, each in on_record.claims.items()
        if name in FIXED and each.certificate != key(certificate(identity(name)))[:32]
    ]
    assert stale == []
    assert len(on_record.claims) >= 120


@pytest.mark.slow
def test_fifty_wrong_claims_are_rejected(folder):
    found = answers(dict(mutants()), folder, unmet=True)
    zero = {name for name in found if "zero_column_sum" in name}  # −0 = 0 and 2 · 0 = 0 are right
    wrong = found.keys() - zero
    assert len(wrong) >= 50
    assert [name for name in wrong if found[name].accepted] == []


COMPARED = [
    f"piecewise_activations.{name}"
    for name in ("absolute_slope", "leaky_relu_slope", "relu_is_its_linear_part", "hard_threshold_slope")
]
x = scalar("x")
SIDES = step(x), cases((1, x >= 0), (0, True))
AT_ZERO = Identity("at_zero", "at_zero", *SIDES, SIDES, ())
"""Wrong at 0 alone."""


def test_wrong_claims_about_comparisons_are_rejected(folder):
    wrong = {"at_zero": AT_ZERO}
    for name in COMPARED:
        true = identity(name)
        wrong |= {
            f"{name}.sign": replace(true, right=-true.right),
            f"{name}.twice": replace(true, right=2 * true.right),
        }
    found = answers(wrong, folder, unmet=True)
    assert len(found) == 2 * len(COMPARED) + 1
    assert [name for name, each in found.items() if each.accepted] == []


def test_a_kink_is_left_out_by_a_premise_that_is_needed(folder):
    text = certificate(identity("piecewise_activations.absolute_slope"))
    [premise] = re.findall(r"\n  \(side1 : .* <> 0\)", text)
    answer = check(text.replace(premise, ""), folder, "kink")
    assert not answer.accepted


def test_what_rests_on_an_axiom_of_its_own_is_refused(folder):
    text = certificate(identity("softargmax.total"))
    forged = text.replace("Section Certificate.", "Section Certificate.\nAxiom anything : False.")
    start, end = forged.index("Proof."), forged.index("Qed.")
    forged = f"{forged[:start]}Proof.\ndestruct anything.\n{forged[end:]}"
    answer = check(forged, folder, "forged")
    assert not answer.accepted
    assert "anything" in answer.message


def test_what_takes_too_long_is_refused(folder):
    answer = check(certificate(identity("softargmax.jacobian")), folder, "late", limit=0.01)
    assert not answer.accepted
    assert "within" in answer.message
