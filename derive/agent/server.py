"""The server: the tools and the catalogue, as the Model Context Protocol names them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import ToolAnnotations

from derive.agent.tools import Form, Format, Refusal, Tools
from derive.targets import catalogue
from derive.version import VERSION

INSTRUCTIONS = """\
derive proof-reads derivations of gradients. Send a derivation as Markdown or LaTeX to check_text: every = in it is
proved for every dimension n, or refuted with numbers, or undecided, or unreadable, each at its line and column.
Mend the first line that is refuted (a repaired right side, where there is one, was proved) and check again.
Say what letters are in words or in comments (`<!-- derive: index i, j in 1..n; y is a label -->`);
language_help("comments") lists them. Only what is `proved` is proved."""

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def server(tools: Tools) -> MCPServer:
    """The server with its tools and resources."""
    made = MCPServer("derive", title="derive", instructions=INSTRUCTIONS, version=VERSION)
    _judging(made, tools)
    _writing(made, tools)
    _looking_up(made, tools)
    return made


def _judging(made: MCPServer, tools: Tools) -> None:
    @made.tool(annotations=_READS)
    async def check_text(text: str, format: Format = "markdown") -> dict[str, Any]:  # noqa: A002
        """Judge every = in a Markdown or LaTeX text: verdicts with places, counterexamples, hints and repairs."""
        return await _asked(tools.check_text, text, format)

    @made.tool(annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    async def check_page(source: str) -> dict[str, Any]:
        """Run a page in the language of derive, a Python program without network and files, and judge its identities.

        Refused unless the server was started with --allow-pages.
        """
        return await _asked(tools.check_page, source)

    @made.tool(annotations=_READS)
    async def explain(text: str, line: int, format: Format = "markdown") -> str:  # noqa: A002
        """Why the = on a line of a text are undecided or unreadable, and what comments make them clear."""
        return await _asked(tools.explain, text, line, format)


def _writing(made: MCPServer, tools: Tools) -> None:
    @made.tool(annotations=_READS)
    async def prove(
        identity: str = "",
        text: str = "",
        place: str = "",
        format: Format = "markdown",  # noqa: A002  the tool's word
        form: Form = "markdown",
    ) -> str:
        """The proof of an identity of the catalogue (softargmax.jacobian), or of the = at a place (5:37) of a text."""
        return await _asked(lambda: tools.prove(_target(tools, identity, text, place, format), form))

    @made.tool(annotations=_READS)
    async def code(
        identity: str = "",
        text: str = "",
        place: str = "",
        format: Format = "markdown",  # noqa: A002  the tool's word
        target: str = "numpy",
    ) -> str:
        """The proved right side of an identity, or of the = at a place of a text, as code: numpy, torch, jax or c."""
        return await _asked(lambda: tools.code(_target(tools, identity, text, place, format), target))


def _looking_up(made: MCPServer, tools: Tools) -> None:
    @made.tool(annotations=_READS)
    async def find(query: str, limit: int = 10) -> list[dict[str, Any]]:
        r"""Search the catalogue by words (layer norm), or by a formula under any letters (p_i (\\delta_{ij} - p_j))."""
        return await _asked(tools.find, query, limit)

    @made.tool(annotations=_READS)
    async def language_help(word: str = "") -> str:
        """What a word of the language of pages, or of comments in documents, means; without one, all words."""
        return await _asked(tools.language_help, word)

    @made.resource("derive://catalogue", mime_type="application/json")
    async def pages() -> str:
        """The pages of the catalogue."""
        return json.dumps([each.label for each in catalogue()])

    @made.resource("derive://catalogue/{identity}", mime_type="text/markdown")
    async def proof(identity: str) -> str:
        """A page of the catalogue, or one identity of it, with proofs."""
        try:
            return await anyio.to_thread.run_sync(lambda: tools.prove(tools.named(identity)))
        except Refusal as refusal:
            raise ResourceError(str(refusal)) from refusal


def _target(tools: Tools, identity: str, text: str, place: str, format: Format) -> Any:  # noqa: A002
    if bool(identity) == bool(text):
        raise Refusal("name an identity of the catalogue, or send a text and a place in it")
    if text and not place:
        raise Refusal("say at which place of the text, such as 5 or 5:37")
    return tools.named(identity) if identity else tools.placed(text, place, format)


async def _asked(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a tool gives, beside the loop of the server; what is refused is said to the model."""
    try:
        return await anyio.to_thread.run_sync(lambda: function(*arguments))
    except Refusal as refusal:
        raise ToolError(str(refusal)) from refusal
