"""Hints: right ones for wrong pages, none that the kernel has not proved; every entry of the table fires."""

import ast
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from sympy import Integer, Rational

from derive import (
    D,
    Sum,
    cases,
    define,
    delta,
    dims,
    distinct,
    equal,
    exp,
    family,
    function,
    indices,
    label,
    log,
    matrix,
    normalised,
    onehot,
    positive,
    scalar,
    softplus,
    sqrt,
    vector,
)
from derive.catalogue import load
from derive.hints import REPAIRS, Wrong, find_hints, phrases, search
from derive.hints.distributed import distributed
from derive.hints.fixed_size import Fixed, NotWritten
from derive.hints.monomials import INVERSE, constant, monomials
from derive.hints.points import Points
from derive.hints.spots import spots
from derive.kernel import Residual
from derive.language.binders import Delta
from derive.language.families import Entry
from derive.language.hypotheses import AtLeast, Equation
from derive.language.sayings import Saying
from derive.language.typeset import text
from derive.results import Hint, Result
from derive.verdict import check

REFUSED = Path(__file__).parents[1] / "refused"


def rows(path: Path) -> dict[str, str]:
    """What the docstring of a wrong page says, row by row."""
    _, _, rest = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")
    return dict(row.split(": ", 1) for row in rest.splitlines() if row)


PAGES = [path for path in sorted(REFUSED.glob("*.py")) if rows(path)["Expected"] == "refuted"]


@cache
def checked(path: Path) -> Result:
    return check([*load(path).identities.values()][-1])


# wrong pages


def test_most_wrong_pages_have_a_hint():
    assert len([path for path in PAGES if "Hint name" in rows(path)]) >= 0.8 * len(PAGES)


def test_what_is_not_refuted_has_no_hint():
    undecided = check([*load(REFUSED / "algebra_differentiates.py").identities.values()][-1])
    proved = next(iter(load(REFUSED / "lemma_whose_constant_moves.py").identities.values()))
    for result in (undecided, check(proved)):
        assert result.verdict != "refuted"
        assert (result.hint, result.hints) == ("", ())


@pytest.mark.slow
def test_nothing_is_offered_that_the_kernel_refuses(monkeypatch):
    monkeypatch.setattr(search, "prove", lambda *_: Residual(None, Saying("never")))
    monkeypatch.setattr(search, "prove_sign", lambda *_: Residual(None, Saying("never")))
    for path in PAGES:
        identity = [*load(path).identities.values()][-1]
        found = checked(path).counterexample
        assert find_hints(search.refuted_line(identity, found)) == ()


def test_what_is_offered_was_proved_by_the_kernel(monkeypatch):
    asked = []
    decide = search.prove

    def prove(left, right, *more):
        asked.append((left, right))
        return decide(left, right, *more)

    monkeypatch.setattr(search, "prove", prove)
    (hint,) = find_hints(Wrong(D(exp(x[i]), x[j]), -delta(i, j) * exp(x[i])))
    assert hint.name == "sign"
    assert text(asked[-1][1]) == hint.repaired_text


def test_no_time_no_hint():
    assert find_hints(Wrong(x[i], -x[i]), trials=0) == ()


def test_lines_between_that_are_wrong_are_counted():
    result = checked(REFUSED / "two_errors_that_cancel.py")
    assert result.message == (
        "line 2 is wrong; the last line follows from the first all the same: "
        "of the 4 lines between, 2 are wrong"
    )


def test_two_hints_in_one_line():
    first = Hint("delta", Saying("{} was dropped", "漏掉 {}").of("δ_ij"))
    second = Hint("place", Saying("holds for {}", "在 {} 时成立").of("i = j"))
    refuted = Result("claim", "refuted", "", "", hints=(first, second))
    assert refuted.hint == "δ_ij was dropped; as it is written, it holds for i = j"
    assert refuted.hinted("zh") == "漏掉 δ_ij；照原样写，它在 i = j 时成立"
    assert replace(refuted, hints=()).hint == ""


