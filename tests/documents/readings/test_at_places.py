"""Derivatives at places, π, decimals without a zero: what texts of calculus write."""

import pytest

from tests.documents.readings.judged import verdicts

SQUARE = "Let $f(x) = x^2 + 3x$ and $y = x^2$.\n\n"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{df}{dx}\bigg|_{x=2} = 7", "proved"),
        (r"\left.\frac{df}{dx}\right|_{x=2} = 6", "refuted"),
        (r"\frac{d}{dx} f(x) \Big\vert_{x=2} = 7", "proved"),
        (r"f'(2) = 7", "proved"),
        (r"f'(2) = 8", "refuted"),
        (r"f'(2) + f'(3) = 16", "proved"),
        (r"f'(2) + f'(3) = 15", "refuted"),
        (r"f''(2) = 2", "proved"),
        (r"f'(u) = 2u + 3", "proved"),
        (r"\frac{dy}{dx}\Big|_{x=3} = 6", "proved"),
        (r"\frac{dy}{dx}\Big|_{x=3} = 5", "refuted"),
        (r"y = \frac{dy}{dx}\Big|_{x=3} + 3", "unreadable"),  # it holds at x = 3
        (r"\frac{dy}{dx}\Big|_{x=3} = 2x", "unreadable"),
        (r"\frac{dy}{dx}\Big|_{x=0} = \frac{dy}{dx}\Big|_{x=1}", "unreadable"),
        (r"\sum_{i=1}^n \frac{\partial}{\partial t} e^{t a_i} \Big|_{t=0} = \sum_{i=1}^n a_i", "proved"),
        (r"\frac{\partial}{\partial t} \sin(a t)\Big\vert_{t=0, a=2} = 2", "proved"),
        (r"\frac{\partial}{\partial t} \sin(a t)\Big\vert_{t=0, a=2} = 3", "refuted"),
    ],
)
def test_at_a_place(claim, verdict):
    assert verdicts(f"{SQUARE}$${claim}$$")[-1] == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sin(\pi/2) = 1", "proved"),
        (r"\cos(\pi) = 1", "refuted"),
        (r"\log \frac{1}{\sqrt{2\pi}} = -\frac12\log(2\pi)", "proved"),
        (r"\log \frac{1}{\sqrt{2\pi}} = -\log(2\pi)", "refuted"),
        (r"\frac{\partial}{\partial\pi} 2\pi^2 = 4\pi", "proved"),
        (r".5 x + .5 x = x", "proved"),
        (r"0.2 - .18 = .02", "proved"),
        (r"0.2 - .18 = .3", "refuted"),
        (r"2 x .5 = x", "proved"),
        (r"a.b = b.a", "proved"),
    ],
)
def test_numbers(claim, verdict):
    assert verdicts(f"$${claim}$$") == [verdict]


def test_a_function_of_each_section():
    text = r"""
## Square
$$f(x) = x^2$$
$$f'(x) = 2x$$

## Cube
$$f(x) = x^3$$
$$f'(x) = 3x^2$$
$$f'(x) = 2x$$

## Cube again
$$f(x) = x \cdot x^2$$
We get
$$f(x) = x^4$$
"""
    assert verdicts(text) == ["proved", "proved", "refuted", "proved", "undecided"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Suppose that $a + b = 1$. Then $a^2 + ab = a$.", "proved"),
        ("Suppose $u + v = 1$. Then $u^2 + uv = v$.", "refuted"),
        ("Suppose $c^2 = 1$. Then $c^4 = 1$.", "proved"),
        ("We do not suppose that $a + b = 1$. Then $a^2 + ab = a$.", "undecided"),
        ("Suppose that $a + b = 1$. In general $a^2 + ab = a$.", "refuted"),
        ("Suppose that $a + b = 1$.\n\n# Two\n\nThen $a^2 + ab = a$.", "refuted"),
        ("Suppose that $a + b = 1$. Suppose that $a + b = 2$. Then $a^2 + ab = a$.", "refuted"),
        ("Suppose $cd = 1$ unless $c = 0$. Then $c^2 d = c$.", "undecided"),
        ("Assume $Ax = b$ for a matrix $A$. Then $x^T A x = x^T b$.", "proved"),
        ("Suppose\n$$x^2 + y^2 = 1$$\nThen\n$$x^4 - y^4 = x^2 - y^2$$", "proved"),
        ("Suppose\n$$x^2 + y^2 = 1$$\nThen\n$$x^4 - y^4 = x^2 + y^2$$", "refuted"),
        ("假设 $a + 2b = 1$，则 $a^2 + 2ab = a$。", "proved"),
    ],
)
def test_what_is_supposed(text, verdict):
    assert verdicts(text)[-1] == verdict


def test_a_formula_may_go_on_from_the_one_right_before_it():
    text = "A step: $w = 0 - (0.1)$ $(a + a) = 3 a$, and with $a + b$ we get $4 a + a = 4 a$."
    assert verdicts(text)[-2:] == ["undecided", "refuted"]


def test_what_a_layer_is_nobody_says():
    text = r"""Let $\sigma(x) = \frac{1}{1 + e^{-x}}$, $z = x w + b$ and $u = h v + c$.
$$\delta \frac{\partial h}{\partial z} = \delta \sigma'(z)$$"""
    assert verdicts(text) == ["undecided"]


def test_what_holds_at_a_least_value_claims_nothing():
    text = r"""Let $A = 2 r h + r^2$ and $V = r^2 h$. Using the method of Lagrange multipliers we get the equations:

$$\frac{\partial A}{\partial r} = \lambda \frac{\partial V}{\partial r}$$

$$\frac{\partial A}{\partial h} = \lambda \frac{\partial V}{\partial h}$$

The slope is
$$\frac{\partial A}{\partial h} = 3 r$$"""
    assert verdicts(text) == ["refuted"]
