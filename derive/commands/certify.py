"""`derive certify`: a certificate that Rocq, a second and independent kernel, checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive.commands.misuse import Misuse
from derive.commands.options import DEFAULT, limits, made, one_target, takes_cache
from derive.language.sayings import Saying, reason
from derive.store import Cache, Store, key, opened
from derive.targets import targets
from derive.worker import Certificate, certify

if TYPE_CHECKING:
    from derive.certificates.rocq import Answer

KIND = "rocq"


@click.command("certify")
@click.argument("wanted", metavar="IDENTITY", required=False)
@click.option(
    "--all", "everything", is_flag=True, help="Every identity of the catalogue that is to be proved."
)
@click.option("--check", "checked", is_flag=True, help="Let coqc check what is written.")
@click.option(
    "--record",
    is_flag=True,
    help="With --all --check: put on record what is confirmed, as ✓✓ in `derive list`.",
)
@click.option(
    "--output", metavar="PATH", type=Path, help="Write the file; with --all the folder for all files."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="How many run at once.  [default: all cores]"
)
@click.option(
    "--time-limit", type=click.FloatRange(1), default=120.0, show_default=True, help="Seconds for each."
)
@takes_cache
def command(
    *,
    wanted: str | None,
    everything: bool,
    checked: bool,
    record: bool,
    output: Path | None,
    jobs: int | None,
    time_limit: float,
    cache: Cache | None,
) -> None:
    """Write IDENTITY, such as softargmax.jacobian, as a theorem with its proof for Rocq.

    An = of a document that is proved has one too: notes.md:84. A certificate that this version of Rocq has accepted
    before is not checked again, unless --no-cache says so.

    Exit status: 0 written, and accepted where that was asked for; 1 something was refused, or has no certificate;
    2 bad usage, or no Rocq.
    """
    if everything == bool(wanted):
        raise Misuse(Saying("name one identity, or say --all"))
    if record and not (everything and checked):
        raise Misuse(Saying("--record goes with --all --check"))
    chosen = targets(()) if everything else (one_target(str(wanted)),)
    found, missing = made(certify, (chosen,), limits(time_limit * len(chosen), DEFAULT.memory_limit))
    for name, why in missing.items():
        click.echo(f"·  {name}  no certificate yet: {why}")
    if output is not None:
        _write(found, output, everything)
    elif not checked:
        click.echo("".join(each.text for each in found.values()), nl=False)
    accepted = _check(found, jobs or os.cpu_count() or 1, time_limit, opened(cache)) if checked else {**found}
    failed = len(found) - len(accepted)
    if everything:
        said = f"{len(accepted)} certified · {failed} refused" if checked else f"{len(found)} written"
        click.echo(f"{said} · {len(missing)} without a certificate")
    if record:
        _record(accepted)
    if failed or (missing and not everything):
        raise SystemExit(1)


def _write(found: dict[str, Certificate], output: Path, folder: bool) -> None:
    try:
        if folder:
            output.mkdir(parents=True, exist_ok=True)
        for name, each in found.items():
            path = output / f"{_stem(name)}.v" if folder else output
            path.write_text(each.text, encoding="utf-8")
    except OSError as fault:
        raise Misuse(reason("{} could not be written: {}", output, fault.strerror or fault)) from fault


def _check(
    found: dict[str, Certificate], jobs: int, limit: float, store: Store | None
) -> dict[str, Certificate]:
    """Those that Rocq accepts, each told as it is known."""
    from derive.certificates.rocq import NoRocq

    accepted: dict[str, Certificate] = {}
    try:
        for name, answer in _answers(found, jobs, limit, store):
            if answer.accepted:
                accepted[name] = found[name]
            said = f"certified  {answer.seconds:.1f} s" if answer.accepted else f"refused  {answer.message}"
            click.echo(f"{'✓✓' if answer.accepted else '✗'} {name}  {said}")
    except NoRocq as none:
        raise Misuse(Saying(str(none))) from none
    return accepted


def _answers(
    found: dict[str, Certificate], jobs: int, limit: float, store: Store | None
) -> Iterator[tuple[str, Answer]]:
    """What Rocq says of each, or said before: what it accepted first, then what it has not seen."""
    from derive.certificates.rocq import Answer, check_all, library, source, version

    about = (version(), source().read_text(encoding="utf-8"))
    left = {}
    for name, each in found.items():
        seconds = store.kept(KIND, key(*about, each.text)) if store else None
        if seconds is None:
            left[name] = each
        else:
            yield name, Answer("", float(seconds))
    if not left:
        return
    names = {_stem(name): name for name in left}
    with library() as folder:
        texts = {stem: left[name].text for stem, name in names.items()}
        for stem, answer in check_all(texts, folder, jobs, limit):
            if store and answer.accepted:
                store.keep(KIND, key(*about, texts[stem]), repr(answer.seconds))
            yield names[stem], answer


def _record(accepted: dict[str, Certificate]) -> None:
    """Put on record what is confirmed."""
    from derive.certificates.confirmed import Confirmation, Confirmed, record
    from derive.certificates.rocq import source, version

    claims = {name: Confirmation(each.claim, key(each.text)[:32]) for name, each in accepted.items()}
    try:
        path = record(Confirmed(version(), key(source().read_text(encoding="utf-8"))[:32], claims))
    except OSError as fault:
        raise Misuse(reason("it could not be put on record: {}", fault.strerror or fault)) from fault
    click.echo(f"recorded in {path}")


def _stem(name: str) -> str:
    """A file name that Rocq takes as a module's."""
    return "".join(each if each.isascii() and each.isalnum() else "_" for each in name)
