"""Which letter depends on which, and which are positive."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.comments import Said
from derive.documents.formulas import Formula
from derive.documents.letters import Letters, is_bare
from derive.documents.meaning import KNOWN, name_of, opaque_name
from derive.documents.notation import Apply, Node, Partial, Power, Quotient, Symbol, Times, walk


def dependence(formulas: list[Formula], letters: Letters, said: Said) -> dict[str, frozenset[str]]:  # noqa: C901
    """Which letter depends on which: those that are differentiated, and those written h(z)."""
    found: dict[str, set[str]] = {}

    def add(name: str, on: str) -> None:
        if name != on and not said.is_constant(name, on):
            found.setdefault(name, set()).add(on)

    for formula in formulas:
        for side in formula.sides:
            for node in walk(side.node) if side.node is not None else ():
                if isinstance(node, Partial) and isinstance(node.body, Symbol):
                    for variable in node.variables:
                        if isinstance(variable, Symbol):
                            add(name_of(node.body, letters), name_of(variable, letters))
                if isinstance(node, Symbol) and node.arguments and node.name not in KNOWN:  # noqa: SIM102
                    if opaque_name(node, letters) is None:
                        for each in node.arguments:
                            if isinstance(each, Symbol) and is_bare(each):
                                add(name_of(node, letters), name_of(each, letters))
    for name, on in said.dependence:
        add(name, on)
    return {name: frozenset(on) for name, on in found.items()}


def positive(formulas: list[Formula], letters: Letters, said: Said) -> frozenset[str]:
    """Letters whose logarithm is taken, which must be positive for that."""
    found: set[str] = set(said.positive)
    for formula in formulas:
        for side in formula.sides:
            for node in walk(side.node) if side.node is not None else ():
                if isinstance(node, Apply) and node.function == "log":
                    found |= {name_of(each, letters) for each in _factors(node.argument)}
    return frozenset(found)


def _factors(node: Node) -> Iterator[Symbol]:
    match node:
        case Symbol():
            yield node
        case Times(factors):
            for each in factors:
                yield from _factors(each)
        case Quotient(above, below):
            yield from _factors(above)
            yield from _factors(below)
        case Power(base, _):
            yield from _factors(base)
        case _:
            return
