"""Primes are transposes where X'X stands or it is said, and derivatives or other letters elsewhere."""

import pytest

from tests.documents.readings.judged import last, verdicts

SAID = (
    "Let $D$ be an $n \\times m$ matrix and $P$ a symmetric $n \\times n$ matrix. "
    "We write $D'$ for the transpose of $D$.\n\n"
)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("(X u - y)'(X u - y) = u'X'Xu - 2u'X'y + y'y", "proved"),
        (r"\frac{\partial u'X'Xu}{\partial u} = 2X'Xu", "proved"),
        (r"\frac{\partial u'X'Xu}{\partial u} = X'Xu", "refuted"),
        ("u'Pu = Pu'u", "refuted"),
        ("(X u)'X u = u'X'X u + 1", "refuted"),
    ],
)
def test_a_form_says_that_primes_are_transposes(formula, verdict):
    assert last(f"Let $X$ be an $n \\times k$ matrix and $u, y$ vectors.\n\n$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("D'(P + P)D = 2D'PD", "proved"),
        ("(P D)' = D'P", "proved"),
        ("(P D)' = P D'", "refuted"),
        ("(D'P D)^{-1} = D^{-1} P^{-1} D'", "refuted"),
        ("D'(D D')^{-1}D = D'D", "refuted"),
    ],
)
def test_words_say_so(formula, verdict):
    assert last(f"{SAID}$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Let $f(x) = x^2$. Then $f'(x) = 2x$.",
        "Let $u' = 3u$. Then $u' - u = 2u$.",
        "Let $f(x) = x^2$ and $X'X = A$. Then $f'(x) = 2x$.",
    ],
)
def test_other_primes_stay(text):
    assert verdicts(text)[-1] == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "Let's take the transpose of $W$.",
        "It's the transpose, and $s'$ is the next state.",
        "设 $s'$ 为下一状态。",
    ],
)
def test_an_apostrophe_says_nothing_of_primes(words):
    assert last(f"{words} Let $s$ and $s'$ be states.\n\n$$(s' - s)^2 = s'^2 - 2 s s' + s^2$$\n") == "proved"


@pytest.mark.parametrize(
    "words",
    [
        "the transpose of $D$ is denoted by $D'$",
        "$D'$ denotes the transpose",
        "a prime denotes transposition",
        "$D'$ 表示 $D$ 的转置",
    ],
)
def test_words_that_say_so(words):
    assert last(f"Let $D$ be a matrix; {words}.\n\n$$(D u)' D u = u' D' D u + 1$$\n") == "refuted"
