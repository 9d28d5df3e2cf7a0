"""From normal forms back to expressions: of the same value, in the page's letters, capturing nothing."""

from random import Random

import pytest
from hypothesis import assume, given, settings, strategies as st
from sympy import Integer, Rational

from derive.audit.evaluation import Evaluation, Instance, Undefined, agree
from derive.audit.random_expressions import INDICES, random_expression
from derive.kernel import Limits, Proof, normal_form, prove
from derive.kernel.express import Letters, express, express_for_all
from derive.kernel.terms import Undecided, atomic, constant, freeze
from derive.language.binders import Sum, delta, free_indices
from derive.language.derivatives import D
from derive.language.expressions import Plus, Quotient, Times, sqrt
from derive.language.families import define, family, label, matrix, scalar, vector
from derive.language.functions import Function, exp, function, log
from derive.language.indices import Dim, Index, dims, indices

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, n)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c, s = scalar("c"), scalar("s")
w = scalar("w", positive=True)
q = label("q", n)
f = function("f")

EXPRESSED = {
    "0": (c - c, Integer(0)),
    "a number": (c - c - Rational(3, 4), -(Quotient(Integer(3), Integer(4)))),
    "positive terms first": (c - s - w + 2, 2 + c - s - w),
    "a fraction": (c * s / (2 * w), c * s / (2 * w)),
    "a negative fraction": (-c / (3 * w), -(c / (3 * w))),
    "a reciprocal": (1 / Sum(x[j], j), 1 / Sum(x[j], j)),
    "several terms below": (c / (s + 1), c / (1 + s)),
    "exp": (exp(s) * exp(c / 2), exp(c / 2) * exp(s)),
    "a root": (sqrt(w) + 0, sqrt(w)),
    "a root of a number": (sqrt(8) * c, 2 * c * sqrt(2)),
    "a dimension": (Sum(c, k), n * c),
    "a derivative": (D(h[k], z[d]) * 1, D(h[k], z[d])),
    "a derivative that is kept": (D(f(c) + 0, c), Function("f", 1)(c)),
    "δ": (delta(j, i) * x[j], delta(i, j) * x[i]),
    "a label": (x[q] * 1 + x[2], x[2] + x[q]),
    "a function": (log(s) * f(c), f(c) * log(s)),
}


@pytest.mark.parametrize(("expression", "wanted"), EXPRESSED.values(), ids=EXPRESSED)
def test_expressed(expression, wanted):
    """The shape is the form's; in what order terms and factors stand is the kernel's own affair."""
    made = normal_form(expression)
    assert ordered(made) == ordered(wanted)
    assert isinstance(prove(expression, made), Proof)


def ordered(node):
    """The tree with terms and factors in one order."""
    if not node.args:
        return str(node)
    parts = [ordered(arg) for arg in node.args]
    return (type(node).__name__, *(sorted(parts, key=str) if isinstance(node, Plus | Times) else parts))


def test_bound_indices_have_letters_of_the_page():
    assert normal_form(Sum(X[i, k] * x[k], k)) == Sum(X[i, k] * x[k], k)
    assert normal_form(Sum(x[Index("t", n)], Index("t", n))).bound.name == "t"
    inner = normal_form(Sum(exp(Sum(X[j, k], k)), j))
    assert {inner.bound.name, *(index.name for index in free_indices(inner.body))} <= {"j", "k"}


def test_letters_that_are_taken_are_not_picked():
    letters = Letters.of(Sum(x[k], k) * y[j])
    assert letters.pick("n", set()) == k
    assert letters.pick("n", {"k"}).name not in ("k", "j")
    assert letters.pick("m", set()) not in (Index("j", Dim("m")), Index("k", n))
    everything = set("jkilabcdefgqrsuvw")
    assert letters.pick("n", everything).name == "j_1"
    assert letters.pick("n", everything | {"j_1"}).name == "j_2"


def test_nothing_is_captured():
    both = normal_form(x[j] * Sum(X[j, k] * Sum(X[k, i], i), k))
    assert free_indices(both) == {j}
    assert isinstance(prove(both, x[j] * Sum(X[j, i] * X[i, k], i, k)), Proof)


def test_forms_of_the_kernel():
    letters = Letters.of(x[k])
    assert express({}, letters) == 0
    assert express(constant(3), letters) == 3
    entry = atomic(("entry", "x", (("u", 7, "n"),)))
    assert express_for_all(freeze(entry), letters) == (x[j], {j})
    with pytest.raises(AssertionError):
        express(atomic(("nothing", "of", "this kind")), letters)


def test_where_there_is_none():
    with pytest.raises(Undecided, match="the limit of 3 terms was reached"):
        normal_form((c + s + w) ** 5, limits=Limits(terms=3))


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(2, 16))
def test_the_normal_form_has_the_same_value(seed, size):
    random = Random(seed)
    expression, _, _ = random_expression(random, size)
    try:
        made = normal_form(expression, limits=Limits(seconds=1, terms=2000))
    except Undecided:
        assume(False)
    assert free_indices(made) <= free_indices(expression)
    assert isinstance(prove(expression, made), Proof)
    sizes = dict(zip(INDICES, (3, 2, 2), strict=True))
    free = {index: random.randint(1, sizes[index.dim]) for index in free_indices(expression)}
    evaluation = Evaluation(Instance(sizes, seed, free))
    try:
        assert agree(evaluation.value(expression), evaluation.value(made))
    except Undefined:
        assume(False)
