"""When numbers are not the last word."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

CHAIN = r"""
$$a_m = \frac{e^{z_m}}{\sum_{k=1}^{C} e^{z_k}}$$

$$A_{ij} = \frac{e^{Z_{ij}}}{\sum_{k=1}^{C} e^{Z_{ik}}}$$

$$J_{mn} = \frac{\partial a_m}{\partial z_n}$$

$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \cdot J$$
"""
SAID = "The m-th element of the vector $Z$ is $z_m$, and $a_m$ is that of $A$.\n"


@pytest.mark.parametrize("said", [SAID, "向量 $Z$ 的第 $m$ 个元素记为 $z_m$，$A$ 的记为 $a_m$。\n"])
def test_a_letter_and_its_entries_are_not_set_apart(said):
    reading = Reading(find(said + CHAIN))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict in ("undecided", "proved")


SCATTER = "The C of the data is $S \\in \\mathbb{R}^{n \\times n}$. For $u, v \\in \\mathbb{R}^n$ we have "


@pytest.mark.parametrize(
    ("what", "claim", "verdict"),
    [
        ("covariance", r"$u^\top S v = v^\top S u$.", "undecided"),
        ("Gram matrix", r"$u^\top S^{-1} v = v^\top S^{-1} u$.", "undecided"),
        ("covariance", r"$u^\top S v = 2 v^\top S u$.", "refuted"),
        ("table", r"$u^\top S v = v^\top S u$.", "refuted"),
    ],
)
def test_a_matrix_that_is_symmetric_by_nature(what, claim, verdict):
    """Nobody says that a covariance is symmetric; where that is all that is missing, no slip is made."""
    reading = Reading(find(SCATTER.replace("C", what, 1) + claim))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == verdict


PRIOR = "The prior covariance is $S$ of size $n \\times n$, and $R \\in \\mathbb{R}^{m \\times m}$, $H \\in \\mathbb{R}^{m \\times n}$, $S \\in \\mathbb{R}^{n \\times n}$. Let $M = H S H^\\top + R$. Then "  # noqa: E501


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [(r"$H S^\top H^\top + R^\top = M$.", "undecided"), (r"$H S^\top H^\top - R^\top = M$.", "refuted")],
)
def test_symmetry_is_asked_of_what_definitions_rest_on_too(claim, verdict):
    reading = Reading(find(PRIOR + claim))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == verdict


CHAIN_OF_STATES = (
    "Let $T$ be a matrix with $\\sum_j T_{ij} = 1$ for every $i$, "
    "and $q$ a stationary vector: $q_j = \\sum_i q_i T_{ij}$.\n\n"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CHAIN_OF_STATES, "undecided"),
        (CHAIN_OF_STATES + r"We get $\sum_j q_j f_j = \sum_j f_j \sum_i q_i T_{ij}$.", "undecided"),
        (CHAIN_OF_STATES + r"We get $\sum_i \sum_j a_i T_{ij} = \sum_i a_i$.", "proved"),
        (CHAIN_OF_STATES + r"We get $\sum_i T_{ij} = 1$.", "undecided"),  # of columns nobody says anything
        (r"Suppose that $a_i b_j = a_j b_i$. Then $a_i b_j c = a_j b_i c$.", "proved"),
        (r"Take any $a$ and $b$. Then $a_i b_j c = a_j b_i c$.", "refuted"),
        (r"Let $a, b \in \mathbb{R}^n$. Then $a_i b_j = a_j b_i$.", "refuted"),
        (r"Let $x > 0$, so $(x + 1)^2 = x^2 + 1$.", "refuted"),
    ],
)
def test_what_words_set_is_not_refuted(text, verdict):
    """Nor is what may follow from it, as long as it is not used; what is supposed right before is."""
    reading = Reading(find(text, ".md", "notes.md"))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == verdict


SLOPE = (
    "Let $p = \\sigma(z)$ with the sigmoid $\\sigma$, $L = -y \\log p - (1-y) \\log(1-p)$ and"
    " $\\delta = \\frac{\\partial L}{\\partial z}$.\n\n"
)


@pytest.mark.parametrize(("value", "verdict"), [("p - y", "proved"), ("y - p", "refuted")])
def test_a_letter_that_names_a_derivative_is_not_named_anew_by_its_value(value, verdict):
    text = f"{SLOPE}The error at the output is\n\n$$\\delta = {value}$$\n"
    reading = Reading(find(text, ".md", "notes.md"))
    *_, last = (Judge(reading).judge(equality) for equality in reading.equalities())
    assert last.verdict == verdict


FITTED = (
    "Let $X \\in \\mathbb{R}^{n \\times d}$, $w \\in \\mathbb{R}^d$, $y \\in \\mathbb{R}^n$. "
    "The loss is $L(w) = \\|X w - y\\|^2$.\n\n"
    "$$\\nabla_w L = 2 X^\\top (X w - y)$$\n\nSet it to zero:\n\n$$w = (X^\\top X)^{-1} X^\\top y$$\n\n"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"X^\top (X w - y) = 0", "undecided"),
        (r"w - 3 X^\top (X w - y) = w - (X^\top X w - X^\top y)", "undecided"),
        (r"w - 3 X^\top (X w - y) = w - 3 (X^\top X w - X^\top y)", "proved"),
        (r"\nabla_w L = X^\top (X w - y)", "refuted"),
        (r"\nabla_w L = 0", "undecided"),
    ],
)
def test_a_solution_holds_where_the_slope_is_zero(claim, verdict):
    """It is no definition of the letter, which was given before; nothing is refuted that it may make true."""
    reading = Reading(find(FITTED + f"Descent:\n\n$${claim}$$\n"))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == verdict


def test_what_is_defined_after_its_use_is_defined():
    net = r"$L = -\sum_k t_k \log a_k$ with $\sum_k t_k = 1$, $a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$, so "
    net += r"$\frac{\partial L}{\partial z} = a - t$, where $z = V u + c$. "
    net += r"Then $\frac{\partial L}{\partial c} = a - t$."
    reading = Reading(find(net))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == "proved"


@pytest.mark.parametrize("right", ["a^2 + 2 a b + b^2", "a^2 + b^2"])
def test_a_side_that_is_not_read_neither_proves_nor_refutes_the_next(right):
    """The chain may be wrong at the one = or at the other."""
    reading = Reading(find(rf"We have $(a + b)^2 = \iiint \boxminus = {right}$."))
    *_, last = reading.equalities()
    judged = Judge(reading).judge(last)
    assert judged.verdict == "undecided"
    assert "which stands before it" in str(judged.message)
