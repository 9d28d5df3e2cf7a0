"""C99: one readable function, in one pass over each row where the rows do not depend on each other.

In: an array program. Out: one C file, and on request a function that ctypes calls.

    entries   what C writes for one entry of an array
    writing   lines of C: loops opened and closed
    loops     how the arrays of a program are computed
    matrices  inverses, determinants, what is solved for
    blocks    some rows at a time
    helpers   functions above the main one
    compiled  C compiled, and called through ctypes
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

from derive.codegen.emit import EDGES, docstring, header, wrapped
from derive.codegen.errors import NoCode
from derive.codegen.layout import LIMIT
from derive.codegen.names import python_name
from derive.codegen.program import Look, Program
from derive.codegen.target import Options, Target
from derive.codegen.targets.c.blocks import ROWS, Blocks, in_blocks
from derive.codegen.targets.c.compiled import FIRST_LABEL, all_dims, labels, load, singular
from derive.codegen.targets.c.helpers import EXP, FUNCTIONS, MATH, NEEDS, TYPES
from derive.codegen.targets.c.loops import Loops
from derive.language.claims import Identity
from derive.language.indices import Dim

HEADERS = {
    "math.h": " ".join([*(f"{name} {name}f" for name in (*MATH, "floor")), "isinf INFINITY NAN"]),
    "stddef.h": "ptrdiff_t size_t",
    "stdint.h": "int64_t uint64_t uint32_t",
    "stdlib.h": "malloc free",
}


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a C file with the function in it."""
    if options.with_test:
        raise NoCode("a test is written beside functions of NumPy, PyTorch and JAX")
    blocks = in_blocks(program)
    writer = Loops(blocks.block if blocks else program)
    if blocks:
        writer.rows, writer.whole, writer.by_rows = blocks.rows, False, False
    writer.write()
    codes = [
        f"{code} if {each.name} has an entry outside 0 to {each.values.name if each.values else ''} - 1"
        for code, each in enumerate(labels(program), FIRST_LABEL)
    ]
    if writer.fails:
        codes.append(f"{singular(program)} if a matrix is singular")
    returns = f"The function itself returns {', '.join(['0', *codes])} and 1 if there is no memory."
    comment = [
        *header(program, identity),
        "",
        *docstring(
            program,
            identity,
            notes=[EDGES + "All arrays are contiguous; out overlaps none of them.", returns],
        ),
    ]
    lines = ["/*", *(f" * {line}".rstrip() for line in comment), " */", ""]
    functions = [name for name in FUNCTIONS if name in _needed(writer.helpers)]
    code: list[str] = []
    for name in functions:
        code += [(EXP[options.dtype] if name == "exp_" else FUNCTIONS[name]).strip("\n"), ""]
    code += _in_blocks(program, writer, blocks) if blocks else _function(program, writer)
    code = [part for line in code for part in _broken(line)]
    return "\n".join([*lines, *_preamble("\n".join(code), options.dtype), *code]) + "\n"


def _broken(line: str) -> list[str]:
    """A line of code that is too long, over several."""
    if len(line) <= LIMIT or "\n" in line:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(),
        LIMIT,
        initial_indent=indent,
        subsequent_indent=f"{indent}        ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _preamble(code: str, dtype: str) -> list[str]:
    """The headers and the names of functions that the code uses."""
    real, *names = TYPES[dtype].strip("\n").splitlines()
    macros = [real, *(line for line in names if _used(line.split()[1], code))]
    whole = "\n".join([*macros, code])
    headers = [name for name, words in HEADERS.items() if any(_used(word, whole) for word in words.split())]
    return [*(f"#include <{name}>" for name in headers), "", *macros, ""]


def _used(word: str, code: str) -> bool:
    return re.search(rf"\b{word}\b", code) is not None


def _needed(wanted: set[str]) -> set[str]:
    needed = set(wanted)
    for name in reversed(FUNCTIONS):
        if name in needed:
            needed |= NEEDS.get(name, set())
    return needed


def signature(program: Program, dims: list[Dim]) -> list[tuple[str, str]]:
    """The parameters: sizes, arrays, the result; each with its type."""
    given = [("ptrdiff_t", python_name(dim.name)) for dim in dims]
    for each in program.arguments:
        if each.kind == "real":
            given.append(("const real *restrict", each.name) if each.dims else ("real", each.name))
        elif each.kind == "label":
            given.append(("const int64_t *restrict", each.name) if each.dims else ("int64_t", each.name))
    return [*given, ("real *restrict", "out")]


def _head(program: Program, *, begins: bool = False) -> list[str]:
    parameters = [*(["ptrdiff_t start"] if begins else []), *_parameters(program)]
    return [f"int {program.name}(", *_in_lines(parameters), "{"]


