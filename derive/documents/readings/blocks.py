"""Vectors and matrices in blocks: where x = (x_a, x_b), the x_a is a vector and Λ_ab a matrix, and no entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.documents.readings.formulas import Formula
from derive.documents.readings.trees import Grid, Letter, Node, Transposed, is_bare, letters, mapped

_SAID = re.compile(
    r"\b(?:in(?:to)?|covariance|matrix|the) blocks\b|\bblock (?:matri|form|structure|inver)"
    r"|\bpartition(?:s|ed|ing)?\b(?! function)|分块",
    re.IGNORECASE,
)


def labels_of_blocks(text: str, formulas: Iterable[Formula]) -> set[str]:
    """The a and b of x = (x_a, x_b), or of x_a alone where blocks are spoken of."""
    said, every = bool(_SAID.search(text)), list(formulas)
    doubled = _doubled(every) if said else set()
    parts = {each.name for formula in every for each in _parts(formula) if said or each.name in "abc"}
    return parts | (doubled if len(doubled) > 1 else set())


def _doubled(formulas: list[Formula]) -> set[str]:
    """The a and b of Σ_aa and Σ_bb."""
    nodes = (side.node for formula in formulas for side in formula.sides if side.node is not None)
    found = (
        each
        for node in nodes
        for each in letters(node)
        if len(each.subs) == 2 and each.subs[0] == each.subs[1]
    )
    return {each.subs[0].name for each in found if isinstance(each.subs[0], Letter)} & set("abc")


def _parts(formula: Formula) -> Iterator[Letter]:
    """The labels of the parts of one vector."""
    whole, *others = [side.node for side in formula.sides]
    if not isinstance(whole, Letter) or not is_bare(whole):
        return
    for other in others:
        grid = other.operand if isinstance(other, Transposed) else other
        if not isinstance(grid, Grid):
            continue
        found = [entry for row in grid.rows for entry in row]
        if len(found) > 1 and all(
            isinstance(e, Letter) and e.name == whole.name and len(e.subs) == 1 for e in found
        ):
            labels = [e.subs[0] for e in found if isinstance(e, Letter)]
            if all(isinstance(each, Letter) and is_bare(each) for each in labels):
                yield from (each for each in labels if isinstance(each, Letter))


def in_blocks(node: Node, labels: set[str]) -> Node:
    """The tree in which each block is a letter of its own."""

    def change(each: Node) -> Node | None:
        if not isinstance(each, Letter) or not each.subs:
            return None
        names = [sub.name for sub in each.subs if isinstance(sub, Letter) and is_bare(sub)]
        if len(names) != len(each.subs) or not set(names) <= labels:
            return None
        return replace(each, name=f"{each.name}_{''.join(names)}", subs=(), bold=True)

    made: Node = mapped(node, change)
    return made
