"""C99: one readable function, in one pass over each row where the rows do not depend on each other."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sympy import Rational

from derive.code.emit import EDGES, docstring, header
from derive.code.errors import NoCode
from derive.code.lowering import python_name
from derive.code.program import (
    Add,
    Along,
    Apply,
    Argument,
    Choose,
    Contract,
    Div,
    Look,
    Mul,
    Node,
    Number,
    Others,
    Place,
    Power,
    Program,
    Size,
    Statement,
)
from derive.code.rows import ends_in, works_by_rows
from derive.code.targets import Options, Target
from derive.code.targets.c_helpers import EXP, FUNCTIONS, TYPES
from derive.language.claims import Identity
from derive.language.indices import Dim, Index

FLAGS = ("-std=c99", "-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math")


class CWriter:
    """Writes one program. Arrays that a formula needs on the way are stored as they are met."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.by_rows = works_by_rows(program)
        self.arrays: dict[str, tuple[Index | Dim, ...]] = {each.name: each.dims for each in program.arguments}
        self.helpers: set[str] = set()
        self.lines: list[str] = []
        self.room: list[tuple[str, tuple[Index, ...]]] = []
        self.depth = 1
        self.dims: list[Dim] = []
        self.names: dict[Index, str] = {}
        self.taken = {each.name for each in program.arguments} | {each.name for each in program.statements}
        self.fixed: dict[Index, str] = {}
        self.stored: dict[Any, str] = {}

    # names

    def size(self, dim: Dim) -> str:
        """The size of a dimension; it is an argument."""
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

    # lines

    def put(self, line: str) -> None:
        """One line at the present depth; a pragma at the margin."""
        self.lines.append(line if line.startswith("#") else "    " * self.depth + line)

    def loops(self, axes: Iterable[Index], *, simd: str = "") -> int:
        """Open a loop over each axis; returns how many."""
        count = 0
        inner = [axis for axis in axes if axis not in self.fixed]
        for axis in inner:
            name = self.counter(axis)
            if simd and axis is inner[-1]:
                self.put(simd)
            self.put(f"for (ptrdiff_t {name} = 0; {name} < {self.size(axis.dim)}; {name}++) {{")
            self.depth += 1
            count += 1
        return count

    def close(self, count: int) -> None:
        """Close as many loops."""
        for _ in range(count):
            self.depth -= 1
            self.put("}")

    # programs

    def write(self) -> None:
        """All statements, the result last."""
        result = self.program.result
        if result is None:
            raise NoCode("a program without a result")
        if self.by_rows:
            self._write_rows(result)
            return
        for statement in self.program.statements:
            self.store(statement.name, statement.axes, statement.node)
        self.arrays["out"] = result.axes
        self.fill("out", result.axes, result.node)

    def _write_rows(self, result: Statement) -> None:
        row = result.axes[0]
        self.counter(row)
        self.arrays["out"] = result.axes
        self.depth = 2
        statements = self.program.statements
        for statement in statements:
            name, axes = statement.name, statement.axes
            self.names[axes[0]] = self.counter(row)
            self.fixed[axes[0]] = self.counter(row)
            self.fixed[row] = self.counter(row)
            if statement is statements[-1] and ends_in(result.node, name):
                self.arrays[name] = result.axes
                self.put(f"real *{name} = out;")
                self.fill(name, axes, statement.node)
            else:
                self.store(name, axes, statement.node)
        self.fixed[row] = self.counter(row)
        self._finish_row(result)

    def _finish_row(self, result: Statement) -> None:
        node = result.node
        if (
            isinstance(node, Choose)
            and isinstance(node.otherwise, Look)
            and not isinstance(node.place, Index)
        ):
            place = self.spot(node.place)
            value = self.value(node.value)
            if not ends_in(node, node.otherwise.name) or self.arrays[node.otherwise.name] != result.axes:
                self.fill("out", result.axes, node.otherwise)
            self.names[node.axis] = place
            self.put(f"{self.at('out', result.axes)} = {value};")
            return
        if isinstance(node, Look) and self.arrays.get(node.name) == result.axes and node.name != "out":
            statements = self.program.statements
            if statements and statements[-1].name == node.name:
                return
        self.fill("out", result.axes, node)

    # arrays

    def store(self, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """A named array on the way to the result, or a named number."""
        kept = tuple(axis for axis in axes if axis not in self.fixed)
        self.arrays[name] = kept
        if not kept and isinstance(node, Along):
            self.put(f"real {name};")
            self.along(name, (), node)
            return
        if not kept:
            self.put(f"const real {name} = {self.value(node)};")
            return
        self.room.append((name, kept))
        self.fill(name, kept, node)

    def fill(self, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """The loops that compute every entry."""
        if isinstance(node, Along):
            self.along(name, axes, node)
            return
        if not axes or all(axis in self.fixed for axis in axes):
            self.put(
                f"{self.at(name, axes)} = {self.value(node)};" if axes else f"*{name} = {self.value(node)};"
            )
            return
        self.hoist(node)
        count = self.loops(axes)
        self.put(f"{self.at(name, axes)} = {self.value(node)};")
        self.close(count)

    def hoist(self, node: Node) -> None:
        """Store what the formula looks up and cannot be computed in place: sums, rows."""
        if isinstance(node, Contract | Others | Along) and node not in self.stored:
            for each in parts(node):
                self.hoist(each)
            name = self.new("sums" if isinstance(node, Contract | Others) else "rows")
            self.stored[node] = name
            if isinstance(node, Along):
                self.store(name, node.axes, node)
            else:
                self.sums(name, node)
            return
        for each in parts(node):
            self.hoist(each)

    def others(self, name: str, axes: tuple[Index, ...], node: Others) -> None:
        """Σ of all entries along an axis but one."""
        array, stored = self.array(node.argument)
        self.helpers.add("sum_without")
        self.arrays[name] = axes
        if axes:
            self.room.append((name, axes))
        count = self.loops(axes)
        row = f"{array}{self.start(stored, node.axis)}"
        parts = [self.size(node.axis.dim), row, self.stride(stored, node.axis), self.spot(node.place)]
        code = f"sum_without({', '.join(parts)})"
        self.put(f"{self.at(name, axes)} = {code};" if axes else f"const real {name} = {code};")
        self.close(count)

    def sums(self, name: str, node: Contract | Others) -> None:
        """Σ over axes, for every choice of the others."""
        axes = tuple(axis for axis in node.axes if axis not in self.fixed)
        if isinstance(node, Others):
            self.others(name, axes, node)
            return
        self.arrays[name] = axes
        if axes:
            self.room.append((name, axes))
        else:
            self.put(f"real {name} = 0;")
        count = self.loops(axes)
        total = name if not axes else "sum"
        if axes:
            self.put(f"real {total} = 0;")
        inner = self.loops(node.bound, simd=f"#pragma omp simd reduction(+ : {total})")
        term = " * ".join(self.value(each, tight=True) for each in node.operands)
        self.put(f"{total} += {term};")
        self.close(inner)
        if axes:
            self.put(f"{self.at(name, axes)} = {total};")
        self.close(count)

    def along(self, name: str, axes: tuple[Index, ...], node: Along) -> None:
        """A function of whole rows: a helper is told where a row starts and how far its entries lie apart."""
        for each in node.arguments:
            self.hoist(each)
        arguments = [self.array(each) for each in node.arguments]
        self.helpers.add(node.function)
        outer = [axis for axis in axes if axis != node.axis]
        count = self.loops(outer)
        length = self.size(node.axis.dim)
        codes = []
        for array, stored in arguments:
            codes += [f"{array}{self.start(stored, node.axis)}", self.stride(stored, node.axis)]
        if node.function == "logsumexp":
            slot = self.at(name, axes) if axes else name
            self.put(f"{slot} = logsumexp({', '.join([length, *codes])});")
        else:
            place = f"{name}{self.start(self.layout(name, axes), node.axis)}"
            stride = self.stride(self.layout(name, axes), node.axis)
            self.put(f"{node.function}({', '.join([length, *codes, place, stride])});")
        self.close(count)

    def layout(self, name: str, axes: tuple[Index, ...]) -> tuple[Index, ...]:
        """The axes that an array is stored with, as the present statement calls them."""
        stored = self.arrays[name]
        return axes if len(stored) == len(axes) else tuple(axis for axis in axes if axis not in self.fixed)

    def array(self, node: Node) -> tuple[str, tuple[Index, ...]]:
        """An array that holds the node, and its axes."""
        if isinstance(node, Look) and all(isinstance(place, Index) for place in node.places):
            places = tuple(place for place in node.places if isinstance(place, Index))
            stored = self.arrays[node.name]
            return node.name, places if len(stored) == len(places) else tuple(
                p for p in places if p not in self.fixed
            )
        if node in self.stored:
            return self.stored[node], tuple(axis for axis in node.axes if axis not in self.fixed)
        name = self.new("s")
        self.stored[node] = name
        self.store(name, node.axes, node)
        return name, tuple(axis for axis in node.axes if axis not in self.fixed)

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
                head = f"({code})" if " + " in code else code
                code = f"{head} * {self.size(dim)}" + ("" if spot == "0" else f" + {spot}")
        return code or "0"

    def at(self, name: str, axes: tuple[Index, ...]) -> str:
        """out[row * n + k]"""
        return f"{name}[{self.offset([self.counter(axis) for axis in axes], [axis.dim for axis in axes])}]"

    def spot(self, place: Place) -> str:
        """A place as an expression."""
        if isinstance(place, Index):
            return self.counter(place)
        return str(place) if isinstance(place, int) else self.value(place)

    # values of one entry

    def value(self, node: Node, *, tight: bool = False) -> str:
        """The entry of a node at the present counters."""
        code = self._value(node)
        return f"({code})" if tight and isinstance(node, Add | Mul | Div | Choose) else code

    def _value(self, node: Node) -> str:  # noqa: C901 (one case for each kind of node)
        match node:
            case Number(value=value):
                return number(value)
            case Size(dim=dim):
                return f"(real){self.size(dim)}"
            case Look():
                return self.look(node)
            case Add(terms=terms):
                signs = [f"{'-' if sign < 0 else '+'} {self.value(each, tight=True)}" for sign, each in terms]
                code = " ".join(signs)
                return code[2:] if code.startswith("+ ") else f"-{code[2:]}"
            case Mul(factors=factors):
                return " * ".join(self.value(each, tight=True) for each in factors)
            case Div(above=above, below=below):
                return f"{self.value(above, tight=True)} / {self.value(below, tight=True)}"
            case Power(base=base, exponent=exponent):
                return self.power(self.value(base), exponent)
            case Apply(function=function, argument=argument):
                return self.apply(function, self.value(argument))
            case Choose():
                condition = f"{self.counter(node.axis)} == {self.spot(node.place)}"
                return f"{condition} ? {self.value(node.value)} : {self.value(node.otherwise)}"
            case Contract() | Others() | Along():
                return self.kept(node)
        raise NoCode(f"C has no word for {type(node).__name__}")

    def kept(self, node: Node) -> str:
        """The entry of an array that was stored on the way."""
        if node not in self.stored:
            self.hoist(node)
        name = self.stored[node]
        axes = tuple(axis for axis in node.axes if axis not in self.fixed)
        return self.at(name, axes) if axes else name

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
        if function in ("logistic", "softplus"):
            self.helpers.add(function)
            return f"{function}({argument})"
        return f"{function.upper()}({argument})"


def parts(node: Node) -> list[Node]:
    """The nodes that a node is made of."""
    from derive.code.lowering import children

    return children(node)


def number(value: Rational) -> str:
    """2, 0.5, (real)1 / 3"""
    if value.q == 1:
        return str(value.p)
    exact = value.q & (value.q - 1) == 0
    return f"(real){float(value)!r}" if exact else f"((real){value.p} / {value.q})"


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a C file with the function in it."""
    if options.with_test:
        raise NoCode("a test is written beside the NumPy function only")
    writer = CWriter(program)
    writer.write()
    comment = [
        *header(program, identity),
        "",
        *docstring(
            program, identity, notes=[EDGES + "All arrays are contiguous; out overlaps none of them."]
        ),
    ]
    lines = ["/*", *(f" * {line}".rstrip() for line in comment), " */", ""]
    lines += [
        "#include <math.h>",
        "#include <stddef.h>",
        "#include <stdint.h>",
        "#include <stdlib.h>",
        "#include <string.h>",
        "",
    ]
    lines += [TYPES[options.dtype].strip("\n"), ""]
    for name, text in FUNCTIONS.items():
        if name in _needed(writer.helpers):
            lines += [(EXP[options.dtype] if name == "exp_" else text).strip("\n"), ""]
    return "\n".join([*lines, *_function(program, writer)]) + "\n"


def _needed(wanted: set[str]) -> set[str]:
    rows = {"softargmax", "log_softargmax", "logsumexp"}
    needed = wanted | ({"exp_"} if wanted & rows else set())
    needed |= {"total"} if "sum_without" in wanted else set()
    needed |= {"shifted_exp"} if "softargmax" in wanted else set()
    return needed | ({"add"} if needed & {"total", "softargmax"} else set())


def signature(program: Program, dims: list[Dim]) -> list[tuple[str, str]]:
    """The parameters: sizes, arrays, the result; each with its type."""
    given = [("ptrdiff_t", python_name(dim.name)) for dim in dims]
    for each in program.arguments:
        if each.kind == "real":
            given.append(("const real *restrict", each.name) if each.dims else ("real", each.name))
        elif each.kind == "label":
            given.append(("const int64_t *restrict", each.name) if each.dims else ("int64_t", each.name))
    return [*given, ("real *restrict", "out")]


def all_dims(program: Program) -> list[Dim]:
    """Every dimension of the program, in the order of the arguments."""
    result = program.result
    dims = [
        dim for each in program.arguments for dim in (*each.dims, *([each.values] if each.values else []))
    ]
    dims += [axis.dim for axis in (result.axes if result else ())]
    dims += [axis.dim for each in program.statements for axis in each.axes]
    return list(dict.fromkeys(dims))


def _function(program: Program, writer: CWriter) -> list[str]:
    parameters = [
        f"{kind}{'' if kind.endswith('*') else ' '}{name}"
        for kind, name in signature(program, all_dims(program))
    ]
    lines = [f"int {program.name}(", f"    {', '.join(parameters)})", "{"]
    body, room = writer.lines, writer.room
    sizes = [(name, " * ".join(writer.size(axis.dim) for axis in axes)) for name, axes in room]
    if writer.by_rows:
        return [*lines, *_row_loop(program, writer, sizes, body), "}"]
    for name, count in sizes:
        lines.append(f"    real *{name} = malloc(sizeof(real) * (size_t)({count}) + 1);")
    if sizes:
        none = " || ".join(f"!{name}" for name, _ in sizes)
        freed = " ".join(f"free({name});" for name, _ in sizes)
        lines += [f"    if ({none}) {{ {freed} return 1; }}"]
        return [*lines, *body, f"    {freed}", "    return 0;", "}"]
    return [*lines, *body, "    return 0;", "}"]


def _row_loop(program: Program, writer: CWriter, sizes: list[tuple[str, str]], body: list[str]) -> list[str]:
    result = program.result
    if result is None:
        raise NoCode("a program without a result")
    row, rows = writer.counter(result.axes[0]), writer.size(result.axes[0].dim)
    loop = f"for (ptrdiff_t {row} = 0; {row} < {rows}; {row}++) {{"
    if not sizes:
        return ["#pragma omp parallel for", f"    {loop}", *body, "    }", "    return 0;"]
    deeper = [f"    {line}" if not line.lstrip().startswith("#") else line for line in body]
    rooms = [f"        real *{name} = malloc(sizeof(real) * (size_t)({count}) + 1);" for name, count in sizes]
    none = " || ".join(f"!{name}" for name, _ in sizes)
    freed = " ".join(f"free({name});" for name, _ in sizes)
    return [
        "    int failed = 0;",
        "#pragma omp parallel reduction(|| : failed)",
        "    {",
        *rooms,
        f"        failed = {none};",
        "#pragma omp for",
        f"        {loop}",
        "            if (failed) continue;",
        *deeper,
        "        }",
        f"        {freed}",
        "    }",
        "    return failed;",
    ]


# calling it


def compiled(text: str, *, openmp: bool = True) -> Path:
    """The shared library made from the text. Raises `NoCode` where there is no compiler."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise NoCode("there is no C compiler: install one, or name it in the environment variable CC")
    flags = [*FLAGS, "-fopenmp" if openmp else "-fopenmp-simd"]
    key = hashlib.sha256("\0".join([text, compiler, *flags]).encode()).hexdigest()[:16]
    folder = Path(tempfile.mkdtemp(prefix="derive-c-"))
    source, library = folder / f"{key}.c", folder / f"{key}.so"
    source.write_text(text, encoding="utf-8")
    command = [compiler, *flags, "-fPIC", "-shared", str(source), "-o", str(library), "-lm"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise NoCode(f"the C compiler refuses the file: {made.stderr.strip()}")
    return library


def load(text: str, program: Program, options: Options) -> Callable[..., Any]:
    """The compiled function, which takes and returns NumPy arrays."""
    library = ctypes.CDLL(str(compiled(text)))
    return Compiled(getattr(library, program.name), program, options.dtype)


class Compiled:
    """A compiled function: it checks its arguments, and calls with the addresses of contiguous arrays."""

    def __init__(self, function: Any, program: Program, dtype: str) -> None:
        import numpy as np

        self.function, self.program, self.numpy = function, program, np
        self.dtype = np.dtype(dtype)
        self.real = ctypes.c_double if dtype == "float64" else ctypes.c_float
        self.__name__ = program.name

    def __call__(self, *arguments: Any, out: Any = None) -> Any:
        """The result for these arguments, in `out` if that is given.

        Raises TypeError and ValueError with the argument's name, the shape expected and the one given.
        """
        sizes: dict[str, int] = {}
        if len(arguments) != len(self.program.arguments):
            wanted = ", ".join(each.name for each in self.program.arguments)
            raise TypeError(f"{self.__name__} takes {wanted}; {len(arguments)} arguments are given")
        pairs = list(zip(self.program.arguments, arguments, strict=True))
        arrays = {each.name: self._array(each, value, sizes) for each, value in pairs}
        self._check_labels(arrays, sizes)
        result = self._result(out, sizes)
        values: list[Any] = [ctypes.c_ssize_t(sizes[dim.name]) for dim in all_dims(self.program)]
        values += [
            self._passed(each, arrays[each.name]) for each in self.program.arguments if each.kind != "size"
        ]
        if self.function(*values, ctypes.c_void_p(result.ctypes.data)):
            raise MemoryError(f"{self.__name__} found no memory")
        return result[()] if not result.shape else result

    def _array(self, argument: Argument, value: Any, sizes: dict[str, int]) -> Any:
        if argument.kind == "size":
            sizes[argument.values.name if argument.values else ""] = int(value)
            return int(value)
        array = self.numpy.asarray(value)
        kinds, words = ("fiu", "real numbers") if argument.kind == "real" else ("iu", "whole numbers")
        if array.dtype.kind not in kinds:
            raise TypeError(f"{argument.name} is of dtype {array.dtype}, and {words} are expected")
        self._check_shape(argument.name, array, argument.dims, sizes)
        wanted = self.dtype if argument.kind == "real" else self.numpy.int64
        return self.numpy.ascontiguousarray(array, wanted) if array.shape else array.astype(wanted)

    def _check_shape(self, name: str, array: Any, dims: tuple[Dim, ...], sizes: dict[str, int]) -> None:
        pairs = zip((dim.name for dim in dims), array.shape, strict=False)
        if array.ndim != len(dims) or any(sizes.setdefault(*pair) != pair[1] for pair in pairs):
            letters = [dim.name for dim in dims]
            expected = ", ".join(f"{each} = {sizes[each]}" if each in sizes else each for each in letters)
            raise ValueError(f"{name} has shape {array.shape}, and ({expected}) is expected")

    def _check_labels(self, arrays: dict[str, Any], sizes: dict[str, int]) -> None:
        for each in self.program.arguments:
            if each.kind == "label" and each.values is not None:
                array, count = arrays[each.name], sizes.setdefault(each.values.name, 0)
                if array.size and not (array.min() >= 0 and array.max() < count):
                    letter = each.values.name
                    raise ValueError(
                        f"{each.name} has entries outside 0 … {letter} - 1, and {letter} = {count}"
                    )

    def _result(self, out: Any, sizes: dict[str, int]) -> Any:
        dims = tuple(axis.dim for axis in self.program.result.axes) if self.program.result else ()
        shape = tuple(sizes[dim.name] for dim in dims)
        if out is None:
            return self.numpy.empty(shape, self.dtype)
        if out.dtype != self.dtype or not out.flags.c_contiguous:
            raise TypeError(f"out is of dtype {out.dtype}; a contiguous array of {self.dtype} is expected")
        self._check_shape("out", out, dims, sizes)
        return out

    def _passed(self, argument: Argument, array: Any) -> Any:
        if argument.dims:
            return ctypes.c_void_p(array.ctypes.data)
        return self.real(array) if argument.kind == "real" else ctypes.c_int64(int(array))


TARGET = Target("c", ".c", write, load)
