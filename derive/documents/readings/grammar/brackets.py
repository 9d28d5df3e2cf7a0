"""Brackets, matched; what matches nothing is left out and reported."""

from __future__ import annotations

from derive.documents.notation import Unreadable
from derive.documents.tokens import DEEPEST, Bracket, Group, Item, Token


def brackets(items: tuple[Item, ...], dropped: list[Token]) -> tuple[Item, ...]:
    """The items with brackets matched; those that match nothing are left out and entered in `dropped`."""
    partner = pairs(items)
    made, at = _bracketed(items, 0, len(items), partner, dropped, 0)
    assert at == len(items)
    return made


_CLOSES = {")": "(", "]": "[", "\\}": "\\{"}


def pairs(items: tuple[Item, ...]) -> dict[int, int]:
    """For each bracket that has a partner, the place of that."""
    stack: list[tuple[str, int]] = []
    found: dict[int, int] = {}
    for at, item in enumerate(items):
        sign = item.text if isinstance(item, Token) and item.kind == "sign" else ""
        if sign in _CLOSES.values():
            stack.append((sign, at))
        elif sign in _CLOSES:
            wanted = [place for place, (opening, _) in enumerate(stack) if opening == _CLOSES[sign]]
            if wanted:
                found[at] = stack[wanted[-1]][1]
                found[stack[wanted[-1]][1]] = at
                del stack[wanted[-1] :]
    return found


def _bracketed(  # noqa: PLR0917
    items: tuple[Item, ...], at: int, end: int, partner: dict[int, int], dropped: list[Token], depth: int
) -> tuple[tuple[Item, ...], int]:
    made: list[Item] = []
    if depth > DEEPEST:
        raise Unreadable(
            "more than {} levels of brackets are not read", DEEPEST, span=(items[at].start, items[at].end)
        )
    while at < end:
        item = items[at]
        if at in partner and partner[at] > at:
            inner, _ = _bracketed(items, at + 1, partner[at], partner, dropped, depth + 1)
            close = items[partner[at]]
            assert isinstance(item, Token)
            made.append(Bracket(item.text, inner, item.start, close.end))
            at = partner[at] + 1
            continue
        if isinstance(item, Token) and item.kind == "sign" and item.text in (*_CLOSES, *_CLOSES.values()):
            if _opens_cases(items, at):
                made.append(item)
            else:
                dropped.append(item)
        else:
            made.append(item)
        at += 1
    return tuple(made), at


def _opens_cases(items: tuple[Item, ...], at: int) -> bool:
    """Whether a brace stands before an environment, as before a matrix of cases."""
    after = items[at + 1] if at + 1 < len(items) else None
    return isinstance(after, Group) and bool(after.name)
