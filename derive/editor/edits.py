"""What an editor offers to write: a proved repair, a comment that settles a reading, the next line, the code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from lsprotocol import types

from derive.documents.document import NoDocument
from derive.documents.finding import find
from derive.documents.repairs import repairs
from derive.editor.columns import Columns
from derive.editor.work import NextLine
from derive.results import Result

LATEX = (".tex",)
MARKDOWN = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".myst", ".txt", ".html", ".htm")


def repair(result: Result, columns: Columns) -> types.TextEdit | None:
    """The repair of a refuted line that was proved."""
    for found in repairs(columns.plain, [result]):
        return types.TextEdit(types.Range(columns.at(found.start), columns.at(found.end)), found.instead)
    return None


def commented(said: str, result: Result, columns: Columns, name: str) -> types.TextEdit | None:
    """The comment on a line of its own before the formula of an =; None where the format has no such comments."""
    suffix = PurePath(name).suffix.lower()
    if suffix in LATEX:
        remark = f"% derive: {said}"
    elif suffix in MARKDOWN:
        remark = f"<!-- derive: {said} -->"
    else:
        return None
    line = _first_line(result, columns, suffix)
    text = columns.lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    start = columns.position(line, 1)
    return types.TextEdit(types.Range(start, start), f"{indent}{remark}\n")


def _first_line(result: Result, columns: Columns, suffix: str) -> int:
    """The line on which the formula begins that holds an =."""
    line = result.line or 1
    at = columns.offset(line, result.column or 1)
    try:
        fragments = find(columns.plain, suffix).fragments
    except NoDocument:
        return line
    start = next((each.outer[0] for each in fragments if each.outer[0] <= at < each.outer[1]), at)
    return columns.plain.count("\n", 0, start) + 1


def continued(line: NextLine, result: Result, columns: Columns) -> types.TextEdit:
    """The machine's next line, behind the right side of an = or between its two sides."""
    span = columns.range(result)
    at = span.end if line.is_behind else span.start
    written = f" = {line.latex}" if line.is_behind else f"= {line.latex} "
    return types.TextEdit(types.Range(at, at), written)


def new_file(uri: str, text: str) -> types.WorkspaceEdit:
    """A file with this text."""
    start = types.Position(0, 0)
    insert = types.TextEdit(types.Range(start, start), text)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)),
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), [insert]),
        ]
    )


def in_document(uri: str, edits: Iterable[types.TextEdit]) -> types.WorkspaceEdit:
    """Edits of one document."""
    return types.WorkspaceEdit(changes={uri: list(edits)})
