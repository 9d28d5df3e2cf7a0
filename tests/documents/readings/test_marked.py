"""A letter that a sign marks as a vector or matrix is no number: what is right for one unit alone is not proved."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.marked import marked
from derive.documents.readings.reading import Reading

LAYER = "Let $y = W x + b$ and $L = \\frac12 \\|y - t\\|^2$, with $g = \\partial L/\\partial y$. Then "
NETWORK = r"""
$$z^{(1)} = W^{(1)} x + b^{(1)}, \quad a^{(1)} = \sigma(z^{(1)}), \quad z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}$$

$$\hat y = \mathrm{softmax}(z^{(2)}), \quad L = -\sum_k y_k \log \hat y_k$$

Here $y$ is one-hot, and $\delta^{(2)} = \frac{\partial L}{\partial z^{(2)}}$. Then

"""
UNITS = r"""
Forward: $a = A u + c$, $s = \tanh(a)$, $r = B s + d$, $J = \frac12 \|r - t\|^2$, and $e = r - t$.

Then $\frac{\partial J}{\partial B} = e s^\top$ and $\frac{\partial J}{\partial s} = B^\top e$.

"""
QUERY = "With $s_j = q^\\top k_j / \\sqrt{d}$ and $\\alpha_j = e^{s_j} / \\sum_l e^{s_l}$, "


def slow(text):
    return pytest.param(text, marks=pytest.mark.slow)


def verdict(text):
    """That of the last = of a text."""
    reading = Reading(find(text, ".md", "notes.md"))
    *_, last = reading.equalities()
    return Judge(reading, time_limit=60).judge(last).verdict


@pytest.mark.parametrize(
    "text",
    [
        LAYER + "$\\frac{\\partial L}{\\partial x} = W^\\top g$.",
        LAYER + "$\\frac{\\partial L}{\\partial b} = g$.",
        "Let $y = W x$ and $g = \\partial L/\\partial y$. Then $\\frac{\\partial L}{\\partial W} = g x^\\top$.",
        NETWORK + r"$$\frac{\partial L}{\partial W^{(2)}} = \delta^{(2)} (a^{(1)})^\top$$",
        NETWORK
        + r"$$\frac{\partial L}{\partial z^{(1)}} = (W^{(2)})^\top \delta^{(2)} \odot \sigma'(z^{(1)})$$",
        QUERY + "$\\frac{\\partial s_j}{\\partial q} = k_j / \\sqrt{d}$.",
        UNITS + r"$\frac{\partial J}{\partial a} = (B^\top e) \odot (1 - s \odot s)$",
    ],
)
def test_right_for_every_size(text):
    assert verdict(text) == "proved"


@pytest.mark.parametrize(
    "text",
    [
        LAYER + "$\\frac{\\partial L}{\\partial x} = W g$.",
        LAYER + "$\\frac{\\partial L}{\\partial x} = g W x^\\top$.",
        LAYER + "$\\frac{\\partial L}{\\partial W} = 2 g x^\\top$.",
        "Then $\\frac{\\partial}{\\partial A} \\mathrm{tr}(A B) = B$.",
        "Let $f(x) = x^\\top A x$. Then $\\nabla_x f = 2 A x$.",
        UNITS + r"$\frac{\partial J}{\partial c} = B^\top e$",
        slow(NETWORK + r"$$\frac{\partial L}{\partial W^{(2)}} = a^{(1)} (\delta^{(2)})^\top$$"),
        slow(
            NETWORK + r"$$\frac{\partial L}{\partial z^{(1)}} = W^{(2)} \delta^{(2)} \odot \sigma'(z^{(1)})$$"
        ),
        slow(UNITS + r"$\frac{\partial J}{\partial u} = A (B^\top e)$"),
    ],
)
def test_right_for_numbers_alone(text):
    assert verdict(text) in ("refuted", "undecided", "unreadable")


def test_marked_in_another_formula():
    """B is a matrix because Bᵀ stands elsewhere, before or behind."""
    assert verdict(UNITS + r"$\frac{\partial J}{\partial s} = B e$") == "refuted"


COUNTS = r"""
The rates are $r_i = e^{v^\top u_i}$ and $F(v) = \sum_{i=1}^N (c_i v^\top u_i - e^{v^\top u_i})$. Then

"""


@pytest.mark.parametrize(
    ("hessian", "verdicts"),
    [
        (r"- \sum_{i=1}^N r_i u_i u_i^\top", {"proved"}),
        (r"- \sum_{i=1}^N r_i^2 u_i u_i^\top", {"refuted"}),
        (r"- \sum_{i=1}^N r_i u_i^\top u_i", {"refuted", "undecided", "unreadable"}),
    ],
)
def test_a_hessian(hessian, verdicts):
    """∇² of a function of a vector is a matrix; that the last one is right for a single weight is no proof."""
    assert verdict(COUNTS + rf"$$\nabla_v^2 F = {hessian}$$") in verdicts


def test_another_layout_of_a_gradient_is_no_slip():
    """∂L/∂W = x gᵀ is right in numerator layout; with places there is no choice."""
    assert verdict(LAYER + "$\\frac{\\partial L}{\\partial W} = x g^\\top$.") == "undecided"
    assert verdict(LAYER + "$\\frac{\\partial L}{\\partial W} = 2 x g^\\top$.") == "refuted"


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("x^\\top y", "xy"),
        ("x y^\\top", "xy"),
        ("\\lambda x^\\top y", "xy"),
        ("c x^\\top A y + B z^\\top", "xAzB"),
        ("\\|X w - y\\|", "wy"),
        ("\\mathrm{tr}(A B)", "B"),
        ("a \\odot \\lambda b", "ab"),
        ("\\mathrm{diag}(1 - h^2)", "h"),
        ("a x + b", ""),
    ],
)
def test_what_signs_mark(formula, names):
    [formula] = Reading(find(f"$u = {formula}$", ".md", "notes.md")).formulas
    assert {each.name for each in marked([formula.sides[1].node], lambda _: ())} == {*names}
