"""Kernels for rows that share arrays, as queries share the keys of an attention: a tile of rows and columns at a time.

A program works on some rows. What has an entry for each pair is worked out tile by tile, and anew in every pass over
the columns: one for the normaliser of a softargmax, which is rescaled as its largest score rises, one for every sum
over columns. A sum over rows is added to the result by all programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.codegen.errors import NoCode
from derive.codegen.names import python_name
from derive.codegen.program import (
    Add,
    Along,
    Contract,
    Div,
    Look,
    Masked,
    Node,
    Place,
    Program,
    Reduce,
    Statement,
    children,
    inside,
)
from derive.codegen.python_files import body_lines, signature
from derive.codegen.rows import Summed, carried, summed
from derive.codegen.spelling import Speller
from derive.codegen.targets.triton.kernels import Kernel
from derive.codegen.texts import Axes, Level, Text
from derive.language.indices import Dim, Index

SIDE = 32
"""How many rows and how many columns a tile has."""


def tiled(program: Program) -> Tiles | None:
    """The kernel of a program of rows that share arrays; None where there is no such one."""
    found = summed(program)
    rows = found.rows if found else carried(program)
    if rows is None or program.result is None or not all(each.name in rows for each in program.statements):
        return None
    pairs = [each for each in program.statements if len(each.axes) == 2]
    shared = any(each.dims and each.name not in rows for each in program.arguments)
    real = all(each.kind == "real" for each in program.arguments)
    if not pairs or not shared or not real or len({each.axes[1].dim for each in pairs}) > 1:
        return None
    return Tiles(program, rows, found, pairs[0].axes[1].dim)


class Tiles(Kernel):
    """Spells the kernel, `kernel`, and the lines that launch it, `lines`."""

    def __init__(self, program: Program, rows: frozenset[str], found: Summed | None, column: Dim) -> None:
        Speller.__init__(self, program)
        assert program.result
        self.result, self.shared_rows, self.found = program.result, rows, found
        self.across = column
        self.row = found.row if found else program.result.axes[0]
        self.arrays = {each.name: each for each in program.arguments}
        self.pairs = {each.name: each for each in program.statements if len(each.axes) == 2}
        words = ("row", "column", "rows", "columns", "start", "tl", "triton", "torch", "REAL", "SIDE")
        self.taken |= {*words, *(each.name for each in program.statements)}
        self.kernel: list[str] = []
        self.sums: dict[Node, str] = {}
        self.depth = 1

    # the kernel and its launch

    def write(self) -> None:
        """The kernel, and the lines of the function that launches it."""
        inside_ = [*self._rows(), *self._statements(), *self._result()]
        self.lines = []
        name = f"_{self.program.name}_kernel"
        arrays = [each.name for each in self.program.arguments]
        sizes = [python_name(dim.name) for dim in self.sizes]
        blocks = [self.block(dim) for dim in self._features()]
        parameters = [
            *(f"{each}_at" for each in arrays),
            "out_at",
            *sizes,
            "REAL: tl.constexpr",
            "SIDE: tl.constexpr",
            *(f"{each}: tl.constexpr" for each in blocks),
        ]
        self.kernel = [
            "@triton.jit",
            *signature(name, parameters, ""),
            '    """Some rows of the result, or what they add to it."""',
            *body_lines(inside_),
        ]
        first = self.reals()[0].name
        room = "zeros" if self.found else "empty"
        shape = self.shape(self.result.axes)
        sides = [self.helper("side", self.length(dim)) for dim in self._features()]
        launched = ", ".join(
            [*(f"{each}.contiguous()" for each in arrays), "result", *sizes, "kind", str(SIDE), *sides]
        )
        self.lines += [
            f"result = torch.{room}({shape}, dtype={first}.dtype, device={first}.device)",
            f"kind = tl.float64 if {first}.dtype == torch.float64 else tl.float32",
            "if result.numel():",
            f"    {name}[(triton.cdiv({self.length(self.row.dim)}, {SIDE}),)]({launched})",
            "return result",
        ]

    def _features(self) -> list[Dim]:
        """What is neither rows nor columns."""
        dims = [dim for each in self.program.arguments for dim in each.dims]
        return [dim for dim in dict.fromkeys(dims) if dim not in (self.row.dim, self.across)]

    def block(self, dim: Dim) -> str:
        """The name of a dimension's size, up to a power of two."""
        return f"{python_name(dim.name)}_SIDE"

    # rows

    def _rows(self) -> list[str]:
        size = self.length(self.row.dim)
        lines = [
            "row = tl.program_id(0).to(tl.int64) * SIDE + tl.arange(0, SIDE)",
            f"rows = row < {size}",
        ]
        for dim in self._features():
            name = python_name(dim.name)
            lines.append(f"{name}_place = tl.arange(0, {self.block(dim)})")
        self.lines = lines
        for each in self.program.arguments:
            if each.name in self.shared_rows or not each.dims:
                self._load(each.name, "row")
        lines, self.lines = self.lines, []
        return lines

    def _load(self, name: str, first: str) -> None:
        """The rows of an argument, or its columns, or a number."""
        dims = self.arrays[name].dims
        if len(dims) > 2 or any(dim in (self.row.dim, self.across) for dim in dims[1:]):
            raise NoCode("a kernel works on arrays of rows")
        spots, here = [first], [f"{first}s"]
        if dims and first == "row" and dims[0] != self.row.dim:
            raise NoCode("a kernel works on arrays of rows")
        for dim in dims[1:]:
            place = f"{python_name(dim.name)}_place"
            spots.append(place)
            here.append(f"({place} < {self.length(dim)})")
        if not dims:
            self.lines.append(f"{name} = tl.load({name}_at).to(REAL)")
            return
        if len(dims) == 1:
            self.lines.append(f"{name} = tl.load({name}_at + {first}, {first}s, 0).to(REAL)")
            return
        offset = f"{first}[:, None] * {self.length(dims[1])} + {spots[1]}[None, :]"
        mask = f"{here[0]}[:, None] & {here[1]}[None, :]"
        self.lines.append(f"{name} = tl.load({name}_at + {offset}, {mask}, 0).to(REAL)")

    # statements

    def _statements(self) -> list[str]:
        lines: list[str] = []
        for each in self.program.statements:
            self.row, self.order = each.axes[0], each.axes
            if each.name in self.pairs:
                lines += self._normaliser(each) if isinstance(each.node, Along) else []
                continue
            lines += self._passes(each.node)
            code = self.text(each.node).code
            lines += [*self.lines, f"{each.name} = {code}"]
            self.lines = []
        return lines

    def _normaliser(self, statement: Statement) -> list[str]:
        """One pass: the largest score and the normaliser of every row, rescaled as the largest score rises."""
        node = statement.node
        assert isinstance(node, Along)
        if node.function != "softargmax":
            raise NoCode(f"a kernel has no {node.function} over tiles")
        name = statement.name
        self._tile([node.arguments[0]])
        scores = self._scores(node, statement.axes)
        self.lines += [
            f"above = tl.maximum({name}_top, tl.max({scores}, 1))",
            'base = tl.where(above == -float("inf"), 0, above)',
            f"kept = {name}_total * tl.exp({name}_top - base)",
            f"{name}_total = kept + tl.sum(tl.exp({scores} - base[:, None]), 1)",
            f"{name}_top = above",
        ]
        start = [
            f'{name}_top = tl.full((SIDE,), -float("inf"), REAL)',
            f"{name}_total = tl.zeros((SIDE,), REAL)",
        ]
        return [*start, *self._loop()]

    def _scores(self, node: Along, axes: Axes) -> str:
        """The scores of a tile; those behind the last column are masked."""
        self.order = axes
        scores = self.full(self.text(node.arguments[0]), axes).code
        self.lines.append(f'scores = tl.where(columns[None, :], {scores}, -float("inf"))')
        return "scores"

    def _passes(self, node: Node) -> list[str]:
        """A pass over the columns for every sum over them."""
        lines: list[str] = []
        for each in list(_sums(node, self.across, self.row)):
            if each in self.sums:
                continue
            name = self.name("total")
            self._tile(list(each.operands))
            self.order = (self.row, *(axis for axis in each.axes if axis != self.row), *each.bound)
            value, axes = self._summed(each)
            self.lines.append(f"{name} += {value}")
            shape = ", ".join("SIDE" if axis == self.row else self.block(axis.dim) for axis in axes)
            shape = f"({shape},)" if len(axes) == 1 else f"({shape})"
            lines += [f"{name} = tl.zeros({shape}, REAL)", *self._loop()]
            self.sums[each] = name
        return lines

    def _summed(self, node: Contract) -> tuple[str, Axes]:
        """What a tile adds to a sum over columns."""
        (bound,) = node.bound
        left = tuple(axis for axis in (self.row, *node.axes) if axis in node.axes)
        left = tuple(dict.fromkeys(left))
        if len(left) == 2:
            first, second = sorted(node.operands, key=lambda each: self.row not in each.axes)
            weights = self.full(self.text(first), (self.row, bound)).code
            values = self.full(self.text(second), (bound, left[1])).code
            masked = f"tl.where(columns[None, :], {weights}, 0)"
            return f'tl.dot({masked}, {values}, input_precision="ieee").to(REAL)', left
        if left != (self.row,):
            raise NoCode("a sum over columns has no row")
        codes = [self.aligned(self.text(each), (self.row, bound)).bound(Level.SIGN) for each in node.operands]
        return f"tl.sum(tl.where(columns[None, :], {' * '.join(codes)}, 0), 1)", left

    # tiles

    def _tile(self, nodes: list[Node]) -> None:
        """The columns that the nodes look at, and the tiles of what has an entry for each pair."""
        self.lines = []
        for name in self._needed(nodes):
            if name in self.arrays:
                self._load(name, "column")
                continue
            statement = self.pairs[name]
            row, order = self.row, self.order
            self.row, self.order = statement.axes[0], statement.axes
            if isinstance(statement.node, Along):
                scores = self._scores(statement.node, statement.axes)
                base = f'tl.where({name}_top == -float("inf"), 0, {name}_top)'
                self.lines.append(f"{name} = tl.exp({scores} - {base}[:, None]) / {name}_total[:, None]")
            else:
                self.lines.append(f"{name} = {self.full(self.text(statement.node), statement.axes).code}")
            self.row, self.order = row, order

    def _needed(self, nodes: list[Node]) -> list[str]:
        found: dict[str, None] = {}
        for node in nodes:
            for each in inside(node):
                if not isinstance(each, Look):
                    continue
                if each.name in self.pairs:
                    found |= dict.fromkeys([*self._needed([self.pairs[each.name].node]), each.name])
                elif each.name in self.arrays and each.name not in self.shared_rows and each.places:
                    found[each.name] = None
        return list(found)

    def _loop(self) -> list[str]:
        """The lines of a pass, which become those of a loop."""
        body, self.lines = self.lines, []
        size = self.length(self.across)
        return [
            f"for start in range(0, {size}, SIDE):",
            "    column = start + tl.arange(0, SIDE)",
            f"    columns = column < {size}",
            *(f"    {line}" for line in body),
        ]

    # the result

    def _result(self) -> list[str]:
        if self.found is not None:
            return self._added(self.found)
        self.row, self.order = self.result.axes[0], self.result.axes
        axes = self.result.axes
        if axes[1].dim in (self.row.dim, self.across):
            raise NoCode("a result with an entry for each pair is no row of features")
        lines = self._passes(self.result.node)
        code = self.full(self.text(self.result.node), axes).code
        place = f"{python_name(axes[1].dim.name)}_place"
        offset = f"row[:, None] * {self.length(axes[1].dim)} + {place}[None, :]"
        mask = f"rows[:, None] & ({place} < {self.length(axes[1].dim)})[None, :]"
        lines += [*self.lines, f"made = {code}", f"tl.store(out_at + {offset}, made, {mask})"]
        self.lines = []
        return lines

    def _added(self, found: Summed) -> list[str]:
        """What the rows add to the result, tile by tile."""
        self.row = found.row
        contract, axes = found.contract, self.result.axes
        if len(axes) != 2 or axes[0].dim != self.across or axes[1].dim in (self.row.dim, self.across):
            raise NoCode("a sum over rows has a kernel for rows of features alone")
        self._tile(list(contract.operands))
        first, second = sorted(contract.operands, key=lambda each: axes[0] not in each.axes)
        self.order = (self.row, axes[0])
        weights = self.full(self.text(first), (self.row, axes[0])).code
        self.lines.append(f"weights = tl.where(rows[:, None] & columns[None, :], {weights}, 0)")
        values = self.full(self.text(second), (self.row, axes[1])).code
        self.lines.append(f'part = tl.dot(tl.trans(weights), {values}, input_precision="ieee").to(REAL)')
        self.order = axes
        scaled = self.text(_changed(self.result.node, contract, Look(axes, "part", axes))).code
        place = f"{python_name(axes[1].dim.name)}_place"
        offset = f"column[:, None] * {self.length(axes[1].dim)} + {place}[None, :]"
        mask = f"columns[:, None] & ({place} < {self.length(axes[1].dim)})[None, :]"
        self.lines += [f"part = {scaled}"] if scaled != "part" else []
        self.lines.append(f"tl.atomic_add(out_at + {offset}, part, {mask})")
        return self._loop()

    # nodes

    def look(self, node: Look) -> Text:
        """What was loaded or computed, along its axes."""
        if not all(isinstance(place, Index) for place in node.places):
            raise NoCode("a tile has no fixed places")
        return Text(node.name, tuple(place for place in node.places if isinstance(place, Index)))

    def contract(self, node: Contract) -> Text:
        """A sum over columns that a pass has made; Σ over features within a tile."""
        if node in self.sums:
            axes = tuple(axis for axis in (self.row, *node.axes) if axis in node.axes)
            return Text(self.sums[node], tuple(dict.fromkeys(axes)))
        if len(node.bound) != 1 or node.bound[0].dim in (self.row.dim, self.across):
            raise NoCode("a kernel sums over features within a tile, and over columns")
        (bound,) = node.bound
        axes = self.ordered(node.axes)
        if len(node.operands) == 2 and len(axes) == 2:
            first, second = sorted(node.operands, key=lambda each: axes[0] not in each.axes)
            left = self.full(self.text(first), (axes[0], bound)).code
            right = self.full(self.text(second), (axes[1], bound)).code
            return Text(f'tl.dot({left}, tl.trans({right}), input_precision="ieee").to(REAL)', axes)
        if len(axes) != 1:
            raise NoCode("a kernel sums over features within a tile, and over columns")
        codes = [self.aligned(self.text(each), (*axes, bound)).bound(Level.SIGN) for each in node.operands]
        return Text(f"tl.sum({' * '.join(codes)}, 1)", axes)

    def along(self, node: Along) -> Text:
        """Refused: a function of whole rows inside another formula."""
        raise NoCode("a function of whole rows inside a formula has no tiles")

    def reduced(self, function: str, text: Text, axis: Index) -> Text:
        """Refused likewise."""
        raise NoCode("a maximum over columns has no tiles")

    def masked(self, node: Masked) -> Text:
        """tl.where(column <= row, a, −∞)"""
        axes = self.ordered(node.axes)
        one, other = (
            self.aligned(Text("row" if each == self.row else "column", (each,)), axes).code
            for each in (node.one, node.other)
        )
        beyond = '-float("inf")' if node.scores else "0"
        inner = self.aligned(self.text(node.argument), axes).code
        return Text(f"tl.where({one} {'<=' if node.same else '<'} {other}, {inner}, {beyond})", axes)

    def aligned(self, text: Text, axes: Axes) -> Text:
        """The array such that it broadcasts against one with these axes."""
        return Speller.aligned(self, text, axes)

    def spot(self, place: Place) -> str:
        """Refused: there are no fixed places."""
        raise NoCode("a tile has no fixed places")


def _sums(node: Node, column: Dim, row: Index) -> Iterator[Contract]:
    """The sums over columns in a node."""
    if isinstance(node, Contract) and any(axis.dim == column and axis != row for axis in node.bound):
        yield node
        return
    if isinstance(node, Reduce):
        raise NoCode("a maximum over columns has no tiles")
    for each in children(node):
        yield from _sums(each, column, row)


def _changed(node: Node, old: Node, new: Node) -> Node:
    match node:
        case Div(above=above):
            return replace(node, above=_changed(above, old, new))
        case Add(terms=((sign, inner),)):
            return replace(node, terms=((sign, _changed(inner, old, new)),))
    return new
