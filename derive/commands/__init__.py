"""The commands: one module each, holding a click command named `command`.

What several commands take from the command line is here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from derive.targets import Target, UnknownTarget, targets
from derive.worker import Options

DEFAULT = Options()


def takes_targets(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument TARGETS: what the words name, as `selected`; none is the whole catalogue."""
    return click.argument("selected", metavar="[TARGETS]...", nargs=-1, callback=_selected)(command)


def takes_limits(time_limit: str) -> Callable[..., Any]:
    """The options --time-limit, with this help, --memory-limit and --jobs."""
    options = (
        click.option(
            "--time-limit",
            metavar="SECONDS",
            type=click.FloatRange(min=0, min_open=True),
            default=DEFAULT.time_limit,
            show_default=True,
            help=time_limit,
        ),
        click.option(
            "--memory-limit",
            metavar="MB",
            type=click.IntRange(min=1),
            default=DEFAULT.memory_limit,
            show_default=True,
            help="For each worker process.",
        ),
        click.option(
            "--jobs", type=click.IntRange(min=1), help="Worker processes.  [default: one per processor]"
        ),
    )
    return lambda command: reduce(lambda inner, option: option(inner), reversed(options), command)


def _selected(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[Target, ...]:
    try:
        return targets(words)
    except UnknownTarget as unknown:
        raise click.UsageError(str(unknown)) from unknown
