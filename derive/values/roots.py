"""The real numbers at which an expression of one unknown is 0, by bounded work: no general solver is asked.

Polynomials of degree 1 and 2 exactly, others at 110 digits; log, exp and powers of what holds the unknown are
undone one after another. What is neither gives no roots.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy
from mpmath.libmp.libhyper import NoConvergence
from sympy import Add, Expr, Pow, Rational, Symbol

from derive.values import numbers
from derive.values.numbers import MP, Number, Undefined
from derive.values.plain import EXACT, evaluate

_HIGHEST = 8
_REAL = MP.mpf(10) ** -90


def real_roots(expression: Expr, unknown: Symbol) -> list[Number]:
    """All that are found, without repetition."""
    found: list[Number] = []
    for root in _roots(expression, unknown):
        if not any(numbers.same(root, each) for each in found):
            found.append(root)
    return found


def _roots(expression: Expr, unknown: Symbol) -> Iterator[Number]:
    above, _ = sympy.fraction(sympy.together(expression))
    inner = _generator(above, unknown)
    if inner is None:
        return
    put = sympy.Dummy("u")
    for value in _polynomial_roots(above.xreplace({inner: put}), put):
        if inner == unknown:
            yield value
        else:
            yield from _undone(inner, value, unknown)


def _generator(expression: Expr, unknown: Symbol) -> Expr | None:
    """The part in which the expression is a polynomial: the unknown, or the one function that holds it."""
    found: set[Expr] = set()

    def look(node: Expr) -> None:
        if not node.has_free(unknown):
            return
        if node == unknown or not (isinstance(node, Add | sympy.Mul) or _is_whole_power(node)):
            found.add(node)
        else:
            for arg in node.args[:1] if isinstance(node, Pow) else node.args:
                look(arg)

    look(expression)
    return found.pop() if len(found) == 1 else None


def _is_whole_power(node: Expr) -> bool:
    return isinstance(node, Pow) and node.exp.is_Integer and node.exp > 0


def _undone(inner: Expr, value: Number, unknown: Symbol) -> Iterator[Number]:
    """The unknowns at which log a, exp a or a^q has this value."""
    try:
        argument = _argument(inner, value)
    except Undefined:
        return
    if argument is not None:
        yield from _roots(inner.args[0] - as_sympy(argument), unknown)


def _argument(inner: Expr, value: Number) -> Number | None:
    """What is inside, if the function of it is to have this value; None for other functions."""
    if isinstance(inner, sympy.log):
        return numbers.exponential(value)
    if isinstance(inner, sympy.exp):
        return numbers.logarithm(value)
    if isinstance(inner, Pow) and isinstance(inner.exp, Rational):
        if inner.exp.q > 1 and numbers.sign(value) < 0:
            raise Undefined("a root is not negative")
        return numbers.power(value, Fraction(int(inner.exp.q), int(inner.exp.p)))
    return None


def _polynomial_roots(expression: Expr, unknown: Symbol) -> list[Number]:
    if not expression.is_polynomial(unknown):
        return []
    polynomial = sympy.Poly(expression, unknown)
    if not 1 <= polynomial.degree() <= _HIGHEST:
        return []
    try:
        coefficients = [evaluate(each, EXACT, _no_symbol) for each in polynomial.all_coeffs()]
        return _solved(coefficients)
    except (Undefined, NoConvergence):
        return []


def _no_symbol(symbol: Symbol) -> Number:
    raise Undefined("{} has no number", symbol)


def _solved(coefficients: list[Number]) -> list[Number]:
    """The real roots of a x + b, of a x² + b x + c, or of more, the highest coefficient first."""
    if numbers.sign(coefficients[0]) == 0:
        raise Undefined("the degree is lower")
    if len(coefficients) == 2:
        return [-coefficients[1] * numbers.power(coefficients[0], -numbers.ONE)]
    if len(coefficients) == 3:
        return _of_quadratic(*coefficients)
    if all(isinstance(each, Fraction) for each in coefficients):
        return _of_rational(coefficients)
    return _by_decimals(coefficients)


def _of_quadratic(a: Number, b: Number, c: Number) -> list[Number]:
    discriminant = b * b + -4 * (a * c)
    if numbers.sign(discriminant) < 0:
        return []
    root, below = numbers.power(discriminant, Fraction(1, 2)), numbers.power(2 * a, -numbers.ONE)
    return [(-b + sign * root) * below for sign in ((1, -1) if numbers.sign(root) else (1,))]


def _of_rational(coefficients: list[Fraction]) -> list[Number]:
    """The rational roots exactly, the others by decimals."""
    unknown = sympy.Dummy("u")
    polynomial = sympy.Poly([as_sympy(each) for each in coefficients], unknown)
    whole: list[Number] = [Fraction(int(r.p), int(r.q)) for r in polynomial.ground_roots()]
    decimals = [each for each in _by_decimals(coefficients) if not any(numbers.same(each, r) for r in whole)]
    return [*whole, *decimals]


def _by_decimals(coefficients: list[Number]) -> list[Number]:
    found = MP.polyroots([numbers.decimal(each) for each in coefficients], maxsteps=200, extraprec=400)
    return [MP.re(each) for each in found if abs(MP.im(each)) <= _REAL * (1 + abs(each))]


def as_sympy(number: Number) -> Expr:
    """The number as a plain SymPy expression."""
    if isinstance(number, Fraction):
        return Rational(number.numerator, number.denominator)
    if isinstance(number, numbers.Logarithms):
        logs = (as_sympy(c) * sympy.log(as_sympy(q), evaluate=False) for q, c in number.logs.items())
        return Add(as_sympy(number.constant), *logs)
    return sympy.Float._new(numbers.decimal(number)._mpf_, MP.prec)