@pytest.mark.parametrize("name", [name for name in vars(phrases) if name.isupper()])
def test_a_phrase_speaks_of_the_same_in_both_languages(name):
    value = getattr(phrases, name)
    for saying in value if isinstance(value, tuple) else (value,):
        if isinstance(saying, Saying):
            slots = max(saying.english.count("{}"), 1)
            marked = saying.of(*(f"<{number}>" for number in range(slots)))
            spoken = [set(re.findall("<[0-9]>", marked.told(lang))) for lang in ("en", "zh")]
            assert spoken[0] == spoken[1]
            assert not re.search("[a-z]{2}", re.sub("<.>", "", marked.told("zh")))


# the table


n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
z = vector("z", m)
h, t = family("h", n, of=z), family("t", n, of=z)
x, y, a = vector("x", n), vector("y", n), vector("a", n)
b = vector("b", n, positive=True)
A, B, W = matrix("A", n, n), matrix("B", n, n), matrix("W", n, m)
T = scalar("T", positive=True)
c = label("c", n)
f = function("f")
p = define("p", k, exp(x[k]) / Sum(exp(x[j]), j))
Z = Sum(exp(x[k]), k)

SLIPS = {
    "quotient rule": (D(x[i] / exp(x[i]), x[i]), (x[i] * exp(x[i]) - exp(x[i])) / exp(x[i]) ** 2),
    "sign": (D(p[i], x[j]), p[i] * (delta(i, j) + p[j])),
    "number": (D(x[i] ** 2, x[i]), x[i]),
    "chain rule": (D(f(Sum(a[k] * x[k], k)), x[i]), f(a[i])),
    "product rule": (D(h[k] * t[k], z[d]), h[k] * D(t[k], z[d])),
    "exponent": (D(1 / x[i], x[i]), -1 / x[i]),
    "squares": (
        (exp(x[i]) * Z - exp(x[i]) * exp(x[i])) / Z**2,
        (exp(x[i]) * Z - 2 * exp(x[i])) / (2 * Z),
    ),
    "square of a bracket": (a[i] - y[i] * y[i], (a[i] - y[i]) ** 2),
    "cases": (delta(i, j) * x[i], cases((Integer(0), equal(i, j)), x[i])),
    "delta": (D(x[i] + y[i], x[j]), Integer(1)),
    "captured index": (Sum(x[j], j) * y[k], Sum(x[k] * y[k], k)),
    "index": (D(Sum(A[i, j] * x[j], j), x[k]), A[i, j]),
    "transpose": (D(Sum(A[i, j] * x[j], j), x[k]), A[k, i]),
    "exchanged indices": (x[i] * exp(y[j]), x[j] * exp(y[i])),
    "two sums": (Sum(x[k], k) ** 2, Sum(x[k] ** 2, k)),
    "one sum": (Sum(x[k] ** 2, k), Sum(x[k], k) ** 2),
    "constant": (D(Sum(h[k] * t[k], k), z[d]), Sum(h[k] * D(t[k], z[d]), k)),
    "normalised": (D(-Sum(y[k] * log(p[k]), k), x[j]), p[j] - y[j]),
    "one-hot": (D(-log(Sum(y[k] * p[k], k)), x[j]), p[j] - y[j], (normalised(y),)),
    "symmetric": (Sum(A[i, j] * x[j], j) - Sum(A[j, i] * y[j], j), Sum(A[i, j] * (x[j] - y[j]), j)),
    "positive": (sqrt(a[i] ** 2), a[i]),
    "function of a sum": (exp(x[i] + y[i]), exp(x[i]) + exp(y[i])),
    "term of the line before": (x[i] * y[i] - exp(x[j]) * T, x[i] * y[i]),
    "superfluous factor": (D(Sum(x[k], k), x[i]) * T, n * T),
    "superfluous term": (D(Sum(x[k] * y[k], k), x[i]), y[i] + T),
    "function": (D(Sum(softplus(x[k]), k), x[i]), exp(x[i])),
    "dimension": (Sum(D(W[i, d], W[i, d]), i, d), n * n),
    "missing factor": (D(Sum(x[k] * y[k], k) / n, x[i]), y[i]),
    "dropped term": (D(p[i], x[j]), delta(i, j) * p[i]),
    "letter": (D(Sum(x[k] * y[k], k), x[i]) + a[i], a[i] + a[i]),
    "letters exchanged": (x[i] * exp(y[i]), y[i] * exp(x[i])),
    "missing sum": (D(log(Z), x[i]) * Sum(y[k], k), p[i] * y[i]),
    "superfluous sum": (D(Sum(x[k] * exp(y[k]), k), x[i]), Sum(exp(y[k]), k)),
    "delta under a sum": (D(Sum(p[k] * y[k], k), x[i]), Sum(p[k] * y[k] * (1 - p[i]), k)),
    "inverted": (D(log(Z), x[i]), Z / exp(x[i])),
    "summation index": (Sum(A[i, j], i), Sum(A[i, j], j)),
    "exponent on the left": (Sum(x[k] / sqrt(Sum(x[j] ** 2, j)), k), Integer(1)),
    "index on the left": (D(exp(x[j]) / Z, x[j]), exp(x[i]) * (delta(i, j) * Z - exp(x[j])) / Z**2),
    "missing factor on the left": (
        y[i] * (T - x[i]) - Sum(x[k], k, without=i),
        y[i] * T - Sum(x[k] * y[k], k),
    ),
    "value": (D(Sum(x[k] ** 2, k), x[i]), T),
    "size": (D(p[i], x[j]), Integer(0), (), "=", True, {"n": 2}),
    "place": (delta(i, j) * x[i] * exp(y[i]) + (1 - delta(i, j)) * a[j], a[j]),
    "missing product": ((x[i] + T) * y[i] * a[i], x[i] + T),
    "dropped inner term": (Sum((x[k] + y[k]) * exp(a[k]), k), Sum(x[k] * exp(a[k]), k)),
    "relation": (Sum(x[k] ** 2, k), Integer(0), (), ">"),
    "at least two": (Integer(1), p[k], (), ">"),
}
"""For every repair a line in which that slip was made."""


