r"""w_ij^T may be w_ji, W = \{w_ij\} tells the entries of W, e² = (r − q)² what e is; $$…$$ within words is inline."""

import pytest

from tests.documents.readings.judged import last, results, verdicts


def test_an_entry_of_the_transpose_is_not_refuted():
    said = r"Let $W = \{w_{ij}\}$ be the weights and $\epsilon_j$ the errors."
    assert (
        last(rf"{said}" + "\n\n$$\\sum_j \\epsilon_j w_{ji} = \\sum_j w_{ij}^T \\epsilon_j$$\n")
        == "undecided"
    )
    assert (
        last(rf"{said}" + "\n\n$$\\sum_j \\epsilon_j w_{ji} = 2 \\sum_j w_{ji} \\epsilon_j$$\n") == "refuted"
    )


def test_braces_around_an_entry_define_nothing():
    assert verdicts(r"Let $W = \{w_{ij}\}$ and then again $W = \{w_{ij}\}$." + "\n") == []


SQUARE = r"The error is $e_{ij}^2 = (r_{ij} - s_i q_j)^2$."


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial e_{ij}^2}{\partial s_i} = -2 e_{ij} q_j", "proved"),
        (r"\frac{\partial e_{ij}^2}{\partial s_i} = 2 e_{ij} q_j", "refuted"),
        (r"-2 (r_{ij} - s_i q_j) q_j = -2 e_{ij} q_j", "proved"),
    ],
)
def test_a_square_says_what_is_squared(formula, verdict):
    assert last(f"{SQUARE}\n\n$${formula}$$\n") == verdict


def test_it_is_told_that_a_square_was_taken_so():
    found = results(f"{SQUARE}\n\n$$-2 (r_{{ij}} - s_i q_j) q_j = -2 e_{{ij}} q_j = -2 q_j e_{{ij}}$$\n")
    assert [each.verdict for each in found] == ["proved", "proved"]
    assert all("is what is squared on line" in str(each.assumed) for each in found)


def test_a_variance_is_no_square():
    said = r"The variance is $\sigma^2 = \frac{1}{n} \sum_{i=1}^n x_i^2$."
    assert (
        last(f"{said}\n\n$$\\frac{{\\partial \\sigma^2}}{{\\partial x_k}} = \\frac{{2}}{{n}} x_k$$\n")
        == "proved"
    )


def test_displays_within_words_are_inline():
    text = "The correlation is strong ($$\\rho = 0.85$$) here and weak ($$\\rho = 0.3$$) there.\n"
    assert verdicts(text) == []
    [found] = results("So $$2 x + x = 3 x$$ is what we wanted.\n")
    assert found.verdict == "proved"
