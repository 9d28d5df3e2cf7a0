"""An expression written out in components: every Σ a sum of terms, every δ decided, every definition opened.

The places of free indices are handed down in an environment, so that an index bound by a Σ hides the free
one of the same letter and nothing can be captured. What a derivative is, is left to the voice that writes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from time import monotonic
from typing import Any

import sympy
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational

from derive.language.applications import Apply, Column
from derive.language.binders import Cases, Delta, Distinct, Equal, Sum
from derive.language.derivatives import Derivative
from derive.language.expressions import MEANINGS, Call, Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.indices import Dim, Index
from derive.values.assignment import Assignment, Undefined, logarithm
from derive.values.survey import Key, signature

Places = Mapping[Index, int]
"""Where each index stands, counted from 1."""

_LARGEST_POWER = 1000
ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


class OutOfTime(TimeoutError):
    """The time allowed for writing out was used up."""


class Components(ABC):
    """Writes expressions in components at the sizes of an assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment, self.survey, self.sizes = assignment, assignment.survey, assignment.sizes
        self.deadline: float | None = None
        self._memo: dict[tuple[Any, ...], Expr] = {}

    @abstractmethod
    def entry(self, key: Key) -> Expr:
        """An entry of a family that is neither a definition nor a label."""

    @abstractmethod
    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        """∂body/∂(the entry `key`)."""

    def definition(self, definition: Definition, at: tuple[int, ...]) -> Expr:
        """The body at these places."""
        return self.write(definition.body, dict(zip(definition.parameters, at, strict=True)))

    def number(self, number: Rational) -> Expr:
        """A rational number that is written in the claim."""
        return number

    def sign(self, node: Basic, places: Places, made: Expr) -> int | None:
        """The sign of an argument, where it can be seen: it says whether log and roots are defined."""
        return _sign(made) if isinstance(made, Rational) else None

    def write(self, node: Basic, places: Places) -> Expr:
        """The expression in components, the free indices standing at `places`. Raises `Undefined`."""
        if isinstance(node, Rational):
            return self.number(node)
        rule = _RULES.get(type(node))
        if rule is None:
            raise Undefined(f"{node} cannot be written out in components")
        if isinstance(node, _SMALL):
            return rule(self, node, places)
        key = (node, *[places[index] for index in self.survey.free(node)])
        made = self._memo.get(key)
        if made is None:
            made = self._memo[key] = rule(self, node, places)
        return made

    def place(self, node: Basic, places: Places) -> int:
        """Where an index expression stands."""
        if isinstance(node, Index):
            return places[node]
        if isinstance(node, Entry):
            return self.assignment.places[self.key(node, places)]
        return int(node)

    def key(self, node: Entry, places: Places) -> Key:
        """Which entry is meant."""
        return node.family, tuple(self.place(place, places) for place in node.places)

    def holds(self, condition: Equal, places: Places) -> bool:
        """Whether i = j, or i ≠ j, at these places."""
        one, other = (self.place(side, places) for side in condition.args)
        return (one != other) if isinstance(condition, Distinct) else (one == other)

    def entries_looked_at(self, fixed: Places) -> Iterator[dict[Index, int]]:
        """All places of the claim's free indices that its hypotheses allow, some held fixed."""
        free = [index for index in self.survey.indices if index not in fixed]
        for chosen in product(*(range(1, self.sizes[index.dim] + 1) for index in free)):
            at = dict(zip(free, chosen, strict=True)) | dict(fixed)
            places = {index: at[index] for index in self.survey.indices}
            if all(self.holds(condition, places) for condition in self.survey.conditions):
                yield places

    def _dim(self, node: Dim, _places: Places) -> Expr:
        return Integer(self.sizes[node])

    def _entry(self, node: Entry, places: Places) -> Expr:
        letter, at = key = self.key(node, places)
        if letter.values is not None:
            return Integer(self.assignment.places[key])
        if isinstance(letter, Definition):
            memo = (letter, *at)
            if memo not in self._memo:
                self._memo[memo] = self.definition(letter, at)
            return self._memo[memo]
        return self.entry(key)

    def _plus(self, node: Plus, places: Places) -> Expr:
        return total([self.write(arg, places) for arg in node.args])

    def _times(self, node: Times, places: Places) -> Expr:
        return times([self.write(arg, places) for arg in node.args])

    def _neg(self, node: Neg, places: Places) -> Expr:
        return -self.write(node.args[0], places)

    def _quotient(self, node: Quotient, places: Places) -> Expr:
        above, below = (self.write(arg, places) for arg in node.args)
        if below == 0:
            raise Undefined(f"{node} divides by 0")
        return above / below

    def _power(self, node: Power, places: Places) -> Expr:
        base, exponent = (self.write(arg, places) for arg in node.args)
        if base == 0 and isinstance(exponent, Rational) and exponent < 0:
            raise Undefined(f"{node} divides by 0")
        if not isinstance(exponent, Integer):
            sign = self.sign(node.args[0], places, base)
            if sign is not None and sign < (0 if isinstance(exponent, Rational) else 1):
                raise Undefined(f"{node} is a root of a negative number")
        if isinstance(exponent, Integer) and abs(exponent) > _LARGEST_POWER:
            raise Undefined(f"{node} is too large to write out")
        return Pow(base, exponent)

    def _sum(self, node: Sum, places: Places) -> Expr:
        if self.deadline is not None and monotonic() > self.deadline:
            raise OutOfTime
        left_out = {self.place(place, places) for place in node.without}
        inside = dict(places)
        terms = []
        for place in range(1, self.sizes[node.bound.dim] + 1):
            if place not in left_out:
                inside[node.bound] = place
                terms.append(self.write(node.body, inside))
        return total(terms)

    def _delta(self, node: Delta, places: Places) -> Expr:
        one, other = (self.place(side, places) for side in node.args)
        return ONE if one == other else ZERO

    def _cases(self, node: Cases, places: Places) -> Expr:
        for value, condition in node.branches:
            if self.holds(condition, places):
                return self.write(value, places)
        return self.write(node.otherwise, places)

    def _call(self, node: Call, places: Places) -> Expr:
        argument, function = self.write(node.argument, places), node.function
        if function.name not in MEANINGS:
            coefficients = self.assignment.polynomial(function.name, function.order)
            return total([self.number(c) * argument**power for power, c in enumerate(coefficients) if c != 0])
        if function.order:
            raise Undefined(f"{function} is not read: write its derivative out")
        if function.name == "log":
            sign = self.sign(node.argument, places, argument)
            if sign is not None and sign <= 0:
                raise Undefined(f"{node} is the logarithm of a number that is not positive")
        return _MEANINGS[function.name](argument)

    def _apply(self, node: Apply, places: Places) -> Expr:
        at = tuple(self.place(place, places) for place in node.places)
        numbers = [each for argument in node.arguments for each in self._numbers_of(argument, places)]
        slopes = [
            (int(number), tuple(self.place(each, places) for each in its)) for number, *its in node.slopes
        ]
        return self.assignment.maps[signature(node), at].value(numbers, slopes)

    def _numbers_of(self, argument: Expr, places: Places) -> Iterator[Expr]:
        """Every number that is handed over in an argument, a vector place by place."""
        if not isinstance(argument, Column):
            yield self.write(argument, places)
            return
        for place in range(1, self.sizes[argument.bound.dim] + 1):
            yield from self._numbers_of(argument.body, {**places, argument.bound: place})

    def _derivative(self, node: Derivative, places: Places) -> Expr:
        return self.derivative(node, self.key(node.variable, places), places)


