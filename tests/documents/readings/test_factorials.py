"""n! and n over k."""

import pytest

from tests.documents.readings.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{n!}{(n-1)!} = n", "proved"),
        (r"n! = n (n-1)!", "proved"),
        (r"n\, n! = n!", "refuted"),
        (r"5! = 120", "proved"),
        (r"5! = 24", "refuted"),
        (r"\frac{(n+1)!}{(n-1)!} = n(n+1)", "proved"),
        (r"\frac{(n+1)!}{(n-1)!} = n(n-1)", "refuted"),
        (r"\binom{n}{k} = \frac{n!}{k!(n-k)!}", "proved"),
        (r"\binom{n}{k} = \frac{n!}{k!(n+k)!}", "refuted"),
        (r"\binom{n}{k} = \binom{n}{n-k}", "proved"),
        (r"\binom{5}{2} = 10", "proved"),
        (r"\binom{n}{k} = \binom{n-1}{k} - \binom{n-1}{k-1}", "refuted"),
        (r"\frac{d}{dw} w^2 = 2 w!", "undecided"),  # a sign of joy, it may be
        (r"n!! = n", "unreadable"),
    ],
)
def test_each(claim, verdict):
    assert verdicts(f"$${claim}$$") == [verdict]


COUNTS = r"$$L(\lambda) = \prod_{i=1}^n \frac{\lambda^{x_i} e^{-\lambda}}{x_i!}$$" + "\n"


def test_the_likelihood_of_counts():
    right = (
        COUNTS
        + r"""
$$\ln L(\lambda) = \ln\lambda \sum_{i=1}^n x_i - n\lambda - \sum_{i=1}^n \ln x_i!$$
$$\frac{d\ln L(\lambda)}{d\lambda} = \frac1\lambda\sum_{i=1}^n x_i - n$$"""
    )
    assert verdicts(right) == ["proved", "proved"]
    wrong = COUNTS + r"$$\frac{d\ln L(\lambda)}{d\lambda} = \frac1\lambda\sum_{i=1}^n x_i - 1$$"
    assert verdicts(wrong) == ["refuted"]
