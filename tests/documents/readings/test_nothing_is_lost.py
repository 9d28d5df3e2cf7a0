"""Every = of mathematics is told as something, or why it is not read."""

import time

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading


@pytest.mark.parametrize(
    "inner",
    [
        r"\begin{array}{l} a_i = a_i \end{array}",
        r"\begin{cases} x + y = 1 \\ x - y = 2 \end{cases}",
        r"\left\{\begin{array}{l} x = 1 \\ y = 2 \end{array}\right.",
        r"\begin{foo} a = b \end{foo}",
        r"\begin{multlined} a = b \end{multlined}",
    ],
)
def test_relations_in_an_environment(inner):
    reading = Reading(find(f"$${inner}$$", ".md", "n.md"))
    assert [*reading.equalities()] or [str(fault) for _, fault in reading.faults]


@pytest.mark.parametrize(
    "inner",
    [
        r"\begin{pmatrix} \sum_{i=1}^n a_i \\ b \end{pmatrix}",
        r"\begin{cases} 1 & \text{if i = j} \\ 0 & \text{otherwise} \end{cases}",
    ],
)
def test_what_relates_nothing(inner):
    assert Reading(find(f"$${inner}$$", ".md", "n.md")).faults == []


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (r"\frac{a = b}{c}", 1),
        (r"\sqrt{a = b}", 1),
        (r"\{ x = y \}", 1),
        (r"x \quad \text{where a = b}", 1),
        (r"a_i + \underbrace{b_i}_{= c_i}", 1),
        (r"\unheard{a} = b \\ c_i = c_i", 2),
        *(
            (rf"\unheard{{x}} {sign} b", 1)
            for sign in (":=", "≔", "≜", r"\coloneqq", r"\triangleq", r"\equiv", "≙")
        ),
    ],
)
def test_an_equal_sign_that_relates_no_sides_is_told(inner, count):
    assert len(Reading(find(f"$${inner}$$", ".md", "n.md")).faults) == count


@pytest.mark.parametrize(
    "inner",
    [
        r"\sum_{i=1}^n a_i",
        r"\sum_{\substack{i = 1 \\ j = 2}} x_{ij}",
        r"a_i \tag{x = 3}",
        r"\phantom{a = b} c_i",
        r"a \ne b, a \not= b, a != b, a \xrightarrow{i = 1} b",
    ],
)
def test_a_range_and_a_label_relate_nothing(inner):
    assert Reading(find(f"$${inner}$$", ".md", "n.md")).faults == []


SAME = [
    "≔",
    "≜",
    "≡",
    "＝",
    r"\hat{=}",
    r"\stackrel{(1)}{=}",
    r"\mathrel{:=}",
    "=:",
    "≕",
    r"\text{ = }",
    r"\eqqcolon",
]


@pytest.mark.parametrize("sign", SAME)
def test_all_signs_of_equality(sign):
    (equality,) = (reading := Reading(find(f"$a_i {sign} a_i$", ".md", "n.md"))).equalities()
    assert Judge(reading).judge(equality).verdict == "proved"


@pytest.mark.parametrize(
    "sign", ["=>", ">=", "<=", r"\overset{p}{\to}", r"\overset{d}{=}", r"\Longleftrightarrow"]
)
def test_what_is_no_equality(sign):
    assert [*Reading(find(f"$a_i {sign} b_i$", ".md", "n.md")).equalities()] == []


def test_a_definition_from_the_right():
    reading = Reading(find(r"$e^{x} + 1 =: q$ and $q - 1 = e^{x}$", ".md", "n.md"))
    assert [Judge(reading).judge(each).verdict for each in reading.equalities()] == ["definition", "proved"]


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (r"\text{so $a_i = a_i$}", 1),
        (r"a_i = a_i \quad\text{since $b_i = b_i$}", 2),
        (r"\begin{array}{rcl} a_i &=& a_i \\ b_i &=& b_i \end{array}", 2),
        (r"\left\{\begin{array}{l} a_i = a_i \\ b_i = b_i \end{array}\right.", 2),
        (r"\begin{cases} a_i = a_i \\ b_i = b_i \end{cases}", 2),
        (r"\begin{multlined} a_i = a_i \end{multlined}", 1),
    ],
)
def test_what_is_read_line_by_line(inner, count):
    reading = Reading(find(f"$${inner}$$", ".md", "n.md"))
    assert [Judge(reading).judge(each).verdict for each in reading.equalities()] == ["proved"] * count


@pytest.mark.parametrize(
    "said",
    [
        "vector ,", "matrix 1", "new", "index i in 1..0", "index , in 1..n", "index i in 2..n", "expect nonsense",
        "on", "x depends on 3", "x depends on x", "when", "when i = i", "assume 1 = 2", "assume x", "assume x >= 0",
        "define 3 = 4", "define x = x", "vector q", "q is one-hot", "skip it",
    ],
)  # fmt: skip
def test_a_comment_that_says_nothing_is_told(said):
    reading = Reading(find(f"<!-- derive: {said} -->\n\n$x_i = x_i$\n", ".md", "n.md"))
    assert reading.said.problems


@pytest.mark.parametrize(
    "said", ["vector x", r"vector \mathbf{x}", "number x_i", "index i in 1..n", "assume x > 0"]
)
def test_a_comment_that_says_something_is_taken(said):
    reading = Reading(find(f"<!-- derive: {said} -->\n\n$x_i = x_i$\n", ".md", "n.md"))
    assert not reading.said.problems


def test_a_comment_without_its_condition():
    reading = Reading(find("<!-- derive: when -->\n\n$x = 1$", ".md", "n.md"))
    assert [each.role for each in reading.equalities()]


def test_a_claim_that_speaks_of_u_v_w_and_x():
    """The letter for the argument of an unknown function was sought among these four."""
    text = r"Let $u, v, w, x \in \mathbb{R}$. Then $u v = w x$."
    reading = Reading(find(text, ".md", "n.md"))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict in ("refuted", "undecided")


@pytest.mark.parametrize("inner", ["a" * 19_000 + " = x", "x = " + "a + " * 1_500 + "b"])
def test_a_formula_of_very_many_letters_costs_itself_alone(inner):
    started = time.process_time()
    reading = Reading(find(f"$${inner}$$\n\nNow $a_i = a_i$.", ".md", "n.md"))
    *_, last = reading.equalities()
    assert Judge(reading).judge(last).verdict == "proved"
    assert reading.faults or any(side.error for formula in reading.formulas for side in formula.sides)
    assert time.process_time() - started < 5
