"""Where the mathematics stands in a document: Markdown, LaTeX and notebooks.

Display mathematics is taken out of the raw text first: general Markdown parsers lose blocks whose lines
begin with = or -. Code is never looked at.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from derive.documents.macros import macros
from derive.documents.tokens import Macros

LARGEST = 8_000_000
"""Characters of a document; larger ones are not read."""

MOST = 5_000
"""Formulas of one document."""

SUFFIXES = (".md", ".markdown", ".tex", ".ipynb", ".txt", ".rst")
"""The files that are documents."""


class NoDocument(ValueError):
    """A file that cannot be read as a document."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Mathematics: from `start` to `end` in the text; `display` if it stands by itself."""

    start: int
    end: int
    display: bool
    outer: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it begins and ends, how deep it is."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment `derive: …`: what it says and where."""

    start: int
    end: int
    text: str
    at: int


@dataclass
class Document:
    """A document's text, of the same length as written, with code and quotation marks blanked out.

    `places` are the places in the file, where the text is not the file itself (notebooks).
    """

    path: str
    source: str
    text: str
    fragments: list[Fragment] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    places: list[int] | None = None
    breaks: list[int] = field(default_factory=list)
    macros: Macros = field(default_factory=dict)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.source))]

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of a place in the text, both counted from 1."""
        if self.places is not None:
            at = self.places[min(at, len(self.places) - 1)] if self.places else 0
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def before(self, fragment: Fragment) -> str:
        """The prose between the formula before and this one."""
        ends = [each.outer[1] for each in self.fragments if each.outer[1] <= fragment.outer[0]]
        return self.text[(max(ends) if ends else 0) : fragment.outer[0]]


def read_document(path: Path) -> Document:
    """The document in this file. Raises `OSError`, and `NoDocument` for what is no text or too large."""
    if path.stat().st_size > 4 * LARGEST:
        raise NoDocument(f"a document of more than {LARGEST // 10**6} MB is not read")
    source = path.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff")
    return find(source, path.suffix.lower(), str(path))


def find(source: str, suffix: str = ".md", path: str = "") -> Document:
    """All mathematics in a document's text."""
    if len(source) > LARGEST:
        raise NoDocument(f"a document of more than {LARGEST // 10**6} million characters is not read")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".ipynb":
        return _notebook(source, path)
    document = Document(path, source, source)
    document.macros = macros(source)
    if suffix == ".tex":
        _latex(document)
    else:
        _markdown(document)
    del document.fragments[MOST:]
    return document


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


ENVIRONMENTS = (
    "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|dmath|math|aligned|split|gathered"
    "|subequations"
)
_FENCE = re.compile(r"^(?P<prefix>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)$", re.MULTILINE)
_MARKDOWN = re.compile(
    r"(?P<remark><!--(?:(?!<!--).)*?-->)"
    r"|(?P<skip><(?P<tag>script|style|pre|code)\b[^<>]*>(?:(?!<(?P=tag)\b).)*?</(?P=tag)>)"
    r"|(?P<fenced>```[ \t]*math[^\n]*\n(?P<inner>(?:(?!```).)*?)\n[ \t>]*```)"
    r"|\$\$(?P<dollars>(?:\\.|[^$\\]|\$(?!\$)){1,20000}?)\$\$"
    rf"|(?P<environment>\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}(?:(?!\\begin\{{(?P=name)\}}).)*?\\end\{{(?P=name)\}})"
    r"|\\\\?\[(?P<square>(?:\\\\|(?!\n[ \t]*\n|\\\[).){1,20000}?)\\\\?\]"
    r"|\\\\?\((?P<round>(?:\\\\|(?!\n[ \t]*\n|\\\().){1,4000}?)\\\\?\)"
    r"|(?P<code>(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).){1,1000}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<escaped>\\[\\$`])"
    r"|(?<![A-Za-z0-9$])\$(?P<single>[^$](?:(?!\n[ \t]*\n)(?:\\.|[^$\\])){0,4000}?)\$(?!\d)",
    re.DOTALL,
)


