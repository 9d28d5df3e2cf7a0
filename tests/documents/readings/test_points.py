r"""Integrals, means and sums over a variable: what holds with sums over any points holds for them."""

import pytest

from tests.documents.readings.judged import last, verdicts

SCORE = r"\nabla_\theta \log p_\theta(x)"
POSTERIOR = r"\mathbb{E}_{z\sim q(z|x)}"
LIKELY = r"\log p(x|z)"
RATIO = r"\log \frac{q(z|x)}{p(z)}"
MEAN = r"\mathbb{E}_{x\sim p_\theta}"


@pytest.mark.parametrize(
    "formula",
    [
        rf"\nabla_\theta {MEAN}[f(x)] = {MEAN}[f(x) {SCORE}]",
        rf"\nabla_\theta {MEAN}[g_\theta(x)] = {MEAN}[\nabla_\theta g_\theta(x) + g_\theta(x) {SCORE}]",
        rf"{MEAN}[{SCORE}] = 0",
        r"\mathbb{E}_{a\sim\pi_\theta(a|s)}[b(s) \nabla_\theta \log \pi_\theta(a|s)] = 0",
        r"\int \frac{\partial}{\partial\theta} p(x|\theta) dx = 0",
        r"\nabla_\theta \int p(x \mid \theta) f(x) dx = \int f(x) \nabla_\theta p(x\mid\theta) dx",
        r"\int_{\mathcal{X}} p(x|\theta) dx = 1",
        r"\mathbb{E}_{x\sim p}[a f(x) + b] = a \mathbb{E}_{x\sim p}[f(x)] + b",
        r"\mathrm{Var}_{x\sim p}[f(x)] = \mathbb{E}_{x\sim p}[f(x)^2] - \mathbb{E}_{x\sim p}[f(x)]^2",
        r"\mathbb{E}_{x\sim p}[f(x)] = \mathbb{E}_{x\sim q}\left[\frac{p(x)}{q(x)} f(x)\right]",
        r"\mathbb{E}_{P(x)}\left[\log \frac{P(x)}{Q(x)}\right] = \sum_{x} P(x) \log \frac{P(x)}{Q(x)}",
        r"\int p(x) (f(x) - g(x)) dx = \int p(x) f(x) dx - \int p(x) g(x) dx",
        rf"{POSTERIOR}[{LIKELY}] - {POSTERIOR}[{RATIO}] = {POSTERIOR}[{LIKELY} - {RATIO}]",
    ],
)
def test_what_holds_for_all_points_and_weights_is_proved(formula):
    assert last(f"$${formula}$$") == "proved"


@pytest.mark.parametrize(
    "formula",
    [
        rf"{MEAN}[f(x) {SCORE}] = {MEAN}[f(x)] {MEAN}[{SCORE}]",
        rf"\nabla_\theta {MEAN}[g_\theta(x)] = {MEAN}[\nabla_\theta g_\theta(x)]",
        rf"{MEAN}[f(x) {SCORE}] = 0",
        r"\mathbb{E}_{a\sim\pi_\theta(a|s)}[b(a) \nabla_\theta \log \pi_\theta(a|s)] = 0",
        r"\mathbb{E}_{x\sim p}[f(x)^2] = \mathbb{E}_{x\sim p}[f(x)]^2",
        r"\mathbb{E}_{x\sim p}[f(x)] = f(\mathbb{E}_{x\sim p}[x])",
        r"\mathbb{E}_{x\sim p}[f(x)] = \mathbb{E}_{x\sim q}\left[\frac{q(x)}{p(x)} f(x)\right]",
        r"\int_0^1 p(x|\theta) dx = 1",
        r"\int_{\mathcal{A}} p(x|\theta) dx = 1",
        r"\int p(x) f(x) dx = \int_0^1 p(x) f(x) dx",
        r"\int x f(x) dx = x \int f(x) dx",
        r"\int g\, x\, dx = g \int x\, dx",
        r"\int p(x|\theta) (f(x) + c)\, dx = \int p(x|\theta) f(x) dx + 2c",
        r"\frac{d}{dt} \int_0^t f(s) ds = 0",
    ],
)
def test_nothing_else_is(formula):
    assert last(f"$${formula}$$") != "proved"


def test_what_is_defined_without_its_argument_moves_with_it():
    assert last("Let $u = x^2$.\n\n$$\\int u\\, x\\, dx = u \\int x\\, dx$$") != "proved"
    assert last("Let $c$ be a constant.\n\n$$\\int c\\, x\\, dx = c \\int x\\, dx$$") == "proved"


def test_a_variable_that_is_a_vector_stays_one():
    text = "Let $x \\in \\mathbb{R}^d$ be a vector and $A$ a matrix.\n\n"
    mean = r"\mathbb{E}_{x\sim p}"
    assert last(rf"{text}$${mean}[x^\top A x] = \operatorname{{tr}}(A\, {mean}[x x^\top])$$") == "proved"
    assert last(rf"{text}$${mean}[x^\top A x] = {mean}[x]^\top A\, {mean}[x]$$") != "proved"
    assert last(rf"{text}$${mean}[x x^\top] = {mean}[x^\top x]$$") != "proved"


def test_an_integral_up_to_a_parameter_is_another_at_another_argument():
    text = "Let $F(t) = \\int_0^t f(s) ds$.\n\n"
    assert verdicts(f"{text}$$F(a) = F(b)$$") == ["unreadable"]


