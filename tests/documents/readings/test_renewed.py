"""What was said of a letter ends where it is declared anew; other choices and values at an example claim nothing."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

SYMMETRIC = "Let $A$ be symmetric, $A = A^T$.\n\n# Other\n\n"


@pytest.mark.parametrize(
    "renewal",
    [
        "Now let $A$ be an arbitrary square matrix.",
        "For a general matrix $A$:",
        "Let $A$ be a square matrix.",
        r"Let $A \in \mathbb{R}^{n \times n}$.",
        "设 $A$ 为任意方阵。",
    ],
)
@pytest.mark.parametrize("formula", ["A = A^T", r"\nabla_x x^T A x = 2 A x"])
def test_what_is_declared_anew_is_not_symmetric(renewal, formula):
    assert last(f"{SYMMETRIC}{renewal}\n\n$${formula}$$\n") == "undecided"


def test_what_is_not_declared_anew_is_symmetric():
    assert last(f"{SYMMETRIC}We go on.\n\n$$\\nabla_x x^T A x = 2 A x$$\n") == "proved"


def test_sums_to_one_end_too():
    said = "Let $y$ be one-hot. Then $\\sum_k y_k = 1$.\n\n# Regression\n\nLet $y \\in \\mathbb{R}^n$ be real.\n\n"
    assert last(f"{said}$$\\sum_k 2 y_k = 2$$\n") == "undecided"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("If $a = b$ then $a^2 = b^2$.", r"a^2 + 1 = b^2 + 1"),
        ("Suppose $x_1 = x_2$. Then something.\n\n# Next\n", r"x_1 - x_2 = 0"),
    ],
)
def test_a_supposition_is_no_definition(text, formula):
    assert last(f"{text}\n\n$${formula}$$\n") == "undecided"


CHOICES = [
    r"Activation functions: $f(z) = \tanh z$, $f(z) = z^3$, $f(z) = \frac{1}{1 + e^{-z}}$.",
    r"We choose $f(z) = \|z - z_0\|^2$. In the absence of such knowledge a default is $f(z) = \|z\|^2$.",
    r"The loss is $f(z) = (z - 1)^2$. An alternative choice would be $f(z) = (z + 1)^2$.",
    r"损失可以取 $f(z) = (z - 1)^2$，也可以取 $f(z) = (z + 1)^2$。",
]


@pytest.mark.parametrize("text", CHOICES)
def test_another_choice_is_not_refuted(text):
    assert "refuted" not in verdicts(f"{text}\n")


def test_a_wrong_consequence_is_refuted():
    assert last("The loss is $f(z) = (z - 1)^2$. Therefore $f(z) = z^2 - 2 z - 1$.\n") == "refuted"


def test_angles_are_values():
    text = r"Here $\theta = 0$ is north, $\theta = \pi/2$ is east and $\theta = -\pi/2$ is west."
    assert verdicts(f"{text}\n") == []


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{1}{1 + e^{1}} = \frac{1}{1 + 2.718}", "undecided"),
        (r"\frac{1}{1 + e^{1}} = \frac{1}{1 + 2.5}", "refuted"),
        (r"2.0 \times (-0.20) = -0.39", "undecided"),
        (r"2.0 \times (-0.20) = -0.45", "refuted"),
        (r"0.1 \times 0.2 = 0.03", "refuted"),
        (r"2.5 \times 0.20 = 0.50", "proved"),
    ],
)
def test_decimals_may_be_rounded_wherever_they_stand(formula, verdict):
    assert verdicts(f"$${formula}$$\n") == [verdict]


EXAMPLE = r"""Let $f(w, x) = \frac{1}{1 + e^{-w x}}$. The inputs are:

- $w = 2.0$, $x = -1.0$

"""


@pytest.mark.parametrize(
    "formula", [r"\frac{\partial f}{\partial w} = x \times 0.10", r"\frac{\partial f}{\partial x} = 0.21"]
)
def test_a_slope_at_an_example_is_not_refuted(formula):
    assert last(f"{EXAMPLE}$${formula}$$\n") == "undecided"


def test_a_wrong_slope_beside_an_example_is_refuted():
    [*_, wrong] = results(rf"{EXAMPLE}$$\frac{{\partial f}}{{\partial w}} = x f (1 + f)$$")
    assert wrong.verdict == "refuted"
