r"""What may be meant instead: letters held fixed in ∂, letters made in words, names with other arguments or places."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading


def results(text):
    reading = Reading(find(text, ".md", "notes.md"))
    judge = Judge(reading)
    return [judge.judge(each) for each in reading.equalities() if each.role == "claim"]


def verdicts(text):
    return [each.verdict for each in results(text)]


SCALED = r"""
Let $s = \frac{1}{N}\sum_{j=1}^N u_j^2$ and $w_i = u_i / \sqrt{s + \tau}$ with $\tau > 0$.

$$\frac{\partial w_i}{\partial u_i} = \frac{1}{\sqrt{s + \tau}}$$
"""
ALONG_THE_WAY = r"""
The loss $\ell$ depends on the $w_i$ alone, and

$$\frac{\partial \ell}{\partial s} = -\frac12 (s+\tau)^{-3/2} \sum_{i=1}^N \frac{\partial \ell}{\partial w_i} u_i$$
"""


def test_a_step_with_what_lies_on_the_way_held_fixed_is_no_slip():
    assert verdicts(SCALED + ALONG_THE_WAY) == ["undecided", "proved"]


def test_a_derivative_that_forgets_what_lies_on_the_way_is_one():
    assert verdicts(SCALED) == ["refuted"]


def test_a_wrong_step_is_refuted_beside_others():
    text = (SCALED + ALONG_THE_WAY).replace(r"= \frac{1}{\sqrt{s + \tau}}", r"= \frac{2}{\sqrt{s + \tau}}")
    assert verdicts(text) == ["refuted", "proved"]


CENTRED = r"""
SAID Then

$$\sum_{i=1}^N (u_i - c) = 0$$

$$\sum_{i=1}^N (u_i - c)^2 = \sum_{i=1}^N u_i^2 - N c^2$$
"""


@pytest.mark.parametrize(
    "said",
    [
        "$c$ is the mean of the $u_i$.",
        "Here $c$ denotes the batch average.",
        "We subtract the mean $c$ from each $u_i$.",
        "其中 $c$ 是 $u_i$ 的均值。",
    ],
)
def test_a_letter_that_words_make_from_others(said):
    assert "refuted" not in verdicts(CENTRED.replace("SAID", said))
    assert "proved" not in verdicts(CENTRED.replace("SAID", said))


def test_a_mean_that_is_a_parameter_is_a_letter():
    text = (
        "The $u_i$ follow a normal distribution with mean $c$. Let $f(c) = \\sum_{i=1}^N (u_i - c)^2$. Then\n\n"
        "$$\\frac{\\partial f}{\\partial c} = 2 \\sum_{i=1}^N (u_i - c)$$\n"
    )
    assert verdicts(text) == ["refuted"]


EXAMPLE = r"""
# An example

Solving $e^y = 1$ we get

$$y = 0$$

# The loss

Let $q_i = e^{z_i}/(1 + e^{z_i})$ be the score of the sample $i$, and $y_i$ its label.

$$\frac{\partial}{\partial z_i} \left[ y_i z_i - \log(1 + e^{z_i}) \right] = y_i - q_i$$

$$\frac{\partial}{\partial z_i} \left[ y_i z_i - \log(1 + e^{z_i}) \right] = q_i - y_i$$
"""


def test_a_letter_with_a_place_is_another_than_the_number_of_an_example():
    assert verdicts(EXAMPLE)[-2:] == ["proved", "refuted"]


DEFINED = r"""
# One sample

For one sample let $y = \sigma w$.

# Many

Let $E = \sum_{i} (y_i - t_i)^2$. Then

$$\frac{\partial E}{\partial w} = 0$$
"""


def test_what_is_defined_by_what_is_moved_is_not_taken_for_a_constant():
    assert "proved" not in verdicts(DEFINED)


LOSS_OF_TWO = r"""
The loss of a pair is $\xi(a, b) = (a - b)^2$; that of a batch is called $\xi(A, B)$.

$$\frac{\partial \xi}{\partial a} = a - b$$
"""


def test_a_letter_without_arguments_that_has_several():
    assert verdicts(LOSS_OF_TWO) == ["undecided"]
    assert verdicts(LOSS_OF_TWO.replace(r"; that of a batch is called $\xi(A, B)$", "")) == ["refuted"]


FEATURES = r"""
For $x \in \mathbb{R}^d$ let $\phi_1, \dots, \phi_M$ be functions.

$$\sum_{k=1}^M w_k \phi_k(x) - \sum_{k=1}^M v_k \phi_k(x) = \sum_{k=1}^M (w_k - v_k) \phi_k(x)$$

$$\sum_{k=1}^M w_k \phi_k(x) - \sum_{k=1}^M v_k \phi_k(x) = \sum_{k=1}^M (w_k - v_k) \phi_k(y)$$
"""


def test_functions_that_are_counted():
    assert verdicts(FEATURES)[0] == "proved"
    assert verdicts(FEATURES)[1] != "proved"


SOFT = r"""
Let $\rho$ be the map with

