r"""Vectors and matrices that are written out: entries are compared, dots stand for one entry at any place."""

import pytest

from tests.documents.readings.judged import last


def column(*cells):
    return r"\begin{bmatrix} " + r" \\ ".join(cells) + r" \end{bmatrix}"


def row(*cells):
    return r"\begin{bmatrix} " + " & ".join(cells) + r" \end{bmatrix}"


ROTATED = r"\begin{bmatrix} 0 & -1 \\ 1 & 0 \end{bmatrix}"


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (f"{ROTATED} {column('s', 't')} = {column('-t', 's')}", "proved"),
        (f"{ROTATED} {column('s', 't')} = {column('t', '-s')}", "refuted"),
        (f"{ROTATED} {ROTATED} = -{row('1', '0')}^\\top {row('1', '0')}", "refuted"),
        (f"{column('3', '1')} - 2 {column('1', '4')} = {column('1', '-7')}", "proved"),
        (f"{column('3', '1')} - 2 {column('1', '4')} = {column('1', '7')}", "refuted"),
        (f"{column('3', '1')}^\\top {column('1', '4')} = 7", "proved"),
        (f"{column('3', '1')}^\\top {column('1', '4')} = 13", "refuted"),
        (f"\\frac{{1}}{{2}} {row('4', '6')} + {row('1', '1')} = {row('3', '4')}", "proved"),
    ],
)
def test_grids_are_worked_out(formula, right):
    assert last(f"For numbers $s$ and $t$ we compute\n\n$${formula}$$\n") == right


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (
            column("3c_1", "3c_2", r"\vdots", "3c_n") + " = 3 " + column("c_1", "c_2", r"\vdots", "c_n"),
            "proved",
        ),
        (
            column("3c_1", "3c_2", r"\vdots", "3c_n") + " = 2 " + column("c_1", "c_2", r"\vdots", "c_n"),
            "refuted",
        ),
        (
            row("c_1", r"\cdots", "c_n") + column("d_1", r"\vdots", "d_n") + r" = \sum_{j=1}^{n} c_j d_j",
            "proved",
        ),
        (
            row("c_1", r"\cdots", "c_n") + column("d_1", r"\vdots", "d_n") + r" = \sum_{j=1}^{n} c_j",
            "refuted",
        ),
    ],
)
def test_dots_stand_for_any_entry(formula, right):
    assert last(f"With numbers $c_1, \\dots, c_n$ and $d_1, \\dots, d_n$:\n\n$${formula}$$\n") == right


@pytest.mark.parametrize(
    "formula",
    [
        column("3c_1", "4c_2", r"\vdots", "3c_n") + " = 3 " + column("c_1", "c_2", r"\vdots", "c_n"),
        row("c_1", "c_3", r"\cdots", "c_n") + " = " + row("c_1", "c_2", r"\cdots", "c_n"),
        row("c_1", r"\cdots", "c_n") + " = " + row("c_1", r"\cdots", "c_m"),
        row("c_1", r"\cdots", "c_n") + column("d_1", r"\vdots", "d_m") + r" = \sum_{j=1}^{n} c_j d_j",
    ],
)
def test_what_stands_before_the_dots_counts(formula):
    assert last(f"With numbers $c_k$ and $d_k$:\n\n$${formula}$$\n") != "proved"


HEIGHT = "Let $h(u) = \\sum_{k=1}^{n} u_k^3$ for $u \\in \\mathbb{R}^n$. Its gradient is\n\n"


@pytest.mark.parametrize(("cell", "right"), [("3 u_K^2", "proved"), ("3 u_K", "refuted")])
def test_a_gradient_beside_its_entries(cell, right):
    cells = column(cell.replace("K", "1"), r"\vdots", cell.replace("K", "n"))
    assert last(HEIGHT + rf"$$\frac{{\partial h}}{{\partial u}} = {cells}$$") == right


B = r"$B = \begin{bmatrix} 4 & 1 \\ 2 & 3 \end{bmatrix}$ and $u = \begin{bmatrix} 1 \\ 5 \end{bmatrix}$."


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"B^\top B = \begin{bmatrix} 20 & 10 \\ 10 & 10 \end{bmatrix}", "proved"),
        (r"B - \mu I = \begin{bmatrix} 4 - \mu & 1 \\ 2 & 3 - \mu \end{bmatrix}", "proved"),
        (r"\det(B - \mu I) = \mu^2 - 7\mu + 10", "proved"),
        (r"\det(B) = 10", "proved"),
        (r"B u = \begin{bmatrix} 9 \\ 17 \end{bmatrix}", "proved"),
        (r"\mathrm{diag}(s, 2) + I = \begin{bmatrix} s + 1 & 0 \\ 0 & 3 \end{bmatrix}", "proved"),
    ],
)
def test_letters_that_are_written_out(formula, right):
    assert last(f"Let {B} For numbers $s$ and $\\mu$:\n\n$${formula}$$\n") == right


@pytest.mark.parametrize(
    "formula",
    [
        r"B^\top B = \begin{bmatrix} 17 & 11 \\ 11 & 13 \end{bmatrix}",
        r"B - \mu I = \begin{bmatrix} 4 - \mu & 1 - \mu \\ 2 - \mu & 3 - \mu \end{bmatrix}",
        r"\det(B - \mu I) = \mu^2 + 7\mu + 10",
        r"\det(B) = 14",
        r"B u = \begin{bmatrix} 14 \\ 16 \end{bmatrix}",
        r"\mathrm{diag}(s, 2) = \begin{bmatrix} s & 0 \\ 0 & 3 \end{bmatrix}",
    ],
)
def test_what_letters_that_are_written_out_are_not_is_not_proved(formula):
    assert last(f"Let {B} For numbers $s$ and $\\mu$:\n\n$${formula}$$\n") != "proved"


@pytest.mark.parametrize("sign", ["*", r"\ast"])
def test_a_star_between_matrices_may_be_a_convolution(sign):
    formula = f"{ROTATED} {sign} {ROTATED} = " + r"\begin{bmatrix} -1 & 0 \\ 0 & -1 \end{bmatrix}"
    assert last(f"We compute\n\n$${formula}$$\n") == "unreadable"