def _function(program: Program, writer: Loops, *, begins: bool = False) -> list[str]:
    lines = [*_head(program, begins=begins), *_label_checks(program)]
    body, room = writer.lines, writer.room
    sizes = [(name, " * ".join(writer.size(axis.dim) for axis in axes)) for name, axes in room]
    if writer.by_rows:
        return [*lines, *_row_loop(program, writer, sizes, body), "}"]
    for name, count in sizes:
        lines.append(f"    real *{name} = malloc(sizeof(real) * (size_t)({count}) + 1);")
    if sizes:
        there = " && ".join(name for name, _ in sizes)
        freed = wrapped(" ".join(f"free({name});" for name, _ in sizes), "    ")
        lines += [
            f"    {'' if writer.fails else 'const '}int failed = !({there});",
            "    if (failed) goto done;",
        ]
        return [*lines, *body, "done:", *freed, "    return failed;", "}"]
    return [*lines, *body, "    return 0;", "}"]


def _in_blocks(program: Program, writer: Loops, blocks: Blocks) -> list[str]:
    """A function for the rows of one block, and the function that goes over the blocks."""
    begins = "start +" in "\n".join(writer.lines)
    inner = _function(replace(blocks.block, name=f"{program.name}_rows"), writer, begins=begins)
    own = [python_name(each.name) for each in (blocks.rows, blocks.seen) if each is not None]
    sizes = [python_name(dim.name) for dim in all_dims(blocks.block)]
    sizes = ["start", *sizes] if begins else sizes
    inner[0] = f"static {inner[0]}"
    outer = Loops(program)
    row, rows = outer.size(blocks.row), own[0]
    counts = [f"const ptrdiff_t {rows} = start + ROWS < {row} ? ROWS : {row} - start;"]
    counts += [f"const ptrdiff_t {each} = start + {rows};" for each in own[1:]]
    given = [
        f"{each.name} + start{''.join(f' * {outer.size(dim)}' for dim in each.dims[1:])}"
        if each.name in blocks.given and each.dims
        else each.name
        for each in program.arguments
        if each.kind != "size"
    ]
    assert program.result
    width = "".join(f" * {outer.size(axis.dim)}" for axis in program.result.axes[1:])
    place = "part" if blocks.scaled else f"out + start{width}"
    call = f"{program.name}_rows({', '.join([*sizes, *given, place])})"
    loop = f"for (ptrdiff_t start = 0; start < {row}; start += ROWS) {{"
    around = _sum_of_blocks if blocks.scaled else _each_block
    return [
        f"enum {{ ROWS = {ROWS} }};",
        "",
        *inner,
        "",
        *_head(program),
        *around(outer, blocks, loop, counts, call),
        "}",
    ]


def _each_block(outer: Loops, blocks: Blocks, loop: str, counts: list[str], call: str) -> list[str]:
    return [
        "    int failed = 0;",
        "#pragma omp parallel for reduction(|| : failed) schedule(dynamic)",
        f"    {loop}",
        *(f"        {each}" for each in counts),
        *wrapped(f"failed = failed || {call};", "        "),
        "    }",
        "    return failed;",
    ]


def _sum_of_blocks(outer: Loops, blocks: Blocks, loop: str, counts: list[str], call: str) -> list[str]:
    """What the blocks add to the result, which is scaled at the end."""
    whole, block = blocks.scaled, blocks.block.result
    assert whole
    assert block
    sizes = [" * ".join(outer.size(axis.dim) for axis in each.axes) or "1" for each in (whole, block)]
    outer.arrays["out"] = whole.axes
    plain = isinstance(whole.node, Look)
    if not plain:
        outer.fill("out", whole.axes, whole.node)
    return [
        f"    real *part = malloc(sizeof(real) * (size_t)({sizes[0]}) + 1);",
        "    int failed = !part;",
        f"    for (ptrdiff_t at = 0; at < {sizes[0]}; at++) out[at] = 0;",
        f"    {loop}",
        "        if (failed) break;",
        *(f"        {each}" for each in counts),
        *wrapped(f"failed = {call};", "        "),
        f"        for (ptrdiff_t at = 0; at < {sizes[1]}; at++) out[at] += part[at];",
        "    }",
        *outer.lines,
        "    free(part);",
        "    return failed;",
    ]


def _parameters(program: Program) -> list[str]:
    return [
        f"{kind}{'' if kind.endswith('*') else ' '}{name}"
        for kind, name in signature(program, all_dims(program))
    ]


def _label_checks(program: Program) -> list[str]:
    """Before anything is read or written at a label."""
    made = []
    for code, each in enumerate(labels(program), FIRST_LABEL):
        size = python_name(each.values.name) if each.values else ""
        name = each.name if not each.dims else f"{each.name}[at]"
        test = f"if ({name} < 0 || {name} >= {size}) return {code};"
        count = " * ".join(python_name(dim.name) for dim in each.dims)
        made.append(f"    for (ptrdiff_t at = 0; at < {count}; at++) {test}" if each.dims else f"    {test}")
    return made


def _in_lines(parameters: list[str]) -> list[str]:
    """Several parameters to a line, none of them broken."""
    whole = ", ".join(each.replace(" ", "\0") for each in parameters) + ")"
    return [line.replace("\0", " ") for line in wrapped(whole, "    ")]


def _row_loop(program: Program, writer: Loops, sizes: list[tuple[str, str]], body: list[str]) -> list[str]:
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


TARGET = Target("c", ".c", write, load, rank=4)
