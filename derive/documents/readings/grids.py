"""Vectors and matrices that are written out: two of them are equal if their entries are.

Grids are added, scaled and multiplied entry by entry here, as trees. With dots a row or column is the one entry at any
place, and its product with another is a sum. Letters may be known as grids; det of a small one is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.documents.readings.grammar.series import generalised
from derive.documents.readings.trees import (
    Absolute,
    Apply,
    Big,
    Dots,
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
    is_bare,
    letters,
    mapped,
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


def filled(nodes: tuple[Node, Node], known: Mapping[Letter, Node]) -> tuple[Node, Node] | None:
    """Both sides with grids for the letters that are known as such; None where no grid stands, or no such letter.

    det A of what is written out is worked out.
    """
    of_grids = any(isinstance(each, Grid) or _det(each) is not None for side in nodes for each in walk(side))
    named = {each for side in nodes for each in letters(side)} & known.keys()
    if not of_grids or not named:
        return None

    def put_grids(each: Node) -> Node | None:
        return known.get(each) if isinstance(each, Letter) else None

    left, right = (mapped(mapped(side, put_grids), _worked_out) for side in nodes)
    return left, right


def _worked_out(node: Node) -> Node | None:
    """det of a grid of two or three rows, as a number."""
    inner = _det(node)
    made = _entries(inner, Letter("i")) if inner is not None else None
    if made is None or made.shape not in ((2, 2), (3, 3)):
        return None
    return _determinant(made.nodes, int(made.shape[0]))


def _det(node: Node) -> Node | None:
    """What a determinant is taken of."""
    if isinstance(node, Absolute):
        return node.operand
    return node.arguments[0] if isinstance(node, Apply) and node.function == "det" else None


def _determinant(cells: tuple[Node, ...], size: int) -> Node:
    """Along the first row."""
    if size == 1:
        return cells[0]
    terms = []
    for column in range(size):
        rest = tuple(each for at, each in enumerate(cells) if at >= size and at % size != column)
        terms.append(((-1) ** column, Times((cells[column], _determinant(rest, size - 1)))))
    return Plus(tuple(terms))


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
        case Apply("diag", arguments) if len(arguments) > 1:
            return _diagonal(arguments)
        case Plus(terms):
            return _joined(
                _beside_identity([term for _, term in terms], letter),
                lambda parts: Plus(tuple((sign, part) for (sign, _), part in zip(terms, parts, strict=True))),
            )
        case Entrywise(left, right, divides):
            both = [_entries(left, letter), _entries(right, letter)]
            return _joined(both, lambda parts: Quotient(*parts) if divides else Times(parts))
        case Times():
            return _of_product(node, letter)
    return None


def _diagonal(cells: tuple[Node, ...]) -> Entries | None:
    """diag(a, b)."""
    if not all(map(_is_number, cells)) or any(isinstance(each, Dots) for each in cells):
        return None
    zero = Number(Fraction(0))
    size = len(cells)
    nodes = (cells[row] if row == column else zero for row in range(size) for column in range(size))
    return Entries((size, size), tuple(nodes))


def _beside_identity(terms: list[Node], letter: Letter) -> list[Entries | None]:
    """The entries of terms, where I and λ I have as many as the others."""
    made = [_entries(term, letter) for term in terms]
    shape = next((each.shape for each in made if each is not None), None)
    if shape is None or isinstance(shape, str) or shape[0] != shape[1]:
        return made
    return [
        _diagonal((times,) * shape[0]) if each is None and (times := _of_identity(term)) else each
        for term, each in zip(terms, made, strict=True)
    ]


def _of_identity(node: Node) -> Node | None:
    """The λ of λ I."""
    if isinstance(node, Letter) and node.name == "I" and is_bare(node):
        return Number(Fraction(1))
    if isinstance(node, Times) and _of_identity(node.factors[-1]) and all(map(_is_number, node.factors[:-1])):
        return Times(node.factors[:-1]) if len(node.factors) > 2 else node.factors[0]
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
    """Numbers and grids side by side; a star between grids may be a convolution."""
    last = max((at for at, each in enumerate(node.factors) if not _is_number(each)), default=0)
    starred = (at for at, sign in enumerate(node.signs) if sign == "∗" and at <= last)
    if any(not all(map(_is_number, node.factors[:at])) for at in starred):
        return None
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
