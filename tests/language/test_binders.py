"""Σ, δ and cases; which indices are free; nothing is ever captured."""

import pytest
import sympy
from hypothesis import assume, given, settings, strategies as st
from sympy import Integer

from derive.audit.evaluation import Evaluation, Instance, agree
from derive.language.binders import (
    Cases,
    Sum,
    bound_indices,
    delta,
    free_indices,
    fresh,
    renamed_bound,
    substitute,
    walk,
)
from derive.language.comparisons import cases
from derive.language.derivatives import D, Derivative
from derive.language.errors import IllFormed
from derive.language.families import define, family, label, labels, matrix, scalar, vector
from derive.language.functions import exp, log
from derive.language.indices import Index, dims, indices
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X, A = matrix("X", n, n), matrix("A", n, m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
row = define("row", i, Sum(X[i, j], j))
c = scalar("c")
q, L = label("q", n), labels("L", m, values=n)
prime = Index("k'", n)

# Σ, δ, cases


def test_sums_over_several_indices_nest():
    assert Sum(X[i, j], i, j) == Sum(Sum(X[i, j], j), i)
    one = Sum(X[i, j], i, j)
    assert (one.bound, one.body, one.without) == (i, Sum(X[i, j], j), ())


def test_places_left_out():
    assert Sum(x[k], k, without=j).without == (j,)
    assert Sum(x[k], k, without=(j, 2)).without == (j, Integer(2))
    assert Sum(x[k], k, without=q).without == (q,)
    assert Sum(x[k], k, without=()) == Sum(x[k], k)


def test_the_same_letter_outside_is_another_index():
    assert free_indices(Sum(x[k] * y[j], k)) == {j}
    assert free_indices(x[k] * Sum(x[k], k)) == {k}
    assert free_indices(Sum(x[k], k, without=k)) == {k}
    assert free_indices(Sum(X[j, k], k, j)) == frozenset()
    assert Sum(X[j, k], k).free_symbols == {X[j, k], j}
    assert Sum(x[k], k, without=j).free_symbols == {x[k], j}


def test_free_and_bound():
    assert free_indices(delta(i, j) * D(p[k], z[d])) == {i, j, k, d}
    assert free_indices(x[q] * A[L[d], e]) == {d, e}
    assert free_indices(cases((c, equal(i, 2)), x[k])) == {i, k}
    assert bound_indices(Sum(x[j], j) * Sum(X[i, k], k) * p[i]) == {j, k}


def test_walk_reads_from_left_to_right():
    assert list(walk(x[j] + c)) == [x[j] + c, x[j], x, j, c, c.family]


def test_plain_sympy():
    plain = {each: each.doit() for each in (i, j, k, n)}
    assert Sum(x[k], k).doit() == sympy.Sum(x[k].doit(), (plain[k], 1, plain[n]))
    assert delta(i, j).doit() == sympy.KroneckerDelta(plain[i], plain[j])
    assert equal(i, j).doit() == sympy.Eq(plain[i], plain[j])
    assert distinct(i, j).doit() == sympy.Ne(plain[i], plain[j])
    picked = sympy.Piecewise((1, sympy.Eq(plain[i], plain[j])), (2, True))
    assert cases((1, equal(i, j)), 2).doit() == picked
    left_out = Sum(x[k], k, without=2).doit()
    three = left_out.subs(plain[n], 3).doit()
    assert three == x[1].doit().subs(plain[n], 3) + x[3].doit().subs(plain[n], 3)


def test_cases_are_read_in_order():
    made = cases((1, equal(i, j)), 3)
    assert made.branches == ((Integer(1), equal(i, j)),)
    assert made.otherwise == 3
    two = cases((1, equal(i, j)), (2, distinct(i, j)))
    assert two == cases((1, equal(i, j)), 2)
    three = cases((1, equal(i, j)), (2, equal(i, k)), x[i])
    assert [str(condition) for _, condition in three.branches] == ["i = j", "i = k"]
    assert isinstance(three, Cases)
    assert equal(i, j).negated() == distinct(i, j)
    assert distinct(i, j).negated() == equal(i, j)


ILL_FORMED = {
    "a sum over nothing": (lambda: Sum(x[k]), "a sum needs the index it runs over"),
    "a sum over a dimension": (lambda: Sum(x[k], n), "a sum runs over an index, and n is none"),
    "a sum over a pair": (lambda: Sum(x[k], (k, n)), r"a sum over some places is written \(i, first, last\)"),
    "a sum up to a place of another range": (
        lambda: Sum(x[k], (k, 1, d)),
        "k runs over 1..n, and a sum over it",
    ),
    "a span that leaves out": (lambda: Sum(x[k], (k, 1, 2), without=1), "leaves no place out"),
    "a sum over a label": (lambda: Sum(x[q], q), "a sum runs over an index, and q is none"),
    "a sum over one index twice": (lambda: Sum(X[k, k], k, k), "one sum runs over k twice"),
    "a place of another range left out": (
        lambda: Sum(x[k], k, without=d),
        "k runs over 1..n but d over 1..m",
    ),
    "a number left out": (lambda: Sum(x[k], k, without=c), "c stands where an index should"),
    "a whole vector summed": (lambda: Sum(x, k), "x is not an expression; it is whole"),
    "δ over two dimensions": (lambda: delta(i, d), "i runs over 1..n but d over 1..m"),
    "δ of a number": (lambda: delta(i, c), "c stands where an index should"),
    "δ at 0": (lambda: delta(i, 0), "indices count from 1"),
    "a condition over two dimensions": (lambda: equal(L[d], e), "runs over 1..n but e over 1..m"),
    "cases without a condition": (lambda: cases(c), "cases need at least one condition"),
    "no cases": (cases, "cases need at least one condition"),
    "a value without condition": (lambda: cases(c, c), "each case but the last is a pair"),
    "a condition that is none": (lambda: cases((c, True), c), "each case but the last is a pair"),
    "cases with a gap": (lambda: cases((c, equal(i, j)), (c, equal(i, k))), "do not cover everything"),
    "the same case twice": (lambda: cases((c, equal(i, j)), (c, equal(i, j))), "do not cover everything"),
    "three cases, the last bare missing": (
        lambda: cases((c, equal(i, j)), (c, equal(i, k)), (c, distinct(i, j))),
        "do not cover everything",
    ),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()


# no capture

NOT_CAPTURED = {
    "an index put for a free one": (substitute(Sum(X[i, k], k), {i: k}), Sum(X[k, prime], prime)),
    "through two sums": (
        substitute(Sum(Sum(X[i, k], j), k), {i: k}),
        Sum(Sum(X[k, prime], j), prime),
    ),
    "two indices exchanged": (substitute(X[i, j], {i: j, j: i}), X[j, i]),
    "a bound one is left alone": (substitute(Sum(x[k], k), {k: j}), Sum(x[k], k)),
    "where it is left out, it is free": (
        substitute(Sum(x[k], k, without=k), {k: j}),
        Sum(x[k], k, without=j),
    ),
    "a definition at its own bound index": (row.at((j,)), Sum(X[j, Index("j'", n)], Index("j'", n))),
    "subs, an index": (Sum(X[i, k], k).subs(i, k), Sum(X[k, prime], prime)),
    "subs, a number for a bound entry": (Sum(x[k], k).subs(x[k], 5), Sum(x[k], k)),
    "subs, an entry that brings the index": (
        Sum(x[i] * x[k], k).subs(x[i], y[k]),
        Sum(y[k] * x[prime], prime),
    ),
    "xreplace, an entry": (Sum(x[k], k).xreplace({x[k]: y[k]}), Sum(x[k], k)),
    "xreplace, all at once": (Sum(x[i] * x[j], k).xreplace({i: j, x[j]: c}), Sum(x[j] * c, k)),
    "xreplace, exchanged": (Sum(X[i, j] * x[k], k).xreplace({i: j, j: i}), Sum(X[j, i] * x[k], k)),
    "xreplace where a place is left out": (
        Sum(x[k], k, without=i).xreplace({i: j}),
        Sum(x[k], k, without=j),
    ),
    "xreplace of nothing renames nothing": (Sum(x[j], j).xreplace({x[i]: x[j]}), Sum(x[j], j)),
    "a whole letter is replaced everywhere": (Sum(x[k], k).subs(x, y), Sum(y[k], k)),
    "a whole sum is replaced": ((Sum(x[k], k) * c).subs(Sum(x[k], k), c), c * c),
    "xreplace, a whole sum": ((Sum(x[k], k) * c).xreplace({Sum(x[k], k): c}), c * c),
    "xreplace in a sum alone": ((Sum(X[i, k], k) + c).xreplace({i: j}), Sum(X[j, k], k) + c),
}


@pytest.mark.parametrize(("made", "wanted"), NOT_CAPTURED.values(), ids=NOT_CAPTURED)
def test_nothing_is_captured(made, wanted):
    assert made == wanted


def test_new_names_are_new():
    assert fresh(k, frozenset({k, prime})) == Index("k''", n)
    assert fresh(k, frozenset({Index("k", m)})) == prime, "one letter is not used over two dimensions"
    assert renamed_bound(Sum(X[k, prime], k), frozenset({k})).bound == Index("k''", n)


LEAVES = (
    x[i],
    x[j],
    y[k],
    X[i, k],
    X[j, 2],
    A[k, d],
    z[d],
    c,
    delta(i, k),
    exp(x[j]),
    p[k],
    x[q],
    A[L[d], e],
)


def combined(inner):
    """Sums, products, Σ (over letters that may be free elsewhere) and cases."""
    pairs = st.tuples(inner, inner)
    letter = st.sampled_from((i, j, k, d))
    return st.one_of(
        pairs.map(lambda ab: ab[0] + ab[1]),
        pairs.map(lambda ab: ab[0] * ab[1]),
        pairs.map(lambda ab: cases((ab[0], equal(i, k)), ab[1])),
        st.tuples(inner, letter).map(lambda eb: Sum(*eb)),
        st.tuples(inner, st.sampled_from((i, j))).map(lambda eb: Sum(*eb, without=k)),
    )


expressions = st.recursive(st.sampled_from(LEAVES), combined, max_leaves=8)
places = st.dictionaries(st.sampled_from((i, j, k)), st.sampled_from((i, j, k, Integer(2), q)), max_size=3)
steady = settings(deadline=None, derandomize=True)
SIZES = {n: 3, m: 2}
AT = {i: 1, j: 2, k: 3, d: 1, e: 2}


INSTANCE = Evaluation(Instance(SIZES, 1, AT))


def worth(expression, at=AT):
    return INSTANCE.write(expression, at)


def number(place):
    return INSTANCE.place(place, AT)


@steady
@given(expressions, places)
def test_substitution_means_what_it_says(expression, rule):
    """e[k := place] at a point is e where k has the value of the place: so nothing was captured."""
    moved = {**AT, **{index: number(place) for index, place in rule.items()}}
    for made in (substitute(expression, rule), expression.xreplace(rule)):
        assert agree(worth(made), worth(expression, moved))


@steady
@given(expressions, places)
def test_substitution_leaves_the_rest_free(expression, rule):
    kept = {index for index in free_indices(expression) if index not in rule}
    come = {place for index, place in rule.items() if index in free_indices(expression)}
    assert free_indices(substitute(expression, rule)) == kept | {
        each for each in come if isinstance(each, Index)
    }


@steady
@given(expressions, expressions)
def test_an_entry_gives_way_without_capture(expression, inside):
    """e[c := f] by SymPy's subs is e where c is worth f."""
    put = expression.subs(c, inside)
    at_c = Instance(SIZES, 1, AT, fixed={(c.family, ()): worth(inside)})
    assert agree(worth(put), Evaluation(at_c).value(expression))
    assert free_indices(put) <= free_indices(expression) | free_indices(inside)


@steady
@given(expressions, st.sampled_from((x[k], x[i], x[2])))
def test_diff_writes_the_derivative_down_without_capture(expression, variable):
    """Σ_k x_k differentiated in x_k is 1, not n."""
    assume(x in set(walk(expression)))
    made = expression.diff(variable)
    assert made == Derivative(expression, variable) == sympy.diff(expression, variable)
    assert free_indices(made) == free_indices(expression) | free_indices(variable)


def test_the_derivative_of_a_sum_in_an_entry_of_its_own_letter():
    assert worth(Sum(x[k], k).diff(x[k])) == 1
    assert agree(worth(log(Sum(exp(x[k]), k)).diff(x[k])), worth(exp(x[k]) / Sum(exp(x[j]), j)))


def test_nothing_is_put_for_what_a_derivative_is_taken_in():
    slope = D(x[k] ** 2, x[j])
    for put in (
        lambda: slope.subs(x[j], 3),
        lambda: slope.subs(x[k], c),
        lambda: (c + slope).xreplace({x[k]: c}),
    ):
        with pytest.raises(IllFormed, match="is a derivative in x: nothing can be put for x_"):
            put()
    assert slope.subs(x, y) == D(y[k] ** 2, y[j])
    assert slope.subs(j, k) == D(x[k] ** 2, x[k])
    assert (c * slope).subs(c, 2) == 2 * slope
    assert slope.subs(slope, c) == c
