"""Questions that the walk asks of a tree: its terms, its factors, its sign, its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.language.binders import Sum
from derive.language.expressions import Neg, Plus, Power, Times
from derive.language.families import Entry
from derive.language.functions import Function
from derive.language.indices import Dim
from derive.language.matrices import ScalarMatrix, Scaled


def bare(node: Any) -> Any:
    """The scalar itself, where it stands as a matrix."""
    return node.args[0] if isinstance(node, ScalarMatrix) else node


def flat(node: Any, heads: Any) -> Iterator[Any]:
    """a, b, c of a + (b + c): associativity needs no brackets."""
    part = bare(node)
    if isinstance(part, heads) and without_sign(part) is None:
        for arg in part.args:
            yield from flat(arg, heads)
    else:
        yield part


def without_sign(node: Any) -> Any:
    """a of −a, otherwise None."""
    node = bare(node)
    if isinstance(node, Neg):
        return bare(node.args[0])
    if isinstance(node, Scaled) and node.args[0] == -1:
        return bare(node.args[1])
    return None


def stands_bare(argument: Any, function: Function) -> bool:
    """log p_k, log n, log 2; log Σ_k a_k"""
    if isinstance(argument, Entry | Dim) or (argument.is_Integer and argument >= 0):
        return True
    return isinstance(argument, Sum) and function.name == "log"


def size(node: Any) -> float:
    """How many letters and numbers stand in it; infinitely many if it is no plain arithmetic on one line."""
    if isinstance(node, Entry | Dim) or node.is_Integer:
        return 1
    if isinstance(node, Neg | Plus | Times | Power):
        return sum(map(size, node.args))
    return float("inf")
