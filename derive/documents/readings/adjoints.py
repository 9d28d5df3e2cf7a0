"""Names such as dx for ∂L/∂x, as programs of back-propagation have them.

Where d stands before letters on both sides of an equation, dx = Wᵀ dy, and y is made from x, these are no
differentials: dy = W dx would be one. A document whose equations all go backwards writes gradients so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.documents.readings.formulas import Formula, head_of
from derive.documents.readings.trees import (
    Called,
    Differential,
    Integral,
    Letter,
    Node,
    Partial,
    letters,
    mapped,
    walk,
)

_WORDS = re.compile(r"\bbackward|back-?\s?prop|gradients?\b|反向|梯度|逆伝播|勾配", re.IGNORECASE)
LOSS = Letter("L")


def are_gradients(text: str, formulas: Iterable[Formula]) -> bool:
    """Whether the names that begin with d are gradients of one loss."""
    if not _WORDS.search(text):
        return False
    every = [formula for formula in formulas if len(formula.sides) > 1]
    nodes = [side.node for formula in every for side in formula.sides if side.node is not None]
    if any(isinstance(n, Integral | Partial) and _is_of_another(n) for node in nodes for n in walk(node)):
        return False
    inputs = _inputs(every)
    backwards = 0
    for formula in every:
        left = formula.sides[0].node
        target = _of_name(left) if left is not None else None
        if target is None:
            continue
        right = formula.sides[1].node
        for source in _names(right) if right is not None else ():
            if target.name in _all_inputs(source, inputs):
                backwards += 1
            elif source in _all_inputs(target.name, inputs):
                return False
    return backwards > 0


def _is_of_another(node: Integral | Partial) -> bool:
    """Whether something other than a loss stands under the derivative that is written out."""
    return isinstance(node, Integral) or (node.total and not isinstance(node.body, Letter))


def _inputs(formulas: list[Formula]) -> dict[str, set[str]]:
    """What each letter is made from."""
    found: dict[str, set[str]] = {}
    for formula in formulas:
        head = head_of(formula.sides[0].node)
        right = formula.sides[1].node
        if head is None or right is None:
            continue
        found.setdefault(head.name, set()).update(
            each.name for each in letters(right) if each.name != head.name
        )
    return found


def _all_inputs(name: str, inputs: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for each in inputs.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _of_name(node: Node | None) -> Letter | None:
    """The letter x of dx."""
    if isinstance(node, Differential) and isinstance(node.body, Letter):
        return node.body
    if isinstance(node, Letter) and re.fullmatch(r"d[A-Za-z]", node.name):
        return Letter(node.name[1:], node.subs, node.labels, bold=node.bold or node.word)
    return None


def _names(node: Node) -> Iterator[str]:
    for each in walk(node):
        letter = _of_name(each)
        if letter is not None:
            yield letter.name


def written_out(node: Node) -> Node:
    """The tree with ∂L/∂x for dx."""

    def change(each: Node) -> Node | None:
        letter = _of_name(each)
        if letter is None or isinstance(each, Called):
            return None
        return Partial(LOSS, (letter,))

    made: Node = mapped(node, change)
    return made
