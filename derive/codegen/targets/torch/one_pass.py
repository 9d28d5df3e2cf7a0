"""f and its backward pass out of one softargmax: log p at labels, and p less 1 there.

PyTorch keeps the second of the two for the backward pass, which then is a product with the upstream gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from derive.codegen.program import Along, Choose, Look, Node, Program, Statement, all_nodes
from derive.codegen.reverse import Reverse
from derive.codegen.rows import is_less_one, labels_of_true_class


@dataclass(frozen=True)
class OnePass:
    """The two programs in which `share`, log p at the labels, and `flow`, p less 1 there, are known."""

    forward: Program
    backward: Program
    scores: str
    labels: str
    share: str
    flow: str


def one_pass(reverse: Reverse) -> OnePass | None:
    """The programs of what one pass finds, where f is made of log p at labels, its gradient of p less 1 there."""
    forward, backward = reverse.forward, reverse.backward
    flows = [each for each in backward.statements if is_less_one(each, backward)]
    logs = [each for each in forward.statements if _is_log(each)]
    if len(flows) != 1 or len(logs) != 1:
        return None
    scores, given = _scores(logs[0]), {each.name for each in forward.arguments}
    if scores != _scores(flows[0]) or scores not in given:
        return None
    chosen = next(each for each in all_nodes(backward) if labels_of_true_class(each, flows[0]))
    labels = labels_of_true_class(chosen, flows[0])
    looks = [each for each in all_nodes(forward) if isinstance(each, Look) and each.name == logs[0].name]
    if labels is None or any(each.places != (*each.places[:-1], labels) for each in looks):
        return None
    taken = {*_names(forward), *_names(backward)}
    share, flow = _free(f"{logs[0].name}_{labels.name}", taken), _free("flow", taken)
    return OnePass(
        _without(forward, logs[0], lambda node: _share(node, logs[0].name, share)),
        _without(backward, flows[0], lambda node: _flow(node, flows[0], flow)),
        scores or "",
        labels.name,
        share,
        flow,
    )


def _is_log(statement: Statement) -> bool:
    node = statement.node
    if not isinstance(node, Along) or len(statement.axes) != 2:
        return False
    return node.function == "log_softargmax" and node.axis == statement.axes[-1]


def _scores(statement: Statement) -> str | None:
    """The array whose rows a function of rows takes, if it is an argument as it stands."""
    (argument,) = statement.node.arguments  # type: ignore[attr-defined]
    return argument.name if isinstance(argument, Look) and argument.places == statement.axes else None


def _names(program: Program) -> set[str]:
    return {each.name for each in program.arguments} | {each.name for each in program.statements}


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _share(node: Node, name: str, share: str) -> Node:
    """log p at a label as an array of its own."""
    known = isinstance(node, Look) and node.name == name
    return Look(node.axes, share, node.places[:-1]) if known else node  # type: ignore[attr-defined]


def _flow(node: Node, softargmax: Statement, flow: str) -> Node:
    """p less 1 at labels as an array of its own."""
    known = isinstance(node, Choose) and labels_of_true_class(node, softargmax)
    return Look(node.otherwise.axes, flow, node.otherwise.axes) if known else node  # type: ignore[attr-defined]


def _without(program: Program, statement: Statement, change: Callable[[Node], Node]) -> Program:
    """The program without the statement, what looked at it changed."""
    kept = [
        replace(each, node=_changed(each.node, change))
        for each in program.statements
        if each is not statement
    ]
    result = program.result and replace(program.result, node=_changed(program.result.node, change))
    return replace(program, statements=kept, result=result)


def _changed(part: Any, change: Callable[[Node], Node]) -> Any:
    """A node, or a tuple with nodes in it, with the change made wherever it applies."""
    if isinstance(part, tuple):
        return tuple(_changed(each, change) for each in part)
    if not isinstance(part, Node):
        return part
    made = change(part)
    if made is not part:
        return made
    return replace(part, **{each.name: _changed(getattr(part, each.name), change) for each in fields(part)})
