"""The command line: `derive COMMAND`, where each command is a module of `derive.commands`.

A command is added by putting a module there that holds a click command named `command`; its module's name is
what the user types (`_` becomes `-`). Modules import what is heavy only when the command runs.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click

from derive import commands
from derive.targets import near
from derive.version import VERSION


class Commands(click.Group):
    """A group whose commands are the modules of `derive.commands`, imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; fails with near names if there is none."""
        known = self.list_commands(ctx)
        if cmd_name not in known:
            raise click.UsageError(f"there is no command {cmd_name!r}{near(cmd_name, known)}", ctx)
        module = importlib.import_module(f"derive.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"derive {VERSION}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the version.",
)
def cli() -> None:
    """Check derivations of gradients: prove each line for every dimension, or show numbers that refute it."""


def _open_standard_streams() -> None:
    """Where the caller closed one, a pipe to a worker would take its number, and be taken for it."""
    while (stream := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(stream)


def main() -> None:
    """Run the command line; the process ends with the command's exit status."""
    _open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old terminal's character set must not end a run
    cli(prog_name="derive")