$$p_c = \rho(z)_c = \frac{e^{z_c}}{\sum_{d=1}^{C} e^{z_d}} \quad \text{for } c = 1 \cdots C.$$

$$\sum_{c=1}^{C} \rho(z)_c = 1$$

$$\frac{\partial p_c}{\partial z_d} = p_c (\delta_{cd} - p_d)$$

$$\frac{\partial p_c}{\partial z_d} = p_c (\delta_{cd} + p_d)$$
"""


def test_an_entry_of_a_call_that_is_stated_in_the_midst_of_a_chain():
    assert verdicts(SOFT) == ["proved", "proved", "refuted"]


GRADIENT = r"""
Let $A \in \mathbb{R}^{n \times n}$, $b, v \in \mathbb{R}^n$ and $E(v) = \frac12 v^\top A v - b^\top v$.

$$\nabla E(v) = \nabla \left( \frac12 v^\top A v \right) - \nabla (b^\top v) = \frac12 (A + A^\top) v - b$$
"""


def test_a_chain_of_gradients_is_taken_in_one_letter():
    assert verdicts(GRADIENT) == ["proved", "proved"]
    assert (
        verdicts(GRADIENT.replace(r"\frac12 (A + A^\top) v - b$$", r"(A + A^\top) v - b$$"))[1] == "refuted"
    )


COVARIANCE = (
    "Let $S \\in \\mathbb{R}^{n \\times n}$ be the WHAT of the data, and $u, v \\in \\mathbb{R}^n$.\n\n"
)


@pytest.mark.parametrize(
    ("what", "right"),
    [
        ("covariance matrix", "proved"),
        ("precision matrix", "proved"),
        ("cross-covariance matrix", "undecided"),
    ],
)
def test_matrices_that_are_symmetric_by_name(what, right):
    assert verdicts(COVARIANCE.replace("WHAT", what) + "$$u^\\top S v = v^\\top S u$$") == [right]


def test_sums_in_braces_and_ones_in_a_font():
    text = (
        "Let $B \\in \\mathbb{R}^{n \\times n}$ and $x \\in \\mathbb{R}^n$.\n\n"
        "$$x^\\top B x = {\\sum_{j=1}^{n}}{\\sum_{k=1}^{n}} B_{jk} x_j x_k$$\n\n"
        "$$x^\\top \\mathbf{1_n} = \\sum_{j=1}^{n} x_j$$\n\n"
        "$$x^\\top \\mathbf{1_n} = \\sum_{j=1}^{n} x_j^2$$\n"
    )
    assert verdicts(text) == ["proved", "proved", "refuted"]


SET = r"""
Let $E = \sum_{k=1}^n (w u_k - v_k)^2$. LEAD

$$\frac{\partial E}{\partial w} = 2 \sum_{k=1}^n (w u_k - v_k) u_k = 0$$
"""


@pytest.mark.parametrize("lead", ["Setting the derivative to zero gives", "We require", "令导数为零："])
def test_an_equation_that_is_set_claims_nothing(lead):
    assert verdicts(SET.replace("LEAD", lead)) == ["proved"]


def test_an_equation_that_is_not_set_is_not_passed_over():
    assert verdicts(SET.replace("LEAD", "The slope is")) == ["proved", "undecided"]


LAYERS = r"""
The network has a loss $F(D; \Theta)$, layers $h$ and their inputs $z$.

$$\frac{\partial F(D;\Theta)}{\partial z_j}
= \sum_{k=1}^{J} \frac{\partial F(D;\Theta)}{\partial h_k} \frac{\partial h_k}{\partial z_j}
= \frac{\partial F(D;\Theta)}{\partial h_j} \frac{\partial h_j}{\partial z_j}$$
"""


def test_layers_of_which_nothing_is_said_may_work_entry_by_entry():
    assert verdicts(LAYERS) == ["proved", "undecided"]


def test_an_exponential_has_no_subscript():
    text = "Let $e^N_k = a^N_k - b_k$ be the error at the layer $N$. Then\n\n$$b_k + e^N_k = RIGHT$$\n"
    assert verdicts(text.replace("RIGHT", "a^N_k")) == ["proved"]
    assert verdicts(text.replace("RIGHT", "2 a^N_k")) == ["refuted"]


ENTRY = r"""
Let $s(t) = 1/(1+e^{-t})$ be the logistic function and $s_n = s(a_n)$.

$$\frac{\partial s_n}{\partial a_n} = s_n(1 - s_n)$$

$$\frac{\partial s_n}{\partial a_n} = s_n(1 + s_n)$$
"""


def test_an_entry_before_brackets_that_hold_it_is_a_factor():
    assert verdicts(ENTRY) == ["proved", "refuted"]


SAMPLES = r"""
Let $\mathbf{w}, \mathbf{x} \in \mathbb{R}^d$ and let $\mathbf{x}_1, \dots, \mathbf{x}_N$ be samples of it.

