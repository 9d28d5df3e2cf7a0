"""What C writes for one entry of an array: names, offsets, the value of a formula at the present counters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sympy import Rational

from derive.codegen.errors import NoCode
from derive.codegen.names import python_name, word_for
from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Beside,
    Choose,
    Compare,
    Contract,
    Div,
    Here,
    Last,
    Look,
    Masked,
    Mul,
    Node,
    Number,
    OfMatrix,
    Others,
    Part,
    Place,
    Position,
    Power,
    Program,
    Raise,
    Reduce,
    Size,
)
from derive.codegen.spelling import SIGNS
from derive.language.functions import Helper
from derive.language.indices import Dim, Index

BRACKETED = re.compile(r"\([^()]*\)")


class Entries:
    """Writes single entries of the arrays of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.arrays: dict[str, tuple[Index | Dim, ...]] = {each.name: each.dims for each in program.arguments}
        self.helpers: set[str] = set()
        self.dims: list[Dim] = []
        self.names: dict[Index, str] = {}
        self.taken = {each.name for each in program.arguments} | {each.name for each in program.statements}
        self.fixed: dict[Index, str] = {}
        self.stored: dict[Any, str] = {}
        self.here = ""
        self.rows: Dim | None = None

    # names

    def size(self, dim: Dim) -> str:
        """The size of a dimension; it is an argument, or made of one."""
        if isinstance(dim, Part):
            whole = self.size(dim.whole)
            return (
                str(dim.count)
                if dim.count is not None
                else f"({whole} > {dim.less} ? {whole} - {dim.less} : 0)"
            )
        if dim not in self.dims:
            self.dims.append(dim)
        return python_name(dim.name)

    def counter(self, axis: Index) -> str:
        """The variable that runs over an axis."""
        if axis not in self.names:
            name = "row" if axis.name.startswith("row_of_") else python_name(axis.name)
            used = {*self.names.values(), *self.taken, *(python_name(dim.name) for dim in self._all_dims())}
            while name in used:
                name += "_"
            self.names[axis] = name
        return self.names[axis]

    def _all_dims(self) -> Iterable[Dim]:
        result = self.program.result
        axes = [
            axis for each in [*self.program.statements, *([result] if result else [])] for axis in each.axes
        ]
        return [*(axis.dim for axis in axes), *(dim for each in self.program.arguments for dim in each.dims)]

    def new(self, wanted: str) -> str:
        """A name that is not taken."""
        while wanted in self.taken:
            wanted += "_"
        self.taken.add(wanted)
        return wanted

    def start(self, axes: tuple[Index, ...], along: Index) -> str:
        """+ row * n: where a row starts."""
        offset = self.offset(
            [("0" if axis == along else self.counter(axis)) for axis in axes], [a.dim for a in axes]
        )
        return f" + {offset}" if offset != "0" else ""

    def stride(self, axes: tuple[Index, ...], along: Index) -> str:
        """How far entries along an axis lie apart."""
        after = axes[axes.index(along) + 1 :]
        return " * ".join(self.size(axis.dim) for axis in after) or "1"

    def offset(self, spots: list[str], dims: list[Dim]) -> str:
        """(i * n + k) for places i, k."""
        code = ""
        for spot, dim in zip(spots, dims, strict=True):
            if not code or code == "0":
                code = spot
            else:
                head = f"({code})" if " + " in code and not BRACKETED.fullmatch(code) else code
                code = f"{head} * {self.size(dim)}" + ("" if spot == "0" else f" + {spot}")
        return code or "0"

    def at(self, name: str, axes: tuple[Index, ...]) -> str:
        """out[row * n + k]"""
        return f"{name}[{self.offset([self.counter(axis) for axis in axes], [axis.dim for axis in axes])}]"

    def spot(self, place: Place) -> str:
        """A place as an expression; beyond the border it is the place at the border, which nobody looks at."""
        match place:
            case Index():
                return self.counter(place)
            case Here(offset=offset):
                return _beside(self.here, offset)
            case Last(dim=dim, offset=offset):
                return f"({self.size(dim)} - {1 - offset})"
            case Beside(index=Index(dim=Part()) as index, offset=offset):
                return _beside(self.counter(index), offset)
            case Beside(index=index, offset=offset):
                own, size = self.counter(index), self.size(index.dim)
                inside = f"{own} >= {-offset}" if offset < 0 else f"{own} + {offset} < {size}"
                return f"({inside} ? {_beside(own, offset)} : {own})" if offset else own
            case int():
                return str(place)
        return self.value(place)

    def place(self, axis: Index) -> str:
        """The place along an axis, to be compared with one along another."""
        name = self.counter(axis)
        return f"start + {name}" if axis.dim == self.rows else name

    # values of one entry

    def value(self, node: Node, *, tight: bool = False) -> str:
        """The entry of a node at the present counters."""
        code = self._value(node)
        return f"({code})" if tight and isinstance(node, Add | Div | Choose | Compare) else code

    def term(self, node: Node) -> str:
        """The entry of a node in a sum."""
        return self.value(node, tight=isinstance(node, Add | Choose | Compare))

    def _value(self, node: Node) -> str:  # noqa: C901, PLR0912 (one case for each kind of node)
        match node:
            case Number(value=value):
                return number(value)
            case Size(dim=dim):
                return f"(real){self.size(dim)}"
            case Look():
                return self.look(node)
            case Add(terms=terms):
                signs = [f"{'-' if sign < 0 else '+'} {self.term(each)}" for sign, each in terms]
                code = " ".join(signs)
                return code[2:] if code.startswith("+ ") else f"-{code[2:]}"
            case Mul(factors=factors):
                return " * ".join(self.value(each, tight=True) for each in factors)
            case Div(above=above, below=below):
                under = self.value(below, tight=True)
                under = f"({under})" if isinstance(below, Mul) else under
                return f"{self.value(above, tight=True)} / {under}"
            case Power(base=base, exponent=exponent):
                return self.power(self.value(base), exponent)
            case Apply(function=function, argument=argument):
                return self.apply(function, self.value(argument))
            case Choose():
                condition = f"{self.counter(node.axis)} == {self.spot(node.place)}"
                return f"{condition} ? {self.value(node.value)} : {self.value(node.otherwise)}"
            case Compare():
                return self.compare(node)
            case Position(place=place):
                at = _beside(self.here, place.offset) if isinstance(place, Here) else self.counter(place)
                return f"(real)({at} + 1)"
            case Raise(base=base, exponent=power):
                return f"POW({self.value(base)}, {self.value(power)})"
            case Masked():
                sign = "<=" if node.same else "<"
                code = f"{self.place(node.one)} {sign} {self.place(node.other)}"
                beyond = "-INFINITY" if node.scores else "0"
                return f"({code} ? {self.value(node.argument)} : {beyond})"
            case Contract() | Others() | Along() | Reduce() | OfMatrix():
                return self.kept(node)
        raise NoCode(f"C has no word for {type(node).__name__}")

    def compare(self, node: Compare) -> str:
        """x > 0 ? value : otherwise, real on both sides"""
        left, right = (
            self.value(each, tight=isinstance(each, Choose | Compare)) for each in (node.left, node.right)
        )
        value, otherwise = (
            f"(real){self.value(each)}"
            if isinstance(each, Number)
            else self.value(each, tight=isinstance(each, Compare))
            for each in (node.value, node.otherwise)
        )
        return f"{left} {SIGNS[node.sign]} {right} ? {value} : {otherwise}"

    def kept(self, node: Node) -> str:
        """The entry of an array that was stored on the way."""
        axes = self.axes_stored(node)
        return self.at(self.stored[node], axes) if axes else self.stored[node]

    def axes_stored(self, node: Node) -> tuple[Index, ...]:
        """The axes of the array that holds a node, in their order: a solution has those of the matrix first."""
        own = tuple(axis for axis in node.axes if axis not in self.fixed)
        kept = self.arrays.get(self.stored[node], ())
        return kept if set(kept) == set(own) else own

    def look(self, node: Look) -> str:
        """The entry of an array at places."""
        stored = self.arrays[node.name]
        places = node.places
        if len(stored) < len(places):
            places = tuple(place for place in places if place not in self.fixed)
        if not places:
            return node.name
        dims = [each if isinstance(each, Dim) else each.dim for each in stored]
        return f"{node.name}[{self.offset([self.spot(place) for place in places], dims)}]"

    def power(self, base: str, exponent: Rational) -> str:
        """A power by the library, a square by a helper."""
        if exponent == 2:
            self.helpers.add("square")
            return f"square({base})"
        return f"SQRT({base})" if exponent == Rational(1, 2) else f"POW({base}, {number(exponent)})"

    def apply(self, function: str, argument: str) -> str:
        """A function of the library or a helper."""
        word = word_for(function, "c")
        if isinstance(word, Helper):
            self.helpers.add(function)
            return f"{function}({argument})"
        return f"{word.upper()}({argument})"


def number(value: Any) -> str:
    """2, 0.5, (real)1 / 3"""
    if not isinstance(value, Rational):
        return f"(real){float(value)!r}"
    if value.q == 1:
        return str(value.p)
    exact = value.q & (value.q - 1) == 0
    return f"(real){float(value)!r}" if exact else f"((real){value.p} / {value.q})"


def _beside(name: str, offset: int) -> str:
    """t, (t - 1), (t + 1)"""
    return f"({name} {'-' if offset < 0 else '+'} {abs(offset)})" if offset else name
