r"""The letters that signs mark as vectors or matrices: what is transposed, normed, traced, multiplied entry by entry.

A reading that takes such a letter for a number makes the sign mean nothing: y = W x and ∂L/∂x = W g would be proved
for one unit, whatever the transpose that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from derive.documents.readings.trees import (
    Apply,
    Called,
    Either,
    Entrywise,
    Inner,
    Letter,
    Minus,
    Node,
    Norm,
    Number,
    Partial,
    Plus,
    Power,
    Quotient,
    Times,
    Transposed,
    letters,
    walk,
)

_OF_WHOLES = frozenset({"softmax", "logsumexp", "diag", "trace", "det", "logdet"})

LAYERS = frozenset({"l", "L", "ell"})
"""Letters that as a superscript mean a layer."""
Opened = Callable[[Letter], Iterable[Node]]
"""What defines a letter."""


def marked(trees: Iterable[Node], opened: Opened) -> set[Letter]:
    """The letters, as they stand, that are no numbers if the signs around them mean anything."""
    found: set[Letter] = set()
    waiting = [each for tree in trees for node in walk(tree) for each in _operands(node)]
    while waiting:
        for letter in _bearers(waiting.pop()):
            if letter not in found:
                found.add(letter)
                waiting += opened(letter)
    return found


def _operands(node: Node) -> Iterator[Node]:
    """What a sign takes that is meant for vectors and matrices."""
    match node:
        case Transposed(operand) | Norm(operand):
            yield operand
        case Inner(left, right) | Entrywise(left, right):
            yield from (left, right)
        case Apply(function, arguments) if function in _OF_WHOLES:
            yield from arguments
        case Times(factors):
            yield from (other for one, other in pairwise(factors) if isinstance(one, Transposed))
            if len(factors) > 1 and isinstance(factors[-1], Transposed):
                yield factors[-2]  # x yᵀ; in c xᵀ y the first one is a number


def _bearers(node: Node) -> Iterator[Letter]:  # noqa: C901  one case per kind of node
    """The letters that make an expression a vector or a matrix: of a sum all, of a product the last."""
    match node:
        case Letter():
            yield node
        case Plus(terms):
            for _, each in terms:
                yield from _bearers(each)
        case Minus(operand) | Transposed(operand):
            yield from _bearers(operand)
        case Times(factors):
            named = [each for each in factors if not isinstance(each, Number | Quotient)]
            yield from _bearers(named[-1]) if named else ()
        case Quotient(above, _):
            yield from _bearers(above)
        case Power(base, Number() | Minus(Number())):
            yield from _bearers(base)
        case Power(Letter() as base, exponent) if {each.name for each in letters(exponent)} & LAYERS:
            yield base  # W^{l+1}
        case Called(head, paren) if len(paren.items) == 1:
            yield from _bearers(paren.items[0])
            if head.name[:1].isupper():  # Σ⁻¹ (x − μ), behind (x − μ)ᵀ
                yield head
        case Partial(_, variables) if len(variables) == 1:
            yield from _bearers(variables[0])
        case Either(options):
            yield from _bearers(options[0])
