"""The words of the language, and what the manual says of them."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PAGE = sys.modules["derive"]
"""What a page imports everything from."""

HERE = Path(__file__).parent
KINDS = {"language": "language.md", "documents": "documents.md"}


def words() -> str:
    """Every word of a page with a line, and the chapters of the manual."""
    listed = [f"{name}: {_says(name)}" for name in PAGE.__all__]
    chapters = [f"{kind}: {title}" for kind in KINDS for title, _ in _sections(kind)]
    return "Words of a page (`from derive import *`)\n\n" + "\n".join(
        [*listed, "", "Chapters", "", *chapters]
    )


def about(word: str) -> str:
    """What a word means, and the sections of the manual that speak of it; nothing where nothing does."""
    parts = []
    if word in PAGE.__all__:
        parts.append(f"{word}\n\n{inspect.getdoc(getattr(PAGE, word)) or ''}")
    spoken = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    for kind in KINDS:
        found = [(title, text) for title, text in _sections(kind) if spoken.search(title + text)]
        found.sort(key=lambda each: -len(spoken.findall(each[0])) * 9 - len(spoken.findall(each[1])))
        parts += [f"## {title}\n{text.strip()}" for title, text in found[:2]]
    return "\n\n".join(parts)


def comments() -> str:
    """What comments in a document can say."""
    return next(text.strip() for title, text in _sections("documents") if "comment" in title)


def _says(name: str) -> str:
    """The first line of what a word says of itself."""
    return (inspect.getdoc(getattr(PAGE, name)) or "").partition("\n")[0]


@cache
def _sections(kind: str) -> tuple[tuple[str, str], ...]:
    """The sections of a chapter: title and text."""
    return tuple(_parted(_text(KINDS[kind])))


def _parted(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        yield title, rest


def _text(name: str) -> str:
    """A chapter: beside this file where derive is installed, in the folder of the manual in a clone."""
    installed = HERE / name
    path = installed if installed.is_file() else HERE.parents[1] / "docs" / name
    return path.read_text(encoding="utf-8")
