r"""Products of letters: numbers or matrices, tr A B, and signs of which several readings are in use."""

import pytest

from tests.documents.readings.judged import last

SQUARE = "Let $P, Q \\in \\mathbb{R}^{m \\times m}$ be matrices, $u, v \\in \\mathbb{R}^m$.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("P Q R = Q P R", "undecided"),
        ("(P + Q)(P - Q) = P^2 - Q^2", "undecided"),
        ("P Q R = R Q P", "undecided"),
        ("0 = P Q - Q P", "undecided"),
        ("P (Q + R) = P Q + P R", "proved"),
        ("P (Q + R) = P Q + R", "refuted"),
        (r"\log(P Q) = \log P + \log Q", "proved"),  # a logarithm is taken of a number
        (r"\frac{1}{P Q} = \frac{1}{Q P}", "proved"),
        ("2 a b = b a + a b", "proved"),
    ],
)
def test_capitals_of_which_nobody_says_anything_may_be_matrices(formula, verdict):
    assert last(f"We have ${formula}$.") == verdict


def test_what_is_said_of_capitals_decides():
    assert last("Let $P$ and $Q$ be real numbers.\n\n$$P Q P = Q P P$$\n") == "proved"
    assert last(SQUARE + "$$P Q P = Q P P$$\n") == "refuted"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\operatorname{tr} P Q = \operatorname{tr} Q P", "proved"),
        (r"\operatorname{tr} P^\top P = \operatorname{tr} P P^\top", "proved"),
        (r"\operatorname{tr} P^\top Q = \operatorname{tr} P Q", "refuted"),
        (r"\operatorname{tr} P u u^\top = u^\top P u", "proved"),
        (r"\operatorname{tr} P Q = \operatorname{tr} P \operatorname{tr} Q", "refuted"),
        (r"\operatorname{tr} P \operatorname{tr} Q = \operatorname{tr} Q \operatorname{tr} P", "proved"),
        (r"\operatorname{tr} P + \operatorname{tr} Q = \operatorname{tr}(P + Q)", "proved"),
        (r"\operatorname{tr} P Q + 1 = \operatorname{tr} Q P + 1", "proved"),
        (r"\det P Q = \det Q \det P", "proved"),
        (r"\det P Q = \det Q + \det P", "refuted"),
    ],
)
def test_a_trace_is_taken_of_the_product_behind_it(formula, verdict):
    assert last(SQUARE + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    "formula",
    [
        r"P \otimes Q = P Q",
        r"\operatorname{tr}(P \otimes Q) = \operatorname{tr} P \operatorname{tr} Q",
        r"u \otimes v = u^\top v",
        r"u \otimes v = v^\top u",
        r"P \wedge Q = P Q",
        r"P \times Q = P Q",
        "u * v = u^\\top v",
        "u * v = v u",
    ],
)
def test_a_sign_of_several_meanings_is_no_product_of_matrices(formula):
    assert last(SQUARE + f"$${formula}$$\n") == "unreadable"


def test_a_star_between_numbers_multiplies():
    assert last("We have $2 * a * b + 0 = b * a * 2$.") == "proved"
    assert last("We have $2 * a * b + 0 = b * a$.") == "refuted"


POSITIVE = "Let $a, b, c > 0$.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sqrt{a(b + c)} = \sqrt{a} \sqrt{b + c}", "proved"),
        (r"\sqrt{a(b + c)} = a \sqrt{b + c}", "refuted"),
        (r"\sqrt{a(b + c)^2} = \sqrt{a} (b + c)", "proved"),
        (r"\sqrt{a(b + c)^2} = a (b + c)", "refuted"),
        (r"\sqrt[3]{a(b + c)} = a \sqrt[3]{b + c}", "refuted"),
        (r"{a(b + c)}^2 = a (b + c)^2", "refuted"),
        (r"(a(b + c)^2)^3 = a (b + c)^6", "refuted"),
        (r"(a(b + c)^2)^3 = a^3 (b + c)^6", "proved"),
        (r"\left[a(b + c)\right]^{-1} = a / (b + c)", "refuted"),
        (r"\underbrace{a(b + c)}_{x}^2 = a (b + c)^2", "refuted"),
        (r"0 + a(b + c)^2 = a (b + c) (b + c)", "proved"),
    ],
)
def test_what_stands_in_brackets_or_below_a_root_is_taken_whole(formula, verdict):
    assert last(POSITIVE + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize("said", ["Let $u, v > 0$.", "Let $u > 0$ and $v > 0$.", "For $s, u, v > 0$:"])
def test_all_letters_of_a_list_are_positive(said):
    assert last(f"{said}\n\n$$\\sqrt{{(u + v)^2}} = u + v$$\n") == "proved"


@pytest.mark.parametrize("said", ["Let $v > 0$.", "Let $f(u), v > 0$.", "If $u = 1, v > 0$, we rest."])
def test_others_are_not(said):
    assert last(f"{said}\n\n$$\\sqrt{{(u + v)^2}} = u + v$$\n") != "proved"
