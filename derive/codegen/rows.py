"""Programs that work row by row: no row of the result depends on another row of the arguments."""

from __future__ import annotations

from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Choose,
    Contract,
    Div,
    Look,
    Mul,
    Node,
    Number,
    Others,
    Power,
    Program,
    Statement,
    all_nodes,
    children,
)
from derive.language.indices import Index


def ends_in(node: Node, name: str) -> bool:
    """Whether the node is the named array, perhaps with some places chosen anew."""
    if isinstance(node, Choose):
        return isinstance(node.otherwise, Look) and node.otherwise.name == name
    return isinstance(node, Look) and node.name == name


def is_true_class(node: Choose) -> bool:
    """Whether the chosen value is minus the sum of all other entries of the array."""
    value = node.value
    if not (isinstance(value, Add) and len(value.terms) == 1 and isinstance(value.terms[0][1], Others)):
        return False
    others = value.terms[0][1]
    return (others.argument, others.axis, others.place) == (node.otherwise, node.axis, node.place)


def labels_of_true_class(node: Node, last: Statement | None) -> Look | None:
    """The labels, where the node is the softargmax `last`, less 1 at one label for each row."""
    whole = last.node if last else None
    if last is None or not isinstance(whole, Along) or whole.function != "softargmax":
        return None
    if not isinstance(node, Choose) or not is_true_class(node) or not isinstance(node.place, Look):
        return None
    otherwise = node.otherwise
    plain = isinstance(otherwise, Look) and otherwise.name == last.name and otherwise.places == otherwise.axes
    by_row = node.place.places == otherwise.axes[:-1] and node.axis == otherwise.axes[-1]
    last_axis = len(last.axes) <= 2 and whole.axis == last.axes[-1]
    return node.place if plain and by_row and last_axis else None


def is_less_one(softargmax: Statement, program: Program) -> bool:
    """Whether the program looks at the softargmax only to take 1 off at one label of each row."""
    nodes = list(all_nodes(program))
    looks = [each for each in nodes if isinstance(each, Look) and each.name == softargmax.name]
    found = [each for each in nodes if labels_of_true_class(each, softargmax)]
    return len(found) == 1 and len(looks) == 2  # the array, and the sum of all others in it


def works_by_rows(program: Program) -> bool:
    """Whether every row of the result depends on the same row of the arguments alone."""
    result = program.result
    if result is None or len(result.axes) != 2 or not result.node.axes:
        return False
    reals = [each for each in program.arguments if each.kind == "real"]
    statements = [*program.statements, result]
    if (
        not reals
        or any(len(each.dims) > 2 for each in reals)
        or not any(len(each.dims) == 2 for each in reals)
    ):
        return False
    return all(_keeps_rows(each.node, each.axes[0]) if each.axes else False for each in statements)


def _keeps_rows(node: Node, row: Index) -> bool:
    match node:
        case Number():
            return True
        case Look(places=places):
            whole = all(isinstance(place, Index) for place in places)
            return places[:1] == (row,) and whole and len(set(node.axes)) <= 2
        case Choose(place=place):
            if isinstance(place, Index) or node.axis == row or len(set(node.axes)) > 2:
                return False
        case Along(axis=axis) | Others(axis=axis):
            if axis == row:
                return False
        case Contract(bound=bound):
            if row in bound:
                return False
        case Add() | Mul() | Div() | Power() | Apply():
            pass
        case _:
            return False
    return len(set(node.axes)) <= 2 and all(_keeps_rows(each, row) for each in children(node))
