"""`derive mcp`: a server for language models, which are judged and mend their own lines."""

from __future__ import annotations

import signal

import click

from derive.commands.misuse import Misuse
from derive.commands.options import limits, takes_cache, takes_limits
from derive.language.sayings import reason
from derive.store import Cache


@click.command("mcp")
@click.option(
    "--allow-pages",
    is_flag=True,
    help="Run pages that a model sends, in a worker with limits, without network and files. A page is a program.",
)
@takes_limits("For one =.")
@takes_cache
def command(
    *, allow_pages: bool, time_limit: float, memory_limit: int, jobs: int | None, cache: Cache | None
) -> None:
    """Serve language models: tools that judge, prove, explain and find, by the Model Context Protocol.

    A program that runs a model starts it; see docs/agents.md. Documents are read, never run.
    """
    try:
        from derive.agent.server import server
    except ImportError as missing:
        raise Misuse(reason('this needs mcp: pip install "derive-check[mcp]" ({})', missing)) from missing
    from derive.agent.tools import Tools

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    tools = Tools(limits(time_limit, memory_limit, cache=cache), jobs, allow_pages)
    with tools.open():
        server(tools).run("stdio")
