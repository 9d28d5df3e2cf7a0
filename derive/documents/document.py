"""A document: its text, its formulas, headings and remarks, and where each character stands in its files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.documents.macros import Definition, Macros, macros
from derive.language.errors import Reasoned
from derive.language.sayings import Saying


class NoDocument(Reasoned, ValueError):
    """A file that cannot be read as a document."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Mathematics: from `start` to `end` in the text; `display` if it stands by itself; `outer` with its delimiters."""

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


@dataclass(frozen=True, slots=True)
class Unread:
    """What of the document is not read: where, and why in words."""

    start: int
    end: int
    why: Saying


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column in a file, both counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A file as it was read: its text with line ends \\n, and how it was encoded."""  # noqa: D301

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    replaced: tuple[int, ...] = ()

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, at: int) -> Place:
        """Line and column of a character."""
        line = bisect_right(self._lines, at)
        return Place(self.path, line, at - self._lines[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """The character at a line and column."""
        start = self._lines[min(line, len(self._lines)) - 1]
        return min(start + column - 1, len(self.text))


@dataclass(frozen=True, slots=True)
class Run:
    """From `at` on, the text is that of a source from `origin` on, character by character."""

    at: int
    source: int
    origin: int


@dataclass
class Weave:
    """A text woven from runs of sources: files that are put in, strings of a notebook, entities of HTML."""

    sources: list[Source]
    runs: list[Run] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, source: int, origin: int) -> None:
        """Add a text that begins at `origin` in a source; of its characters each stands behind the one before."""
        if not text:
            return
        last = self.runs[-1] if self.runs else None
        if last is None or last.source != source or last.origin + self.length - last.at != origin:
            self.runs.append(Run(self.length, source, origin))
        self.parts.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)


@dataclass
class Found:
    """What stands in a stretch of text, and the text itself with what is no text blanked out."""

    text: str
    fragments: list[Fragment] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)

    def moved(self, by: int) -> Found:
        """What was found, every place shifted by so many characters: of a cell, within the whole notebook."""
        return Found(
            self.text,
            [
                replace(e, start=e.start + by, end=e.end + by, outer=(e.outer[0] + by, e.outer[1] + by))
                for e in self.fragments
            ],
            [replace(each, start=each.start + by, end=each.end + by) for each in self.headings],
            [replace(e, start=e.start + by, end=e.end + by, at=e.at + by) for e in self.remarks],
            [replace(each, start=each.start + by, end=each.end + by) for each in self.unread],
            self.definitions,
        )

    def put(self, other: Found) -> None:
        """Add what stands in another stretch, already moved there."""
        self.fragments += other.fragments
        self.headings += other.headings
        self.remarks += other.remarks
        self.unread += other.unread
        self.definitions += other.definitions


@dataclass
class Document:
    """A document's text, in which what is no text (code, comments, marks of quotation) is blanked out.

    Its characters stand in `sources`, the first of which is the document's own file; `runs` say where. `breaks` part
    what is read one by one, as the cells of a notebook. `unread` is what of it is not read. `written` is the text
    before anything was blanked out.
    """

    path: str
    text: str
    sources: list[Source]
    runs: list[Run]
    fragments: list[Fragment] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    macros: Macros = field(default_factory=dict)
    written: str = ""

    @classmethod
    def of(cls, found: Found, woven: Weave, breaks: Iterable[int] = ()) -> Document:
        """The document in which all this was found."""
        made = cls(woven.sources[0].path, found.text, woven.sources, woven.runs, breaks=list(breaks))
        made.fragments, made.headings, made.remarks = found.fragments, found.headings, found.remarks
        made.unread, made.macros, made.written = found.unread, macros(found.definitions), woven.text
        return made

    @property
    def source(self) -> str:
        """The text of the document's own file, with line ends \\n."""  # noqa: D301
        return self.sources[0].text

    @cached_property
    def _starts(self) -> list[int]:
        return [run.at for run in self.runs]

    def origin(self, at: int) -> tuple[int, int]:
        """The source, by number, and the character in it, that stand at a place of the text."""
        if not self.runs:
            return 0, 0
        run = self.runs[max(0, bisect_right(self._starts, at) - 1)]
        return run.source, min(run.origin + at - run.at, len(self.sources[run.source].text))

    def place(self, at: int) -> Place:
        """File, line and column of a place in the text."""
        source, character = self.origin(at)
        return self.sources[source].place(character)

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of a place in the text, in the file that it stands in."""
        found = self.place(at)
        return found.line, found.column

    def at(self, place: Place) -> int:
        """The place in the text of a character of a file: that of the last run that begins before it."""
        number = next(n for n, each in enumerate(self.sources) if each.path == place.file)
        character = self.sources[number].offset(place.line, place.column)
        runs = self._by_source[number]
        run = runs[max(0, bisect_right(runs, character, key=lambda each: each.origin) - 1)]
        return run.at + max(0, character - run.origin)

    @cached_property
    def _by_source(self) -> dict[int, list[Run]]:
        made: dict[int, list[Run]] = {}
        for run in sorted(self.runs, key=lambda each: each.origin):
            made.setdefault(run.source, []).append(run)
        return made

    @cached_property
    def _ends(self) -> list[int]:
        return sorted(each.outer[1] for each in self.fragments)

    def before(self, fragment: Fragment) -> str:
        """The prose between the formula before and this one."""
        number = bisect_right(self._ends, fragment.outer[0])
        return self.text[self._ends[number - 1] if number else 0 : fragment.outer[0]]


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these stretches, sorted or not, made spaces; its lines stay."""
    parts, at = [], 0
    for start, end in sorted(spans):
        begin = max(start, at)
        if end > begin:
            parts += [text[at:begin], re.sub(r"[^\n]", " ", text[begin:end])]
            at = end
    return "".join([*parts, text[at:]])


REMARK = re.compile(r"\s*derive:\s*")


def remark(inner: str, at: int, outer: tuple[int, int]) -> Iterable[Remark]:
    """The remark that a comment is, if it begins with `derive:`; `inner` stands at `at`."""
    if said := REMARK.match(inner):
        yield Remark(*outer, inner[said.end() :].strip(), at + said.end())
