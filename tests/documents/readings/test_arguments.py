r"""Arguments: Σ_x p(x) f(x), ℓ(μ, σ²), p(x) and p(y); words that number a line and say nothing."""

import pytest

from tests.documents.readings.judged import last, verdicts

FAMILY = r"""
Let $Z = \sum_{x} h(x) \exp(\eta T(x))$ and $p(x) = h(x) \exp(\eta T(x)) / Z$ with $h(x) > 0$. Hence

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_x p(x) = 1", "proved"),
        (r"\frac{\partial \log Z}{\partial \eta} = \sum_x p(x) T(x)", "proved"),
        (r"\frac{\partial \log Z}{\partial \eta} = \sum_x h(x) T(x)", "refuted"),
        (
            r"\frac{\partial^2 \log Z}{\partial \eta^2} = \sum_x p(x) T(x)^2 - \Big(\sum_x p(x) T(x)\Big)^2",
            "proved",
        ),
        (r"\frac{\partial^2 \log Z}{\partial \eta^2} = \sum_x p(x) T(x)^2", "refuted"),
        (r"\frac{\partial p(x)}{\partial \eta} = p(x) \Big(T(x) - \sum_u p(u) T(u)\Big)", "proved"),
    ],
)
def test_sums_over_an_alphabet(formula, verdict):
    assert last(f"{FAMILY}$${formula}$$") == verdict


POLICY = r"""
The policy is $\pi(a) = \frac{e^{\theta_a}}{\sum_{b} e^{\theta_b}}$ and the value $V = \sum_a \pi(a) R(a)$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial V}{\partial \theta_b} = \pi(b) (R(b) - V)", "proved"),
        (r"\frac{\partial V}{\partial \theta_b} = \pi(b) R(b)", "refuted"),
        (r"\frac{\partial \log \pi(a)}{\partial \theta_b} = \mathbb{1}[a = b] - \pi(b)", "proved"),
        (r"\frac{\partial \log \pi(a)}{\partial \theta_b} = \mathbb{1}[a = b] - \pi(a)", "refuted"),
    ],
)
def test_actions_are_places(formula, verdict):
    assert last(f"{POLICY}Then\n\n$${formula}$$") == verdict


def test_two_variables_have_two_distributions():
    text = r"Let $H = -\sum_x p(x) \log p(x)$ and $K = -\sum_y p(y) \log p(y)$. Then $$H = K$$"
    assert last(text) == "undecided"
    assert last(text.replace("_y", "_{x'}").replace("(y)", "(x')")) == "proved"
    assert (
        last(text.replace("_y", "_j").replace("(y)", "(j)").replace("_x", "_i").replace("(x)", "(i)"))
        == "proved"
    )


def test_an_argument_that_is_a_number_elsewhere_is_no_place():
    text = r"Let $f(x) = x^2$. Note that $$\sum_x f(x) = \sum_x f(x)^2$$"
    assert "proved" not in verdicts(text)


SLOPE = (
    r"\frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{2\sigma^2}"
    r" + \frac{1}{2\sigma^%s} \sum_{i=1}^n (x_i - \mu)^2"
)
GAUSS = r"""
The log-likelihood of the sample is

$$\ell(\mu, \sigma^2) = -\frac{n}{2} \log \sigma^2 - \frac{1}{2\sigma^2} \sum_{i=1}^n (x_i - \mu)^2 .$$

Then

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial \ell}{\partial \mu} = \frac{1}{\sigma^2} \sum_{i=1}^n (x_i - \mu)", "proved"),
        (
            r"\frac{\partial \ell(\mu, \sigma^2)}{\partial \mu} = \frac{1}{\sigma^4} \sum_{i=1}^n (x_i - \mu)",
            "refuted",
        ),
        (SLOPE % "4", "proved"),
        (SLOPE % "2", "refuted"),
        (r"\ell(0, 4) = -\frac{n}{2} \log 4 - \frac18 \sum_{i=1}^n x_i^2", "undecided"),
        (r"\ell(0, 4) = -\frac{n}{2} \log 16 - \frac{1}{32} \sum_{i=1}^n x_i^2", "undecided"),
    ],
)
def test_a_function_of_a_square(formula, verdict):
    found = last(f"{GAUSS}$${formula}$$")
    assert found == verdict or (verdict == "undecided" and found == "unreadable")


SQUARE = "Let $X$ be an $m \\times n$ matrix. For the least squares objective $f(\\beta) = \\|y - X \\beta\\|^2$:\n\n"


@pytest.mark.parametrize("number", ["", "13. ", "(a) ", "13. (F) ", "Step 3. ", "**iv.** "])
def test_what_numbers_a_line_defines_nothing_anew(number):
    wrong = r"$f(\beta) = y^\top y - \beta^\top X^\top y + \beta^\top X^\top X \beta$"
    assert verdicts(f"{SQUARE}{number}{wrong}") == ["refuted"]
    assert verdicts(f"{SQUARE}{number}{wrong}\n\n{number}{wrong.replace('- ', '- 2 ')}") == [
        "refuted",
        "proved",
    ]


def test_words_between_two_formulas_define_anew():
    text = r"""
| kernel | formula |
|---|---|
| linear | $k(x, y) = x y + c$ |
| exponential | $k(x, y) = \exp(x y)$ |
"""
    assert verdicts(text) == []