def test_squares_copied_as_doubles_are_told_together():
    (hint,) = find_hints(Wrong(*SLIPS["squares"]))
    assert hint.text == (
        "exp(x_i)² is written as 2 exp(x_i), (Σ_k exp(x_k))² as 2 Σ_k exp(x_k); with both repaired it is proved"
    )
    (hint,) = find_hints(Wrong(*reversed(SLIPS["squares"])))
    assert hint.text.startswith("on the left side exp(x_i)² is written as 2 exp(x_i)")
    one = (exp(x[i]) * Z - 2 * exp(x[i])) / Z**2
    assert "squares" not in [hint.name for hint in find_hints(Wrong(SLIPS["squares"][0], one))]


def test_a_variable_is_not_exchanged_with_what_is_made_of_it():
    hints = find_hints(Wrong(Sum(p[k] * D(log(p[k]), x[i]), k), Integer(1)))
    assert [hint.name for hint in hints] == ["value"]
    assert hints[0].text == "the left side is 0"


@pytest.mark.parametrize("name", [repair.name for repair in REPAIRS])
def test_every_repair_fires(name):
    hints = find_hints(Wrong(*SLIPS[name]))
    assert hints, name
    assert hints[0].name == name, hints
    assert hints[0].text
    assert hints[0].title_en
    assert hints[0].title_zh
    names_a_mistake = not hints[0].text.startswith(("holds", "the left side is"))
    assert hints[0].slip == names_a_mistake, "as the words say it"


def test_names_are_unique():
    assert len({repair.name for repair in REPAIRS}) == len(REPAIRS)


# repairs in particular


def in_one_line(hints) -> str:
    return Result("claim", "refuted", "", "", hints=hints).hint


def hint_of(*line, **more) -> str:
    return in_one_line(find_hints(Wrong(*line, **more)))


def test_a_term_is_named_by_its_place():
    line = D(x[i] * T + y[i] * x[i] - exp(x[i]), x[i]), T + y[i] + exp(x[i])
    assert hint_of(*line) == "the sign of the third term, exp(x_i)"


def test_a_factor_two_is_struck_out():
    assert hint_of(D(Sum(x[k], k), x[i]) * y[i], 2 * y[i]) == "the factor 2 is too many"