$$\frac{\partial}{\partial \mathbf{w}} \sum_{n=1}^{N} (\mathbf{w}^\top \mathbf{x}_n)^2
= 2 \sum_{n=1}^{N} (\mathbf{w}^\top \mathbf{x}_n) \mathbf{x}_n$$

$$\frac{\partial}{\partial \mathbf{w}} \sum_{n=1}^{N} (\mathbf{w}^\top \mathbf{x}_n)^2 = 2 \sum_{n=1}^{N} \mathbf{x}_n$$
"""


def test_one_of_many_vectors_is_no_entry():
    assert verdicts(SAMPLES) == ["proved", "refuted"]


PRIMED = r"""
Let $z_{k} = \sum_{i=1}^{I} W_{ki} x_i + b_k$.

$$\frac{\partial z_{k'}}{\partial b_k} = \begin{cases} 1 & \text{if } k = k' \\ 0 & \text{otherwise} \end{cases}$$

$$\frac{\partial z_{k'}}{\partial W_{ki}} = \begin{cases} x_k & \text{if } k = k' \\ 0 & \text{otherwise} \end{cases}$$
"""


def test_a_primed_index_is_one():
    assert verdicts(PRIMED)[0] == "proved"
    assert verdicts(PRIMED)[1] != "proved"


NAMED = r"""
Let $C = B V$ with $B \in \mathbb{R}^{n \times n}$, $V \in \mathbb{R}^{n \times h}$ and a loss $L$ of $C$. We find

$$\frac{\partial L}{\partial V} = B^\top \frac{\partial L}{\partial C} = \zeta_1 \in \mathbb{R}^{n \times h}$$

$$\frac{\partial L}{\partial V} = \zeta_1$$

$$\frac{\partial L}{\partial V} = 2 \zeta_1$$
"""


def test_a_numbered_name_on_the_right():
    assert verdicts(NAMED)[0] == "proved"
    assert verdicts(NAMED)[-2] == "proved"
    assert verdicts(NAMED)[-1] != "proved"


ANGLES = r"""
For $u, v, a \in \mathbb{R}^n$:

$$(u - \langle u, v \rangle a) \odot a = u \odot a - \langle u, v \rangle a \odot a$$

$$(u - \langle u, v \rangle a) \odot a = u \odot a - \langle u, v \rangle a$$
"""


def test_the_comma_of_an_inner_product_parts_no_list():
    assert verdicts(ANGLES) == ["proved", "refuted"]


ONES = r"""
Let $1_n$ be the all-ones vector, $u \in \mathbb{R}^n$.

$$\langle u, 1_n \rangle = \sum_{i=1}^n u_i$$

$$\langle u, 1_n \rangle = \sum_{i=1}^n u_i^2$$
"""


def test_ones_where_the_text_says_so():
    assert verdicts(ONES) == ["proved", "refuted"]
    assert "proved" not in verdicts(ONES.replace("all-ones vector", "first letter"))


LAST = r"""
Each layer has $z^l_j = b^l_j + w^l_j a^{l-1}_j$ and $a^l_j = \sigma(z^l_j)$.
The cost $C=C(a^L_1,\dots,a^L_n)$ depends on the last layer.

$$\frac{\partial C}{\partial z^L_k}
= \sum_{i=1}^{n} \frac{\partial C}{\partial a^L_i} \frac{\partial a^L_i}{\partial z^L_k}$$

$$\frac{\partial C}{\partial z^L_k}
= 2 \sum_{i=1}^{n} \frac{\partial C}{\partial a^L_i} \frac{\partial a^L_i}{\partial z^L_k}$$
"""


def test_the_last_layer_is_a_label_and_no_power():
    assert verdicts(LAST)[0] == "proved"
    assert verdicts(LAST)[1] != "proved"


MEAN = r"""
Let $R = \frac1N \sum_{i=1}^N R_i$ be the mean of the losses.

$$\frac{\partial R}{\partial w} = \frac1N \sum_{i=1}^N \frac{\partial R_i}{\partial w}$$

$$\sum_{i=1}^N (R_i - R) = 0$$

$$\frac{\partial R}{\partial w} = 0$$

$$\sum_{i=1}^N (R_i - 2R) = 0$$
"""


def test_a_mean_and_what_it_is_the_mean_of():
    found = verdicts(MEAN)
    assert found[:2] == ["proved", "proved"]
    assert "proved" not in found[2:]


SETS = r"""
$$\sum_{s \epsilon D} (a_s - m)^2 = \sum_{\forall s \in D} a_s^2 - 2 m \sum_{s \in D} a_s + \sum_{s \in D} m^2$$

$$\sum_{s \epsilon D} (a_s - m)^2 = \sum_{s \epsilon D} a_s^2 + \sum_{s \epsilon D} m^2$$
"""


def test_sums_over_a_set_as_people_type_it():
    assert verdicts(SETS) == ["proved", "refuted"]
