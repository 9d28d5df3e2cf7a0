"""d before functions, and d of which nothing is said."""

import pytest

from tests.documents.readings.judged import verdicts

X = "Let $X \\in \\mathbb{R}^{n\\times n}$ and $v \\in \\mathbb{R}^n$.\n\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$d\log\det X = \operatorname{tr}(X^{-1} dX)$", "proved"),
        (r"$d\det X = \operatorname{tr}(X^{-1} dX)$", "refuted"),
        (r"$d\det X = \det(X) \operatorname{tr}(X^{-1} dX)$", "proved"),
        (r"$d \log x = dx / x$", "proved"),
        (r"$d \log x = dx$", "refuted"),
        (r"$d \frac{1}{x} = -\frac{1}{x^2} dx$", "proved"),
        (r"$d \|v\|^2 = 2 v^\top dv$", "proved"),
        (r"$d \|v\|^2 = v^\top dv$", "refuted"),
    ],
)
def test_of_functions(text, verdict):
    assert verdicts(X + text) == [verdict]


@pytest.mark.parametrize(
    "text", [r"$d \log x = \frac{1}{x} d x$", r"$d (x^2) = 2 x d x$", r"$d \sin x = \cos x \, d x$"]
)
def test_a_d_of_which_nothing_is_said_refutes_nothing(text):
    assert verdicts(text) == ["undecided"]


def test_a_d_that_is_a_dimension_is_a_number():
    text = "$x \\in \\mathbb{R}^d$, $L = -\\frac12 (d \\log \\sigma^2 + \\|x\\|^2/\\sigma^2)$ and $\\sigma > 0$.\n\n"
    right, wrong = (
        verdicts(text + rf"$\frac{{\partial L}}{{\partial \sigma}} = {first}\frac{{\|x\|^2}}{{\sigma^3}}$")[
            -1
        ]
        for first in (r"-\frac{d}{\sigma} + ", "")
    )
    assert (right, wrong) == ("proved", "refuted")


def test_a_condition_that_is_heard_is_no_doubt():
    assert verdicts(r"$\log a^2 = \log a$ for $a > 0$.") == ["refuted"]
