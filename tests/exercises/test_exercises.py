"""What is asked, and how an answer is graded."""

import numpy as np
import pytest

from derive import *
from derive import exercise

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
x, z = vector("x", n), vector("z", m)
h = family("h", n, of=z)
y = family("y", n)
T = scalar("T", positive=True)
p = define("p", k, exp(x[k]) / Sum(exp(x[j]), j))
S = Sum(exp(x[k]), k)

JACOBIAN = exercise(D(p[i], x[j]))
STEP = exercise(D(exp(x[i]) / S, x[j]), by=quotient_rule)
TOTAL = exercise(Sum(p[k], k), equals=1)
TERMS = exercise(Sum(p[k] * (y[k] + 1), k), given=normalised(y), without=(exp, T), only=(p, y))


def steps(line):
    line(Sum(exp(x[k]) / S, k), by=unfold(p))
    line(S / S, by=constants_out_of_sum)
    line(1, by=cancel)


def too_much(line):
    line(1, by=algebra)


def wrong(line):
    line(Sum(exp(x[k]), k), by=unfold(p))
    line(1, by=algebra)


def elsewhere(line):
    line(Sum(exp(x[k]) / S, k), by=unfold(p))


def nothing():
    pass


GRADES = {
    "right": (JACOBIAN, p[i] * (delta(i, j) - p[j]), "proved", ""),
    "in another form": (
        JACOBIAN,
        cases((p[i] * (1 - p[i]), equal(i, j)), -p[i] * p[j]),
        "proved",
        "",
    ),
    "as a function": (JACOBIAN, lambda: p[i] * (delta(i, j) - p[j]), "proved", ""),
    "wrong": (JACOBIAN, p[i] * (delta(i, j) + p[j]), "refuted", "the sign of the second term"),
    "nothing yet": (JACOBIAN, ..., "not answered", "the dots"),
    "the question": (JACOBIAN, D(p[i], x[j]), "refused", "write it without ∂"),
    "the question and nothing": (JACOBIAN, D(p[i], x[j]) + 0, "refused", "write it without ∂"),
    "the question unfolded": (JACOBIAN, D(exp(x[i]) / S, x[j]), "refused", "write it without ∂"),
    "the question under a name": (
        JACOBIAN,
        define("q", i, j, D(p[i], x[j]))[i, j],
        "refused",
        "write it without ∂",
    ),
    "a rounded number": (JACOBIAN, 0.5, "refused", "write an exact one"),
    "words": (JACOBIAN, "p_i", "refused", "is text: write the answer"),
    "ill formed": (JACOBIAN, lambda: x[d], "refused", "x runs over 1..n"),
    "a stray index": (JACOBIAN, p[i] * (delta(i, k) - p[j]), "refused", "on the right side only: k"),
    "a whole letter": (JACOBIAN, p, "refused", "is 1 × 1 but p is n × 1"),
    "a letter that stays": (
        exercise(D(exp(h[k]), z[d])),
        exp(h[k]) * D(h[k], z[d]),
        "proved",
        "",
    ),
    "a step": (STEP, (D(exp(x[i]), x[j]) * S - exp(x[i]) * D(S, x[j])) / S**2, "proved", ""),
    "a step carried out": (STEP, (delta(i, j) * exp(x[i]) * S - exp(x[i]) * exp(x[j])) / S**2, "proved", ""),
    "a wrong step": (
        STEP,
        (D(exp(x[i]), x[j]) * S + exp(x[i]) * D(S, x[j])) / S**2,
        "refuted",
        "the sign of the second term",
    ),
    "no step": (STEP, D(exp(x[i]) / S, x[j]) * 1, "refused", "still stands there"),
    "a step too far": (STEP, p[i] * (delta(i, j) - p[j]), "refused", "the definition of p"),
    "a derivation": (TOTAL, steps, "proved", ""),
    "more than its reason": (TOTAL, too_much, "refused", "the definition of p"),
    "a wrong line": (TOTAL, wrong, "refuted", "line 1 is wrong"),
    "ends elsewhere": (TOTAL, elsewhere, "refused", "the derivation ends in"),
    "no lines": (TOTAL, nothing, "refused", "there is none"),
    "no derivation": (TOTAL, 1, "refused", "a function that takes `line`"),
    "the left side": (TERMS, Sum(p[j] * (y[j] + 1), j), "refused", "the left side itself"),
    "forbidden words": (TERMS, Sum(p[j] * y[j] * exp(y[j]) / exp(y[j]), j) + 1, "refused", "without exp"),
    "forbidden letters": (TERMS, Sum(p[j] * y[j], j) + T / T, "refused", "write it without T"),
    "foreign letters": (TERMS, Sum(p[j] * y[j], j) + Sum(x[j], j), "refused", "in p, y alone: x"),
    "in the letters allowed": (TERMS, Sum(p[j] * y[j], j) + Sum(y[j], j), "proved", ""),
}