_SMALL = (Entry, Neg, Dim, Delta)
"""Parts that are quicker to write again than to look up."""

_RULES: dict[type, Callable[[Components, Any, Places], Expr]] = {
    Dim: Components._dim,
    Entry: Components._entry,
    Plus: Components._plus,
    Times: Components._times,
    Neg: Components._neg,
    Quotient: Components._quotient,
    Power: Components._power,
    Sum: Components._sum,
    Delta: Components._delta,
    Cases: Components._cases,
    Call: Components._call,
    Apply: Components._apply,
    Derivative: Components._derivative,
}

_MEANINGS: dict[str, Callable[[Expr], Expr]] = {
    "exp": sympy.exp,
    "log": logarithm,
    "logistic": lambda x: ONE / (ONE + sympy.exp(-x)),
    "softplus": lambda x: logarithm(ONE + sympy.exp(x)),
    "tanh": lambda x: ONE - TWO / (sympy.exp(TWO * x) + ONE),
    "sin": sympy.sin,
    "cos": sympy.cos,
}
"""Each function in SymPy; those made of exp are opened, so that rational numbers stay rational."""


def total(terms: list[Expr]) -> Expr:
    """The sum; of rational numbers without SymPy's general machinery."""
    if all(isinstance(term, Rational) for term in terms):
        return sum(terms, ZERO)
    return Add(*terms)


def times(factors: list[Expr]) -> Expr:
    """The product, likewise."""
    if all(isinstance(factor, Rational) for factor in factors):
        made = ONE
        for factor in factors:
            made = made * factor
        return made
    return Mul(*factors)


def _sign(number: Rational) -> int:
    return (number.p > 0) - (number.p < 0)
