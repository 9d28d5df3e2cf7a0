"""`derive certify`: a certificate that Rocq, a second and independent kernel, checks."""

from __future__ import annotations

import os
from pathlib import Path

import click

from derive.commands.options import DEFAULT, limits, made, one_target
from derive.targets import targets
from derive.worker import certify


@click.command("certify")
@click.argument("wanted", metavar="IDENTITY", required=False)
@click.option(
    "--all", "everything", is_flag=True, help="Every identity of the catalogue that is to be proved."
)
@click.option("--check", "checked", is_flag=True, help="Let coqc check what is written.")
@click.option(
    "--output", metavar="PATH", type=Path, help="Write the file; with --all the folder for all files."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="How many run at once.  [default: all cores]"
)
@click.option(
    "--time-limit", type=click.FloatRange(1), default=120.0, show_default=True, help="Seconds for each."
)
def command(
    *,
    wanted: str | None,
    everything: bool,
    checked: bool,
    output: Path | None,
    jobs: int | None,
    time_limit: float,
) -> None:
    """Write IDENTITY, such as softargmax.jacobian, as a theorem with its proof for Rocq.

    An = of a document that is proved has one too: notes.md:84.

    Exit status: 0 written, and accepted where that was asked for; 1 something was refused, or has no certificate;
    2 bad usage, or no Rocq.
    """
    if everything == bool(wanted):
        raise click.UsageError("name one identity, or say --all")
    chosen = targets(()) if everything else (one_target(str(wanted)),)
    texts, missing = made(certify, (chosen,), limits(time_limit * len(chosen), DEFAULT.memory_limit))
    for name, why in missing.items():
        click.echo(f"·  {name}  no certificate yet: {why}")
    if output is not None:
        _write(texts, output, everything)
    elif not checked:
        click.echo("".join(texts.values()), nl=False)
    failed = _check(texts, jobs or os.cpu_count() or 1, time_limit) if checked else 0
    if everything:
        click.echo(
            f"{len(texts) - failed} certified · {failed} refused · {len(missing)} without a certificate"
        )
    if failed or (missing and not everything):
        raise SystemExit(1)


def _write(texts: dict[str, str], output: Path, folder: bool) -> None:
    try:
        if folder:
            output.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = output / f"{_stem(name)}.v" if folder else output
            path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise click.UsageError(f"{output} could not be written: {fault.strerror or fault}") from fault


def _check(texts: dict[str, str], jobs: int, limit: float) -> int:
    from derive.certificates.rocq import NoRocq, check_all, library

    failed = 0
    stems = {_stem(name): name for name in texts}
    try:
        with library() as folder:
            files = {stem: texts[name] for stem, name in stems.items()}
            for stem, answer in check_all(files, folder, jobs, limit):
                failed += not answer.accepted
                said = (
                    f"certified  {answer.seconds:.1f} s" if answer.accepted else f"refused  {answer.message}"
                )
                click.echo(f"{'✓✓' if answer.accepted else '✗'} {stems[stem]}  {said}")
    except NoRocq as none:
        raise click.UsageError(str(none)) from none
    return failed


def _stem(name: str) -> str:
    """A file name that Rocq takes as a module's."""
    return "".join(each if each.isascii() and each.isalnum() else "_" for each in name)