@pytest.mark.parametrize(("question", "answer", "verdict", "says"), GRADES.values(), ids=GRADES)
def test_an_answer_gets_its_grade(question, answer, verdict, says):
    grade = question(answer)
    assert grade.verdict == verdict, grade
    assert bool(grade) == (verdict == "proved")
    assert says in f"{grade.message} {grade.hint}"
    assert (grade.counterexample is not None) == (verdict == "refuted")


def test_a_reason_of_ones_own():
    before = exercise(D(exp(x[i]) / S, x[j]))
    after = (D(exp(x[i]), x[j]) * S - exp(x[i]) * D(S, x[j])) / S**2
    assert before(after, by=quotient_rule)
    assert "it also uses differentiation" in before(after, by=algebra).message
    assert not before(after)


@identity(D(p[i], x[j]), equals=p[i] * (delta(i, j) - p[j]))
def slip(line):
    line(D(exp(x[i]) / S, x[j]), by=unfold(p))
    line((delta(i, j) * exp(x[i]) * S + exp(x[i]) * exp(x[j])) / S**2, by=quotient_rule)
    line(p[i] * (delta(i, j) + p[j]), by=fold(p))
    line(by=algebra)


@identity(Sum(p[k], k), equals=1)
def right(line):
    line(by=unfold(p))


READINGS = {
    "found": (slip, 2, "proved", "line 2 does not follow"),
    "a line that follows": (slip, 1, "refuted", "line 1 follows from the line before"),
    "a line that follows from a wrong one": (slip, 3, "refuted", "line 3 follows from the line before"),
    "a later wrong line": (slip, 4, "refuted", "an earlier line than 4 is wrong"),
    "none, but there is one": (slip, 0, "refuted", "one of the lines does not follow"),
    "no such line": (slip, 5, "refused", "there is no line 5: the number of a line is asked for, 1 to 4"),
    "a line before the first": (slip, -1, "refused", "there is no line -1"),
    "a number of NumPy's": (slip, np.int64(2), "proved", "line 2 does not follow"),
    "half a line": (slip, 2.5, "refused", "the number of a line"),
    "an expression": (slip, p[i], "refused", "the number of a line"),
    "no number": (slip, "2", "refused", "is text"),
    "a truth value": (slip, True, "refused", "the number of a line"),
    "none is wrong": (right, 0, "proved", "every line follows"),
    "one, but there is none": (right, 1, "refuted", "line 1 follows"),
}


@pytest.mark.parametrize(("read", "answer", "verdict", "says"), READINGS.values(), ids=READINGS)
def test_a_derivation_is_read(read, answer, verdict, says):
    grade = exercise(read)(answer)
    assert (grade.verdict, says in grade.message) == (verdict, True), grade


def test_the_wrong_line_that_was_found_comes_with_its_numbers():
    grade = exercise(slip)(2)
    assert grade.counterexample.text == "n = 1, e^x = (1), i = 1, j = 1: left 0, right 2"
    assert "≠" in grade.claim_text
    assert r"\ne" in grade._repr_markdown_()
    assert grade.hint.startswith("the sign of the second term")


