r"""Where the mathematics stands in a document, whatever it is written in.

In: a text and the ending of its file's name. Out: a `Document`: formulas, headings, remarks, and their places.

    prose_or_formula  whether what stands between two dollars is prose
    delimiters        $…$, \[…\], \begin{align}, in whatever text
    markdown          Markdown and its kin
    notebook          the Markdown cells of notebooks
    tex               LaTeX
    html              HTML
    org               Org
    restructured      reStructuredText
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from derive.documents.document import (
    Document,
    Found,
    Fragment,
    Heading,
    NoDocument,
    Place,
    Remark,
    Run,
    Source,
    Unread,
)
from derive.documents.finding.html import entities, hypertext
from derive.documents.finding.markdown import markdown
from derive.documents.finding.notebook import notebook
from derive.documents.finding.org import org
from derive.documents.finding.restructured import restructured
from derive.documents.finding.tex import latex
from derive.documents.macros import definitions
from derive.documents.snapshots import LARGEST, Snapshot, snapshot
from derive.language.sayings import reason

MOST = 5_000
"""Formulas of one document."""

_FORMATS: dict[str, Callable[[str], Found]] = {
    ".tex": latex,
    ".rst": restructured,
    ".org": org,
    ".html": hypertext,
    ".htm": hypertext,
}
SUFFIXES = (
    ".md", ".markdown", ".mdx", ".qmd", ".rmd", ".myst", ".txt", ".tex", ".ipynb", ".rst", ".org", ".html", ".htm",
)  # fmt: skip
"""How the names of documents end, in small letters or large."""


def read_document(path: Path, label: str = "") -> Document:
    """The document in this file, called by its label. Raises `OSError`, and `NoDocument` for what is too large."""
    return of_snapshot(snapshot(path, label))


def find(source: str, suffix: str = ".md", path: str = "") -> Document:
    """All mathematics in a document's text, which is that of one file."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", source).replace("\r\n", "\n").replace("\r", "\n")
    return of_snapshot(Snapshot.of_text(Source(path, text.removeprefix("\ufeff")), suffix.lower()))


def of_snapshot(taken: Snapshot) -> Document:
    """All mathematics in what was read of a document's files."""
    if taken.woven.length > LARGEST:
        raise NoDocument("a document of more than {} million characters is not read", LARGEST // 10**6)
    document = notebook(taken.woven.sources[0]) if taken.suffix == ".ipynb" else _of_text(taken)
    _tell_what_is_lost(document, taken)
    return document


def _of_text(taken: Snapshot) -> Document:
    woven = taken.woven
    if taken.suffix in (".html", ".htm"):
        woven = entities(woven)
    text = harmless(woven.text)
    reader = _FORMATS.get(taken.suffix)
    found = reader(text) if reader else markdown(text, taken.suffix)
    found.definitions = [
        *(each for package in taken.packages for each in definitions(package)),
        *found.definitions,
    ]
    return Document.of(found, woven)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def harmless(text: str) -> str:
    """The text with characters that steer a terminal or the direction of writing made blanks."""
    return _CONTROL.sub(" ", text)


def _tell_what_is_lost(document: Document, taken: Snapshot) -> None:
    """Add what the reading of files and the limits leave out, and put all of it in the order of the text."""
    document.unread += taken.unread
    if len(document.fragments) > MOST:
        first = document.fragments[MOST]
        more = len(document.fragments) - MOST
        why = reason(
            "of one document {} formulas are read: {} from here on are not", f"{MOST:,}", f"{more:,}"
        )
        document.unread.append(Unread(*first.outer, why))
        del document.fragments[MOST:]
    document.unread.sort(key=lambda each: each.start)
    document.fragments.sort(key=lambda each: each.start)
    document.headings.sort(key=lambda each: each.start)
    document.remarks.sort(key=lambda each: each.start)


__all__ = [
    "MOST", "SUFFIXES", "Document", "Found", "Fragment", "Heading", "NoDocument", "Place", "Remark", "Run", "Source",
    "Unread", "find", "harmless", "of_snapshot", "read_document",
]  # fmt: skip
