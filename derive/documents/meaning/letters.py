"""What a letter means: a definition, a family, an index."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from derive.documents.dimensions import Place
from derive.documents.letters import Letters, Resolved, index_name, is_bare
from derive.documents.meaning.arithmetic import entries
from derive.documents.meaning.context import Context, Environment, Stored
from derive.documents.meaning.shapes import Shapes, slot, value
from derive.documents.notation import Node, Number, Symbol, Unreadable, symbols
from derive.language import binders
from derive.language.errors import IllFormed
from derive.language.families import Definition, Entry, Family, check_numbers
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole

LARGEST_PLACE = 200
"""Explicit instances are as large as the largest place that is written."""


class Meanings:
    """The letters of one environment, as the language has them."""

    def __init__(
        self,
        letters: Letters,
        shapes: Shapes,
        environment: Environment,
        positive: frozenset[str] = frozenset(),
        *,
        scope: dict[str, int] | None = None,
        counts: dict[str, Dim] | None = None,
    ) -> None:
        self.letters, self.shapes, self.environment = letters, shapes, environment
        self.dimensions = shapes.dimensions
        self.positive, self.scope, self.counts = positive, scope or {}, counts or {}

    def dim(self, place: Place) -> Dim:
        """What a place ranges over."""
        return Dim(self.dimensions.called(place))

    def read(self, node: Node, context: Context) -> Any:
        """The expression, or the matrix, that a node says."""
        raise NotImplementedError

    def number(self, node: Node, context: Context) -> Expr:
        """The expression that a node says."""
        raise NotImplementedError

    def place(self, node: Node, context: Context) -> Expr:
        """An index expression."""
        if isinstance(node, Number):
            if node.value.denominator != 1 or node.value < 1:
                raise Unreadable("a place is a whole number, at least 1")
            if node.value > LARGEST_PLACE:
                raise Unreadable(f"places beyond {LARGEST_PLACE} are not read")
            return Integer(node.value.numerator)
        if not isinstance(node, Symbol):
            raise Unreadable("arithmetic in an index has no reading here")
        if is_bare(node):
            return self.letter_place(index_name(node), context)
        resolved = self.letters.resolve(node)
        if resolved.name in self.environment.definitions:
            raise Unreadable(f"{resolved.name} is a number and stands where an index should", node.span)
        family = self._label(resolved.name, len(resolved.places))
        return Entry(family, *(self.place(each, context) for each in resolved.places))

    def letter_place(self, name: str, context: Context) -> Expr:
        """An index letter: bound, a label, or free."""
        if name in context.bound:
            made: Expr = context.bound[name]
            return made
        if name in self.shapes.label_letters and name not in context.parameters:
            return Entry(Family(name, (), (), False, self.dim(value(name, self.scope))))
        return Index(name, self.dim(("index", context.chain, name)))

    def _label(self, name: str, count: int) -> Family:
        dims = tuple(self.dim(slot(name, number, self.scope)) for number in range(count))
        return Family(name, dims, (), False, self.dim(value(name, self.scope)))

    def _applied(
        self, stored: Stored, resolved: Resolved, arguments: tuple[Node, ...], context: Context
    ) -> Any:
        """The body of a defined function, with arguments put for its letters."""
        if len(arguments) != len(stored.arguments):
            raise Unreadable(f"{stored.name} is called with another number of arguments")
        if len(self.environment.making) > 20:
            raise Unreadable(f"{stored.name} is defined by itself")
        inner: dict[str, Any] = {}
        for letter, argument in zip(stored.arguments, arguments, strict=True):
            if self.letters.rank(letter):
                raise Unreadable(f"{stored.name} is called with another vector than it is defined for")
            inner[f"={letter}"] = self.number(argument, context)
        for letter, place in zip(stored.parameters, resolved.places, strict=True):
            inner[letter] = self.place(place, context)
        self.environment.making.append(stored.name)
        try:
            return self.read(stored.body, Context(stored.chain, inner, frozenset(stored.parameters)))
        finally:
            self.environment.making.pop()

    def definition(self, name: str) -> Definition | None:
        """The definition of a name, if it has one here."""
        environment = self.environment
        if name in environment.made:
            return environment.made[name]
        stored = environment.definitions.get(name)
        if stored is None:
            return None
        if name in environment.making:
            raise Unreadable(f"{name} is defined by itself")
        if name in environment.unknown:
            return None
        environment.making.append(name)
        try:
            return self._defined(name, stored)
        except (Unreadable, IllFormed):
            environment.unknown.add(name)
            names = {each.name for each in symbols(stored.body)} - {name}
            environment.dependence[name] = frozenset(n for n in names if n in self.letters.usage)
            return None
        finally:
            environment.making.pop()

    def _defined(self, name: str, stored: Stored) -> Definition:
        context = Context(stored.chain, {}, frozenset(stored.parameters))
        body = self.read(stored.body, context)
        indices = [Index(each, self.dim(("index", stored.chain, each))) for each in stored.parameters]
        if isinstance(body, Whole):
            body, indices = entries(body, indices, self.rank_of(name), name)
        check_numbers(body)
        if binders.free_indices(body) - frozenset(indices):
            raise Unreadable(f"the definition of {name} has a free index on its right side only")
        made = self.environment.made[name] = Definition(name, tuple(indices), body)
        return made

    def rank_of(self, name: str) -> int:
        """How many indices a letter has."""
        return self.letters.rank(name)

    def family(self, name: str, places: int = 0) -> Family:
        """A letter that is not defined."""
        made = self.environment.families.get(name)
        if made is None:
            rank = max(self.letters.rank(name), places) if "(" not in name else places
            dims = tuple(self.dim(slot(name, number, self.scope)) for number in range(rank))
            positive = name in self.positive
            made = Family(name, dims, self._of(name), positive)
            self.environment.families[name] = made
        return made

    def _of(self, name: str) -> tuple[Family, ...]:
        """The variables that a letter depends on."""
        found: dict[str, Family] = {}
        for on in sorted(self._variables(name, frozenset())):
            if on != name:
                found[on] = self.family(on)
        return tuple(found.values())

    def _variables(self, name: str, seen: frozenset[str]) -> frozenset[str]:
        """The letters without dependence of their own that a letter depends on in the end."""
        found: frozenset[str] = frozenset()
        for on in self.environment.dependence.get(name, frozenset()) - seen - {name}:
            if on in self.environment.definitions and on not in self.environment.unknown:
                if on in self.environment.making:
                    continue
                made = self.definition(on)
                if made is not None:
                    found |= frozenset(each.name for each in made.of)
                    continue
            deeper = self._variables(on, seen | {name})
            found |= deeper or {on}
        return found
