r"""Sequences: recurrences against what they are unrolled, sums whose letter is a number, and places near others."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

MEAN = "Let $m_0 = 0$ and $m_t = \\beta m_{t-1} + (1-\\beta) g_t$ for $t \\ge 1$. Then\n\n"
STATE = "A state follows $h_t = a h_{t-1} + b x_t$ with $h_0 = 0$. Unrolled,\n\n"
OPEN = "The hidden state is updated by $h_t = a h_{t-1} + x_t$. Unrolling,\n\n"
RETURN = "The return satisfies $G_t = r_t + \\gamma G_{t+1}$ with $G_T = r_T$. Therefore\n\n"
END_FIRST = "With $G_T = r_T$, and before that $G_t = r_t + \\gamma G_{t+1}$, the return is\n\n"
SUMMED = "Let $G_t = \\sum_{k=0}^{T-t} \\gamma^k r_{t+k}$ be the return.\n\n"
DESCENT = "One step is $w_{t+1} = w_t - \\eta c w_t$, and we start at $w_0$.\n\n"
STEPS = "With gradients $g_t$ the iterates are $u_{t+1} = u_t - \\eta g_t$.\n\n"
RUNNING = "The mean is kept by $s_t = s_{t-1} + \\frac{1}{t}(x_t - s_{t-1})$, initialised at $s_0 = 0$.\n\n"
DOUBLED = "Let $a_1 = 1$ and $a_n = 2 a_{n-1} + 1$.\n\n"
HEAVY = "Momentum: $p_0 = 0$, $p_{t+1} = \\mu p_t - \\eta g_t$.\n\n"


@pytest.mark.parametrize(
    ("said", "formula", "verdict"),
    [
        (MEAN, r"m_1 = (1-\beta) g_1", "proved"),
        (MEAN, r"m_1 = \beta g_1", "refuted"),
        (MEAN, r"m_2 = (1-\beta)(\beta g_1 + g_2)", "proved"),
        (MEAN, r"m_2 = (1-\beta)(g_1 + \beta g_2)", "refuted"),
        (MEAN, r"m_t = (1-\beta) \sum_{s=1}^{t} \beta^{t-s} g_s", "proved"),
        (MEAN, r"m_t = (1-\beta) \sum_{s=1}^{t} \beta^{s} g_s", "refuted"),
        (MEAN, r"m_t = \sum_{s=1}^{t} \beta^{t-s} g_s", "refuted"),
        (MEAN, r"m_t = (1-\beta) \sum_{s=0}^{t-1} \beta^{s} g_{t-s}", "proved"),
        (MEAN, r"m_t = (1-\beta) \sum_{s=0}^{t-1} \beta^{s+1} g_{t-s}", "refuted"),
        (STATE, r"h_t = b \sum_{s=1}^{t} a^{t-s} x_s", "proved"),
        (STATE, r"h_t = b \sum_{s=1}^{t} a^{s-1} x_s", "refuted"),
        (STATE, r"\frac{\partial h_t}{\partial b} = \sum_{s=1}^t a^{t-s} x_s", "proved"),
        (STATE, r"\frac{\partial h_t}{\partial b} = \sum_{s=1}^t a^{s} x_s", "refuted"),
        (STATE, r"\frac{\partial h_t}{\partial h_{t-1}} = a", "proved"),
        (RETURN, r"G_t = \sum_{s=t}^{T} \gamma^{s-t} r_s", "proved"),
        (RETURN, r"G_t = \sum_{s=t}^{T} \gamma^{s} r_s", "refuted"),
        (END_FIRST, r"G_t = \sum_{s=t}^{T} \gamma^{s-t} r_s", "proved"),
        (END_FIRST, r"G_t = \sum_{s=t}^{T} \gamma^{T-s} r_s", "refuted"),
        (SUMMED, r"G_t = r_t + \gamma G_{t+1}", "proved"),
        (SUMMED, r"G_t = r_{t+1} + \gamma G_{t+1}", "refuted"),
        (SUMMED, r"G_t = \sum_{s=t}^{T} \gamma^{s-t} r_s", "proved"),
        (SUMMED, r"\frac{\partial G_t}{\partial r_t} = \gamma", "refuted"),
        (DESCENT, r"w_t = (1-\eta c)^t w_0", "proved"),
        (DESCENT, r"w_t = (1+\eta c)^t w_0", "refuted"),
        (DESCENT, r"w_t = (1-\eta c)^{t-1} w_0", "refuted"),
        (STEPS, r"u_t = u_0 - \eta \sum_{s=0}^{t-1} g_s", "proved"),
        (STEPS, r"u_t = u_0 - \eta \sum_{s=0}^{t} g_s", "refuted"),
        (RUNNING, r"s_t = \frac{1}{t} \sum_{i=1}^{t} x_i", "proved"),
        (RUNNING, r"s_t = \sum_{i=1}^{t} x_i", "refuted"),
        (DOUBLED, r"a_n = 2^n - 1", "proved"),
        (DOUBLED, r"a_n = 2^n + 1", "refuted"),
        (HEAVY, r"p_t = -\eta \sum_{s=0}^{t-1} \mu^{t-1-s} g_s", "proved"),
        (HEAVY, r"p_t = -\eta \sum_{s=0}^{t-1} \mu^{t-s} g_s", "refuted"),
        (HEAVY, r"p_1 = -\eta g_0", "proved"),
        (HEAVY, r"p_1 = \eta g_0", "refuted"),
    ],
)
def test_a_recurrence_says_what_its_letter_is(said, formula, verdict):
    assert last(said + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"h_t = a^t h_0 + \sum_{s=1}^t a^{t-s} x_s", "proved"),
        (r"h_t = a^{t-1} h_0 + \sum_{s=1}^t a^{t-s} x_s", "refuted"),
        (r"h_t = a^2 h_{t-2} + a x_{t-1} + x_t", "proved"),
        (r"h_t = a^2 h_{t-2} + x_{t-1} + x_t", "refuted"),
        (r"\frac{\partial h_t}{\partial x_{t-1}} = a", "proved"),
        (r"\frac{\partial h_t}{\partial x_{t-1}} = 1", "refuted"),
        (r"h_t = \sum_{s=1}^t a^{s} x_s", "refuted"),
    ],
)
def test_where_a_recurrence_begins_need_not_be_said(formula, verdict):
    assert last(OPEN + f"$${formula}$$\n") == verdict


def test_what_holds_if_it_begins_at_zero_alone_is_undecided():
    [result] = results(OPEN + "$$h_t = \\sum_{s=1}^t a^{t-s} x_s$$\n")
    assert result.verdict == "undecided"
    assert "h_0" in str(result.message)


def test_a_chain_is_unrolled_step_by_step():
    rows = (
        r"v_t &= \beta v_{t-1} + (1-\beta)x_t \\ &= \beta^2 v_{t-2} + \beta(1-\beta)x_{t-1} + (1-\beta)x_t \\ "
        r"&= (1-\beta)\sum_{i=0}^{t-1} \beta^i x_{t-i}"
    )
    said = "The average is $v_t = \\beta v_{t-1} + (1 - \\beta) x_t$ with $v_0 = 0$. So\n\n"
    assert verdicts(said + f"$$\\begin{{aligned}}{rows}\\end{{aligned}}$$\n") == ["proved"] * 3
    wrong = rows.replace(r"\beta(1-\beta)x_{t-1}", r"(1-\beta)x_{t-1}")
    assert verdicts(said + f"$$\\begin{{aligned}}{wrong}\\end{{aligned}}$$\n")[1] == "refuted"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_{k=1}^{n} k = \frac{n(n+1)}{2}", "proved"),
        (r"\sum_{k=1}^{n} k = \frac{n(n-1)}{2}", "refuted"),
        (r"\sum_{k=0}^{n} k^2 = \frac{n(n+1)(2n+1)}{6}", "proved"),
        (r"\sum_{k=0}^{n-1} k^2 = \frac{n(n+1)(2n+1)}{6}", "refuted"),
        (r"\sum_{k=2}^{n} k = \frac{n(n+1)}{2} - 1", "proved"),
        (r"\sum_{k=1}^{n} (2k-1) = n^2", "proved"),
        (r"\sum_{k=1}^{n} (2k+1) = n^2", "refuted"),
        (r"\sum_{k=0}^{n+1} 2^k = 2^{n+2} - 1", "proved"),
        (r"\sum_{k=0}^{n-1} a^k = \frac{1-a^n}{1-a}", "proved"),
        (r"\sum_{k=0}^{n} a^k = \frac{1-a^n}{1-a}", "refuted"),
        (r"\sum_{s=0}^{t-1} a^s = \frac{1-a^t}{1-a}", "proved"),
        (r"\sum_{s=1}^{t} a^{s} = \frac{1-a^t}{1-a}", "refuted"),
        (r"(1-\beta) \sum_{s=1}^t \beta^{t-s} = 1 - \beta^t", "proved"),
        (r"\frac{1}{n}\sum_{k=1}^{n} k = \frac{n}{2}", "refuted"),
        (r"\sum_{k=1}^{n-1} (x_{k+1} - x_k) = x_n - x_1", "proved"),
        (r"\sum_{k=1}^{n-1} (x_{k+1} - x_k) = x_1 - x_n", "refuted"),
        (r"\sum_{j=1}^n j (x_j - c) = \sum_{j=1}^n j x_j - \frac{n(n+1)}{2} c", "proved"),
        (r"\frac{\partial}{\partial x_k} \sum_{j=1}^n j x_j = k", "proved"),
        (r"\frac{\partial}{\partial x_k} \sum_{j=0}^{n} a^j x_j = a^k", "proved"),
        (r"\frac{d}{dx} \sum_{k=0}^{n} c_k x^k = \sum_{k=1}^{n} k c_k x^{k-1}", "proved"),
    ],
)
def test_the_letter_of_a_sum_is_a_number(formula, verdict):
    assert last(f"For every $n$\n\n$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{i=0}^{N-1} x_i = \sum_{i=1}^{N} x_i",  # x_0, …, x_{N−1} and x_1, …, x_N
        r"\sum_x x = \frac{n(n+1)}{2}",  # over values, of which nothing is said
        r"\sum_{k=1}^{n} (x_{k+1} - x_k) = x_n - x_1",  # x_{n+1}
        r"\frac{\partial}{\partial x_k} \sum_{j=0}^{n} a^j x_j = a^{k-1}",
        r"\frac{d}{dx} \sum_{k=0}^{n} c_k x^k = \sum_{k=1}^{n} c_k x^{k-1}",
    ],
)
def test_places_are_not_shifted(formula):
    assert last(f"Note that\n\n$${formula}$$\n") != "proved"


def test_a_first_value_may_be_said_as_where_it_starts():
    said = "The average $v_t = \\beta v_{t-1} + x_t$ is initialised at $v_0 = 0$.\n\n"
    assert last(said + "$$v_3 = x_3 + \\beta x_2 + \\beta^2 x_1$$\n") == "proved"
    assert last(said + "$$v_3 = x_3 + \\beta x_2 + \\beta^3 x_1$$\n") == "refuted"


def test_of_a_recurrence_without_an_end_nothing_is_refuted():
    said = "Values are bootstrapped: $V_t = r_t + \\gamma V_{t+1}$.\n\n"
    assert last(said + "$$V_t = \\sum_{s=t}^{T} \\gamma^{s-t} r_s$$\n") not in ("proved", "refuted")


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_{t=0}^{T-1} \gamma^t = \frac{1-\gamma^T}{1-\gamma}", "proved"),
        (r"\sum_{t=1}^{T-1} \gamma^t = \frac{1-\gamma^T}{1-\gamma}", "refuted"),
        (r"(1-\beta)\sum_{t=1}^{T} \beta^{T-t} = 1 - \beta^T", "proved"),
        (r"(1-\beta)\sum_{t=1}^{T} \beta^{T-t} = 1 + \beta^T", "refuted"),
    ],
)
def test_a_power_of_the_last_time_is_no_transpose(formula, verdict):
    assert last(f"For every $T$, and $S = \\sum_{{t=1}}^{{T}} x_t$,\n\n$${formula}$$\n") == verdict


def test_a_transpose_beside_a_last_time_is_one():
    said = (
        "Let $u, v \\in \\mathbb{R}^n$ and $A \\in \\mathbb{R}^{n \\times n}$. The loss is"
        " $L = \\sum_{t=1}^{T} \\gamma^t l_t$.\n\n"
    )
    assert last(said + "$$\\frac{\\partial}{\\partial u} u^T A u = A u + A^T u$$\n") == "proved"
    assert last(said + "$$\\frac{\\partial}{\\partial u} u^T A v = A^T v$$\n") != "proved"


def test_a_case_in_which_all_are_one_defines_nothing():
    said = HEAVY + "If the gradient is constant, $g_k = g$, the velocity has a limit.\n\n"
    assert last(said + "$$p_t = -\\eta \\sum_{s=0}^{t-1} \\mu^{t-1-s} g_s$$\n") == "proved"


@pytest.mark.parametrize(("power", "verdict"), [("t-i", "proved"), ("i", "refuted")])
def test_starts_that_are_set_together(power, verdict):
    text = "$m_t = b m_{t-1} + g_t$ and $v_t = c v_{t-1} + g_t^2$ with $m_0 = v_0 = 0$.\n\n"
    assert verdicts(text + rf"$v_t = \sum_{{i=1}}^t c^{{{power}}} g_i^2$")[-1] == verdict
    assert verdicts(text + rf"$m_t = \sum_{{i=1}}^t b^{{{power}}} g_i$")[-1] == verdict


CUMULATED = r"Let $\bar\alpha_t = \prod_{s=1}^t \alpha_s$ with $0 < \alpha_t < 1$."


@pytest.mark.parametrize(
    "formula",
    [
        r"\bar\alpha_t = \alpha_t \bar\alpha_{t-1}",
        r"\log \bar\alpha_t = \log \bar\alpha_{t-1} + \log \alpha_t",
        r"\bar\alpha_t / \bar\alpha_{t-1} = \alpha_t",
    ],
)
def test_a_step_of_a_product_is_not_refuted(formula):
    assert last(f"{CUMULATED}\n\n$${formula}$$\n") != "refuted"


def test_a_wrong_step_of_a_product_is_not_proved():
    assert last(rf"{CUMULATED}" + "\n\n$$\\bar\\alpha_t = \\alpha_t + \\bar\\alpha_{t-1}$$\n") != "proved"
