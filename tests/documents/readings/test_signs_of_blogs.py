"""Decimals without a zero, the @ of programs, arcsine and tangent, functions that a chain names in passing."""

import pytest

from tests.documents.readings.judged import last, verdicts


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("2 - .5 = 1.5", "proved"),
        ("2 - .5 = 1.4", "refuted"),
        ("2 - (-.25) = 2.25", "proved"),
        (".3 (4) - 1 = .2", "proved"),
        (r"\frac{d}{du} \tan u = \sec^2 u", "proved"),
        (r"\frac{d}{du} \tan u = \sec u", "refuted"),
        (r"\frac{d}{du} \cot u = -\csc^2 u", "proved"),
        (r"\frac{d}{du} \cot u = \csc^2 u", "refuted"),
        (r"\frac{d}{du} \csc u = -\csc u \cot u", "proved"),
        (r"\frac{d}{du} \tan^{-1} u = \frac{1}{1 + u^2}", "proved"),
        (r"\frac{d}{du} \tan^{-1} u = \frac{1}{1 - u^2}", "refuted"),
        (r"\frac{d}{du} \sin^{-1} u = \frac{1}{\sqrt{1 - u^2}}", "proved"),
        (r"\frac{d}{du} \cos^{-1} u = \frac{1}{\sqrt{1 - u^2}}", "refuted"),
        (r"\frac{d}{du} \sin^{-1} u = -\frac{\cos u}{\sin^2 u}", "undecided"),  # 1/sin u may be meant
        (r"\frac{d}{du} \log^{-1} u = e^u", "unreadable"),
    ],
)
def test_numbers_and_functions(formula, right):
    assert last(f"For a number $u$\n\n$${formula}$$\n") == right


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"(P @ q)_i = \sum_k P_{ik} q_k", "proved"),
        (r"(P @ q)_i = \sum_k P_{ki} q_k", "refuted"),
        (r"(q \bigodot r)_i = q_i r_i", "proved"),
        (r"(q \bigodot r)_i = q_i + r_i", "refuted"),
    ],
)
def test_products_of_programs(formula, right):
    lead = "Let $P \\in \\mathbb{R}^{n \\times n}$ and $q, r \\in \\mathbb{R}^n$.\n\n"
    assert last(f"{lead}$${formula}$$\n") == right


CHAIN = r"""Let $s_1 = f_2(s_2) = \frac{k}{s_2}$, $s_2 = f_3(s_3) = s_3 + k$ and $s_3 = f_4(s_4) = e^{s_4}$.

"""


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        (r"\frac{\partial f_2(s_2)}{\partial s_2} = -\frac{k}{s_2^2}", "proved"),
        (r"\frac{\partial f_2(s_2)}{\partial s_2} = \frac{k}{s_2^2}", "refuted"),
        (r"\frac{\partial f_3(s_3)}{\partial s_3} = 1", "proved"),
        (r"\frac{\partial f_3(s_3)}{\partial s_3} = k", "refuted"),
        (r"\frac{\partial s_1}{\partial s_4} = -\frac{k}{s_2^2} e^{s_4}", "proved"),
        (r"\frac{\partial s_1}{\partial s_4} = -\frac{k}{s_2} e^{s_4}", "refuted"),
    ],
)
def test_functions_that_a_chain_names_in_passing(formula, right):
    assert last(f"{CHAIN}$${formula}$$\n") == right


def test_det_and_diag_are_no_differentials():
    assert verdicts("Let $a, b \\in \\mathbb{R}^n$.\n\n$$diag(a)\\, b = a \\odot b$$\n") == ["proved"]
    assert verdicts("Let $a, b \\in \\mathbb{R}^n$.\n\n$$diag(a)\\, b = a + b$$\n") == ["refuted"]


COLUMNS = r"""\begin{align}
&h_1=wx && \frac{\partial h_1}{\partial w}=FIRST & \\
&h_2=h_1+b && \frac{\partial h_2}{\partial h_1}=1 & \frac{\partial h_2}{\partial b}=LAST
\end{align}
"""


@pytest.mark.parametrize(
    ("first", "last_", "right"),
    [
        ("x", "1", ["proved", "proved", "proved"]),
        ("w", "1", ["refuted", "proved", "proved"]),
        ("x", "2", ["proved", "proved", "refuted"]),
        ("-x", "b", ["refuted", "proved", "refuted"]),
    ],
)
def test_columns_of_equations_stand_apart(first, last_, right):
    assert verdicts(COLUMNS.replace("FIRST", first).replace("LAST", last_)) == right


@pytest.mark.parametrize("lead", ["A convolution is written $*$.", "卷积记作 $*$。"])
@pytest.mark.parametrize("formula", ["f * g = g * f", "f * (u g) = u (f * g)", "(f * g)^2 = f^2 * g^2"])
def test_a_star_in_a_text_about_convolutions_is_no_product(lead, formula):
    assert verdicts(f"{lead}\n\n$${formula}$$\n") == ["unreadable"]


def test_a_star_is_a_product_elsewhere_and_beside_numbers():
    assert verdicts("For numbers:\n\n$$f * g = g * f$$\n") == ["proved"]
    assert verdicts("In a convolution of numbers:\n\n$$2 * f = f + f$$\n") == ["proved"]


def test_a_letter_before_one_letter_in_square_brackets_is_an_operator():
    assert verdicts("Let $m[u]$ be the mean of $u$.\n\n$$m[u] v = u m[v]$$\n") != ["proved"]
    assert verdicts("For numbers:\n\n$$a[b + c] = ab + ac$$\n") == ["proved"]


def test_a_formula_that_goes_on_in_the_next_is_not_refuted():
    assert "refuted" not in verdicts("1. $u = 3 - (.5)$ $(2 + 4) = 3 - 3 = 0$\n")
    assert verdicts("We see that $(2 + 4) = 3 - 3$.\n") == ["refuted"]
