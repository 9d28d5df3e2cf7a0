"""Colours: bound indices told apart by where they stand, so that sums have canonical names."""

from __future__ import annotations

from typing import Any

from derive.kernel.terms import (
    Atom,
    Form,
    Frozen,
    IndexKey,
    Number,
    indices_of,
    own_indices,
    subforms,
)

Colours = dict[IndexKey, int]


def told_apart(bound: list[IndexKey], atoms: dict[Atom, Number], colours: Colours) -> Colours:
    """Colour refinement: indices that occur differently get different colours, until nothing changes."""
    while True:
        seen = {index: (colours[index], index[2], _signature(index, atoms, colours)) for index in bound}
        ranks = {signature: rank for rank, signature in enumerate(sorted(set(seen.values())))}
        refined = {index: ranks[seen[index]] for index in bound}
        if len(set(refined.values())) == len(set(colours.values())):
            return refined
        colours = refined


def _signature(index: IndexKey, atoms: dict[Atom, Number], colours: Colours) -> Any:
    marked = {**colours, index: -1}
    return tuple(sorted((_sketch(a, marked), abs(e)) for a, e in atoms.items() if index in indices_of(a)))


def _sketch(atom: Atom, colours: Colours) -> Any:
    """The atom with colours for its bound indices, the same whatever the indices are called."""
    own = tuple(_sketch_index(index, colours) for index in own_indices(atom))
    if atom[0] in ("delta", "order"):
        own = tuple(sorted(own))
    if atom[0] == "partial":
        own = own[: len(atom[2])] + tuple(sorted(own[len(atom[2]) :]))
    if atom[0] == "apply":
        own = own[: len(atom[3])] + tuple(sorted(own[len(atom[3]) :]))
    return (atom[0], _label(atom), own, tuple(_sketch_form(form, colours) for form in subforms(atom)))


def _label(atom: Atom) -> Any:
    match atom[0]:
        case "entry" | "dim" | "constant":
            return (atom[1],)
        case "partial":
            return (atom[1], *sorted(name for name, _ in atom[3]))
        case "prime":
            return (str(atom[1]),)
        case "call":
            return (atom[1], str(atom[2]))
        case "apply":
            return (atom[2], *(str(number) for number, _ in atom[4]), *(str(dims) for dims, _ in atom[5]))
        case "sum":
            return (str(atom[1]), *atom[2])
        case "max" | "prod":
            return (str(atom[1]), atom[2])
    return ()


def signed_sketch(form: Form) -> Any:
    """The form with nothing for its bound indices, the same whatever they are called."""
    return sorted(
        (tuple(sorted((_sketch(atom, {}), exponent) for atom, exponent in powers)), coefficient)
        for powers, coefficient in form.items()
    )


def _sketch_form(form: Frozen, colours: Colours) -> Any:
    return tuple(
        sorted(
            (
                tuple(sorted((_sketch(atom, colours), abs(exponent)) for atom, exponent in powers)),
                abs(coefficient),
            )
            for powers, coefficient in form
        )
    )


def _sketch_index(index: IndexKey, colours: Colours) -> Any:
    if index[0] == "u":
        return ("u", str(colours.get(index, -2)), index[2])
    if index[0] == "b":
        return ("b", "", index[3])
    if index[0] == "m":
        return ("m", _sketch_index(index[1], colours), str(index[2]))
    if index[0] == "y":
        return ("y", index[1], tuple(_sketch_index(inner, colours) for inner in index[2]), index[3])
    return (index[0], str(index[1]), index[2])
