"""Sums over some places of a dimension as sums over a part of it: Σ_{i=1}^{n−1} x_{i+1} y_i is x[1:] @ y[:-1]."""

from __future__ import annotations

from sympy import Expr, Integer

from derive.codegen.errors import NoCode
from derive.codegen.program import Part
from derive.codegen.trees import has
from derive.language.binders import (
    Before,
    Delta,
    Span,
    Sum,
    bound_indices,
    free_indices,
    fresh,
    substitute,
    walk,
)
from derive.language.claims import Identity
from derive.language.indices import Dim, Index, Moved
from derive.language.places import Equal, Within


def at_some_places(identity: Identity) -> tuple[Expr, dict[Index, Index]]:
    """The right side of a claim about some places of its indices, and the indices over these that stand for them.

    Raises `NoCode` where such an index is compared with others, or stands near the last place at first.
    """
    right: Expr = identity.right
    own: dict[Index, Index] = {}
    for each in (each for each in identity.given if isinstance(each, Within)):
        index, first, last = each.args
        if not has(right, index):
            continue
        span = over_part(Span(right, index, (first, last))) if (first, last) != (1, index.dim) else None
        if span is None:
            raise NoCode(f"{index} stands at some places alone, and it is compared with others")
        right, own[index] = span.args[:2]
    return right, own


def over_part(node: Span) -> Sum | None:
    """The sum over a part of its dimension; None where its index is compared with others, or begins near the end."""
    first, last = node.first, node.last
    bound = node.bound
    compared = any(isinstance(each, Delta | Before | Equal) and has(each, bound) for each in walk(node.body))
    if compared or not isinstance(first, Integer) or free_indices(last):
        return None
    own = fresh(
        Index(bound.name, _part(bound.dim, int(first), last)),
        free_indices(node.body) | bound_indices(node.body),
    )
    return Sum(substitute(node.body, {bound: Moved(own, int(first) - 1)}), own)


def _part(dim: Dim, start: int, last: Expr) -> Part:
    """The places from the first to the last."""
    if isinstance(last, Integer):
        count = max(0, int(last) - start + 1)
        return Part(f"{dim.name}_from_{start}_to_{int(last)}", dim, 0, count)
    offset = int(last.offset) if isinstance(last, Moved) else 0
    less = start - 1 - offset
    return Part(f"{dim.name}_less_{less}", dim, less)
