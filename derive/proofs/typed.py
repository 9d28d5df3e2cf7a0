"""Mathematics as people type it into a sentence, h_k = −Σ_d (z_d − c_kd)², in boxes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.language.typeset.boxes import (
    COMMA,
    Box,
    Fence,
    Mark,
    Name,
    Number,
    Place,
    Places,
    Row,
    Scripts,
    Sigma,
    beside,
)
from derive.language.typeset.letters import ACCENTS, COMMANDS, Letter
from derive.language.typeset.signs import SIGNS

NAMES = ("softargmax", "diag", "logistic", "softplus")
FUNCTIONS = ("exp", "log")
_RAISED = {
    "²": Number("2"),
    "³": Number("3"),
    "⁻¹": Row((Mark("−"), Number("1")), joined=True),
    "ᵀ": Mark("⊤"),
}
_SIGNS = {"∑": Sigma(), "Σ": Sigma(), "𝟏": Mark("𝟏"), "𝟎": Mark("𝟎"), "√": Mark("√")}
_R = Name(Letter("R"))
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r"(?P<lowered>_\{[^{}]*\}|_[A-Za-zℓδ0-9]+′?)|(?P<raised>\^[A-Za-z0-9]|\^\{[^{}]*\})|(?P<number>[0-9]+(\.[0-9]+)?)"
    r"|(?P<word>[A-Za-z]{2,})|(?P<letter>[^\W\d_][̂̄̃]?)|(?P<space>\s+)|(?P<sign>⁻¹|.)"
)


class NotTyped(ValueError):
    """Something in it is no mathematics that is known."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    touching: bool


def read(text: str) -> Row:
    """The boxes. Raises `NotTyped`."""
    tokens = [*_tokens(text)]
    row, rest = _row(tokens, "")
    if rest:
        raise NotTyped(text)
    return row


def _tokens(text: str) -> Iterator[_Token]:
    touching = False
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "space":
            touching = False
            continue
        yield _Token(found.lastgroup or "", found[0], touching)
        touching = True


def _row(tokens: list[_Token], closing: str) -> tuple[Row, list[_Token]]:
    """Boxes up to the bracket that closes, and what is left."""
    places: list[Place] = []
    while tokens and tokens[0].text != closing:
        token, *tokens = tokens
        if token.kind in ("lowered", "raised") or token.text in _RAISED or token.text == "′":
            base, touching = places.pop() if places else (None, False)
            if base == _R and places and places[-1][0] == Mark("∈"):
                base = Mark("ℝ")
            places.append((_scripted(base, token), touching))
            continue
        if token.text in _PAIRS:
            box, tokens = _bracket(token, tokens)
        else:
            box = _single(token)
        places.append((box, token.touching))
    return beside(places), tokens


def _bracket(token: _Token, tokens: list[_Token]) -> tuple[Box, list[_Token]]:
    """(…) if it is closed; otherwise the bracket alone."""
    closing = _PAIRS[token.text]
    inner, rest = _row(tokens, closing)
    if rest:
        return Fence(inner, (token.text, closing), grows=False), rest[1:]
    return Mark(token.text), tokens


def _scripted(base: Box | None, token: _Token) -> Box:
    """What stands below or above the box before."""
    if base is None:
        raise NotTyped(token.text)
    if token.text == "′" and isinstance(base, Name):
        return replace(base, letter=replace(base.letter, primes=base.letter.primes + 1))
    made = base if isinstance(base, Scripts) else Scripts(base)
    if token.kind == "lowered":
        return replace(made, below=_script(token)) if made.below is None else Scripts(base, _script(token))
    above = _RAISED.get(token.text) or (Mark("′") if token.text == "′" else _script(token))
    return replace(made, above=above) if made.above is None else Scripts(base, above=above)


def _script(token: _Token) -> Box:
    """kd are two letters, not a word; i,y_i two places."""
    inner = re.sub(r"(?<=[A-Za-z])(?=[A-Za-z])", " ", token.text[1:].removeprefix("{").removesuffix("}"))
    row = read(inner)
    if COMMA in row.items or any(isinstance(each, Row) and COMMA in each.items for each in row.items):
        return Places(tuple(map(read, inner.split(","))))
    if all(isinstance(each, Name | Number) for each in row.items):
        return Places(row.items, compact=True)
    return row


def _single(token: _Token) -> Box:
    match token.kind:
        case "number":
            return Number(token.text)
        case "word":
            return _word(token.text)
        case "letter" if token.text not in _SIGNS:
            return Name(_letter(token.text))
    if token.text in _SIGNS:
        return _SIGNS[token.text]
    if token.text not in SIGNS:
        raise NotTyped(token.text)
    return Mark(token.text)


def _word(word: str) -> Box:
    """exp, diag, CE; dL is d and L."""
    if re.fullmatch("d[A-Z]", word):
        return Row((Name(Letter("d")), Name(Letter(word[1]))))
    command = f"\\{word}" if word in FUNCTIONS else ""
    return Name(Letter(word), word in (*FUNCTIONS, *NAMES), command)


def _letter(sign: str) -> Letter:
    decomposed = unicodedata.normalize("NFD", sign)
    base, marks = decomposed[0], decomposed[1:]
    if not base.isascii() and base not in COMMANDS:
        raise NotTyped(sign)
    accent = next((accent for accent, mark in ACCENTS.items() if mark in marks), "")
    return Letter(base, accent)
