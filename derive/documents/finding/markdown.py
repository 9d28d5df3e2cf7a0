"""Mathematics in Markdown and its kin: CommonMark, pandoc, Quarto, MyST, MDX, Hugo.

What is a block of code, a heading or a quotation is left to markdown-it; a rule of our own goes before all others, so
that a display is no list and no heading, whatever its lines begin with. markdown-it tells the lines of blocks but no
places within them, so formulas are then looked for in the text itself, code blanked out.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from derive.documents.document import Found, Fragment, Heading, Unread, blanked
from derive.documents.finding.delimiters import ENVIRONMENTS, LONGEST, MARKDOWN, Delimiters, line_of
from derive.documents.macros import definitions
from derive.language.sayings import Saying, reason

_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,2000}?(?:\1|\.\.\.)[ \t]*(?:\n|$)")
_MATH_FENCE = re.compile(r"\{?\s*(?:math|latex-math|katex)\b\s*\}?(?P<rest>[^\n]*)$")
_COLON_FENCE = re.compile(r"[ \t>]*:{3,}[ \t]*\{math\}")
_OPENS = re.compile(r"\$\$|\\{1,2}\[|\\begin\{([A-Za-z]{1,24}\*?)\}")
_IMPORTS = re.compile(r"^(?:import|export)\b[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*", re.MULTILINE)
_PLAIN_BLOCKS = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?|===)[ \t]")
"""Python-Markdown's admonitions and tabs: what is indented under them is no code."""


def markdown(text: str, suffix: str = ".md") -> Found:
    """All that stands in a Markdown text."""
    if front := _FRONT.match(text):
        text = blanked(text, [front.span()])
    if suffix == ".mdx":
        text = blanked(text, (each.span() for each in _IMPORTS.finditer(text)))
    blocks = Blocks(text, indented_code=suffix not in (".mdx", ".txt"))
    text = blanked(text, [*blocks.code, *blocks.quotes])
    defined = definitions(text)
    text = blanked(text, (each.span for each in defined))
    delimiters = Delimiters(blanked(text, (outer for _, _, outer in blocks.formulas)), MARKDOWN)
    found = delimiters.run()
    found.text = blanked(text, delimiters.code)
    for start, end, outer in blocks.formulas:
        _enter_fence(found, start, end, outer)
    found.unread += blocks.unread
    found.fragments.sort(key=lambda each: each.start)
    found.definitions = defined
    _headings(found, blocks)
    return found


def _enter_fence(found: Found, start: int, end: int, outer: tuple[int, int]) -> None:
    if end - start > LONGEST:
        found.unread.append(
            Unread(*outer, reason("a formula of more than {} characters is not read", f"{LONGEST:,}"))
        )
    elif found.text[start:end].strip():
        found.fragments.append(Fragment(start, end, True, outer))


def _headings(found: Found, blocks: Blocks) -> None:
    """Headings, but for what only looks like one inside a formula."""
    starts = [each.outer[0] for each in found.fragments]
    for heading in blocks.headings:
        number = bisect_left(starts, heading.start + 1) - 1
        if number < 0 or found.fragments[number].outer[1] <= heading.start:
            found.headings.append(heading)


