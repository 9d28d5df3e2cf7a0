"""The forms in which a side of a claim is looked for: definitions as letters, or written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Basic, Expr

from derive.language.binders import bound_indices, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Function, logistic
from derive.language.indices import Index
from derive.language.recurrences import Recurrence


def forms(side: Expr) -> Iterator[Expr]:
    """The side with its definitions closed, and written out; where it is said of each entry alone, of a number."""
    for form in dict.fromkeys((closed(side), closed(opened(side)))):
        yield form
        if (number := of_a_number(form)) is not None:
            yield number


def rebuilt(node: Basic, new: Callable[[Any], Any]) -> Any:
    """The expression with `new(part)` for every part of which that is not None, outermost first."""
    made = new(node)
    if made is not None:
        return made
    return node.func(*(rebuilt(arg, new) for arg in node.args)) if node.args else node


def closed(side: Expr) -> Expr:
    """The side with letters alone: ∂p_k/∂z_d is a family with the places k and d, a label is an index."""
    made: Expr = rebuilt(side, _closed)
    return made


def _closed(node: Basic) -> Expr | None:
    if isinstance(node, Derivative) and isinstance(node.body, Entry):
        body, variable = node.body, node.variable
        slope = Family(
            f"{body.family.name}_by_{variable.family.name}", body.family.dims + variable.family.dims
        )
        return Entry(slope, *map(closed, body.places + variable.places))
    if not isinstance(node, Entry):
        return None
    letter = node.family
    if letter.values is not None and not letter.dims:
        return Index(letter.name, letter.values)
    positive = letter.positive or isinstance(letter, Definition)
    return Entry(
        Family(letter.name, letter.dims, positive=positive, values=letter.values), *map(closed, node.places)
    )


def with_logistic(side: Expr) -> Expr:
    """The side with σ(x), of which nothing else is known, as the logistic function."""
    made: Expr = rebuilt(side, lambda node: logistic if node == Function("sigma") else None)
    return made


def opened(side: Expr) -> Expr:
    """Every definition written out; a recurrence, which stands in its own, stays."""
    made: Expr = rebuilt(side, _written_out)
    return made


def _written_out(node: Basic) -> Expr | None:
    if not isinstance(node, Entry) or isinstance(node.family, Recurrence):
        return None
    if isinstance(node.family, Definition):
        return opened(node.family.at(node.places))
    return None


def of_a_number(side: Expr) -> Expr | None:
    """σ_i (1 − σ_i) as σ (1 − σ), where all letters stand at one free index and nothing is bound."""
    places = {place for node in walk(side) if isinstance(node, Entry) for place in node.places}
    if len(places) != 1 or len(free_indices(side)) != 1 or bound_indices(side):
        return None

    def number(node: Basic) -> Expr | None:
        return (
            Entry(Family(node.family.name, (), positive=node.family.positive))
            if isinstance(node, Entry)
            else None
        )

    made: Expr = rebuilt(side, number)
    return None if free_indices(made) else made
