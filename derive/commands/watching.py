"""`--watch`: what has changed is checked again, by an engine that stays warm."""

from __future__ import annotations

import os
import select

import click

from derive import runner
from derive.commands.asked import Asked
from derive.processes.interrupts import Interrupts, watched
from derive.results.policy import Policy
from derive.targets import Selection, Target

PAUSE = 0.3
"""Seconds between two looks at the files."""


def watch_files(asked: Asked) -> None:
    """Check the targets, then again whichever of them changes, until the program is asked to end."""
    with (
        watched() as interrupts,
        runner.local(asked.selection.targets, asked.options, asked.jobs, warm=True) as engine,
    ):
        seen: dict[str, tuple[int, int]] = {}
        while not interrupts.pending:
            chosen = asked.select().targets
            now = {target.label: _state(target) for target in chosen}
            changed = tuple(target for target in chosen if seen.get(target.label) != now[target.label])
            if changed:
                policy = Policy(asked.policy.fail_on, asked.policy.strict, asked.policy.known)
                asked.anew(policy).check(Selection(changed), engine)
                click.echo(f"watching {len(chosen)} {'file' if len(chosen) == 1 else 'files'}; Ctrl-C ends")
            seen = now
            _pause(interrupts)


def _state(target: Target) -> tuple[int, int]:
    """What changes when the file does."""
    try:
        found = os.stat(target.path)  # noqa: PTH116  one call gives both
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def _pause(interrupts: Interrupts) -> None:
    """Wait a little, but not for someone who wants it to end."""
    select.select([interrupts], [], [], PAUSE)
