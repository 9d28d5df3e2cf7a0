"""The value of an expression on an instance: fractions as far as they go, ∂ by infinitesimals.

Nothing is expanded: each part is evaluated once for each place of its free indices and each ∂ that is being taken.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Self

from sympy import Basic, Rational

from derive.language.applications import Apply
from derive.language.comparisons import Compared
from derive.language.derivatives import Derivative
from derive.language.expressions import Power, Quotient
from derive.language.families import Definition
from derive.language.functions import Call, Function, NamedNumber
from derive.language.indices import Dim
from derive.values import dual
from derive.values.assignment import Assignment
from derive.values.dual import Dual, Value
from derive.values.numbers import ONE, ZERO, Number, Undefined, sign
from derive.values.plain import EXACT, evaluate, plain_of
from derive.values.steps import Steps
from derive.values.survey import signature
from derive.values.walk import Choice, Key, Places, Slot, Walk, letters_of


class WithSlopes(Walk[Value]):
    """Values with infinitesimals. `moved` are the entries in which ∂ is being taken, each with the bit of its ε."""

    def __init__(
        self,
        sizes: Mapping[Dim, int],
        steps: Steps | None = None,
        moved: tuple[tuple[int, Key], ...] = (),
    ) -> None:
        super().__init__(sizes, steps)
        self.moved = moved
        self.shifts: dict[Key, Value] = {}
        for bit, key in moved:
            self.shifts[key] = self.shifts.get(key, ZERO) + Dual({bit: ONE})
        self._letters = frozenset(letter for _, (letter, _) in moved)
        self._others: dict[tuple[tuple[int, Key], ...], Any] = {moved: self}

    @abstractmethod
    def with_moved(self, moved: tuple[tuple[int, Key], ...]) -> Self:
        """An evaluator at the same numbers, in which the entries `moved` carry an infinitesimal: x_2 is 3 + ε."""

    @abstractmethod
    def unknown(self, function: Function, argument: Value) -> Value:
        """A function of which nothing is known."""

    def value(self, node: Basic, places: Places) -> Number:
        """The number that the expression is worth. Raises `Undefined`."""
        return dual.part(self.write(node, places))

    def write(self, node: Basic, places: Places) -> Value:
        """The value; of a part in which not all entries move, where only those move that count."""
        if self.moved and not self._letters <= letters_of(node):
            moved = tuple(each for each in self.moved if each[1][0] in letters_of(node))
            return self.moving(moved).write(node, places)
        return super().write(node, places)

    def moving(self, moved: tuple[tuple[int, Key], ...]) -> Self:
        """That evaluator, made once for each set of entries: ∂f/∂x_2 and ∂g/∂x_2 share it."""
        found: Self | None = self._others.get(moved)
        if found is None:
            found = self._others[moved] = self.with_moved(moved)
            found._others = self._others
        return found

    def number(self, number: Rational) -> Value:
        """A fraction."""
        return Fraction(int(number.p), int(number.q))

    def whole(self, number: int) -> Value:
        """A whole number."""
        return Fraction(number)

    def definition(self, definition: Definition, at: tuple[int, ...]) -> Value:
        """The body, with an ε if ∂ is taken in this letter."""
        made = super().definition(definition, at)
        shift = self.shifts.get((definition, at))
        return made if shift is None else made + shift

    def where(
        self, condition: Compared, value: Choice[Value], otherwise: Choice[Value], places: Places
    ) -> Value:
        """The branch that holds at the numbers; at an edge that moves there is no derivative."""
        difference = self.write(condition.difference, places)
        found = sign(dual.part(difference))
        if found == 0 and isinstance(difference, Dual):
            raise Undefined("{} changes there, where a derivative is taken", condition)
        return value() if found > 0 or (found == 0 and not condition.strict) else otherwise()

    def derivative(self, node: Derivative, key: Key, places: Places) -> Value:
        """The coefficient of a new ε, added to the entry."""
        bit = 1 << len(self.moved)
        while any(bit == taken for taken, _ in self.moved):
            bit <<= 1
        return dual.slope(self.moving((*self.moved, (bit, key))).write(node.body, places), bit)

    def total(self, terms: list[Value]) -> Value:
        """The sum."""
        return dual.kept(super().total(terms))

    def product(self, factors: list[Value]) -> Value:
        """The product."""
        return dual.kept(super().product(factors))

    def quotient(self, node: Quotient, above: Value, below: Value) -> Value:
        """above / below"""
        return dual.kept(above * dual.reciprocal(below))

    def power(self, node: Power, base: Value, exponent: Value, places: Places) -> Value:
        """base to the power exponent."""
        return dual.kept(dual.raised(base, exponent))

    def call(self, node: Call, argument: Value, places: Places) -> Value:
        """A function that has a meaning; an unknown one as the room knows it."""
        function = node.function
        if function.meaning is None:
            return dual.kept(self.unknown(function, argument))
        if any(sign(each) <= 0 for each in function.meaning.margins(dual.part(argument))):
            raise Undefined("{} is taken of a number for which it has no value", node)
        return dual.kept(evaluate(plain_of(function), EXACT, lambda _: argument))

    def named(self, number: NamedNumber) -> Value:
        """π, to many digits."""
        return evaluate(number.doit(), EXACT, lambda _: ZERO)


class Exact(WithSlopes):
    """Values on an assignment."""

    def __init__(
        self, assignment: Assignment, steps: Steps | None = None, moved: tuple[tuple[int, Key], ...] = ()
    ) -> None:
        super().__init__(assignment.sizes, steps, moved)
        self.assignment, self.survey = assignment, assignment.survey
        self._entries: dict[Key, Value] = {}

    def with_moved(self, moved: tuple[tuple[int, Key], ...]) -> Exact:
        """Arithmetic on this assignment in which ∂ is taken in these entries: dual numbers along them."""
        return Exact(self.assignment, self.steps, moved)

    def label(self, key: Key) -> int:
        """The place that was drawn."""
        return self.assignment.places[key]

    def entry(self, key: Key) -> Value:
        """What was drawn, with an ε for each ∂ in this entry."""
        made = self._entries.get(key)
        if made is None:
            if key not in self.assignment.values:
                raise Undefined("{} has no entry {}", key[0].name, key[1])
            made = self._entries[key] = dual.kept(self.assignment.entry(key, self.shifts, EXACT))
        return made

    def apply(self, node: Apply, at: tuple[int, ...], numbers: list[Value], slopes: Sequence[Slot]) -> Value:
        """The polynomials along directions that were drawn for it."""
        return dual.kept(self.assignment.maps[signature(node), at].value(numbers, slopes, lambda each: each))

    def unknown(self, function: Function, argument: Value) -> Value:
        """The polynomial that was drawn for it."""
        made: Value = ZERO
        for coefficient in reversed(self.assignment.polynomial(function.name, function.order)):
            made = made * argument + coefficient
        return made
