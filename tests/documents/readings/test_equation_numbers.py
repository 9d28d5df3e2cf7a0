r"""The number that an author writes behind an equation is no factor; a factor in brackets is one."""

import pytest

from tests.documents.readings.judged import verdicts

NUMBERS = [
    r"\quad (7)",
    r"\qquad (2.1)",
    r"\quad (*)",
    r"\quad (\ast\ast)",
    r"\quad (a)",
    r"\qquad (3a)",
    r"\quad (II)",
    r"\quad [4]",
    r"\hspace{1cm} (A.1)",
    r"~~~~~~ (8)",
    r"\;\;\;\; (B)",
    r" & (6)",
    r"\cdots (9)",
    r"\quad \dots\dots (10)",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_factor(number):
    text = r"$$\begin{{aligned}} y + 2 y &= {} y {} \end{{aligned}}$$"
    assert verdicts(text.format(3, number)) == ["proved"]
    assert verdicts(text.format(4, number)) == ["refuted"]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"y + 2 y = y (3)", "proved"),
        (r"y + 2 y = y \, (7)", "refuted"),
        (r"y + 2 y = y + \quad (2 y)", "proved"),
        (r"y + 2 y = y \cdot \quad (3)", "proved"),
        (r"y + 2 y = y + \quad (7)", "refuted"),
        (r"\quad (1 + 2) y = 3 y", "proved"),
        (r"(y + 1)^2 = (y + 1) \quad (y + 1)", "proved"),
    ],
)
def test_a_factor_is_no_number(formula, verdict):
    assert verdicts(f"$${formula}$$") == [verdict]
