r"""Manners of writing that public documents showed: inverses, arrows typed on a keyboard, reasons beside a chain."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading
from tests.documents.readings.judged import last, results, verdicts

SQUARE = "Let $A$ be an invertible symmetric $m \\times m$ matrix and $u, v \\in \\mathbb{R}^m$.\n\n"
DATA = "Let $B \\in \\mathbb{R}^{n \\times p}$, $c \\in \\mathbb{R}^p$ and $t \\in \\mathbb{R}^n$.\n\n"


# inverses and determinants


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"A^{-1} A u = u", "proved"),
        (r"A^{-1} A u = A u", "refuted"),
        (r"(u - v)^\top A^{-1} (u - v) = u^\top A^{-1} u - 2 v^\top A^{-1} u + v^\top A^{-1} v", "proved"),
        (r"(u - v)^\top A^{-1} (u - v) = u^\top A^{-1} u - v^\top A^{-1} u + v^\top A^{-1} v", "refuted"),
        (
            r"\frac{\partial}{\partial u} \left[ \frac12 (u - v)^\top A^{-1} (u - v) \right] = A^{-1}(u - v)",
            "proved",
        ),
        (
            r"\frac{\partial}{\partial u} \left[ \frac12 (u - v)^\top A^{-1} (u - v) \right] = A(u - v)",
            "refuted",
        ),
    ],
)
def test_an_inverse_is_one_of_a_matrix(formula, verdict):
    assert last(SQUARE + f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"(B^\top B + \gamma I)^{-1} (B^\top B + \gamma I) c = c", "proved"),
        (r"(B^\top B + \gamma I) c = B^\top B c + \gamma c", "proved"),
        (r"(B^\top B + \gamma I) c = B^\top B c - \gamma c", "refuted"),
    ],
)
def test_the_identity_that_nobody_declares(formula, verdict):
    assert last(DATA + f"$${formula}$$\n") == verdict


def test_a_letter_between_vectors_is_no_number():
    """M⁻¹ between mᵀ and m is a matrix, whose inverse does not commute with others."""
    text = "$$\\mathbf{m}^\\top M^{-1} N \\mathbf{m} = \\mathbf{m}^\\top N M^{-1} \\mathbf{m}$$\n"
    assert last(text) != "proved"


def test_a_vector_beside_its_entries_is_no_number():
    """v stands with an index in the definition, and whole under the transpose."""
    text = (
        "Let $s_k = \\sum_{i=1}^n v_{ik} a_i$, $p = \\operatorname{softmax}(s)$ and $J = -\\sum_k t_k \\log p_k$, "
        "where $\\sum_k t_k = 1$.\n\nIn other words $s = v^\\top a$.\n\n"
        "$$\\frac{\\partial J}{\\partial v} = a^\\top (p - t)$$\n"
    )
    assert last(text) != "proved"


# arrows, percentages, words


def test_an_arrow_that_is_typed_is_no_equality():
    text = (
        "$$\n\\begin{aligned}\na &= b + 1 \\\\\n=> a - 1 &= b \\\\\n=> 2 a - 2 &= 2 b\n\\end{aligned}\n$$\n"
    )
    assert verdicts(text) == ["proved", "proved"]
    assert last(text.replace("2 b", "b")) == "refuted"
    page = "<p>\\[" + text.replace("$$", "").replace("&", "&amp;").replace(">", "&gt;") + "\\]</p>"
    reading = Reading(find(page, ".html", "notes.html"))
    assert [Judge(reading).judge(each).verdict for each in reading.equalities()] == [
        "definition",
        "proved",
        "proved",
    ]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [(r"25\% = 0.25", "proved"), (r"25\% = 0.5", "refuted"), (r"5\% = \frac{1}{20}", "proved")],
)
def test_a_percentage_is_a_hundredth(formula, verdict):
    assert last(f"The share is ${formula}$.\n") == verdict


def test_words_typed_as_letters_are_words():
    text = "$$\\log(q) => when r = 1, but q = 0.2$$\n"
    assert verdicts(text) == []


def test_values_of_several_cases_claim_nothing():
    text = "$$\n\\begin{aligned}\nr = 1, q &= 0.2 \\\\\nr = 1, q &= 0.7 \\\\\nr = 0, q &= 0.7\n\\end{aligned}\n$$\n"
    assert "refuted" not in verdicts(text)


# reasons, braces, remarks


REASON = (
    "Let $c_i = v a_i + d$.\n\n$$\n\\begin{aligned}\n"
    "\\frac{dc_i}{dv} &= \\frac{d}{dv}[v a_i + d] \\quad \\because c_i = v a_i + d \\\\\n&= a_i + 0\n"
    "\\end{aligned}\n$$\n"
)


def test_a_reason_beside_a_line_is_not_what_the_next_goes_on_from():
    assert verdicts(REASON) == ["proved", "proved", "proved"]
    assert "refuted" not in verdicts(REASON.replace("&= a_i + 0", "&= v a_i + d"))


BRACE = r"(B c - t)^\top (B c - t) = c^\top B^\top B c - \underbrace{c^\top B^\top t - t^\top B c}_{\text{equal}} "


def test_a_brace_binds_nothing():
    assert last(DATA + f"$${BRACE} + t^\\top t$$\n") == "proved"
    assert last(DATA + f"$${BRACE} + 2 t^\\top t$$\n") == "undecided"  # the brace may be meant as a bracket


def test_a_remark_in_brackets_behind_a_formula_is_a_doubt():
    text = "Clearly $(a + b)^2 = a^2 + b^2$"
    assert last(f"{text}.\n") == "refuted"
    assert last(f"{text} (of course only if $a b = 0$).\n") == "undecided"


def test_another_section_may_have_another_model():
    text = "# Model\n\nThe prediction is $\\hat t = v a$.\n\n# Noise\n\nIn short\n\n$$\\hat t = v a + \\epsilon$$\n"
    assert verdicts(text) == []  # it defines another one
    assert last(text.replace("# Noise", "").replace("+ \\epsilon", "+ a")) == "refuted"


def test_cross_entropy_is_taken_of_a_distribution():
    text = (
        "$$q_i = \\frac{e^{u_i}}{\\sum_k e^{u_k}}$$\n\nThe {} loss\n\n$$L = -\\sum_k t_k \\log q_k$$\n\nhas\n\n"
        "$$\\frac{\\partial L}{\\partial u_i} = q_i - t_i$$\n"
    )
    assert last(text.replace("{} ", "cross-entropy ")) == "undecided"
    assert last(text.replace("{} ", "")) == "refuted"


# exercises, letters set in bold, integrals without bounds


EXERCISES = (
    "# Exercise 1\n\n$$W = a + b$$\n\n$$\\frac{\\partial W}{\\partial a} = 1$$\n\n# Exercise 2\n\n$$W = a b$$\n\n"
    "$$\\frac{\\partial W}{\\partial a} = b$$\n\n# Exercise 3\n\n$$a = W^2$$\n\n$$\\frac{d a}{d W} = 2 W$$\n"
)


def test_exercises_have_letters_of_their_own():
    assert verdicts(EXERCISES) == ["proved"] * 3
    wrong = EXERCISES.replace("\\frac{d a}{d W} = 2 W", "\\frac{d a}{d W} = W")
    assert verdicts(wrong) == ["proved", "proved", "refuted"]


BOLD = (
    "$$\\mathbf{k} = \\sin(\\mathbf{s}) + \\mathbf{r}^3$$\n\n"
    "$$\\frac{d}{d \\mathbf{s}} \\mathbf{k} = \\cos(\\mathbf{s})$$\n\n"
)


def test_bold_letters_are_numbers_where_only_numbers_stand():
    more = "$$\\frac{1}{\\mathbf{g}} + \\frac{1}{\\mathbf{g}} = \\frac{2}{\\mathbf{g}}$$\n"
    assert verdicts(BOLD + more) == ["proved", "proved"]
    wrong = BOLD.replace("= \\cos", "= -\\cos")
    assert verdicts(wrong + more)[0] == "refuted"
    assert "proved" not in verdicts("All letters are vectors.\n\n" + BOLD)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\int \sin(2 y) dy = C - \frac{\cos(2 y)}{2}", "proved"),
        (r"\int \sin(2 y) dy = C + \frac{\cos(2 y)}{2}", "refuted"),
        (r"\int 3 y^2 dy + y = y^3 + y + C", "proved"),
        (r"\int_0^1 3 y^2 dy = y^3", "undecided"),
        (r"y \int 3 y^2 dy = y^4 + C", "undecided"),
        (r"\int p(y) dy = \int p(y) dy + C", "undecided"),
        (r"\int 3 y^2 dy = y^3 + 1", "undecided"),
    ],
)
def test_an_integral_without_bounds_is_known_up_to_a_constant(formula, verdict):
    assert last(f"$${formula}$$\n") == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"(-\sin(q))^q = \left(\frac{d}{dq} \cos(q)\right)^q", "proved"),
        (r"(-\sin(q))^q = \left(\frac{d}{dq} \sin(q)\right)^q", "refuted"),
        (r"\frac{d}{dc} \int (a + a) da = \frac{d}{dc} \int 2 a da", "proved"),
    ],
)
def test_sides_made_in_one_way_are_equal_where_their_parts_are(formula, verdict):
    assert last(f"$${formula}$$\n") == verdict


def test_a_derivative_of_equal_values_at_one_place_proves_nothing():
    """Σ_k y_k = 1 holds, and its derivative in y is not that of 1."""
    text = "Let $y$ be a vector with $\\sum_k y_k = 1$.\n\n"
    claim = "$$\\frac{\\partial}{\\partial y_j} (\\sum_k y_k) = \\frac{\\partial}{\\partial y_j} 1$$\n"
    assert last(text + claim) != "proved"


# expectations, sides that are not read, what is said below a claim


RANDOM = "Let $V$ be a random variable with mean $m = E[V]$.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("E[(V - m)^2] = E[V^2] - m^2", "proved"),
        ("E[(V - m)^2] = E[V^2] + m^2", "refuted"),
        ("E[2 V + m] = 3 m", "proved"),
        ("E[2 V + m] = 2 m", "refuted"),
    ],
)
def test_square_brackets_behind_e_take_an_expectation(formula, verdict):
    assert last(RANDOM + f"$${formula}$$\n") == verdict


def test_nobody_says_what_is_random():
    assert last("$$E[(V - m)^2] = E[V^2] - m^2$$\n") == "undecided"


@pytest.mark.parametrize(
    ("after", "told"),
    [("-\\frac{a}{b^2}", "proved"), ("-\\frac{s}{b}", "proved"), ("\\frac{a}{b^2}", "refuted")],
)
def test_what_stands_before_a_side_that_is_not_read_is_told(after, told):
    """And the next = is neither proved nor refuted: its own left side is not read."""
    text = (
        "$$s = \\frac{a}{b}$$\n\n$$\n\\begin{aligned}\n"
        "\\frac{\\partial s}{\\partial b} &= \\frac{\\ldots}{b^2} \\\\\n"
    )
    first, second = results(text + f"&= {after}\n\\end{{aligned}}\n$$\n")
    assert (first.verdict, second.verdict) == ("unreadable", "undecided")
    assert f"which stands before it, this is {told}" in str(second.message)


SLOPE = (
    "$$q_k = \\frac{e^{u_k}}{\\sum_j e^{u_j}}, \\qquad J = -\\sum_k t_k \\log q_k$$\n\n"
    "$$\\frac{\\partial J}{\\partial u_k} = q_k - t_k$$\n\n"
)


def test_what_is_said_below_is_used_where_it_is_said_of_what_stands_above():
    assert verdicts(SLOPE + "Is it true? Try $\\sum_k t_k = 1$.\n")[0] != "proved"
    assert verdicts(SLOPE + "where $\\sum_k t_k = 1$.\n")[0] == "proved"
    assert verdicts(SLOPE + "Here we used that $\\sum_k t_k = 1$.\n")[0] == "proved"


def test_a_sum_is_named_at_the_end_of_a_chain():
    text = "$$h = \\sum_k e^{v_k} = S$$\n\n$$\\frac{\\partial S}{\\partial v_j} = e^{v_j}$$\n"
    assert last(text) == "proved"
    assert last(text.replace("= e^{v_j}", "= S")) == "refuted"


# gradients that are named dx


FORWARD = (
    "Forward, for a vector $\\mathbf q \\in \\mathbb R^d$:\n\n$$s = \\sqrt{\\mathbf q^\\top \\mathbf q}$$\n\n"
    "$$\\mathbf r = \\mathbf q / s$$\n\n$$\\mathbf o = \\mathbf r \\odot \\mathbf w + \\mathbf b$$\n\n"
)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\mathbf{dw} = \mathbf{do} \odot \mathbf r", "proved"),
        (r"\mathbf{dw} = \mathbf{do} \odot \mathbf w", "refuted"),
        (r"\mathbf{dq} = (\mathbf{dr} - \mathbf r (\mathbf r^\top \mathbf{dr})) / s", "proved"),
        (r"\mathbf{dq} = \mathbf{dr} \odot (1 - \mathbf r^2) / s", "refuted"),
    ],
)
def test_names_with_d_are_gradients_where_equations_go_backwards(formula, verdict):
    assert last(FORWARD + f"Backward, given $\\mathbf{{do}}$:\n\n$${formula}$$\n") == verdict


def test_names_with_d_are_differentials_where_equations_go_forwards():
    text = "$$y = x^2$$\n\nThe gradient follows from\n\n$$dy = 2 x dx$$\n"
    assert last(text) == "proved"
    assert last(text.replace("2 x dx", "x dx")) == "refuted"


def test_two_ways_that_are_parted_by_or_are_both_open():
    text = (
        "$$\nq = p, \\mathrm{or}, \\\\\nq = p - c\n$$\n\n$$\\frac{\\partial q}{\\partial p} + q = 1 + p$$\n"
    )
    assert last(text) not in ("refuted", "proved")


def test_a_transpose_behind_brackets_takes_all_of_them():
    text = SQUARE.replace("symmetric ", "")
    assert last(text + "$$[A^{-1}(u - v)]^\\top u = u^\\top A^{-1} (u - v)$$\n") == "proved"
    assert last(text + "$$[A^{-1}(u - v)]^\\top u = (u - v)^\\top A^{-1} u$$\n") == "refuted"


def test_an_entry_before_brackets_is_multiplied():
    """A letter that is called elsewhere, and whose entries are defined, stands before brackets as a factor."""
    text = (
        r"Write $q_w(b|t) = \frac{e^{w_b}}{\sum_c e^{w_c}}$, and $q_b = \frac{e^{w_b}}{\sum_c e^{w_c}}$. "
        r"Let $R = \sum_b q_b u_b$. Then $\frac{\partial R}{\partial w_b} = q_b (u_b SIGN R)$."
    )
    assert last(text.replace("SIGN", "-")) == "proved"
    assert last(text.replace("SIGN", "+")) == "refuted"


CIRCLE = r"Let $v = v_q + s w$, where $v_q$ lies next to the vector $v$, and $h = w^\top v + b$. "


def test_a_letter_defined_by_itself_is_any():
    """What holds whatever the letter is holds; what does not may follow from what it is."""
    assert last(CIRCLE + r"Then $h - b = w^\top v$.") == "proved"
    assert last(CIRCLE + r"Then $h - b = 2 w^\top v$.") == "undecided"
    assert last(CIRCLE + r"Then $\frac{\partial h}{\partial s} = 0$.") in ("undecided", "unreadable")


def test_what_is_averaged_somewhere_is_no_constant():
    """Y is as random as X where E[Y] is taken, though nobody says so."""
    text = "Let $X$ be a random variable. Then $\\mathrm{Cov}(X, Y) = E[XY] - E[X] E[Y]$ and $E[X Y] = "
    assert verdicts(text + "E[X] E[Y]$.") == ["proved", "undecided"]
    assert verdicts(text + "Y E[X]$.")[1] in ("undecided", "refuted")
    alone = "Let $X$ be a random variable and $a$ a number. Then $E[a X] = a E[X]$."
    assert verdicts(alone) == ["proved"]


@pytest.mark.parametrize("given", ["$E[X] = 3$", r"$E[X] = m$", r"$\mathrm{Var}(X) = s^2$"])
def test_a_moment_that_is_said_may_be_what_is_used(given):
    text = f"Let $X$ be a random variable, and suppose that {given}. Then $\\mathrm{{Var}}(X) = E[X^2] + E[X]^2$."
    assert last(text) == "undecided"
    assert last(text.replace(f", and suppose that {given}", "")) == "refuted"


# what a sum covers in a definition


BINARY = (
    "Let $L_i = -\\sum_j y_{ij} \\log(\\sigma(f_j)) + (1 - y_{ij}) \\log(1 - \\sigma(f_j))$, where $\\sigma$ is the"
    " sigmoid function.\n\n"
)


def test_a_sum_in_a_definition_covers_what_its_letter_stands_in():
    assert last(BINARY + "$$\\frac{\\partial L_i}{\\partial f_j} = \\sigma(f_j) - y_{ij}$$\n") == "proved"
    wrong = results(BINARY + "$$\\frac{\\partial L_i}{\\partial f_j} = y_{ij} - \\sigma(f_j)$$\n")[-1]
    assert (wrong.verdict, wrong.hint) == ("refuted", "the sign of the right side")


# an argument that is a place

POLICY = "Policy: $\\pi(a) = \\frac{e^{\\theta_a}}{\\sum_b e^{\\theta_b}}$, $J = \\sum_a \\pi(a) q_a$.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_a \pi(a) = 1", "proved"),
        (r"\frac{\partial \pi(a)}{\partial \theta_b} = \pi(a)(\delta_{ab} - \pi(b))", "proved"),
        (r"\frac{\partial \pi(a)}{\partial \theta_b} = \pi(b)(\delta_{ab} - \pi(b))", "refuted"),
        (r"\frac{\partial J}{\partial \theta_a} = \pi(a)(q_a - J)", "proved"),
        (r"\frac{\partial J}{\partial \theta_a} = \pi(a) q_a", "refuted"),
        (r"\sum_a \frac{\partial \pi(a)}{\partial \theta_b} = 0", "proved"),
        (r"\log \pi(a) = \theta_a", "refuted"),
        (r"\pi(1) + \pi(2) = \frac{e^{\theta_1} + e^{\theta_2}}{\sum_b e^{\theta_b}}", "proved"),
    ],
)
def test_an_argument_that_is_a_place_in_the_definition_is_one(formula, verdict):
    assert last(POLICY + f"$${formula}$$\n") == verdict


def test_a_parameter_of_a_function_is_no_place():
    """The θ of h_θ(x) is one of many numbers, and J(θ) no entry J_θ."""
    cost = "The cost is $J(w) = \\frac{1}{m} \\sum_{i=1}^m (h_w(x^{(i)}) - y^{(i)})^2$.\n\n"
    assert last(cost + "$$J(w) = \\frac{1}{m} \\sum_{i=1}^m (y^{(i)} - h_w(x^{(i)}))^2$$\n") == "proved"


def test_an_argument_that_is_a_number_too():
    weight = "The weight is $w(k) = k z_k$.\n\n"
    assert last(weight + "$$w(k) = z_k$$\n") == "refuted"
    assert last("Let $f(x) = x^2$.\n\n$$f(3) = 9$$\n") == "proved"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$\sin(2x) = 2 \sin x \cos x$", "proved"),
        (r"$\sin 2x = 2 \sin x \sin x$", "refuted"),
        (r"$\cos(a + b) = \cos a \cos b - \sin a \sin b$", "proved"),
        (r"$\cos(a + b) = \cos a \cos b + \sin a \sin b$", "refuted"),
        (r"$\log a b^2 = \log a + 2 \log b$", "undecided"),
    ],
)
def test_a_function_reaches_no_further_than_the_next(text, verdict):
    assert last(text) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            r"Let $x \in \mathbb{R}^n \setminus \{0\}$, $u = x/\|x\|$. $\operatorname{tr}(I - uu^\top) = n - 1$",
            "proved",
        ),
        (
            r"Let $x \in \mathbb{R}^n \setminus \{0\}$, $u = x/\|x\|$. $\operatorname{tr}(I - uu^\top) = n$",
            "refuted",
        ),
        (
            r"Let $u(x, y) = x^{a} y^{1-a}$, $x, y > 0$. $\frac{\partial u}{\partial x} = a \frac{u(x,y)}{x}$",
            "proved",
        ),
        (
            r"Let $u(x, y) = x^{a} y^{1-a}$, $x, y > 0$. $\frac{\partial u}{\partial y} = a \frac{u(x,y)}{y}$",
            "refuted",
        ),
        (r"$\sum_{k=0}^{\infty} a^k = \frac{1}{1-a}$", "unreadable"),
        (r"$\sum_{k=1}^{\infty} a^k = \frac{1}{1-a}$", "unreadable"),
    ],
)
def test_sets_exponents_and_sums_without_end(text, verdict):
    assert last(text) == verdict


@pytest.mark.parametrize(
    "said",
    [
        "If $x = 0$: $G = 0$.",
        "For $x = 0$: $G = 0$.",
        "When $x_i = 0$, we get $G = 0$.",
        "若 $x = 0$，则 $G = 0$。",
    ],
)
def test_a_value_under_an_equation_is_no_definition(said):
    text = "$$ G = \\sum_{i=1}^d (x_i^2 + \\log(1 + x_i^2)) $$\n\n" + said + "\n\nHence $G = 0$."
    assert last(text) != "proved"
    assert last(text + " $G + G = 2 \\sum_{i=1}^d (x_i^2 + \\log(1 + x_i^2))$") == "proved"
