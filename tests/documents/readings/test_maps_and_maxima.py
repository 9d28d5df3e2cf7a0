r"""Derivatives as maps, dσ(x) · h; where most and least are attained; entries of capitals; series with more terms."""

import pytest

from tests.documents.readings.judged import last, verdicts

MAPS = (
    "We compute total derivatives. Let $x, h \\in \\mathbb{R}^n$ and $A, B \\in \\mathbb{R}^{n \\times n}$, and\n\n"
    "$$f(x) = x^T A x$$\n\n$$g(x) = A x$$\n\n"
)
ROWS = MAPS + "Let $p_i = A x_i$, and $e_i$ be vectors.\n\n"


@pytest.mark.parametrize(
    ("said", "formula", "verdict"),
    [
        (MAPS, r"d f(x) \cdot h = x^T (A + A^T) h", "proved"),
        (MAPS, r"df(x) \cdot h = x^T (A - A^T) h", "refuted"),
        (MAPS, r"d_x f(x) \cdot h = h^T (A + A^T) x", "proved"),
        (MAPS, r"d_x f(x) \cdot h = h^T A x", "refuted"),
        (MAPS, r"dg(x) \cdot h = A h", "proved"),
        (MAPS, r"dg(x) \cdot h = 2 A h", "refuted"),
        (ROWS, r"\sum_i e_i [d \tau(p_i) B e_i]^T = \sum_i e_i e_i^T B^T d\tau(p_i)^T", "proved"),
        (ROWS, r"\sum_i \mathrm{tr}(d \tau(p_i) B) = \sum_i \mathrm{tr}(B d \tau(p_i))", "proved"),
    ],
)
def test_derivatives_as_maps(said, formula, verdict):
    assert last(said + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    "formula",
    [
        r"d^0 f = f",
        r"\sum_i e_i [d \tau(p_i) B e_i]^T = \sum_i e_i e_i^T B d\tau(p_i)^T",
        r"\sum_i e_i [d \tau(p_i) B e_i]^T = \sum_i e_i e_i^T B^T d\tau(p_i)",
    ],
)
def test_what_maps_do_not_satisfy_is_not_proved(formula):
    assert last(ROWS + f"$${formula}$$\n") != "proved"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\arg\max_\theta P(\theta|y) = \arg\max_\theta P(y|\theta) P(\theta)", "proved"),
        (
            r"\arg\max_\theta P(y|\theta) P(\theta) = \arg\max_\theta [\log P(y|\theta) + \log P(\theta)]",
            "proved",
        ),
        (r"\arg\max_\theta P(\theta|y) = \arg\min_\theta -\log (P(y|\theta) P(\theta))", "proved"),
        (
            r"\arg\max_w [-\frac{1}{2\sigma^2} \sum_i (w x_i - y_i)^2 - \log c] = \arg\min_w \sum_i (w x_i - y_i)^2",
            "proved",
        ),
        (r"\underset{w}{\operatorname{argmin}} \; e^{w^2} = \arg\min_w w^2", "proved"),
        (r"\arg\max_\theta P(\theta|y) = \arg\max_\theta P(y|\theta)", ""),
        (r"\arg\max_\theta P(\theta|y) = \arg\min_\theta P(y|\theta) P(\theta)", ""),
        (r"\arg\max_w [-\sum_i (w x_i - y_i)^2 - w] = \arg\min_w \sum_i (w x_i - y_i)^2", ""),
        (r"\arg\max_w c (w - 1)^2 = \arg\max_w (w - 1)^2", ""),
        (r"\arg\max_w f(w) = \arg\max_v f(w)", ""),
        (r"\max_w \log w^2 = \max_w w^2", ""),
    ],
)
def test_where_most_is_attained(formula, verdict):
    found = last(f"$${formula}$$\n")
    assert found == verdict if verdict else found not in ("proved", "refuted")


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (
            r"\frac{\partial}{\partial x_i} x^T A x = \frac{\partial}{\partial x_i} \sum_j \sum_k a_{jk} x_j x_k",
            "proved",
        ),
        (r"\sum_j a_{ji} x_j + \sum_k a_{ik} x_k = (A^T x)_i + (A x)_i", "proved"),
        (r"\sum_k a_{ik} x_k = (A^T x)_i", "undecided"),
        (r"\nabla x^T A x = (A + A^T) x", "proved"),
        (r"\nabla x^T A x = A x", "refuted"),
        (r"\nabla \log f = 1 / f", "unreadable"),
        (r"\nabla a^T x = a", "proved"),
    ],
)
def test_small_letters_are_entries_of_capitals(formula, verdict):
    assert last(f"$$x^T A x = c$$\n\n$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"w_1 x_1 + \dots + w_m x_m + b = \sum_{i=1}^m w_i x_i + b", "proved"),
        (r"w_1 x_1 + \dots + w_m x_m + b = \sum_{i=1}^m w_i x_i - b", "refuted"),
        (r"b + w_1 x_1 + w_2 x_2 + \dots + w_m x_m = \sum_{i=1}^m w_i x_i + b", "proved"),
        (r"c_0 a_0 + c_1 a_1 + \cdots + c_n a_n = \sum_{k=0}^n c_k a_k", "proved"),
        (r"z_1 + z_2^2 + \cdots + z_n^2 = \sum_k z_k^2", "unreadable"),
        (r"z_2 + z_3 + \cdots + z_n = \sum_k z_k", "unreadable"),
    ],
)
def test_series_with_more_terms(formula, verdict):
    assert last(f"$${formula}$$\n") == verdict