def _markdown(document: Document) -> None:
    text = document.text
    if front := re.match(r"---[ \t]*\n.*?\n(---|\.\.\.)[ \t]*(\n|$)", text, re.DOTALL):
        text = _blank(text, 0, front.end())
    text = _without_indented(_without_fences(text))
    text = _without_quotes(text)
    for found in _MARKDOWN.finditer(text):
        _enter(document, text, found)
    document.text = text
    inside = [each.outer for each in document.fragments]
    for found in re.finditer(r"^[ \t]*(#{1,6})[ \t]+[^\n]*", text, re.MULTILINE):
        if not _within(found.start(), inside):
            document.headings.append(Heading(found.start(), found.end(), len(found[1])))


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (at, 1 << 60))
    return place > 0 and spans[place - 1][0] <= at < spans[place - 1][1]


def _without_fences(text: str) -> str:
    """The text with code blocks blanked out; ```math stays."""
    parts, at = [], 0
    fences = list(_FENCE.finditer(text))
    number = 0
    while number < len(fences):
        opening = fences[number]
        sign = opening["fence"]
        closing = next(
            (
                each
                for each in fences[number + 1 :]
                if each["fence"].startswith(sign) and not each["info"].strip()
            ),
            None,
        )
        end = closing.end() if closing else len(text)
        number = fences.index(closing) + 1 if closing else len(fences)
        if opening["info"].strip() in ("math", "{math}", "latex-math"):
            continue
        parts += [text[at : opening.start()], re.sub(r"[^\n]", " ", text[opening.start() : end])]
        at = end
    return "".join([*parts, text[at:]])


_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")


def _without_indented(text: str) -> str:
    """The text with indented code blanked out: what stands four spaces in behind an empty line, and in no list.

    A block that begins with $$ is a formula that was moved to the middle.
    """
    made: list[str] = []
    in_list, code, empty, display = False, False, True, False
    for line in text.split("\n"):
        indented = line.startswith(("    ", "\t"))
        if line.strip() and not indented:
            in_list = bool(_ITEM.match(line)) or (in_list and not empty)
        if line.strip():
            begins = indented and not in_list and not display and empty and not line.lstrip().startswith("$$")
            code = indented and (code or begins)
        if not code:
            display ^= line.count("$$") % 2 == 1
            display = (display or "\\begin{" in line) and "\\end{" not in line
        made.append(" " * len(line) if code and line.strip() else line)
        empty = not line.strip()
    return "\n".join(made)


def _without_quotes(text: str) -> str:
    """The text with the > of quotations blanked out."""
    return re.sub(r"^[ \t]*(>[ \t]?)+", lambda found: " " * len(found[0]), text, flags=re.MULTILINE)


def _enter(document: Document, text: str, found: re.Match[str]) -> None:
    if remark := found["remark"]:
        _remark(document, remark[4:-3], found.start() + 4, found.span())
        return
    for group, display in (
        ("inner", True),
        ("dollars", True),
        ("environment", True),
        ("square", True),
        ("round", False),
        ("single", False),
    ):
        if found[group] is not None:
            start, end = found.span(group)
            if group == "square" and not re.search(r"[\\^_={}]", found[group]):
                return  # \[a link\]
            document.fragments.append(Fragment(start, end, display, found.span()))
            return


def _remark(document: Document, inner: str, at: int, outer: tuple[int, int]) -> None:
    if said := re.match(r"\s*derive:\s*", inner):
        document.remarks.append(Remark(*outer, inner[said.end() :].strip(), at + said.end()))


_LATEX = re.compile(
    r"(?P<verbatim>\\begin\{(?P<kind>verbatim|lstlisting|minted|comment)\}(?:(?!\\begin\{(?P=kind)\}).)*?\\end\{(?P=kind)\})"
    r"|(?P<escaped>\\[\\%$])"
    r"|(?P<comment>%[^\n]*)"
    r"|\$\$(?P<dollars>(?:\\.|[^$\\]){1,20000}?)\$\$"
    rf"|(?P<environment>\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}(?:(?!\\begin\{{(?P=name)\}}).)*?\\end\{{(?P=name)\}})"
    r"|\\\[(?P<square>(?:\\\\|(?!\\\[).){1,20000}?)\\\]"
    r"|\\\((?P<round>(?:\\\\|(?!\n[ \t]*\n|\\\().){1,4000}?)\\\)"
    r"|\$(?P<single>(?:\\.|[^$\\]){1,4000}?)\$"
    r"|(?P<heading>\\(?P<depth>part|chapter|section|subsection|subsubsection|paragraph)\*?\{[^\n]*)",
    re.DOTALL,
)
_DEPTHS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")


