"""E_y[y] is taken over y, a variable; only a distribution weighs: E_w[log w] of weights that sum to one."""

import pytest

from tests.documents.readings.judged import last

VARIABLE = r"Let $y \sim \mathcal{N}(\mu, \sigma^2)$, with values $y_1, \dots, y_n$ drawn."


@pytest.mark.parametrize(
    "formula",
    [
        r"\mathbb{E}_y[y] = \mu",
        r"\mathrm{Var}_y[2 y] = 4 \mathrm{Var}_y[y]",
        r"\mathbb{E}_y[(y - m)^2] = \mathrm{Var}_y[y] + (\mathbb{E}_y[y] - m)^2",
    ],
)
def test_a_variable_is_no_weight(formula):
    assert last(f"{VARIABLE}\n\n$${formula}$$\n") in ("undecided", "unreadable")


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\mathbb{E}_w[\log w] = \sum_k w_k \log w_k", "proved"),
        (r"\mathbb{E}_w[\log w] = \sum_k \log w_k", "refuted"),
        (r"\mathbb{E}_w[t - 3] = \mathbb{E}_w[t] - 3", "proved"),
    ],
)
def test_weights_weigh(formula, verdict):
    text = "Let $w$ be probabilities, $w_k$ sum to one, $\\sum_k w_k = 1$, and $t_k$ any numbers."
    assert last(f"{text}\n\n$${formula}$$\n") == verdict
