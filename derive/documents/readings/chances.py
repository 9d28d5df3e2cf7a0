"""Likelihoods whose chances nobody defines: ℓ(θ) = log p(D | θ) = Σ_m α_m log θ_m tells by its end what ℓ is."""

from __future__ import annotations

from derive.documents.readings.discourse import Discourse
from derive.documents.readings.formulas import Formula
from derive.documents.readings.naming import EXPECTATIONS, PROBABILITIES
from derive.documents.readings.trees import (
    Apply,
    Called,
    Dots,
    Grid,
    Integral,
    Letter,
    Node,
    Partial,
    letters,
    walk,
)

_DEEPEST = 3


def told_behind_chances(discourse: Discourse, formula: Formula, at: int) -> Node | None:
    """The first side behind that speaks of no chance, where the right side is of chances that nobody defines."""
    relations = formula.chain.relations
    sides = [side.node for side in formula.sides]
    first = sides[at + 1]
    if first is None or not _is_of_unknown_chances(discourse, first, 0):
        return None
    for number in range(at + 2, len(sides)):
        side = sides[number]
        if relations[number - 1] not in ("=", ":=") or side is None:
            return None
        if _is_told(side) and not _is_of_unknown_chances(discourse, side, 0):
            return side
    return None


def _is_of_unknown_chances(discourse: Discourse, node: Node, depth: int) -> bool:
    """Whether a chance stands in it that is defined nowhere, or in what its letters are defined to be."""
    for each in walk(node):
        if isinstance(each, Called) and each.head.name in PROBABILITIES:
            if discourse.definition_of(each) is None:
                return True
        elif isinstance(each, Letter) and depth < _DEEPEST:
            for known in discourse.definitions.get(each.name, ()):
                if known.body is not None and _is_of_unknown_chances(discourse, known.body, depth + 1):
                    return True
    return False


def _is_told(node: Node) -> bool:
    """Whether it is a formula of letters."""
    parts = list(walk(node))
    odd = any(isinstance(each, Partial | Integral | Dots | Grid) for each in parts)
    means = any(
        isinstance(each, Apply) and each.function in (*EXPECTATIONS, "argmax", "argmin") for each in parts
    )
    return not odd and not means and any(True for _ in letters(node))