def _latex(document: Document) -> None:
    text = document.text
    if begin := re.search(r"\\begin\{document\}", text):
        text = _blank(text, 0, begin.end())
    for found in _LATEX.finditer(text):
        if comment := found["comment"]:
            _remark(document, comment[1:], found.start() + 1, found.span())
        elif found["heading"]:
            document.headings.append(Heading(*found.span(), _DEPTHS.index(found["depth"]) + 1))
        else:
            _enter_latex(document, found)
    document.text = re.sub(r"(?<!\\)%[^\n]*", lambda each: " " * len(each[0]), text)


def _enter_latex(document: Document, found: re.Match[str]) -> None:
    groups = (("dollars", True), ("environment", True), ("square", True), ("round", False), ("single", False))
    for group, display in groups:
        if found[group] is not None:
            document.fragments.append(Fragment(*found.span(group), display, found.span()))
            return


# notebooks


def _notebook(source: str, path: str) -> Document:
    """The Markdown cells of a notebook, one after another; every character knows its place in the file."""
    try:
        book = json.loads(source)
        cells = book["cells"]
        kinds = [str(cell["cell_type"]) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NoDocument("this is no notebook") from fault
    text: list[str] = []
    places: list[int] = []
    breaks: list[int] = []
    for kind, strings in zip(kinds, _sources(source), strict=False):
        if kind != "markdown":
            continue
        for start, end in strings:
            for character, place in _decoded(source, start, end):
                text.append(character)
                places.append(place)
        breaks.append(len(text))
        text += ["\n", "\n"]
        places += [places[-1] if places else 0] * 2
    inner = find("".join(text).replace("\r", " "), ".md", path)
    inner.source, inner.places, inner.breaks = source, places, breaks
    return inner


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def _sources(source: str) -> Iterator[list[tuple[int, int]]]:  # noqa: C901
    """For every cell the places of the strings that make up its source."""
    depth, at, key = 0, 0, ""
    cells_at: int | None = None
    strings: list[tuple[int, int]] = []
    inside = False
    while at < len(source):
        sign = source[at]
        if sign == '"':
            found = _STRING.match(source, at)
            if found is None:
                return
            at = found.end()
            following = re.compile(r"\s*:").match(source, at)
            if following and not inside:
                key = found[0][1:-1]
                at = following.end()
                if key == "cells" and depth == 1:
                    cells_at = depth + 1
            elif cells_at is not None and key == "source" and (inside or depth == cells_at + 1):
                strings.append((found.start() + 1, found.end() - 1))
            continue
        if sign in "[{":
            depth += 1
            inside = inside or (
                sign == "[" and key == "source" and cells_at is not None and depth == cells_at + 2
            )
        elif sign in "]}":
            if cells_at is not None and inside and sign == "]" and depth == cells_at + 2:
                inside, key = False, ""
            depth -= 1
            if cells_at is not None and sign == "}" and depth == cells_at:
                yield strings
                strings, key = [], ""
        at += 1


_ESCAPES = {"n": "\n", "t": "\t", "r": " ", "b": " ", "f": " "}


def _decoded(source: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The characters of a JSON string, each with its place."""
    at = start
    while at < end:
        if source[at] != "\\":
            yield source[at], at
            at += 1
        elif source[at + 1] == "u":
            code = source[at + 2 : at + 6]
            yield (chr(int(code, 16)) if re.fullmatch("[0-9a-fA-F]{4}", code) else "?"), at
            at += 6
        else:
            yield _ESCAPES.get(source[at + 1], source[at + 1]), at
            at += 2
