"""Plain SymPy expressions evaluated in any arithmetic: what an equation among the hypotheses was solved to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from derive.values import dual
from derive.values.numbers import Number, Undefined


@dataclass(frozen=True)
class Arithmetic:
    """One way to compute: what a number becomes, the functions exp, log, sin and cos, a to the power b."""

    number: Callable[[Number], Any]
    functions: Mapping[str, Callable[[Any], Any]]
    power: Callable[[Any, Any], Any]


EXACT = Arithmetic(lambda number: number, dual.FUNCTIONS, dual.raised)
"""Fractions, logarithms and decimals, with infinitesimals."""


def evaluate(expression: Expr, arithmetic: Arithmetic, put: Callable[[Symbol], Any]) -> Any:
    """The value where each symbol has the value that `put` gives. Raises `Undefined`."""

    def value(node: Expr) -> Any:
        if isinstance(node, Symbol):
            return put(node)
        if isinstance(node, Rational):
            return arithmetic.number(Fraction(int(node.p), int(node.q)))
        if node is sympy.E:
            return arithmetic.functions["exp"](arithmetic.number(Fraction(1)))
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
        if function is None or len(parts) != 1:
            raise Undefined(f"{node} has no real value")
        return function(parts[0])

    return value(expression)
