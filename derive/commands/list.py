"""`derive list`: the pages and what they state, without any check."""

from __future__ import annotations

import click

from derive import runner
from derive.commands.options import takes_targets
from derive.targets import Target


@click.command("list")
@takes_targets
def command(selected: tuple[Target, ...]) -> None:
    """List identities with their claims: the whole catalogue's, or those of the TARGETS."""
    from derive.report.console import Listing
    from derive.report.printing import terminal

    with Listing(terminal()) as listing:
        run = runner.survey(selected, observer=listing)
    raise SystemExit(run.exit_status)
