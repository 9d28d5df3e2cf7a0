"""f(A) = f(B) follows from A = B, and not where A = B holds at hand alone."""

import pytest

from tests.documents.readings.judged import last

SUM = r"Let $\sum_i x_i = 1$. Then "


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


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\int x e^x \, dx = (x - 1) e^x + C", "proved"),
        (r"\int x e^x \, dx = (x + 1) e^x + C", "refuted"),
        (r"\int \sin x \, dx = \cos x", "refuted"),
        (r"\int \ln x \, dx = \frac{1}{x}", "refuted"),
        (r"\int p(x) \, dx = 1", "undecided"),  # over all of its range, which nobody writes
        (r"\int x^2 \, dx = \int x^3 \, dx", "undecided"),
        (r"\int f(x) g(x)\, dx = \int f(x)\, dx \int g(x)\, dx", "undecided"),
    ],
)
def test_an_antiderivative_is_known_by_its_slope(formula, verdict):
    assert last(f"We have ${formula}$.") == verdict


VECTORS = r"Let $u, v \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$. Then "


@pytest.mark.parametrize(
    "formula", [r"u \otimes v = u^\top v", r"\exp(u^\top) = \exp(u)", r"u \times v = u^\top v"]
)
def test_a_column_is_not_a_row_and_a_sign_is_not_another(formula):
    assert last(VECTORS + f"${formula}$.") not in ("proved", "refuted")
