"""Means of random letters: of vectors the order of the factors counts, and only what is declared stands still."""

import pytest

from tests.documents.readings.judged import last

VECTOR = "Let $x$ be a random vector, $\\mu = E[x]$ and $A$ a constant matrix.\n\n"
NUMBERS = "Let $X$ and $Y$ be random variables with $\\mu = E[X]$.\n\n"


@pytest.mark.parametrize(
    "formula",
    [
        r"E[A x] = A E[x]",
        r"Cov(x) = E[(x - \mu)(x-\mu)^T]",
        r"Cov(A x) = A Cov(x) A^T",
        r"E[(x-\mu)^T(x - \mu)] = E[x^T x] - \mu^T \mu",
        r"E[(x-\mu)(x - \mu)^T] = E[x x^T] - \mu \mu^T",
    ],
)
def test_means_of_vectors(formula):
    assert last(f"{VECTOR}$${formula}$$") == "proved"


@pytest.mark.parametrize(
    "formula",
    [
        r"E[x x^T] = E[x^T x]",
        r"E[A x] = E[x] A",
        r"E[x^T A x] = E[x x^T A]",
        r"Cov(A x) = A^T Cov(x) A",
        r"E[(x-\mu)^T(x - \mu)] = E[x^T x] + \mu^T \mu",
        r"E[x^T A x] = E[x]^T A E[x]",
    ],
)
def test_the_order_of_vectors_counts(formula):
    assert last(f"{VECTOR}$${formula}$$") != "proved"


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"E[(X - \mu)^2] = E[X^2] - \mu^2", True),
        (r"E[(X - \mu)^2] = E[X^2] + \mu^2", False),
        (r"Cov(X, Y) = E[X Y] - E[X] E[Y]", True),
        (r"Cov(X, Y) = E[X Y] - E[Y]^2", False),
        (r"E[X Y] = E[X] E[Y]", False),
        (r"E[(X - E[X])^2] = E[X^2] - E[X]^2", True),
        (r"E[(X - E[X])^2] = E[X^2] - E[X]", False),
        (r"E[\frac{1}{n} \sum_{i=1}^n X_i] = \frac{1}{n} \sum_{i=1}^n E[X_i]", True),
        (r"E[\frac{1}{n} \sum_{i=1}^n X_i] = \sum_{i=1}^n E[X_i]", False),
        (r"E[X(Y + 1)] = X E[Y + 1]", False),
    ],
)
def test_means_of_numbers(formula, right):
    assert (last(f"{NUMBERS}$${formula}$$") == "proved") is right


def test_a_vector_of_which_only_its_size_is_said_may_be_random():
    text = "Let $y$ be a random vector and $x \\in \\mathbb{R}^d$.\n\n"
    assert last(f"{text}$$E[x^T y] = x^T E[y]$$") != "proved"


def test_capitals_that_nobody_declares_may_be_matrices():
    said = "Let $x$ be a random vector."
    assert last(f"{said}\n\n$$E[A B x] = E[B A x]$$\n") != "proved"
    assert last(f"{said}\n\n$$E[A x] + E[B x] = E[B x] + E[A x]$$\n") != "refuted"
