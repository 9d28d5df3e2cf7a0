"""Definitions at places near others: h[t - 1] from what is said of h[t]."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.trees import (
    Letter,
    Node,
    Number,
    Plus,
    letters,
    mapped,
)


def offset_of(values: dict[str, Node]) -> int:
    """The number in the first place of the form i + number; 0 if there is none."""
    for node in values.values():
        if isinstance(node, Plus):
            return int(sum(sign * term.value for sign, term in node.terms if isinstance(term, Number)))
    return 0


def shifted(node: Node, values: dict[str, Node]) -> Node:
    """The tree at another layer or time: l − 1 for l, and l − 2 for l − 1."""

    def at(place: Node) -> Node:
        parts = [place] if isinstance(place, Letter) else [t for _, t in getattr(place, "terms", ())]
        moved = next((e for e in parts if isinstance(e, Letter) and e.name in values), None)
        if moved is None:
            return place
        base, more = values[moved.name], offset_of({"": place})
        return _added(base, more)

    def change(each: Node) -> Node | None:
        if isinstance(each, Letter) and (each.subs or each.labels):
            return replace(each, subs=tuple(map(at, each.subs)), labels=tuple(map(at, each.labels)))
        return None

    made: Node = mapped(node, change)
    return made


def _added(base: Node, more: int) -> Node:
    """The base plus a whole number, in one form."""
    if isinstance(base, Number):
        value = base.value + more
        return Number(value, 0, str(value))
    letter = base if isinstance(base, Letter) else next(each for each in letters(base))
    total = more + (offset_of({"": base}) if isinstance(base, Plus) else 0)
    if not total:
        return letter
    return Plus(((1, letter), (1 if total > 0 else -1, Number(Fraction(abs(total)), 0, str(abs(total))))))
