"""Code actions: what is offered for an =, at once or worked out when it is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lsprotocol import types

from derive.documents.settling import comments
from derive.editor import edits
from derive.editor.columns import Columns
from derive.editor.judging import Judged
from derive.editor.work import NextLine, next_line
from derive.engines.local import call
from derive.language.sayings import Saying, reason
from derive.language.typeset.signs import Lang
from derive.processes.nursery import Value
from derive.results import Result
from derive.worker import Options, Refused, emit

KINDS = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, types.CodeActionKind.Source]

_NEXT, _CODE = Saying("write the machine's next line"), Saying("write the code beside the document")


def offered(uri: str, result: Result, columns: Columns, lang: Lang = "en") -> Iterator[types.CodeAction]:
    """All that is offered for an = of a document."""
    if edit := edits.repair(result, columns):
        title = _title(reason("write {}", edit.new_text), lang)
        yield _fix(title, uri, edit, is_preferred=True)
    for said in comments(result):
        if edit := edits.commented(said, result, columns, result.file or ""):
            yield _fix(_title(reason("say that {}", said), lang), uri, edit)
    data = {"uri": uri, "name": f"{result.line}:{result.column}"}
    if result.verdict in ("proved", "refuted", "undecided") and result.kind == "equality":
        yield types.CodeAction(
            _title(_NEXT, lang), types.CodeActionKind.RefactorRewrite, data={**data, "what": "next"}
        )
    if result.verdict == "proved" and not result.is_rounded:
        yield types.CodeAction(
            _title(_CODE, lang), types.CodeActionKind.Source, data={**data, "what": "code"}
        )


def worked_out(
    action: types.CodeAction, judged: Judged, columns: Columns, options: Options
) -> types.WorkspaceEdit | Refused:
    """The edit of an action that takes a worker, or why there is none."""
    uri, name = action.data["uri"], action.data["name"]  # type: ignore[index]
    result = next(e for e in judged.results if f"{e.line}:{e.column}" == name)
    if action.data["what"] == "next":  # type: ignore[index]
        made = call(next_line, (judged.target, name), options)
    else:
        made = call(emit, (replace(judged.target, identities=(name,)), {}), options)
    match made:
        case Value(value=NextLine() as line):
            return edits.in_document(uri, [edits.continued(line, result, columns)])
        case Value(value=str() as text):
            return edits.new_file(_beside(uri, result), text)
        case Value(value=Refused() as refused):
            return refused
    return Refused(made.said.told() if not isinstance(made, Value) else "it was not worked out")


def _title(said: Saying, lang: Lang) -> str:
    return f"derive: {said.told(lang)}"


def _fix(title: str, uri: str, edit: types.TextEdit, *, is_preferred: bool = False) -> types.CodeAction:
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        is_preferred=is_preferred,
        edit=edits.in_document(uri, [edit]),
    )


def _beside(uri: str, result: Result) -> str:
    """`notes_line_3.py` beside `notes.md`."""
    folder, _, name = uri.rpartition("/")
    return f"{folder}/{name.rpartition('.')[0]}_line_{result.line}.py"
