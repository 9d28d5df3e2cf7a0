"""argmax f = argmax g: where g grows with f, whatever moves.

Logarithms, exponentials, positive factors and terms that do not move are taken off both sides, and a sign for argmin.
What is left is compared as it is, as its logarithm, by its slope, or with the probability of what is given beside it:
P(θ | y) grows with P(y | θ) P(θ). Nothing is refuted so.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.readings.naming import PROBABILITIES
from derive.documents.readings.trees import (
    Apply,
    Called,
    Either,
    Letter,
    Minus,
    Node,
    Number,
    Paren,
    Part,
    Partial,
    Plus,
    Power,
    Quotient,
    Times,
    is_bare,
    letters,
    walk,
)

Pair = tuple[Node, Node]
_ENDS = {"argmax": 1, "argmin": -1}


def compared(left: Node, right: Node) -> Iterator[Pair]:
    """The pairs of which one must be equal, so that both sides are attained at one place; none if nothing is told."""
    one, other = _extremum(left), _extremum(right)
    if one is None or other is None or one[1] != other[1]:
        return
    variable = one[1]
    (f, grows), (g, falls) = _bare(one[0], one[2], variable), _bare(other[0], other[2], variable)
    if grows != falls:
        return
    yield f, g
    yield Apply("log", (f,)), g
    yield f, Apply("log", (g,))
    if variable is None:
        return
    for given in _marginals((f, g), variable):
        yield Times((f, given), ("", "")), g
        yield f, Times((g, given), ("", ""))
    yield Partial(f, (variable,)), Partial(g, (variable,))
    yield Partial(Apply("log", (f,)), (variable,)), Partial(g, (variable,))
    yield Partial(f, (variable,)), Partial(Apply("log", (g,)), (variable,))


def _extremum(node: Node) -> tuple[Node, Letter | None, int] | None:
    """f, what it is taken over, and whether the most or the least of it is asked for."""
    node = node.options[0] if isinstance(node, Either) else node
    if isinstance(node, Times) and isinstance(node.factors[0], Part):  # argmax_θ f g
        head, *rest = node.factors
        if isinstance(head, Part) and isinstance(head.whole, Letter) and head.whole.name in _ENDS:
            over = head.subs[0]
            body: Node = Times(tuple(rest), ("",) * len(rest)) if len(rest) > 1 else rest[0]
            return (body, over, _ENDS[head.whole.name]) if isinstance(over, Letter) else None
    if isinstance(node, Plus) and (of_sum := _begun(node)) is not None:  # argmin_θ − f
        return of_sum
    if isinstance(node, Times) and isinstance(first := node.factors[0], Apply) and first.function in _ENDS:
        node = Apply(first.function, (_whole(first.arguments[0], node.factors[1:]),), 0, first.over)
    if not isinstance(node, Apply) or node.function not in _ENDS or len(node.arguments) != 1:
        return None
    if node.over is not None and not (isinstance(node.over, Letter) and is_bare(node.over)):
        return None
    return node.arguments[0], node.over, _ENDS[node.function]


def _begun(node: Plus) -> tuple[Node, Letter | None, int] | None:
    """What stands behind argmin_θ, where that is a sum that begins with a sign."""
    first, rest = node.terms[0][1], node.terms[1:]
    if not isinstance(first, Part) or not isinstance(first.whole, Letter) or first.whole.name not in _ENDS:
        return None
    (sign, term), over = rest[0], first.subs[0]
    body = (Minus(term) if sign < 0 else term) if len(rest) == 1 else Plus(rest)
    return (body, over, _ENDS[first.whole.name]) if isinstance(over, Letter) else None


def _whole(first: Node, rest: tuple[Node, ...]) -> Node:
    """All that an argmax is taken of; a logarithm that it begins with is one of all that follows, log P(y | θ) P(θ)."""
    if (
        isinstance(first, Apply)
        and first.function == "log"
        and all(isinstance(e, Called | Apply) for e in rest)
    ):
        return Apply("log", (Times((*first.arguments, *rest), ("",) * (len(rest) + 1)),))
    return Times((first, *rest), ("",) * (len(rest) + 1))


def _bare(node: Node, sign: int, variable: Letter | None) -> tuple[Node, int]:
    """What grows or falls with the node, without what does not matter."""
    while True:
        match node:
            case Either(options):
                node = options[-1] if _is_product(options[-1]) else options[0]
            case Apply("log" | "exp", (inner,), 0):
                node = inner
            case Minus(inner):
                node, sign = inner, -sign
            case Plus() if (moving := _moving(node, variable)) is not None:
                node = moving
            case Times() if (left := _factors(node, variable)) is not None:
                node, sign = left[0], sign * left[1]
            case Quotient(above, below) if _is_positive(below, variable):
                node = above
            case _:
                return node, sign


def _is_product(node: Node) -> bool:
    """Whether a function is taken of all that follows it."""
    return isinstance(node, Apply)


def _moves(node: Node, variable: Letter | None) -> bool:
    """Whether it may move with the variable; everything may, where none is told."""
    return variable is None or any(each.name == variable.name for each in letters(node))


def _moving(node: Plus, variable: Letter | None) -> Node | None:
    """The sum without the terms that stand still; None where there are none."""
    kept = tuple((sign, term) for sign, term in node.terms if _moves(term, variable))
    if len(kept) == len(node.terms) or not kept:
        return None
    if len(kept) > 1:
        return Plus(kept)
    return kept[0][1] if kept[0][0] > 0 else Minus(kept[0][1])


def _factors(node: Times, variable: Letter | None) -> tuple[Node, int] | None:
    """The product without its factors that are positive, and the sign of these; None where there are none."""
    sign, kept = 1, []
    for each in node.factors:
        inner, turned = (each.operand, -1) if isinstance(each, Minus) else (each, 1)
        if _is_positive(inner, variable):
            sign *= turned
        else:
            kept.append(each)
    if len(kept) == len(node.factors) or not kept:
        return None
    return (kept[0] if len(kept) == 1 else Times(tuple(kept), ("",) * len(kept))), sign


def _is_positive(node: Node, variable: Letter | None) -> bool:
    """Whether it is a positive number, 1/N or 2σ²: what does not move, and has a sign that is known."""
    match node:
        case Number(value):
            return value > 0
        case Quotient(above, below):
            return _is_positive(above, variable) and _is_positive(below, variable)
        case Times(factors):
            return all(_is_positive(each, variable) for each in factors)
        case Power(base, Number(value)) if value.denominator == 1 and value % 2 == 0:
            return variable is not None and not _moves(base, variable)
        case Letter():
            return node.name in ("N", "n", "m") and is_bare(node) and not _moves(node, variable)
    return False


def _marginals(nodes: Pair, variable: Letter) -> Iterator[Node]:
    """P(y), where P(θ | y) stands."""
    seen: set[Node] = set()
    for each in (inner for node in nodes for inner in walk(node) if isinstance(inner, Called)):
        if each.head.name not in PROBABILITIES or each.paren.signs.count("|") != 1:
            continue
        given = each.paren.items[each.paren.signs.index("|") + 1 :]
        made = Called(each.head, Paren(given, (",",) * (len(given) - 1)))
        if made not in seen and not any(_moves(item, variable) for item in given):
            seen.add(made)
            yield made
