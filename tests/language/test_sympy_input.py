"""Plain SymPy handed in becomes expressions of the language, equal in value; what has no reading is refused.

What SymPy's `doit` makes of a written expression is read back.
"""

import pytest
import sympy
from hypothesis import given, settings, strategies as st
from sympy import Idx, IndexedBase, Integer, KroneckerDelta, Piecewise, Rational, symbols

from derive.audit.evaluation import Evaluation, Instance, agree
from derive.language.binders import Sum, delta, free_indices
from derive.language.comparisons import cases
from derive.language.derivatives import D, Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Written, sqrt, written
from derive.language.families import define, family, matrix, scalar, vector
from derive.language.functions import Function, cos, exp, function, log, pi, sin, tanh
from derive.language.indices import Dim, Index, dims, indices
from derive.language.places import distinct, equal
from derive.language.sympy_input import from_sympy

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
b, c = scalar("b", positive=True), scalar("c")
LETTERS = (x, y, z, X, h, p, b.family, c.family)
INDICES = (i, j, k, d)

N, M = symbols("n m", integer=True, positive=True)
K, J, E = symbols("k j d", integer=True)
sx, sX = IndexedBase("x", shape=(N,)), IndexedBase("X", shape=(N, M))
C = sympy.Symbol("c")


def read(expression):
    return from_sympy(expression, letters=LETTERS, indices=INDICES)


READ = {
    "a sum": (sympy.Sum(sx[K], (K, 1, N)), Sum(x[k], k)),
    "softargmax": (
        sympy.exp(sx[K]) / sympy.Sum(sympy.exp(sx[K]), (K, 1, N)),
        exp(x[k]) / Sum(exp(x[k]), k),
    ),
    "two sums": (sympy.Sum(sX[K, E], (K, 1, N), (E, 1, M)), Sum(X[k, d], d, k)),
    "a number": (C, c),
    "a dimension": (N * C, n * c),
    "a positive number": (sympy.Symbol("w", positive=True), scalar("w", positive=True)),
    "a difference": (C - sx[K], c - x[k]),
    "minus a sum": (-C - sx[K], 0 - c - x[k]),
    "one half": (C / 2, c / 2),
    "a fraction": (Rational(2, 3) * C / sx[K], 2 * c / (3 * x[k])),
    "a reciprocal": (1 / C, 1 / c),
    "a reciprocal power": (C**-3, 1 / c**3),
    "a root": (sympy.sqrt(C), sqrt(c)),
    "the reciprocal of a root": (1 / sympy.sqrt(C), 1 / sqrt(c)),
    "a power of a letter": (C ** sx[K], c ** x[k]),
    "functions": (
        sympy.log(C) * sympy.sin(C) * sympy.cos(C) * sympy.tanh(C),
        cos(c) * log(c) * sin(c) * tanh(c),
    ),
    "a number with a name": (sympy.pi * C, pi * c),
    "an unknown function": (sympy.Function("f")(C), function("f")(c)),
    "δ": (KroneckerDelta(K, J), delta(j, k)),
    "δ at a fixed place": (KroneckerDelta(K, 2), delta(2, k)),
    "cases": (Piecewise((C, sympy.Eq(K, J)), (0, True)), cases((c, equal(j, k)), 0)),
    "other cases": (Piecewise((C, sympy.Ne(K, J)), (0, True)), cases((c, distinct(j, k)), 0)),
    "a derivative": (sympy.Derivative(sx[K] ** 2, sx[J]), D(x[k] ** 2, x[j])),
    "a derivative twice": (
        sympy.Derivative(sx[K] ** 2, (sx[J], 2), evaluate=False),
        D(x[k] ** 2, x[j], x[j]),
    ),
    "what depends, as declared": (
        sympy.Derivative(IndexedBase("h")[K], IndexedBase("z")[E], evaluate=False),
        D(h[k], z[d]),
    ),
    "a definition": (IndexedBase("p", shape=(N,))[K], p[k]),
    "what is written already": (x[k] + c, x[k] + c),
}


@pytest.mark.parametrize(("plain", "wanted"), READ.values(), ids=READ)
def test_reading(plain, wanted):
    """SymPy's order of terms and factors is its own, so values are compared and, above that, what is free."""
    made = read(plain)
    assert isinstance(made, Written)
    assert free_indices(made) == free_indices(wanted)
    assert type(made) is type(written(wanted))
    if not isinstance(made, Derivative) and not made.has(Function("f")):
        assert agree(worth(made), worth(written(wanted)))
    else:
        assert made == wanted


def test_signs_are_written_as_such():
    """c − x − 2y, and not c + (−1) x + (−2) y."""
    made = read(C - sx[K] - 2 * IndexedBase("y")[K])
    assert isinstance(made, Plus)
    assert set(made.args) == {c, Neg(x[k]), Neg(2 * y[k])}
    assert made.args[0] == c, "positive terms first"
    assert set(read(-C - sx[K]).args) == {Integer(0), Neg(c), Neg(x[k])}


def worth(expression, seed=1):
    w = scalar("w", positive=True).family
    fixed = {(c.family, ()): Integer(3), (b.family, ()): Integer(2), (w, ()): Integer(2)}
    reals = {place: Evaluation(Instance({}, 1)).write(value, {}) for place, value in fixed.items()}
    instance = Instance({n: 3, m: 2}, seed, {i: 1, j: 2, k: 3, d: 2}, fixed=reals)
    return Evaluation(instance).value(expression)


