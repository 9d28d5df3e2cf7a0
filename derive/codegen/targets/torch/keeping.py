"""What the forward pass works out and the backward pass needs again, and is small: σ of a row, kept beside the result.

A second derivative wants it as a function of the arguments, so there it is worked out anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.codegen.program import Argument, Contract, Look, Program, Statement, inside
from derive.codegen.reverse import Reverse
from derive.codegen.rows import carried, summed


@dataclass(frozen=True)
class Kept:
    """The arrays that are kept, the backward pass that is given them, and what they are worked out by."""

    names: list[str]
    backward: Program
    again: Program


def kept(reverse: Reverse) -> Kept | None:
    """The arrays of fewer axes than the variable for which both passes go over a large one, if there are any."""
    forward, backward = reverse.forward, reverse.backward
    size = next(len(each.dims) for each in forward.arguments if each.name == reverse.variable)
    shared = [each for each in backward.statements if each in forward.statements and len(each.axes) < size]
    rest = [each for each in (*backward.statements, backward.result) if each and each not in shared]
    wanted = {each.name for each in shared} & _looked_at(rest)
    large = any(isinstance(node, Contract) for each in shared for node in inside(each.node))
    if not wanted or not large or not _by_row(forward, wanted):
        return None
    given = [
        Argument(each.name, tuple(axis.dim for axis in each.axes), f"{each.name} of the forward pass")
        for each in shared
        if each.name in wanted
    ]
    used = _looked_at(rest)
    own = [each for each in backward.arguments if each.name in used]
    statements = [each for each in backward.statements if each not in shared]
    return Kept(
        [each.name for each in given],
        replace(backward, arguments=[*own, *given], statements=statements),
        replace(backward, statements=shared, result=None),
    )


def _looked_at(statements: list[Statement]) -> set[str]:
    return {node.name for each in statements for node in inside(each.node) if isinstance(node, Look)}


def _by_row(forward: Program, wanted: set[str]) -> bool:
    """Whether the forward pass has them where its result is made: in the same block of rows, if it works in blocks."""
    if summed(forward) is not None:
        return False
    rows = carried(forward)
    return rows is None or wanted <= rows