def test_one_of_many_vectors_that_are_declared():
    text = "Data $x^{(i)} \\in \\mathbb{R}^d$ are given.\n\n$$\\nabla_x (a^T x) = %s$$\n"
    assert last(text % "a") == "proved"


def test_t_is_a_transpose_where_it_is_no_letter():
    said = "Let $A, B$ be matrices and $x, y$ vectors.\n\n$$(A B)^t = B^t A^t$$\n\n"
    assert verdicts(said + "$$x^t A y = y^t A^t x$$\n") == ["proved", "proved"]
    assert last(said + "$$x^t A y = y^t A x$$\n") == "refuted"
    assert last(said + "$$x_t A^t = A^t x_t$$\n") != "proved"


def test_a_value_of_another_section_is_one_of_an_example():
    text = (
        "# Example\n\n$$p = 0.9$$\n\n# Odds\n\n$$z = \\ln \\frac{p}{1 - p}$$\n\n$$e^z = \\frac{p}{1 - p}$$\n"
    )
    assert last(text.replace("0.9", "\\frac{9}{10}")) != "refuted"
    assert last(text + "\n$$p^2 = 0.81$$\n") != "refuted"
    assert last(text + "\n$$p^2 = p$$\n") == "refuted"  # no number stands in it: the example is not spoken of


def test_a_name_with_a_hyphen():
    assert (
        last("$$Odds = \\frac{P}{1 - P}$$\n\n$$Log-Odds = \\ln \\frac{P}{1 - P} = \\ln Odds$$\n") == "proved"
    )


def test_another_function_in_another_section():
    text = (
        "# Linear\n\n$$h(x) = w x$$\n\n# Logistic\n\n$$h(x) = \\frac{1}{1 + e^{-w x}}$$\n\n"
        "$$\\log h(x) = - \\log (1 + e^{-w x})$$\n"
    )
    assert last(text) == "proved"


def test_inner_products_that_are_named():
    said = "Let $A, B \\in \\mathbb{R}^{m \\times n}$ and $C \\in \\mathbb{R}^{n \\times n}$.\n\n"
    assert last(said + "$$\\langle A C, B \\rangle_F = \\langle A, B C^T \\rangle_F$$\n") == "proved"
    assert last(said + "$$\\langle A C, B \\rangle_F = \\langle A, B C \\rangle_F$$\n") == "refuted"
    assert last(said + "$$\\langle A, B \\rangle_C = \\mathrm{tr}(A^T B)$$\n") == "unreadable"


def test_where_least_is_attained_is_no_number():
    assert last("$$\\arg\\min - \\log c = - \\log c$$\n") not in ("proved", "refuted")
