"""Σ of a product of arrays as contractions of two arrays at a time, in the order that costs least.

NumPy's own search finds the order; dimensions are unknown, so all are taken to be large.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.codegen.program import Contract, Mul, Node
from derive.language.indices import Index

LARGE = 512


def contracted(operands: list[Node], bound: tuple[Index, ...]) -> Node:
    """The sum over `bound` of the product of the operands."""
    if len(operands) > 2:
        operands = _merged(operands)
    while len(operands) > 2:
        operands = _one_step(operands, bound)
    return _pair(_halved(operands), bound, frozenset())


def _halved(operands: list[Node]) -> list[Node]:
    """One product as two arrays, so that it is summed without being stored."""
    if len(operands) == 1 and isinstance(operands[0], Mul):
        *first, last = operands[0].factors
        head = (
            first[0]
            if len(first) == 1
            else Mul(tuple(dict.fromkeys(a for e in first for a in e.axes)), tuple(first))
        )
        return [head, last]
    return operands


def _merged(operands: list[Node]) -> list[Node]:
    """Operands with the same axes multiplied, entry by entry."""
    groups: dict[frozenset[Index], list[Node]] = {}
    for operand in operands:
        groups.setdefault(frozenset(operand.axes), []).append(operand)
    return [group[0] if len(group) == 1 else Mul(group[0].axes, tuple(group)) for group in groups.values()]


def _one_step(operands: list[Node], bound: tuple[Index, ...]) -> list[Node]:
    first, second = _cheapest_pair(operands, bound)
    pair = [operands[first], operands[second]]
    rest = [operand for place, operand in enumerate(operands) if place not in (first, second)]
    needed = frozenset(axis for operand in rest for axis in operand.axes)
    made = _pair(pair, bound, needed)
    return _merged([*rest[: min(first, len(rest))], made, *rest[min(first, len(rest)) :]])


def _cheapest_pair(operands: list[Node], bound: tuple[Index, ...]) -> tuple[int, int]:
    axes = list(dict.fromkeys(axis for operand in operands for axis in operand.axes))
    number = {axis: place for place, axis in enumerate(axes)}
    shapes: list[Any] = []
    for operand in operands:
        size = (LARGE,) * len(operand.axes)
        shapes += [np.broadcast_to(0.0, size), [number[axis] for axis in operand.axes]]
    kept = [number[axis] for axis in axes if axis not in bound]
    path, _ = np.einsum_path(*shapes, kept, optimize="optimal")
    first, *others = path[1]
    return min(first, others[0]), max(first, others[0])


def _pair(operands: list[Node], bound: tuple[Index, ...], needed: frozenset[Index]) -> Node:
    """The product of one or two arrays, summed over the bound axes that nothing else needs."""
    axes = tuple(dict.fromkeys(axis for operand in operands for axis in operand.axes))
    gone = tuple(axis for axis in axes if axis in bound and axis not in needed)
    left = tuple(axis for axis in axes if axis not in gone)
    if not gone:
        return operands[0] if len(operands) == 1 else Mul(axes, tuple(operands))
    return Contract(left, tuple(operands), gone)
