"""Models that are fitted to data: y = X w beside ‖X w − y‖² says what y should be, and does not define it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from derive.documents.readings.definitions import Definition
from derive.documents.readings.trees import Letter, Minus, Node, Plus, is_bare, mapped, walk


class Residuals:
    """The differences that stand within other terms of a document: under a square or a norm, in a sum or a product."""

    def __init__(self, sides: Iterable[Node]) -> None:
        nodes = ((node, side) for side in sides for node in walk(side))
        within = [node for node, side in nodes if isinstance(node, Plus) and node is not side]
        self.found = [frozenset(_signed(each)) for node in within for each in (node, _of_any(node))]

    def fit(self, head: Node, body: Node, definitions: Mapping[str, list[Definition]]) -> bool:
        """Whether head − body stands so, in part at least, or head − g where g is defined by the same."""
        terms = [
            (sign, node) for sign, node in _signed(body) if not (isinstance(node, Letter) and is_bare(node))
        ]
        same = {d.head for found in definitions.values() for d in found if d.body == body and d.head != head}
        return any(
            (sign, head) in difference
            and (
                any((-sign * each, node) in difference for each, node in terms)
                or any((-sign, other) in difference for other in same)
            )
            for difference in self.found
            for sign in (1, -1)
        )


def _of_any(node: Node) -> Node:
    """The difference without the indices of samples: y − m x − b for y_i − m x_i − b."""

    def change(each: Node) -> Node | None:
        if not isinstance(each, Letter) or not (each.subs or each.labels):
            return None
        return replace(each, subs=(), labels=()) if all(map(is_bare, (*each.subs, *each.labels))) else None

    made: Node = mapped(node, change)
    return made


def _signed(node: Node, sign: int = 1) -> Iterator[tuple[int, Node]]:
    """The terms of a sum, each with its sign."""
    if isinstance(node, Plus):
        for each, term in node.terms:
            yield from _signed(term, sign * each)
    elif isinstance(node, Minus):
        yield from _signed(node.operand, -sign)
    else:
        yield sign, node
