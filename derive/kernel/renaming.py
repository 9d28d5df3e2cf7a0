"""Equality up to the names of bound indices, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Basic

from derive.language.binders import Binder
from derive.language.indices import Index

Levels = Mapping[Index, int]


def same_up_to_renaming(left: Basic, right: Basic) -> bool:
    """Whether the two differ only in the names of bound indices."""
    return bool(_skeleton(left, {}, 0) == _skeleton(right, {}, 0))


def _skeleton(node: Basic, levels: Levels, depth: int) -> Any:
    """The tree with each bound index replaced by how many binders stand around its own."""
    if isinstance(node, Index) and node in levels:
        return ("bound", levels[node], node.dim)
    if isinstance(node, Binder):
        inner = {**levels, node.bound: depth}
        places = tuple(_skeleton(place, levels, depth) for place in node.without)
        return (node.func, node.bound.dim, _skeleton(node.body, inner, depth + 1), places)
    if not node.args:
        return node
    return (node.func, *(_skeleton(arg, levels, depth) for arg in node.args))
