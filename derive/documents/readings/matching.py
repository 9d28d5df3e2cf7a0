"""Calls of what is defined: what stands for its arguments and for the places of these."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import argument_places
from derive.documents.readings.trees import Called, Letter, Node, Number, is_bare, mapped


def fitting(own: tuple[Node, ...], items: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """What stands for the index letters of the arguments: j for the i of f(x^{(i)}), in f(x^{(j)})."""
    if len(own) != len(items):
        return None
    found: dict[Node, Node] = {}
    for one, other in zip(own, items, strict=True):
        if one == other and not isinstance(one, Letter):
            continue
        if not isinstance(one, Letter) or not isinstance(other, Letter):
            return None
        places = (*one.labels, *one.subs), (*other.labels, *other.subs)
        if replace(one, labels=(), subs=()) != replace(other, labels=(), subs=()) or len(places[0]) != len(
            places[1]
        ):
            return None
        for general, here in zip(*places, strict=True):
            if is_bare(general) and found.setdefault(general, here) == here:
                continue
            if general != here:
                return None
    return tuple(found[each] for each in argument_places(own))


def matches(defined: Definition, node: Called) -> tuple[Node, ...] | None:
    """What stands for the places of a definition in this call; None if it is a call of something else.

    The places of p(x_i | θ) = θ e^{−θ x_i} are i, and stand for j in p(x_j | θ).
    """
    head = defined.head
    if (
        not isinstance(head, Called)
        or head.head.name != node.head.name
        or head.paren.signs != node.paren.signs
    ):
        return None
    if len(head.head.subs) != len(node.head.subs) or len(head.paren.items) != len(node.paren.items):
        return None
    general = defined.parameters
    found: dict[Node, Node] = {}
    for one, other in zip(head.paren.items, node.paren.items, strict=True):
        if one in general:
            if not isinstance(other, Letter | Number) or found.setdefault(one, other) != other:
                return None
        elif one != other and not _moves_places(one, other, defined.argument_places, found):
            return None
    for each in defined.argument_places:
        found.setdefault(each, each)
    return tuple(found[each] for each in (*general, *defined.argument_places))


def unplaced(head: Called, places: tuple[Letter, ...]) -> Called:
    """p(x | θ), for the p(x_i | θ) that is the entry i of it."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Letter):
            return None
        subs, labels = (tuple(e for e in each if e not in places) for each in (node.subs, node.labels))
        return replace(node, subs=subs, labels=labels)

    return replace(head, paren=mapped(head.paren, change))


def _moves_places(one: Node, other: Node, places: tuple[Letter, ...], found: dict[Node, Node]) -> bool:
    """Whether it is the same letter at another place, which is entered in `found`: x_j for x_i."""
    if not isinstance(one, Letter) or not isinstance(other, Letter):
        return False
    if replace(one, labels=(), subs=()) != replace(other, labels=(), subs=()):
        return False
    own, others = (*one.labels, *one.subs), (*other.labels, *other.subs)
    if len(one.labels) != len(other.labels) or len(own) != len(others):
        return False
    return all(
        found.setdefault(general, here) == here if general in places else general == here
        for general, here in zip(own, others, strict=True)
    )
