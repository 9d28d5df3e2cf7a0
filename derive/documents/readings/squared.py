"""ℓ(μ, σ²): a function of σ² is one of σ, and is read so where no call says what it is at other arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.trees import Called, Letter, Node, Number, Paren, Power, mapped, walk

Place = tuple[str, int, int]
"""A function, how many arguments it has, and at which of them a square stands."""


def squared_places(trees: Iterable[Node]) -> set[Place]:
    """Where a square of a letter stands in every call of a function."""
    found: set[Place] = set()
    others: set[Place] = set()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Called):
                for at, each in enumerate(node.paren.items):
                    place = (node.head.name, len(node.paren.items), at)
                    (found if is_square(each) else others).add(place)
    return found - others


def is_square(node: Node) -> bool:
    """Whether it is σ²."""
    return isinstance(node, Power) and isinstance(node.base, Letter) and node.exponent == Number(Fraction(2))


def without_squares(node: Node, places: set[Place]) -> Node:
    """The tree with σ where such a call has σ²."""

    def change(each: Node) -> Node | None:
        if not isinstance(each, Called):
            return None
        items = each.paren.items
        made = tuple(_base(item, (each.head.name, len(items), at) in places) for at, item in enumerate(items))
        if all(one is other for one, other in zip(made, items, strict=True)):
            return None
        paren: Paren = mapped(replace(each.paren, items=made), change)
        return replace(each, paren=paren)

    made: Node = mapped(node, change)
    return made


def _base(item: Node, is_squared: bool) -> Node:
    return item.base if is_squared and isinstance(item, Power) else item
