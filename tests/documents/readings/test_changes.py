r"""Δx is a change of x, and no product, where Δ stands before letters alone; powers of matrices are no labels."""

import pytest

from tests.documents.readings.judged import last, results, verdicts


@pytest.mark.parametrize("sign", [r"\Delta", r"\delta"])
@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"(x + D x)^2 - x^2 = 2 x D x + D x^2", "proved"),
        (r"(x + D x)^2 - x^2 = 2 x D x + D^2 x", "undecided"),
        (r"\frac{(x + D x)^2 - x^2}{D x} = 2 x + D x", "proved"),
        (r"\frac{(x + D x)^2 - x^2}{D x} = x + D x", "refuted"),
        (r"D x_1 - D x_2 = - (D x_2 - D x_1)", "proved"),
        (r"D (x y) = x D y + y D x", "unreadable"),
    ],
)
def test_a_change_is_one_letter(sign, formula, verdict):
    found = verdicts(f"$${formula.replace('D', sign)}$$\n")
    assert found == [verdict] or (verdict == "undecided" and found[0] != "proved")


def test_what_is_refuted_shows_the_change():
    [wrong] = results(r"$$(y + \Delta y)^2 = y^2 + \Delta y$$")
    assert "Δy" in wrong.counterexample.text


def test_a_delta_that_stands_alone_is_a_factor():
    text = "Let $\\delta > 0$ be small.\n\n$$\\delta x + \\delta y = \\delta (x + y)$$\n"
    assert last(text) == "proved"


def test_the_kronecker_delta_is_none():
    assert last(r"$$\sum_{j=1}^n \delta_{ij} x_j = x_i$$") == "proved"


POWERS = """Let $A$ and $M$ be square matrices. We know that $A^2 = A A$ and $M^2 = M M$.

"""


@pytest.mark.parametrize(
    "formula",
    [r"M^n = M^{n-1} M", r"d(A^{n-1} A) = A\, d(A^{n-1}) + dA\, A^{n-1}", r"A^n M^{n-1} = M^{n-1} A^n"],
)
def test_powers_of_matrices_are_no_labels(formula):
    assert last(f"{POWERS}$${formula}$$\n") in ("undecided", "unreadable")


@pytest.mark.parametrize(
    "product", ["{0}_1 {0}_2 = {0}_2 {0}_1", "{0}^{{(1)}} {0}^{{(2)}} = {0}^{{(2)}} {0}^{{(1)}}"]
)
def test_numbered_capitals_may_be_matrices(product):
    assert verdicts(f"$${product.format('W')}$$") == ["undecided"]
    assert verdicts(f"$${product.format('w')}$$") == ["proved"]
    assert verdicts(f"Let $W$ be a number.\n\n$${product.format('v')}$$") == ["proved"]


EXERCISES = r"""
\subsection*{Problem 1 (5 points)}
Let $A = A^T$ be symmetric and $f(A) = \log\det A$.

\subsection*{Problem 2 (5 points)}
Let $f(A)$ be any function of a matrix.
"""


@pytest.mark.parametrize("formula", [r"A = A^T", r"A A^T = A^T A", r"\delta f = f(A + \delta A) - f(A)"])
def test_nothing_outlives_an_exercise(formula):
    text = f"{EXERCISES}\n\\[{formula}\\]\n"
    assert {each.verdict for each in results(text, ".tex") if each.line > 6} <= {"undecided", "unreadable"}


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (r"\text{the cat} = (0, 1)", "unreadable"),
        (r"\text{\"e\"} = (0, 1)", "unreadable"),
        (r"= (0, 1)", "refuted"),
        (r"\text{and so} = (1, 0)", "proved"),
    ],
)
def test_words_on_the_left_are_a_side(second, verdict):
    text = f"$$a = (1, 0)$$\n\n$$(1, 0)$$\n\n$${second}$$\n"
    assert last(text) == verdict


LABELLED = r"The analysis is $u^{(a)} = u^{(b)} + g$, that of the background $u^{(b)}$."


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        (r"u^{(a)} - u^{(b)} = g", "refuted"),
        (r"u^{(a)} = u^{(b)}", "proved"),
        (r"u^{(b)} = u^{(b)} + c", "proved"),
    ],
)
def test_letters_in_brackets_above_are_no_samples(formula, wrong):
    assert last(f"{LABELLED}\n\n$${formula}$$\n") != wrong


def test_samples_in_brackets_above_are_counted():
    assert last(r"$$\sum_{i=1}^n (x^{(i)} - c) = \sum_{i=1}^n x^{(i)} - n c$$") == "proved"
