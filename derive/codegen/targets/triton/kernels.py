"""Triton's words: one kernel, in which a program of the grid computes one row of every array of the formula.

A row is a vector, and what is summed along it a number; both broadcast, so axes are never aligned. What lies behind
the end of a row is not summed, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Rational

from derive.codegen.errors import NoCode
from derive.codegen.names import python_name
from derive.codegen.program import (
    Along,
    Argument,
    Choose,
    Compare,
    Contract,
    Here,
    Look,
    Masked,
    Node,
    Others,
    Place,
    Program,
    Statement,
)
from derive.codegen.python_files import body_lines, signature
from derive.codegen.spelling import SIGNS, Speller, is_computed
from derive.codegen.targets.triton.helpers import HELPERS
from derive.codegen.targets.triton.rows import rows
from derive.codegen.texts import Axes, Level, Text
from derive.language.indices import Dim, Index

BLOCK = 1024
"""How many entries of a row a program works on where none is summed."""

LIBRARY = {
    "exp": "tl.exp",
    "log": "tl.log",
    "sin": "tl.sin",
    "cos": "tl.cos",
    "abs": "tl.abs",
    "erf": "tl.erf",
}


class Kernel(Speller):
    """Spells the kernel of one program, `kernel`, and the lines that launch it, `lines`."""

    target, library = "triton", "tl"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.rows = rows(program)
        self.arrays = {each.name: each for each in program.arguments}
        self.taken = {"row", "column", "here", "tl", "triton", "torch", "REAL", "BLOCK", *HELPERS}
        self.taken |= {each.name for each in program.statements}
        self.taken |= {self.length(dim) for dim in self._dims()}
        self.kernel: list[str] = []
        if not self.reals():
            raise NoCode("there is no array to launch a kernel for")

    def _dims(self) -> list[Dim]:
        return [dim for dim in (self.rows.row, self.rows.column) if dim is not None]

    # the kernel and its launch

    def write(self) -> None:
        """The kernel, and the lines of the function that launches it."""
        super().write()
        inside, self.lines = self.lines, []
        name = f"_{self.program.name}_kernel"
        arrays = [each.name for each in self.program.arguments if each.kind != "size"]
        sizes = [python_name(dim.name) for dim in self.sizes]
        parameters = [
            *(f"{each}_at" for each in arrays),
            "out_at",
            *sizes,
            "REAL: tl.constexpr",
            "BLOCK: tl.constexpr",
        ]
        self.kernel = [
            "@triton.jit",
            *signature(name, parameters, ""),
            f'    """{"One row" if self.rows.whole else "A block of entries"} of the result."""',
            *body_lines([*self._places(), *inside]),
        ]
        self._launch(name, arrays, sizes)

    def _places(self) -> list[str]:
        made = ["row = tl.program_id(0).to(tl.int64)"] if self.rows.row else []
        if self.rows.column is None:
            return made
        start = "" if self.rows.whole else f"tl.program_id({len(made)}).to(tl.int64) * BLOCK + "
        size = self.length(self.rows.column)
        return [*made, f"column = {start}tl.arange(0, BLOCK)", f"here = column < {size}"]

    def _launch(self, name: str, arrays: list[str], sizes: list[str]) -> None:
        assert self.program.result
        first = self.reals()[0].name
        axes = self.program.result.axes
        grid = [self.length(self.rows.row)] if self.rows.row else []
        block = "1"
        if self.rows.column is not None and self.rows.whole:
            block = self.helper("block", self.length(self.rows.column))
        elif self.rows.column is not None:
            block = str(BLOCK)
            grid.append(f"triton.cdiv({self.length(self.rows.column)}, {BLOCK})")
        launched = ", ".join([*(f"{each}.contiguous()" for each in arrays), "result", *sizes, "kind", block])
        self.lines += [
            f"result = torch.empty({self.shape(axes) if axes else '()'}, dtype={first}.dtype, device={first}.device)",
            f"kind = tl.float64 if {first}.dtype == torch.float64 else tl.float32",
            "if result.numel():",
            f"    {name}[({', '.join(grid) or '1'},)]({launched})",
            "return result",
        ]

    def finish(self, statement: Statement) -> None:
        """The row of the result stored."""
        made = self.text(statement.node)
        spot = self.offset(
            [self.counter(axis) for axis in statement.axes], [axis.dim for axis in statement.axes]
        )
        where = ", here" if any(axis.dim == self.rows.column for axis in statement.axes) else ""
        code = made.code
        if len(spot) + len(code) > 70:
            code = self.hoisted("result", code)
        self.lines.append(f"tl.store(out_at{spot}, {code}{where})")

    def statement(self, statement: Statement) -> None:
        """name = node."""
        self.lines.append(f"{statement.name} = {self.text(statement.node).code}")

    # places

    def counter(self, axis: Index) -> str:
        """The places along an axis: those of the row, or the row's own."""
        return "column" if axis.dim == self.rows.column else "row"

    def offset(self, spots: Iterable[str], dims: Iterable[Dim]) -> str:
        """The offset of an entry, ` + row * n + column`."""
        code = ""
        for spot, dim in zip(spots, dims, strict=True):
            head = f"({code})" if " + " in code else code
            code = f"{head} * {self.length(dim)} + {spot}" if code else spot
        return f" + {code}" if code else ""

    def spot(self, place: Place) -> str:
        """A place as an expression."""
        if isinstance(place, Index):
            return self.counter(place)
        if isinstance(place, int | Node):
            return str(place) if isinstance(place, int) else self.text(place).code
        raise NoCode("places beside others are of other rows")

    def look(self, node: Look) -> Text:
        """What was computed, or an argument loaded: a row of it, or one entry."""
        argument = self.arrays.get(node.name)
        if argument is None:
            return self._computed(node)
        return Text(self._loaded(argument, node), node.axes)

    def _loaded(self, argument: Argument, node: Look) -> str:
        offset = self.offset([self.spot(each) for each in node.places], argument.dims)
        along = any(isinstance(each, Index) and each.dim == self.rows.column for each in node.places)
        code = f"tl.load({argument.name}_at{offset}{', here, 0' if along else ''})"
        plain = all(isinstance(each, Index) for each in node.places)
        name = argument.name if plain else f"{argument.name}_entry"
        return self.hoisted(name, f"{code}.to(REAL)" if argument.kind == "real" else code)

    def _computed(self, node: Look) -> Text:
        odd = [each for each in node.places if not isinstance(each, Index)]
        if not odd:
            return Text(node.name, node.axes)
        code = f"tl.where(column == {self.spot(odd[0])}, {node.name}, 0)"
        return Text(self.hoisted(f"{node.name}_entry", self.helper("total", code, "here")), node.axes)

    # arithmetic: rows and numbers broadcast

    def length(self, dim: Dim) -> str:
        """The size of a dimension as the kernel is told it."""
        return super().size(dim)

    def size(self, dim: Dim) -> str:
        """The size of a dimension as a real number."""
        name = self.length(dim)
        return self.hoisted(f"{name}_real", f"tl.full((), {name}, REAL)")

    def shape(self, axes: Axes) -> str:
        """(N, n)"""
        inner = ", ".join(self.length(axis.dim) for axis in axes)
        return f"({inner},)" if len(axes) == 1 else f"({inner})"

    def aligned(self, text: Text, axes: Axes) -> Text:
        """As it stands."""
        return text

    def is_outer(self, factors: Iterable[Node], axes: Axes) -> bool:
        """Never: a row times a number."""
        return False

    def power(self, base: Node, exponent: Rational) -> Text:
        """x², √x, and what is made of them."""
        inner = self.text(base)
        if exponent == 2:
            return Text(self.helper("square", inner.code), inner.axes)
        if exponent == Rational(1, 2):
            return Text(self.call("sqrt", inner.code), inner.axes)
        if exponent.q > 2 or abs(exponent) > 8:
            raise NoCode(f"Triton has no power {exponent}")
        name = self.hoisted("base", inner.code)
        factors = [*([name] * int(abs(exponent))), *([f"tl.sqrt({name})"] if exponent.q == 2 else [])]
        code = " * ".join(factors)
        return Text(f"1 / ({code})" if exponent < 0 else code, inner.axes, Level.PRODUCT)

    def raised(self, base: Node, exponent: Node) -> Text:
        """Refused: Triton has no power that is no number."""
        raise NoCode("Triton has no power that is no number")

    def position(self, place: Index | Here) -> Text:
        """column + 1"""
        if isinstance(place, Here):
            raise NoCode("a recurrence is no row by itself")
        return Text(f"({self.counter(place)} + 1).to(REAL)", (place,))

    def apply(self, function: str, code: str) -> str:
        """f(x)."""
        if function in LIBRARY:
            return f"{LIBRARY[function]}({code})"
        if function not in HELPERS:
            raise NoCode(f"the target triton has no word for {function}")
        return self.helper(function, code)

    # along the row

    def contract(self, node: Contract) -> Text:
        """Σ along the row."""
        code = " * ".join(self.text(each).bound(Level.SIGN) for each in node.operands)
        if not any(axis.dim == self.rows.column for each in node.operands for axis in each.axes):
            raise NoCode("what is summed does not depend on the index")
        return Text(self.helper("total", code, "here"), node.axes)

    def along(self, node: Along) -> Text:
        """softargmax(s, column, here), …"""
        codes = [self.text(each).code for each in node.arguments]
        return Text(self.helper(node.function, *codes, "column", "here"), node.axes)

    def others(self, node: Others) -> Text:
        """Σ of all entries of a row but one."""
        if isinstance(node.place, Index):
            raise NoCode("a sum without one place has a kernel only for a label or a fixed place")
        code = self.text(node.argument).code
        return Text(self.helper("sum_without", code, self.spot(node.place), "column", "here"), node.axes)

    def softargmax_less_one(self, node: Choose, *more: str) -> str:
        """A softargmax less 1 at the label of each row."""
        whole = self.less_one[node.otherwise.name].node  # type: ignore[attr-defined]
        scores = [self.text(each).code for each in whole.arguments]  # type: ignore[attr-defined]
        return self.helper("softargmax_less_one", *scores, self.spot(node.place), "column", "here")

    def choose(self, node: Choose) -> Text:
        """tl.where(column == place, value, otherwise)"""
        if isinstance(node.otherwise, Look) and node.otherwise.name in self.less_one:
            return Text(self.softargmax_less_one(node), node.otherwise.axes)
        condition = f"{self.counter(node.axis)} == {self.spot(node.place)}"
        return self._where(condition, node.value, node.otherwise, node.axes)

    def compare(self, node: Compare) -> Text:
        """tl.where(x > 0, value, otherwise)"""
        left, right = (self.text(each).bound(Level.SUM) for each in (node.left, node.right))
        if any(isinstance(each, Choose | Compare) for each in (node.left, node.right)):
            left, right = f"({left})", f"({right})"
        return self._where(f"{left} {SIGNS[node.sign]} {right}", node.value, node.otherwise, node.axes)

    def _where(self, condition: str, value: Node, otherwise: Node, axes: Axes) -> Text:
        return Text(self.call("where", condition, self._real(value), self._real(otherwise)), axes)

    def _real(self, node: Node) -> str:
        code = self.text(node).code
        return code if is_computed(node) else f"tl.full((), {code}, REAL)"

    def reduced(self, function: str, text: Text, axis: Index) -> Text:
        """tl.max along the row."""
        if function != "max":
            raise NoCode("a kernel has no product along a row")
        left = tuple(each for each in text.axes if each != axis)
        return Text(f'tl.max(tl.where(here, {text.code}, -float("inf")), 0)', left)

    def masked(self, node: Masked) -> Text:
        """Refused: the two indices of a mask run over one dimension."""
        raise NoCode("[i < j] is no row by itself")


def spelled(program: Program) -> Kernel:
    """The kernel of a program and its launch."""
    kernel = Kernel(program)
    kernel.write()
    return kernel
