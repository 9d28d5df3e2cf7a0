"""What a text takes back."""

import pytest

from tests.documents.readings.judged import results

SYMMETRIC = "Assume that $A$ is symmetric. $x^\\top A y = y^\\top A x$\n\n{}, $x^\\top A y = y^\\top A x$"


@pytest.mark.parametrize(
    "said",
    [
        "Without symmetry",
        "Without this assumption",
        "We now drop the symmetry assumption. Then",
        "Dropping this condition",
        "If we no longer assume symmetry",
        "Giving up that requirement",
        "去掉对称性后",
        "若没有这个假设",
    ],
)
def test_nothing_rests_on_what_was_taken_back(said):
    first, second = results(SYMMETRIC.format(said))
    assert (first.verdict, second.verdict) == ("proved", "undecided")


@pytest.mark.parametrize(
    "said",
    [
        "Without loss of generality",
        "Without the bias",
        "Dropping the constant",
        "Without positivity of $c$",
        "Removing the mean",
        "去掉常数后",
    ],
)
def test_other_words_take_nothing_back(said):
    assert [each.verdict for each in results(SYMMETRIC.format(said))] == ["proved", "proved"]


def test_equations_are_taken_back():
    claim = "$\\sum_k (1 + a_k) y_k = 1 + \\sum_k a_k y_k$"
    first, second = results(f"Let $\\sum_k y_k = 1$. {claim}\n\nWithout this constraint, {claim}")
    assert first.verdict == "proved"
    assert second.verdict != "proved"


def test_signs_are_taken_back():
    first, second = results("Suppose $x > 0$. $|x| = x$\n\nWe now drop the assumption. $|x| = x$")
    assert (first.verdict, second.verdict) == ("proved", "undecided")
