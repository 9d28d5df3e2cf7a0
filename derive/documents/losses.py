"""A loss that a document never writes down, known by its gradient alone.

In ∂L/∂W = ∂L/∂z x^T nothing says what L is, only that it depends on W through z = W x. Every first derivative of L is
then that of Σ_i g_i z_i with g_i = ∂L/∂z_i held still, whatever L may be.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.formulas import Formula
from derive.documents.letters import Letters, is_bare
from derive.documents.meaning import KNOWN, Stored, name_of
from derive.documents.notation import Big, Node, Partial, Plus, Symbol, Times, symbols, walk

FIRST = -1_000_000
"""The numbers of chains that are written here begin below this."""


def losses(formulas: list[Formula], known: dict[str, Stored], letters: Letters) -> Iterator[Stored]:
    """Letters that are only ever differentiated, as what has their derivatives."""
    taken: dict[str, set[str]] = {}
    other: set[str] = set()
    for formula in formulas:
        for side in formula.sides:
            for node in walk(side.node) if side.node is not None else ():
                if isinstance(node, Partial) and isinstance(node.body, Symbol) and is_bare(node.body):
                    names = {name_of(each, letters) for each in node.variables if isinstance(each, Symbol)}
                    taken.setdefault(node.body.name, set()).update(names)
                    if len(node.variables) > 1:
                        other.add(node.body.name)
            if side.node is not None:
                other |= {each.name for each in _standing(side.node)}
    for number, (name, variables) in enumerate(sorted(taken.items())):
        if name in known or name in other or name in KNOWN or letters.rank(name):
            continue
        nearest = [
            each for each in sorted(variables & known.keys()) if not _feeds(each, variables, known, letters)
        ]
        if nearest:
            terms = tuple((1, _term(name, each, letters)) for each in nearest)
            body = terms[0][1] if len(terms) == 1 else Plus(terms)
            yield Stored(name, (), (), body, FIRST - number)


def _standing(node: Node) -> Iterator[Symbol]:
    """Letters that stand by themselves, undifferentiated."""
    if isinstance(node, Partial) and isinstance(node.body, Symbol):
        for variable in node.variables:
            yield from _standing(variable)
    elif isinstance(node, Symbol):
        yield node
    else:
        for part in node.parts():
            yield from _standing(part)


def _feeds(name: str, variables: set[str], known: dict[str, Stored], letters: Letters) -> bool:
    """Whether another of the variables is made from this letter."""
    return any(name in _made_from(each, known, letters) for each in variables & known.keys() if each != name)


def _made_from(name: str, known: dict[str, Stored], letters: Letters) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        stored = known.get(waiting.pop())
        names = {name_of(each, letters) for each in symbols(stored.body)} if stored is not None else set()
        waiting += names - found
        found |= names
    return found


def _term(name: str, through: str, letters: Letters) -> Node:
    """Σ_i g_i z_i."""
    places = tuple(Symbol(each) for each in "ijk"[: letters.rank(through)])
    body: Node = Times((Symbol(f"{name}_{through}", places), Symbol(through, places)))
    for place in reversed(places):
        body = Big("sum", place, body)
    return body


__all__ = ["losses"]
