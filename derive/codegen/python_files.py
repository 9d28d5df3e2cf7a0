"""A Python file around a function: header, import, helpers, signature, docstring, checks of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.codegen.emit import docstring, header, quoted
from derive.codegen.layout import LIMIT, laid_out
from derive.codegen.loading import loaded
from derive.codegen.program import Argument, Program
from derive.codegen.spelling import Speller, is_computed
from derive.codegen.target import Options
from derive.language.claims import Identity


@dataclass(frozen=True)
class Words:
    """What a library's files have of their own: import, name of its arrays, helpers, words on the edges."""

    imports: str
    array: str
    helpers: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    edges: str
    out: bool = False
    number: str = ""
    """What a number that no array goes into is."""
    unchecked: bool = False
    """Whether the function may be told to take its arguments as they are."""
    standard: Mapping[str, str] = field(default_factory=dict)
    """What helpers import of Python's own library."""


def module_text(
    program: Program,
    identity: Identity,
    speller: Speller,
    words: Words,
    after: Iterable[str] = (),
    *,
    before: Iterable[str] = (),
    claim: Identity | None = None,
) -> str:
    """The text of a module with the function in it, what comes before and what comes after.

    The header states `claim`, where that is another identity than the one that the function computes.
    """
    function = [*before, *function_lines(program, identity, speller, words)]
    helpers = _helpers(speller.helpers, words)
    standard = sorted({words.standard[each] for each in helpers if each in words.standard})
    imports = [*standard, *([""] if standard else []), words.imports]
    lines = [*quoted(header(program, claim or identity)), "", *imports, ""]
    for each in helpers:
        lines += ["", words.helpers[each].strip("\n"), ""]
    return "\n".join([*lines, "", *function, *after]) + "\n"


def function_lines(program: Program, identity: Identity, speller: Speller, words: Words) -> list[str]:
    """The function itself."""
    out = words.out and bool(program.result and program.result.axes)
    checks = _checks(program, speller, words, out=out)
    if words.unchecked and checks:
        checks = ["if checked:", *(f"    {line}" for line in checks)]
    body = body_lines([*checks, *speller.dims_read(), *speller.lines])
    return [*_signature(program, words, out=out), *_documentation(program, identity, words, out=out), *body]


def body_lines(lines: Iterable[str], indent: str = "    ") -> list[str]:
    """The lines of a function, those that are too long broken."""
    return list(laid_out([f"{indent}{line}" if line else "" for line in lines]))


def _helpers(wanted: set[str], words: Words) -> list[str]:
    """The helpers wanted and those that they need, in the order in which they stand in a file."""
    needed = wanted | {each for name in wanted for each in words.needs.get(name, ())}
    return [each for each in words.helpers if each in needed]


def signature(name: str, parts: list[str], returns: str, indent: str = "") -> list[str]:
    """def name(parts) -> returns: on one line if it fits."""
    ending = f" -> {returns}" if returns else ""
    one = f"{indent}def {name}({', '.join(parts)}){ending}:"
    if len(one) <= LIMIT:
        return [one]
    inner = f"{indent}    {', '.join(parts)}"
    listed = [inner] if len(inner) <= LIMIT else [f"{indent}    {part}," for part in parts]
    return [f"{indent}def {name}(", *listed, f"{indent}){ending}:"]


def typed(arguments: Iterable[Argument], words: Words) -> list[str]:
    """Arguments with their types: z: np.ndarray."""
    kinds = {"real": words.array, "label": words.array, "size": "int"}
    return [f"{each.name}: {kinds[each.kind]}" for each in arguments]


def _signature(program: Program, words: Words, *, out: bool) -> list[str]:
    more = [f"out: {words.array} | None = None"] if out else []
    more += ["checked: bool = True"] if words.unchecked and program.arguments else []
    more = ["*", *more] if more else []
    return signature(program.name, [*typed(program.arguments, words), *more], returned(program, words))


def returned(program: Program, words: Words) -> str:
    """The type of the result; a number that no array goes into is none."""
    result = program.result
    alone = result is not None and not result.axes and not is_computed(result.node)
    return words.number or words.array if alone else words.array


def _documentation(program: Program, identity: Identity, words: Words, *, out: bool) -> list[str]:
    notes = (
        [words.edges] if any("softargmax" in each or "logsumexp" in each for each in program.rewrites) else []
    )
    more = ["out: takes the result, if given; it must not overlap an argument."] if out else []
    if words.unchecked and program.arguments:
        more.append("checked: if false, arguments are arrays of floats and labels of these shapes already.")
    return quoted(docstring(program, identity, notes=notes, more=more), "    ")


def _checks(program: Program, speller: Speller, words: Words, *, out: bool) -> list[str]:
    """Every argument checked against the page's letters."""
    arguments = [each for each in program.arguments if each.kind != "size"]
    sized = [each for each in program.arguments if each.kind == "size"]
    if not arguments:
        return _check_out(program, speller, sized, out=out)
    start = ", ".join(f'"{each.values.name}": {each.name}' for each in sized if each.values)
    lines = [f"sizes: dict[str, int] = {{{start}}}"]
    for each in sorted(arguments, key=lambda each: (each.kind == "label", not each.dims)):
        letters = " ".join(dim.name for dim in each.dims)
        if each.kind == "real":
            lines.append(f"{each.name} = {_checked(each, program, speller, words)}")
        else:
            values = _quote(each.values.name if each.values else "")
            made = speller.helper("places", _text(each), each.name, _quote(letters), values, "sizes")
            lines.append(f"{each.name} = {made}")
    return [*lines, *_check_out(program, speller, sized, out=out)]


def _checked(argument: Argument, program: Program, speller: Speller, words: Words) -> str:
    """A real argument looked at; a number, where numbers have a dtype, beside the arrays that it goes with."""
    arrays = [each.name for each in program.arguments if each.kind == "real" and each.dims]
    if not argument.dims and arrays and "number" in words.helpers:
        return speller.helper("number", _text(argument), argument.name, *arrays)
    letters = _quote(" ".join(dim.name for dim in argument.dims))
    return speller.helper("real", _text(argument), argument.name, letters, "sizes")


def _check_out(program: Program, speller: Speller, sized: list[Argument], *, out: bool) -> list[str]:
    if not out or not program.result:
        return []
    dims = [axis.dim for axis in program.result.axes]
    letters = _quote(" ".join(dim.name for dim in dims))
    sizes = "sizes" if any(each.kind != "size" for each in program.arguments) else ""
    if not sizes:
        inner = ", ".join(f'"{each.values.name}": {each.name}' for each in sized if each.values)
        sizes = f"{{{inner}}}"
    return [speller.helper("takes", "out", letters, sizes)]


def _text(argument: Argument) -> str:
    return _quote(argument.name)


def _quote(word: str) -> str:
    return f'"{word}"'


def load(text: str, program: Program, _: Options) -> Callable[..., Any]:
    """The function in the text."""
    function: Callable[..., Any] = getattr(loaded(text, program.name), program.name)
    return function
