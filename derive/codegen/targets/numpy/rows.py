"""Rows in blocks that stay in the cache, worked on in the place of the result."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.causal import seen
from derive.codegen.errors import NoCode
from derive.codegen.names import python_name
from derive.codegen.program import Add, Along, Choose, Look, Mul, Node, Number, Place, Statement
from derive.codegen.rows import carried, ends_in, labels_of_true_class, widths
from derive.codegen.targets.numpy.spelling import NumpySpeller, axes_of
from derive.codegen.texts import Axes, Text
from derive.language.indices import Index


class RowSpeller(NumpySpeller):
    """A block of rows at a time, worked on in the place of the result."""

    rows: frozenset[str]
    row: Index
    numbered = ""
    seen: tuple[str, ...] = ()

    def write(self) -> None:
        """A loop over blocks of rows around the statements."""
        result = self.program.result
        if result is None:
            raise NoCode("a program without a result")
        self.rows = carried(self.program) or frozenset()
        self.seen = seen(self.program, self.rows)
        for statement in self.program.statements:
            if statement.name not in self.rows:
                self.statement(statement)
        outer, self.lines = self.lines, []
        self.block = "result[rows]"
        statements = [each for each in self.program.statements if each.name in self.rows]
        for statement in statements[:-1]:
            self.row = statement.axes[0]
            self.statement(statement)
        last = statements[-1] if statements else None
        self.row = (last or result).axes[0]
        if last is None or not self._in_place(last, result):
            if last is not None:
                self.statement(last)
            self._result(result)
        inside = [f"    {line}" for line in self.lines]
        self.lines = [*outer, *self._loop(result), *inside, "return result"]

    def _loop(self, result: Statement) -> list[str]:
        """Room for the result, and a loop over blocks of rows, the widest of which fits into the cache."""
        shape = f"({self.size(result.axes[0].dim)}, {self.size(result.axes[1].dim)})"
        room = f"result = {self.helper('room', 'out', shape, self.dtype())}"
        own = result.axes[1].dim
        wide = [self.size(dim) for dim in widths(self.program, self.rows) if dim != own]
        loop = f"for rows in {self.helper('blocks', 'result', *self.widest(wide))}:"
        return [*self.numbers(result.axes[0]), room, loop]

    def widest(self, wide: list[str]) -> list[str]:
        """How many numbers a row has on the way; blocks that see no later ones are better small."""
        more = [f"max({', '.join(wide)})"] if len(wide) > 1 else wide
        return [f"2 * {each}" for each in more] if self.seen else more

    def numbers(self, row: Index) -> list[str]:
        """The numbers of all rows, if the formula asks for them."""
        return [f"{self.numbered} = {self.arange(row.dim)}"] if self.numbered else []

    def length(self, axis: Index) -> str:
        """Of rows as many as a block has."""
        given = [each.name for each in self.program.arguments if each.name in self.rows]
        if self.sees_to_the_row(axis):
            return f"len({self.seen[0]}[: rows.stop])"
        return f"len({given[0]}[rows])" if axis == self.row else super().length(axis)

    def sees_to_the_row(self, axis: Index) -> bool:
        """Whether the places along the axis are those up to the last row of the block."""
        return bool(self.seen) and axis != self.row and axis.dim == self.row.dim

    def spots(self, axis: Index) -> Text:
        """The numbers of the rows of this block."""
        before = self.sees_to_the_row(axis)
        if axis != self.row and not before:
            return super().spots(axis)
        self.numbered = self.numbered or self.name(f"{python_name(self.row.name)}s")
        return Text(f"{self.numbered}[{': rows.stop' if before else 'rows'}]", (axis,))

    def _in_place(self, last: Statement, result: Statement) -> bool:
        """A softargmax that the result is made of, in the place of the result."""
        node = last.node
        if not isinstance(node, Along) or node.function != "softargmax":
            return False
        if not ends_in(result.node, last.name):
            return False
        self.order = last.axes
        scores = self.full(self.text(node.arguments[0]), last.axes).code
        labels = labels_of_true_class(result.node, last)
        if labels:
            code = self.text(labels).code
            self.lines.append(self.helper("softargmax_less_one", scores, code, f"out={self.block}"))
            return True
        axis = f"axis={last.axes.index(node.axis)}"
        made = self.helper("softargmax", scores, axis, f"out={self.block}")
        if isinstance(result.node, Look):
            self.lines.append(made)
        else:
            self.lines.append(f"{last.name} = {made}")
            self.block = last.name
            self._result(result)
        return True

    def _result(self, result: Statement) -> None:
        self.order, self.row = result.axes, result.axes[0]
        if isinstance(result.node, Choose):
            self._choose_in_place(result.node)
        else:
            self.into(result.node, result.axes)

    def _choose_in_place(self, node: Choose) -> None:
        self.into(node.otherwise, self.order)
        name = self.block
        if not name.isidentifier():
            self.lines.append("block = result[rows]")
            name = "block"
        if not self._true_class(node, name, self.order):
            left = tuple(axis for axis in self.order if axis != node.axis)
            self._put(name, self.order, node, self.full(self.text(node.value), left), left)

    def into(self, node: Node, axes: Axes) -> None:
        """Statements that leave the node's array in the block."""
        match node:
            case Look() if node.name == self.block:
                return
            case Add(terms=((1, first), (sign, second))):
                self._combine("add" if sign > 0 else "subtract", first, second, axes)
            case Add(terms=((-1, Look() as inner),)):
                self.lines.append(f"{self.library}.negative({self.text(inner).code}, out={self.block})")
            case Add(terms=((-1, inner),)):
                self.into(inner, axes)
                self.lines.append(f"{self.library}.negative({self.block}, out={self.block})")
            case Mul(factors=factors):
                few = sorted(factors, key=lambda each: (len(each.axes), not isinstance(each, Number)))
                head = few[0] if len(few) == 2 else Mul(axes_of(few[:-1]), tuple(few[:-1]))
                self._combine("multiply", head, few[-1], axes)
            case _:
                self.lines.append(f"{self.block_slot()} = {self.full(self.text(node), axes).code}")

    def block_slot(self) -> str:
        """What an array is assigned to."""
        return f"{self.block}[...]" if self.block.isidentifier() else self.block

    def _combine(self, word: str, first: Node, second: Node, axes: Axes) -> None:
        """One operand worked out in the block, the other beside it."""
        codes = []
        done = False
        for each in (second, first):
            if (
                not done
                and isinstance(each, Add | Mul)
                and set(each.axes) == set(axes)
                and len(each_terms(each)) == 2
            ):
                self.into(each, axes)
                codes.append(self.block)
                done = True
            else:
                codes.append(self.aligned(self.text(each), axes).code)
        self.lines.append(f"{self.library}.{word}({codes[1]}, {codes[0]}, out={self.block})")

    def at_fixed_places(self, name: str, places: Sequence[Place]) -> Text:
        """An argument's rows of this block; what was computed here is of this block already."""
        made = super().at_fixed_places(name, places)
        if name in self.seen and made.axes:
            return Text(f"{name}[: rows.stop]", made.axes)
        given = any(each.name == name for each in self.program.arguments) and name in self.rows
        return Text(f"{name}[rows]", made.axes) if given and made.axes else made

    def along_label(self, name: str, places: list[Place], place: int, label: Text) -> Text:
        """Entries at labels, h[rows, y]: of this block as they stand."""
        return super().along_label(name, places, place, label)


def each_terms(node: Add | Mul) -> tuple[object, ...]:
    """The terms of a sum, the factors of a product."""
    return node.terms if isinstance(node, Add) else node.factors
