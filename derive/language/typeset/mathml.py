"""Boxes in MathML, for browsers: no script, no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import singledispatch
from html import escape

from derive.language.typeset import boxes
from derive.language.typeset.authored import authored
from derive.language.typeset.boxes import Box, Mark, Name
from derive.language.typeset.breaking import chunks
from derive.language.typeset.letters import Letter
from derive.language.typeset.signs import SIGNS, SPECIAL, Lang, words

_MARKS = {"hat": "^", "bar": "¯", "tilde": "~"}


def mathml(box: Box, lang: Lang = "en", *, display: bool = False, continues: bool = False) -> str:
    """One `<math>` element; one that `continues` a formula begins with the operator that joins it."""
    style = ' displaystyle="true"' if display else ""
    items = _on_line(box)
    first = items[0] if items else None
    if continues and isinstance(first, Mark) and first.sign in SIGNS:
        joins = SIGNS[first.sign].kind != "ordinary"
        rest = "".join(_item(items, number, lang) for number in range(1, len(items)))
        return f"<math{style}>{_operator(first.sign, 'infix' if joins else '')}{rest}</math>"
    return f"<math{style}>{_row(items, lang)}</math>"


def broken(box: Box, room: float, lang: Lang = "en") -> str:
    """The formula as several `<math>` elements, between which a narrow window may break the line."""
    parts = enumerate(chunks(box, room, lang))
    return " ".join(mathml(each, lang, display=True, continues=number > 0) for number, each in parts)


def _on_line(box: Box) -> tuple[Box, ...]:
    return tuple(each for each, _ in boxes.line(box))


def _row(items: Sequence[Box], lang: Lang) -> str:
    return "".join(_item(items, number, lang) for number in range(len(items)))


def _group(box: Box, lang: Lang) -> str:
    items = box.items if isinstance(box, boxes.Places) else _on_line(box)
    if isinstance(box, boxes.Places) and not box.compact:
        items = boxes.spaced(items, lambda *_: boxes.COMMA)
    return _set(items[0], lang) if len(items) == 1 else f"<mrow>{_row(items, lang)}</mrow>"


def _item(items: Sequence[Box], number: int, lang: Lang) -> str:
    """One of the items; an operator is told what it stands between, a function keeps off its argument."""
    item = items[number]
    if isinstance(item, Mark) and item.sign in SIGNS:
        first = number == 0 or _is_relation(items[number - 1])
        prefix = first and number + 1 < len(items) and item.sign in "+−"
        return _operator(item.sign, "prefix" if prefix else "")
    base = _base(item)
    before = (
        _blank(boxes.THIN.width)
        if number and _keeps_off(base) and not _is_operator(items[number - 1])
        else ""
    )
    following = items[number + 1] if number + 1 < len(items) else None
    after = _blank(boxes.THIN.width) if following is not None and _needs_room(base, following) else ""
    return before + _set(item, lang) + after


def _base(item: Box) -> Box:
    return item.base if isinstance(item, boxes.Scripts) else item


def _is_function(box: Box) -> bool:
    return isinstance(box, Name) and bool(box.command)


def _keeps_off(base: Box) -> bool:
    """Whether it keeps off the factor before it: a sum sign, a function, tall brackets."""
    return (
        base.is_tall if isinstance(base, boxes.Fence) else isinstance(base, boxes.Sigma) or _is_function(base)
    )


def _needs_room(base: Box, following: Box) -> bool:
    """Whether it keeps off the factor after it, which does not keep off itself."""
    if isinstance(base, boxes.Fence):
        return base.is_tall and not _keeps_off(_base(following)) and not _is_operator(following)
    return _is_function(base) and not isinstance(following, boxes.Fence)


def _is_relation(box: Box) -> bool:
    return isinstance(box, Mark) and box.sign in SIGNS and SIGNS[box.sign].kind == "relation"


def _is_operator(box: Box) -> bool:
    base = _base(box)
    if isinstance(base, Mark):
        return base.sign in SIGNS
    return isinstance(base, boxes.Space | boxes.Sigma | boxes.Delimiter)


def _operator(sign: str, form: str = "", *, tall: bool = False) -> str:
    given = f' form="{form}"' if form else ""
    if sign == "∑":
        given += ' lspace="0" rspace="0.167em"'
    if sign in "/∂":
        given += ' lspace="0" rspace="0"'
    if tall:
        given += ' stretchy="true" minsize="2.2em" symmetric="true"'
    elif sign in "()[]{}|":
        given += ' stretchy="false"'
    return f"<mo{given}>{escape(sign)}</mo>"


def _blank(width: float) -> str:
    return f'<mspace width="{width:g}em"></mspace>'


@singledispatch
def _set(box: Box, lang: Lang) -> str:
    return f"<mrow>{_row(_on_line(box), lang)}</mrow>"


@_set.register
def _(box: Name, lang: Lang) -> str:
    letter = box.letter
    if letter.change:
        whole = _set(replace(box, letter=replace(letter, change="")), lang)
        return f"<mrow>{_mi(letter.change)}{whole}</mrow>"
    base, primes = _primed(letter)
    above = f"<mo>{'′' * primes}</mo>" if primes else ""
    if letter.subscript:
        below = _digits(letter.subscript) if letter.subscript.isdecimal() else _mi(letter.subscript)
        return f"<msubsup>{base}{below}{above}</msubsup>" if above else f"<msub>{base}{below}</msub>"
    return f"<msup>{base}{above}</msup>" if above else base


def _primed(letter: Letter) -> tuple[str, int]:
    """The letter with its primes, which stand beside a single one at full size; else how many are raised."""
    base = _mi(letter.sign)
    if letter.accent:
        mark = f'<mo stretchy="false">{_MARKS[letter.accent]}</mo>'
        return f'<mover accent="true">{base}{mark}</mover>', letter.primes
    if letter.primes and len(letter.sign) == 1:
        return f"<mi>{_italic(letter.sign)}{'′' * letter.primes}</mi>", 0
    return base, letter.primes


def _mi(sign: str) -> str:
    upright = ' mathvariant="normal"' if len(sign) == 1 and not sign.isalpha() else ""
    return f"<mi{upright}>{escape(sign)}</mi>"


def _italic(sign: str) -> str:
    """The letter as its italic sign, since what is longer than a letter is set upright."""
    if sign == "h":
        return "ℎ"
    if sign.isascii():
        return chr(0x1D434 + ord(sign) - 65 if sign.isupper() else 0x1D44E + ord(sign) - 97)
    return chr(0x1D6FC + ord(sign) - ord("α")) if "α" <= sign <= "ω" else sign


@_set.register
def _(box: boxes.Number, lang: Lang) -> str:
    return _digits(box.digits)


def _digits(digits: str) -> str:
    return f"<mn>{escape(digits)}</mn>"


@_set.register
def _(box: Mark, lang: Lang) -> str:
    if box.sign in SPECIAL:
        upright = "" if box.sign == "I" else ' mathvariant="normal"'
        return f"<mi{upright}>{box.sign}</mi>"
    return _operator(box.sign)


@_set.register
def _(box: boxes.Sigma, lang: Lang) -> str:
    return _operator("∏" if box.product else "∑")


@_set.register
def _(box: boxes.Words, lang: Lang) -> str:
    return f"<mtext>{escape(words(box.key, lang)).replace(' ', chr(160))}</mtext>"


@_set.register
def _(box: boxes.Source, lang: Lang) -> str:
    return authored(box.latex)


@_set.register
def _(box: boxes.Space, lang: Lang) -> str:
    return _blank(box.width)


@_set.register
def _(box: boxes.Delimiter, lang: Lang) -> str:
    return _operator(box.sign, tall=box.grows)


@_set.register
def _(box: boxes.Fraction, lang: Lang) -> str:
    return f"<mfrac>{_group(box.above, lang)}{_group(box.below, lang)}</mfrac>"


@_set.register
def _(box: boxes.Derivative, lang: Lang) -> str:
    return _set(box.fraction, lang)


@_set.register
def _(box: boxes.Root, lang: Lang) -> str:
    return f"<msqrt>{_row(_on_line(box.inner), lang)}</msqrt>"


@_set.register
def _(box: boxes.Scripts, lang: Lang) -> str:
    base, primes = _set(box.base, lang), 0
    if isinstance(box.base, Name) and not box.base.letter.subscript:
        base, primes = _primed(box.base.letter)
    below = _group(box.below, lang) if box.below else ""
    above = _group(box.above, lang) if box.above else ""
    if primes:
        above = f"<mrow><mo>{'′' * primes}</mo>{above}</mrow>"
    over = isinstance(box.base, boxes.Sigma) and below
    names = ("munder", "mover", "munderover") if over else ("msub", "msup", "msubsup")
    name = names[2] if below and above else names[0] if below else names[1]
    return f"<{name}>{base}{below}{above}</{name}>"


@_set.register
def _(box: boxes.Fence, lang: Lang) -> str:
    stretch = "true" if box.is_tall else "false"
    one, other = (
        f'<mo form="{form}" stretchy="{stretch}">{escape(sign)}</mo>'
        for form, sign in zip(("prefix", "postfix"), box.signs, strict=True)
    )
    return f"<mrow>{one}{_group(box.inner, lang)}{other}</mrow>"


@_set.register
def _(box: boxes.Cases, lang: Lang) -> str:
    brace = '<mo form="prefix" stretchy="true">{</mo>'
    return f"<mrow>{brace}{_table(box.rows, lang, ' class=l')}</mrow>"


@_set.register
def _(box: boxes.Matrix, lang: Lang) -> str:
    one, other = (
        f'<mo form="{form}" stretchy="true">{sign}</mo>' for form, sign in (("prefix", "("), ("postfix", ")"))
    )
    return f"<mrow>{one}{_table(box.rows, lang)}{other}</mrow>"


def _table(rows: Iterable[Sequence[Box]], lang: Lang, given: str = "") -> str:
    lines = "".join(
        f"<mtr>{''.join(f'<mtd{given}>{_row(_on_line(cell), lang)}</mtd>' for cell in row)}</mtr>"
        for row in rows
    )
    return f"<mtable>{lines}</mtable>"
