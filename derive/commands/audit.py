"""`derive audit`: the checker checked, on mutants of the catalogue, random expressions and broken rules."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive import worker
from derive.commands.misuse import Misuse
from derive.commands.options import DEFAULT, MINUS, output_file, takes_limits, takes_targets
from derive.language.sayings import Saying, reason
from derive.processes.pool import Pool
from derive.report import write_whole
from derive.report.printing import Bar, terminal
from derive.results import ALL_AS_EXPECTED, INTERRUPTED, NOT_AS_EXPECTED
from derive.targets import Target
from derive.version import VERSION

if TYPE_CHECKING:
    from rich.console import Console

    from derive.audit.auditing import Audit

SAMPLE, CASES = 1_000, 1_000
"""How many mutants and random cases there are in a run that names no part."""


@click.command("audit")
@takes_targets
@click.option("--mutants", is_flag=True, help="Judge every mutant of the TARGETS.")
@click.option(
    "--sample", metavar="N", type=click.IntRange(min=1), help="Judge N mutants only, drawn from the seed."
)
@click.option(
    "--differential",
    "cases",
    metavar="N",
    type=click.IntRange(min=1),
    help="Try N random cases of the kernel.",
)
@click.option("--sabotage", is_flag=True, help="Break every rule of the kernel, one at a time.")
@click.option("-v", "--verbose", is_flag=True, help="Show the mutants by kind of slip, and each broken rule.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE|-",
    type=Path,
    callback=output_file,
    help="Write the figures as JSON.",
)
@click.option("--seed", type=int, default=DEFAULT.seed, show_default=True, help="Seed of all that is random.")
@takes_limits("For each mutant.")
def command(
    *,
    selected: tuple[Target, ...],
    mutants: bool,
    sample: int | None,
    cases: int | None,
    sabotage: bool,
    verbose: bool,
    json_file: Path | None,
    seed: int,
    time_limit: float,
    memory_limit: int,
    jobs: int | None,
) -> None:
    """Check the checker, and print a small table of figures for each part.

    \b
    Mutants: each claim and each line of the TARGETS, or of the whole catalogue,
      with one slip at one place. None that is false may be proved.
    Property test: random expressions and what sound steps make of them.
    Sabotage: each rule of the kernel replaced by a wrong one. Someone must notice.

    Without a part named, all three: 1000 mutants, 1000 random cases, every rule.

    \b
    Exit status: 0 all bars hold; 1 one does not; 2 bad usage; 130 interrupted.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"
    if find_spec("derive.audit") is None:
        raise Misuse(
            Saying("the audit is no part of the installed package: run it in a checkout of the source")
        )
    from derive.audit.auditing import Audit

    every = not (mutants or sample or cases or sabotage)
    audit = Audit(seed, time_limit)
    quiet = json_file == MINUS
    console = terminal(stderr=quiet)
    with Bar("auditing", console, terminal(stderr=True)) as bar:
        audit.advanced = bar.advanced
        try:
            with Pool(memory_limit, jobs, worker.preloaded()) as pool:
                if mutants or sample or every:
                    audit.judge_mutants(pool, selected, SAMPLE if every else sample)
                if cases or every:
                    audit.test_properties(pool, cases or CASES)
                if sabotage or every:
                    audit.break_rules(pool)
        except KeyboardInterrupt:
            audit.interrupted = True
    if not quiet:
        _tell(audit, console, verbose=verbose)
    if json_file:
        _write(audit, json_file)
    raise SystemExit(
        INTERRUPTED if audit.interrupted else ALL_AS_EXPECTED if audit.passed else NOT_AS_EXPECTED
    )


def _tell(audit: Audit, console: Console, *, verbose: bool) -> None:
    from derive.audit.tables import tell_differential, tell_mutants, tell_sabotage

    for fault in audit.faults:
        console.print(f"! {fault}", style="red")
    if audit.mutants:
        tell_mutants(console, audit.mutants, by_slip=verbose)
    if audit.differential:
        tell_differential(console, audit.differential)
    if audit.sabotage:
        tell_sabotage(console, audit.sabotage, by_rule=verbose)
    said = "interrupted" if audit.interrupted else "all bars hold" if audit.passed else "a bar does not hold"
    console.print(f"{said} · seed {audit.seed} · derive {VERSION}", style="bold")


def _write(audit: Audit, path: Path) -> None:
    text = json.dumps({"derive": VERSION, **audit.data()}, ensure_ascii=False, indent=2) + "\n"
    if path == MINUS:
        click.echo(text, nl=False)
        return
    try:
        write_whole(path, text)
    except OSError as fault:
        raise Misuse(reason("{} could not be written: {}", path, fault.strerror or fault)) from fault
