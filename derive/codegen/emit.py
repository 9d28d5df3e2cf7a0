"""What stands around the formulas: a header with the identity and its proof, a docstring with the shapes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from derive.codegen.program import Argument, Part, Program
from derive.codegen.stability import PAGE
from derive.language.claims import Identity
from derive.language.families import Definition, Entry as EntryOf, definitions
from derive.language.indices import Dim
from derive.language.typeset import text
from derive.version import VERSION

WIDTH = 92
EDGES = (
    "Finite scores give finite probabilities. A score of −inf is a masked one: its probability is exactly 0. NaN "
    "stays in its own row, and a row with +inf or of nothing but −inf is NaN. "
)
"""What functions with a softargmax do at the edges."""
BLOCK = '"""'


def header(program: Program, identity: Identity) -> list[str]:
    """Which identity this is, what it says, that it was proved, and what was rewritten for the computer."""
    lines = [f"{identity.id}, written by derive {VERSION}.", "", *wrapped(identity.claim_text, "    ")]
    shown = list(_definitions(identity))
    if shown:
        lines += ["", "where", "", *(line for each in shown for line in wrapped(each, "    "))]
    lines += ["", *wrapped(proved(identity))]
    if program.rewrites:
        names = ", ".join(f"{PAGE}.{name}" for name in program.rewrites)
        lines += ["", *wrapped(f"For the sake of digits, each an identity proved likewise: {names}.")]
    return lines


def proved(identity: Identity) -> str:
    """That the identity holds, for which dimensions and on which hypotheses."""
    if not identity.given:
        return "Proved for every dimension; it needs no hypothesis."
    return f"Proved for every dimension, given: {'; '.join(map(text, identity.given))}."


def _definitions(identity: Identity) -> Iterator[str]:
    used = definitions(identity.right) | definitions(identity.left)
    for letter in sorted(used, key=lambda each: (len(definitions(each.body)), each.name)):
        yield f"{text(EntryOf(letter, *letter.parameters))} = {text(letter.body)}"


def docstring(
    program: Program, identity: Identity, *, notes: Iterable[str] = (), more: Iterable[str] = ()
) -> list[str]:
    """What the function returns, its arguments with their shapes, and what it does at the edges."""
    result = program.result
    axes = result.axes if result else ()
    shape = shape_text(tuple(axis.dim for axis in axes))
    lines = _summary(identity)
    size = "one number" if not axes else f"shape {shape}"
    alone = identity.left == identity.right  # what a derivative is of, and no claim
    lines += wrapped(text(identity.left) if alone else identity.claim_text, "    ")
    returned = "this" if alone else "the left side"
    typed = (
        ", in the dtype of the arguments" if any(each.kind == "real" for each in program.arguments) else ""
    )
    lines += ["", *wrapped(f"Returns {returned}, {size}{typed}.")]
    if program.arguments or more:
        lines += ["", "Args:"]
        for argument in program.arguments:
            lines += wrapped(f"{argument.name}: {argument.says}{_shape_words(argument)}.", "    ", "        ")
        lines += [line for each in more for line in wrapped(each, "    ", "        ")]
    lines += [line for note in notes for line in ("", *wrapped(note))]
    return lines


def _summary(identity: Identity) -> list[str]:
    """The title on the first line, or below the name where it is longer than a line."""
    title = identity.title or identity.id
    return [title, ""] if len(title) < WIDTH - 8 else [f"{identity.id}.", "", *wrapped(title), ""]


def _shape_words(argument: Argument) -> str:
    if argument.kind == "size":
        return ""
    return f", shape {shape_text(argument.dims)}" if argument.dims else ""


def shape_text(dims: tuple[Dim, ...]) -> str:
    """(n,), (n, m)"""
    inner = ", ".join(dim.extent(dim.of.name) if isinstance(dim, Part) else dim.name for dim in dims)
    return f"({inner},)" if len(dims) == 1 else f"({inner})"


def wrapped(line: str, first: str = "", rest: str | None = None) -> list[str]:
    """The words in lines that are not too long."""
    after = first if rest is None else rest
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=first,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_words(formula: str, instead: str, more: str = "") -> list[str]:
    """A sentence with the formula and `more`; the formula stands below where that is longer than a line."""
    line = f"Return {formula}{more}."
    return [line] if len(line) < WIDTH - 8 else [f"{instead.rstrip('.')}{more}.", "", *wrapped(formula)]


def quoted(lines: Iterable[str], indent: str = "") -> list[str]:
    """The lines as a docstring."""
    made = [line.replace("\\", "\\\\") for line in lines]
    raw = [f"{indent}{line}" if line else "" for line in made]
    raw[0] = f"{indent}{BLOCK}{made[0]}"
    if len(raw) == 1:
        return [f"{raw[0]}{BLOCK}"]
    return [*raw, f"{indent}{BLOCK}"]


def conditions(identity: Identity) -> Iterator[Definition]:
    """The definitions that the claim uses."""
    yield from sorted(definitions(identity.right), key=lambda each: each.name)
