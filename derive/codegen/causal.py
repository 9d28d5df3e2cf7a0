"""Rows that see no later ones: under a causal mask a block of rows needs the places up to its last row alone."""

from __future__ import annotations

from collections.abc import Iterator

from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Compare,
    Contract,
    Div,
    Look,
    Masked,
    Mul,
    Node,
    Number,
    Power,
    Program,
    Size,
    Statement,
    children,
    inside,
)
from derive.codegen.rows import Summed, of_rows
from derive.language.indices import Index

_ENTRYWISE = (Look, Add, Mul, Div, Power, Apply, Compare, Contract, Masked, Number, Size)


def seen(program: Program, rows: frozenset[str], found: Summed | None = None) -> tuple[str, ...]:
    """The shared arrays of which a row needs the places up to its own alone; none where it may need others.

    The result is of rows, or a sum over rows, `found`.
    """
    if program.result is None:
        return ()
    sizes = {each.name: each.dims for each in program.arguments}
    shared = {
        *(name for name, dims in sizes.items() if name not in rows and dims),
        *(each.name for each in program.statements if each.name not in rows and each.axes),
    }
    try:
        return tuple(dict.fromkeys(_Seen(program, rows, found).arrays(shared)))
    except _Unseen:
        return ()


class _Unseen(Exception):
    """A row may need what comes after it."""


class _Seen:
    """The look at one program."""

    def __init__(self, program: Program, rows: frozenset[str], found: Summed | None) -> None:
        assert program.result
        self.result, self.found = program.result, found
        last = (
            [Statement("", (found.row, *found.contract.axes), found.contract)] if found else [program.result]
        )
        own = [each for each in of_rows(program, rows) if each is not program.result]
        self.parts = [*own, *last]
        self.weights = {each.name for each in own if _are_weights(each)}

    def arrays(self, shared: set[str]) -> Iterator[str]:
        """The shared arrays with an axis along which nothing beyond the row counts."""
        if not self.weights:
            raise _Unseen
        *_, last = self.parts
        for axis in _columns(last.node, last.axes[0]):
            first = self.found is not None and self.result.axes.index(axis) == 0
            if not first or not any(self._ends(each, axis) for each in children(last.node)):
                raise _Unseen
        for part in self.parts:
            yield from self._looked_at(part.node, part.axes[0], shared, weights=part.name in self.weights)

    def _looked_at(self, node: Node, row: Index, shared: set[str], *, weights: bool) -> Iterator[str]:
        if not isinstance(node, _ENTRYWISE) and not (weights and isinstance(node, Along)):
            raise _Unseen
        if isinstance(node, Contract):
            for axis in node.bound:
                if _is_column(axis, row) and not any(self._ends(each, axis) for each in node.operands):
                    raise _Unseen
        if isinstance(node, Look) and node.name in shared:
            at = [place for place in node.places if isinstance(place, Index) and _is_column(place, row)]
            if at and (len(at) > 1 or node.places[0] != at[0]):
                raise _Unseen
            if at:
                yield node.name
        for each in children(node):
            yield from self._looked_at(each, row, shared, weights=False)

    def _ends(self, node: Node, axis: Index) -> bool:
        """Whether the array is 0 at the places along the axis that come after the row."""
        match node:
            case Look(name=name, places=places):
                return name in self.weights and places[-1] == axis
            case Mul(factors=parts) | Contract(operands=parts):
                return any(self._ends(each, axis) for each in parts)
            case Div(above=above):
                return self._ends(above, axis)
            case Add(terms=terms):
                return all(self._ends(each, axis) for _, each in terms)
        return False


def _is_column(axis: Index, row: Index) -> bool:
    return axis.dim == row.dim and axis != row


def _columns(node: Node, row: Index) -> list[Index]:
    return [axis for axis in node.axes if _is_column(axis, row)]


def _are_weights(statement: Statement) -> bool:
    """Whether it is a softargmax of the places up to the row, those of the same dimension."""
    node = statement.node
    if not isinstance(node, Along) or node.function != "softargmax" or len(statement.axes) != 2:
        return False
    row, column = statement.axes
    match node.arguments:
        case (Masked(one=one, other=other, scores=True) as scores,):
            inner = any(isinstance(each, Masked) for each in inside(scores.argument))
            return (one, other) == (column, row) == (node.axis, row) and _is_column(column, row) and not inner
    return False
