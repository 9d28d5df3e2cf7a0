r"""Shapes that are declared: W_1 ∈ ℝ^{h×d} is no row of W, x_1, …, x_n ∈ ℝ^d are those of a family."""

import pytest

from tests.documents.readings.judged import last, verdicts

TWO = "Let $X_1, X_2 \\in \\mathbb{R}^{m \\times n}$ and $W \\in \\mathbb{R}^{n \\times p}$.\n\n"
LAYERS = "Let $W_1 \\in \\mathbb{R}^{h \\times d}$, $W_2 \\in \\mathbb{R}^{k \\times h}$, $x \\in \\mathbb{R}^d$.\n\n"
SQUARE = "Let $A_1, A_2 \\in \\mathbb{R}^{n \\times n}$, $A = A_1 + A_2$ and $u, v \\in \\mathbb{R}^n$.\n\n"
MANY = "Let $x_1, \\dots, x_n \\in \\mathbb{R}^d$ and $\\bar x = \\frac1n \\sum_i x_i$.\n\n"


@pytest.mark.parametrize(
    ("said", "formula", "verdict"),
    [
        (TWO, r"(X_1 + X_2) W = X_1 W + X_2 W", "proved"),
        (TWO, r"X_1^\top X_2 = X_2^\top X_1", "refuted"),
        (TWO, r"\mathrm{tr}(X_1^\top X_2) = \mathrm{tr}(X_2^\top X_1)", "proved"),
        (LAYERS, r"W_2 (W_1 x) = (W_2 W_1) x", "proved"),
        (LAYERS, r"x^\top W_1^\top W_1 x = \|W_1 x\|^2", "proved"),
        (LAYERS, r"x^\top W_1^\top W_1 x = \|W_1 x\|", "refuted"),
        (SQUARE, r"A^\top = A_1^\top + A_2^\top", "proved"),
        (SQUARE, r"u^\top A_1 v = v^\top A_1^\top u", "proved"),
        (SQUARE, r"u^\top A_1 v = v^\top A_1 u", "refuted"),
        (
            MANY,
            r"\sum_i (x_i - \bar x)(x_i - \bar x)^\top = \sum_i x_i x_i^\top - n \bar x \bar x^\top",
            "proved",
        ),
        (
            MANY,
            r"\sum_i (x_i - \bar x)(x_i - \bar x)^\top = \sum_i x_i x_i^\top + n \bar x \bar x^\top",
            "refuted",
        ),
        (MANY, r"x_1^\top x_2 = x_2^\top x_1", "proved"),
        (MANY, r"x_1 x_2^\top = x_2 x_1^\top", "refuted"),
    ],
)
def test_numbers_in_a_declaration_are_part_of_the_name(said, formula, verdict):
    assert last(said + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    "formula", [r"W_1^\top x = x^\top W_1", r"W_1 W_2 = W_2 W_1", r"W_1^\top W_2 = W_2^\top W_1"]
)
def test_what_the_shapes_forbid_is_not_proved(formula):
    assert last(LAYERS + f"$${formula}$$\n") not in ("proved", "refuted")


def test_a_shape_of_another_section_is_not_in_force():
    text = (
        LAYERS + "$$W_2 W_1 x = W_2 (W_1 x)$$\n\n# Elsewhere\n\nLet $W_1 \\in \\mathbb{R}^{q \\times q}$.\n"
    )
    assert verdicts(text)[-1] == "proved"


def test_a_row_is_no_column():
    """Nothing is derived here that could be laid out as a row."""
    text = "Let $B \\in \\mathbb{R}^{m \\times n}$ and $u \\in \\mathbb{R}^m$.\n\n$$B^\\top u = u^\\top B$$\n"
    assert last(text) not in ("proved", "refuted")


def test_numbered_capitals_are_no_entries():
    """Q_1 and Q_2 stand elsewhere, and Q is no vector."""
    text = "$$\\langle Q_1, Q_2 \\rangle_F + \\langle K_1, K_2 \\rangle_F = c$$\n\n$$x^T Q K^T y = y^T %s^T x$$\n"
    assert last(text % "K Q") == "proved"
    assert last(text % "Q K") == "refuted"
