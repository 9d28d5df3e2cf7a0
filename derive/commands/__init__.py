"""The commands: one module each, holding a click command named `command`.

What several commands take from the command line is here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from derive.targets import Target, UnknownTarget, targets


def takes_targets(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument TARGETS: what the words name, as `selected`; none is the whole catalogue."""
    return click.argument("selected", metavar="[TARGETS]...", nargs=-1, callback=_selected)(command)


def _selected(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[Target, ...]:
    try:
        return targets(words)
    except UnknownTarget as unknown:
        raise click.UsageError(str(unknown)) from unknown
