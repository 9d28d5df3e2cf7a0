"""Equations that say where something holds define nothing: F(x, y) = 0, a fixed point, a case; "let" defines anew."""

import pytest

from tests.documents.readings.judged import last, verdicts

SOMEWHERE = [
    ("The curve is given implicitly by $F(x, y) = 0$.", r"\frac{\partial F(x, y)}{\partial x} = 0"),
    ("Along the curve $F(x, y) = 0$.", r"F(x, y) + x = x"),
    ("A fixed point satisfies $g(x) = x$.", r"\frac{\partial g(x)}{\partial x} = 1"),
    ("At the fixed point $g(x) = x$.", r"g(x)^2 = x^2"),
    ("Roots: $h(z) = 0$.", r"h(z)^2 + 3 = 3"),
    ("The optimum satisfies $w = (X^T X)^{-1} X^T y$.", r"X^T X w = X^T y"),
    ("不动点满足 $g(x) = x$。", r"g'(x) = 1"),
]


@pytest.mark.parametrize(("before", "formula"), SOMEWHERE)
def test_what_holds_somewhere_proves_nothing(before, formula):
    assert last(f"{before}\n\n$${formula}$$\n") in ("undecided", "unreadable")


@pytest.mark.parametrize(
    ("before", "formula"),
    [
        ("Let $g(x) = x$ be the identity.", r"\frac{\partial g(x)}{\partial x} = 1"),
        ("We define $h(z) = 0$ for the sake of the argument.", r"h(z)^2 + 3 = 3"),
        ("Let $g(x) = x^2$.", r"\frac{\partial g(x)}{\partial x} = 2 x"),
        ("The loss satisfies a bound. It is $l(z) = z^2$.", r"l'(z) = 2 z"),
    ],
)
def test_what_is_defined_is_used(before, formula):
    assert last(f"{before}\n\n$${formula}$$\n") == "proved"


CASES = """当 $i \\neq k$

令 $u = g(v) = v + 3$

当 $i = k$

令 $u = g(v) = e^v$

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial u}{\partial v} = e^v", "proved"),
        (r"\frac{\partial u}{\partial v} = 1", "refuted"),
        (r"\frac{\partial g(v)}{\partial v} = e^v", "proved"),
        (r"\frac{\partial g(v)}{\partial v} = 1", "refuted"),
    ],
)
def test_let_defines_anew(formula, verdict):
    assert last(f"{CASES}$${formula}$$\n") == verdict


def test_let_restates_nothing():
    assert verdicts(CASES) == []


@pytest.mark.parametrize(
    "words", ["当 $n = 0$ 时，左边等于右边。所以 $n = i + 1$ 时结论成立。", "$n = 2$ 的情况已经证明。"]
)
def test_a_case_claims_nothing(words):
    assert verdicts(f"{words}\n") == []
    assert last(f"{words}\n\n$$3 n - 3 = 3 i$$\n") == "undecided"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial}{\partial z_{target}} e^{z_{target}} = e^{z_{target}}", "proved"),
        (r"z_{target} z_{hidden} = z_{hidden} z_{target}", "proved"),
        (r"\sum_{j=1}^n A_{ij} B_{ij} = \sum_{j=1}^n B_{ij} A_{ij}", "proved"),
        (r"\sum_{n=1}^N x_{in} = N x_{in}", "refuted"),
        (r"\sum_{l=1}^N x_{ijkl} = N x_{ijkl}", "refuted"),
    ],
)
def test_words_and_places_in_subscripts(formula, verdict):
    assert verdicts(f"$${formula}$$\n") == [verdict]
