"""A copy of a document with ✓ and ✗ beside its lines; its formulas stay as they are.

In LaTeX, and inside mathematics, a remark is a LaTeX comment; elsewhere a comment of the document's own format, so that
the copy renders and compiles as the document does: of HTML, of MDX, of Org, and in reStructuredText, which has none
within a paragraph, behind it. In a notebook it stands in the cell's own text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from derive.documents.finding import Document, Fragment, Place, find
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

_OLD = re.compile(
    r"[ ]<!--[ ][✓✗⁇‼≔](?:(?!-->)[^\n])*-->|[ ]{2}%[ ][✓✗⁇‼≔][^\n]*|[ ]\{/\*[ ][✓✗⁇‼≔](?:(?!\*/)[^\n])*\*/\}"
    r"|[ ]@@comment:[ ][✓✗⁇‼≔](?:(?!@@)[^\n])*@@|\n\n[ \t]*\.\.[ ][✓✗⁇‼≔][^\n]*"
)
_OLD_IN_JSON = re.compile(r"[ ]<!--[ ][✓✗⁇‼≔](?:(?!-->)[^\n])*?-->|[ ]{2}%[ ][✓✗⁇‼≔](?:\\[^n]|[^\"\\\n])*")
"""A remark that an earlier copy was given."""

_INCOMPLETE = "⁇ interrupted: what has no mark was not checked"

_PARAGRAPH_END = re.compile(r"[ \t]*(?:\n[ \t]*(?=\n)|\s*\Z)")
_ITEM = re.compile(r"[ \t]*(?:(?:[-*+•]|\(?(?:\w|#|[0-9]{1,9})[.)])[ \t]+)?")

_CHARACTER = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
"""One character of a JSON string, as it is written."""


def annotated(
    source: str, results: Iterable[Result], suffix: str = ".md", path: str = "", *, interrupted: bool = False
) -> str:
    """The document's text with a remark behind every line that holds an =, or the verdict on a whole chain.

    Remarks of an earlier copy are taken off. A run that was `interrupted` is told of at the end.

    Of results in files only those in `path` count, not those in files that it puts in.
    """
    document = find(source.removeprefix("\ufeff"), suffix, path)
    made = document.source
    old = _OLD_IN_JSON if suffix == ".ipynb" else _OLD
    changes = [(*found.span(), "") for found in old.finditer(made)]
    for at, remark in _remarks(document, results, suffix, interrupted=interrupted).items():
        place, written = _in_file(document, at, remark, suffix)
        changes.append((place, place, written))
    for start, end, instead in sorted(changes, reverse=True):
        made = made[:start] + instead + made[end:]
    made = made.replace("\n", "\r\n") if "\r\n" in source else made
    return f"\ufeff{made}" if source.startswith("\ufeff") else made


def _remarks(
    document: Document, results: Iterable[Result], suffix: str, *, interrupted: bool
) -> dict[int, str]:
    """What is to be inserted, by its place in the document's text."""
    ends: dict[int, list[str]] = {}
    for result in results:
        own = not document.path or result.file == document.path
        if own and result.line is not None and (said := _said(result)):
            ends.setdefault(_line_end(document, _offset(document, result)), []).append(said)
    if interrupted:
        ends.setdefault(len(document.written.rstrip()), []).append(_INCOMPLETE)
    made: dict[int, str] = {}
    for at, remarks in ends.items():
        place, comment = _comment(document, at, "; ".join(remarks), suffix)
        made[place] = made.get(place, "") + comment
    return made


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


def _comment(document: Document, at: int, remark: str, suffix: str) -> tuple[int, str]:
    """Where the remark goes, as a comment: what could end the comment or the formula is taken out."""
    plain = shown(" ".join(remark.split()))
    if suffix == ".tex":
        return at, f"  % {plain}"
    if any(_holds(each, at) for each in document.fragments):
        return at, f"  % {plain.translate(_HARMLESS)}"
    match suffix:
        case ".mdx":
            return at, f" {{/* {plain.translate(_HARMLESS).replace('*/', '* /')} */}}"
        case ".org":
            return at, f" @@comment: {plain.translate(_HARMLESS).replace('@@', '@ @')}@@"
        case ".rst":
            return _behind_paragraph(document.written, at, plain.translate(_HARMLESS))
    return at, f" <!-- {plain.replace('--', '−−').replace('>', '＞')} -->"


def _holds(fragment: Fragment, at: int) -> bool:
    """Whether what is put in there belongs to the formula; the end of one without a delimiter does, as in .. math::"""
    start, end = fragment.outer
    return start < at < end or at == end == fragment.end


def _behind_paragraph(text: str, at: int, plain: str) -> tuple[int, str]:
    """The comment in a block of its own, as far to the right as the text of its paragraph."""
    found = _PARAGRAPH_END.search(text, at)
    end = found.start() if found else len(text)
    last = text[text.rfind("\n", 0, end) + 1 : end]
    item = _ITEM.match(last)
    return end, f"\n\n{' ' * (item.end() if item else 0)}.. {plain}"


_HARMLESS = str.maketrans({"$": None, "\\": None, "`": "'", "{": "(", "}": ")"})


def _in_file(document: Document, at: int, remark: str, suffix: str) -> tuple[int, str]:
    """The place in the file, and the remark as it is written there."""
    before = document.origin(at - 1)[1]
    if suffix != ".ipynb":
        return before + 1, remark
    found = _CHARACTER.match(document.source, before)
    return before + (len(found[0]) if found else 1), json.dumps(remark, ensure_ascii=False)[1:-1]
