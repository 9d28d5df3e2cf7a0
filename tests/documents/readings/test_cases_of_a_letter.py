"""A condition that is one case of a letter's meaning sets none for what follows: δ is 1 if y = k, else 0."""

import pytest

from tests.documents.readings.judged import last

SOFTMAX = r"Let $p_k = e^{z_k}/\sum_j e^{z_j}$ "
MEANINGS = [
    r"(where $\delta_{yk} = 1$ if $y = k$, else $0$). Then",
    r"where $\delta_{yk} = 1$ if $y = k$ and $0$ otherwise. Then",
    r"and $\delta_{yk}$ be $1$ if y = k, otherwise 0. We get",
    r"(here $\delta_{yk} = 1$ when $y = k$). Then",
    r"其中 $\delta_{yk}$ 当 $y = k$ 时为 $1$，否则为 $0$。则",
]


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize(
    ("formula", "proved"),
    [
        (r"\frac{\partial p_y}{\partial z_k} = p_y (\delta_{yk} - p_k)", True),
        (r"\frac{\partial p_y}{\partial z_k} = p_y (1 - p_k)", False),
        (r"p_y - \delta_{yk} = p_k - 1", False),
    ],
)
def test_a_case_of_a_letter_is_none_of_the_text(meaning, formula, proved):
    assert (last(f"{SOFTMAX}{meaning}\n\n$${formula}$$\n") == "proved") is proved


@pytest.mark.parametrize(
    "words", ["If $y = k$, then", "Case 1 ($y = k$):", "For the diagonal (if $y = k$):", "当 $y = k$ 时"]
)
def test_a_case_of_the_text_is_set(words):
    formula = r"\frac{\partial p_y}{\partial z_k} = p_y (1 - p_k)"
    assert last(f"{SOFTMAX}.\n\n{words}\n\n$${formula}$$\n") == "proved"
