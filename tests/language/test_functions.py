"""The book of functions, each entry held against numbers: slope, value, sign, parity, what it is made of."""

import mpmath
import pytest
import sympy

from derive.documents.readings.grammar.names import FUNCTIONS as SPELLED
from derive.language.errors import IllFormed
from derive.language.expressions import Written
from derive.language.families import scalar
from derive.language.functions import (
    BOOK,
    NUMBERS,
    Call,
    Function,
    Helper,
    NamedNumber,
    function,
    heads,
    mpmath_names,
)
from derive.language.sympy_input import from_sympy
from derive.language.typeset import latex

MP = mpmath.mp.clone()
MP.dps = 40
POINTS = [sympy.Rational(numerator, 7) for numerator in (-17, -6, -1, 1, 5, 12, 26)]
EACH = pytest.mark.parametrize(("name", "meaning"), BOOK.items(), ids=BOOK)
x = scalar("x")


def worth(f, at):
    """The value of f(at), by SymPy."""
    return MP.mpf(sympy.Float(sympy.N(f(at).doit(), 40), 40)._mpf_)


def points(meaning):
    return [each for each in POINTS if all(margin > 0 for margin in meaning.margins(each))]


def test_a_known_function_is_no_unknown_one():
    with pytest.raises(IllFormed, match="tanh is a known function"):
        function("tanh")
    assert Function("f").meaning is None
    assert Function("f").slope(x) == Call(Function("f", 1), x)


@EACH
def test_an_entry_is_complete(name, meaning):
    """Every target has a word for it, LaTeX a sign, documents a spelling; it is opened, or mpmath knows it."""
    assert set(meaning.code) == {"numpy", "torch", "jax", "c"}
    assert all(name in each.text for each in meaning.code.values() if isinstance(each, Helper))
    assert meaning.latex.startswith(("\\", "|"))
    assert name in meaning.spellings
    assert meaning.opened is not None or hasattr(mpmath, meaning.mpmath)


@EACH
def test_the_slope_is_that_of_finite_differences(name, meaning):
    f = Function(name)
    for at in points(meaning):
        h = MP.mpf(10) ** -12
        ends = [worth(f, at + sympy.Rational(sign, 10**12)) for sign in (1, -1)]
        measured = (ends[0] - ends[1]) / (2 * h)
        stated = worth(f.slope, at)
        assert abs(measured - stated) < MP.mpf(10) ** -18 * max(1, abs(stated)), at


@EACH
def test_what_it_is_made_of_has_its_value(name, meaning):
    f = Function(name)
    if meaning.opened is not None:
        assert isinstance(meaning.opened(x), Written)
        for at in points(meaning):
            assert MP.almosteq(worth(meaning.opened, at), worth(f, at), rel_eps=MP.mpf(10) ** -30)


@EACH
def test_sign_and_parity(name, meaning):
    f = Function(name)
    values = {at: worth(f, at) for at in points(meaning)}
    if meaning.sign == "positive":
        assert all(value > 0 for value in values.values())
    if meaning.sign == "of the argument":
        assert all((value > 0) == (at > 0) for at, value in values.items())
    if meaning.parity:
        sign = 1 if meaning.parity == "even" else -1
        assert all(MP.almosteq(worth(f, -at), sign * value) for at, value in values.items())


@EACH
def test_mpmath_has_the_same_value(name, meaning):
    if not meaning.mpmath:
        return
    plain = meaning.sympy(sympy.Symbol("x"))
    *places, _ = plain.args
    for at in points(meaning):
        called = getattr(MP, mpmath_names()[type(plain)])
        value = called(*map(int, places), MP.mpf(int(at.p)) / int(at.q))
        assert MP.almosteq(value, worth(Function(name), at), rel_eps=MP.mpf(10) ** -30)


@EACH
def test_sympy_is_read_back(name, meaning):
    plain = meaning.sympy(sympy.Symbol("x"))
    if heads().get((type(plain), *plain.args[:-1])) == name:
        assert from_sympy(plain) == Function(name)(scalar("x"))


@EACH
def test_latex_and_documents(name, meaning):
    assert latex(Function(name)(2 * x)).startswith((meaning.latex, "e^"))
    assert {SPELLED[each] for each in meaning.spellings} == {name}


OWN = {
    "exp": MP.exp,
    "log": MP.log,
    "logistic": lambda x: 1 / (1 + MP.exp(-x)),
    "softplus": lambda x: MP.log(1 + MP.exp(x)),
    "tanh": lambda x: MP.sinh(x) / MP.cosh(x),
    "sin": lambda x: MP.im(MP.expj(x)),
    "cos": lambda x: MP.re(MP.expj(x)),
    "arctan": lambda x: MP.im(MP.log(1 + 1j * x)),
    "arcsin": lambda x: MP.im(MP.log(MP.sqrt(1 - x**2) + 1j * x)),
    "arccos": lambda x: MP.im(MP.log(x + 1j * MP.sqrt(1 - x**2))),
    "erfinv": lambda x: MP.findroot(lambda y: MP.erf(y) - x, x),
    "erf": lambda x: 2 / MP.sqrt(MP.pi) * MP.quad(lambda t: MP.exp(-(t**2)), [0, x]),
    "loggamma": lambda x: MP.log(MP.gamma(x)),
    "digamma": lambda x: MP.diff(lambda t: MP.log(MP.gamma(t)), x),
    "trigamma": lambda x: MP.diff(lambda t: MP.log(MP.gamma(t)), x, 2),
    "relu": lambda x: (x + MP.sqrt(x * x)) / 2,
    "abs": lambda x: MP.sqrt(x * x),
    "sign": lambda x: x / MP.sqrt(x * x),
    "step": lambda x: (1 + x / MP.sqrt(x * x)) / 2,
}
"""The same functions by other formulas."""


@pytest.mark.parametrize("name", BOOK)
def test_values_are_those_of_a_table_that_shares_nothing_with_the_book(name):
    for at in points(BOOK[name]):
        value = OWN[name](MP.mpf(int(at.p)) / int(at.q))
        assert MP.almosteq(value, worth(Function(name), at), rel_eps=MP.mpf(10) ** -12)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_with_a_name(name):
    made = NamedNumber(name)
    assert made.doit() == NUMBERS[name]
    assert from_sympy(2 * NUMBERS[name]) == 2 * made
    assert NUMBERS[name].is_positive
