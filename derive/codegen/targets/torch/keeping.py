"""What the forward pass works out and the backward pass needs again, and is small: σ of a row, kept beside the result.

A second derivative wants it as a function of the arguments, so there it is worked out anew. What is f itself is saved
as f, which PyTorch differentiates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.codegen.program import Argument, Contract, Look, Program, Statement, inside
from derive.codegen.reverse import Reverse
from derive.codegen.rows import carried, summed


@dataclass(frozen=True)
class Kept:
    """The arrays kept beside f, the passes whose backward one is given them, and what works them out anew."""

    names: list[str]
    reverse: Reverse
    again: Program

    @property
    def inputs(self) -> list[str]:
        """What it takes to work them out anew."""
        return [each.name for each in self.again.arguments]


def kept(reverse: Reverse) -> Kept | None:
    """The arrays of fewer axes than the variable for which both passes go over a large one, if there are any."""
    forward, backward = reverse.forward, reverse.backward
    size = next(len(each.dims) for each in forward.arguments if each.name == reverse.variable)
    shared = [each for each in backward.statements if each in forward.statements and len(each.axes) < size]
    rest = [each for each in (*backward.statements, backward.result) if each and each not in shared]
    wanted = [each for each in shared if each.name in _looked_at(rest)]
    if not _cost_a_pass(shared) or not _by_row(forward, {each.name for each in wanted}):
        return None
    own = next((each.name for each in wanted if _is_result(each, forward)), None)
    names = [each.name for each in wanted if each.name != own]
    given = [
        Argument(each.name, tuple(axis.dim for axis in each.axes), f"{each.name} of the forward pass")
        for each in wanted
    ]
    shorter = _restricted(replace(backward, statements=rest[:-1]), _looked_at(rest))
    shorter.arguments += given
    again = _restricted(replace(backward, result=None), _closure(backward, names))
    return Kept(names, replace(reverse, output=own or reverse.output, backward=shorter), again)


def _cost_a_pass(shared: list[Statement]) -> bool:
    return any(isinstance(node, Contract) for each in shared for node in inside(each.node))


def _looked_at(statements: Iterable[Statement]) -> set[str]:
    return {node.name for each in statements for node in inside(each.node) if isinstance(node, Look)}


def _closure(program: Program, names: list[str]) -> set[str]:
    """The names, and all that they are worked out of."""
    needed = set(names)
    for each in reversed(program.statements):
        needed |= _looked_at([each]) if each.name in needed else set()
    return needed


def _restricted(program: Program, names: set[str]) -> Program:
    """The program's arguments and statements of these names alone."""
    return replace(
        program,
        arguments=[each for each in program.arguments if each.name in names],
        statements=[each for each in program.statements if each.name in names],
    )


def _is_result(statement: Statement, forward: Program) -> bool:
    """Whether f is the array."""
    result = forward.result.node if forward.result else None
    return isinstance(result, Look) and (result.name, result.places) == (statement.name, statement.axes)


def _by_row(forward: Program, wanted: set[str]) -> bool:
    """Whether the forward pass has them where its result is made: in the same block of rows, if it works in blocks."""
    if not wanted or summed(forward) is not None:
        return False
    rows = carried(forward)
    return rows is None or wanted <= rows
