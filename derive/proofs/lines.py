r"""Long formulas broken at their outermost operator.

    a + b \left(c + d\right)    as it is, if there is room
    a | + b \left(c + d\right)
    a | + b \Bigl(c | + d\Bigr)

A part that fits is not broken. What one line cannot hold is broken before a relation, then before + and −,
then between factors, and inside brackets only if need be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from derive.proofs.formula import (
    BINARY,
    RELATIONS,
    Fenced,
    Fraction,
    Node,
    Row,
    Scripts,
    Sign,
    Space,
    Table,
    parse,
    walk,
    width,
)

INSIDE = 10
"""How much worse it is to break inside one more pair of brackets."""


@dataclass(frozen=True)
class _Place:
    """Where a line may be broken: the character, how bad it is (0 is best), the brackets around it."""

    at: int
    badness: int
    inside: tuple[Fenced, ...] = ()


def chunks(latex: str, room: float) -> tuple[str, ...]:
    """Parts of at most this width, in em, where that can be had; side by side they are the formula."""
    latex = spaced(latex)
    row = parse(latex)
    places = sorted(_places(row), key=lambda each: each.at)
    chosen = list(_chosen(latex, places, 0, len(latex), room))
    return _cut(latex, sorted(chosen, key=lambda each: each.at))


def spaced(latex: str) -> str:
    r"""With a thin space between two fractions side by side: \frac{\partial}{\partial z} \, \frac{a}{b}"""
    rows = [node for node in walk(parse(latex)) if isinstance(node, Row)]
    after = {
        other.start
        for row in rows
        for one, other in pairwise(row.items)
        if isinstance(one, Fraction) and isinstance(other, Fraction)
    }
    for place in sorted(after, reverse=True):
        latex = rf"{latex[:place]}\, {latex[place:]}"
    return latex


def filled(latex: str, room: float, first: float | None = None) -> tuple[str, ...]:
    """Lines that hold as much as fits; the first may have another room."""
    lines: list[str] = []
    for chunk in chunks(latex, min(room, room if first is None else first)):
        free = first if first is not None and len(lines) <= 1 else room
        if lines and width_of(f"{lines[-1]} {chunk}") <= free:
            lines[-1] += f" {chunk}"
        else:
            lines.append(chunk)
    return tuple(lines)


def width_of(latex: str) -> float:
    """The width in em."""
    return width(parse(latex))


def _chosen(latex: str, places: Sequence[_Place], start: int, end: int, room: float) -> Iterator[_Place]:
    """The places to break between these characters, the least bad ones."""
    within = [each for each in places if start < each.at < end]
    if not within or width_of(_cut_out(latex, start, end)) <= room:
        return
    least = min(each.badness for each in within)
    best = [each for each in within if each.badness == least]
    yield from best
    for one, other in zip(
        [start, *(each.at for each in best)], [*(each.at for each in best), end], strict=True
    ):
        yield from _chosen(latex, within, one, other, room)


def _cut_out(latex: str, start: int, end: int) -> str:
    r"""The characters, with no \left without its \right."""
    return latex[start:end].replace(r"\left", "").replace(r"\right", "")


def _places(row: Row, badness: int = 0, inside: tuple[Fenced, ...] = ()) -> Iterator[_Place]:
    for number, item in enumerate(row.items):
        found = _before(row.items, number)
        if found is not None:
            yield _Place(item.start, badness + found, inside)
        if isinstance(item, Sign) and item.source == "," and number + 1 < len(row.items):
            yield _Place(row.items[number + 1].start, badness + 3, inside)
        fence = item.base if isinstance(item, Scripts) else item
        if isinstance(fence, Fenced):
            yield from _places(fence.inner, badness + INSIDE, (*inside, fence))


def _before(items: tuple[Node, ...], number: int) -> int | None:
    """How bad it is to break before this item, or None if it must not be."""
    item = items[number]
    if number == 0:
        return None
    if _is_wide(item):
        return 0
    if isinstance(item, Sign) and item.source in RELATIONS:
        return 4 if any(map(_is_wide, items[:number])) else 1
    if isinstance(item, Sign) and item.source in BINARY:
        return 2 if item.source in "+-" else 4
    before = items[number - 1]
    if isinstance(before, Space):
        return None
    return 5 if _is_factor(item) and _ends_factor(before) else None


def _is_wide(item: Node) -> bool:
    """The space between two formulas, as before `at Z = …`."""
    return isinstance(item, Space) and item.width >= 1


def _is_factor(item: Node) -> bool:
    base = item.base if isinstance(item, Scripts) else item
    return isinstance(base, Fenced | Fraction | Table) or _is_sum(item)


def _is_sum(item: Node) -> bool:
    base = item.base if isinstance(item, Scripts) else item
    return isinstance(base, Sign) and base.source == r"\sum"


def _ends_factor(item: Node) -> bool:
    """Whether a product may go on after it: not after a sign, a sum sign, a function or a bare ∂/∂z."""
    base = item.base if isinstance(item, Scripts) else item
    if isinstance(base, Sign):
        return base.kind != "o" and base.variant != "function" and not _applied(base)
    return not (isinstance(base, Fraction) and _is_operator(base)) and not isinstance(base, Table)


def _applied(base: Sign) -> bool:
    return base.source == r"\operatorname"


def _is_operator(fraction: Fraction) -> bool:
    """∂/∂z, with nothing above but ∂."""
    above = fraction.above.items
    base = above[0].base if above and isinstance(above[0], Scripts) else above[0] if above else None
    return len(above) == 1 and isinstance(base, Sign) and base.source == r"\partial"


def _cut(latex: str, places: Sequence[_Place]) -> tuple[str, ...]:
    r"""The parts between the places; \left and \right do not reach over a line, \Bigl and \Bigr do."""
    split = {fence for place in places for fence in place.inside if fence.tall}
    changes = {fence.start: (fence.opens, r"\biggl" + fence.fences[0]) for fence in split}
    changes |= {fence.closes: (fence.end, r"\biggr" + fence.fences[1]) for fence in split}
    ends = {each.at for each in places}
    lines, line, at = [], "", 0
    while at < len(latex):
        if at in ends:
            lines.append(line.strip())
            line = ""
        if at in changes:
            at, sign = changes[at]
            line += sign
        else:
            line += latex[at]
            at += 1
    return (*lines, line.strip())
