"""What is known of a letter that is defined as rows and columns, where its definition is not used."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.readings.facts import Fact
from derive.documents.readings.formulas import Formula
from derive.documents.readings.trees import Grid, Letter, Transposed, is_bare, letters


def written_out(formula: Formula) -> Iterator[Fact]:
    """Of each letter that a formula defines so."""
    for at, role in enumerate(formula.roles):
        head, body = formula.sides[at].node, formula.sides[at + 1].node
        grid = body.operand if isinstance(body, Transposed) else body
        if role == "definition" and isinstance(head, Letter) and is_bare(head) and isinstance(grid, Grid):
            yield from _facts(head, grid, formula.start)


def _facts(head: Letter, grid: Grid, at: int) -> Iterator[Fact]:
    """That it is a vector or a matrix; whether it is special, so that more holds than of any; with what it moves."""
    kind = _kind(head, grid)
    if kind:
        yield Fact(head.name, kind, at)
    flat = len(grid.rows) == 1 or all(len(row) == 1 for row in grid.rows)
    plain = all(isinstance(each, Letter | None) for row in grid.rows for each in row)
    if not plain or (kind == "matrix" and flat):
        yield Fact(head.name, "special", at)
    places = {place.name for each in letters(grid) for place in each.subs if isinstance(place, Letter)}
    moved = {each.name for each in letters(grid)} - {head.name} - places
    yield Fact(head.name, "depends", at, tuple(sorted(moved)))


def _kind(head: Letter, grid: Grid) -> str:
    """Whether it is a vector or a matrix; "" where its columns may be numbers or vectors."""
    if len(grid.rows) > 1 and any(len(row) > 1 for row in grid.rows):
        return "matrix"
    cells = [each for row in grid.rows for each in row if isinstance(each, Letter) and each.name.islower()]
    if not head.name[:1].isupper() or not cells:
        return "vector"
    return "matrix" if any(each.bold or each.labels for each in cells) else ""
