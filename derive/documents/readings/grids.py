"""Vectors and matrices that are written out: two of them are equal if their entries are.

Grids are added, scaled and multiplied entry by entry here, as trees. With dots a row or column is the one entry at any
place, and its product with another is a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derive.documents.readings.grammar.series import generalised
from derive.documents.readings.trees import (
    Big,
    Entrywise,
    Grid,
    Letter,
    Minus,
    Node,
    Number,
    Part,
    Partial,
    Plus,
    Quotient,
    Times,
    Transposed,
    letters,
    put,
    walk,
)

_LETTERS = "kijlmrst"
LARGEST = 64
"""Entries that a product may have."""


@dataclass(frozen=True)
class Entries:
    """The entries of what is written out, by rows; with dots the one entry at any place up to `end`."""

    shape: tuple[int, int] | str
    nodes: tuple[Node, ...]
    end: Letter | None = None


def pairs(left: Node, right: Node) -> list[tuple[Node, Node]]:
    """The entries of both sides that must be equal; none where neither is written out, or not all of it is told."""
    if not any(isinstance(each, Grid) for side in (left, right) for each in walk(side)):
        return []
    used = {each.name for side in (left, right) for each in letters(side)}
    letter = Letter(next(each for each in _LETTERS if each not in used))
    one, other = _entries(left, letter), _entries(right, letter)
    if one is None or other is None:
        return _beside(left, other, letter) or [pair[::-1] for pair in _beside(right, one, letter)]
    if one.shape != other.shape or one.end != other.end:
        return []
    return list(zip(one.nodes, other.nodes, strict=True))


def _beside(side: Node, written: Entries | None, letter: Letter) -> list[tuple[Node, Node]]:
    """∂f/∂x, beside its entries in a row or a column; a number, beside a product that is one."""
    if written is None or any(isinstance(each, Grid) for each in walk(side)):
        return []
    if written.shape == (1, 1):
        return [(side, written.nodes[0])]
    if isinstance(written.shape, str) and isinstance(side, Partial):
        return [(Part(side, (letter,)), written.nodes[0])]
    return []


def _entries(node: Node, letter: Letter) -> Entries | None:
    """The entries of a tree; None where it is made of anything but grids and numbers."""
    match node:
        case Grid():
            return _of_grid(node, letter)
        case Minus(operand):
            return _mapped(_entries(operand, letter), Minus)
        case Transposed(operand):
            return _turned(_entries(operand, letter))
        case Quotient(above, below) if _is_number(below):
            return _mapped(_entries(above, letter), lambda each: Quotient(each, below))
        case Plus(terms):
            return _joined(
                [_entries(term, letter) for _, term in terms],
                lambda parts: Plus(tuple((sign, part) for (sign, _), part in zip(terms, parts, strict=True))),
            )
        case Entrywise(left, right, divides):
            both = [_entries(left, letter), _entries(right, letter)]
            return _joined(both, lambda parts: Quotient(*parts) if divides else Times(parts))
        case Times():
            return _of_product(node, letter)
    return None


def _mapped(inner: Entries | None, change: Callable[[Node], Node]) -> Entries | None:
    return inner and Entries(inner.shape, tuple(map(change, inner.nodes)), inner.end)


def _turned(inner: Entries | None) -> Entries | None:
    if inner is None:
        return None
    if isinstance(inner.shape, str):
        return Entries({"column": "row", "row": "column"}[inner.shape], inner.nodes, inner.end)
    rows, columns = inner.shape
    turned = (inner.nodes[row * columns + column] for column in range(columns) for row in range(rows))
    return Entries((columns, rows), tuple(turned))


def _joined(parts: list[Entries | None], change: Callable[[tuple[Node, ...]], Node]) -> Entries | None:
    """Grids of one shape put together, entry by entry."""
    first = parts[0]
    if first is None or any(
        each is None or (each.shape, each.end) != (first.shape, first.end) for each in parts
    ):
        return None
    cells = zip(*(each.nodes for each in parts if each is not None), strict=True)
    return Entries(first.shape, tuple(map(change, cells)), first.end)


def _of_product(node: Times, letter: Letter) -> Entries | None:
    """Numbers and grids side by side."""
    numbers = tuple(each for each in node.factors if _is_number(each))
    grids = [_entries(each, letter) for each in node.factors if not _is_number(each)]
    if not grids:
        return None
    made = grids[0]
    for each in grids[1:]:
        made = _times(made, each, letter)
    return _mapped(made, lambda each: Times((*numbers, each))) if numbers else made


def _times(one: Entries | None, other: Entries | None, letter: Letter) -> Entries | None:
    """The product of two matrices that are written out; of a row and a column with dots."""
    if one is None or other is None:
        return None
    if isinstance(one.shape, str) or isinstance(other.shape, str):
        if (one.shape, other.shape) != ("row", "column") or one.end != other.end:
            return None
        body = Times((one.nodes[0], other.nodes[0]))
        return Entries((1, 1), (Big("sum", letter, body, one.end, Number(Fraction(1))),))
    (rows, inner), (again, columns) = one.shape, other.shape
    if inner != again or rows * columns > LARGEST:
        return None
    cells = (
        Plus(
            tuple(
                (1, Times((one.nodes[row * inner + k], other.nodes[k * columns + column])))
                for k in range(inner)
            )
        )
        for row in range(rows)
        for column in range(columns)
    )
    return Entries((rows, columns), tuple(cells))


def _is_number(node: Node) -> bool:
    """Whether it is a number as far as its signs tell: no grid, nothing transposed, no bare capital or bold letter."""
    whole = any(isinstance(each, Grid | Transposed) for each in walk(node))
    return not whole and not (
        isinstance(node, Letter) and (node.bold or node.name[:1].isupper()) and not node.subs
    )


def _of_grid(grid: Grid, letter: Letter) -> Entries | None:
    rows = grid.rows
    cells = [each for row in rows for each in row]
    if None not in cells:
        if len({len(row) for row in rows}) != 1:
            return None
        return Entries((len(rows), len(rows[0])), tuple(each for each in cells if each is not None))
    if len(rows) > 1 and any(len(row) != 1 for row in rows):
        return None
    first, last = cells[0], cells[-1]
    ends: set[Node] = set()
    general = generalised(first, last, letter, ends) if first is not None and last is not None else None
    if general is None or len(ends) != 1 or not _fits(cells, general, letter):
        return None
    end = next(iter(ends))
    return (
        Entries("row" if len(rows) == 1 else "column", (general,), end) if isinstance(end, Letter) else None
    )


def _fits(cells: list[Node | None], general: Node, letter: Letter) -> bool:
    """Whether what is written before the dots is as the first and the last entry say, and only the last behind."""
    dots = cells.index(None)
    written = (put(general, letter, Number(Fraction(at))) for at in range(1, dots + 1))
    return dots == len(cells) - 2 and all(one == other for one, other in zip(cells, written, strict=False))
