"""Einstein's convention: an index that stands twice is summed over in its product, and in no sum of products."""

import pytest

from tests.documents.readings.judged import last

SAID = r"""Repeated indices are summed over. Here $X \in \mathbb{R}^{n \times m}$, $\theta \in \mathbb{R}^m$,
$y \in \mathbb{R}^n$ and $J = \frac{1}{n} (X_{ab} \theta_b - y_a)(X_{ac} \theta_c - y_a)$.

"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{dJ}{d\theta_d} = \frac{2}{n} X_{ad} (X_{ab} \theta_b - y_a)", "proved"),
        (
            (
                r"\frac{dJ}{d\theta_d} = \frac{1}{n} [X_{ab} \delta_{bd} (X_{ac}\theta_c - y_a)"
                r" + (X_{ab}\theta_b - y_a) X_{ac} \delta_{cd}]"
            ),
            "proved",
        ),
        (r"\frac{dJ}{d\theta_d} = \frac{1}{n} X_{ad} (X_{ab} \theta_b - y_a)", "refuted"),
        (r"\frac{dJ}{d\theta_d} = \frac{2}{n} X_{ad} (X_{ab} \theta_b + y_a)", "refuted"),
        (r"C_{aa} + C_{bb} = 2 C_{cc}", "proved"),
        (r"X_{ab} \theta_b y_a = y_c X_{cd} \theta_d", "proved"),
    ],
)
def test_repeated_indices_are_summed_in_each_product(formula, verdict):
    assert last(f"{SAID}$${formula}$$\n") == verdict
