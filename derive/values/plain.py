"""Plain SymPy expressions evaluated in any arithmetic: what an equation among the hypotheses was solved to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Add, Dummy, Expr, Integer, Mul, Pow, Rational, Symbol

from derive.language.functions import Function, mpmath_names
from derive.values import dual
from derive.values.dual import Value
from derive.values.numbers import MP, Number, Undefined, by_mpmath


@dataclass(frozen=True)
class Arithmetic:
    """One way to compute: what a number becomes, the functions and π by SymPy's names, a to the power b."""

    number: Callable[[Number], Any]
    functions: Mapping[str, Any]
    power: Callable[[Any, Any], Any]


_ARGUMENT = Dummy("x")


def plain_of(function: Function) -> Expr:
    """A function of the book as an expression of SymPy's, in one symbol."""
    made: Expr = function.plain(_ARGUMENT)
    return made


def _lifted(head: Any, name: str) -> Callable[..., Value]:
    """A function to many digits, with infinitesimals; the derivative is SymPy's."""

    def apply(*arguments: Value) -> Value:
        *places, argument = arguments
        node = head(*(Integer(int(each)) for each in places), _ARGUMENT)
        at_nothing = node.subs(_ARGUMENT, 0)

        def value(at: Number) -> Number:
            if at == 0 and isinstance(at_nothing, Rational):
                return Fraction(int(at_nothing.p), int(at_nothing.q))
            return by_mpmath(name, *places, at)

        return dual.lifted(argument, value, lambda at: evaluate(node.diff(_ARGUMENT), EXACT, lambda _: at))

    return apply


EXACT = Arithmetic(
    number=lambda number: number,
    functions={head.__name__: _lifted(head, name) for head, name in mpmath_names().items()}
    | {"exp": dual.exponential, "log": dual.logarithm, "pi": +MP.pi},
    power=dual.raised,
)
"""Fractions, logarithms and decimals, with infinitesimals."""


def _named(number: Expr, arithmetic: Arithmetic) -> Any:
    """e and π"""
    if number is sympy.E:
        return arithmetic.functions["exp"](arithmetic.number(Fraction(1)))
    return arithmetic.functions[str(number)]


def evaluate(expression: Expr, arithmetic: Arithmetic, put: Callable[[Symbol], Any]) -> Any:
    """The value where each symbol has the value that `put` gives. Raises `Undefined`."""

    def value(node: Expr) -> Any:
        if isinstance(node, Symbol):
            return put(node)
        if isinstance(node, Rational):
            return arithmetic.number(Fraction(int(node.p), int(node.q)))
        if isinstance(node, sympy.NumberSymbol):
            return _named(node, arithmetic)
        return combined(node, [value(arg) for arg in node.args])

    def combined(node: Expr, parts: list[Any]) -> Any:
        if isinstance(node, Pow):
            return arithmetic.power(*parts)
        if isinstance(node, Add | Mul):
            made = parts[0]
            for part in parts[1:]:
                made = made + part if isinstance(node, Add) else made * part
            return made
        function = arithmetic.functions.get(type(node).__name__)
        if function is None:
            raise Undefined("{} has no real value", node)
        return function(*parts)

    return value(expression)
