"""Programs that a kernel computes row by row: which dimension the rows are counted by, which one a row runs over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.codegen.errors import NoCode
from derive.codegen.program import Along, Contract, Node, Others, Program, Reduce, all_nodes
from derive.language.indices import Dim


@dataclass(frozen=True)
class Rows:
    """A row runs over `column`, and there is one for each place of `row`; `whole` says that it is summed over."""

    row: Dim | None
    column: Dim | None
    whole: bool


def rows(program: Program) -> Rows:
    """The rows of a program. Raises `NoCode` where rows depend on each other, or an array has more than two axes."""
    statements = [*program.statements, *([program.result] if program.result else [])]
    nodes = list(all_nodes(program))
    axes = [axis for each in statements for axis in each.axes]
    axes += [axis for each in nodes for axis in each.axes]
    dims = list(dict.fromkeys(axis.dim for axis in axes))
    summed = {dim for each in nodes for dim in _summed(each)}
    if len(dims) > 2 or len(summed) > 1 or program.batch in summed:
        raise NoCode(
            "no row of it stands alone: a kernel works on arrays of rows, and sums along one dimension"
        )
    for own in [*(each.axes for each in statements), *(each.axes for each in nodes)]:
        if len({axis.dim for axis in own}) < len(set(own)):
            raise NoCode("a kernel works on arrays of rows, and this one has two axes over one dimension")
    return _chosen(program, dims, next(iter(summed), None))


def _chosen(program: Program, dims: list[Dim], summed: Dim | None) -> Rows:
    column = summed or (program.result.axes[-1].dim if program.result and program.result.axes else None)
    row = next((dim for dim in dims if dim != column), None)
    return Rows(row, column, summed is not None)


def _summed(node: Node) -> Iterator[Dim]:
    match node:
        case Contract(bound=bound):
            yield from (axis.dim for axis in bound)
        case Along(axis=axis) | Others(axis=axis) | Reduce(axis=axis):
            yield axis.dim
