"""Nodes of array programs put together, each with the axes that follow."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Rational

from derive.codegen.program import (
    Beside,
    Div,
    Look,
    Mul,
    Node,
    Number,
    Others,
    Place,
    Power,
)
from derive.language.expressions import ONE
from derive.language.indices import Index


def look(name: str, places: list[Place]) -> Look:
    """A named array at places."""
    axes: list[Index] = []
    for place in places:
        axes += [axis for axis in place_axes(place) if axis not in axes]
    return Look(tuple(axes), name, tuple(places))


def place_axes(place: Place) -> tuple[Index, ...]:
    """The axes that a place brings along."""
    if isinstance(place, Index):
        return (place,)
    if isinstance(place, Beside):
        return (place.index,)
    return place.axes if isinstance(place, Node) else ()


def others(whole: Node, index: Index, place: Place) -> Others:
    """Σ of all entries along an axis but the one at a place."""
    left = tuple(axis for axis in whole.axes if axis != index)
    return Others(tuple(dict.fromkeys((*left, *place_axes(place)))), whole, index, place)


def union(nodes: Iterable[Node], *more: tuple[Index, ...]) -> tuple[Index, ...]:
    """The axes of all nodes, each once."""
    groups = [node.axes for node in nodes] + list(more)
    return tuple(dict.fromkeys(axis for group in groups for axis in group))


def multiplied(nodes: list[Node]) -> Node:
    """The product of the nodes."""
    if not nodes:
        return Number((), ONE)
    return nodes[0] if len(nodes) == 1 else Mul(union(nodes), tuple(nodes))


def quotient(above: list[Node], below: Node) -> Node:
    """The product of the nodes above, divided: a factor of few axes is, where one has those of what is below."""
    whole = multiplied(above)
    few = [each for each in above if set(below.axes) <= set(each.axes) < set(whole.axes) and each.axes]
    if not few:
        return Div(union((whole, below)), whole, below)
    least = min(few, key=lambda each: len(each.axes))
    rest = [Div(each.axes, each, below) if each is least else each for each in above]
    return multiplied(rest)


def squares(nodes: list[Node]) -> list[Node]:
    """Equal factors as a power."""
    counted: dict[Node, int] = {}
    for node in nodes:
        counted[node] = counted.get(node, 0) + 1
    return [
        node if times == 1 else Power(node.axes, node, Rational(times)) for node, times in counted.items()
    ]


def divided(operands: list[Node], under: Node) -> list[Node]:
    """The operands, the one that reaches furthest divided."""
    place = max(range(len(operands)), key=lambda each: len(set(operands[each].axes) & set(under.axes)))
    above = operands[place]
    return [*operands[:place], Div(union((above, under)), above, under), *operands[place + 1 :]]
