"""How wide boxes are set, in em: near enough to know where a line must be broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import singledispatch

from derive.language.typeset import boxes
from derive.language.typeset.boxes import COMMA, Box, Mark, Name
from derive.language.typeset.letters import Letter
from derive.language.typeset.signs import SIGNS, SPECIAL, Lang, words

SMALLER = 0.72
"""A subscript beside what it belongs to."""

_GAPS = {"binary": 0.44, "relation": 0.56, "ordinary": 0.0}
"""The room that TeX leaves around a sign between its neighbours."""


@singledispatch
def width(box: Box, depth: int = 0, lang: Lang = "en") -> float:
    """How wide the box is set, in em of its own font size; `depth` counts the fractions around it."""
    items = [each for each, _ in boxes.line(box)]
    return sum(width(each, depth, lang) for each in items) + sum(map(_gap, items[1:]))


def _gap(item: Box) -> float:
    if item == COMMA:
        return 0.17
    sign = SIGNS.get(item.sign) if isinstance(item, Mark) else None
    return _GAPS[sign.kind] if sign else 0.0


@width.register
def _(box: boxes.Places, depth: int = 0, lang: Lang = "en") -> float:
    commas = 0 if box.compact else (len(box.items) - 1) * (0.28 + 0.17)
    return sum(width(each, depth, lang) for each in box.items) + commas


@width.register
def _(box: Name, depth: int = 0, lang: Lang = "en") -> float:
    return _scripted(_base(box), _letters_scripts(box.letter))


def _base(box: Name) -> float:
    extra = 0.17 if box.command else 0.0
    return extra + _letters(box.letter.sign)


def _letters(word: str) -> float:
    return sum(0.72 if each.isupper() else 0.5 if each.isdecimal() else 0.55 for each in word)


def _letters_scripts(letter: Letter) -> list[float]:
    return [_letters(letter.subscript)] * bool(letter.subscript) + [0.28 * letter.primes] * bool(
        letter.primes
    )


def _scripted(base: float, scripts: Sequence[float]) -> float:
    return base + SMALLER * max(scripts, default=0.0)


@width.register
def _(box: boxes.Number, depth: int = 0, lang: Lang = "en") -> float:
    return 0.5 * len(box.digits)


@width.register
def _(box: Mark, depth: int = 0, lang: Lang = "en") -> float:
    if box.sign in SPECIAL:
        return _letters("A" if box.sign.isupper() else "a")
    return SIGNS[box.sign].width


@width.register
def _(_: boxes.Sigma, depth: int = 0, lang: Lang = "en") -> float:
    return 1.06 if depth else 1.6


@width.register
def _(box: boxes.Words, depth: int = 0, lang: Lang = "en") -> float:
    return text_width(words(box.key, lang))


def text_width(words: Iterable[str]) -> float:
    """How wide plain words are."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.47 for each in words)


@width.register
def _(box: boxes.Source, depth: int = 0, lang: Lang = "en") -> float:
    return 0.4 * len(box.latex)


@width.register
def _(box: boxes.Space, depth: int = 0, lang: Lang = "en") -> float:
    return box.width


@width.register
def _(box: boxes.Delimiter, depth: int = 0, lang: Lang = "en") -> float:
    return 0.7 if box.grows else 0.4


@width.register
def _(box: boxes.Scripts, depth: int = 0, lang: Lang = "en") -> float:
    scripts = [width(each, 2, lang) for each in (box.below, box.above) if each]
    base = width(box.base, depth, lang)
    if isinstance(box.base, boxes.Sigma) and not depth:
        return max(base, SMALLER * max(scripts) + 0.17)
    if isinstance(box.base, Name) and not box.base.letter.subscript:
        base, scripts = _base(box.base), [*scripts, *_letters_scripts(box.base.letter)]
    return _scripted(base, scripts)


@width.register
def _(box: boxes.Fraction, depth: int = 0, lang: Lang = "en") -> float:
    smaller = SMALLER if depth > 1 else 1.0
    return smaller * max(width(each, depth + 1, lang) for each in (box.above, box.below)) + 0.26


@width.register
def _(box: boxes.Derivative, depth: int = 0, lang: Lang = "en") -> float:
    return width(box.fraction, depth, lang)


@width.register
def _(box: boxes.Root, depth: int = 0, lang: Lang = "en") -> float:
    return 0.9 + width(box.inner, depth, lang)


@width.register
def _(box: boxes.Fence, depth: int = 0, lang: Lang = "en") -> float:
    return width(box.inner, depth, lang) + (1.3 if box.is_tall else 0.8)


@width.register
def _(box: boxes.Cases, depth: int = 0, lang: Lang = "en") -> float:
    return _table(box.rows, lang)


@width.register
def _(box: boxes.Matrix, depth: int = 0, lang: Lang = "en") -> float:
    return _table(box.rows, lang)


def _table(rows: Iterable[Sequence[Box]], lang: Lang) -> float:
    columns = zip(*rows, strict=True)
    return 1.4 + sum(max(width(cell, 1, lang) for cell in column) + 1.0 for column in columns)
