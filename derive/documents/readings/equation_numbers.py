r"""The number of an equation that its author wrote by hand: a = b \qquad (7), and (*), (a), (2.1), with dots before it.

It is told from a factor by the wide space, the new cell or the dots that part it from the formula.
"""

from __future__ import annotations

import re

from derive.documents.readings.grammar.items import is_command, is_sign, relation
from derive.documents.tokens import Item, Token

_NUMBER = re.compile(
    r"\s*(?:\\(?:ast|star|dagger|ddagger|sharp|text\w*|mathrm|rm)(?![A-Za-z])[\s{]*)*"
    r"(?:\*{0,3}|[A-Z]?[.-]?[0-9]+(?:[.-][0-9]+)*[a-z]?'*|[A-Za-z]'*|[ivx]+|[IVX]+)[\s}]*"
)
_GAP = re.compile(
    r"\\q?quad(?![A-Za-z])|\\(?:hspace|hskip|hfill|kern|mspace|enspace|enskip)|(?:(?:~|\\[;:, ])\s*){3}|&"
)
_DOTS = ("dots", "cdots", "ldots", "dotsc", "dotsb")
_CLOSED_BY = {")": "(", "]": "["}
_JOINS = ("+", "-", "*", "/", "_", "^", ",", "(", "[")
_JOINING = ("cdot", "times", "odot", "circ", "centerdot", "bullet", "pm", "mp")


def without_number(row: list[Item], text: str) -> list[Item]:
    """The row without the number at its end."""
    last = _last(row, len(row), ".,;")
    if last is None or not is_sign(row[last], *_CLOSED_BY):
        return row
    opening = next((at for at in range(last - 1, max(last - 8, 0), -1) if _opens(row[at], row[last])), None)
    before = _last(row, opening) if opening is not None else None
    if opening is None or before is None or not any(map(relation, row[:before])):
        return row
    inner = text[row[opening].end : row[last].start]
    leading = _is_dots(row[before])
    gap = text[row[before].end : row[opening].start]
    if not inner.strip() or not _NUMBER.fullmatch(inner) or not (leading or _GAP.search(gap)):
        return row
    while _is_dots(row[before]):
        before -= 1
    if is_sign(row[before], *_JOINS) or is_command(row[before], *_JOINING) or relation(row[before]):
        return row
    return row[: before + 1]


def _last(row: list[Item], end: int, signs: str = "") -> int | None:
    """The place of the last item before `end` that is no space, nor one of the signs."""
    for at in range(end - 1, -1, -1):
        item = row[at]
        if not (isinstance(item, Token) and item.kind in ("space", "cell")) and not is_sign(item, *signs):
            return at
    return None


def _opens(item: Item, closing: Item) -> bool:
    return isinstance(closing, Token) and is_sign(item, _CLOSED_BY[closing.text])


def _is_dots(item: Item) -> bool:
    return isinstance(item, Token) and item.text in _DOTS