def test_roots_of_dimensions_are_found():
    assert hint_of(D(Sum(x[k] * y[k], k) / sqrt(n), x[i]), y[i]) == "the factor 1/√n is missing"


def test_matrix_notation_is_answered_in_it():
    claim = (D((A @ x), x), A.T)
    sides = tuple(side.entry(i, j) for side in claim)
    assert hint_of(*sides, written=claim[1]) == "A was meant, Aᵀ is written"


def test_a_hypothesis_is_said_in_the_letters_of_the_line():
    """i and k run over n; the rows of Y over r, for which the line has the letter s."""
    r = dims("r")
    s = indices("s", r)
    Y, X = matrix("Y", r, n), matrix("X", r, n)
    found = find_hints(Wrong(Sum(Y[s, k] * X[s, i], s, k), Sum(X[s, i], s)))
    assert in_one_line(found) == "holds if Σ_k Y_sk = 1 for every s"


def test_no_hypothesis_about_what_is_differentiated():
    line = D(Sum(y[k] * log(y[k]), k), y[j]), log(y[j]) + Sum(y[k], k)
    assert "holds if Σ" not in hint_of(*line)
    moved = Sum(y[k], k) * a[i], a[i]
    assert hint_of(*moved) == "holds if Σ_k y_k = 1"
    assert "holds if" not in hint_of(*moved, moved=frozenset({y}))


def test_a_hypothesis_that_says_nothing_is_not_offered():
    assert "does not depend" not in hint_of(D(h[k], z[d]), Integer(0))


def test_zero_is_not_explained_by_chance():
    assert hint_of(Sum(delta(i, k), k) - 1, x[i] - Sum(x[k] * p[k], k)) == "the left side is 0"


def test_labels_take_part():
    line = D(-log(p[c]), x[k]), p[k] - 1
    expected = "δ_kc was dropped from the second term, 1; as it is written, it holds for k = c"
    assert hint_of(*line) == expected


def test_a_place_is_told_of_the_dropped_delta_alone():
    line = D(A[i, j] * T, A[k, j]) * exp(x[i]), T * exp(x[k])
    assert hint_of(*line) == "δ_ik was dropped from the right side; as it is written, it holds for i = k"


def test_a_strict_relation_holds_at_no_size_where_the_sides_are_equal():
    found = hint_of(Integer(1), Sum(p[k] ** 2, k), (), ">", True, {"n": 1})
    assert "only" not in found


def test_only_for_one_size_is_checked_at_the_next():
    line = n * (n - 1) * x[i], Integer(0) * x[i]
    assert "n = 1" in hint_of(*line, sizes={"n": 2})
    thrice = (n - 1) * (n - 3) * x[i], Integer(0) * x[i]
    assert "only" not in hint_of(*thrice, sizes={"n": 2})


# a fixed size


def at(expression, size=1, **places):
    found = Fixed(n, size).write(
        expression, {index: places[index.name] for index in (i, j, k) if index.name in places}
    )
    return text(found)


def test_sums_are_written_out_and_definitions_opened():
    assert at(Sum(x[k] * y[k], k), 2) == "x_1 y_1 + x_2 y_2"
    assert at(p[i], i=1) == "exp(x_1)/exp(x_1)"
    assert at(Sum(W[i, d] * z[d], d), i=1) == "Σ_d W_{1,d} z_d"
    assert at(n * x[i], 2, i=2) == "2 x_2"
    assert at(Sum(x[k], k, without=i), 2, i=1) == "x_2"


def test_conditions_are_decided():
    assert at(delta(i, j), 2, i=1, j=2) == "0"
    assert at(cases((x[i], equal(i, j)), y[i]), 2, i=1, j=1) == "x_1"
    assert at(cases((x[i], equal(i, j)), y[i]), 2, i=1, j=2) == "y_1"


def test_a_label_has_a_place_at_size_one_only():
    assert at(x[c]) == "x_1"
    with pytest.raises(NotWritten):
        at(x[c], 2)


