r"""Long formulas broken at their outermost operator.

    a + b (c + d)       as it is, if there is room
    a | + b (c + d)
    a | + b (c | + d)

A part that fits is not broken. What one line cannot hold is broken before a relation, then before + and −,
then between factors, and inside brackets only if need be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.language.typeset import boxes
from derive.language.typeset.boxes import (
    COMMA,
    Box,
    Delimiter,
    Fence,
    Mark,
    Place,
    Row,
    Scripts,
    beside,
    line,
)
from derive.language.typeset.measure import width
from derive.language.typeset.signs import SIGNS, Lang

INSIDE = 10
"""How much worse it is to break inside one more pair of brackets."""


@dataclass(frozen=True)
class _Item:
    """A box on the line, or a bracket of one that may be broken open: `fence` with its `scripts`.

    `badness` says how bad it is to break before it, 0 being best; None: it must not be.
    """

    box: Box
    touching: bool
    badness: int | None = None
    opens: bool = False
    closes: bool = False


def chunks(box: Box, room: float, lang: Lang = "en") -> tuple[Row, ...]:
    """Parts of at most this width, in em, where that can be had; side by side they are the formula."""
    items = tuple(_items(box))
    cuts = [0, *sorted(_chosen(items, 0, len(items), room, lang)), len(items)]
    split = _split(items, cuts)
    return tuple(_row(items, start, end, split) for start, end in pairwise(cuts))


def filled(box: Box, room: float, first: float | None = None, lang: Lang = "en") -> tuple[Row, ...]:
    """Lines that hold as much as fits; the first may have another room."""
    lines: list[Row] = []
    for chunk in chunks(box, min(room, room if first is None else first), lang):
        free = first if first is not None and len(lines) <= 1 else room
        longer = Row((*(lines[-1:]), chunk))
        if lines and width(longer, 0, lang) <= free:
            lines[-1] = longer
        else:
            lines.append(chunk)
    return tuple(lines)


def _items(box: Box, badness: int = 0, *, touching: bool = False) -> Iterator[_Item]:
    """The line box by box, brackets taken apart."""
    places: tuple[Place, ...] = tuple(line(box, touching=touching))
    items = tuple(each for each, _ in places)
    for number, (each, touches) in enumerate(places):
        found = _before(items, number)
        bad = None if found is None else badness + found
        fence = each.base if isinstance(each, Scripts) else each
        if isinstance(fence, Fence):
            yield _Item(each, touches, bad, opens=True)
            yield from _items(fence.inner, badness + INSIDE, touching=True)
            yield _Item(each, True, closes=True)
        else:
            yield _Item(each, touches, bad)


def _before(items: Sequence[Box], number: int) -> int | None:
    """How bad it is to break before this item, or None if it must not be."""
    if number == 0:
        return None
    item, before = items[number], items[number - 1]
    if _is_wide(item):
        return 0
    if before == COMMA:
        return 3
    kind = SIGNS[item.sign].kind if isinstance(item, Mark) and item.sign in SIGNS else "ordinary"
    if kind == "relation":
        return 4 if any(map(_is_wide, items[:number])) else 1
    if kind == "binary":
        return 2 if item in (Mark("+"), Mark("−")) else 4
    if isinstance(before, boxes.Space):
        return None
    return 5 if _is_factor(item) and _ends_factor(before) else None


def _is_wide(item: Box) -> bool:
    """The space between two formulas, as before `at Z = …`."""
    return isinstance(item, boxes.Space) and item.width >= 1


def _base(item: Box) -> Box:
    return item.base if isinstance(item, Scripts) else item


def _is_factor(item: Box) -> bool:
    return isinstance(
        _base(item), Fence | boxes.Fraction | boxes.Derivative | boxes.Cases | boxes.Matrix | boxes.Sigma
    )


def _ends_factor(item: Box) -> bool:
    """Whether a product may go on after it: not after a sign, a sum sign, a function or a bare ∂/∂z."""
    match _base(item):
        case boxes.Name(function=function):
            return not function
        case boxes.Derivative(body=body):
            return body is not None
        case Mark(sign=sign):
            return sign not in SIGNS
        case boxes.Sigma() | boxes.Cases() | boxes.Matrix() | boxes.Delimiter():
            return False
    return True


def _chosen(items: Sequence[_Item], start: int, end: int, room: float, lang: Lang) -> Iterator[int]:
    """The places to break between these items, the least bad ones."""
    within = {at: bad for at in range(start + 1, end) if (bad := items[at].badness) is not None}
    if not within or width(_row(items, start, end, None), 0, lang) <= room:
        return
    least = min(within.values())
    best = [at for at, bad in within.items() if bad == least]
    yield from best
    for one, other in pairwise([start, *best, end]):
        yield from _chosen(items, one, other, room, lang)


def _split(items: Sequence[_Item], cuts: Sequence[int]) -> frozenset[int]:
    """The brackets whose partner stands on another line, by their place."""
    found: set[int] = set()
    for opening, closing in _pairs(items, 0, len(items)):
        if any(opening < cut <= closing for cut in cuts):
            found |= {opening, closing}
    return frozenset(found)


def _pairs(items: Sequence[_Item], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Brackets that open and close between these places; one without a partner there is left out."""
    open_at: list[int] = []
    for at in range(start, end):
        if items[at].opens:
            open_at.append(at)
        elif items[at].closes and open_at:
            yield open_at.pop(), at


def _row(items: Sequence[_Item], start: int, end: int, split: frozenset[int] | None) -> Row:
    """These items as a row; while lines are only measured, with `split` None, all brackets are small."""
    partner = dict(_pairs(items, start, end))
    places: list[Place] = []
    at = start
    while at < end:
        item = items[at]
        if item.opens and at in partner and (split is None or at not in split):
            box = item.box if split is not None else _small(item.box)
            places.append((box, item.touching))
            at = partner[at]
        elif item.opens or item.closes:
            places.append((_alone(item, grows=split is not None), item.touching))
        else:
            places.append((item.box, item.touching))
        at += 1
    return beside(_freed(places))


def _freed(places: Sequence[Place]) -> Iterator[Place]:
    """The places as they stand on a line of their own: the first touches nothing."""
    return ((box, touching and number > 0) for number, (box, touching) in enumerate(places))


def _small(box: Box) -> Box:
    if isinstance(box, Scripts):
        return replace(box, base=_small(box.base))
    return replace(box, grows=False) if isinstance(box, Fence) else box


def _alone(item: _Item, *, grows: bool) -> Box:
    """One bracket of a pair; the second bears what stands below and above both."""
    fence = _base(item.box)
    assert isinstance(fence, Fence)
    sign = Delimiter(fence.signs[item.closes], grows and fence.is_tall, item.opens)
    return replace(item.box, base=sign) if item.closes and isinstance(item.box, Scripts) else sign
