r"""The files of a document as they were read, once: what is judged is what is annotated.

In LaTeX \input, \include and \subfile are followed, inside the folder of the document alone; a file that would be put
into itself is refused. Definitions are also taken from packages of the document's own that stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from derive import inclusion
from derive.documents.document import NoDocument, Source, Unread, Weave
from derive.documents.encodings import decoded
from derive.language.sayings import Saying, either, reason
from derive.store import key

LARGEST = 8_000_000
"""Characters of a document; larger ones are not read."""

MOST_FILES = 500
"""Files that are put into one document."""


@dataclass(frozen=True)
class Snapshot:
    """A document's text, woven from its files, the first of which is its own."""

    suffix: str
    woven: Weave
    packages: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @classmethod
    def of_text(cls, source: Source, suffix: str) -> Snapshot:
        """The snapshot of a text that includes no other file."""
        woven = Weave([source])
        woven.put(source.text, 0, 0)
        return cls(suffix, woven)

    @property
    def digest(self) -> str:
        """A fingerprint of all that was read, of how it was written and woven, and of what was not read."""
        sources = [f"{e.encoding}{e.bom}{e.newline}\0{e.text}" for e in self.woven.sources]
        runs = [repr(self.woven.runs), repr(self.unread), self.suffix]
        return key(*sources, "", *self.packages, "", *runs)


def snapshot(path: Path, label: str = "") -> Snapshot:
    """A document's files, read now; it is called by its label. Raises `OSError` and `NoDocument`."""
    source = replace(read_source(path), path=label or str(path))
    suffix = path.suffix.lower()
    taken = Snapshot.of_text(source, suffix)
    if suffix == ".tex":
        taken = _Weaving(path, source).snapshot()
    return replace(taken, unread=(*taken.unread, *_replaced(taken)))


def read_source(path: Path) -> Source:
    """A file's text. Raises `OSError`, and `NoDocument` for what is too large."""
    if path.stat().st_size > 4 * LARGEST:
        raise NoDocument("a document of more than {} million characters is not read", LARGEST // 10**6)
    text, encoding, mark = decoded(path.read_bytes())
    newline = "\r\n" if "\r\n" in text else "\n"
    return Source(str(path), text.replace("\r\n", "\n").replace("\r", "\n"), encoding, mark, newline)


def _replaced(taken: Snapshot) -> Iterator[Unread]:
    """Where characters could not be decoded, the first of each stretch."""
    encodings = {each.encoding for each in taken.woven.sources}
    for number, found in enumerate(re.finditer(r"\ufffd+", taken.woven.text)):
        if number == 20:
            break
        named = either(Saying(each) for each in sorted(encodings))
        yield Unread(*found.span(), reason("bytes that are no {} are not read", named))


_PACKAGE = re.compile(
    r"^[^%\n]*?\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]{0,300}\])?\s*\{(?P<names>[^{}]{1,300})\}",
    re.MULTILINE,
)


class _Weaving:
    """A document of LaTeX with the files that it puts in."""

    def __init__(self, path: Path, source: Source) -> None:
        self.folder = path.resolve().parent
        self.sources = [source]
        self.woven = Weave(self.sources)
        self.unread: list[Unread] = []
        self._weave(0, (path.resolve(),))

    def snapshot(self) -> Snapshot:
        """All of it."""
        return Snapshot(".tex", self.woven, tuple(self._packages()), tuple(self.unread))

    def _weave(self, number: int, open_ones: tuple[Path, ...]) -> None:
        """Put in a file, and in it what it puts in."""
        text, at = self.sources[number].text, 0
        for start, end, name in inclusion.named(text):
            self.woven.put(text[at:end], number, at)
            at = end
            span = (self.woven.length - (end - start), self.woven.length)
            inner = self._resolved(name, open_ones, span)
            if inner is not None and self.woven.length <= LARGEST:
                self.woven.put("\n\n", number, at)
                self._weave(len(self.sources) - 1, (*open_ones, inner))
        self.woven.put(text[at:], number, at)

    def _resolved(self, name: str, open_ones: tuple[Path, ...], span: tuple[int, int]) -> Path | None:
        """The file of this name, read, or nothing and why."""
        try:
            return self._read(name, open_ones)
        except (OSError, ValueError, NoDocument) as fault:
            self.unread.append(Unread(*span, reason("{} is not read: {}", name, fault)))
            return None

    def _read(self, name: str, open_ones: tuple[Path, ...]) -> Path:
        path = inclusion.inside(self.folder, name)
        if path in open_ones:
            raise NoDocument("it would be put into itself")
        if len(self.sources) > MOST_FILES or len(open_ones) > 20:
            raise NoDocument("more than {} files, or 20 in one another", MOST_FILES)
        source = read_source(path)
        shown = Path(self.sources[0].path).parent / path.relative_to(self.folder)
        self.sources.append(replace(source, path=str(shown)))
        return path

    def _packages(self) -> Iterator[str]:
        """The texts of packages that stand in the document's folder."""
        for found in _PACKAGE.finditer(self.sources[0].text):
            for name in found["names"].split(",")[:50]:
                path = (self.folder / f"{name.strip()}.sty").resolve()
                if path.is_relative_to(self.folder) and path.is_file() and path.stat().st_size < LARGEST:
                    yield decoded(path.read_bytes())[0]


__all__ = ["LARGEST", "Snapshot", "read_source", "snapshot"]
