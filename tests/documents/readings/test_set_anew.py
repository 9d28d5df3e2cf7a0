r"""Letters that are set anew, and derivatives that reach over what follows them."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.reading import Reading
from tests.documents.readings.judged import last, verdicts

LOSS = "Let $J = \\frac12 \\sum_i (w x_i - y_i)^2$.\n\n"


def roles(text):
    return [each.role for each in Reading(find(text)).equalities()]


@pytest.mark.parametrize(
    "formula",
    [
        r"w_{new} = w_{old} - \eta \frac{\partial J}{\partial w}",
        r"w^{\text{new}} = w - \eta \frac{\partial J}{\partial w}",
        r"w_{1new} = w_{1old} - \eta g",
        r"w^{(k+1)} = w^{(k)} - \eta \frac{\partial J}{\partial w}",
        r"w^{k+1} = w^k - \eta \frac{\partial J}{\partial w}",
        r"J(w) := J(w) + \lambda w^2",
    ],
)
def test_an_update_claims_nothing(formula):
    assert roles(LOSS + f"$${formula}$$\n")[-1] in ("assignment", "definition")


def test_what_goes_on_behind_an_update_is_a_claim():
    chain = (
        r"$$w_{new} = w_{old} - \eta \frac{\partial J}{\partial w} = w_{old} - \eta \sum_i (w x_i - y_i) %s$$"
    )
    assert verdicts(LOSS + chain % "x_i")[-1] == "proved"
    assert verdicts(LOSS + chain % "y_i")[-1] == "refuted"


def test_a_second_step_is_a_claim():
    text = "Let $a_{t+1} = a_t + 1$.\n\n$$a_{t+1} = a_t + 2$$\n"
    assert last(text) == "refuted"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (
            r"\frac{\partial}{\partial w} \frac{1}{2} \sum_i (w x_i - y_i)^2 = \sum_i (w x_i - y_i) x_i",
            "proved",
        ),
        (r"\frac{\partial}{\partial w} \frac{1}{2} \sum_i (w x_i - y_i)^2 = \sum_i (w x_i - y_i)", "refuted"),
        (r"\frac{d}{dw} [w^2 + (1 - c) w] = \frac{d}{dw} w^2 + \frac{d}{dw} (1 - c) w", "proved"),
        (r"\frac{d}{dw} w^2 + \frac{d}{dw} (1 - c) w = 2 w + 1 - c", "proved"),
        (r"\frac{d}{dw} w^2 + \frac{d}{dw} (1 - c) w = 2 w - c", "refuted"),
        (r"\frac{d}{dw} (1 + w^3) = \frac{d}{dw} (1) + \frac{d}{dw} w^3", "proved"),
        (r"\frac{d}{dw} (1) + \frac{d}{dw} w^3 = 1 + 3 w^2", "refuted"),
        (r"\frac{d}{dw} (1 + w^2)(1 - w) = 2 w (1 - w) - (1 + w^2)", "undecided"),
        (r"\frac{d}{dw} (1 + w^2)(1 - w) = 2 w (1 - w) + (1 + w^2)", "refuted"),
    ],
)
def test_how_far_a_derivative_reaches(formula, verdict):
    assert last(LOSS + f"$${formula}$$\n") == verdict


def test_what_stands_below_an_operator():
    r"""\underset{w}{\max} is \max_w."""
    text = "$$\\underset{k}{\\max}\\; z_k + c = %s (z_k + c)$$\n"
    assert last(text % "\\max_k") == "proved"


def test_one_of_several_that_is_named():
    """A line that names what follows it says what it is anew."""
    text = (
        "Some activations:\n\n1. sigmoid: $g(z) = \\frac{1}{1 + e^{-z}}$\n2. relu: $g(z) = \\max(z, 0)$\n"
        "3. identity: $g(z) = z$\n"
    )
    assert set(roles(text)) == {"definition"}
    rows = (
        "$$\\begin{aligned}\n\\text{sigmoid:}\\quad & g(z) = \\frac{1}{1 + e^{-z}} \\\\\n"
        "\\text{relu:}\\quad & g(z) = \\max(z, 0)\n\\end{aligned}$$\n"
    )
    assert set(roles(rows)) == {"definition"}
    assert last("The function is: $y = x^2 + 1$. Then we find: $y = x^2$.\n") == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "$$\\begin{aligned}& \\sum_i a_i \\\\ \\text{s.t.: }& \\sum_i a_i y_i = 0\\end{aligned}$$\n",
        "The slackness condition of:\n\n$$a_i (1 - y_i) = 0$$\n",
        "To keep the variance we need to set $n s^2 = 1$.\n",
    ],
)
def test_a_constraint_claims_nothing(text):
    assert roles(text)[-1] == "condition"


def test_what_is_satisfied_is_a_claim():
    text = "Let $p_k = e^{z_k}/\\sum_j e^{z_j}$. The weights satisfy\n\n$$\\sum_k p_k = %s$$\n"
    assert last(text % "1") == "proved"
    assert roles(text % "2")[-1] == "claim"


def test_what_is_short_for_another():
    text = "The likelihood is\n\n$$L(\\theta) = L(\\theta; X, y) = p(y|X; \\theta)$$\n"
    assert roles(text) == ["definition", "definition"]


def test_numbers_of_lines_in_circles():
    assert last("$$a^2 + 2 a b + b^2 ① = \\left(a + b\\right)^2_{②}$$\n") == "proved"
    assert last("$$a^2 + b^2 ① = \\left(a + b\\right)^2_{②}$$\n") == "refuted"
    assert last("$$\\frac{\\partial}{\\partial_{\\theta_0}} \\theta_0^2 = 2 \\theta_0$$\n") == "proved"


def test_a_letter_before_a_letter_in_brackets_may_be_a_function():
    text = "Let $u_1 = w x$ and $b$ be given.\n\n$$2 k_2(u_1) = 2 u_1^2$$\n"
    assert last(text) == "undecided"
    assert last("Let $c, x, y$ be numbers.\n\n$$2 c (x + y) = 2 c x + c y$$\n") == "refuted"
