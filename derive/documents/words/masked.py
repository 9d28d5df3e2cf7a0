"""The prose of a document with a sign in the place of each formula, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from derive.documents.document import Document, Fragment

FIRST, LAST, DISPLAY = 0xF0000, 0xFFFFD, "\U0010fffd"
"""Formulas within the text are the characters from the first to the last, one each; a display is the third.

They are in no text, and lie where `re` takes no time to compile such a stretch."""

LONGEST = 1_500
"""Characters of a sentence; longer ones are cut."""

_NUMBER = re.compile(r"\s*\{?(-?[0-9]+(?:\.[0-9]+)?)\}?\s*")
_PRIVATE = re.compile(r"[\U000f0000-\U0010fffd]")


@dataclass(frozen=True)
class Sentence:
    """A sentence: what it says, formulas masked, and where it begins in the masked text."""

    text: str
    start: int

    def listed(self) -> Listed:
        """The sentence with one sign for `$x$, $y$ and $z$`: phrases speak of a list as of one letter."""
        made: list[str] = []
        lists: list[tuple[tuple[str, int], ...]] = []
        places: list[tuple[int, int, int]] = []
        at = length = 0
        for found in _LIST.finditer(self.text):
            made += [self.text[at : found.start()], chr(FIRST + len(lists))]
            length += found.start() - at
            places.append((length, found.start() - length, len(found[0]) - 1))
            length += 1
            lists.append(
                tuple(
                    (each[0], self.start + found.start() + each.start()) for each in _ONE.finditer(found[0])
                )
            )
            at = found.end()
        return Listed("".join([*made, self.text[at:]]), tuple(lists), tuple(places), self)


@dataclass(frozen=True)
class Listed:
    """A sentence in which each list of formulas and letters is one sign; what the signs stand for, and where.

    Of a list: its sign's place, by how much a place before it has moved, and by how much more one behind it.
    """

    text: str
    lists: tuple[tuple[tuple[str, int], ...], ...]
    places: tuple[tuple[int, int, int], ...]
    sentence: Sentence

    def of(self, sign: str) -> tuple[tuple[str, int], ...]:
        """The formulas and letters that a sign stands for, with their places in the masked text."""
        return self.lists[ord(sign) - FIRST]

    def place(self, at: int) -> int:
        """The place in the masked text of one in this sentence."""
        before = [each for each in self.places if each[0] < at]
        moved = before[-1][1] + before[-1][2] if before else 0
        return self.sentence.start + at + moved


_BARE = r"(?<![\w'’$\\.-])(?:[b-hj-zB-HJ-Z](?![\w'’<\[({_^-])|A(?=\s(?:is|are|and|be)\b))"
_ONE = re.compile(rf"[\U000f0000-\U000ffffd]|{_BARE}")
_BEFORE_ONE = "|".join([*(rf"(?<=\b(?i:{word}) )" for word in ("for", "given", "if", "at", "with", "fix")),
                         "(?<=[定对若当])", "(?<=[定对若当] )"])  # fmt: skip
_AND = (
    r"(?:\s*[,，]\s*and\s+|\s*[,、，]\s*|\s+and\s+|\s+or\s+|\s*&\s*|\s*以及\s*"
    rf"|\s*[和与及](?!\s*(?:{_ONE.pattern})\s*(?:无关|没有关系|独立))\s*)"
)
_LIST = re.compile(
    rf"(?:{_BEFORE_ONE})(?:{_ONE.pattern})(?=\s*[,，]\s*(?:{_ONE.pattern})\s*(?:is|are|是|为|不|与)\b)"
    rf"|(?:{_ONE.pattern})(?:{_AND}(?:{_ONE.pattern})){{0,12}}"
)
"""A list of formulas or letters; "for x, y is" is two."""


class Masked:
    """The masked text of a document; every place in it knows its place in the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.length = 0
        at = 0
        for number, each in enumerate(document.fragments):
            if each.outer[0] < at:
                continue
            self._put(_PRIVATE.sub(" ", document.text[at : each.outer[0]]), at)
            self._put(self._sign(number, each), each.outer[0])
            at = each.outer[1]
        self._put(_PRIVATE.sub(" ", document.text[at:]), at)
        self.text = "".join(self.parts)

    def _put(self, text: str, origin: int) -> None:
        self.starts.append(self.length)
        self.origins.append(origin)
        self.parts.append(text)
        self.length += len(text)

    def _sign(self, number: int, fragment: Fragment) -> str:
        if fragment.display:
            return DISPLAY
        inner = self.document.text[fragment.start : fragment.end]
        if found := _NUMBER.fullmatch(inner):
            return found[1]
        return chr(min(FIRST + number, LAST))

    def fragment(self, sign: str) -> Fragment | None:
        """The formula that a sign stands for."""
        number = ord(sign) - FIRST
        return (
            self.document.fragments[number]
            if 0 <= number < min(len(self.document.fragments), LAST - FIRST)
            else None
        )

    def origin(self, at: int) -> int:
        """The place in the document."""
        number = max(0, bisect_right(self.starts, at) - 1)
        return min(self.origins[number] + at - self.starts[number], len(self.document.text))

    def sentences(self) -> Iterator[Sentence]:
        """The sentences, in order. A display stands in the sentence that goes on around it."""
        at = 0
        for found in _END.finditer(self.text):
            if found.end() <= at or (found["blank"] and _goes_on(self.text, found.start(), found.end())):
                continue
            yield from _cut(self.text, at, found.end())
            at = found.end()
        yield from _cut(self.text, at, len(self.text))


_END = re.compile(
    r"[。！？；](?P<after>)|(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bEq)(?<!\bresp)(?<!w\.r\.t)(?<!i\.i\.d)(?<!\bno)(?<!\bFig)[.!?](?=[\s)*_]|$)"
    r"|;(?=\s)|(?P<blank>\n[ \t]*\n)|\n(?=[ \t]{0,20}(?:[-*+]|\d{1,3}[.)]|#{1,6}|\|)[ \t])|\\item\b|\\par\b|\|",
    re.IGNORECASE,
)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence goes on over a blank line: a display stands at one side, and no sentence begins behind it."""
    before, after = text[max(0, start - 40) : start].rstrip(), text[end : end + 40].lstrip()
    if after.startswith(DISPLAY):
        return bool(before) and before[-1] not in ".!?。！？；#"
    if before.endswith(DISPLAY):
        return bool(re.match(r"[a-z,，]|(?:其中|这里|式中)", after))
    return False


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    for at in range(start, end, LONGEST):
        piece = text[at : min(end, at + LONGEST)]
        if piece.strip():
            yield Sentence(piece, at)


def following(text: str, at: int) -> int:
    """The end of what a sentence that ends here introduces: the displays that come next, up to other words."""
    found = re.compile(rf"(?:[\s:：,，.。]|{DISPLAY})*").match(text, at)
    return found.end() if found else at
