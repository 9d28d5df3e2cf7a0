"""Equations that say what should be, or hold at one place, and define nothing."""

import pytest

from tests.documents.readings.judged import results, verdicts

LEAST_SQUARES = (
    "{} $y = Xw$ with $X \\in \\mathbb{{R}}^{{m \\times n}}$. "
    "We minimise $J(w) = \\frac12 \\|Xw - y\\|^2$.\n\n{}"
)


@pytest.mark.parametrize("said", ["The linear model is", "模型为", "We fit", "The data follow"])
def test_a_model_is_no_definition_of_the_data(said):
    wrong = r"$\nabla_w J = X^\top (y - Xw)$ and $J = 0$"
    assert verdicts(LEAST_SQUARES.format(said, wrong)) == ["undecided", "undecided"]
    assert verdicts(LEAST_SQUARES.format(said, r"$\nabla_w J = X^\top (Xw - y)$")) == ["proved"]


def test_entry_by_entry():
    text = "We fit the line $y_i = w x_i + b$. The error is $E = \\sum_{i=1}^n (y_i - w x_i - b)^2$.\n\n"
    right, wrong = (
        verdicts(
            text + rf"$\frac{{\partial E}}{{\partial w}} = {sign} 2 \sum_{{i=1}}^n (y_i - w x_i - b) x_i$"
        )
        for sign in ("-", "")
    )
    assert (right, wrong) == (["proved"], ["undecided"])


def test_two_letters_that_are_said_to_be_the_same():
    text = (
        "The model is $y = w^\\top x$. The loss is $L = (y - t)^2$. The data obey $t = w^\\top x$.\n\n$L = 0$"
    )
    assert verdicts(text) == ["undecided"]


def test_what_is_no_residual_defines():
    assert verdicts("Let $z = a x + b$ and $f = z^2 + b$. $f = (a x + b)^2 + b$") == ["proved"]
    assert verdicts("Let $V = m - u^2$. Hence $V + u^2 = m$.") == ["proved"]


@pytest.mark.parametrize("said", ["that solves $A x = b$", "of the system $A x = b$"])
def test_what_is_to_be_solved_defines_nothing(said):
    text = (
        f"We look for an $x \\in \\mathbb{{R}}^n$ {said}, where $A \\in \\mathbb{{R}}^{{m \\times n}}$.\n\n"
    )
    assert verdicts(text + r"$\|b - Ax\|^2 = 0$") == ["undecided"]


@pytest.mark.parametrize(
    "said", ["subject to $g(x) = 0$", "under the constraint $g(x) = 0$", "such that $g(x) = 0$"]
)
def test_a_constraint_defines_nothing(said):
    text = f"Maximise $f(x) = \\sum_i \\log x_i$ {said}. The Lagrangian is $L = f(x) - \\lambda g(x)$.\n\n"
    assert verdicts(text + r"$\frac{\partial L}{\partial x_i} = \frac{1}{x_i}$")[-1] != "proved"


@pytest.mark.parametrize("said", ["x(t_0) = x_0", "x(0) = c"])
def test_a_value_at_one_place_is_no_function(said):
    assert (
        verdicts(f"Let ${said}$ and $J = x^\\top Q x$. $J = c^\\top Q c + x_0^\\top Q x_0$")[-1] != "proved"
    )


def test_an_indicator_is_one_of_every_place():
    text = "The vector $y$ is one-hot, where $y_i = 1$ if the class is $i$, and 0 otherwise.\n\n"
    assert verdicts(text + "$-y_i (1 - p_i) = -y_i + p_i$")[-1] != "proved"


@pytest.mark.parametrize(
    "text",
    [
        "- $f(x) = x^2$\n- $f(x) = e^x$",
        "| square | $f(x) = x^2$ |\n|---|---|\n| exponential | $f(x) = e^x$ |",
        "# A\n\n$a_{ij} = \\sum_t x_{it} w_{jt} + b_j$\n\n# Another\n\n$a_{ij} = \\sum_t x_{it} w_{tj} + b_j$",
        "The chain rule is $I(X_1, \\dots, X_n ; Y) = \\sum_{i=1}^n I(X_i ; Y | X_{i-1}, \\dots, X_1)$.",
    ],
)
def test_not_refuted(text):
    assert "refuted" not in verdicts(text)


def test_what_is_meant_anew_refutes_nothing_below():
    text = (
        "# A\n\n$a_{ij} = \\sum_{t=1}^k x_{it} w_{jt}$\n\n# B\n\n$a_{ij} = \\sum_{t=1}^k x_{it} w_{tj}$\n\n"
    )
    assert [each.verdict for each in results(text + r"$\frac{\partial a_{ij}}{\partial x_{iq}} = w_{qj}$")][
        -1
    ] != "refuted"
