"""Boxes on one line of Unicode, and on several where one is too long.

    ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)

Fractions stand with a slash, exponents are raised where Unicode can.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import NamedTuple

from derive.language.typeset import boxes
from derive.language.typeset.boxes import Box
from derive.language.typeset.letters import ACCENTS, Letter
from derive.language.typeset.signs import Lang, words

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAKS = frozenset("+−=/·≈>≥")
_LONG = 20
INDENT = "    "


class Token(NamedTuple):
    """A few characters of the line: `depth` is that of the brackets around it; `ends`: a line may end there."""

    text: str
    depth: int = 0
    ends: bool = False


BLANK, BREAK = Token(" "), Token(" ", ends=True)
Tokens = Iterator[Token]


def plain(box: Box, lang: Lang = "en") -> str:
    """The box on one line."""
    return "".join(token.text for token in tokens(box, lang))


def lines(box: Box, room: int, lang: Lang = "en", *, start: str = "", end: str = "") -> list[str]:
    """The box on lines of at most `room` columns, broken where the fewest brackets are open, as late as can be.

    The first line begins with `start`, the last ends with `end`; those that follow are indented.
    """
    found: list[str] = []
    rest = [
        Token(start),
        *tokens(box, lang),
        *(BLANK if each == " " else Token(each) for each in _apart(end)),
    ]
    while rest:
        at = _end(rest, room - (len(INDENT) if found else 0))
        found.append((INDENT if found else "") + "".join(each.text for each in rest[:at]).rstrip())
        rest = rest[at:]
        while rest and rest[0].text == " ":
            rest = rest[1:]
    return found


def _end(rest: Sequence[Token], room: int) -> int:
    """Where the line ends: at its end if it fits, else at the best place, else at any blank, else at all."""
    if cells("".join(each.text for each in rest)) <= room:
        return len(rest)
    fitting = [at for at in _blanks(rest) if cells("".join(each.text for each in rest[:at])) <= room]
    good = [at for at in fitting if rest[at].ends]
    late = [at for at in good if cells("".join(each.text for each in rest[:at])) >= room / 3] or good
    if late:
        return min(late, key=lambda at: (rest[at].depth, -at))
    return fitting[-1] if fitting else next(_blanks(rest), len(rest))


def _blanks(rest: Sequence[Token]) -> Iterator[int]:
    return (at for at, each in enumerate(rest) if at and each.text == " ")


def cells(text: str) -> int:
    """How many columns of a terminal it takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _inside(inner: Tokens, opening: str, closing: str) -> Tokens:
    """The tokens in brackets."""
    yield Token(opening)
    yield from (each._replace(depth=each.depth + 1) for each in inner)
    yield Token(closing)


@singledispatch
def tokens(box: Box, lang: Lang) -> Tokens:
    """The characters of the box, and where its line may end."""
    raise NotImplementedError(type(box).__name__)


@tokens.register
def _(box: boxes.Name, lang: Lang) -> Tokens:
    yield Token(_letter(box.letter))


def _letter(letter: Letter) -> str:
    """σ, x̂, W₁, k′, Δx, CE"""
    sign = letter.sign
    if letter.accent:
        mark = ACCENTS[letter.accent] if len(sign) == 1 else f"_{letter.accent}"
        sign = unicodedata.normalize("NFC", sign + mark)
    if letter.subscript:
        below = letter.subscript
        sign += below.translate(_LOWERED) if below.isdecimal() else f"_{below}"
    return letter.change + sign + _primes(letter.primes)


def _primes(count: int) -> str:
    return "′" * count if count > 3 else ("", "′", "″", "‴")[count]


@tokens.register
def _(box: boxes.Number, lang: Lang) -> Tokens:
    yield Token(box.digits)


@tokens.register
def _(box: boxes.Mark, lang: Lang) -> Tokens:
    yield Token(box.sign)


@tokens.register
def _(box: boxes.Words, lang: Lang) -> Tokens:
    said = words(box.key, lang)
    yield from (BLANK if each == " " else Token(each) for each in _apart(said))


@tokens.register
def _(box: boxes.Source, lang: Lang) -> Tokens:
    yield from (BLANK if each == " " else Token(each) for each in _apart(box.latex))


def _apart(said: str) -> Iterator[str]:
    """The words, each blank for itself."""
    for number, word in enumerate(said.split(" ")):
        if number:
            yield " "
        yield word


@tokens.register
def _(box: boxes.Space, lang: Lang) -> Tokens:
    yield BREAK if box.width >= 1 else BLANK


@tokens.register
def _(box: boxes.Row, lang: Lang) -> Tokens:
    for number, item in enumerate(box.items):
        if number and not box.joined and not _brings_blank(box.items[number - 1], item):
            yield BREAK if _operates(item) else BLANK
        yield from tokens(item, lang)


def _brings_blank(before: Box, after: Box) -> bool:
    """Whether one of the two has the blank between them already."""
    return isinstance(before, boxes.Space | boxes.Words) or isinstance(after, boxes.Space)


