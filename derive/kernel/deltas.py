"""Kronecker's δ: which places it makes equal, how it is written in one way, where it stands inside a function."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from derive.kernel.terms import INDICATORS, Atom, IndexKey, counted, shifted, subforms

FUNCTIONS = frozenset(("exp", "log", "call", "poly", "D", "above", "null", "raised"))
"""The atoms that are functions of forms."""


def classes_of(deltas: Iterable[Atom]) -> list[dict[IndexKey, int]] | None:
    """What the δs make equal, grouped: where in its group each index stands. None if they contradict one another."""
    classes: list[dict[IndexKey, int]] = []
    for _, first, second in deltas:
        (one, before), (other, after) = counted(first), counted(second)
        if one == other and before != after:
            return None
        group = {one: 0, other: before - after}
        for each in [each for each in classes if each.keys() & group.keys()]:
            classes.remove(each)
            shared = next(iter(each.keys() & group.keys()))
            placed = {index: at + group[shared] - each[shared] for index, at in each.items()}
            if any(group.get(index, at) != at for index, at in placed.items()):
                return None
            group |= placed
        classes.append(group)
    return [group for group in classes if len(group) > 1]


def paired(first: IndexKey, second: IndexKey) -> tuple[IndexKey, IndexKey]:
    """The two places of a δ, moved together so that one way of writing is left: δ_{i,j+1}, not δ_{i−1,j}."""
    (one, before), (other, after) = sorted((counted(first), counted(second)))
    if one[0] in ("c", "e"):
        return shifted(one, before - after), other
    return one, shifted(other, after - before)


@lru_cache(maxsize=1 << 16)
def delta_inside(atom: Atom) -> Atom | None:
    """A δ or a comparison inside a function, or inside a function inside it; None if there is none."""
    for form in subforms(atom):
        for powers, _ in form:
            for inner, _ in powers:
                if inner[0] == "delta" or (inner[0] in INDICATORS and atom[0] != "D"):
                    return inner
                if inner[0] in FUNCTIONS and (found := delta_inside(inner)) is not None:
                    return found
    return None
