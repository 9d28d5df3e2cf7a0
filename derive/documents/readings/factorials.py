"""Factorials: x! is Γ(x + 1), and (x + 2)! and (x − 1)! are x! times and over what lies between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import factorial as worked_out

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value
from derive.documents.readings.sizes import Misfit
from derive.documents.readings.trees import Minus, Node, Number, Plus

MOST = 20
"""The greatest number of which the factorial is worked out."""


def factorial(node: Node, value: Callable[[Node], Value]) -> Value:
    """x! = Γ(x + 1); (x + 2)! = x! (x + 1) (x + 2), and (x − 1)! = x!/x. Raises `Misfit`."""
    if not value(node).is_number:
        raise Misfit("{} is taken of one number", "!")
    base, by = moved_from(node)
    if base is None and 0 <= by <= MOST:
        return algebra.constant(Fraction(worked_out(by)))
    if base is None or abs(by) > MOST:
        return _gamma(value(node))
    whole = value(base)
    made = _gamma(whole)
    for each in range(1, by + 1):
        made = algebra.times(made, _plus(whole, each), "")
    for each in range(by + 1, 1):
        made = algebra.quotient(made, _plus(whole, each))
    return made


def _gamma(inner: Value) -> Value:
    """Γ(x + 1), which is positive for x ≥ 0."""
    return algebra.call("exp", 0, algebra.call("loggamma", 0, _plus(inner, 1)))


def _plus(value: Value, by: int) -> Value:
    return algebra.plus([(1, value), (1, algebra.constant(Fraction(by)))]) if by else value


def moved_from(node: Node) -> tuple[Node | None, int]:
    """n − k and 1, of n − k + 1; nothing and 3, of 5 − 2."""
    rest, by = [], 0
    for sign, term in _terms(node):
        if isinstance(term, Number) and term.value.denominator == 1:
            by += sign * int(term.value)
        else:
            rest.append((sign, term))
    if not rest:
        return None, by
    (sign, first), *more = rest
    alone = first if sign > 0 else Minus(first)
    return (Plus(tuple(rest)) if more else alone), by


def _terms(node: Node) -> Iterator[tuple[int, Node]]:
    """The terms of a sum, those of its terms too."""
    for sign, term in node.terms if isinstance(node, Plus) else ():
        yield from ((sign * inner, each) for inner, each in _terms(term))
    if not isinstance(node, Plus):
        yield 1, node
