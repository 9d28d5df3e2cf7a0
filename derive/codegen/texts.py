"""Pieces of array code: what is written, the axes it has, and how tightly it binds."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from sympy import Rational

from derive.language.indices import Index

Axes = tuple[Index, ...]


class Level(IntEnum):
    """How tightly a text binds."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    ATOM = 4


class Text(NamedTuple):
    """Code for an array, its axes in the order the array has them, and how tightly it binds."""

    code: str
    axes: Axes
    level: Level = Level.ATOM

    def bound(self, least: Level) -> str:
        """The code, in brackets if it binds less tightly."""
        return self.code if self.level >= least else f"({self.code})"


def number(value: Any) -> Text:
    """2, 0.5, 1 / 3; π and the like as far as a double holds them."""
    if not isinstance(value, Rational):
        return Text(repr(float(value)), (), Level.ATOM if value.is_nonnegative else Level.SIGN)
    if value.q == 1:
        return Text(str(value.p), (), Level.ATOM if value >= 0 else Level.SIGN)
    if value.q & (value.q - 1) == 0 and value.q <= 1024:
        return Text(repr(float(value)), (), Level.ATOM if value >= 0 else Level.SIGN)
    return Text(f"{value.p} / {value.q}", (), Level.PRODUCT)


def last_dropped(place: int, count: int) -> str:
    """[:, 0]: the place of an axis with one entry."""
    return f"[{', '.join('0' if at == place else ':' for at in range(place + 1))}]" if count else ""


def einsum_letters(axes: Sequence[Index]) -> dict[Index, str]:
    """A letter for each axis: the page's own, where it is one letter and free."""
    found: dict[Index, str] = {}
    for axis in axes:
        wanted = [axis.name[0].lower(), *"nijkabcdefghlmopqrstuvwxyz"]
        known = [each for each in wanted if each.isascii() and each.isalpha()]  # einsum has no others
        found[axis] = next(letter for letter in known if letter not in found.values())
    return found
