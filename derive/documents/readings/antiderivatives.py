"""Indefinite integrals: ∫ f dx = F + C claims that f is the derivative of F, whatever constant C is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from derive.documents.readings.definitions import Definition
from derive.documents.readings.trees import (
    Called,
    Integral,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    Plus,
    Times,
    letters,
    walk,
)

Find = Callable[[str], list[Definition]]
Term = tuple[int, Node]


class Slopes(NamedTuple):
    """The derivatives of both sides, and whether an antiderivative is written out beside the integral."""

    left: Node
    right: Node
    written: bool


def differentiated(left: Node, right: Node, find: Find) -> Slopes | None:
    """Both sides differentiated in what the one integral is taken in; None where there is none, or several."""
    sides = [list(_terms(side, find)) for side in (left, right)]
    found = {
        each.variable for side in sides for _, term in side for each in [_integral(term)] if each is not None
    }
    if len(found) != 1:
        return None
    variable = found.pop()
    if not isinstance(variable, Letter) or not _is_up_to_a_constant(sides, variable, find):
        return None
    made = [[each for term in side for each in _rate(term, variable, find)] for side in sides]
    if any(isinstance(node, Integral) for side in made for _, term in side for node in walk(term)):
        return None
    one, other = (Plus(tuple(side)) if side else Number(Fraction(0)) for side in made)
    apart = [term for side in sides for _, term in side if _integral(term) is None]
    return Slopes(one, other, any(_holds(each, variable, find, set()) for each in apart))


def _is_up_to_a_constant(sides: list[list[Term]], variable: Letter, find: Find) -> bool:
    """Whether what does not hold the variable is a constant of integration: letters, beside an antiderivative."""
    free = [[], []]  # type: list[list[Term]]
    written = False
    for side, own in zip(sides, free, strict=True):
        for sign, term in side:
            if _integral(term) is None and _holds(term, variable, find, set()):
                written = True
            elif _integral(term) is None:
                own.append((sign, term))
    for each in list(free[0]):
        if each in free[1]:
            free[0].remove(each)
            free[1].remove(each)
    rest = [term for side in free for _, term in side]
    return not rest or (written and all(isinstance(each, Letter) and not find(each.name) for each in rest))


def _terms(node: Node, find: Find) -> Iterator[Term]:
    """The terms of a sum, letters opened that are defined by integrals."""
    parts = node.terms if isinstance(node, Plus) else ((1, node),)
    for sign, term in parts:
        if isinstance(term, Minus):
            yield from ((-sign * s, t) for s, t in _terms(term.operand, find))
        elif isinstance(term, Plus):
            yield from ((sign * s, t) for s, t in _terms(term, find))
        elif (body := _integral_of(term, find)) is not None:
            yield from ((sign * s, t) for s, t in _terms(body, find))
        else:
            yield sign, term


def _integral_of(term: Node, find: Find) -> Node | None:
    """The sum with an integral that defines a letter."""
    head = term.head if isinstance(term, Called) else term
    if not isinstance(head, Letter):
        return None
    for each in find(head.name):
        if (
            each.head == term
            and each.body is not None
            and any(isinstance(n, Integral) for n in walk(each.body))
        ):
            return each.body
    return None


def _integral(term: Node) -> Integral | None:
    """The integral that a term is, or has as its one factor that is no number."""
    if isinstance(term, Times):
        rest = [each for each in term.factors if not isinstance(each, Number)]
        term = rest[0] if len(rest) == 1 else term
    return term if isinstance(term, Integral) and not term.bounds else None


def _rate(term: Term, variable: Letter, find: Find) -> Iterator[Term]:
    """The derivative of a term; nothing for one that does not hold the variable."""
    sign, node = term
    integral = _integral(node)
    if integral is not None:
        numbers = [each for each in getattr(node, "factors", ()) if isinstance(each, Number)]
        yield sign, Times((*numbers, integral.body), ("",) * (len(numbers) + 1)) if numbers else integral.body
    elif _holds(node, variable, find, set()):
        yield sign, Partial(node, (variable,))


def _holds(node: Node, variable: Letter, find: Find, seen: set[str]) -> bool:
    """Whether the variable goes into a term, by the definitions of its letters too."""
    for each in letters(node):
        if each == variable:
            return True
        if each.name not in seen:
            seen.add(each.name)
            bodies = [d.body for d in find(each.name) if d.body is not None]
            if any(_holds(body, variable, find, seen) for body in bodies):
                return True
    return False
