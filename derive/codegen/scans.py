"""Recurrences as scans: one place after another, and at each of them whole arrays.

What does not need the place before is worked out for all places at once, before the scan; a sum of entries is a prefix
sum. In a step the place that is worked on is a place of its own, `Here`, and no axis.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr

from derive.codegen.matrices import OfMatrices
from derive.codegen.names import python_name
from derive.codegen.nodes import look
from derive.codegen.program import Here, Look, Node, Place, Position, Scan, Statement, inside
from derive.codegen.trees import mapped, plus
from derive.language.binders import Span, Sum, Upto, bound_indices, free_indices, fresh, substitute, walk
from derive.language.expressions import Plus
from derive.language.families import Definition, Entry, Family, definitions
from derive.language.functions import Call
from derive.language.indices import Index, Moved
from derive.language.recurrences import Recurrence, recurrences


class Scans(OfMatrices):
    """Finds the recurrences of an identity and lowers them."""

    here: Family | None = None
    """The place that a step works on, inside of a scan."""
    inner: tuple[Statement, ...] = ()
    """The statements of a step, inside of a scan."""

    def stored(self, letter: Family) -> tuple[Index, ...]:
        """The axes that an array of the letter is stored with; a recurrence steps along the first."""
        axes = super().stored(letter)
        first = letter.parameters[0] if isinstance(letter, Recurrence) else None
        return tuple(sorted(axes, key=lambda axis: axis != first)) if first else axes

    def look(self, name: str, letter: Family, places: Iterable[Expr]) -> Node:
        """The named array at these places; of a recurrence rows of the batch come after its first place."""
        if not isinstance(letter, Recurrence) or not self.row or not self.is_batched(letter):
            return super().look(name, letter, places)
        first, *others = map(self.place, places)
        return look(name, [first, self.row, *others])

    def define(self, letter: Definition) -> None:
        """The line that computes a definition, unless it is there; a recurrence is a scan."""
        if letter in self.known or not isinstance(letter, Recurrence):
            super().define(letter)
            return
        for other in sorted(recurrences(letter.end) | recurrences(letter.step), key=lambda each: each.name):
            if other.name not in self.given:
                self.define(other)
        axes, summed = self.stored(letter), _summed(letter)
        node = self.contraction(summed) if summed is not None else self._scan(letter, axes)
        self.program.statements.append(Statement(python_name(letter.name), axes, node))
        self.known[letter] = python_name(letter.name)

    def _scan(self, letter: Recurrence, axes: tuple[Index, ...]) -> Scan:
        t, *others = letter.parameters
        name = self.known[letter] = python_name(letter.name)
        end = self.node(self.prepared(letter.ended((letter.border, *others))))
        step = _Ahead(self, letter).taken(letter.stepped(letter.parameters))
        known, self.here, self.inner = dict(self.known), Family(f"{t.name}_here", (), values=t.dim), ()
        node = self.node(self.prepared(substitute(step, {t: Entry(self.here)})))
        inner, self.here, self.known = self.inner, None, {**known, **_outside(self.known, self.inner)}
        return Scan(axes, name, t, letter.down, end, node, inner)

    def state(self, key: Any, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """name = node, a line of the program, or of the step where it needs the place that is worked on."""
        if self.here is None or not _in_step(node, {each.name for each in self.inner}):
            super().state(key, name, axes, node)
            return
        self.known[key] = name
        self.inner = (*self.inner, Statement(name, axes, node))

    def place(self, place: Expr) -> Place:
        """Where an array is looked up; in a step, beside the place that is worked on."""
        base, offset = (place.base, int(place.offset)) if isinstance(place, Moved) else (place, 0)
        if self.here is not None and base == Entry(self.here):
            return Here(offset)
        return super().place(place)

    def entry(self, entry: Entry) -> Node:
        """The array of an entry; of the place that is worked on, its number."""
        if self.here is not None and entry == Entry(self.here):
            return Position((), Here(0))
        return super().entry(entry)


class _Ahead:
    """Takes what does not need the place before out of a step, as definitions that are worked out before the scan."""

    def __init__(self, lowering: Scans, letter: Recurrence) -> None:
        self.lowering, self.letter, self.time = lowering, letter, letter.parameters[0]

    def taken(self, part: Any) -> Any:
        """The part with entries of definitions in it."""
        if self.letter in definitions(part):
            return self._of_sum(part) if isinstance(part, Plus) else mapped(part, self.taken)
        return self._named(part) if isinstance(part, Expr) and self._is_work(part) else part

    def _of_sum(self, node: Plus) -> Expr:
        """a + b with all that does not need the place before as one term."""
        needed = [each for each in node.args if self.letter in definitions(each)]
        alone = [each for each in node.args if each not in needed]
        return plus(*map(self.taken, needed), *([self.taken(plus(*alone))] if alone else []))

    def _is_work(self, part: Expr) -> bool:
        """Whether it is more than entries, and at no place beside the one that is worked on."""
        nodes = list(walk(part))
        moved = any(isinstance(node, Moved) and node.base == self.time for node in nodes)
        return not moved and any(isinstance(node, Sum | Span | Call) for node in nodes)

    def _named(self, part: Expr) -> Expr:
        parameters = tuple(sorted(free_indices(part), key=lambda each: (each != self.time, each.name)))
        found = [each for each in self.lowering.named if (each.parameters, each.body) == (parameters, part)]
        if not found:
            name = self.lowering.free_name(f"into_{python_name(self.letter.name)}")
            found = [Definition(name, parameters, part)]
            self.lowering.named += found
        return Entry(found[0], *parameters)


def _summed(letter: Recurrence) -> Sum | None:
    """Σ_s [s ≤ t] a_s where h_1 = a_1 and h_t = h_{t−1} + a_t; None if it is no such letter."""
    t, *others = letter.parameters
    before = Entry(letter, Moved(t, -1), *others)
    step = letter.stepped(letter.parameters)
    terms = list(step.args) if isinstance(step, Plus) else []
    if letter.down or before not in terms:
        return None
    terms.remove(before)
    added = plus(*terms)
    if letter in definitions(added) or substitute(added, {t: letter.border}) != letter.ended(
        (letter.border, *others)
    ):
        return None
    s = fresh(t, free_indices(added) | bound_indices(added))
    return Sum(Upto(s, t) * substitute(added, {t: s}), s)


def _in_step(node: Node, inner: set[str]) -> bool:
    """Whether the node needs the place that a step works on."""
    for each in inside(node):
        if isinstance(each, Position) and isinstance(each.place, Here):
            return True
        if isinstance(each, Look) and (each.name in inner or any(isinstance(at, Here) for at in each.places)):
            return True
    return False


def _outside(known: dict[Any, str], inner: tuple[Statement, ...]) -> dict[Any, str]:
    """What is known outside of a step as well."""
    names = {each.name for each in inner}
    return {key: name for key, name in known.items() if name not in names}
