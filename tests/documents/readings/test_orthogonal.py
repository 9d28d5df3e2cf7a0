"""Vectors that are orthogonal to each other are no orthogonal matrices."""

import pytest

from tests.documents.readings.judged import last, results

ONE = r"\|u + v\|^2 = \|u\|^2 + \|v\|^2"
OTHER = r"\|u + 2v\|^2 = \|u\|^2 + 4\|v\|^2"


@pytest.mark.parametrize(
    "words",
    [
        "The vectors $u$ and $v$ are orthogonal.",
        "The step $u$ is orthogonal to $v$, so $u$ and $v$ are orthogonal.",
        "$u$ 与 $v$ 是正交的。",
    ],
)
@pytest.mark.parametrize("formula", [ONE, OTHER, "u^T v = 0"])
def test_their_product_is_zero(words, formula):
    assert last(f"{words}\n\n$${formula}$$\n") == "proved"


@pytest.mark.parametrize("formula", [r"\|u + v\|^2 = \|u\|^2 - \|v\|^2", r"u^T u = 1", r"\|u\|^2 = \|v\|^2"])
def test_nothing_else_is_known_of_them(formula):
    assert last(f"The vectors $u$ and $v$ are orthogonal.\n\n$${formula}$$\n") == "undecided"


def test_matrices_are_orthogonal_each():
    assert last("Let $U$ and $V$ be orthogonal matrices.\n\n$$U^T U = V^T V$$\n") == "proved"


def test_not_orthogonal_says_nothing():
    assert last(f"The vectors $u$ and $v$ are not orthogonal.\n\n$${ONE}$$\n") in ("undecided", "refuted")


PREMISE = "Let $e = y - q$. The error and $q$ are orthogonal: $e^T q = 0$, so "


def test_what_is_concluded_from_an_equation_is_not_refuted_without_it():
    [*_, result] = results(f"{PREMISE}$\\|q + e\\|^2 = \\|q\\|^2 + \\|e\\|^2$.\n")
    assert result.verdict == "undecided"


def test_a_premise_is_not_refuted():
    text = "Let $K = A^T A$ and $m = A x$.\n\n{} $m^T K = m^T${}\n"
    assert (
        results(text.format("From the relation", " we obtain $m^T K x = m^T x$."))[0].verdict == "undecided"
    )
    assert results(text.format("We see that", "."))[0].verdict == "refuted"
    chain = text.format("By the chain rule,", ", so $m^T K x = m^T x$.")
    assert results(chain)[0].verdict == "refuted"
