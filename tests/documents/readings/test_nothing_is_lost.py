"""Every = of mathematics is told as something, or why it is not read."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading


@pytest.mark.parametrize(
    "inner",
    [
        r"\begin{array}{l} a_i = a_i \end{array}",
        r"\begin{cases} x + y = 1 \\ x - y = 2 \end{cases}",
        r"\left\{\begin{array}{l} x = 1 \\ y = 2 \end{array}\right.",
        r"\begin{foo} a = b \end{foo}",
        r"\begin{multlined} a = b \end{multlined}",
    ],
)
def test_relations_in_an_environment(inner):
    reading = Reading(find(f"$${inner}$$", ".md", "n.md"))
    assert [*reading.equalities()] or [fault.reason for _, fault in reading.faults]


@pytest.mark.parametrize(
    "inner",
    [
        r"\begin{pmatrix} \sum_{i=1}^n a_i \\ b \end{pmatrix}",
        r"\begin{cases} 1 & \text{if i = j} \\ 0 & \text{otherwise} \end{cases}",
    ],
)
def test_what_relates_nothing(inner):
    assert Reading(find(f"$${inner}$$", ".md", "n.md")).faults == []


def test_a_comment_without_its_condition():
    reading = Reading(find("<!-- derive: when -->\n\n$x = 1$", ".md", "n.md"))
    assert [each.role for each in reading.equalities()]


def test_a_claim_that_speaks_of_u_v_w_and_x():
    """The letter for the argument of an unknown function was sought among these four."""
    text = r"Let $u, v, w, x \in \mathbb{R}$. Then $u v = w x$."
    reading = Reading(find(text, ".md", "n.md"))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict in ("refuted", "undecided")
