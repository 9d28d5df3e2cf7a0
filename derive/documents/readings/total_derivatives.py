r"""dσ(x) · h and d_x S(x, y) · h: derivatives as linear maps, in documents that speak of total derivatives.

At a letter x it is the Jacobian, ∂σ/∂x; at anything else, dσ(p_i), a matrix of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from derive.documents.readings.shown import shown
from derive.documents.readings.trees import (
    Apply,
    Called,
    Differential,
    Letter,
    Node,
    Number,
    Partial,
    Power,
    Times,
    Transposed,
    is_bare,
    letters,
    mapped,
)

SPOKEN_OF = re.compile(r"\b(?:total|Fr[eé]chet) (?:derivative|differential)|全微分", re.IGNORECASE)
"""Words in documents that write derivatives as maps."""


def as_matrices(node: Node, found: dict[str, int]) -> Node:
    """The tree with Jacobians for dσ(x), d_x S(x, y); `found` takes the names of unknown ones."""

    def change(each: Node) -> Node | None:
        match each:
            case Differential(Called() | Apply() as call) if _is_of_one(call):
                return _at(call, found)
            case Differential(Transposed(Called() | Apply() as call)) if _is_of_one(call):
                return Transposed(_at(call, found))
            case Times(factors, signs) if any(_is_operator(one) for one in factors):
                return _with_partials(factors, signs, change, found)
            case Power(Letter(name="d", subs=(), labels=()), Number() as order):
                return Letter(f"d^{order.text}", word=True)  # d²σ, and no power of d
        return None

    made: Node = mapped(node, change)
    return made


def _is_of_one(call: Node) -> bool:
    """Whether it is f(x), with one argument."""
    if isinstance(call, Called):
        return len(call.paren.items) == 1 and not call.head.primes
    return isinstance(call, Apply) and len(call.arguments) == 1 and not call.primes


def _at(call: Called | Apply, found: dict[str, int]) -> Node:
    """The derivative of f at what it is called with."""
    [at] = call.paren.items if isinstance(call, Called) else call.arguments
    if isinstance(at, Letter) and is_bare(at):
        return Partial(call, (at,), total=True)
    inner = (place for each in letters(at) for place in (*each.labels, *each.subs))
    places = tuple({each.name: each for each in inner if isinstance(each, Letter) and is_bare(each)}.values())
    bare = mapped(at, lambda each: replace(each, labels=(), subs=()) if isinstance(each, Letter) else None)
    name = f"d{shown(call.head) if isinstance(call, Called) else call.function}({shown(bare)})"
    found[name] = len(places)
    return Letter(name, places, word=True)


def _is_operator(node: Node) -> bool:
    """Whether it is the d of d σ(x), or the d_x of d_x S."""
    return isinstance(node, Letter) and node.name == "d" and len(node.subs) < 2 and not node.labels


def _with_partials(
    factors: tuple[Node, ...],
    signs: tuple[str, ...],
    change: Callable[[Node], Node | None],
    found: dict[str, int],
) -> Node | None:
    """The product with ∂S/∂x for d_x S, and the Jacobian for d σ(x)."""
    made: list[Node] = []
    kept: list[str] = []
    for factor, sign in zip(factors, signs or ("",) * len(factors), strict=True):
        before = made[-1] if made else None
        applied = _applied(before, factor, found) if isinstance(before, Letter) and not sign else None
        if applied is not None:
            made[-1] = applied
        else:
            made.append(mapped(factor, change))
            kept.append(sign)
    if len(made) == len(factors):
        return None
    return made[0] if len(made) == 1 else Times(tuple(made), ("", *kept[1:]))


def _applied(operator: Letter, to: Node, found: dict[str, int]) -> Node | None:
    """What d or d_x is of what stands behind it."""
    if not _is_operator(operator):
        return None
    if operator.subs:
        return Partial(to, (operator.subs[0],))
    if isinstance(to, Transposed):
        inner = _applied(operator, to.operand, found)
        return inner and Transposed(inner)
    return _at(to, found) if isinstance(to, Called | Apply) and _is_of_one(to) else None
