r"""An unknown command before both parts of a fraction is no factor of both; \part is ∂, \dif is d."""

import pytest

from tests.documents.readings.judged import verdicts


@pytest.mark.parametrize("command", [r"\foo", r"\mydiff"])
@pytest.mark.parametrize("value", ["x", "2 x"])
def test_an_unknown_command_is_not_cancelled(command, value):
    assert verdicts(rf"$$\frac{{{command} x^2}}{{{command} x}} = {value}$$") == ["unreadable"]


@pytest.mark.parametrize("command", [r"\part", r"\pd", r"\dif", r"\diff", r"\dd"])
@pytest.mark.parametrize(("value", "verdict"), [("x", "refuted"), ("2 x", "proved")])
def test_other_spellings_of_partial(command, value, verdict):
    assert verdicts(rf"$$\frac{{{command} x^2}}{{{command} x}} = {value}$$") == [verdict]


def test_a_factor_is_cancelled():
    assert verdicts(r"$$\frac{\alpha x^2}{\alpha x} = x$$") == ["proved"]


@pytest.mark.parametrize(
    ("text", "formula", "wanted"),
    [
        ("Let $A$ be a square matrix.", r"\frac{d}{dt} e^{tA} = A \odot e^{tA}", "unreadable"),
        (
            "Let $A$ and $B$ be square matrices, $e^A$ the matrix exponential.",
            r"e^{A + B} = e^A \odot e^B",
            "unreadable",
        ),
        (
            "Let $A$ and $B$ be square matrices, exp is taken of each entry.",
            r"e^{A + B} = e^A \odot e^B",
            "proved",
        ),
    ],
)
def test_the_exponential_of_a_matrix_is_not_taken_of_its_entries(text, formula, wanted):
    assert verdicts(f"{text}\n\n$${formula}$$\n")[-1] == wanted
