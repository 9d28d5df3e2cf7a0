r"""A line that is fitted defines no data; a list of choices leaves open which is meant; names in words are sides."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

FITS = [
    "We look for the line $y = m x + b$ that best fits the data $(x_i, y_i)$.",
    "The regression is $y = m x + b$.",
]


@pytest.mark.parametrize("said", FITS)
@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial E}{\partial m} = -\frac{1}{N} \sum_{i=1}^N x_i (y_i - m x_i - b)",
        r"\frac{\partial E}{\partial b} = \frac{5}{N} \sum_{i=1}^N (y_i - m x_i - b)",
        r"\sum_{i=1}^N x_i y_i = m \sum_{i=1}^N x_i^2 + b \sum_{i=1}^N x_i",
    ],
)
def test_a_fitted_line_makes_no_residual_zero(said, formula):
    error = r"The error is $E = \frac{1}{N} \sum_{i=1}^N (y_i - m x_i - b)^2$."
    assert last(f"{said} {error}\n\n$${formula}$$\n") != "proved"


def test_the_right_slope_is_proved_without_the_line():
    error = r"The error is $E = \frac{1}{N} \sum_{i=1}^N (y_i - m x_i - b)^2$."
    right = r"\frac{\partial E}{\partial m} = -\frac{2}{N} \sum_{i=1}^N x_i (y_i - m x_i - b)"
    assert last(f"{error}\n\n$${right}$$\n") == "proved"


ROWS = r"""$$\begin{aligned} \text{ReLU:} \quad &\sigma(z) = \max(0, z) \\
\text{Sigmoid:} \quad &\sigma(z) = \frac{1}{1 + e^{-z}} \\ \text{Tanh:} \quad &\sigma(z) = \tanh(z) \end{aligned}$$
"""
ITEMS = r"""- Cubic: $\sigma(z) = z^3$
- Sigmoid: $\sigma(z) = \frac{1}{1 + e^{-z}}$
- Tanh: $\sigma(z) = \tanh(z)$
"""


@pytest.mark.parametrize("choices", [ROWS, ITEMS])
@pytest.mark.parametrize("right", [r"1 - \sigma(z)^2", r"\sigma(z) (1 - \sigma(z))", "3 z^2"])
def test_none_of_several_choices_is_meant(choices, right):
    formula = rf"\frac{{\partial \sigma(z)}}{{\partial z}} = {right}"
    assert last(f"Usual choices are\n\n{choices}\n$${formula}$$\n") in ("undecided", "unreadable")


@pytest.mark.parametrize(
    "counts",
    ["$\\text{count(Thor)} = 2, \\text{count(Hulk)} = 1$", "$\\text{the one} = 2, \\text{the other} = 2$"],
)
def test_names_in_words_are_not_compared(counts):
    assert set(verdicts(f"The counts are {counts}.\n")) == {"unreadable"}


def test_a_number_that_only_this_line_gives_is_not_proved():
    assert [each.verdict for each in results("$$g = 0.85$$\n")] == []


def test_any_vector_is_another_one():
    text = "We need $v_0 = v_1$, so set $v_0 = 1/2$ and $v_1 = 1/2$.\n\n## Next\n\nLet $v$ be any vector.\n\n"
    assert last(f"{text}$$5 v_0 - 5 v_1 = 0$$\n") == "undecided"
    assert last("We set $v_0 = 1/2$ and $v_1 = 1/2$.\n\n$$5 v_0 - 5 v_1 = 0$$\n") != "refuted"


def test_a_function_at_a_number_is_no_definition():
    assert last("At this point $\\sigma(z) = 0.73$.\n\n$$\\sigma(z) + 1 = 1.73$$\n") == "undecided"


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{i=i}^n x_i = x_1 + \sum_{i=2}^n x_i",
        r"\begin{bmatrix} 2 & 3\end{bmatrix}. \begin{bmatrix} 1 & 0 \end{bmatrix} = \begin{bmatrix} 3 & 0\end{bmatrix}",
    ],
)
def test_typos_and_products_with_dots_are_not_compared(formula):
    assert set(verdicts(f"$${formula}$$\n")) == {"unreadable"}
