"""A copy of a document with ✓ and ✗ beside its lines; its formulas stay as they are.

In LaTeX, and inside mathematics, a remark is a LaTeX comment; elsewhere an HTML comment, so that the copy renders and
compiles as the document does. In a notebook it stands in the cell's own text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from derive.documents.finding import Document, Place, find
from derive.report.documents import is_telling, of_chain
from derive.report.escaping import shown
from derive.results import Result

MARKS = {
    "proved": "✓", "refuted": "✗", "undecided": "⁇", "unreadable": "⁇", "disagreement": "‼", "definition": "≔",
}  # fmt: skip
"""What a remark begins with: signs that nobody types, so that an old remark is known and taken off."""

SIGNS = {
    "proved": "✓", "refuted": "✗", "undecided": "?", "unreadable": "?", "disagreement": "!", "definition": "≔",
}  # fmt: skip

_OLD = re.compile(r"[ ]<!--[ ][✓✗⁇‼≔](?:(?!-->)[^\n])*-->|[ ]{2}%[ ][✓✗⁇‼≔][^\n]*")
_OLD_IN_JSON = re.compile(r"[ ]<!--[ ][✓✗⁇‼≔](?:(?!-->)[^\n])*?-->|[ ]{2}%[ ][✓✗⁇‼≔](?:\\[^n]|[^\"\\\n])*")
"""A remark that an earlier copy was given."""

_CHARACTER = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
"""One character of a JSON string, as it is written."""


def annotated(source: str, results: Iterable[Result], suffix: str = ".md", path: str = "") -> str:
    """The document's text with a remark behind every line that holds an =, or the verdict on a whole chain.

    Remarks of an earlier copy are taken off.

    Of results in files only those in `path` count, not those in files that it puts in.
    """
    document = find(source.removeprefix("\ufeff"), suffix, path)
    made = document.source
    old = _OLD_IN_JSON if suffix == ".ipynb" else _OLD
    changes = [(*found.span(), "") for found in old.finditer(made)]
    for at, remark in _remarks(document, results, suffix).items():
        place, written = _in_file(document, at, remark, suffix)
        changes.append((place, place, written))
    for start, end, instead in sorted(changes, reverse=True):
        made = made[:start] + instead + made[end:]
    made = made.replace("\n", "\r\n") if "\r\n" in source else made
    return f"\ufeff{made}" if source.startswith("\ufeff") else made


def _remarks(document: Document, results: Iterable[Result], suffix: str) -> dict[int, str]:
    """What is to be inserted, by its place in the document's text."""
    ends: dict[int, list[str]] = {}
    for result in results:
        own = not document.path or result.file == document.path
        if own and result.line is not None and (said := _said(result)):
            ends.setdefault(_line_end(document, _offset(document, result)), []).append(said)
    return {at: _comment(document, at, "; ".join(said), suffix) for at, said in ends.items()}


def _said(result: Result) -> str:
    if result.kind == "chain":
        return f"{MARKS[result.verdict]} {of_chain(result)}" if is_telling(result) else ""
    return f"{MARKS[result.verdict]} {result.in_one_line}".rstrip()


def _offset(document: Document, result: Result) -> int:
    """Where the = stands in the document's text; of a chain where it ends."""
    line, column = result.line or 1, result.column or 1
    if result.kind == "chain":
        line, column = result.end_line or line, (result.end_column or column + 1) - 1
    return document.at(Place(document.path, line, column))


def _line_end(document: Document, at: int) -> int:
    """The end of the line, before blanks and the bar that ends a row of a table."""
    text = document.written
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)].rstrip(" \t")
    return start + len(line.removesuffix("|") if line.lstrip().startswith("|") else line)


def _comment(document: Document, at: int, remark: str, suffix: str) -> str:
    """The remark as a comment where it stands: what could end the comment or the formula is taken out."""
    plain = shown(" ".join(remark.split()))
    if suffix == ".tex":
        return f"  % {plain}"
    if any(start < at < end for start, end in (each.outer for each in document.fragments)):
        return f"  % {plain.translate(_HARMLESS)}"
    return f" <!-- {plain.replace('--', '−−').replace('>', '＞')} -->"


_HARMLESS = str.maketrans({"$": None, "\\": None, "`": "'", "{": "(", "}": ")"})


def _in_file(document: Document, at: int, remark: str, suffix: str) -> tuple[int, str]:
    """The place in the file, and the remark as it is written there."""
    before = document.origin(at - 1)[1]
    if suffix != ".ipynb":
        return before + 1, remark
    found = _CHARACTER.match(document.source, before)
    return before + (len(found[0]) if found else 1), json.dumps(remark, ensure_ascii=False)[1:-1]
