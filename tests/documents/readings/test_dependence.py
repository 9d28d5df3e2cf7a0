"""A letter that is said not to be constant is not taken for a constant."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

SLOPE = r"Then $\frac{\partial g}{\partial x} = 2 c x$."


def verdicts(words):
    """Those of the equalities that are claims."""
    reading = Reading(find(f"Let $g = c x^2$. {words} {SLOPE}", ".md", "notes.md"))
    found = [Judge(reading, time_limit=60).judge(each).verdict for each in reading.equalities()]
    return [each for each in found if each != "definition"]


@pytest.mark.parametrize(
    "words",
    [
        "Here $c$ depends on $x$.",
        "Here $c$ is not constant.",
        "We do not treat $c$ as a constant with respect to $x$.",
        "Here $c$ is a function of $x$.",
        "Here $c = c(x)$.",
        r"Let $c = c\left(x, t\right)$.",
    ],
)
def test_it_may_depend(words):
    assert verdicts(words) == ["undecided"]


@pytest.mark.parametrize(
    "words", ["", "Here $c$ is constant.", "Here $c$ does not depend on $x$.", "Let $c = c(t)$."]
)
def test_it_does_not(words):
    assert verdicts(words) == ["proved"]
