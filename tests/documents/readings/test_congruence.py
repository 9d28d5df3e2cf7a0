"""f(A) = f(B) follows from A = B, and not where A = B holds at hand alone."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

SUM = r"Let $\sum_i x_i = 1$. Then "


def last(text):
    """The verdict on the last = of a text."""
    reading = Reading(find(text, ".md", "notes.md"))
    *_, asked = reading.equalities()
    return Judge(reading, time_limit=60).judge(asked).verdict


@pytest.mark.parametrize(
    "text",
    [
        SUM + r"$\frac{\partial}{\partial x_j} e^{\sum_i x_i} = \frac{\partial}{\partial x_j} e^{1}$.",
        SUM
        + r"$\frac{\partial}{\partial x_j} (1 + e^{\sum_i x_i}) = \frac{\partial}{\partial x_j} (1 + e^1)$.",
        SUM + r"$\int \sum_i x_i \, dx = \int 1 \, dx$.",
        r"Let $x = 2$. Then $\int x^2 \, dx = \int 4 \, dx$.",
        r"If $i = j$, then $\sum_i g(a_i) = \sum_i g(a_j)$.",
        r"Let $s = 2$. Then $\frac{\partial}{\partial s} e^{s + a} = \frac{\partial}{\partial s} e^{2 + a}$.",
        r"Let $s = e^a$. Then $\frac{\partial}{\partial s} f(s) = \frac{\partial}{\partial s} f(e^a)$.",
    ],
)
def test_what_holds_at_hand_says_nothing_of_slopes(text):
    assert last(text) != "proved"


def test_what_holds_everywhere_does():
    assert last(r"We have $\int (a + b)^2 \, dx = \int (a^2 + 2 a b + b^2) \, dx$.") == "proved"
    assert last(SUM + r"$e^{\sum_i x_i} = e^1$.") == "proved"
