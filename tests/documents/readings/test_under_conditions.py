"""A mean keeps what it is taken under; an assumption in a formula ends where it is denied; slopes of letters."""

import pytest

from tests.documents.readings.judged import last, results, verdicts

RANDOM = "Let $Z$, $V$ and $W$ be random variables.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"E[Z] = E[Z \mid W]", "undecided"),
        (r"E[Z; \theta] = E[Z \mid W; \theta]", "undecided"),
        (r"\mathrm{Var}[Z \mid W] = \mathrm{Var}[Z]", "undecided"),
        (r"E[Z V \mid W] = E[Z \mid W] E[V \mid W]", "undecided"),
        (r"\operatorname{Cov}(Z \mid W) = \operatorname{Cov}(Z, W)", "unreadable"),
        (r"E[Z + V \mid W] = E[Z \mid W] + E[V \mid W]", "proved"),
        (r"E[Z W \mid W] = W E[Z \mid W]", "proved"),
        (r"\mathrm{Var}[Z W \mid W] = W^2 \mathrm{Var}[Z \mid W]", "proved"),
        (r"\mathrm{Var}[Z W \mid W] = W \mathrm{Var}[Z \mid W]", "refuted"),
    ],
)
def test_a_mean_keeps_its_condition(formula, verdict):
    assert last(f"{RANDOM}$${formula}$$\n") == verdict


def test_an_assumption_ends_where_it_is_denied():
    formula = r"$$\sum_i (p_i + \lambda p_i) = 1 + \lambda$$"
    denied = "Now let $p$ be any vector of weights, which need not sum to one."
    assert verdicts(f"# A\n\nLet $\\sum_i p_i = 1$.\n\n{formula}\n\n# B\n\n{denied}\n\n{formula}\n") == [
        "proved",
        "undecided",
    ]


LOGISTIC = (
    r"The unit has $s = 2b + v x$ and the logistic function $\sigma(s) = \frac{1}{1 + e^{-s}}$." + "\n\n"
)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial \sigma(s)}{\partial v} = \sigma'(s) s'(v)", "proved"),
        (r"\sigma'(s) s'(v) = \sigma'(s) x", "proved"),
        (r"\sigma'(s) s'(b) = \sigma'(s)", "refuted"),
    ],
)
def test_a_slope_of_a_letter_is_taken_in_what_stands_in_brackets(formula, verdict):
    assert last(f"{LOGISTIC}$${formula}$$\n") == verdict


MEAN = "Let $m[u]$ be the mean of $u$ over the batch, and $s = w - m[w]$.\n\n"


@pytest.mark.parametrize(
    "formula", ["m[u] v = u m[v]", r"\nabla_w J = \nabla_s J (1 - m)", "m[u + v] = m u + m v"]
)
def test_square_brackets_behind_an_operator(formula):
    assert last(f"{MEAN}$${formula}$$\n") in ("undecided", "unreadable")


def test_square_brackets_behind_a_factor():
    assert last(r"$J = f + \lambda [s - 1]$ and $\frac{dJ}{ds} = \lambda$.") == "proved"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("$e = y - q$ is the error. $$e^T e = \\|y - q\\|^2$$", "proved"),
        ("$e = y - q$ is the error. $$e^T e = \\|y + q\\|^2$$", "refuted"),
        (r"$$e^{\top} y = y^\top e$$", "proved"),
        ("The temperature is $T$. $$e^{a+T} = e^a e^T$$", "proved"),
        (r"$$\frac{d}{dx} ln(x) = \frac{1}{x}$$", "proved"),
        (
            r"The logistic function is $\sigma(x) = \frac{1}{1 + e^{-x}}$. $$ln \sigma(x) = -ln(1 + e^{-x})$$",
            "proved",
        ),
        (r"$$ln(ab) = b\, ln(a)$$", "refuted"),
    ],
)
def test_errors_and_logarithms(text, verdict):
    assert last(text) == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{d}{dx} x^n = n x^{n-1}", "proved"),
        (r"\frac{d}{dx} x^n = n x^n", "refuted"),
        ("x^{a+b} = x^a x^b", "proved"),
        (r"\sqrt{x^{2n}} = x^n", "undecided"),
        ("(x^2)^{n/2} = x^n", "undecided"),
        ("|x^n| = x^n", "refuted"),
    ],
)
def test_powers_are_judged_where_they_are_defined(formula, verdict):
    assert last(f"$${formula}$$\n") == verdict


POLICY = r"$$V = \sum_{a \in A} \pi(a) Q(a)$$" + "\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial V}{\partial \pi(a)} = Q(a)", "proved"),
        (r"\frac{\partial V}{\partial \pi(a)} = \pi(a)", "refuted"),
        (r"\sum_a \pi(a) Q(a) = \sum_a \pi(a) \sum_a Q(a)", "refuted"),
    ],
)
def test_a_function_of_what_is_summed_over_has_entries(formula, verdict):
    assert last(f"{POLICY}$${formula}$$\n") == verdict


ERROR = r"$$\text{Error}=E=\frac{1}{2}\sum_{i=1}^m(x_i-t_i)^2$$"
OTHER = r"$$\text{Error}=E=-\sum_{i=1}^m t_i\log x_i$$"
SLOPES = (
    r"$$\frac{\partial E}{\partial x_i} = x_i - t_i$$",
    r"$$\frac{\partial E}{\partial x_i} = -\frac{t_i}{x_i}$$",
)


def test_a_name_and_a_letter_are_defined_together_and_anew():
    text = f"# A\n\n{ERROR}\n\n{SLOPES[0]}\n\n# B\n\n{OTHER}\n\n{SLOPES[1]}\n\n{SLOPES[0]}\n"
    assert verdicts(text) == ["proved", "proved", "refuted"]


def test_a_call_at_a_place_is_shown_as_it_is_written():
    text = (
        r"$$V(s) = \sum_a \pi(a|s) Q(s, a)$$"
        "\n\n"
        r"$$\sum_a \pi(a|s) Q(s, a) = \sum_b \pi(b|s) Q(s, b)$$"
    )
    shown = results(text)[-1].claim_text
    assert "#" not in shown
    assert "π(b | s) Q(b, s)" in shown or "π_b" in shown


EIGEN = "# A\n\nLet $v$ be an eigenvector of the matrix $A$, that is, $A v = \\lambda v$.\n\n"


def test_what_is_said_of_a_letter_ends_with_its_section():
    formula = r"$$A^2 v = \lambda^2 v$$"
    assert last(EIGEN + formula) == "proved"
    assert last(EIGEN + "# B\n\nLet $u$ be a number.\n\n" + formula) != "proved"


def test_constants_by_habit_are_named():
    [result] = results(r"$$E[aX + b] = a E[X] + b$$")
    assert result.verdict == "proved"
    assert sorted(each.sentence.parts[0] for each in result.assumed if "random" in str(each)) == ["a", "b"]
