"""What is said of the numbers that letters may be, as far as it is said."""

import pytest

from tests.documents.readings.judged import results, verdicts


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $x > 0$. Then $\sqrt{x^2} = x$.", "proved"),
        (r"Let $x > -1$. Then $\sqrt{x^2} = x$.", "refuted"),
        (r"Let $0 < x$. Then $\sqrt{x^2} = x$.", "proved"),
        (r"Let $x \ge 0$. Then $\sqrt{x^2} = x$.", "proved"),
        (r"Let $x \ge 0$. Then $\sqrt{x^2} = -x$.", "refuted"),
        (r"Let $x \le 0$. Then $\sqrt{x^2} = x$.", "refuted"),
        (r"Let $x < 0$. Then $|x| = -x$.", "proved"),
        (r"Let $x < 0$. Then $|x| = x$.", "refuted"),
        (r"Let $x \in \mathbb{R}_+$. Then $\sqrt{x^2} = x$.", "proved"),
        (r"Let $p \in (0, 1)$. Then $|p - 1| = 1 - p$.", "proved"),
        (r"Let $p \in (0, 1)$. Then $|p - 1| = p - 1$.", "refuted"),
        (r"Let $-1 < r < 1$. Then $\max(r, 1) = 1$.", "proved"),
        (r"Let $-1 < r < 1$. Then $\max(r, 0) = r$.", "refuted"),
        (r"Let $x_i \ge 0$. Then $\sum_{i=1}^n |x_i| = \sum_{i=1}^n x_i$.", "proved"),
        (r"Let $x_i \ge -1$. Then $\sum_{i=1}^n |x_i| = \sum_{i=1}^n x_i$.", "refuted"),
        (r"It is wrong that $x > 0$. Then $\sqrt{x^2} = x$.", "refuted"),
        (r"Is $x > 0$? We have $\sqrt{x^2} = x$.", "refuted"),
        (r"$|x| = x \text{ for } x > 0$", "proved"),
        (r"$$|x| = x, \quad x > 0$$", "proved"),
    ],
)
def test_in_force(text, verdict):
    assert verdicts(text)[-1] == verdict


def test_numbers_lie_inside_an_open_bound():
    (result,) = results(r"Let $-1 < r < 1$. Then $|r| = r$.")
    assert "r = -1:" not in result.counterexample.text
    assert [note.told() for note in result.assumed] == ["r > −1", "r < 1"]


def test_what_holds_only_inside_is_not_refuted_at_the_bound():
    (result,) = results(r"Let $0 \le s < 1$. Then $\max(1 - s, 0) / (1 - s) = 1$.")
    assert result.verdict != "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "We have $|x| = x$ for $x > 0$.\n\n$|x| = x$",
        "If $x > 0$, then $|x| = x$.\n\n$|x| = x$",
        "For all $x > 0$ we have $|x| = x$.\n\n$|x| = x$",
        "$$|x| = x, \\quad x > 0$$\n\n$|x| = x$",
    ],
)
def test_what_is_said_of_one_line_is_not_taken_for_the_next(text):
    first, second = results(text)
    assert (first.verdict, second.verdict) == ("proved", "undecided")
    assert "further above" in second.message


def test_each_row_has_its_own():
    text = "$$\\begin{aligned} |x| &= x, & x &> 0 \\\\ |x| &= x, & x &< 0 \\end{aligned}$$"
    assert verdicts(text)[0] != "refuted"
    assert verdicts(text)[-1] != "proved"


def test_what_is_declared_holds_on():
    text = "For $\\sigma > 0$ we define $f(x) = x / \\sigma$.\n\nHence $|f(x)| = |x| / \\sigma$."
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "Throughout $p, q$ are distributions on $\\{1, \\dots, n\\}$.\n\n$\\sum_i (p_i + q_i) = 2$",
            "proved",
        ),
        ("For two distributions $p$ and $q$ we have $\\sum_i (p_i + q_i) = 2$.", "proved"),
        ("The distribution of $p$ is unknown. $\\sum_i p_i (x_i + 1) = 1 + \\sum_i p_i x_i$", "refuted"),
        ("Here $p$ is not a distribution. $\\sum_i p_i (x_i + 1) = 1 + \\sum_i p_i x_i$", "refuted"),
    ],
)
def test_distributions(text, verdict):
    assert verdicts(text)[-1] == verdict


def test_places_beyond_what_sums_reach_refute_nothing():
    text = "$L = \\sum_{t=1}^T x_t^2$ and $s_t = \\gamma s_{t-1} + x_t$ with $s_0 = 0$.\n\n"
    (right,) = results(text + r"$\frac{\partial s_T}{\partial x_t} = \gamma^{T-t}$")
    (wrong,) = results(text + r"$\frac{\partial s_T}{\partial x_t} = \gamma^{t}$")
    assert (right.verdict, wrong.verdict) == ("undecided", "refuted")