def test_sums_of_definitions_are_not_confused_with_those_around_them():
    text = "Let $f(a) = \\sum_k a y_k$.\n\n"
    assert last(f"{text}$$\\sum_k f(x_k) = \\sum_k x_k y_k$$") == "refuted"
    assert last(f"{text}$$\\sum_k f(x_k) = n \\sum_{{k=1}}^n x_k y_k$$") != "proved"
    assert last(f"{text}$$\\sum_k f(x_k) = \\sum_j \\sum_k x_k y_j$$") == "proved"


def test_what_is_named_after_a_parameter_depends_on_it():
    text = r"$$\frac{\partial}{\partial\theta} \sum_k \theta f_\theta(x_k) = \sum_k f_\theta(x_k)"
    assert last(f"{text}$$") != "proved"
    more = r"+ \theta \sum_k \frac{\partial}{\partial\theta} f_\theta(x_k)"
    assert last(f"{text} {more}$$") == "proved"


def test_the_upper_end_of_a_sum_may_name_its_index():
    assert last(r"$$\sum_{i=1}^{i=n} (x_i - a) = \sum_{i=1}^{n} x_i - n a$$") == "proved"
    assert last(r"$$\sum_{i=1}^{i=n} (x_i - a) = \sum_{i=1}^{n} x_i - a$$") == "refuted"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            r"\sum_{z^{(i)}} p(x^{(i)}, z^{(i)}) = \sum_{z^{(i)}} Q(z^{(i)}) \frac{p(x^{(i)}, z^{(i)})}{Q(z^{(i)})}",
            "proved",
        ),
        (
            r"\log \sum_{z^{(i)}} p(x^{(i)}, z^{(i)}) = \log \sum_{z^{(i)}} Q(z^{(i)}) p(x^{(i)}, z^{(i)})",
            "undecided",
        ),
        (
            r"\sum_{s_0} d(s_0) \nabla_\theta v_\theta(s_0) = \nabla_\theta \sum_{s_0} d(s_0) v_\theta(s_0)",
            "proved",
        ),
        (r"\sum_{i_1} x_{i_1} y_i = \sum_i x_i y_i", "unreadable"),
        (r"\sum_z Q(z) p(x, z) = Q(z) \sum_z p(x, z)", "refuted"),  # Q has a value for each z
        (r"\sum_{z_i} Q(z_i) p(x, z_i) = Q(z_i) \sum_{z_i} p(x, z_i)", "undecided"),
    ],
)
def test_sums_over_the_values_of_a_letter(claim, verdict):
    assert last(f"$${claim}$$") == verdict


@pytest.mark.parametrize(
    ("claim", "may_be"),
    [
        (r"\mathbb{E}_{x|y,\theta}[f(x)] = \int f(x) p(x \mid y, \theta) dx", ("proved",)),
        (r"\mathbb{E}_{x|y}[a f(x)] = a\, \mathbb{E}_{x|y}[f(x)]", ("proved",)),
        (r"\mathbb{E}_{x|y}[f(x)] = \int f(x) p(y \mid x) dx", ("undecided", "unreadable")),
        (r"\mathbb{E}_{x|y}[f(x)] = \mathbb{E}_{x}[f(x)]", ("undecided", "unreadable")),
        (r"\mathbb{E}_{x|y}[x] = \mathbb{E}_{x|y}[y]", ("undecided", "unreadable")),
    ],
)
def test_means_given_something(claim, may_be):
    assert last(f"$${claim}$$") in may_be


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_s d(s) (v(s) + u(s)) = \sum_s d(s) v(s) + \sum_s d(s) u(s)", "proved"),
        (r"\sum_s d(s) (v(s) + u(s)) = \sum_s d(s) v(s) + u(s)", "undecided"),
        (r"\sum_s d(s) v(s) = v(s) \sum_s d(s)", "undecided"),
        (r"\sum_s u(s) (v(s) + 1) = \sum_s u(s) v(s) + \sum_s u(s)", "proved"),
        (r"\nabla_\theta \sum_s d(s) v_\theta(s) = \sum_s d(s) \nabla_\theta v_\theta(s)", "proved"),
    ],
)
def test_functions_of_states(claim, verdict):
    assert last(f"$${claim}$$") == verdict


def test_what_is_defined_at_each_state_has_a_value_for_each():
    text = "$$v(s) = r(s) + 1$$\n\n"
    assert last(text + r"$$\sum_s \rho(s) v(s) = v(s) \sum_s \rho(s)$$") in ("undecided", "refuted")
    assert last(text + r"$$\sum_s \rho(s) v(s) = \sum_s \rho(s) r(s) + \sum_s \rho(s)$$") == "proved"
    assert last(text + r"$$\sum_s \rho(s) v(s) = \sum_s \rho(s) r(s) + 1$$") != "proved"
    density = "$$p(x \\mid s) = e^{-g(s)}$$\n\n"
    assert last(density + r"$$\sum_s p(x\mid s) u(s) = p(x \mid s) \sum_s u(s)$$") in ("undecided", "refuted")
    assert last(density + r"$$\sum_s p(x\mid s) u(s) = \sum_s e^{-g(s)} u(s)$$") == "proved"
