"""`derive lsp`: a language server, for editors: verdicts as you type."""

from __future__ import annotations

import os
import signal

import click

from derive.commands.misuse import Misuse
from derive.commands.options import limits, takes_cache, takes_limits
from derive.language.sayings import reason
from derive.store import Cache


@click.command("lsp")
@click.option(
    "--run-pages",
    is_flag=True,
    help="Run pages (.py) when they are opened and saved, in a worker with limits. A page is a program.",
)
@takes_limits("For one =.")
@takes_cache
def command(
    *, run_pages: bool, time_limit: float, memory_limit: int, jobs: int | None, cache: Cache | None
) -> None:
    """Judge documents as they are typed: a server that speaks the Language Server Protocol on standard input.

    An editor starts it; see docs/editors.md. Documents are read, never run.
    """
    try:
        from derive.editor.server import server
    except ImportError as missing:
        raise Misuse(reason('this needs pygls: pip install "derive-check[lsp]" ({})', missing)) from missing

    for number in (signal.SIGINT, signal.SIGTERM):  # an editor ends it by closing its input, or so
        signal.signal(number, signal.SIG_DFL)
    made = server(runs_pages=run_pages, options=limits(time_limit, memory_limit, cache=cache), jobs=jobs)
    made.start_io(stdin=os.fdopen(0, "rb"), stdout=os.fdopen(1, "wb"))
    made.close()