class Blocks:
    """The blocks of a Markdown text that matter here, by their places."""

    def __init__(self, text: str, indented_code: bool = True) -> None:
        self.text = text
        self.lines = [0, *(found.end() for found in re.finditer("\n", text)), len(text) + 1]
        self.code: list[tuple[int, int]] = []
        self.quotes: list[tuple[int, int]] = []
        self.formulas: list[tuple[int, int, tuple[int, int]]] = []
        self.headings: list[Heading] = []
        self.unread: list[Unread] = []
        self._last_unindented = self._unindented()
        closes = [n for n in range(len(self.lines) - 1) if re.match(r"[ \t>]*:{3,}[ \t]*$", self.line(n))]
        depth = 0
        for token in _parser(text, indented_code, closes).parse(text):
            depth += token.nesting if token.type.startswith("blockquote") else 0
            if token.map:
                self._enter(token, token.map[0], token.map[1], depth)

    def line(self, number: int) -> str:
        """A line, without its end."""
        return self.text[self.lines[number] : self.lines[number + 1] - 1]

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """From the beginning of a line to the end of the one before another."""
        return self.lines[first], min(self.lines[max(first, behind)] - 1, len(self.text))

    def _enter(self, token: Token, first: int, behind: int, depth: int) -> None:
        if token.type == "blockquote_open" and depth == 1:
            self._quote(first, behind)
        elif token.type == "fence":
            self._fence(token, first, behind)
        elif token.type == "colon_fence":
            self._math(first + 1, behind - 1, self.span(first, behind))
        elif token.type == "code_block" and not self._is_admonition(first):
            self.code.append(self.span(first, behind))
        elif token.type == "heading_open" and token.markup.startswith("#"):
            self.headings.append(Heading(*self.span(first, behind), int(token.tag[1])))
        elif token.type == "heading_open" and "$$" not in self.text[slice(*self.span(first, behind))]:
            self.headings.append(Heading(*self.span(first, behind - 1), int(token.tag[1])))

    def _quote(self, first: int, behind: int) -> None:
        for number in range(first, behind):
            if found := re.match(r"(?:[ \t]*>)+", self.line(number)):
                self.quotes.append((self.lines[number], self.lines[number] + found.end()))

    def _fence(self, token: Token, first: int, behind: int) -> None:
        last = self.line(behind - 1).strip(" \t>")
        closed = behind - 1 > first and len(last) >= len(token.markup) and not last.strip(token.markup[0])
        outer = self.span(first, behind)
        math = _MATH_FENCE.match(token.info.strip())
        if not closed and (math or re.search(r"\$|\\\[|\\begin", self.text[slice(*outer)])):
            why = (
                reason("this {} is not closed: everything behind it is code", token.markup)
                if not math
                else Saying("it is not closed")
            )
            self.unread.append(Unread(outer[0], self.span(first, first + 1)[1], why))
        if not math or not closed:
            self.code.append(outer)
        else:
            self._math(first + 1, behind - 1, outer)

    def _math(self, first: int, behind: int, outer: tuple[int, int]) -> None:
        """The lines of a math block, behind MyST's options."""
        if first < behind and self.line(first).strip(" \t>") == "---":
            ends = [n for n in range(first + 1, behind) if self.line(n).strip(" \t>") == "---"]
            first = ends[0] + 1 if ends else first
        while first < behind and re.match(r"[ \t>]*:[\w-]+:", self.line(first)):
            first += 1
        start = self.lines[first] if first < behind else self.span(first, behind)[0]
        self.formulas.append((start, max(start, self.span(first, behind)[1]), outer))

    def _is_admonition(self, first: int) -> bool:
        """Whether the last line that was not indented opens an admonition."""
        return bool(_PLAIN_BLOCKS.match(self.line(self._last_unindented[first])))

    def _unindented(self) -> list[int]:
        """For each line the last one up to it that is neither indented nor empty."""
        made, last = [], 0
        for number in range(len(self.lines) - 1):
            line = self.line(number)
            last = number if line.strip() and not line.startswith(("    ", "\t")) else last
            made.append(last)
        return made


def _parser(text: str, indented_code: bool, closes: list[int]) -> MarkdownIt:
    """markdown-it for blocks alone, with displays as blocks of their own."""
    marks = Delimiters(text, MARKDOWN)
    lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def display(state: StateBlock, first: int, behind: int, silent: bool) -> bool:
        start = state.bMarks[first] + state.tShift[first]
        if found := _COLON_FENCE.match(state.src, start):
            number = bisect_left(closes, first + 1)
            last = closes[number] if number < len(closes) else behind
            kind = "colon_fence"
        elif (found := _OPENS.match(state.src, start)) and (end := _closing(marks, found)) is not None:
            last, kind = line_of(lines, end - 1), "display"
        else:
            return False
        if last >= behind:
            return False
        if not silent:
            token = state.push(kind, "", 0)
            token.map = [first, last + 1]
            state.line = last + 1
        return True

    made = MarkdownIt("commonmark", {"maxNesting": 40}).disable(["inline"])
    made.block.ruler.before(
        "code", "display", display, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return made if indented_code else made.disable(["code"])


_CLOSING = {"$$": "$$", "\\[": "]", "\\\\[": "\\\\]"}


def _closing(marks: Delimiters, found: re.Match[str]) -> int | None:
    """Where a display that begins a line ends, if something closes it."""
    start, end = found.span()
    if name := found[1]:
        closing = marks.partners.get(start) if name in ENVIRONMENTS else None
        return closing.end if closing else None
    closing = marks.next(_CLOSING[found[0]], end)
    return closing.end if closing and closing.start <= marks.blank(end) else None
