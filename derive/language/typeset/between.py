"""What stands between two pieces: a dot, room, or nothing."""

from __future__ import annotations

from derive.language.typeset import boxes
from derive.language.typeset.boxes import THIN, Box, Mark, Name, Row
from derive.language.typeset.pieces import Piece


def dot_between(before: Piece, after: Piece) -> Box | None:
    """2 · 3, ∂L/∂a · ∂a/∂z: a dot on one line."""
    return Mark("·") if before.wide or _opens_with_number(after.box) else None


def _opens_with_number(box: Box) -> bool:
    first = boxes.leading(box)
    return isinstance(first, boxes.Number) or (
        isinstance(first, boxes.Fraction) and _opens_with_number(first.above)
    )


def separator(before: Box, after: Box) -> Box | None:
    """What stands between two factors: a dot between numbers, room beside a word and between two fractions."""
    last, first = boxes.trailing(before), boxes.leading(after)
    numeric = isinstance(first, boxes.Fraction) and isinstance(_unsigned(first.above), boxes.Number)
    if isinstance(first, boxes.Number) or (isinstance(before, boxes.Number) and numeric):
        return Mark("·")
    if _is_word(last) or _is_word(first) or (is_stacked(last) and is_stacked(first)):
        return THIN
    return None


def _unsigned(box: Box) -> Box:
    """The box that stands first, a sign before it apart."""
    items = box.items if isinstance(box, Row) else ()
    return boxes.leading(items[1] if items[:1] == (Mark("−"),) else box)


def _is_word(box: Box) -> bool:
    return isinstance(box, Name) and box.is_word and not box.function


def is_stacked(box: Box) -> bool:
    """Whether the box is higher than a line: a fraction or a derivative."""
    return isinstance(box, boxes.Fraction | boxes.Derivative)
