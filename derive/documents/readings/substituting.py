"""Arguments put for the parameters of a definition, of which none is caught by a sum in it."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from derive.documents.readings.sizes import Misfit
from derive.documents.readings.trees import (
    Big,
    Integral,
    Letter,
    Node,
    Part,
    letters,
    mapped,
    put,
    walk,
)


def substituted(body: Node, values: dict[Node, Node]) -> Node:
    """The body with arguments put for its parameters, those with subscripts too. Raises `Misfit`."""
    names = {key.name: value for key, value in values.items() if isinstance(key, Letter)}
    if any(
        isinstance(node, Integral) and names.keys() & set(_NAMES.findall(node.bounds)) for node in walk(body)
    ):
        raise Misfit("an integral up to what a function is called with is not read")
    body = _bound_apart(body, {each.name for value in values.values() for each in letters(value)})

    def change(node: Node) -> Node | None:
        if isinstance(node, Letter) and node.name in names and not node.primes:
            value = names[node.name]
            if not node.subs and not node.labels:
                return value
            if isinstance(value, Letter) and not value.labels:
                return replace(value, subs=(*value.subs, *node.subs), labels=node.labels)
            return Part(value, node.subs)
        return None

    made: Node = mapped(body, change)
    return made


_NAMES = re.compile(r"[^\W\d_]+")
UNWRITTEN = "κιζηχξων"
"""Index letters that no formula has: in formulas they have names of several letters."""


def _bound_apart(body: Node, taken: set[str]) -> Node:
    """The body, whose sums run over letters that do not stand in what is put into it."""
    used = taken | {each.name for each in letters(body)}

    def change(node: Node) -> Node | None:
        if not isinstance(node, Big) or node.index.name not in taken:
            return None
        free = Letter(next(each for each in UNWRITTEN if each not in used))
        used.add(free.name)
        renamed: Node = put(node, Letter(node.index.name), free)
        return replace(
            renamed, **{each.name: mapped(getattr(renamed, each.name), change) for each in fields(renamed)}
        )

    made: Node = mapped(body, change)
    return made
