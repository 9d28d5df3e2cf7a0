r"""Fonts of letters: \mathbf{x} may be a vector, \mathbb{R} is a letter of its own, \mathrm{loss} one name."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from derive.documents.signs import BLACKBOARD, BOLD, PROSE, UPRIGHT
from derive.documents.tokens.items import Item, Token


def in_font(items: list[Item], font: str) -> list[Item]:
    r"""The items with every letter set in a font; the 1 of \mathbf{1_n} is the vector of ones."""
    made: list[Item] = []
    first = items[0] if len(items) > 1 and font in BOLD else None
    if isinstance(first, Token) and first.text in ("0", "1") and getattr(items[1], "text", "") in ("_", "^"):
        items = [replace(first, kind="command", text=f"bold{first.text}"), *items[1:]]
    for item in items:
        if isinstance(item, Token):
            if item.kind == "letter" and not item.word:
                name = f"bb{item.text}" if font in BLACKBOARD and len(item.text) == 1 else item.text
                item = replace(item, text=name, bold=item.bold or emboldens(font, item.text))  # noqa: PLW2901
            made.append(item)
        else:
            made.append(replace(item, items=tuple(in_font(list(item.items), font))))
    return made


def emboldens(font: str, name: str) -> bool:
    r"""Whether a letter in this font may be a vector: \mathrm{e} is the base of the exponential."""
    return font in BOLD and not (name == "e" and font in UPRIGHT)


def word_in_font(items: list[Item], font: str) -> list[Item]:
    r"""Those behind \bf or \rm: letters side by side are one name, as in \mathrm{loss}."""
    letters = [
        each for each in items if isinstance(each, Token) and each.kind == "letter" and len(each.text) == 1
    ]
    side_by_side = all(one.end == other.start for one, other in pairwise(letters))
    if len(letters) == len(items) > 1 and side_by_side:
        name = "".join(each.text for each in letters)
        kind = "text" if name.lower() in PROSE else "letter"
        return [Token(kind, name, letters[0].start, letters[-1].end, word=kind == "letter")]
    return in_font(items, font)
