"""What only integration by parts could show: no finite measure refutes it.

    𝔼_ε[ε f(ε)] = 𝔼_ε[f′(ε)]      f and its slope, where ε varies: Stein's identity, for a Gaussian
    ∫ f′(x) dx = 0                 any slope in the variable of an integral
    ∫ f(x + c) dx = ∫ f(x) dx      and what a change of variables could show

A finite measure is an instance of a measure of which nothing is known. It has no slopes in its outcomes, so a claim
that brings a function together with its slope in what varies, or with another slope, is not judged by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sympy import Basic, Expr

from derive.kernel.derivative import differentiate
from derive.kernel.terms import Undecided
from derive.language.applications import Apply
from derive.language.binders import Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, definitions
from derive.language.functions import Call
from derive.language.indices import LINE, Index
from derive.language.recurrences import Recurrence


def only_by_parts(*sides: Expr) -> str:
    """The function, or the variable, of which a finite measure knows too little to refute an equality of the sides."""
    if not any(_averages(side) for side in sides):
        return ""
    parts = [each for side in sides for each in _carried_out(side)]
    orders: dict[str, set[int]] = defaultdict(set)
    for name, order in (_order(node) for node in parts if _is_unknown(node) and _outcomes(node)):
        orders[name].add(order)
    mixed = (name for name, found in sorted(orders.items()) if len(found) > 1)
    return next(mixed, "") or next(_along_a_line(parts), "")


def _averages(expression: Basic) -> bool:
    """Whether an expectation or an integral stands in it, or in a definition."""
    bodies = (expression, *(each.body for each in definitions(expression)))
    return any(isinstance(node, Index) and node.dim.counts_outcomes for body in bodies for node in walk(body))


def _carried_out(expression: Basic) -> Iterator[Basic]:
    """All parts, with derivatives carried out and definitions opened."""
    if isinstance(expression, Derivative):
        try:
            made = differentiate(expression.body, expression.variable, lambda _: True)
        except Undecided:
            made = expression
        if made != expression:
            yield from _carried_out(made)
            return
    if isinstance(expression, Entry) and isinstance(expression.family, Recurrence):
        return  # what it is made of stands in it at every place
    if isinstance(expression, Entry) and isinstance(expression.family, Definition):
        yield from _carried_out(expression.family.at(expression.places))
        return
    yield expression
    for part in expression.args:
        yield from _carried_out(part)


def _is_unknown(node: Basic) -> bool:
    return isinstance(node, Apply) or (isinstance(node, Call) and node.function.meaning is None)


def _outcomes(node: Basic) -> frozenset[Index]:
    """The outcomes with which it varies."""
    return frozenset(index for index in free_indices(node) if index.dim.counts_outcomes)


def _order(node: Basic) -> tuple[str, int]:
    """The function, and how often it is differentiated in arguments that vary."""
    if isinstance(node, Call):
        return node.function.name, node.function.order
    assert isinstance(node, Apply)
    varies = [bool(_outcomes(argument)) for argument in node.arguments]
    return node.function.name, sum(varies[int(slope[0]) - 1] for slope in node.slopes)


def _along_a_line(parts: list[Basic]) -> Iterator[str]:
    """Variables of integrals that stand anywhere but bare in unknown functions, whose slopes are not taken."""
    for node in parts:
        if isinstance(node, Sum) and node.bound.dim.fills_a_line and not _is_plain(node):
            yield node.bound.dim.name.removeprefix(LINE)


def _is_plain(integral: Sum) -> bool:
    """Whether unknown functions of the bare variable stand in it, and else the variable in powers alone."""
    applied = [
        node for node in walk(integral.body) if _is_unknown(node) and integral.bound in free_indices(node)
    ]
    bare = all(
        isinstance(each, Entry)
        for node in applied
        for each in _arguments(node)
        if integral.bound in free_indices(each)
    )
    called = any(
        isinstance(node, Call) and not _is_unknown(node) and integral.bound in free_indices(node)
        for node in walk(integral.body)
    )
    return bool(applied) and bare and not called and not any(_order(node)[1] for node in applied)


def _arguments(node: Basic) -> tuple[Basic, ...]:
    return node.arguments if isinstance(node, Apply) else (node.argument,)
