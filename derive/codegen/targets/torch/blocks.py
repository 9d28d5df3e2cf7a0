"""Formulas worked out for some rows at a time: what they need on the way stays in the cache, and small.

The formula itself is a function of rows, which autograd, torch.func and torch.compile see as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.causal import seen
from derive.codegen.names import python_name
from derive.codegen.program import Add, Div, Look, Node, Program, Statement, inside
from derive.codegen.rows import Summed, carried, of_rows, summed, widths
from derive.codegen.targets.torch.spelling import TorchSpeller
from derive.codegen.texts import Text
from derive.language.indices import Dim, Index

MANY = 3
"""So many passes over a large array are worth a loop over blocks."""


class TorchBlockSpeller(TorchSpeller):
    """A function of rows, and its call for some of them at a time."""

    def __init__(self, program: Program, rows: frozenset[str], kept: Sequence[str] = ()) -> None:
        super().__init__(program)
        self.rows, self.row, self.numbered, self.kept = rows, Index("row", Dim("row")), "", kept
        self.seen = seen(program, rows)
        self.counted = ""

    def write(self) -> None:
        """What all rows share, the function of rows, the call."""
        for statement in self.program.statements:
            if statement.name not in self.rows:
                self.statement(statement)
        before, self.lines = self.lines, []
        for statement in self.program.statements:
            if statement.name in self.rows:
                self.row = statement.axes[0]
                self.statement(statement)
        assert self.program.result
        self.of_rows(self.program.result)
        self.lines[-1] = ", ".join([self.lines[-1], *self.kept])
        formula, self.lines = [f"    {line}" for line in self.lines], before
        self.lines.append(f"return {self.whole(self.call_of_rows(formula, self.row.dim)).code}")

    helper_of_rows = "by_rows"

    def of_rows(self, result: Statement) -> None:
        """What the function of rows returns."""
        self.row = result.axes[0]
        self.finish(result)

    def whole(self, call: Text) -> Text:
        """The result, from the call for all rows."""
        return call

    def call_of_rows(self, formula: list[str], rows: Dim) -> Text:
        """The function of rows stands in the function; it is called for some rows at a time."""
        given = [each.name for each in self.program.arguments]
        arrays = [name for name in given if name in self.rows]
        others = [name for name in given if name not in self.rows]
        if self.numbered:
            self.lines.append(f"{self.numbered} = {self.arange(rows)}")
            arrays.append(self.numbered)
        ahead = [*self.seen, *([self.numbered] if self.counted else [])]
        names = [*arrays, *self.seen, *([self.counted] if self.counted else [])]
        parts = ", ".join(f"{name}: torch.Tensor" for name in names)
        name = self.name("formula")
        returns = "tuple[torch.Tensor, ...]" if self.kept else "torch.Tensor"
        self.lines += ["", f"def {name}({parts}) -> {returns}:", *formula, ""]
        width = [self.size(dim) for dim in widths(self.program, self.rows)]
        widest = width[0] if len(width) == 1 else f"max({', '.join(width)})"
        lists = [arrays, *([ahead] if self.seen else []), [each for each in others if each not in self.seen]]
        helper = f"{self.helper_of_rows}_so_far" if self.seen else self.helper_of_rows
        helper = "all_by_rows" if self.kept else helper
        given = [f"[{', '.join(each)}]" for each in lists]
        return Text(self.helper(helper, name, widest, *given), self.program.result.axes)  # type: ignore[union-attr]

    def length(self, axis: Index) -> str:
        """Of rows as many as are given."""
        given = [each.name for each in self.program.arguments if each.name in self.rows]
        if self.seen and axis != self.row and axis.dim == self.row.dim:
            return f"{self.seen[0]}.shape[0]"
        return f"{given[0]}.shape[0]" if axis == self.row else super().length(axis)

    def spots(self, axis: Index) -> Text:
        """Rows are numbered once, and the numbers go with them."""
        before = self.seen and axis != self.row and axis.dim == self.row.dim
        if axis != self.row and not before:
            return super().spots(axis)
        self.numbered = self.numbered or self.name(f"{python_name(self.row.name)}s")
        if before:
            self.counted = self.counted or self.name(f"{python_name(axis.name)}s")
        return Text(self.counted if before else self.numbered, (axis,))


class TorchSumSpeller(TorchBlockSpeller):
    """A sum over rows, added up for some of them at a time."""

    helper_of_rows = "sum_by_rows"

    def __init__(self, program: Program, found: Summed) -> None:
        super().__init__(program, found.rows)
        self.found, self.seen = found, seen(program, found.rows, found)

    def of_rows(self, result: Statement) -> None:
        """The sum over the rows that are given."""
        self.row, self.order = self.found.row, result.axes
        self.lines.append(f"return {self.full(self.text(self.found.contract), result.axes).code}")

    def whole(self, call: Text) -> Text:
        """The sum, divided and with its sign as the result has it."""
        result = self.program.result
        if result.node is self.found.contract:  # type: ignore[union-attr]
            return call
        total = self.name("total")
        self.lines.append(f"{total} = {call.code}")
        look = Look(result.axes, total, result.axes)  # type: ignore[union-attr]
        scaled = _changed(result.node, self.found.contract, look)  # type: ignore[union-attr]
        return self.text(scaled)


def _changed(node: Node, old: Node, new: Node) -> Node:
    """The node, another one in the place of a sum in it."""
    match node:
        case Div(axes=axes, above=above, below=below):
            return Div(axes, _changed(above, old, new), below)
        case Add(axes=axes, terms=((sign, inner),)):
            return Add(axes, ((sign, _changed(inner, old, new)),))
    return new


def passes(program: Program, rows: frozenset[str]) -> int:
    """How many arrays with an entry for each pair are made on the way."""
    nodes = [node for each in of_rows(program, rows) for node in inside(each.node)]
    return sum(1 for node in nodes if _is_made(node))


def _is_made(node: Node) -> bool:
    return len(set(node.axes)) == 2 and not isinstance(node, Look)


def in_blocks(program: Program, kept: Sequence[str] = ()) -> TorchBlockSpeller | None:
    """The speller, where rows stand apart and are passed over often enough."""
    found = summed(program)
    if found is not None:
        speller: TorchBlockSpeller = TorchSumSpeller(program, found)
        speller.write()
        return speller
    rows = carried(program)
    if rows is None or passes(program, rows) < MANY:
        return None
    speller = TorchBlockSpeller(program, rows, kept)
    speller.write()
    return speller


def spelled(program: Program, kept: Sequence[str] = ()) -> TorchSpeller:
    """The closed form of a program, for some rows at a time where that pays; what is kept is returned beside."""
    found = in_blocks(program, kept)
    if found is not None:
        return found
    speller = TorchSpeller(program)
    speller.write()
    speller.lines[-1] = ", ".join([speller.lines[-1], *kept])
    return speller
