"""Arithmetic stays as it was written; SymPy still finds expressions of its own kind."""

import copy
import pickle
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings, strategies as st
from sympy import Integer, Rational

from derive.audit.evaluation import Evaluation, Instance, agree
from derive.language.binders import Sum, delta, walk
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.errors import IllFormed, PageError
from derive.language.expressions import Neg, Plus, Power, Quotient, Times, sqrt, written
from derive.language.families import Family, define, family, label, labels, matrix, scalar, vector
from derive.language.functions import Call, Function, cos, exp, function, log, logistic, sin, softplus, tanh
from derive.language.hypotheses import normalised, onehot
from derive.language.indices import dims, indices
from derive.language.places import distinct, equal

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = indices("d", m)
x, y, z = vector("x", n), vector("y", n), vector("z", m)
X = matrix("X", n, n)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")
f = function("f")
a, b = x[i], y[j]

steady = settings(deadline=None, derandomize=True)

# what is written, and the tree it must give

AS_WRITTEN = {
    "a + b − c": (a + b - c, Plus(a, b, Neg(c))),
    "a + (b + c)": (a + (b + c), Plus(a, Plus(b, c))),
    "a − (b − c)": (a - (b - c), Plus(a, Neg(Plus(b, Neg(c))))),
    "a b c": (a * b * c, Times(a, b, c)),
    "a (b c)": (a * (b * c), Times(a, Times(b, c))),
    "a b / c": (a * b / c, Quotient(Times(a, b), c)),
    "b (1/c)": (b * (1 / c), Times(b, Quotient(Integer(1), c))),
    "−a": (-a, Neg(a)),
    "−(−a)": (-Neg(a), Neg(Neg(a))),
    "+a": (+a, a),
    "a²": (a**2, Power(a, Integer(2))),
    "2 a": (2 * a, Times(Integer(2), a)),
    "a 2": (a * 2, Times(a, Integer(2))),
    "1 + a": (1 + a, Plus(Integer(1), a)),
    "1 − a": (1 - a, Plus(Integer(1), Neg(a))),
    "1 / a": (1 / a, Quotient(Integer(1), a)),
    "2^a": (2**a, Power(Integer(2), a)),
    "a + 0": (a + 0, Plus(a, Integer(0))),
    "a · 1": (a * 1, Times(a, Integer(1))),
    "½ a": (Fraction(1, 2) * a, Times(Rational(1, 2), a)),
    "SymPy's 2 a": (Integer(2) * a, Times(Integer(2), a)),
    "SymPy's ½ − a": (Rational(1, 2) - a, Plus(Rational(1, 2), Neg(a))),
    "SymPy's 2 / a": (Integer(2) / a, Quotient(Integer(2), a)),
    "SymPy's 2^a": (Integer(2) ** a, Power(Integer(2), a)),
    "a + SymPy's c": (a + sympy.Symbol("c"), Plus(a, c)),
    "SymPy's c + a": (sympy.Symbol("c") + a, Plus(c, a)),
    "√a": (sqrt(a), Power(a, Rational(1, 2))),
    "exp a": (exp(a), Call(Function("exp"), a)),
    "SymPy's log(a), at last": (written(sympy.log(a)), log(a)),
}


