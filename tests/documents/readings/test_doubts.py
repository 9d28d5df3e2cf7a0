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
