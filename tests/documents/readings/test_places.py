r"""Places in square brackets, so many of them; functions that do not matter, the upright e, rows with commas."""

import pytest

from tests.documents.readings.judged import results, verdicts

SCORES = r"""
The scores are $S[i,k] = \sum_{p=1}^{4} x[i,p] V[p,k] + c[k]$, with $U[i,k] = e^{S[i,k]}$ and
$Q[i,k] = \frac{U[i,k]}{\sum_{p=1}^3 U[i,p]}$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial Q[i,k]}{\partial S[i,k]} = Q[i,k] (1 - Q[i,k])", "proved"),
        (r"\frac{\partial Q[i,k]}{\partial S[i,k]} = Q[i,k] (1 + Q[i,k])", "refuted"),
        (r"\frac{\partial Q[i,k]}{\partial c[k]} = Q[i,k] - Q[i,k]^2", "proved"),
        (r"\frac{\partial S[i,k]}{\partial c[k]} = 2", "refuted"),
        (r"\sum_{k=1}^3 Q[i,k] = 1", "proved"),
        (r"\sum_{k=1}^3 U[i,k]^2 = \Big(\sum_{k=1}^3 U[i,k]\Big)^2", "refuted"),
    ],
)
def test_places_in_square_brackets(formula, verdict):
    assert verdicts(f"{SCORES}$${formula}$$") == [verdict]


def test_what_is_refuted_has_the_sizes_of_the_text():
    [wrong] = results(rf"{SCORES}$$\sum_{{k=1}}^3 Q[i,k] = 2$$")
    assert wrong.verdict == "refuted"
    assert wrong.counterexample.sizes["m"] == 3


@pytest.mark.parametrize(
    ("count", "formula", "verdict"),
    [
        (1, r"\Big(\sum_{k=1}^{1} b_k\Big)^2 = \sum_{k=1}^{1} b_k^2", "proved"),
        (2, r"\Big(\sum_{k=1}^{2} b_k\Big)^2 = \sum_{k=1}^{2} b_k^2", "refuted"),
        (5, r"\Big(\sum_{k=1}^{5} b_k\Big)^2 = \sum_{k=1}^{5} b_k^2", "refuted"),
        (2, r"\sum_{k=1}^{2} \sum_{j \ne k} b_j = \sum_{k=1}^{2} b_k", "undecided"),
        (3, r"\sum_{k=1}^{3} \sum_{j \ne k} b_j = \sum_{k=1}^{3} b_k", "refuted"),
    ],
)
def test_what_holds_for_so_many_places_is_not_refuted(count, formula, verdict):
    assert verdicts(f"The {count} numbers $b_k$ are real. We know that\n\n$${formula}$$")[-1] == verdict


SQUARES = "Let $f(x) = x^2$ and $g(x) = 3 x$. Then\n\n"


def test_square_brackets_hold_a_place_only_where_others_do():
    assert verdicts(f"{SQUARES}$$f[g(x)] = 9 x^2$$\n\n$$f[g(x)] = 3 x^2$$") == ["proved", "refuted"]


HIDDEN = r"""
The hidden units are $h_i = \phi(v_i)$, the scores
$z_k = \sum_i A_{ki} h_i + b_k$ and $p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)", "proved"),
        (r"\frac{\partial p_k}{\partial z_k} = p_k (1 + p_k)", "refuted"),  # whatever φ is
        (r"\sum_k p_k = 2", "refuted"),
        (r"h_i = v_i", "undecided"),
        (r"\phi(v_i)^2 = \phi(v_i)", "undecided"),
    ],
)
def test_what_is_wrong_for_every_function_is_refuted(formula, verdict):
    assert verdicts(f"{HIDDEN}Hence\n\n$${formula}$$")[-1] == verdict


@pytest.mark.parametrize("e", [r"\mathrm{e}", r"{\rm e}", r"\mathup{e}", "e"])
def test_an_upright_e_is_the_base_of_the_exponential(e):
    text = rf"Let $p_i = \frac{{{e}^{{z_i}}}}{{\sum_j {e}^{{z_j}}}}$. Then $$\frac{{\partial p_i}}{{\partial z_j}} = "
    assert verdicts(rf"{text}p_i (\delta_{{ij}} - p_j)$$") == ["proved"]
    assert verdicts(rf"{text}p_i (\delta_{{ij}} + p_j)$$") == ["refuted"]


def test_a_bold_e_is_a_vector():
    assert "refuted" not in verdicts(
        r"Let $\mathbf{e}$ be a vector. Then $$\mathbf{e}^\top \mathbf{e} = \mathbf{e}^2$$"
    )


@pytest.mark.parametrize("row", [r"a, & b", "a, b", "a & b"])
def test_rows_with_commas(row):
    text = rf"$$\begin{{bmatrix}} {row} \end{{bmatrix}} \begin{{bmatrix}} x \\ y \end{{bmatrix}} = "
    assert verdicts(rf"Note that {text} a x + b y$$") == ["proved"]
    assert verdicts(rf"Note that {text} a x - b y$$") == ["refuted"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("f(g(x)) = 9 x^2", "proved"),
        ("f(g(x)) = 3 x^2", "refuted"),  # it says nothing new of f
        ("g(f(x)) = 3 x^2", "proved"),
        ("g(f(x)) = 9 x^2", "refuted"),
    ],
)
def test_a_function_of_a_function_is_not_defined_anew(formula, verdict):
    assert verdicts(f"{SQUARES}$${formula}$$") == [verdict]


def test_commas_of_arguments_part_no_rows():
    text = (
        r"$$\begin{bmatrix} \max(0, 3) \\ \max(0, -2) \end{bmatrix} = \begin{bmatrix} 3 \\ %s \end{bmatrix}$$"
    )
    assert verdicts(text % "0") == ["proved"]
    assert verdicts(text % "1") == ["refuted"]


def test_a_letter_before_one_letter_in_brackets_is_a_function():
    text = r"Let $u_1 = w_1 x + c_1$. The layer is $$h_1 = a_1({\bf u}_1) = \frac{1}{1 + \exp(-{\bf u}_1)}$$"
    assert "refuted" not in verdicts(text)
