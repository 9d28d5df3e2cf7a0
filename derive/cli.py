"""The command line: `derive COMMAND`, where each command is a module of `derive.commands`.

A command is added by putting a module there that holds a click command named `command`; its module's name is
what the user types (`_` becomes `-`). Modules import what is heavy only when the command runs.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
from pathlib import Path

import click

from derive import commands
from derive.processes.interrupts import watched
from derive.report.escaping import shown
from derive.report.output import Output, take_over
from derive.version import VERSION

NO_COMMANDS = {"asked", "fixing", "misuse", "options", "watching"}
"""Modules beside the commands that are none."""

NO_READER = 141
"""The exit status where nobody reads what is printed, as of a program that SIGPIPE ended."""


class Commands(click.Group):
    """A group whose commands are the modules of `derive.commands`, imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(
            module.name.replace("_", "-")
            for module in pkgutil.iter_modules(commands.__path__)
            if module.name not in NO_COMMANDS
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; fails with near names if there is none."""
        known = self.list_commands(ctx)
        if cmd_name not in known:
            from derive.commands.misuse import Misuse
            from derive.language.sayings import reason
            from derive.targets import near

            raise Misuse(reason("there is no command {}{}", repr(cmd_name), near(cmd_name, known)), ctx)
        module = importlib.import_module(f"derive.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line each, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _says(name)) for name in self.list_commands(ctx)])


def _says(name: str) -> str:
    """What the first line of a command's module says of it; the module is not loaded."""
    [folder] = commands.__path__
    with Path(folder, f"{name.replace('-', '_')}.py").open(encoding="utf-8") as source:
        first = source.readline().strip()
    said = first.strip('"').partition(": ")[2]
    return said[:1].upper() + said[1:]


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
    """Check derivations of gradients: prove each line for every dimension, or show numbers that refute it.

    \b
      derive check notes.md     reads a document (Markdown, LaTeX, a notebook) and
                                judges every = in it; documents are never run
      derive check my_page.py   checks a page in the language of derive
      derive check              checks the catalogue
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"


def main() -> None:
    """Run the command line; the process ends with the command's exit status."""
    output, _ = take_over()
    with watched():
        status = _run()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    sys.exit(_told(output, status))


def _run() -> int:
    """The exit status of the command."""
    try:
        return cli.main(prog_name="derive", standalone_mode=False) or 0
    except click.ClickException as fault:
        said = io.StringIO()
        fault.show(said)
        sys.stderr.write(shown(said.getvalue()))
        return fault.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 1
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0


def _told(output: Output, status: int) -> int:
    """The exit status, once it is known whether what was printed arrived."""
    if output.has_no_reader:
        return NO_READER
    if output.fault is not None:
        sys.stderr.write(f"derive: standard output could not be written: {output.fault.strerror}\n")
        sys.stderr.flush()
        return 2
    return status
