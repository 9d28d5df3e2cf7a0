"""Formulas that are apart at numbers: f(x) = x² in one section and f(x) = x³ in another are two functions."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from itertools import count

from derive.documents.readings.trees import (
    Apply,
    Either,
    Letter,
    Minus,
    Node,
    Number,
    Plus,
    Power,
    Quotient,
    Times,
    letters,
)

_FUNCTIONS: dict[str, Callable[[complex], complex]] = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "tanh": cmath.tanh,
    "logistic": lambda x: 1 / (1 + cmath.exp(-x)),
    "relu": lambda x: max(x.real, 0.0),
}
_FAR = 1e-3


def are_apart(one: Node, other: Node) -> bool:
    """Whether both are made of numbers and letters with usual functions, and differ wherever they were worked out."""
    names = sorted(
        {(each.name, each.subs, each.labels) for node in (one, other) for each in letters(node)}, key=str
    )
    for start in (0.31, 0.57, 0.83):
        values = {name: start + 0.17 * at for name, at in zip(names, count())}
        try:
            left, right = _worked_out(one, values), _worked_out(other, values)
        except (_NoNumber, ArithmeticError, ValueError):
            return False
        if abs(left - right) <= _FAR * max(1.0, abs(left)):
            return False
    return True


class _NoNumber(Exception):
    """What is no number, as far as signs tell."""


def _worked_out(node: Node, values: dict[tuple[str, tuple[Node, ...], tuple[Node, ...]], float]) -> complex:  # noqa: C901  one case per kind
    def of(each: Node) -> complex:
        return _worked_out(each, values)

    match node:
        case Number():
            return complex(node.value)
        case Letter() if not node.primes and not node.bold:
            return values[(node.name, node.subs, node.labels)]
        case Plus():
            return sum((sign * of(term) for sign, term in node.terms), 0j)
        case Minus():
            return -of(node.operand)
        case Times():
            made = 1 + 0j
            for each in node.factors:
                made *= of(each)
            return made
        case Quotient():
            return of(node.above) / of(node.below)
        case Power():
            return of(node.base) ** of(node.exponent)
        case Apply() if node.function in _FUNCTIONS and len(node.arguments) == 1 and not node.primes:
            return _FUNCTIONS[node.function](of(node.arguments[0]))
        case Either():
            return of(node.options[0])
    raise _NoNumber
