r"""The vector A whose m-th entry is a_m; gradients that are rows."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

SAID = r"""
%s where $a_m = \frac{\exp(z_m)}{\sum_{k=1}^C \exp(z_k)}$.

The Jacobian is $J_{mn} = \frac{\partial a_m}{\partial z_n}$. The loss $L$ depends on $A$ alone.

"""
WORDS = [
    r"Let $A$ be the vector whose $m$-th element is $a_m$ and $Z$ the vector with entries $z_m$,",
    r"The input vector $Z$ has components $z_m$. The output is the vector $A$ with entries $a_m$,",
    r"Let $a_m$ denote the $m$-th component of the vector $A$. Let $z_m$ be the $m$-th component of $Z$,",
    r"The entries of $A$ are denoted by $a_m$. The entries of $Z$ are $z_m$,",
    r"向量$A$，其第$m$个元素为$a_m$。向量$Z$，其第$m$个元素表示为$z_m$，",
    r"$a_m$是向量$A$的第$m$个元素。$z_m$表示$Z$的第$m$个分量，",
]


@pytest.mark.parametrize("words", WORDS)
def test_a_whole_is_made_of_its_entries(words):
    text = SAID % words
    assert last(rf"{text}$$\frac{{dL}}{{dZ}} = \frac{{dL}}{{dA}} \cdot J$$") == "proved"
    assert last(rf"{text}$$\frac{{dL}}{{dZ}} = 2 \frac{{dL}}{{dA}} \cdot J$$") == "refuted"


@pytest.mark.parametrize(
    "words",
    [
        r"The vector $A$ does not have the entries $a_m$; $Z$ is a vector,",
        r"If the vector $A$ had the entries $a_m$, that would be so; $Z$ is a vector,",
        "Here",
    ],
)
def test_a_whole_of_which_nothing_is_said_is_another_letter(words):
    assert last(rf"{SAID % words}$$A^\top \mathbf{{1}} = 1$$") != "proved"


def test_a_whole_with_more_places_is_another():
    text = SAID % WORDS[0] + "For a batch,\n\n"
    assert "proved" not in verdicts(rf"{text}$$\sum_j A_{{ij}} = 1$$")[-1:]


ROWS = r"""
Let $z = W x$ with $W \in \mathbb{R}^{m \times n}$, and let $L$ depend on $z$ alone.

"""


def test_a_gradient_that_can_only_be_a_row_is_one():
    chain = r"\frac{\partial L}{\partial z} \frac{\partial z}{\partial x}"
    text = rf"{ROWS}$$\frac{{\partial L}}{{\partial x}} = {chain}$$"
    [made] = results(text)
    assert made.verdict == "proved"
    assert any("row" in str(each.told()) for each in made.assumed)
    assert verdicts(text.replace("= ", "= 3 ")) == ["refuted"]
