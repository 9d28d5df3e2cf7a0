"""The derivatives that a claim speaks of, of letters of which nothing says what they are."""

from __future__ import annotations

from sympy import Expr

from derive.documents.readings.claims import Claim
from derive.documents.readings.spoken_of import deep
from derive.language.binders import Sum, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, definitions, families


def slopes(side: Expr) -> frozenset[str]:
    """Letters without a definition whose derivative the side speaks of, once all definitions are open."""
    derivatives = [node for node in deep(side) if isinstance(node, Derivative)]
    moved = {node.variable.family for node in derivatives}
    variables = {each for family in moved for each in (family.of or (family,))}
    letters = {family for node in derivatives for family in families(node.body)}
    return frozenset(each.name for each in letters if set(each.of) & variables and each not in moved)


def jacobians(claim: Claim) -> set[str]:
    """Given letters with entries that are derived in entries, such as an activation: most of ∂h_j/∂z_k may be 0."""
    nodes = (
        node for side in (claim.left, claim.right) for node in deep(side) if isinstance(node, Derivative)
    )
    return {
        node.body.family.name
        for node in nodes
        if isinstance(node.body, Entry) and not isinstance(node.body.family, Definition)
        if node.body.family.dims and node.variable.family.dims and node.body.family.of
    }


def gathers(claim: Claim) -> bool:
    """Whether a claim sums or derives, itself or in what one side alone rests on."""
    bodies = [each.body for each in definitions(claim.left) ^ definitions(claim.right)]
    return any(
        isinstance(n, Sum | Derivative) for part in (claim.left, claim.right, *bodies) for n in walk(part)
    )
