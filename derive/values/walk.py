"""One walk over an expression at given sizes: every Σ a sum of terms, every δ decided, every definition opened.

What a number is, and what + and exp do with it, is left to the room that walks: plain SymPy, fractions with
infinitesimals, intervals. The places of free indices are handed down in an environment, so that an index bound by
a Σ hides the free one of the same letter and nothing can be captured.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sympy import Basic, Integer, Rational

from derive.language.applications import Apply
from derive.language.binders import (
    Before,
    Binder,
    Cases,
    Column,
    Delta,
    Span,
    Sum,
    Upto,
    bound_indices,
    free_indices,
    fresh,
    substitute,
)
from derive.language.comparisons import Compared, Greatest, Larger, Smaller, Where
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, NamedNumber, log
from derive.language.indices import Dim, Index, Moved, ranges_over
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant
from derive.language.places import Distinct, Equal, Within
from derive.language.products import Product
from derive.language.recurrences import Recurrence
from derive.values.apart import apart
from derive.values.numbers import Beyond, Undefined
from derive.values.steps import Steps

V = TypeVar("V")
"""What a value is."""

Rows = tuple[tuple[V, ...], ...]
"""The entries of a matrix, row by row."""

Choice = Callable[[], V]
"""A value that is not worked out before it is wanted."""

Key = tuple[Family, tuple[int, ...]]
"""An entry: the family and its places, counted from 1."""

Slot = tuple[int, tuple[int, ...]]
"""One of the numbers handed to a function: the argument, counted from 1, and the place in it."""

Places = Mapping[Index, int]
"""Where each index stands, counted from 1."""


class Walk(ABC, Generic[V]):
    """The value of expressions where every dimension has a size. Each question is answered once."""

    def __init__(self, sizes: Mapping[Dim, int], steps: Steps | None = None) -> None:
        self.sizes, self.steps = sizes, steps
        self._memo: dict[tuple[Any, ...], V] = {}

    @abstractmethod
    def number(self, number: Rational) -> V:
        """A rational number that is written in the expression."""

    @abstractmethod
    def entry(self, key: Key) -> V:
        """An entry of a family that is neither a definition nor a label."""

    @abstractmethod
    def label(self, key: Key) -> int:
        """The place that a label names."""

    @abstractmethod
    def quotient(self, node: Quotient, above: V, below: V) -> V:
        """above / below. Raises `Undefined` where there is none."""

    @abstractmethod
    def power(self, node: Power, base: V, exponent: V, places: Places) -> V:
        """base to the power exponent, likewise."""

    @abstractmethod
    def call(self, node: Call, argument: V, places: Places) -> V:
        """A function of the argument, likewise; never one that is made of exp and log."""

    @abstractmethod
    def named(self, number: NamedNumber) -> V:
        """π"""

    def apply(self, node: Apply, at: tuple[int, ...], numbers: list[V], slopes: Sequence[Slot]) -> V:
        """Component `at` of an unknown function of these numbers, differentiated in these slots."""
        raise Undefined("{} has no value here: nothing is known of the function", node)

    def where(self, condition: Compared, value: Choice[V], otherwise: Choice[V], places: Places) -> V:
        """One of the two, as the comparison holds. Raises `Undefined` where it changes and a ∂ is being taken."""
        raise Undefined("{} is not decided here", condition)

    def derivative(self, node: Derivative, key: Key, places: Places) -> V:
        """∂body/∂(the entry `key`)."""
        raise Undefined("{} has no value here: there are no derivatives", node)

    def definition(self, definition: Definition, at: tuple[int, ...]) -> V:
        """The body at these places."""
        return self.write(definition.body, dict(zip(definition.parameters, at, strict=True)))

    def total(self, terms: list[V]) -> V:
        """The sum."""
        made: Any = self.whole(0)
        for term in terms:
            made = made + term
        return made

    def product(self, factors: list[V]) -> V:
        """The product."""
        made: Any = self.whole(1)
        for factor in factors:
            made = made * factor
        return made

    def whole(self, number: int) -> V:
        """A whole number: a size, a place, what δ is worth."""
        return self.number(Integer(number))

    def write(self, node: Basic, places: Places) -> V:
        """The value, the free indices standing at `places`. Raises `Undefined`, `OutOfSteps`."""
        if isinstance(node, Rational):
            return self.number(node)
        rule = _RULES.get(type(node))
        if rule is None:
            raise Undefined("{} cannot be written out in components", node)
        if isinstance(node, _SMALL):
            return rule(self, node, places)
        key = (node, *[places[index] for index in own_indices(node)])
        made = self._memo.get(key)
        if made is None:
            if self.steps is not None:
                self.steps.take()
            made = self._memo[key] = rule(self, node, places)
        return made

    def place(self, node: Basic, places: Places) -> int:
        """Where an index expression stands."""
        if isinstance(node, Index):
            return places[node]
        if isinstance(node, Moved):
            return self.place(node.base, places) + int(node.offset)
        if isinstance(node, Dim):
            return self.sizes[node]
        return self.label(self.key(node, places)) if isinstance(node, Entry) else int(node)

    def key(self, node: Entry, places: Places) -> Key:
        """Which entry is meant. Raises `Undefined` for one that does not exist."""
        at = tuple([self.place(place, places) for place in node.places])
        largest = [self.sizes.get(dim, 0) for dim in node.family.dims]  # 0: nothing else ranges over it
        if any(place < 1 or place > most for place, most in zip(at, largest, strict=True)):
            raise Beyond("{} lies beyond the places there are", node)
        return node.family, at

    def holds(self, condition: Equal | Within, places: Places) -> bool:
        """Whether i = j, i ≠ j, or a ≤ i ≤ b, at these places."""
        if isinstance(condition, Within):
            at, first, last = (self.place(each, places) for each in condition.args)
            return first <= at <= last
        one, other = (self.place(side, places) for side in condition.args)
        return (one != other) if isinstance(condition, Distinct) else (one == other)

    def bound_places(self, node: Binder, places: Places) -> Iterable[int]:
        """The places that the bound index runs through."""
        if isinstance(node, Span):
            return range(self.place(node.first, places), self.place(node.last, places) + 1)
        left_out = {self.place(place, places) for place in node.without}
        return [at for at in range(1, self.sizes[node.bound.dim] + 1) if at not in left_out]

    def _dim(self, node: Dim, _places: Places) -> V:
        return self.whole(self.sizes[node])

    def _entry(self, node: Entry, places: Places) -> V:
        letter, at = key = self.key(node, places)
        if letter.values is not None:
            return self.whole(self.label(key))
        if not isinstance(letter, Definition):
            return self.entry(key)
        memo = (letter, *at)
        if memo not in self._memo:
            self._memo[memo] = self.definition(letter, at)
        return self._memo[memo]

    def _number_of(self, node: Index | Moved, places: Places) -> V:
        return self.whole(self.place(node, places))

    def _plus(self, node: Plus, places: Places) -> V:
        return self.total([self.write(arg, places) for arg in node.args])

    def _times(self, node: Times, places: Places) -> V:
        return self.product([self.write(arg, places) for arg in node.args])

    def _neg(self, node: Neg, places: Places) -> V:
        made: Any = self.write(node.args[0], places)
        negative: V = -made
        return negative

    def _quotient(self, node: Quotient, places: Places) -> V:
        above, below = (self.write(arg, places) for arg in node.args)
        return self.quotient(node, above, below)

    def _power(self, node: Power, places: Places) -> V:
        base, exponent = (self.write(arg, places) for arg in node.args)
        return self.power(node, base, exponent, places)

    def _sum(self, node: Sum, places: Places) -> V:
        product = apart(node)
        return self._terms(node, places) if product is None else self.write(product, places)

    def _terms(self, node: Sum | Span, places: Places) -> V:
        """The sum of the terms, one after another."""
        inside, terms = dict(places), []
        for place in self.bound_places(node, places):
            inside[node.bound] = place
            terms.append(self.write(node.body, inside))
        if not terms:
            self._look_at(node.body, places)
        return self.total(terms)

    def _product(self, node: Product, places: Places) -> V:
        inside, factors = dict(places), []
        for place in self.bound_places(node, places):
            inside[node.bound] = place
            factors.append(self.write(node.body, inside))
        return self.product(factors)

    def _look_at(self, node: Basic, places: Places) -> None:
        """An empty Σ has no value where a part of it that does not depend on its index has none: Σ_{k≠j} s/(n−1)."""
        if type(node) not in _RULES:
            return
        if all(index in places for index in own_indices(node)):
            self.write(node, places)
            return
        for arg in node.args:
            self._look_at(arg, places)

    def _delta(self, node: Delta, places: Places) -> V:
        one, other = (self.place(side, places) for side in node.args)
        return self.whole(int(one == other))

    def _before(self, node: Before, places: Places) -> V:
        one, other = (self.place(side, places) for side in node.args)
        return self.whole(int(one < other or (one == other and isinstance(node, Upto))))

    def _cases(self, node: Cases, places: Places) -> V:
        for value, condition in node.branches:
            if self.holds(condition, places):
                return self.write(value, places)
        return self.write(node.otherwise, places)

    def _where(self, node: Where, places: Places) -> V:
        return self.where(
            node.condition,
            lambda: self.write(node.value, places),
            lambda: self.write(node.otherwise, places),
            places,
        )

    def _rows(self, matrix: Any, places: Places) -> tuple[tuple[V, ...], ...]:
        """The entries of a square matrix, row by row."""
        every = [Integer(at) for at in range(1, self.sizes[matrix.shape[0]] + 1)]
        return tuple(tuple(self.write(matrix.entry(i, j), places) for j in every) for i in every)

    def minor(self, rows: Rows[V]) -> V:
        """The determinant of these rows, along the first one."""
        if not rows:
            return self.whole(1)
        terms: list[Any] = []
        for place, entry in enumerate(rows[0]):
            smaller = tuple((*row[:place], *row[place + 1 :]) for row in rows[1:])
            term: Any = self.product([entry, self.minor(smaller)])
            terms.append(-term if place % 2 else term)
        return self.total(terms)

    def _determinant(self, node: Determinant, places: Places) -> V:
        return self.minor(self._rows(node.matrix, places))

    def _log_determinant(self, node: LogDeterminant, places: Places) -> V:
        return self.log_size(Determinant(node.matrix), places)

    def log_size(self, determinant: Determinant, places: Places) -> V:
        """log |det A|"""
        return self.write(log(Power(Power(determinant, Integer(2)), Rational(1, 2))), places)

    def _inverse_entry(self, node: InverseEntry, places: Places) -> V:
        """A cofactor by the determinant."""
        rows = self._rows(node.matrix, places)
        i, j = (self.place(each, places) - 1 for each in node.args[1:])
        smaller = tuple((*row[:i], *row[i + 1 :]) for place, row in enumerate(rows) if place != j)
        cofactor: Any = self.minor(smaller)
        below = self.write(Determinant(node.matrix), places)
        above = -cofactor if (i + j) % 2 else cofactor
        return self.quotient(Quotient(node, Determinant(node.matrix)), above, below)

    def _larger(self, node: Larger | Smaller, places: Places) -> V:
        return self.write(node.cases, places)

    def _greatest(self, node: Greatest, places: Places) -> V:
        """The greatest of all, found by comparing one after another."""
        every, inside = [], dict(places)
        for at in self.bound_places(node, places):
            own = fresh(node.bound, frozenset(inside) | free_indices(node) | bound_indices(node))
            inside[own] = at
            every.append(substitute(node.body, {node.bound: own}))
        if not every:
            raise Undefined("{} is the greatest of nothing", node)
        best, *others = every
        for other in others:
            best = Larger(best, other)
        return self.write(best, inside)

    def _call(self, node: Call, places: Places) -> V:
        """f(a); what is made of exp and log is opened, so that fractions stay fractions."""
        function = node.function
        if function.opened is not None:
            return self.write(function.opened(node.argument), places)
        if function.order and function.meaning is not None and function.meaning.slope is not None:
            raise Undefined("{} is not read: write its derivative out", function)
        return self.call(node, self.write(node.argument, places), places)

    def _named(self, node: NamedNumber, _: Places) -> V:
        return self.named(node)

    def _apply(self, node: Apply, places: Places) -> V:
        at = tuple(self.place(place, places) for place in node.places)
        if any(not 1 <= place <= self._last(each) for place, each in zip(at, node.places, strict=True)):
            raise Undefined("{} lies beyond the places there are", node)
        numbers = [each for argument in node.arguments for each in self._numbers_of(argument, places)]
        slopes = [
            (int(number), tuple(self.place(each, places) for each in its)) for number, *its in node.slopes
        ]
        return self.apply(node, at, numbers, slopes)

    def _last(self, place: Basic) -> int:
        """How many places there are where an index expression stands."""
        dim = ranges_over(place)
        return int(place) if dim is None else self.sizes[dim]

    def _numbers_of(self, argument: Basic, places: Places) -> Iterator[V]:
        """Every number that is handed over in an argument, a vector place by place."""
        if not isinstance(argument, Column):
            yield self.write(argument, places)
            return
        for place in self.bound_places(argument, places):
            yield from self._numbers_of(argument.body, {**places, argument.bound: place})

    def _derivative(self, node: Derivative, places: Places) -> V:
        return self.derivative(node, self.key(node.variable, places), places)


_SMALL = (Entry, Neg, Dim, Delta, Index, Moved)
"""Parts that are quicker to write again than to look up."""

_RULES: dict[type, Callable[[Any, Any, Places], Any]] = {
    Dim: Walk._dim,
    Index: Walk._number_of,
    Moved: Walk._number_of,
    Entry: Walk._entry,
    Plus: Walk._plus,
    Times: Walk._times,
    Neg: Walk._neg,
    Quotient: Walk._quotient,
    Power: Walk._power,
    Sum: Walk._sum,
    Span: Walk._terms,
    Product: Walk._product,
    Delta: Walk._delta,
    Before: Walk._before,
    Upto: Walk._before,
    Cases: Walk._cases,
    Determinant: Walk._determinant,
    LogDeterminant: Walk._log_determinant,
    InverseEntry: Walk._inverse_entry,
    Where: Walk._where,
    Larger: Walk._larger,
    Smaller: Walk._larger,
    Greatest: Walk._greatest,
    Call: Walk._call,
    NamedNumber: Walk._named,
    Apply: Walk._apply,
    Derivative: Walk._derivative,
}


@lru_cache(maxsize=1 << 14)
def own_indices(node: Basic) -> tuple[Index, ...]:
    """The free indices of a node, in a fixed order."""
    return tuple(sorted(free_indices(node), key=lambda index: (index.name, index.dim.name)))


@lru_cache(maxsize=1 << 14)
def letters_of(node: Basic) -> frozenset[Family]:
    """The families on whose values a node depends, definitions and what they are made of among them."""
    if isinstance(node, Recurrence):
        return (letters_of(node.end) | letters_of(node.step)) - {node.neighbour} | {node}
    if isinstance(node, Definition):
        return letters_of(node.body) | {node}
    if isinstance(node, Family):
        return frozenset((node, *node.of))
    return frozenset().union(*map(letters_of, node.args))