@pytest.mark.parametrize(("made", "tree"), AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_stays_as_written(made, tree):
    assert made == tree
    assert type(made) is type(tree)
    assert made.args == tree.args


DIFFERENT = {
    "a product of sums is not a square": (Sum(x[k], k) * Sum(x[k], k), Sum(x[k], k) ** 2),
    "y (1/p) is not y / p": (b * (1 / c), b / c),
    "2 a is not a 2": (2 * a, a * 2),
    "a + b is not b + a": (a + b, b + a),
    "a + a is not 2 a": (a + a, 2 * a),
    "a − a is not 0": (a - a, Integer(0)),
    "a / a is not 1": (a / a, Integer(1)),
    "−a is not (−1) a": (-a, Integer(-1) * a),
    "the square root of a square is not its base": (sqrt(a**2), a),
    "a sum over k is not that over j": (Sum(x[k], k), Sum(x[j], j)),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_sympy_would_merge_is_kept_apart(one, other):
    assert one != other


HEADS = (
    n, k, a, x, X, p, p[i], c, label("l", n), labels("L", m, values=n), labels("L", m, values=n)[d],
    a + b, a * b, -a, a / b, a**2, f, exp, exp(a), f(a), sqrt(a),
    Sum(a * x[k], k), Sum(x[k], k, without=(i, 2)), Sum(X[j, k], j, k), delta(i, j), delta(i, 2),
    equal(i, j), distinct(i, j), cases((a, equal(i, j)), b), cases((a, distinct(i, 1)), (b, equal(i, 1))),
    D(h[k], z[d]), D(p[k], z[d], z[d]), D(p, z), D(Sum(X[i, j], i, j), X),
    X @ X.T, X + X, 2 * X, X.T, sympy.Tuple(a, b),
)  # fmt: skip


@pytest.mark.parametrize("node", HEADS, ids=str)
def test_values(node):
    """Equal copies with equal hashes come back from func(*args), pickle and copy."""
    copies = [pickle.loads(pickle.dumps(node)), copy.copy(node), copy.deepcopy(node)]
    if node.args:
        copies.append(node.func(*node.args))
    for again in copies:
        assert again == node
        assert hash(again) == hash(node)
        assert type(again) is type(node)
        assert str(again) == str(node)


def test_pickled_definition_is_whole():
    again = pickle.loads(pickle.dumps(p))
    assert (again.parameters, again.body, again.of, again.dims) == (p.parameters, p.body, p.of, p.dims)


def test_all_heads_differ():
    assert len(set(HEADS)) == len(HEADS)
    for one in HEADS:
        assert [other for other in HEADS if other == one] == [one]


# plain SymPy

LEAVES = (a, b, x[1], y[k], X[i, k], X[2, j], c, n, Integer(2), Rational(-1, 3), delta(i, j), delta(k, 2))


def combined(inner):
    """Sums, products, quotients, powers, functions, Σ and cases of expressions."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda ab: ab[0] + ab[1]),
        pairs.map(lambda ab: ab[0] - ab[1]),
        pairs.map(lambda ab: ab[0] * ab[1]),
        pairs.map(lambda ab: ab[0] / (1 + ab[1] ** 2)),
        pairs.map(lambda ab: cases((ab[0], equal(i, k)), ab[1])),
        pairs.map(lambda ab: cases((ab[0], distinct(j, 2)), ab[1])),
        inner.map(lambda e: -e),
        inner.map(lambda e: Power(written(e), Integer(2))),
        inner.map(sin),
        inner.map(lambda e: sqrt(2 + sin(e))),
        inner.map(lambda e: log(2 + sin(e))),
        st.tuples(st.sampled_from((exp, logistic, softplus, tanh, cos)), inner).map(
            lambda fe: fe[0](sin(fe[1]))
        ),
        st.tuples(inner, st.sampled_from((i, j, k))).map(lambda eb: Sum(*eb)),
        st.tuples(inner, st.sampled_from((i, j, k))).map(lambda eb: Sum(*eb, without=2)),
    )


expressions = st.recursive(st.sampled_from(LEAVES), combined, max_leaves=6).map(written)


@steady
@given(expressions, st.integers(1, 1000))
def test_doit_is_the_same_number(expression, seed):
    places = {i: 1, j: 2, k: 3}
    instance = Evaluation(Instance({n: 3, m: 2}, seed, places))
    plain = expression.doit().subs({n.doit(): 3, **{index.doit(): at for index, at in places.items()}}).doit()
    numbers = {c.doit(): instance.entry((c.family, ()))}
    for entry in plain.atoms(sympy.Indexed):
        letter = {"x": x, "y": y, "X": X}[str(entry.base)]
        numbers[entry] = instance.entry((letter, tuple(map(int, entry.indices))))
    assert agree(mpmath.mpmathify(sympy.N(plain.subs(numbers), 50)), instance.value(expression))


@steady
@given(expressions)
def test_parts_and_their_head_make_the_whole(expression):
    for node in walk(expression):
        assert not node.args or node.func(*node.args) == node
    assert pickle.loads(pickle.dumps(expression)) == expression


@pytest.mark.parametrize("call", [exp, log, logistic, softplus, tanh, sin, cos], ids=str)
def test_functions_mean_sympys(call):
    meant = {
        "logistic": lambda t: 1 / (1 + sympy.exp(-t)),
        "softplus": lambda t: sympy.log(1 + sympy.exp(t)),
    }
    wanted = meant.get(call.name) or getattr(sympy, call.name)
    assert call(c).doit() == wanted(c.doit())


def test_unknown_functions():
    assert f(a).doit() == sympy.Function("f")(a.doit())
    assert Function("f", 2)(a).doit() == sympy.Function("f''")(a.doit())
    assert str(Function("f", 2)) == "f''"
    with pytest.raises(IllFormed, match="exp is a known function; an unknown one needs another name"):
        function("exp")


def test_sympys_own_functions_take_written_expressions():
    for call in (sympy.exp, sympy.log, sympy.sin, sympy.sqrt, sympy.tanh):
        assert call(a).args[0] == a
    assert (x[k] + 1).has(x[k])
    assert (x[k] * y[k]).atoms(Family) == {x, y}
    assert sympy.Add(a, a) == sympy.Mul(2, a)
    assert sympy.sympify(a) is a
    assert a.free_symbols == {a, i}
    assert (a + b).is_commutative


def test_sympys_subs_and_replace_rebuild_as_written():
    assert (a * b + a).subs(a, c) == c * b + c
    assert (a + b).subs(a, b) == b + b
    assert x[k].subs(k, 2) == x[2]
    assert exp(a).replace(x, y) == exp(y[i])


# what is no expression

NO_EXPRESSION = {
    "a float": (lambda: 0.5 * a, "0.5 is a rounded number; write an exact one, such as Rational"),
    "a SymPy Float": (lambda: a + sympy.Float(2), "is a rounded number"),
    "a word": (lambda: a + "b", "'b' is not an expression"),
    "nothing": (lambda: exp(None), "None is not an expression"),
    "a truth value": (lambda: True * a, "True is not an expression"),
    "a whole vector": (
        lambda: a * Sum(exp(x), k),
        r"exp\(x\) is not an expression; it is whole, write an entry",
    ),
    "the imaginary unit": (lambda: a * sympy.I, "SymPy's ImaginaryUnit has no reading here"),
    "a power with a modulus": (lambda: pow(a, 2, 3), "a power with a modulus has no meaning here"),
}


@pytest.mark.parametrize(("write", "says"), NO_EXPRESSION.values(), ids=NO_EXPRESSION)
def test_no_expression(write, says):
    with pytest.raises(IllFormed, match=says):
        write()


def test_a_page_error_says_where_and_survives_a_process():
    fault = PageError("mine", "jacobian", 12, IllFormed("x is wrong"))
    assert str(fault) == "mine.jacobian, line 12: x is wrong"
    assert str(PageError("mine", None, None, IllFormed("x is wrong"))) == "mine: x is wrong"
    again = pickle.loads(pickle.dumps(fault))
    assert (again.page, again.identity, again.line, str(again.fault)) == (
        "mine",
        "jacobian",
        12,
        "x is wrong",
    )
    assert str(again) == str(fault)
    assert isinstance(fault, IllFormed)


def test_hypotheses_are_values():
    assert normalised(y) == normalised(vector("y", n)) != normalised(x)
    assert len({normalised(y), normalised(y), onehot(y)}) == 2
    assert pickle.loads(pickle.dumps(onehot(y))) == onehot(y)
