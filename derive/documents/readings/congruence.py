"""Two sides that are made in one way: they are equal where their parts are.

f(A) = f(B) holds wherever A = B does, whatever f is: a power, a quotient; a derivative or an integral, where A = B
holds for all values of what moves, and a sum, where it holds at every index.
"""

from __future__ import annotations

from dataclasses import fields, replace

from derive.documents.readings.trees import (
    Apply,
    Big,
    Either,
    Integral,
    Letter,
    Minus,
    Node,
    Partial,
    Plus,
    Power,
    Quotient,
    Times,
    Transposed,
)

_MADE = (Partial, Power, Quotient, Integral, Apply, Minus, Transposed, Times, Plus, Big)
"""What is a function of its parts."""
MOST = 3
"""Parts that may differ."""

Pair = tuple[Node, Node]


def parted(left: Node, right: Node) -> list[Pair]:
    """The parts that differ, of sides that are made in one way; nothing where they are not, or are the same."""
    left, right = _first(left), _first(right)
    if type(left) is not type(right) or not isinstance(left, _MADE):
        return []
    ours, theirs = left.parts(), right.parts()
    if len(ours) != len(theirs) or _frame(left) != _frame(right) or _signs(left) != _signs(right):
        return []
    differing = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    return (
        differing if len(differing) <= MOST and not any(_is_bound(left, each) for each in differing) else []
    )


def moves(node: Node) -> tuple[Node, ...] | None:
    """The letters that move within its parts, of a derivative or an integral; None for anything else."""
    match _first(node):
        case Partial(_, variables):
            return variables
        case Integral() as integral:
            return (integral.variable,)
    return None


def binds(node: Node) -> bool:
    """Whether it is a sum or product, in whose parts a letter is bound."""
    return isinstance(_first(node), Big)


def _first(node: Node) -> Node:
    return node.options[0] if isinstance(node, Either) else node


def _frame(node: Node) -> Node:
    """What makes it, without its parts."""
    blank = Letter("")

    def emptied(value: object) -> object:
        if isinstance(value, Node):
            return blank
        return tuple(map(emptied, value)) if isinstance(value, tuple) else value

    made = {each.name: emptied(getattr(node, each.name)) for each in fields(node)}
    return replace(node, **made)


def _signs(node: Node) -> object:
    """The signs of a product, and whether a derivative is total: what trees are not compared by."""
    match node:
        case Times(factors, signs):
            return signs or ("",) * len(factors)
        case Apply():
            return node.signs
        case Partial():
            return node.total
    return None


def _is_bound(node: Node, pair: Pair) -> bool:
    """Whether what differs is the letter that is summed, integrated or differentiated over, or is not the body."""
    if isinstance(node, Partial | Integral | Big):
        return pair[0] != node.body
    return False
