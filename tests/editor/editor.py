"""An editor, as far as a language server sees one. Its loop runs while something is asked of it."""

import asyncio
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient


class Editor:
    """Starts the server, opens and changes documents, and waits until they are judged."""

    def __init__(self, *options, locale="en"):
        self.locale = locale
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("editor", "1")
        self.diagnostics, self.judged, self.refreshed, self.said = {}, asyncio.Queue(), 0, []
        self._listen()
        self.run(self._start(options))

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def _listen(self):
        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params):
            self.diagnostics[params.uri] = list(params.diagnostics)

        @self.client.feature("$/derive/judged")
        def judged(params):
            self.judged.put_nowait((params.uri, params.version))

        @self.client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
        def refresh(*_):
            self.refreshed += 1

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params):
            self.said.append(params.message)

    async def _start(self, options):
        await self.client.start_io(sys.executable, "-m", "derive", "lsp", *options)
        hints = types.WorkspaceClientCapabilities(
            inlay_hint=types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
        )
        wanted = types.InitializeParams(
            capabilities=types.ClientCapabilities(workspace=hints), locale=self.locale
        )
        await self.client.initialize_async(wanted)
        self.client.initialized(types.InitializedParams())

    def close(self):
        self.run(self._end())
        self.loop.close()

    async def _end(self):
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    # documents

    def open(self, path: Path, text, language="markdown"):
        """What is found in a document that is opened; one that is not judged is not waited for."""
        path.write_bytes(text.encode())
        item = types.TextDocumentItem(path.as_uri(), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def opened(self, path: Path, text, language="markdown"):
        self.open(path, text, language)
        return self.found(path, 1)

    def changed(self, path: Path, version, *changes):
        identifier = types.VersionedTextDocumentIdentifier(version, path.as_uri())
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, list(changes)))
        return self.found(path, version)

    def found(self, path: Path, version):
        """The diagnostics of a version of a document, once it is judged whole."""
        while self.run(asyncio.wait_for(self.judged.get(), 90)) != (path.as_uri(), version):
            pass
        return self.diagnostics[path.as_uri()]

    # what is asked

    def hover(self, path: Path, position):
        document = types.TextDocumentIdentifier(path.as_uri())
        found = self.run(self.client.text_document_hover_async(types.HoverParams(document, position)))
        return found and found.contents.value

    def hints(self, path: Path, lines):
        document = types.TextDocumentIdentifier(path.as_uri())
        span = types.Range(types.Position(0, 0), types.Position(lines, 0))
        return self.run(self.client.text_document_inlay_hint_async(types.InlayHintParams(document, span)))

    def actions(self, path: Path, start):
        document = types.TextDocumentIdentifier(path.as_uri())
        params = types.CodeActionParams(document, types.Range(start, start), types.CodeActionContext([]))
        return self.run(self.client.text_document_code_action_async(params))

    def resolved(self, action):
        return self.run(self.client.code_action_resolve_async(action)).edit


def whole(text):
    return types.TextDocumentContentChangeWholeDocument(text)


def edited(text, edit):
    """The text after an edit of one line."""
    lines = text.split("\n")
    line = lines[edit.range.start.line].encode("utf-16-le")
    before, after = line[: 2 * edit.range.start.character], line[2 * edit.range.end.character :]
    lines[edit.range.start.line] = before.decode("utf-16-le") + edit.new_text + after.decode("utf-16-le")
    return "\n".join(lines)
