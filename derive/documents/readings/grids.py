"""Vectors and matrices that are written out: two of them are equal if their entries are."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents.readings.grammar.series import generalised
from derive.documents.readings.trees import Grid, Letter, Node, Times, Transposed, letters, walk

_LETTERS = "kijlmrst"


@dataclass(frozen=True)
class Entries:
    """The entries of what is written out, by rows; with dots the one entry at any place."""

    shape: tuple[int, int] | str
    nodes: tuple[Node, ...]


def pairs(left: Node, right: Node) -> list[tuple[Node, Node]]:
    """The entries of both sides that must be equal; none where neither is written out, or not all of it is told."""
    if not any(isinstance(each, Grid) for side in (left, right) for each in walk(side)):
        return []
    used = {each.name for side in (left, right) for each in letters(side)}
    letter = Letter(next(each for each in _LETTERS if each not in used))
    one, other = _entries(left, letter), _entries(right, letter)
    if one is None or other is None or one.shape != other.shape:
        return []
    return list(zip(one.nodes, other.nodes, strict=True))


def _entries(node: Node, letter: Letter) -> Entries | None:
    if isinstance(node, Transposed) and (inner := _entries(node.operand, letter)) is not None:
        turned = {"column": "row", "row": "column"}
        if isinstance(inner.shape, str):
            return Entries(turned[inner.shape], inner.nodes)
        return Entries(inner.shape[::-1], inner.nodes) if 1 in inner.shape else None
    if isinstance(node, Times):
        grids = [each for each in node.factors if isinstance(each, Grid)]
        others = tuple(each for each in node.factors if not isinstance(each, Grid))
        plain = not any(isinstance(each, Grid | Transposed) for part in others for each in walk(part))
        if len(grids) != 1 or not plain or any(_may_be_whole(each) for each in others):
            return None
        inner = _entries(grids[0], letter)
        return inner and Entries(inner.shape, tuple(Times((*others, each)) for each in inner.nodes))
    return _of_grid(node, letter) if isinstance(node, Grid) else None


def _may_be_whole(node: Node) -> bool:
    return isinstance(node, Letter) and (node.bold or node.name[:1].isupper()) and not node.subs


def _of_grid(grid: Grid, letter: Letter) -> Entries | None:
    rows = grid.rows
    cells = [each for row in rows for each in row]
    if None not in cells:
        if len({len(row) for row in rows}) != 1:
            return None
        return Entries((len(rows), len(rows[0])), tuple(each for each in cells if each is not None))
    if len(rows) > 1 and any(len(row) != 1 for row in rows):
        return None
    told = [each for each in cells if each is not None]
    if len(told) < 2 or cells[-1] is None:
        return None
    ends: set[Letter] = set()
    general = generalised(told[0], told[-1], letter, ends)
    if general is None or len(ends) != 1:
        return None
    return Entries("row" if len(rows) == 1 else "column", (general,))
