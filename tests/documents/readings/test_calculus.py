"""Rules of differentiation, trigonometric functions, functions given one after another."""

import pytest

from tests.documents.readings.judged import verdicts


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{d}{dx}\tan x = \sec^2 x", "proved"),
        (r"\frac{d}{dx}\tan x = \sec x", "refuted"),
        (r"\frac{d}{dx}\sec(x) = \sec(x)\tan(x)", "proved"),
        (r"\frac{d}{dx}\csc(x) = -\csc(x)\cot(x)", "proved"),
        (r"\frac{d}{dx}\cot x = \csc^2(x)", "refuted"),
        (r"1 + \tan^2 x = \sec^2 x", "proved"),
        (r"\frac{d}{dx} \sin^{-1} x = \frac{1}{\sqrt{1-x^2}}", "proved"),
        (r"\frac{d}{dx} \cos^{-1} x = \frac{1}{\sqrt{1-x^2}}", "refuted"),
        (r"\frac{d}{dx} \tan^{-1}(x) = \frac{1}{1+x^2}", "proved"),
        (r"\frac{d}{dp} \operatorname{logit}(p) = \frac{1}{p(1-p)}", "proved"),
        (r"\frac{d}{dp} \operatorname{logit}(p) = p(1-p)", "refuted"),
        (r"\exp^{-1} x = \log x", "unreadable"),
    ],
)
def test_functions_made_of_others(claim, verdict):
    assert verdicts(f"$${claim}$$") == [verdict]


COMPOSED = "Let $y = g(u)$ and $u = h(x)$.\n\n"
LAYERS = "Let $z = w x + b$ and $a = s(z)$ and $L = \\ell(a)$.\n\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (COMPOSED + r"$$\frac{dy}{dx} = \frac{dy}{du}\frac{du}{dx}$$", "proved"),
        (COMPOSED + r"$$\frac{dy}{dx} = g'(u) h'(x)$$", "proved"),
        (COMPOSED + r"$$\frac{dy}{dx} = g'(h(x)) h'(x)$$", "proved"),
        (COMPOSED + r"$$\frac{dy}{dx} = g'(x) h'(x)$$", "undecided"),
        (COMPOSED + r"$$\frac{dy}{dx} = g(u) h'(x)$$", "undecided"),
        (LAYERS + r"$$\frac{\partial L}{\partial w} = \ell'(a) s'(z) x$$", "proved"),
        (LAYERS + r"$$\frac{\partial L}{\partial w} = \ell'(a) s'(z)$$", "undecided"),
        (
            LAYERS
            + r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}\frac{\partial z}{\partial w}$$",
            "proved",
        ),
        (
            LAYERS + r"$$\frac{dL}{dw} = \frac{dL}{dz}\frac{da}{dz}\frac{dz}{dw}$$",
            "undecided",
        ),
    ],
)
def test_the_chain_rule_of_functions_unknown(text, verdict):
    assert verdicts(text)[-1] == verdict


def test_functions_given_one_after_another():
    text = r"""
$$f(x) = k \\ f'(x) = 0$$

$$f(x) = \sin x \\ f'(x) = \cos x$$

$$f(x) = \cos x \\ f'(x) = \sin x$$

The function $f(x) = e^{3x}$ has $f'(x) = 3e^{3x}$.

So $f(x) = e^x e^{2x}$, and also $f(x) = e^x + e^{2x}$.
"""
    assert verdicts(text) == ["proved", "proved", "refuted", "proved", "proved", "refuted"]


def test_a_gradient_in_what_a_density_is_fitted_with():
    text = r"""The gradient is taken with respect to $\theta$, of the score too.
$$\mathbb{E}_{p(x|\theta)}[\nabla \log p(x|\theta)] = \int \frac{\nabla p(x|\theta)}{p(x|\theta)} p(x|\theta)\, dx$$
$$\int \nabla p(x \mid \theta)\, dx = \nabla \int p(x \mid \theta)\, dx$$
$$\nabla 1 = 0$$
$$\mathbb{E}_{p(x \mid \theta)}[\nabla \log p(x \mid \theta)] = \int \nabla \log p(x \mid \theta)\, dx$$"""
    assert verdicts(text)[:3] == ["proved", "proved", "proved"]
    assert verdicts(text)[3] in ("undecided", "unreadable")


def test_other_models_in_one_section():
    text = r"""
For instance, take $f(x) = x^2$; then $f'(x) = 2x$. Another example is $f(x) = x^3$, where $f'(x) = 3x^2$.

**Model A** is $y = w x$. Here $\frac{\partial y}{\partial w} = x$.

**Model B** is $y = w^2 x + b$. Here $\frac{\partial y}{\partial w} = 2 w x$ and $\frac{\partial y}{\partial b} = x$.

1. **Threshold**

    $$g = \max(0, u)$$

2. **Identity**

    $$g = u$$
"""
    assert verdicts(text) == ["proved", "proved", "proved", "proved", "refuted"]


def test_a_prime_with_the_letter_that_it_is_taken_in():
    text = r"""The unit has $s = b + v x$ and the logistic function $\sigma(s) = \frac{1}{1 + e^{-s}}$. For the weight
$${\partial \sigma(s) \over \partial v} = \sigma'(s) s'(v) = \sigma'(s) x$$
$${\partial \sigma(s) \over \partial v} = \sigma'(s) s'(b)$$"""
    assert verdicts(text) == ["proved", "proved", "refuted"]
