"""The language server: what an editor asks, answered from what was judged last.

A document is judged as it is typed, never run. A page, which is a program, is run only where that was allowed when the
server was started, and only as it is saved, in a worker with its limits.
"""

from __future__ import annotations

import ast
import asyncio
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from derive.documents.finding import SUFFIXES
from derive.editor.columns import Columns
from derive.editor.judging import Judged, Judging
from derive.editor.offered import KINDS, offered, worked_out
from derive.editor.shown import at, diagnostics, hover, inlay_hints
from derive.language.typeset.signs import Lang, lang_of_locale
from derive.results import Result
from derive.targets import Target
from derive.version import VERSION
from derive.worker import Options, Refused

JUDGED = "$/derive/judged"
"""Told when a text is judged whole; a client that does not know it passes it over, as the protocol says."""


class Server(LanguageServer):
    """Holds what was judged last of each open document."""

    def __init__(
        self, *, runs_pages: bool = False, options: Options | None = None, jobs: int | None = None
    ) -> None:
        super().__init__("derive", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.runs_pages, self.jobs = runs_pages, jobs
        self.options = options or Options()
        self.lang: Lang = lang_of_locale()
        self.found: dict[str, tuple[Judged, Columns]] = {}
        self.judging: Judging | None = None

    def start(self) -> None:
        """Start to judge; what is found is taken in by the loop that the server runs in."""
        loop = asyncio.get_running_loop()

        def tell(uri: str, judged: Judged) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self.take, uri, judged)

        self.judging = Judging(tell, self.options, self.jobs)

    def judge(self, uri: str, *, is_saved: bool = False) -> None:
        """Judge the document as it is now; a page as it was saved."""
        target = self._target(uri)
        if target is None or self.judging is None:
            return
        if target.is_document:
            self.judging.ask(uri, target, self.workspace.get_text_document(uri).version or 0)
        elif is_saved and self.runs_pages:
            self.judging.ask(uri, target, 0)

    def forget(self, uri: str) -> None:
        """The document is closed: nothing is shown of it any more."""
        if self.judging is not None:
            self.judging.forget(uri)
        self.found.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def close(self) -> None:
        """End what judges."""
        if self.judging is not None:
            self.judging.close()

    def take(self, uri: str, judged: Judged) -> None:
        """Show what is found, if the document is still as it was judged."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return
        if judged.target.is_document and document.version != judged.version:
            return
        columns = Columns(document.source, self.workspace.position_codec)
        if not judged.target.is_document:
            judged = replace(judged, results=tuple(_stated_at(document.source, judged.results)))
        own = tuple(each for each in judged.results if each.file == judged.target.label)
        judged = replace(judged, results=own)
        self.found[uri] = judged, columns
        shown = diagnostics(judged.results, judged.problems, columns, self.lang)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, document.version))
        if _refreshes(self.client_capabilities):
            self.workspace_inlay_hint_refresh(None)
        if judged.whole:
            self.protocol.notify(JUDGED, {"uri": uri, "version": judged.version})

    def _target(self, uri: str) -> Target | None:
        path = Path(to_fs_path(uri) or uri.rpartition("/")[2])
        if path.suffix.lower() in SUFFIXES:
            return Target(path, path.name, text=self.workspace.get_text_document(uri).source)
        return Target(path, path.name) if path.suffix == ".py" else None

    def current(self, uri: str) -> tuple[Judged, Columns] | None:
        """What was judged, if the document is still the same."""
        found = self.found.get(uri)
        same = found is not None and found[1].text == self.workspace.get_text_document(uri).source
        return found if same else None


def _stated_at(source: str, results: tuple[Result, ...]) -> list[Result]:
    """The results of a page, each at the line on which its identity is named."""
    with suppress(SyntaxError):
        lines = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
        return [
            replace(
                each, file=each.id.partition(".")[0] + ".py", line=node.lineno, column=node.col_offset + 1,
                end_line=node.lineno, end_column=len(source.splitlines()[node.lineno - 1]) + 1,
            )
            for each in results
            if (node := lines.get(each.id.partition(".")[2]))
        ]  # fmt: skip
    return []


def _refreshes(capabilities: types.ClientCapabilities) -> bool:
    workspace = capabilities.workspace
    return bool(workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support)


def server(*, runs_pages: bool = False, options: Options | None = None, jobs: int | None = None) -> Server:
    """The server with all that it answers."""
    made = Server(runs_pages=runs_pages, options=options, jobs=jobs)
    _hear(made)
    _show(made)
    _offer(made)
    return made


def _hear(made: Server) -> None:
    """What happens to documents."""

    @made.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        """The editor's own language is that in which it is told."""
        if params.locale:
            ls.lang = "zh" if params.locale.lower().startswith("zh") else "en"

    @made.feature(types.INITIALIZED)
    def initialized(ls: Server, _: types.InitializedParams) -> None:
        ls.start()

    @made.feature(types.SHUTDOWN)
    def shutdown(ls: Server, _: None) -> None:
        ls.close()

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.judge(params.text_document.uri, is_saved=True)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.judge(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        if params.text_document.uri.endswith(".py"):
            ls.judge(params.text_document.uri, is_saved=True)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)


def _show(made: Server) -> None:
    """What is shown when it is asked for."""

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
        found = ls.current(params.text_document.uri)
        return hover(found[0].results, found[1], params.position, ls.lang) if found else None

    @made.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
        found = ls.current(params.text_document.uri)
        lines = range(params.range.start.line, params.range.end.line + 1)
        every = inlay_hints(found[0].results, found[1], ls.lang) if found else []
        return [each for each in every if each.position.line in lines]


def _offer(made: Server) -> None:
    """What is offered to be written."""

    @made.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=KINDS, resolve_provider=True),
    )
    def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        found = ls.current(uri)
        if found is None or not found[0].target.is_document:
            return []
        results = at(found[0].results, found[1], params.range.start)
        return list(chain.from_iterable(offered(uri, each, found[1], ls.lang) for each in results))

    @made.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(ls: Server, action: types.CodeAction) -> types.CodeAction:
        found = ls.current(action.data["uri"]) if isinstance(action.data, dict) else None
        if found is None:
            return action
        made = await asyncio.to_thread(worked_out, action, *found, ls.options)
        if isinstance(made, Refused):
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"derive: {made.said}"))
        else:
            action.edit = made
        return action
