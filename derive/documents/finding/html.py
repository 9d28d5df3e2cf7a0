r"""Mathematics in HTML: MathJax's delimiters, scripts of type math/tex, annotations of MathML, pictures' alt texts.

html.parser tells places but takes quadratic time on tags that are not closed, so the tags are found by one pattern.
Entities are resolved first; `Weave` keeps where each character stands.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator

from derive.documents.document import Found, Fragment, Heading, Unread, Weave, blanked, remark
from derive.documents.finding.delimiters import PLAIN, Delimiters
from derive.documents.macros import definitions
from derive.language.sayings import Saying

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,30})(?P<attributes>[^<>]{0,20000})>")
_TEX = re.compile(r"math/tex|application/x-tex|text/x-tex", re.IGNORECASE)
_DISPLAY = re.compile(r"mode\s*=\s*['\"]?display|display\s*=\s*['\"]block", re.IGNORECASE)
_BLOCKS = re.compile(
    r"p|div|section|article|main|header|footer|li|ul|ol|dl|dt|dd|table|tr|td|th|blockquote|h[1-6]|hr|body|figure"
    r"|figcaption|center|details|summary|nav|aside"
)
_NONE = re.compile(r"script|style|pre|code|textarea|noscript|kbd|samp|select|title|svg|head")
_EQUAL = re.compile(r"<mo(?:\s[^<>]{0,200})?>\s*(?:=|≔|≡)")
_HEADING = re.compile(r"h([1-6])")


def entities(before: Weave) -> Weave:
    """The text of one source with its entities resolved, at their places; a lone &, as in an alignment, is none."""
    source, woven = before.text, Weave(before.sources)
    at = 0
    for found in _ENTITY.finditer(source):
        sign = html.unescape(found[0])
        if len(sign) != 1:
            continue
        woven.put(source[at : found.start()], 0, at)
        # what would be a tag or a comment once it is resolved is none
        woven.put({"<": "＜", ">": "＞"}.get(sign, sign), 0, found.start())
        at = found.end()
    woven.put(source[at:], 0, at)
    return woven


def hypertext(text: str) -> Found:
    """All that stands in an HTML text whose entities are resolved."""
    page = _Page(text)
    rest = _with_breaks(blanked(text, page.blanks), page.tags)
    found = page.found
    found.definitions = definitions(rest)
    rest = blanked(rest, (each.span for each in found.definitions))
    found.put(Delimiters(blanked(rest, (each.outer for each in found.fragments)), PLAIN).run())
    found.fragments.sort(key=lambda each: each.start)
    found.text = blanked(text, [*page.blanks, *(each.span for each in found.definitions)])
    return found


class _Page:
    """The tags of a page from first to last: what TeX they hold, what is a heading, what is to be blanked out."""

    def __init__(self, text: str) -> None:
        self.found = Found(text)
        self.blanks: list[tuple[int, int]] = []
        self.text = _comments(text, self.found, self.blanks)
        self.tags = list(_TAG.finditer(self.text))
        self.blanks += (tag.span() for tag in self.tags)
        self.closing: dict[str, list[int]] = {}
        for tag in self.tags:
            if tag["closing"]:
                self.closing.setdefault(tag["name"].lower(), []).append(tag.start())
        at = 0
        for tag in self.tags:
            if tag.start() >= at and not tag["closing"]:
                at = self._enter(tag) or at
        formulas = [*_outermost_maths(self.tags)]
        for outer, inner in formulas:
            self._tell(outer, inner)
        if self.found.fragments:
            self.blanks += (part for _, inner in formulas for part in _around_annotation(self.text, *inner))

    def _tell(self, outer: tuple[int, int], inner: tuple[int, int]) -> None:
        """A formula in MathML that says no TeX beside itself, if it states an equality."""
        if any(outer[0] <= each.start < outer[1] for each in self.found.fragments):
            return
        if _EQUAL.search(self.text, *inner):
            self.found.unread.append(
                Unread(*outer, Saying("MathML without an annotation in TeX is not read"))
            )

    def _enter(self, tag: re.Match[str]) -> int | None:
        """Note what a tag opens; where to go on, if that is not right behind it."""
        name = tag["name"].lower()
        end = self._end(name, tag.end())
        if end is None:
            return None
        if name in ("script", "annotation") and _TEX.search(tag["attributes"]):
            display = bool(_DISPLAY.search(tag["attributes"])) or _in_display(self.text, tag.start())
            self.found.fragments.append(Fragment(tag.end(), end, display, (tag.start(), end)))
            return end
        if _NONE.fullmatch(name):
            self.blanks.append((tag.start(), end))
            return end
        if _HEADING.fullmatch(name):
            self.found.headings.append(Heading(tag.start(), end, int(name[1])))
        return None

    def _end(self, name: str, at: int) -> int | None:
        """Where the first closing tag of this name behind a place begins."""
        places = self.closing.get(name, [])
        number = bisect_left(places, at)
        return places[number] if number < len(places) else None


def _comments(text: str, found: Found, blanks: list[tuple[int, int]]) -> str:
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        found.remarks += remark(text[start + 4 : end], start + 4, (start, end + 3))
        blanks.append((start, end + 3))
        at = end + 3
    return blanked(text, blanks)


def _in_display(text: str, at: int) -> bool:
    """Whether the MathML that an annotation stands in is a block."""
    start = text.rfind("<math", max(0, at - 20_000), at)
    return start >= 0 and bool(_DISPLAY.search(text[start : text.find(">", start)]))


def _outermost_maths(tags: list[re.Match[str]]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Each formula in MathML: with its tags, and what stands between them."""
    depth, opening = 0, None
    for tag in tags:
        if tag["name"].lower() == "math":
            depth += -1 if tag["closing"] else 1
            if depth == 1 and not tag["closing"]:
                opening = tag
            elif depth <= 0 and opening:
                yield (opening.start(), tag.end()), (opening.end(), tag.start())
                depth, opening = 0, None


def _around_annotation(text: str, first: int, last: int) -> list[tuple[int, int]]:
    start = text.find("<annotation", first, last)
    end = text.find("</annotation", start, last) if start >= 0 else -1
    return [(first, last)] if end < 0 else [(first, start), (end, last)]


def _with_breaks(text: str, tags: list[re.Match[str]]) -> str:
    """The text with a blank line where a block begins or ends: no formula reaches over one."""
    letters = list(text)
    for tag in tags:
        if _BLOCKS.fullmatch(tag["name"].lower()) and tag.end() - tag.start() >= 3:
            letters[tag.start() : tag.start() + 2] = "\n\n"
    return "".join(letters)