def test_a_question_without_a_meaning_is_refused_at_once():
    with pytest.raises(IllFormed, match="rounded number"):
        exercise(p[k] * 0.5)
    with pytest.raises(IllFormed, match="on the right side only"):
        exercise(Sum(p[k], k), equals=p[j])


def test_a_derivation_without_lines_cannot_be_read():
    @identity(Sum(p[k], k), equals=1)
    def stated():
        pass

    with pytest.raises(IllFormed, match="no lines"):
        exercise(stated)


@pytest.mark.parametrize(
    ("question", "text", "markdown"),
    [
        (JACOBIAN, "∂p_i/∂x_j = ?", r"$\displaystyle \frac{\partial p_i}{\partial x_j}$ = ?"),
        (STEP, "by this reason: quotient rule", "quotient rule"),
        (TOTAL, "Σ_k p_k = 1\nDerive it, line by line.", r"\sum_k p_k"),
        (TERMS, "Given: Σ_k y_k = 1.\nWrite it without exp, T.\nWrite it in p, y alone.", r"\sum_k y_k = 1"),
        (exercise(slip), "(4) = p_i (δ_ij − p_j)  (algebra)", r"(4)\ \text{algebra}"),
    ],
    ids=["right side", "step", "derivation", "terms", "reading"],
)
def test_the_question_is_shown(question, text, markdown):
    assert text in str(question)
    assert markdown in question._repr_markdown_()


def test_a_grade_is_shown():
    grade = JACOBIAN(p[i] * (1 - p[j]))
    assert repr(grade).startswith("✗ refuted\n  ∂p_i/∂x_j = p_i (1 − p_j)\n  n = 2")
    shown = grade._repr_markdown_()
    assert shown.startswith("✗ **refuted**")
    assert r"*Counterexample.* $n = 2$, $e^{x} = (1, 1)$" in shown
    assert "*Hint.* " in shown
    used = exercise(Sum(y[k] * T, k), given=normalised(y))(T)
    assert repr(used).endswith("it uses Σ_k y_k = 1")
    assert r"it uses $\sum_k y_k = 1$" in used._repr_markdown_()


def test_no_answer_gets_words():
    """A cell that gives nothing."""
    grade = exercise(D(p[i], x[j]))(None)
    assert (grade.verdict, bool(grade)) == ("refused", False)
    assert "None is no answer" in grade.message


WORDS = {
    "round brackets": (lambda: p(i), "p(i) is written p[i]: an entry stands in square brackets"),
    "round brackets, two indices": (lambda: p(i, j), "p(i, j) is written p[i, j]"),
    "a product without a sign": (lambda: p[i](1 - p[j]), "p_i (…) is no product: write p_i * (…)"),
    "a number that is called": (lambda: T(i), "T (…) is no product: write T * (…)"),
    "a sum that is called": (lambda: Sum(p[k], k)(p[i]), "is no product"),
    "text": ("p_i (1 - p_j)", "is text: write the answer without quotation marks"),
    "a list": ([p[i], p[j]], "is not an expression"),
    "a whole vector": (p, "is n × 1"),
}


@pytest.mark.parametrize(("answer", "says"), WORDS.values(), ids=WORDS)
def test_what_cannot_be_read_gets_words(answer, says):
    grade = exercise(D(p[i], x[j]))(answer)
    assert (grade.verdict, says in grade.message) == ("refused", True), grade


def test_a_second_answer_is_no_reason():
    grade = exercise(D(p[i], x[j]))(p[i], p[j])
    assert grade.verdict == "refused"
    assert "one answer is graded" in grade.message


def test_the_words_come_without_an_exercise_too():
    with pytest.raises(IllFormed, match=r"p\(i\) is written p\[i\]"):
        p(i)
    with pytest.raises(IllFormed, match=r"write p_i \* \(…\)"):
        p[i](1 - p[j])
