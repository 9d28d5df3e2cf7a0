"""A name that is said again: whether two definitions say the same, and of which heads."""

from __future__ import annotations

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import is_opaque_call
from derive.documents.readings.prose import places_in
from derive.documents.readings.trees import (
    Absolute,
    Apply,
    Big,
    Called,
    Grid,
    Letter,
    Node,
    Norm,
    Part,
    Plus,
    Power,
    Times,
    Transposed,
    is_bare,
    walk,
)


def heads_in(node: Node) -> set[str]:
    """The functions, norms and bars that a formula is made with."""
    found = {each.function for each in walk(node) if isinstance(each, Apply)}
    return found | {type(each).__name__ for each in walk(node) if isinstance(each, Norm | Absolute | Grid)}


def is_same(known: Definition, head: Node) -> bool:
    """Whether a definition is of the letter that this head would define."""
    if signature_of(known.head) == signature_of(head):
        one, other = known.letter, head.head if isinstance(head, Called) else head
        return not isinstance(other, Letter) or one.subs == other.subs or not _names_part(known)
    if isinstance(known.head, Called) and isinstance(head, Letter):  # CE(y, p) and CE
        return not is_opaque_call(known.head) and known.head.head == head
    return False


def _names_part(known: Definition) -> bool:
    """Whether a subscript of the defined letter is part of its name: its definition does not speak of it."""
    if known.body is None:
        return False
    bare = {each.name for each in known.letter.subs if is_bare(each) and isinstance(each, Letter)}
    return bool(bare) and not bare & places_in(known.body)


def signature_of(node: Node) -> tuple[object, ...]:
    """What is compared of a head: its names, not its places."""
    if isinstance(node, Power) and isinstance(node.base, Letter):
        return ("²", node.base.name)
    call = isinstance(node, Called)
    head = node.head if isinstance(node, Called) else node
    inner = node.whole if isinstance(node, Part) else node
    if isinstance(inner, Apply):
        return (inner.function,)
    assert isinstance(head, Letter)
    fixed = tuple(each for each in (*head.labels, *head.subs) if not is_bare(each))
    arguments: tuple[object, ...] = ()
    if isinstance(node, Called):
        paren = node.paren
        plain = all(is_bare(each) for each in paren.items)
        arguments = (len(paren.items), paren.signs, () if plain else paren.items)
    return head.name, head.primes, len(head.subs), len(head.labels), fixed, call, arguments


def is_shifted(inner: Letter, head: Letter) -> bool:
    """h_{t−1} beside h_t, a^{[l−1]} beside a^{[l]}."""
    places = zip((*inner.labels, *inner.subs), (*head.labels, *head.subs), strict=False)
    return any(isinstance(one, Plus) or isinstance(other, Plus) for one, other in places) and inner != head


def is_total(node: Node) -> bool:
    """Σ_k y_k, or 1ᵀ y."""
    if isinstance(node, Big):
        return node.kind == "sum" and isinstance(total_body(node), Letter) and not node.conditions
    if isinstance(node, Times):
        ones = [
            each for each in node.factors if isinstance(each, Transposed) and each.operand == Letter("ones")
        ]
        return bool(ones) and len(node.factors) == 2 and isinstance(total_body(node), Letter)
    return False


def total_body(node: Node) -> Node:
    """What is summed, below every Σ."""
    if isinstance(node, Big):
        return total_body(node.body) if isinstance(node.body, Big) else node.body
    if isinstance(node, Times):
        return node.factors[1]
    return node