def test_hypotheses_become_rules():
    fixed = Fixed(n, 2)
    (only,) = fixed.hypotheses(normalised(y), {})
    assert (text(only.left), text(only.right)) == ("y_2", "1 − y_1")
    assert [*fixed.hypotheses(distinct(i, j), {i: 1, j: 2})] == []
    with pytest.raises(NotWritten):
        [*fixed.hypotheses(distinct(i, j), {i: 1, j: 1})]
    with pytest.raises(NotWritten):
        [*Fixed(n, 1).hypotheses(AtLeast(n, 2), {})]
    assert all(isinstance(each, Equation) for each in fixed.hypotheses(onehot(y), {}))
    assert [*fixed.hypotheses(positive(y), {})] == [positive(y)]


# points, monomials, spots


def test_points_show_where_sides_differ():
    points = Points(D(p[i], x[j]), p[i] * (1 - p[j]))
    assert points.differ
    assert points.deny(points.left, points.right)
    assert not points.deny(points.left, p[i] * (delta(i, j) - p[j]))
    assert points.vanishes(Sum(p[k], k) - 1)


def test_points_satisfy_hypotheses():
    assert not Points(Sum(y[k], k), Integer(1), (normalised(y),)).differ
    assert not Points(y[k], delta(k, i), (Equation(y[k], delta(k, i)),)).differ
    assert not Points(delta(i, j), Integer(0), (distinct(i, j),)).differ


def test_points_of_roots_and_logarithms_are_positive():
    assert Points(log(x[i]) + sqrt(y[i]), T).differ


def test_monomials_explain_numbers():
    words = [(T, (2.0, 3.0)), (n, (5.0, 7.0))]
    (found,) = monomials((0.4, 3 / 7), words, 2, INVERSE)
    assert text(found) == "T/n"
    assert [*monomials((0.4, 0.5), words, 2, INVERSE)] == []
    assert constant((0.5, None, 0.5)) == Fraction(1, 2)
    assert constant((None,)) is constant((0.5, 0.25)) is constant((0.37,)) is None


def test_spots_put_and_leave_out():
    line = x[i] + y[i] * (a[i] - T)
    found = {text(spot.node): spot for spot in spots(line)}
    assert text(found["y_i"].left_out()) == "x_i + a_i − T"
    assert text(found["y_i (a_i − T)"].put(x[j] + y[j])) == "x_i + x_j + y_j"
    assert found["−T"].is_term
    assert not found["a_i − T"].is_term


def test_products_are_written_out():
    assert text(distributed(x[j] * (y[j] - Sum(y[i], i) / n))) == "x_j y_j − Σ_i x_j y_i / n"
    assert text(distributed(x[i] * Sum(y[i], i))) == "Σ_i′ x_i y_i′"
    many = (x[i] + y[i] + a[i]) * (x[j] + y[j] + a[j]) * (x[k] + y[k])
    assert distributed(many) is None


def test_rationals_are_no_words():
    wrong = Wrong(x[i] / 2, y[i] * Rational(1, 3))
    assert not any(isinstance(word, Rational) for word in wrong.atoms())
    assert Delta(i, j) in Wrong(x[i] * y[j], T * a[i]).deltas
    assert all(isinstance(word, Entry) for word in wrong.atoms() if word != n)


def test_the_scale_of_attention_that_was_forgotten():
    """1/√d, the scale of the scores, goes along in every derivative: of a score, of a weight, of what is read."""
    d = dims("d")
    b, c = indices("b c", d)
    q, key = vector("q", d), matrix("K", n, d)
    score = define("s", k, Sum(q[b] * key[k, b], b) / sqrt(d))
    a = define("a", k, exp(score[k]) / Sum(exp(score[j]), j))
    mean = Sum(a[j] * key[j, c], j)
    for left, without in (
        (D(score[i], q[c]), key[i, c]),
        (D(a[i], q[c]), a[i] * (key[i, c] - mean)),
        (D(log(a[i]), q[c]), key[i, c] - mean),
    ):
        assert hint_of(left, without) == "the factor 1/√d is missing"
        assert hint_of(left, without / d) == "√d was meant, d is written" or "√d" in hint_of(
            left, without / d
        )
