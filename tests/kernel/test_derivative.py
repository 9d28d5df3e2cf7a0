"""∂ by structural recursion: what each rule writes, and on random expressions that its value is right."""

from random import Random

import pytest
from hypothesis import assume, given, settings, strategies as st
from sympy import Integer, Rational

from derive.audit.evaluation import Evaluation, Instance, Undefined, agree
from derive.audit.random_expressions import INDICES, VARIABLES, random_expression
from derive.kernel.derivative import differentiate, minus, plus, times
from derive.language.binders import Sum, delta, free_indices, walk
from derive.language.comparisons import cases
from derive.language.derivatives import D, Derivative
from derive.language.expressions import Neg, Power, sqrt
from derive.language.families import define, depends, family, label, matrix, scalar, vector
from derive.language.functions import Call, Function, cos, exp, function, log, logistic, sin, softplus, tanh
from derive.language.indices import Index, dims, indices
from derive.language.places import equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
r = define("r", k, p[k] * x[k])
c, s = scalar("c"), scalar("s")
q = label("q", n)
f = function("f")
prime = Index("k'", n)


def every(_):
    return True


def none(_):
    return False


WRITTEN = {
    "another letter": (y[k], x[j], Integer(0)),
    "a number": (n * s, c, Integer(0)),
    "itself": (c, c, Integer(1)),
    "δ": (x[k], x[j], delta(k, j)),
    "δ at one place": (x[k], x[k], Integer(1)),
    "δ δ": (X[k, d], X[j, e], delta(k, j) * delta(d, e)),
    "δ of a label": (x[q], x[j], delta(q, j)),
    "δ of fixed places": (x[1], x[2], delta(1, 2)),
    "a dependent family": (h[k], z[d], Derivative(h[k], z[d])),
    "a dependent family as the variable": (h[k], h[j], delta(k, j)),
    "−f": (-c, c, minus(Integer(1))),
    "−−f": (Neg(Neg(c)) * s, c, s),
    "f + g": (c * s + s + 2 * c, c, s + 2),
    "f g h": (c * c * s, c, c * s + c * s),
    "f / s": (c / s, c, Integer(1) / s),
    "1 / f": (1 / c, c, minus(Integer(1)) / c**2),
    "f / g": (s / c, c, minus(s) / c**2),
    "f²": (c**2, c, 2 * c),
    "f³": (c**3, c, 3 * c**2),
    "f¹": (Power(c, Integer(1)), c, Integer(1)),
    "√f": (sqrt(c), c, Rational(1, 2) * Power(c, Rational(-1, 2))),
    "f^s": (c**s, c, s * c ** (s - 1)),
    "2^f": (2**c, c, 2**c * log(2)),
    "exp": (exp(c), c, exp(c)),
    "log": (log(c), c, 1 / c),
    "sin": (sin(c), c, cos(c)),
    "cos": (cos(c), c, -sin(c)),
    "tanh": (tanh(c), c, 1 - tanh(c) ** 2),
    "logistic": (logistic(c), c, logistic(c) * (1 - logistic(c))),
    "softplus": (softplus(c), c, logistic(c)),
    "an unknown function": (f(c), c, Function("f", 1)(c)),
    "its derivative": (Function("f", 1)(c), c, Function("f", 2)(c)),
    "a primed exp is unknown": (Call(Function("exp", 1), c), c, Call(Function("exp", 2), c)),
    "the chain rule": (exp(c * s), c, exp(c * s) * s),
    "Σ": (Sum(c * x[k], k), c, Sum(x[k], k)),
    "Σ of δ": (Sum(x[k], k), x[j], Sum(delta(k, j), k)),
    "Σ without a place": (Sum(x[k], k, without=i), x[j], Sum(delta(k, j), k, without=i)),
    "Σ is renamed apart": (Sum(x[k], k), x[k], Sum(delta(prime, k), prime)),
    "Σ without the letter": (Sum(y[k], k), x[k], Integer(0)),
    "cases": (cases((c, equal(i, j)), s), c, cases((1, equal(i, j)), 0)),
    "∂ twice": (Derivative(x[k] ** 2, x[k]), x[k], Integer(2)),
    "∂² of a dependent family": (
        Derivative(h[k], z[d]),
        z[e],
        Derivative(Derivative(h[k], z[d]), z[e]),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("expression", "variable", "wanted"), WRITTEN.values(), ids=WRITTEN)
def test_written(expression, variable, wanted):
    assert differentiate(expression, variable, every) == wanted


def test_definitions_open_or_closed():
    assert differentiate(p[k], z[d], none) == Derivative(p[k], z[d])
    opened = differentiate(p[k], z[d], every)
    assert not any(node == p for node in walk(opened))
    assert differentiate(r[k], z[d], lambda each: each == r) == Derivative(p[k], z[d]) * x[k]
    assert differentiate(r[k], p[j], every) == delta(k, j) * x[k], "p is the variable here"
    asked = []
    differentiate(p[k] * c, c, lambda each: bool(asked.append(each)))
    assert asked == [], "p does not depend on c, and need not be opened"


def test_small_rules():
    assert plus() == plus(Integer(0), Integer(0)) == 0
    assert plus(c, Integer(0)) == c
    assert plus(c, s + c) == c + s + c
    assert times() == times(Integer(1)) == 1
    assert times(c, Integer(0)) == 0
    assert times(c, Integer(1), s * c) == c * s * c
    assert minus(Integer(0)) == 0
    assert minus(-c) == c


SIZES = [dict(zip(INDICES, sizes, strict=True)) for sizes in ((2, 3, 1), (3, 2, 2))]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(2, 14))
def test_the_value_is_the_derivative(seed, size):
    random = Random(seed)
    expression, _, _ = random_expression(random, size)
    letters = [letter for letter in VARIABLES if depends(expression, letter)]
    assume(letters)
    letter = random.choice(letters)
    variable = letter[tuple(random.choice(INDICES[dim]) for dim in letter.dims)]
    made = differentiate(expression, variable, every)
    assert free_indices(made) <= free_indices(expression) | free_indices(variable)
    for sizes in SIZES:
        free = {index: random.randint(1, sizes[index.dim]) for each in INDICES.values() for index in each}
        evaluation = Evaluation(Instance(sizes, seed, free))
        try:
            wanted = evaluation.value(D(expression, variable))
            assert agree(evaluation.value(made), wanted)
        except Undefined:
            assume(False)
