"""Exact evaluation against sums written out by hand, SymPy's derivatives, and the project's second voice."""

from fractions import Fraction
from random import Random

import pytest
import sympy
from sympy import Integer, Rational

from derive.audit.differential import MANY, changed_pair, compare, equal_pair, values
from derive.audit.evaluation import Comparison, Evaluation, Instance, agree
from derive.audit.letters import A, H, P, b, d, h, i, j, k, m, n, o, p, phi, r, t, used_hypotheses, w, x, y, z
from derive.instance import check_instances
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.expressions import sqrt
from derive.language.functions import BOOK, Function, exp, log, logistic
from derive.language.indices import Index
from derive.language.places import distinct, equal
from derive.values.dual import Dual, logarithm, raised
from derive.values.numbers import MP, Undefined
from derive.values.plain import EXACT, evaluate, plain_of

SIZES = {n: 3, m: 2, r: 1}
PLACES = {i: 1, j: 2, k: 3, d: 1}


@pytest.fixture
def instance():
    return Instance(SIZES, 7, PLACES)


@pytest.fixture
def value(instance):
    return Evaluation(instance).value


def test_sums_are_added_up(value):
    total = value(x[1]) + value(x[2]) + value(x[3])
    assert agree(value(Sum(x[k], k)), total)
    assert agree(value(Sum(x[k], k, without=j)), total - value(x[2]))
    assert agree(value(Sum(x[k] * Sum(x[k], k), k)), total * total)
    assert value(n * m) == 6


def test_deltas_and_cases(value):
    assert value(delta(i, j)) == 0
    assert value(delta(j, 2)) == 1
    assert agree(value(cases((x[i], equal(i, j)), x[k])), value(x[3]))
    assert agree(value(cases((x[i], distinct(i, j)), x[k])), value(x[1]))
    assert value(Sum(delta(k, b), k)) == 1


def test_softargmax_sums_to_one(value):
    assert agree(value(Sum(p[k], k)), 1)
    assert agree(value(Sum(A[i, k], k)), 1)


def test_the_jacobian_of_softargmax(value):
    right = p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j))
    assert agree(value(D(p[k], z[d])), value(right))
    assert not agree(value(D(p[k], z[d])), value(p[k] * D(h[k], z[d])))


SMOOTH = sorted(name for name, meaning in BOOK.items() if meaning.mpmath or meaning.slope == logistic)


@pytest.mark.parametrize("name", [*SMOOTH, "logistic"])
def test_derivatives_of_functions_are_those_of_sympy(name):
    """f(a + ε₁ + ε₂ + 2 ε₁ε₂) has the coefficient 2 f′(a) + f″(a) of ε₁ε₂."""
    symbol, at = sympy.Symbol("a", positive=True), Rational(7 if BOOK[name].below is None else 2, 5)
    one = MP.mpf(1)
    moved = Dual({0: MP.mpf(at.p) / 5, 1: one, 2: one, 3: 2 * one})
    found = evaluate(plain_of(Function(name)), EXACT, lambda _: moved).parts[3]
    plain = BOOK[name].sympy(symbol)
    expected = (2 * plain.diff(symbol) + plain.diff(symbol, 2)).subs(symbol, at).evalf(50)
    assert agree(found, MP.mpf(str(expected)))


def test_derivatives_of_powers():
    moved = Dual({0: MP.mpf(4), 1: MP.mpf(1), 2: MP.mpf(1)})
    assert agree(raised(moved, Fraction(1, 2)).parts[3], MP.mpf(-1) / 32)
    assert agree(raised(moved, Fraction(-1)).parts[3], MP.mpf(2) / 64)
    assert agree(raised(moved, Fraction(3)).parts[3], 24)


def test_a_derivative_moves_one_entry(value):
    assert value(D(x[i], x[j])) == 0
    assert value(D(x[i], x[i])) == 1
    assert agree(value(D(Sum(x[k] ** 3, k), x[j], x[j])), 6 * value(x[2]))


def test_a_derivative_in_a_dependent_or_defined_letter(value):
    assert agree(value(D(Sum(h[k] ** 2, k), h[j])), 2 * value(h[2]))
    assert agree(value(D(log(p[k]), p[k])), 1 / value(p[3]))


def test_unknown_functions_have_their_derivatives(value):
    inner = D(x[i] ** 2, x[i])
    assert agree(value(D(phi(x[i] ** 2), x[i])), value(D(phi(x[i] ** 2), x[i]) * inner / inner))
    assert not agree(value(D(phi(x[i]), x[i])), value(phi(x[i])))


def test_second_derivatives_do_not_depend_on_the_order(value):
    assert agree(value(D(h[k], z[d], z[2])), value(D(h[k], z[2], z[d])))
    assert not agree(value(D(h[k], z[d], z[2])), 0)


def test_hypotheses_are_made_true():
    claims = (Sum(y[k], k) - 1, Sum(o[k], k) - 1, o[i] ** 2 - o[i], D(H[i], z[d]))
    made = Evaluation(Instance(SIZES, 3, PLACES, used_hypotheses(*claims, P[i])))
    assert all(agree(made.value(claim), 0) for claim in claims)
    assert made.value(P[i]) > 0


@pytest.mark.parametrize(
    "expression",
    [
        1 / (x[i] - x[i]),
        log(Integer(0) * x[i] - 1),
        sqrt(-w),
        x[5] + 1,
        exp(exp(exp(5 * w + 5))),
        x[Index("unheard", n)] + 1,
    ],
)
def test_what_has_no_value_is_undefined(value, expression):
    with pytest.raises(Undefined):
        value(expression)


def test_the_logarithm_of_what_is_not_positive():
    with pytest.raises(Undefined):
        logarithm(MP.mpf(-2))


def test_values_are_the_same_for_the_same_seed():
    first, second = (values(x[i] * t[j], seed=5, sizes=(3, 2, 1)) for _ in range(2))
    assert first == second
    assert first != values(x[i] * t[j], seed=6, sizes=(3, 2, 1))


def test_the_second_voice_says_the_same():
    """What plain SymPy on explicit components finds different is so by exact evaluation, and has a slip."""
    differ = 0
    for number in range(40):
        random = Random(f"voices {number}")
        case = equal_pair(number, random, 5)
        changed = changed_pair(case, random) or case
        for pair in (case, changed):
            given = used_hypotheses(pair.left, pair.right)
            results = check_instances(pair.left, pair.right, given, seed=number)
            if any(not result.agrees for result in results):
                found = {
                    compare(pair.left, pair.right, number, sizes=(each,)) for number, each in enumerate(MANY)
                }
                assert found != {Comparison.AGREE}, (pair.left, pair.right)
                differ += Comparison.DIFFER in found
                assert pair is changed
    assert differ >= 15
