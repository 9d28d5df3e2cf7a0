"""What may be of another kind than it is read, or set anew: matrices, complex numbers, operators, examples."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

STATE = "The state is a vector, $s_t = A s_{t-1} + B u_t$.\n\n$$\\frac{\\partial s_t}{\\partial s_{t-1}} = A^T$$\n\n"
NORMS = "Let $A$ be a matrix, $\\|A\\|_2$ its spectral norm.\n\n"
COMPLEX = "Let $z$ be a complex number.\n\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (STATE + "$$s_t = A^2 s_{t-2} + B A u_{t-1} + B u_t$$", "undecided"),
        (NORMS + r"$$\|A\|_2^2 = \mathrm{tr}(A^TA)$$", "unreadable"),
        (NORMS + r"$$\|A\|_F^2 = \mathrm{tr}(A^TA)$$", "proved"),
        (r"Let $A$ be a matrix. $$\|A\|_2^2 = \mathrm{tr}(A^TA)$$", "proved"),
        (COMPLEX + "$$|z|^2 = z^2$$", "unreadable"),
        ("$$|z|^2 = z^2$$", "proved"),
        (r"$$f(x) + g(x) = g(x) + f(x)$$ $$f \circ g = g \circ f$$", "unreadable"),
        (r"$$\delta = W^T \delta \circ a$$ $$a \circ \delta = \delta \circ a$$", "proved"),
        (r"$$v = \sum_{i=1}^N u^{(i)2}$$ $$v = \sum_{i=1}^N (u^{(i)})^2$$", "proved"),
        (r"$$v = \sum_{i=1}^N u^{(i)2}$$ $$v = \sum_{i=1}^N u^{(i)}$$", "refuted"),
    ],
)
def test_other_kinds(text, verdict):
    assert last(text) == verdict


EXAMPLES = [
    "Take $f(x) = x^2$; then $f'(x) = 2x$. Another example is $f(x) = x^3$, where $f'(x) = 3x^2$.",
    """**A** is $y = w x$. Here $\\frac{\\partial y}{\\partial w} = x$.

    **B** is $y = w^2 x + b$. Here $\\frac{\\partial y}{\\partial w} = 2 w x$.""",
    "Take $w = 2$, $x = 3$ and $y = w x = 6$. After the step $w = 2 - 0.1 \\cdot 3 = 1.7$ we have $y = 5.1$.",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_what_may_be_set_anew_refutes_nothing(text):
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Take $f(x) = x^2$; then $f'(x) = 3x$.",
        "Take $w = 2$, $x = 3$ and $y = w x = 6$. We have $y = 5.1$.",
    ],
)
def test_what_is_not_set_anew_is_refuted(text):
    assert verdicts(text)[-1] == "refuted"


def test_recurrences_within_recurrences():
    text = r"$v_t = \beta v_{t-1} + g_t$, $\theta_t = \theta_{t-1} - \eta v_t$." + "\n\n"
    right = r"$$\theta_t = \theta_{t-1} - \eta g_t + \beta(\theta_{t-1} - \theta_{t-2})$$"
    assert [results(text + each)[-1].verdict for each in (right, right.replace(r"\beta(", r"\eta("))] == [
        "proved",
        "refuted",
    ]


DENSITY = r"The density is $q(t) = \frac{1}{\sqrt{2\pi v}} e^{-\frac{(t-c)^2}{2v}}$ with $v > 0$. "


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Ignoring constants, ", "undecided"),
        ("Dropping terms that do not depend on $c$, ", "undecided"),
        ("略去常数项，", "undecided"),
        ("We see that ", "refuted"),
    ],
)
def test_what_leaves_a_constant_out_is_not_refuted(words, verdict):
    assert last(DENSITY + words + r"$\log q(t) = -\frac{(t-c)^2}{2v}$.") == verdict


def test_what_leaves_a_constant_out_defines_nothing():
    assert last(r"Up to a constant, $\log q(t) = -\frac{(t-c)^2}{2v}$. " + "$$\\log q(t) = 1$$") != "refuted"


GAUSS = r"$$\ell = -\frac12 \log|C| - \frac12 (x - m)^T C^{-1} (x - m)$$" + "\n\n"
INPUT = "# Input\n\n* **Input**: scalar $x = 2$.\n\n# Rules\n\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GAUSS + r"$$(x - m)^T C^{-1} (x - m) = C^{-1} (x-m)^T(x-m)$$", "refuted"),
        (r"$$\|A\|_F^2 = \mathrm{tr}(A^T A)$$ $$\|A\|_F = \|A\|_2$$", "unreadable"),
        (INPUT + r"$$\frac{d}{dx} x^2 = 3x$$", "refuted"),
        (INPUT + "$$x^2 = 4$$", "undecided"),
        ("The blocks of $S$ are $S_{aa}, S_{ab}, S_{bb}$. $$S_{ab} S_{bb} = S_{bb} S_{ab}$$", "refuted"),
    ],
)
def test_one_kind_in_a_section(text, verdict):
    assert last(text) == verdict


def test_a_letter_that_is_a_matrix_near_by_is_no_number():
    text = "$$d(X^{-1}) = -X^{-1} (dX) X^{-1}$$ $$d(X^{-1}) = -X^{-2} dX$$ $$d(X^T) = (dX)^T$$"
    assert verdicts(text)[1] != "proved"


LETTERS = "Let $K$ be the number of classes, $L$ the loss, $M$ a matrix, $S$ and $E$ sums, $C$ a set.\n\n"
MSE = r"$$MSE = \frac{1}{n}\sum_{i=1}^n (y_i - t_i)^2$$ "
CE = r"$$CE = -\sum_i t_i \log y_i$$ "
BOLD = r"$$\mathbf{A}\mathbf{x} + \mathbf{B} \mathbf{x} = (\mathbf{A} + \mathbf{B})\mathbf{x}$$ "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (MSE + r"$$\frac{\partial MSE}{\partial y_i} = \frac{2}{n}(y_i - t_i)$$", "proved"),
        (CE + r"$$\frac{\partial CE}{\partial y_i} = -\frac{t_i}{y_i}$$", "proved"),
        (BOLD + r"$$\mathbf{AB} = \mathbf{BA}$$", "refuted"),
        (BOLD + r"$$(\mathbf{AB})^T = \mathbf{B}^T \mathbf{A}^T$$", "proved"),
    ],
)
def test_names_and_letters_side_by_side(text, verdict):
    assert last(LETTERS + text) == verdict
