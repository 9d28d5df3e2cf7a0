r"""Boxes in LaTeX, without dollar signs; it needs amsmath.

The argument of a function stands in brackets; bare are only one letter, one number, and a sum after \log.
So a reader of LaTeX can tell a function from a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch

from derive.language.typeset import boxes
from derive.language.typeset.boxes import Box
from derive.language.typeset.letters import COMMANDS, Letter
from derive.language.typeset.signs import SIGNS, SPECIAL, Lang, words

_SPACES = {boxes.THIN.width: r"\,", 0.25: r"\ ", 0.2778: r"\;", 1.0: r"\quad", 2.0: r"\qquad"}
_ESCAPED = {sign: f"\\{sign}" for sign in "_#$%&{}"} | {
    "\\": r"\backslash ",
    "^": r"\char94 ",
    "~": r"\char126 ",
}


@singledispatch
def latex(box: Box, lang: Lang = "en") -> str:
    """The box in LaTeX, its words in this language."""
    raise NotImplementedError(type(box).__name__)


@latex.register
def _(box: boxes.Name, lang: Lang = "en") -> str:
    r"""\sigma, \hat x, W_1, k', \mathrm{CE}; \log, f', \operatorname{relu}"""
    letter = box.letter
    if not box.function:
        return _letter(letter)
    if box.command:
        return box.command + "'" * letter.primes
    return _letter(letter, r"\operatorname" if len(letter.sign) > 1 else r"\mathrm")


def _letter(letter: Letter, upright: str = r"\mathrm") -> str:
    sign = _sign(letter.sign, upright)
    if letter.accent:
        sign = f"\\{letter.accent}{_group(sign)}" if len(sign) > 1 else f"\\{letter.accent} {sign}"
    if letter.subscript:
        word = letter.subscript
        sign += _lowered(word if word.isdecimal() else _sign(word))
    change = f"\\{COMMANDS[letter.change]} " if letter.change else ""
    return change + sign + "'" * letter.primes


def _sign(sign: str, upright: str = r"\mathrm") -> str:
    if sign in COMMANDS:
        return f"\\{COMMANDS[sign]}"
    if len(sign) == 1 and sign.isalnum():
        return sign
    return rf"{upright}{{{''.join(_ESCAPED.get(each, each) for each in sign)}}}"


def _group(inner: str) -> str:
    return f"{{{inner}}}"


def _lowered(inner: str) -> str:
    return f"_{inner}" if len(inner) == 1 else f"_{_group(inner)}"


@latex.register
def _(box: boxes.Number, lang: Lang = "en") -> str:
    return box.digits


@latex.register
def _(box: boxes.Mark, lang: Lang = "en") -> str:
    return SPECIAL.get(box.sign) or SIGNS[box.sign].latex


@latex.register
def _(box: boxes.Sigma, lang: Lang = "en") -> str:
    return r"\prod" if box.product else r"\sum"


@latex.register
def _(box: boxes.Words, lang: Lang = "en") -> str:
    r"""\text{ words }; in Chinese with the blanks outside: between Chinese signs and formulas TeX would lose them."""
    said = words(box.key, lang)
    if lang == "en":
        return rf"\text{{{said}}}"
    before, after = (r"\ " * each.isspace() for each in (said[:1], said[-1:]))
    return rf"{before}\text{{{said.strip()}}}{after}"


@latex.register
def _(box: boxes.Source, lang: Lang = "en") -> str:
    return box.latex


@latex.register
def _(box: boxes.Space, lang: Lang = "en") -> str:
    return _SPACES[box.width]


@latex.register
def _(box: boxes.Delimiter, lang: Lang = "en") -> str:
    sign = SIGNS[box.sign].latex
    return rf"\bigg{'l' if box.opens else 'r'}{sign}" if box.grows else sign


@latex.register
def _(box: boxes.Row, lang: Lang = "en") -> str:
    signs = [latex(each, lang) for each in box.items]
    return _touching(box.items, signs) if box.joined else " ".join(signs)


@latex.register
def _(box: boxes.Listing, lang: Lang = "en") -> str:
    return ", ".join(latex(each, lang) for each in box.items)


@latex.register
def _(box: boxes.Places, lang: Lang = "en") -> str:
    """ij, 4,1"""
    signs = [latex(each, lang) for each in box.items]
    return _touching(box.items, signs) if box.compact else ",".join(signs)


def _touching(items: Sequence[Box], signs: Sequence[str]) -> str:
    r"""The signs without a blank, but \alpha j."""
    line = ""
    for number, sign in enumerate(signs):
        parted = number and sign[:1].isalpha() and _is_command(boxes.trailing(items[number - 1]))
        line += (" " if parted else "") + sign
    return line


def _is_command(box: Box) -> bool:
    r"""Whether it is a command such as \alpha, which would run together with a letter."""
    match box:
        case boxes.Name(letter=letter, command=command):
            named = letter.sign in COMMANDS or bool(command)
            return named and not (letter.accent or letter.subscript or letter.primes or letter.change)
        case boxes.Mark(sign=sign):
            return sign in SIGNS and len(SIGNS[sign].latex) > 2  # \{ is no word
    return isinstance(box, boxes.Sigma)


@latex.register
def _(box: boxes.Scripts, lang: Lang = "en") -> str:
    """X_{ij}, w_{4,1}, a^{2}"""
    base = latex(box.base, lang)
    if box.below is not None:
        base = (_group(base) if _is_lowered(box.base) else base) + _lowered(latex(box.below, lang))
    return base if box.above is None else f"{base}^{_group(latex(box.above, lang))}"


def _is_lowered(box: Box) -> bool:
    """Whether it has something below it already."""
    if isinstance(box, boxes.Name):
        return bool(box.letter.subscript) or "_" in box.letter.sign
    return isinstance(box, boxes.Scripts) and (box.below is not None or _is_lowered(box.base))


@latex.register
def _(box: boxes.Fraction, lang: Lang = "en") -> str:
    return rf"\frac{{{latex(box.above, lang)}}}{{{latex(box.below, lang)}}}"


@latex.register
def _(box: boxes.Root, lang: Lang = "en") -> str:
    return rf"\sqrt{{{latex(box.inner, lang)}}}"


@latex.register
def _(box: boxes.Fence, lang: Lang = "en") -> str:
    """(inner), growing where a fraction or a sum stands inside."""
    opening, closing = (SIGNS[each].latex for each in box.signs)
    inner = latex(box.inner, lang)
    return rf"\left{opening}{inner}\right{closing}" if box.is_tall else f"{opening}{inner}{closing}"


@latex.register
def _(box: boxes.Derivative, lang: Lang = "en") -> str:
    r"""\frac{\partial p_k}{\partial z_d}, or the operator \frac{\partial}{\partial z_d}"""
    body = "" if box.body is None else f" {latex(box.body, lang)}"
    below = r"\,".join(
        rf"\partial {latex(variable, lang)}{_times(times)}" for variable, times in box.variables
    )
    return rf"\frac{{\partial{_times(box.order)}{body}}}{{{below}}}"


def _times(count: int) -> str:
    return "" if count == 1 else f"^{count}" if count < 10 else f"^{_group(str(count))}"


@latex.register
def _(box: boxes.Cases, lang: Lang = "en") -> str:
    r"""\begin{cases} a & \text{if } i = j \\ b & \text{otherwise} \end{cases}"""
    return rf"\begin{{cases}} {_table(box.rows, lang)} \end{{cases}}"


@latex.register
def _(box: boxes.Matrix, lang: Lang = "en") -> str:
    return rf"\begin{{pmatrix}} {_table(box.rows, lang)} \end{{pmatrix}}"


def _table(rows: Iterable[Sequence[Box]], lang: Lang) -> str:
    return r" \\ ".join(" & ".join(latex(each, lang) for each in row) for row in rows)
