"""When numbers are not the last word."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

CHAIN = r"""
$$a_m = \frac{e^{z_m}}{\sum_{k=1}^{C} e^{z_k}}$$

$$A_{ij} = \frac{e^{Z_{ij}}}{\sum_{k=1}^{C} e^{Z_{ik}}}$$

$$J_{mn} = \frac{\partial a_m}{\partial z_n}$$

$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \cdot J$$
"""
SAID = "The m-th element of the vector $Z$ is $z_m$, and $a_m$ is that of $A$.\n"


@pytest.mark.parametrize("said", [SAID, "向量 $Z$ 的第 $m$ 个元素记为 $z_m$，$A$ 的记为 $a_m$。\n"])
def test_a_letter_and_its_entries_are_not_set_apart(said):
    reading = Reading(find(said + CHAIN))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict in ("undecided", "proved")


SCATTER = "The C of the data is $S \\in \\mathbb{R}^{n \\times n}$. For $u, v \\in \\mathbb{R}^n$ we have "


@pytest.mark.parametrize(
    ("what", "claim", "verdict"),
    [
        ("covariance", r"$u^\top S v = v^\top S u$.", "undecided"),
        ("Gram matrix", r"$u^\top S^{-1} v = v^\top S^{-1} u$.", "undecided"),
        ("covariance", r"$u^\top S v = 2 v^\top S u$.", "refuted"),
        ("table", r"$u^\top S v = v^\top S u$.", "refuted"),
    ],
)
def test_a_matrix_that_is_symmetric_by_nature(what, claim, verdict):
    """Nobody says that a covariance is symmetric; where that is all that is missing, no slip is made."""
    reading = Reading(find(SCATTER.replace("C", what, 1) + claim))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == verdict
