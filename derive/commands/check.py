"""`derive check`: prove or refute identities, and tell what was found."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import click

from derive import runner
from derive.commands import DEFAULT, takes_limits, takes_targets
from derive.report import write_whole
from derive.results import Run
from derive.targets import Target
from derive.worker import Options

MINUS = Path("-")
ONE_IDENTITY = "--plot takes one identity, such as softargmax.jacobian"
LEAST_LOADING = 3.0
"""Seconds that a page may always take to load."""


def output_file(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file that cannot be written before an hour is spent on what goes into it."""
    try:
        if path is not None and path != MINUS:
            _check_writable(path, path.resolve().parent)
    except OSError as fault:
        raise click.BadParameter(f"{path}: {fault.strerror}") from fault
    return path


def _plot_file(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse what cannot be plotted before anything is checked."""
    if path is None:
        return None
    from derive.gradient.plot import FORMATS, NEEDED

    if path.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"{path.name} is none of {', '.join(FORMATS)}")
    if find_spec("matplotlib") is None:
        raise click.BadParameter(NEEDED)
    return output_file(ctx, parameter, path)


def _check_writable(path: Path, folder: Path) -> None:
    if path.is_dir() or not folder.is_dir():
        raise click.BadParameter(f"{path} is not a file in an existing folder")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise click.BadParameter(f"{path} cannot be written")


@click.command("check")
@takes_targets
@click.option("-v", "--verbose", is_flag=True, help="Show each line of each derivation with its reason.")
@click.option("--snippet", is_flag=True, help="Show each counterexample as a NumPy program too.")
@click.option(
    "--json",
    "json_file",
    metavar="FILE|-",
    type=Path,
    callback=output_file,
    help="Write the results as JSON.",
)
@click.option(
    "--junit", "junit_file", metavar="FILE", type=Path, callback=output_file, help="Write JUnit XML."
)
@click.option(
    "--sarif", "sarif_file", metavar="FILE", type=Path, callback=output_file, help="Write SARIF 2.1.0."
)
@click.option(
    "--annotate",
    "annotated_file",
    metavar="FILE",
    type=Path,
    callback=output_file,
    help="Write a copy of the one document checked, with ✓ and ✗ beside its lines.",
)
@click.option(
    "--html", "html_file", metavar="FILE", type=Path, callback=output_file, help="Write a page to look at."
)
@click.option(
    "--plot",
    "plot_file",
    metavar="FILE",
    type=Path,
    callback=_plot_file,
    help="Plot the error of finite differences against the step, for one identity (.png, .svg, .pdf).",
)
@click.option("--seed", type=int, default=DEFAULT.seed, show_default=True, help="Seed of all random points.")
@takes_limits("For each identity; loading a page may take a third of it, and 3 s at least.")
def command(
    *,
    selected: tuple[Target, ...],
    verbose: bool,
    snippet: bool,
    json_file: Path | None,
    junit_file: Path | None,
    sarif_file: Path | None,
    annotated_file: Path | None,
    html_file: Path | None,
    plot_file: Path | None,
    seed: int,
    time_limit: float,
    memory_limit: int,
    jobs: int | None,
) -> None:
    """Check identities: the whole catalogue, or the TARGETS.

    \b
    A target is
      softargmax               a page of the catalogue
      softargmax.jacobian      one identity of it
      my_page.py               a page of your own
      my_page.py::my_identity  one identity of it
      notes.md                 a document (.md, .tex, .ipynb, .txt): every = in it
      notes.md:84              those on its line 84
      notes.md:84:30           the one at column 30
      my_pages                 every page and document in a folder

    A page is a Python program and is run as one; documents are never executed.

    \b
    Exit status: 0 all as expected; 1 something refuted, undecided or unreadable;
    2 bad usage or bad input; 3 the voices disagree, a fault of derive itself.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"
    if annotated_file and not (len(selected) == 1 and selected[0].is_document):
        raise click.UsageError("--annotate takes one document")
    if plot_file and len(selected) != 1:
        raise click.UsageError(ONE_IDENTITY)
    loading = max(time_limit / 3, LEAST_LOADING)
    options = Options(seed, time_limit, loading, memory_limit=memory_limit, curve=plot_file is not None)
    if json_file == MINUS:
        run = _quietly(selected, options, jobs)
    else:
        run = _aloud(selected, options, jobs, verbose=verbose, snippet=snippet)
    _write(run, json_file, junit_file)
    _write_documents(run, selected, sarif_file, annotated_file, html_file)
    if plot_file:
        _plot(run, plot_file)
    raise SystemExit(run.exit_status)


def _aloud(
    selected: tuple[Target, ...], options: Options, jobs: int | None, *, verbose: bool, snippet: bool
) -> Run:
    from derive.report.console import ConsoleReport, terminal

    with ConsoleReport(terminal(), verbose=verbose, snippet=snippet) as report:
        run = runner.check(selected, options, jobs=jobs, observer=report)
    report.closing(run)
    return run


def _quietly(selected: tuple[Target, ...], options: Options, jobs: int | None) -> Run:
    """With nothing on standard output, where the JSON goes."""
    from derive.report.console import Bar, terminal

    with Bar("checking", terminal(stderr=True)) as bar:
        return runner.check(selected, options, jobs=jobs, observer=bar)


def _write(run: Run, json_file: Path | None, junit_file: Path | None) -> None:
    from derive.report import json_report

    if json_file == MINUS:
        click.echo(json_report.dumps(run), nl=False)
    elif json_file:
        _write_file(json_file, json_report.dumps(run))
    if junit_file:
        from derive.report import junit

        _write_file(junit_file, junit.dumps(run))


def _write_documents(
    run: Run,
    selected: tuple[Target, ...],
    sarif_file: Path | None,
    annotated_file: Path | None,
    html_file: Path | None,
) -> None:
    if sarif_file:
        from derive.report import sarif

        _write_file(sarif_file, sarif.dumps(run))
    if annotated_file:
        from derive.report.annotate import annotated

        path = selected[0].path
        source = path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""
        _write_file(
            annotated_file,
            annotated(source, (*run.results, *run.chains), path.suffix.lower(), selected[0].label),
        )
    if html_file:
        from derive.report.page import findings

        _write_file(html_file, findings(run))


def _plot(run: Run, path: Path) -> None:
    """The V-curve of the one result."""
    from derive.gradient.curve import Curve
    from derive.gradient.plot import plot_curve

    if len(run.results) != 1:
        raise click.UsageError(ONE_IDENTITY)
    [result] = run.results
    found = result.finite_difference
    if found is None or not found.steps:
        raise click.UsageError(f"{path} was not written: {result.id} has no derivative to measure")
    curve = Curve(found.steps, found.errors, found.true_errors, found.order)
    labels = ("against the other side of the claim", "against the derivative, to many digits")
    try:
        plot_curve(curve, path, title=f"{result.id} · {result.verdict} · seed {run.seed}", labels=labels)
    except OSError as fault:
        raise click.UsageError(f"{path} could not be written: {fault.strerror or fault}") from fault


def _write_file(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as fault:
        raise click.UsageError(f"{path} could not be written: {fault.strerror or fault}") from fault
