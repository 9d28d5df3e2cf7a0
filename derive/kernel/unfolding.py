"""Recurrences written out, as far as the places in a claim allow: h_1 by its first value, h_{t+1} by the step from h_t.

Where h stands at several places that are counted from one, it is written out at all but the first of them, and there
only where the step is known to lead: t + 1 is never the first place. What is left is a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Basic, Expr, Integer

from derive.language.binders import Binder, Span, substitute, walk
from derive.language.expressions import Plus
from derive.language.families import Definition, Entry, definitions
from derive.language.indices import Moved
from derive.language.ranges import Least, Windows, highest, inner_windows, known_windows, lowest
from derive.language.recurrences import Recurrence, recurrences

Floors = dict[tuple[Recurrence, Any], int]
"""How far from what it is counted from the place stands at which a recurrence stays a letter."""


def unfolded(
    expressions: Iterable[Expr],
    given: Iterable[Any],
    opens: Callable[[Definition], bool],
    beside: Iterable[Expr] = (),
    *,
    deeper: bool = False,
) -> tuple[Expr, ...]:
    """The expressions with their recurrences written out; those `beside` say too at which places they stay letters.

    With `deeper` they are written out by one step more.
    """
    sides = tuple(expressions)
    if not any(map(recurrences, sides)):
        return sides
    opened = [_opened(each, opens) for each in (*sides, *beside)]
    floors: Floors = {}
    for node in (node for each in opened for node in walk(each)):
        if isinstance(node, Entry) and isinstance(node.family, Recurrence):
            key, offset = _counted(node)
            floors[key] = min(offset - deeper, floors.get(key, offset))
    windows, least = known_windows(sides, given)
    return tuple(_written_out(each, windows, least, floors, opens) for each in opened[: len(sides)])


def _opened(node: Any, opens: Callable[[Definition], bool]) -> Any:
    """With every definition opened in which a recurrence stands."""
    if isinstance(node, Entry):
        letter = node.family
        plain = isinstance(letter, Definition) and not isinstance(letter, Recurrence)
        if plain and recurrences(letter.body) and opens(letter):
            return _opened(letter.at(node.places), opens)
        return node
    return node.func(*(_opened(part, opens) for part in node.args)) if node.args else node


def _counted(entry: Entry) -> tuple[tuple[Recurrence, Any], int]:
    """What the place is counted from, and how far in the direction of the step it lies."""
    place, sign = entry.places[0], -1 if entry.family.down else 1
    if isinstance(place, Integer):
        return (entry.family, None), sign * int(place)
    base, offset = (place.base, int(place.offset)) if isinstance(place, Moved) else (place, 0)
    return (entry.family, base), sign * offset


def _written_out(
    node: Any, windows: Windows, least: Least, floors: Floors, opens: Callable[[Definition], bool]
) -> Any:
    if isinstance(node, Entry) and isinstance(node.family, Recurrence) and opens(node.family):
        letter, place = node.family, node.places[0]
        key, offset = _counted(node)
        if place == letter.border:
            return _written_out(letter.ended(node.places), windows, least, floors, opens)
        leads = highest(place, windows, least) <= -1 if letter.down else lowest(place, windows, least) >= 2
        if offset > floors.get(key, offset) and leads:  # one that another is made of has no floor
            return _written_out(letter.stepped(node.places), windows, least, floors, opens)
        return node
    if not node.args or isinstance(node, Entry):
        return node
    return node.func(
        *(
            _written_out(part, inner, least, floors, opens)
            for part, inner in inner_windows(node, windows, least)
        )
    )


def split_off(node: Any, here: Any, there: Any) -> Any:
    """Σ_{s=a}^{t+1} f_s = Σ_{s=a}^t f_s + f_{t+1} for a ≤ 2, and Σ_{s=t}^n f_s = f_t + Σ_{s=t+1}^n f_s.

    `here` and `there` are t and the next place, in the order of the induction; where both are the border, Σ_{s=1}^1 f_s
    is f_1.
    """
    if (
        not node.args
        or isinstance(node, Entry)
        or (isinstance(node, Binder) and node.bound in _bases(here, there))
    ):
        return node
    if isinstance(node, Span):
        body, bound = split_off(node.body, here, there), node.bound
        if here == there == node.first == node.last:
            return substitute(body, {bound: there})
        if node.last == there and node.first in (Integer(1), Integer(2)) and _next(here, there) == 1:
            return Plus(Span(body, bound, (node.first, here)), substitute(body, {bound: there}))
        if node.first == there and node.last == bound.dim and _next(here, there) == -1:
            return Plus(substitute(body, {bound: there}), Span(body, bound, (here, node.last)))
        return Span(body, bound, (node.first, node.last))
    return node.func(*(split_off(part, here, there) for part in node.args))


def _bases(*places: Any) -> tuple[Any, ...]:
    return tuple(each.base if isinstance(each, Moved) else each for each in places)


def _next(here: Any, there: Any) -> int:
    """1 where the induction goes up, from t to t + 1; −1 where it goes down, from t + 1 to t."""
    return 1 if there == Moved(here, 1) else -1 if here == Moved(there, 1) else 0


def stepped_through(expression: Basic) -> frozenset[tuple[Any, bool]]:
    """The indices through which recurrences in the expression step, each with whether it goes down."""
    nodes = (node for part in (expression, *(d.body for d in definitions(expression))) for node in walk(part))
    entries = (node for node in nodes if isinstance(node, Entry) and isinstance(node.family, Recurrence))
    return frozenset((_counted(each)[0][1], each.family.down) for each in entries)
