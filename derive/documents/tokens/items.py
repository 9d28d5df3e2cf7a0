"""What a formula is made of: tokens, groups, pairs of brackets, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Token:
    r"""`kind` is letter, number, command, sign, text, row (\\), cell (&) or space (a wide one)."""

    kind: str
    text: str
    start: int
    end: int
    bold: bool = False
    word: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """{…}, or an environment of this `name`."""

    items: tuple[Item, ...]
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of brackets and what is between them."""

    opening: str
    items: tuple[Item, ...]
    start: int
    end: int


Item = Token | Group | Bracket


def span(items: tuple[Item, ...]) -> tuple[int, int]:
    """From the first of these items to the last."""
    return (items[0].start, items[-1].end) if items else (0, 0)


def flat(items: tuple[Item, ...]) -> Iterator[Token]:
    """All tokens, those in groups too."""
    for item in items:
        if isinstance(item, Token):
            yield item
        else:
            yield from flat(item.items)


def placed(item: Item, start: int, end: int) -> Item:
    """The item at another place."""
    if isinstance(item, Token):
        return replace(item, start=start, end=end)
    return replace(item, items=tuple(placed(each, start, end) for each in item.items), start=start, end=end)
