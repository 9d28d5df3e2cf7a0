"""C99: one readable function, in one pass over each row where the rows do not depend on each other."""

from __future__ import annotations

import re
import textwrap

from derive.codegen.emit import EDGES, docstring, header, wrapped
from derive.codegen.errors import NoCode
from derive.codegen.layout import LIMIT
from derive.codegen.names import python_name
from derive.codegen.program import Program
from derive.codegen.target import Options, Target
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
    writer = Loops(program)
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
    code += _function(program, writer)
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


def _function(program: Program, writer: Loops) -> list[str]:
    parameters = [
        f"{kind}{'' if kind.endswith('*') else ' '}{name}"
        for kind, name in signature(program, all_dims(program))
    ]
    lines = [f"int {program.name}(", *_in_lines(parameters), "{", *_label_checks(program)]
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
