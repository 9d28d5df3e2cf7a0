r"""Π_i p(x_i), whose factors are positive; Π_i a_i Π_i b_i is a product of two."""

import pytest

from tests.documents.readings.judged import last


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\log \prod_{i=1}^N p(x_i|\theta) = \sum_{i=1}^N \log p(x_i|\theta)", "proved"),
        (r"\log \prod_{i=1}^N p(x_i|\theta) = \sum_{i=1}^N p(x_i|\theta)", "refuted"),
        (r"\prod_i p(x_i) q(x_i) = \prod_i p(x_i) \prod_i q(x_i)", "proved"),
        (r"\prod_i p(x_i) q(x_i) = \prod_i p(x_i) \prod_i q(x_i)^2", "refuted"),
        (r"\log \prod_i e^{a_i} \prod_i e^{b_i} = \sum_i a_i + \sum_i b_i", "proved"),
        (r"\prod_i e^{a_i} \prod_i e^{b_i} = \prod_i e^{a_i + b_i}", "proved"),
        (r"\prod_i e^{a_i} \prod_i e^{b_i} = \prod_i e^{a_i b_i}", "refuted"),
        (r"\sum_i a_i \sum_i b_i = \sum_j b_j \sum_k a_k", "proved"),
        (r"\sum_i a_i \sum_i b_i = \sum_i a_i b_i", "refuted"),
        (r"\sum_i a_i \sum_j b_{ij} c_i = \sum_j \sum_i a_i b_{ij} c_i", "proved"),
    ],
)
def test_products(formula, verdict):
    assert last(f"$${formula}$$\n") == verdict


def test_likelihood_of_labels():
    likelihood = r"\prod_{n=1}^N P(y_n=1|x_n)^{y_n} (1 - P(y_n=1|x_n))^{1-y_n}"
    logs = r"\sum_n [y_n \log P(y_n=1|x_n) + (1 %s y_n) \log (1 - P(y_n=1|x_n))]"
    assert last(f"$${likelihood} = \\exp {logs % '-'}$$\n") == "proved"
    assert last(f"$${likelihood} = \\exp {logs % '+'}$$\n") != "proved"


def test_a_probability_is_no_factor_where_a_wrong_line_takes_it_apart():
    said = r"The likelihood is $L = \prod_{i=1}^N P(X_i)$."
    assert last(f"{said}\n\n$$\\log L = \\sum_{{i=1}}^N \\log P(X_i)$$\n") == "proved"
    assert last(f"{said}\n\n$$\\log L = \\sum_{{i=1}}^N (\\log P + \\log X_i)$$\n") == "undecided"