def _operates(box: Box) -> bool:
    return isinstance(box, boxes.Mark) and box.sign in _BREAKS


@tokens.register
def _(box: boxes.Listing, lang: Lang) -> Tokens:
    for number, item in enumerate(box.items):
        if number:
            yield Token(",")
            yield BREAK if isinstance(boxes.leading(item), boxes.Fence) else BLANK
        yield from tokens(item, lang)


@tokens.register
def _(box: boxes.Scripts, lang: Lang) -> Tokens:
    yield from tokens(box.base, lang)
    if box.below is not None:
        yield Token(_lowered(box.below, lang))
    if box.above is not None:
        yield Token(_raised(box.above, lang))


def _lowered(box: Box, lang: Lang) -> str:
    """_ij, _{4,1}, _{a_i}, _{k≠j}"""
    if isinstance(box, boxes.Places):
        inner = [_tight(item, lang) for item in box.items]
        if box.compact:
            return f"_{''.join(inner)}"
        bare = len(inner) == 1 and _is_one_sign(box.items[0])
        return f"_{inner[0]}" if bare else f"_{{{','.join(inner)}}}"
    return f"_{_tight(box, lang)}" if not isinstance(box, boxes.Row) else f"_{{{_tight(box, lang)}}}"


def _is_one_sign(box: Box) -> bool:
    """Whether it is one letter, word or number, with nothing lowered."""
    if isinstance(box, boxes.Name):
        return not box.letter.subscript or box.letter.subscript.isdecimal()
    return isinstance(box, boxes.Number | boxes.Mark)


def _tight(box: Box, lang: Lang) -> str:
    """The box without blanks, as it stands below a letter."""
    return "".join(token.text for token in tokens(box, lang) if token.text != " ")


def _raised(box: Box, lang: Lang) -> str:
    """ᵀ, ², ^n, ^(n + 1)"""
    if box == boxes.Mark("⊤"):
        return "ᵀ"
    if isinstance(box, boxes.Places):  # what a sum runs up to
        return f"^{_lowered(box, lang)[1:]}"
    if _is_integer(box):
        return plain(box, lang).translate(_RAISED)
    inner = plain(box, lang)
    return f"^{inner}" if len(inner) == 1 else f"^({inner})"


def _is_integer(box: Box) -> bool:
    if isinstance(box, boxes.Row) and len(box.items) == 2 and box.items[0] == boxes.Mark("−"):
        return isinstance(box.items[1], boxes.Number)
    return isinstance(box, boxes.Number)


@tokens.register
def _(box: boxes.Sigma, lang: Lang) -> Tokens:
    yield Token("Π" if box.product else "Σ")


@tokens.register
def _(box: boxes.Fraction, lang: Lang) -> Tokens:
    """a/b, with blanks around the slash where a part is loose or long."""
    above, below = list(tokens(box.above, lang)), list(tokens(box.below, lang))
    loose = any(each.text == " " and not each.depth for each in (*above, *below))
    apart = loose or sum(len(each.text) for each in (*above, *below)) > _LONG
    yield from above
    yield from (BREAK, Token("/"), BLANK) if apart else (Token("/"),)
    yield from below


@tokens.register
def _(box: boxes.Root, lang: Lang) -> Tokens:
    yield Token("√")
    yield from tokens(box.inner, lang)


@tokens.register
def _(box: boxes.Fence, lang: Lang) -> Tokens:
    yield from _inside(tokens(box.inner, lang), *box.signs)


@tokens.register
def _(box: boxes.Derivative, lang: Lang) -> Tokens:
    """∂p_k/∂z_d, ∂²h_k/∂z_d∂z_e, ∂/∂z_d"""
    yield Token(f"∂{_times(box.order)}")
    yield from () if box.body is None else tokens(box.body, lang)
    yield Token("/")
    for variable, times in box.variables:
        yield Token("∂")
        yield from tokens(variable, lang)
        yield Token(_times(times))


def _times(count: int) -> str:
    return "" if count == 1 else str(count).translate(_RAISED)


@tokens.register
def _(box: boxes.Cases, lang: Lang) -> Tokens:
    """{a if i = j; b otherwise}"""
    yield from _inside(_branches(box, lang), "{", "}")


def _branches(box: boxes.Cases, lang: Lang) -> Tokens:
    for value, condition in box.branches:
        yield from tokens(value, lang)
        yield BLANK
        yield from tokens(boxes.Words("if"), lang)
        yield from tokens(condition, lang)
        yield from (Token(";"), BLANK)
    yield from tokens(box.otherwise, lang)
    yield BLANK
    yield Token(words("otherwise", lang))


@tokens.register
def _(box: boxes.Matrix, lang: Lang) -> Tokens:
    """((1, 0), (0, 1))"""
    rows: Iterable[Box] = (boxes.Fence(boxes.Listing(row)) for row in box.rows)
    yield from tokens(boxes.Fence(boxes.Listing(tuple(rows))), lang)
