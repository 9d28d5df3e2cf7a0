"""Numbers that are printed to so many digits."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Rational

from derive.documents.readings.claims import Claim
from derive.documents.readings.trees import Minus, Node, Number
from derive.language.errors import IllFormed
from derive.language.families import definitions, families
from derive.language.sayings import Saying
from derive.values.intervals import enclosed

ROUNDED = Saying("what is computed from rounded numbers may differ so much")


def rounds(sides: tuple[Node, Node], claim: Claim) -> bool:
    """Whether a decimal is the value of the other side, which holds no letters, to the digits printed."""
    if families(claim.left) | families(claim.right) or definitions(claim.left) | definitions(claim.right):
        return False
    digits = [node.digits for side in sides for node in _decimals(side)]
    if not digits:
        return False
    half = Rational(1, 2 * 10 ** max(digits))
    exact = [side.doit() for side in (claim.left, claim.right)]
    if all(isinstance(value, Rational) for value in exact):
        return bool(abs(exact[0] - exact[1]) <= half)
    try:
        apart = abs(enclosed(claim.left) - enclosed(claim.right))
        return bool(apart.b < enclosed(half).a)
    except (IllFormed, ValueError, ZeroDivisionError, TypeError):
        return False


def _decimals(side: Node) -> Iterator[Number]:
    """The number, if a side is but a decimal."""
    inner = side.operand if isinstance(side, Minus) else side
    if isinstance(inner, Number) and inner.digits:
        yield inner
