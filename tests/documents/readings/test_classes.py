"""What a text says of classes and samples, or writes without an index, may make a line true."""

import pytest

from tests.documents.readings.judged import results, verdicts

CLASSES = (
    "Let $k$ be the index of the correct class and $p_i = e^{z_i} / \\sum_j e^{z_j}$. "
    "The loss is $L = -\\sum_i y_i \\log p_i$.\n\n"
)
SAMPLES = (
    "The loss of the word $o$ with $K$ negative samples is $J = -\\log \\sigma(u_o^\\top v)"
    " - \\sum_{k=1}^K \\log \\sigma(-u_k^\\top v)$ with $\\sigma(x) = 1/(1 + e^{-x})$.\n\n"
)
DESIGN = "Let $x_i \\in \\mathbb{R}^d$, $y, p \\in \\mathbb{R}^n$ and $Z = X w$, where $X$ is the design matrix.\n\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CLASSES + r"$-\sum_i y_i \log p_i = -\log p_k$", "1 at k and 0 elsewhere"),
        (SAMPLES + r"$\frac{\partial J}{\partial u_o} = -(1 - \sigma(u_o^\top v)) v$", "negative samples"),
        (r"$\sum_i^n b - c = \sum_i^n b - \sum_i^n c$", "without an index"),
        (DESIGN + r"$\sum_{i=1}^n (y_i - p_i) x_i = X^\top (y - p)$", "nothing relates"),
        (r"Let $x_1, \dots, x_n$ and $w_{n+1}$ be given. $-w_{n+1} = x_{n+1} w_{n+1}$.", "nothing says"),
    ],
)
def test_the_doubt_is_told(text, words):
    *_, result = results(text)
    assert result.verdict == "undecided"
    assert words in result.message


@pytest.mark.parametrize(
    "text",
    [
        r"$\sum_i x_i - c = \sum_i x_i + c$",
        SAMPLES.replace("negative samples", "words")
        + r"$\frac{\partial J}{\partial u_o} = -(1 - \sigma(u_o^\top v)) v$",
        DESIGN + r"$X^\top (y - p) = X^\top (y + p)$",
        CLASSES + r"$\frac{\partial}{\partial z_i} \log p_k = \delta_{ik} + p_i$",
    ],
)
def test_no_doubt(text):
    assert verdicts(text)[-1] == "refuted"
