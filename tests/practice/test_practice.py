"""What practice states is proved, its wrong sisters are refuted with numbers; nothing wrong is proved."""

from __future__ import annotations

import gc
import time
from statistics import median

import pytest

from derive.derivation.steps import prove_identity
from derive.kernel import Proof
from derive.language.claims import Identity
from derive.verdict import check
from tests.practice import (
    cells_and_convolutions,
    expectations,
    functions_of_the_book,
    integrals,
    kronecker_products,
    matrices_of_practice,
    matrix_derivatives,
    moved_indices,
    orders,
    positives,
    products,
    recurrences_of_practice,
    textbooks,
    unknown_functions,
    values_in_cases,
    what_hypotheses_bring,
)

PARTS = {
    "unknown functions": unknown_functions.claims,
    "values in cases": values_in_cases.claims,
    "products": products.claims,
    "moved indices": moved_indices.claims,
    "recurrences": recurrences_of_practice.claims,
    "expectations": expectations.claims,
    "integrals": integrals.claims,
    "kronecker": kronecker_products.claims,
    "matrices of practice": matrices_of_practice.claims,
    "cells and convolutions": cells_and_convolutions.claims,
    "orders": orders.claims,
    "matrix derivatives": matrix_derivatives.claims,
    "functions of the book": functions_of_the_book.claims,
    "what hypotheses bring": what_hypotheses_bring.claims,
    "positives": positives.claims,
}
TRUE = {f"{part}: {name}": claim for part, claims in PARTS.items() for name, claim in claims.true.items()}
WRONG = {f"{part}: {name}": claim for part, claims in PARTS.items() for name, claim in claims.wrong.items()}
OPEN = {
    f"{part}: {name}": claim for part, claims in PARTS.items() for name, claim in claims.undecided.items()
}


@pytest.mark.parametrize("name", OPEN)
def test_what_only_integration_by_parts_could_show_stays_open(name: str) -> None:
    result = check(OPEN[name])
    assert result.verdict == "undecided"
    assert "integration by parts" in result.message


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name: str) -> None:
    result = check(TRUE[name])
    assert result.verdict == "proved", result.message


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_wrong_claims_are_refuted_with_numbers(name: str) -> None:
    result = check(WRONG[name])
    assert result.verdict == "refuted", result.message
    assert result.counterexample is not None


def _seconds(claim: Identity) -> float:
    started = time.process_time()
    made = prove_identity(claim)
    assert isinstance(made, Proof)
    return time.process_time() - started


@pytest.mark.slow
def test_proofs_are_quick() -> None:
    """The median at most 30 ms, none above one second; the garbage of other tests is not collected meanwhile."""
    gc.collect()
    gc.disable()
    try:
        seconds = {name: _seconds(claim) for name, claim in TRUE.items()}
    finally:
        gc.enable()
    assert median(seconds.values()) < 0.03
    assert max(seconds.values()) < 1, max(seconds, key=lambda name: seconds[name])


@pytest.mark.parametrize("name", textbooks.claims.true)
def test_what_textbooks_state_is_proved(name: str) -> None:
    assert isinstance(prove_identity(textbooks.claims.true[name]), Proof)


@pytest.mark.parametrize("name", textbooks.claims.wrong)
def test_what_it_is_confused_with_is_not(name: str) -> None:
    """By the kernel alone, whatever the two other voices say."""
    assert not isinstance(prove_identity(textbooks.claims.wrong[name]), Proof)
