"""Derivatives through definitions inside one another, with what they have in common as letters.

    h_i = tanh(Σ_j W_ij g_j)        ∂h_i/∂x_d = (1 − h_i²) Σ_j W_ij ∂g_j/∂x_d

Written out, a network of eight layers has more terms than anyone can count. Here every definition that is
differentiated keeps its value as a letter, and every factor of several terms is one, 1 − h_i² = s_i. What is equal
for all values of the letters is equal for these; what is not may still be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr

from derive.kernel.derivative import differentiate, edges
from derive.kernel.terms import Undecided
from derive.language.binders import Binder, free_indices, substitute, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Plus, Times
from derive.language.families import Definition, Entry, Family, definitions
from derive.language.indices import Dim, Index
from derive.language.recurrences import Recurrence

Opens = Callable[[Definition], bool]
LARGEST = 5_000
"""So many nodes a side may have when its definitions are written out."""


@dataclass(frozen=True)
class Shared:
    """Both sides, as they are and in letters; `made` are these letters, `names` what was opened.

    ∂ went through `depth` definitions inside one another. What was differentiated has a kink where one of the `kinks`
    is 0, at any place.
    """

    left: Expr
    right: Expr
    in_letters: tuple[Expr, Expr]
    made: frozenset[Family]
    names: frozenset[str]
    kinks: tuple[Expr, ...]
    depth: int

    def said_in_letters(self, expressions: Iterable[Expr]) -> bool:
        """Whether one of the expressions holds a letter."""
        nodes = (node for each in expressions for node in walk(each))
        return any(isinstance(node, Entry) and node.family in self.made for node in nodes)


def shared(left: Expr, right: Expr, opens: Opens) -> Shared | None:
    """Both sides in letters, where ∂ goes through definitions inside one another; else None."""
    if not any(isinstance(node, Derivative) for side in (left, right) for node in walk(side)):
        return None
    if any(isinstance(node, Derivative) for each in _every(left, right) for node in walk(each.body)):
        return None
    parts = (left, right, *(each.body for each in _every(left, right)))
    if any(isinstance(node, Index) and node.dim.counts_outcomes for part in parts for node in walk(part)):
        return None  # that ∂ goes under an expectation is told where it is read
    sharing = _Sharing(opens)
    try:
        carried = [sharing.carried(side) for side in (left, right)]
        if sharing.depth < 2 or not all(map(_is_carried_out, carried)):
            return None
        in_letters = tuple(sharing.lettered(sharing.opened(side)) for side in carried)
    except _NotShared:
        return None
    letters = frozenset((*sharing.values.values(), *sharing.factors.values()))
    return Shared(
        left, right, in_letters, letters, frozenset(sharing.names), tuple(sharing.kinks), sharing.depth
    )


class _NotShared(Exception):
    """What has no letters: derivatives of derivatives, too much to write out."""


class _Sharing:
    def __init__(self, opens: Opens) -> None:
        self.opens = opens
        self.values: dict[Definition, Family] = {}
        self.factors: dict[Expr, Family] = {}
        self.names: set[str] = set()
        self.kinks: dict[Expr, None] = {}
        self.levels: dict[Definition, int] = {}
        self._opened: dict[Definition, Expr] = {}

    @property
    def depth(self) -> int:
        """How many definitions stand inside one another under a ∂."""
        return max(self.levels.values(), default=0)

    def _may_open(self, family: Family) -> bool:
        return isinstance(family, Definition) and not isinstance(family, Recurrence) and self.opens(family)

    # derivatives

    def carried(self, expression: Expr) -> Expr:
        """The expression with its derivatives carried out."""
        if not isinstance(expression, Derivative):
            return _rebuilt(expression, self.carried)
        body, variable = expression.args
        if isinstance(variable.family, Definition) or isinstance(body, Derivative):
            raise _NotShared
        return self._derivative(body, variable)[0]

    def _derivative(self, body: Expr, variable: Entry) -> tuple[Expr, int]:
        """∂body/∂variable, and through how many definitions inside one another it went."""
        try:
            made = differentiate(body, variable, lambda _: False)
            self.kinks |= dict.fromkeys(edge for _, edge in edges(body, variable, lambda _: False))
        except Undecided:
            raise _NotShared from None
        deepest = 0

        def through(node: Expr) -> Expr:
            nonlocal deepest
            if (
                isinstance(node, Derivative)
                and isinstance(node.body, Entry)
                and self._may_open(node.body.family)
            ):
                inside, level = self._through(node.body, variable)
                deepest = max(deepest, level)
                return inside
            return _rebuilt(node, through)

        return through(made), deepest

    def _through(self, entry: Entry, variable: Entry) -> tuple[Expr, int]:
        """∂h_i/∂x_d for a definition h, in which h_i stands for its body."""
        family = entry.family
        body = family.at(entry.places)
        inside, below = self._derivative(body, variable)
        self.values.setdefault(family, Family(f"‹{family.name}›", family.dims))
        self.names.add(family.name)
        self.levels[family] = max(self.levels.get(family, 0), below + 1)
        return _put(inside, body, entry), below + 1

    # letters

    def opened(self, expression: Expr) -> Expr:
        """Letters for the definitions that were differentiated; the others are written out."""
        if isinstance(expression, Entry):
            family = expression.family
            if family in self.values:
                return Entry(self.values[family], *expression.places)
            if self._may_open(family):
                return substitute(
                    self._body(family), dict(zip(family.parameters, expression.places, strict=True))
                )
            return expression
        return _rebuilt(expression, self.opened)

    def _body(self, family: Definition) -> Expr:
        if family not in self._opened:
            self.names.add(family.name)
            made = self.opened(family.body)
            if sum(1 for _ in walk(made)) > LARGEST:
                raise _NotShared
            self._opened[family] = made
        return self._opened[family]

    def lettered(self, expression: Expr) -> Expr:
        """A letter for every factor of several terms; in another place the same letter there."""
        if isinstance(expression, Times):
            return Times(*map(self._factor, expression.args))
        return _rebuilt(expression, self.lettered)

    def _factor(self, factor: Expr) -> Expr:
        if not isinstance(factor, Plus) or any(
            isinstance(node, Binder | Derivative) for node in walk(factor)
        ):
            return self.lettered(factor)
        indices = _in_order(factor)
        marks = {index: Index(f"‹{number}›", index.dim) for number, index in enumerate(indices)}
        pattern: Expr = substitute(factor, marks)
        dims: tuple[Dim, ...] = tuple(index.dim for index in indices)
        letter = self.factors.setdefault(pattern, Family(f"‹{len(self.factors)}›", dims))
        return Entry(letter, *indices)


def _every(*sides: Expr) -> frozenset[Definition]:
    return frozenset().union(*map(definitions, sides))


def _is_carried_out(expression: Expr) -> bool:
    """Whether derivatives are left of families alone, in which no letter is put for what moves."""
    left = (node.body for node in walk(expression) if isinstance(node, Derivative))
    return all(isinstance(each, Entry) and not isinstance(each.family, Definition) for each in left)


def _in_order(expression: Expr) -> tuple[Index, ...]:
    """The free indices, in the order in which they are met."""
    free = free_indices(expression)
    return tuple(dict.fromkeys(node for node in walk(expression) if isinstance(node, Index) and node in free))


def _put(expression: Any, old: Basic, new: Expr) -> Any:
    if expression == old:
        return new
    return _rebuilt(expression, lambda part: _put(part, old, new))


def _rebuilt(expression: Any, change: Callable[[Any], Any]) -> Any:
    """The expression with its arguments changed; what stands at a place stays."""
    if not expression.args or isinstance(expression, Entry):
        return expression
    return expression.func(*(change(each) for each in expression.args))
