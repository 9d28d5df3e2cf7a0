"""E_y[y] is taken over y, a variable; only a distribution weighs: E_w[log w] of weights that sum to one."""

import pytest

from tests.documents.readings.judged import last, verdicts

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


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"E[aX + bY] = aE[X] + bE[Y]", "proved"),
        (r"\mathrm{Var}(aX + b) = a^2 \mathrm{Var}(X)", "proved"),
        (r"E[aX] = a^2 E[X]", "undecided"),
        (r"E[XY] = X E[Y]", "undecided"),
        (r"E[\epsilon X] = \epsilon E[X]", "undecided"),  # a noise, it may be
        (r"E[bX] = E[b] E[X]", "undecided"),
        (r"E\left[\sum_{i=1}^n a_i X_i\right] = \sum_{i=1}^n a_i E[X_i]", "proved"),
        (r"E\left[\sum_{i=1}^n X_i^2\right] = \sum_{i=1}^n E[X_i]^2", "undecided"),
    ],
)
def test_small_letters_beside_capitals_are_constants_by_habit(claim, verdict):
    assert verdicts(f"$${claim}$$")[0] == verdict


def test_the_mean_of_a_mean():
    text = r"Let $\bar X = \frac1n\sum_{i=1}^n X_i$ be the mean of random variables $X_i$." + "\n\n"
    assert verdicts(text + r"$$E[\bar X] = \frac1n\sum_{i=1}^n E[X_i]$$") == ["proved"]
    assert verdicts(text + r"$$E[\bar X] = \sum_{i=1}^n E[X_i]$$") == ["undecided"]
