"""Sums over rows, a block of rows at a time: what has an entry for each pair is never whole."""

from __future__ import annotations

from derive.codegen.causal import seen
from derive.codegen.errors import NoCode
from derive.codegen.program import Add, Div, Node, Program
from derive.codegen.rows import Summed, widths
from derive.codegen.targets.numpy.rows import RowSpeller
from derive.codegen.texts import Level


class SumSpeller(RowSpeller):
    """result += Σ over the rows of a block."""

    def __init__(self, program: Program, found: Summed) -> None:
        super().__init__(program)
        self.found, self.rows, self.row = found, found.rows, found.row
        self.seen = seen(program, found.rows, found)

    def write(self) -> None:
        """What all rows share, the loop over blocks, what the sum is divided by."""
        result = self.program.result
        if result is None:
            raise NoCode("a program without a result")
        for statement in self.program.statements:
            if statement.name not in self.rows:
                self.statement(statement)
        before, self.lines = self.lines, []
        for statement in self.program.statements:
            if statement.name in self.rows:
                self.row = statement.axes[0]
                self.statement(statement)
        self.row, self.order = self.found.row, result.axes  # which the result has not
        ends = self.seen and any(map(self.sees_to_the_row, result.axes[:1]))
        place = "result[: rows.stop]" if ends else "result"
        self.lines.append(f"{place} += {self.full(self.text(self.found.contract), result.axes).code}")
        inside, self.lines = [f"    {line}" for line in self.lines], before
        sizes = [self.size(axis.dim) for axis in result.axes]
        shape = f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"
        room = self.helper("filled", "out", shape, "0", self.dtype())
        self.lines += [
            *self.numbers(self.row),
            f"result = {room}",
            self._over_blocks(),
            *inside,
        ]
        self._scale(result.node)
        self.lines.append("return result")

    def _over_blocks(self) -> str:
        """The loop, over blocks of an array that has the rows."""
        given = [each for each in self.program.arguments if each.name in self.rows]
        array = next(each for each in given if len(each.dims) == 2)
        wide = [self.size(dim) for dim in widths(self.program, self.rows) if dim != array.dims[1]]
        return f"for rows in {self.helper('blocks', array.name, *self.widest(wide))}:"

    def _scale(self, node: Node) -> None:
        """The sum divided, and its sign, in its own place."""
        match node:
            case Div(above=above, below=below):
                self._scale(above)
                self.lines.append(f"result /= {self.text(below).bound(Level.SUM)}")
            case Add(terms=((sign, inner),)):
                self._scale(inner)
                self.lines += ["np.negative(result, out=result)"] if sign < 0 else []
