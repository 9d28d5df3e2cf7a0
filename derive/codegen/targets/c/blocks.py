"""Programs for some rows at a time: what has an entry for each pair never is a whole array.

A block is a program of its own, whose rows are a dimension of their own; where no row needs a later place, so are the
places that it sees. The function around it goes over the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from derive.codegen.causal import seen
from derive.codegen.names import python_name
from derive.codegen.program import Add, Argument, Contract, Div, Look, Node, Program, Statement
from derive.codegen.rows import Summed, carried, summed
from derive.language.indices import Dim, Index

ROWS = 128
"""How many rows a block has."""


@dataclass(frozen=True)
class Blocks:
    """The program of one block and what surrounds it: `scaled` is the result, where it is a sum over blocks."""

    block: Program
    row: Dim
    rows: Dim
    seen: Dim | None
    given: frozenset[str]
    scaled: Statement | None


def in_blocks(program: Program) -> Blocks | None:
    """The blocks of a program of rows that share arrays, or of a sum over rows, where there are entries for pairs."""
    found = summed(program)
    rows = found.rows if found else carried(program)
    if rows is None or program.result is None or not all(each.name in rows for each in program.statements):
        return None
    pairs = any(len(each.axes) == 2 for each in program.statements)
    shared = any(each.dims and each.name not in rows for each in program.arguments)
    labels = any(each.kind == "label" for each in program.arguments)
    if not pairs or labels or not (found or shared):
        return None
    return _Cut(program, rows, found).blocks()


class _Cut:
    """The making of one block."""

    def __init__(self, program: Program, rows: frozenset[str], found: Summed | None) -> None:
        assert program.result
        self.program, self.rows, self.found, self.result = program, rows, found, program.result
        self.row = found.row.dim if found else self.result.axes[0].dim
        self.ends = seen(program, rows, found)
        taken = {each.name for each in program.arguments} | {each.name for each in program.statements}
        taken |= {python_name(dim.name) for each in program.arguments for dim in each.dims}
        self.own = Dim(_free("count", taken))
        self.before = Dim(_free("seen", taken)) if self.ends else None

    def blocks(self) -> Blocks:
        """The program of the block, and the whole result as a sum of blocks."""
        statements = [
            replace(each, axes=self.axes(each.axes, each.axes[0]), node=self.node(each.node, each.axes[0]))
            for each in self.program.statements
        ]
        arguments = [self.argument(each) for each in self.program.arguments]
        row = self.found.row if self.found else self.result.axes[0]
        node = self.found.contract if self.found else self.result.node
        last = replace(self.result, axes=self.axes(self.result.axes, row), node=self.node(node, row))
        block = replace(self.program, arguments=arguments, statements=statements, result=last)
        return Blocks(block, self.row, self.own, self.before, self.rows, self._scaled())

    def _scaled(self) -> Statement | None:
        if self.found is None:
            return None
        look = Look(self.result.axes, "out", self.result.axes)
        return replace(self.result, node=_changed(self.result.node, self.found.contract, look))

    def argument(self, argument: Argument) -> Argument:
        """The argument's rows of a block, or what the block sees of it."""
        dims = argument.dims
        if argument.name in self.rows:
            return replace(argument, dims=(self.own, *dims[1:]))
        if argument.name in self.ends and self.before is not None:
            return replace(argument, dims=(self.before, *dims[1:]))
        return argument

    def axes(self, axes: tuple[Index, ...], row: Index) -> tuple[Index, ...]:
        """The axes in a block."""
        return tuple(self.index(each, row) for each in axes)

    def index(self, axis: Index, row: Index) -> Index:
        """The rows of a block, and the places that it sees, are counted anew."""
        if axis == row:
            return Index(axis.name, self.own)
        ends = self.before is not None and axis.dim == row.dim
        return Index(axis.name, self.before) if ends and self.before is not None else axis

    def node(self, part: Any, row: Index) -> Any:
        """A node, or a part of one, with the axes of a block."""
        if isinstance(part, Index):
            return self.index(part, row)
        if isinstance(part, tuple):
            return tuple(self.node(each, row) for each in part)
        if not isinstance(part, Node):
            return part
        return replace(part, **{each.name: self.node(getattr(part, each.name), row) for each in fields(part)})


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _changed(node: Node, old: Node, new: Node) -> Node:
    """The node, another one in the place of a sum in it."""
    match node:
        case Div(axes=axes, above=above, below=below):
            return Div(axes, _changed(above, old, new), below)
        case Add(axes=axes, terms=((sign, inner),)):
            return Add(axes, ((sign, _changed(inner, old, new)),))
    return new


def is_product(axes: tuple[Index, ...], node: Contract) -> bool:
    """Whether the sum is a product of two matrices, row by column."""
    if len(axes) != 2 or len(node.bound) != 1 or len(node.operands) != 2:
        return False
    kept = [tuple(axis for axis in each.axes if axis != node.bound[0]) for each in node.operands]
    return all(node.bound[0] in each.axes and len(each.axes) == 2 for each in node.operands) and (
        kept in ([(axes[0],), (axes[1],)], [(axes[1],), (axes[0],)])
    )
