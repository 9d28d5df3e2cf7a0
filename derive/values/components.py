"""An expression written out in components as a plain SymPy expression. What a derivative is, is left open."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import product

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Rational

from derive.language.applications import Apply
from derive.language.derivatives import Derivative
from derive.language.expressions import Power, Quotient
from derive.language.functions import Call, NamedNumber, log
from derive.language.indices import Index
from derive.values.assignment import Assignment
from derive.values.numbers import Undefined
from derive.values.steps import Steps
from derive.values.survey import signature
from derive.values.walk import Key, Places, Slot, Walk

_LARGEST_POWER = 1000
ZERO = Integer(0)


class Components(Walk[Expr]):
    """Writes expressions in components at the sizes of an assignment."""

    def __init__(self, assignment: Assignment, steps: Steps | None = None) -> None:
        super().__init__(assignment.sizes, steps)
        self.assignment, self.survey = assignment, assignment.survey

    @abstractmethod
    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        """∂body/∂(the entry `key`)."""

    def number(self, number: Rational) -> Expr:
        """The number itself."""
        return number

    def whole(self, number: int) -> Expr:
        """A whole number, likewise."""
        return Integer(number)

    def label(self, key: Key) -> int:
        """The place that was drawn."""
        return self.assignment.places[key]

    def total(self, terms: list[Expr]) -> Expr:
        """The sum; of rational numbers without SymPy's general machinery."""
        if all(isinstance(term, Rational) for term in terms):
            return sum(terms, ZERO)
        return Add(*terms)

    def product(self, factors: list[Expr]) -> Expr:
        """The product, likewise."""
        if not all(isinstance(factor, Rational) for factor in factors):
            return Mul(*factors)
        return super().product(factors)

    def quotient(self, node: Quotient, above: Expr, below: Expr) -> Expr:
        """above / below"""
        if below == 0:
            raise Undefined("{} divides by 0", node)
        return above / below

    def power(self, node: Power, base: Expr, exponent: Expr, places: Places) -> Expr:
        """A power; of numbers only where it is real. An exponent that is written as a number counts as one."""
        as_written = node.args[1] if isinstance(node.args[1], Rational) else exponent
        if base == 0 and isinstance(as_written, Rational) and as_written < 0:
            raise Undefined("{} divides by 0", node)
        if isinstance(base, Rational) and base < 0 and not isinstance(as_written, Integer):
            raise Undefined("{} is a root of a negative number", node)
        if isinstance(as_written, Integer) and abs(as_written) > _LARGEST_POWER:
            raise Undefined("{} is too large to write out", node)
        return Pow(base, exponent)

    def call(self, node: Call, argument: Expr, places: Places) -> Expr:
        """SymPy's function."""
        function = node.function
        if function.meaning is None:
            coefficients = self.assignment.polynomial(function.name, function.order)
            return self.total(
                [self.number(Rational(c)) * argument**power for power, c in enumerate(coefficients) if c != 0]
            )
        if isinstance(argument, Rational) and any(each <= 0 for each in function.meaning.margins(argument)):
            raise Undefined("{} is taken of a number for which it has no value", node)
        return logarithm(argument) if function == log else function.plain(argument)

    def named(self, number: NamedNumber) -> Expr:
        """π, by its name."""
        return number.doit()

    def apply(self, node: Apply, at: tuple[int, ...], numbers: list[Expr], slopes: Sequence[Slot]) -> Expr:
        """The polynomials along directions that were drawn for it."""
        made: Expr = self.assignment.maps[signature(node), at].value(
            numbers, slopes, lambda each: self.number(Rational(each))
        )
        return made


def entries_looked_at(
    walk: Walk[object], assignment: Assignment, fixed: Places
) -> Iterator[dict[Index, int]]:
    """All places of the claim's free indices that its hypotheses allow, some held fixed."""
    survey = assignment.survey
    free = [index for index in survey.indices if index not in fixed]
    for chosen in product(*(range(1, assignment.sizes[index.dim] + 1) for index in free)):
        at = dict(zip(free, chosen, strict=True)) | dict(fixed)
        places = {index: at[index] for index in survey.indices}
        if all(walk.holds(condition, places) for condition in survey.conditions):
            yield places


def logarithm(argument: Expr) -> Expr:
    """log; of a sum or product without SymPy's long search for a simpler form."""
    return sympy.log(argument, evaluate=isinstance(argument, Rational | sympy.exp))