def test_ranges_are_found():
    """From the upper limit of a Sum, the shape of a base, the range of an Idx, or the indices handed in."""
    over_n = Index("k", n)
    assert from_sympy(sympy.Sum(IndexedBase("t")[K], (K, 1, N))) == Sum(vector("t", n)[over_n], over_n)
    assert from_sympy(sx[K]) == x[over_n]
    assert from_sympy(IndexedBase("t")[Idx("k", N)]) == vector("t", n)[over_n]
    assert from_sympy(IndexedBase("t")[K], indices=[k]) == vector("t", n)[over_n]
    assert from_sympy(IndexedBase("h")[K], letters=[h]) == h[over_n]
    assert from_sympy(sx[2]) == x[2]


def test_operators_read_what_is_beside_them():
    assert x[k] + C == x[k] + scalar("c")
    assert C * x[k] == scalar("c") * x[k]
    assert x[k] * sympy.exp(C) == x[k] * exp(scalar("c"))


NO_READING = {
    "a rounded number": (sympy.Float("0.5"), "SymPy's Float has no reading here"),
    "γ": (sympy.EulerGamma * C, "SymPy's EulerGamma has no reading here"),
    "the imaginary unit": (sympy.I * C, "SymPy's ImaginaryUnit has no reading here"),
    "a maximum": (sympy.Max(C, sx[K]), "SymPy's Max has no reading here"),
    "an absolute value": (sympy.Abs(C), "SymPy's Abs has no reading here"),
    "an integral": (sympy.Integral(C, C), "SymPy's Integral has no reading here"),
    "a product over an index": (sympy.Product(sx[K], (K, 1, N)), "SymPy's Product has no reading here"),
    "a function of two variables": (sympy.Function("f")(C, N), "SymPy's f has no reading here"),
    "a sum from 0": (sympy.Sum(sx[K], (K, 0, N)), "the index k runs from 0 to n; only 1..n is read"),
    "a sum to a number": (sympy.Sum(sx[K], (K, 1, 3)), "the index k runs from 1 to 3; only 1..n is read"),
    "a sum to n − 1": (
        sympy.Sum(sx[K], (K, 1, N - 1)),
        "the index k runs from 1 to n - 1; only 1..n is read",
    ),
    "an index over two dimensions": (sX[K, K], "the index k runs over two dimensions"),
    "an index as a number": (sympy.Sum(K, (K, 1, N)), "the index k stands where a number should"),
    "an index of unknown range": (
        KroneckerDelta(sympy.Symbol("a"), 1),
        "what the index a runs over is not said",
    ),
    "an index that is computed": (sx[K + 1], r"what the index k \+ 1 runs over is not said"),
    "a base without shape": (
        IndexedBase("t")[1],
        r"what t\[1\] runs over is not said: give its base a shape",
    ),
    "an inequality": (Piecewise((C, K < J), (0, True)), "the condition j > k has no reading"),
    "a Piecewise with a gap": (Piecewise((C, sympy.Eq(K, J))), "a Piecewise must cover everything"),
    "what does not depend": (
        sympy.Derivative(IndexedBase("h")[K], sx[J], evaluate=False),
        "h_k does not depend on x as declared",
    ),
}


@pytest.mark.parametrize(("plain", "says"), NO_READING.values(), ids=NO_READING)
def test_no_reading(plain, says):
    with pytest.raises(IllFormed, match=says):
        read(plain)


LEAVES = (
    x[i], x[j], y[k], X[i, d], X[2, d], z[1], h[k], p[j], b, c, n, Integer(3), Rational(-1, 2), delta(i, j),
)  # fmt: skip


def combined(inner):
    """Sums, products, quotients, powers, functions, Σ and cases."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda ab: ab[0] + ab[1]),
        pairs.map(lambda ab: ab[0] - ab[1]),
        pairs.map(lambda ab: ab[0] * ab[1]),
        pairs.map(lambda ab: ab[0] / (2 + sin(ab[1]))),
        pairs.map(lambda ab: cases((ab[0], equal(i, k)), ab[1])),
        pairs.map(lambda ab: cases((ab[0], distinct(j, 2)), ab[1])),
        inner.map(lambda a: written(a) ** 3),
        inner.map(lambda a: written(a) ** -1 * written(a) ** 2),
        inner.map(lambda a: sqrt(2 + cos(a))),
        inner.map(lambda a: log(2 + tanh(sin(a)))),
        inner.map(lambda a: exp(-sin(a))),
        st.tuples(inner, st.sampled_from((i, j, k, d))).map(lambda eb: Sum(*eb)),
        st.tuples(inner, st.sampled_from((i, j))).map(lambda eb: Sum(*eb, without=k)),
    )


expressions = st.recursive(st.sampled_from(LEAVES), combined, max_leaves=7).map(written)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(expressions, st.integers(1, 1000))
def test_there_and_back(expression, seed):
    again = written(read(expression.doit()))
    assert free_indices(again) <= free_indices(expression)
    assert agree(worth(again, seed), worth(expression, seed))


def test_letters_keep_what_was_declared():
    assert read(p[k].doit()) == p[k]
    assert read(b.doit()) == b
    assert from_sympy(b.doit()) == b, "SymPy knows that it is positive"
    assert from_sympy(h[k].doit(), letters=[h]).family.of == (z,)
    assert from_sympy(h[k].doit()).family.of == ()
    assert from_sympy(n.doit() * x[k].doit()).args[0] == Dim("n")
