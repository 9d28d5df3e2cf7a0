"""`derive check`: prove or refute what documents, pages and the catalogue state."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from derive import runner
from derive.commands.options import DEFAULT, MINUS, Seconds, limits, output_file, takes_limits, write_file
from derive.results import Observer, Run
from derive.results.policy import FAIL_ON, FailOn, Mark, Policy
from derive.targets import Selection, UnknownTarget, documents, standard_input, targets
from derive.worker import Options

ONE_IDENTITY = "--plot takes one identity, such as softargmax.jacobian"


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


def _baseline(_: click.Context, __: click.Parameter, path: Path | None) -> Counter[Mark]:
    """The findings that are known."""
    from derive.report.baseline import NoBaseline, loads

    if path is None:
        return Counter()
    try:
        return loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, NoBaseline) as fault:
        raise click.BadParameter(f"{path}: {getattr(fault, 'strerror', None) or fault}") from fault


def _file(*names: str, said: str, minus: bool = False) -> Callable[..., Any]:
    return click.option(
        *names, metavar="FILE|-" if minus else "FILE", type=Path, callback=output_file, help=said
    )


@click.command("check")
@click.argument("words", metavar="[TARGETS]...", nargs=-1)
@click.option("-v", "--verbose", count=True, help="List everything; -vv with each line of each derivation.")
@click.option("--only", type=click.Choice(["problems", "all"]), help="What to list.  [default: problems]")
@click.option("--snippet", is_flag=True, help="Show each counterexample as a NumPy program too.")
@click.option(
    "--documents-only",
    is_flag=True,
    help="Read documents and run nothing: pages and other files that are named are passed over.",
)
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="unreadable", show_default=True,
    help="From which verdict on the exit status is 1: refuted, or also undecided, or also unreadable.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Fail too where nothing in a document was judged.")
@click.option(
    "--baseline", "known", metavar="FILE", type=Path, callback=_baseline,
    help="Findings that are known, which neither are listed nor fail.",
)  # fmt: skip
@_file("--write-baseline", "baseline_file", said="Write what is not as expected now as such a list.")
@_file("--json", "json_file", minus=True, said="Write the results as JSON.")
@_file("--junit", "junit_file", said="Write JUnit XML.")
@_file("--sarif", "sarif_file", said="Write SARIF 2.1.0.")
@_file(
    "--annotate",
    "annotated_file",
    said="Write a copy of the one document checked, with ✓ and ✗ beside its lines.",
)
@_file("--html", "html_file", said="Write a page to look at.")
@click.option(
    "--plot", "plot_file", metavar="FILE", type=Path, callback=_plot_file,
    help="Plot the error of finite differences against the step, for one identity (.png, .svg, .pdf).",
)  # fmt: skip
@click.option(
    "--fix", is_flag=True, help="Show the repairs that were proved as a diff, and ask to apply them."
)
@click.option("--yes", is_flag=True, help="With --fix: apply them without asking.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--seed", type=int, default=DEFAULT.seed, show_default=True, help="Seed of all random points.")
@takes_limits("For each identity; loading a page may take a third of it, and 3 s at least.")
@click.option(
    "--page-limit", metavar="SECONDS", type=Seconds(), default=DEFAULT.page_limit, show_default=True,
    help="For all of a page or document; what is not judged by then is undecided.",
)  # fmt: skip
def command(
    *,
    words: tuple[str, ...],
    verbose: int,
    only: Any,
    snippet: bool,
    documents_only: bool,
    fail_on: FailOn,
    strict: bool,
    known: Counter[Mark],
    seed: int,
    time_limit: float,
    memory_limit: int,
    page_limit: float,
    jobs: int | None,
    fix: bool,
    yes: bool,
    watch: bool,
    **files: Path | None,
) -> None:
    """Check identities: the whole catalogue, or the TARGETS.

    \b
    A target is
      notes.md                 a document (.md, .tex, .ipynb, .txt): every = in it
      notes.md:84              those on its line 84
      notes.md:84:30           the one at column 30
      -                        a document on standard input
      my_pages                 every page and document in a folder
      my_page.py               a page of your own
      my_page.py::my_identity  one identity of it
      softargmax               a page of the catalogue
      softargmax.jacobian      one identity of it

    A page is a Python program and is run as one; documents are never executed.

    \b
    Exit status: 0 all as expected; 1 something refuted, undecided or unreadable;
    2 bad usage or bad input; 3 the voices disagree, a fault of derive itself.
    """  # noqa: D301  click takes a backspace for "leave these lines as they are"

    def select() -> Selection:
        return _selected(words, documents_only=documents_only)

    sources = any(files[name] for name in ("annotated_file", "html_file")) or fix
    options = limits(
        time_limit, memory_limit, seed, page_limit=page_limit, curve=files["plot_file"] is not None,
        sources=sources,
    )  # fmt: skip
    asked = Asked(
        select(), select, options, jobs, files, Policy(fail_on, strict, known), verbose, only, snippet
    )
    asked.refuse_what_does_not_fit(fix=fix, watch=watch)
    if watch:
        from derive.commands.watching import watch_files

        watch_files(asked)
        return
    run = asked.check()
    if fix:
        from derive.commands.fixing import fix_documents

        fix_documents(asked, run, ask=not yes)
    raise SystemExit(asked.policy.status(run))


@dataclass(frozen=True)
class Asked:
    """What one call of the command is asked for."""

    selection: Selection
    select: Callable[[], Selection]
    options: Options
    jobs: int | None
    files: dict[str, Path | None]
    policy: Policy
    verbosity: int
    only: Any
    snippet: bool

    def refuse_what_does_not_fit(self, *, fix: bool, watch: bool) -> None:
        """Fail where options do not go with the targets."""
        chosen, files = self.selection.targets, self.files
        if annotated := files["annotated_file"]:
            if not (len(chosen) == 1 and chosen[0].is_document):
                raise click.UsageError("--annotate takes one document")
            if annotated.exists() and chosen[0].path.exists() and annotated.samefile(chosen[0].path):
                raise click.UsageError("--annotate would write over the document itself; name another file")
        if files["plot_file"] and len(chosen) != 1:
            raise click.UsageError(ONE_IDENTITY)
        if fix and any(target.text is not None for target in chosen):
            raise click.UsageError("--fix takes documents in files")
        if watch and (fix or any(files.values()) or any(target.text is not None for target in chosen)):
            raise click.UsageError("--watch goes with files to look at, and writes none")

    def anew(self, policy: Policy) -> Asked:
        """The same, where nothing is known to have been seen."""
        return replace(self, policy=policy)

    def check(self, selection: Selection | None = None, engine: Any = None) -> Run:
        """Check the targets, tell what is found and write what is to be written."""
        selection = selection or self.selection
        aloud = self.files.get("json_file") != MINUS
        run = (self._aloud if aloud else self._quietly)(selection, engine)
        self.write(run)
        return run

    def _aloud(self, selection: Selection, engine: Any) -> Run:
        from derive.report.console import ConsoleReport
        from derive.report.printing import terminal

        console = terminal()
        report = ConsoleReport(
            console,
            verbosity=self.verbosity,
            only=self.only,
            snippet=self.snippet,
            known=self.policy.is_known,
        )
        with report:
            run = self._run(selection, report, engine)
        report.closing(run, selection.left_out)
        return run

    def _quietly(self, selection: Selection, engine: Any) -> Run:
        """With nothing on standard output, where the JSON goes."""
        from derive.report.printing import Bar, terminal

        with Bar("checking", terminal(stderr=True)) as bar:
            return self._run(selection, bar, engine)

    def _run(self, selection: Selection, observer: Observer, engine: Any) -> Run:
        more = {} if engine is None else {"engine": engine}
        return runner.check(selection.targets, self.options, jobs=self.jobs, observer=observer, **more)

    def write(self, run: Run) -> None:
        """Write the files that were asked for; one that cannot be written costs no other."""
        faults: list[click.ClickException] = []
        for name, path in self.files.items():
            if path is None:
                continue
            try:
                _WRITERS[name](self, run, path)
            except click.ClickException as fault:
                faults.append(fault)
        if faults:
            raise click.UsageError("; ".join(fault.message for fault in faults))


def _selected(words: tuple[str, ...], *, documents_only: bool) -> Selection:
    try:
        named = [word for word in words if word != "-"]
        passed = () if words and not named else targets(named) if not documents_only else ()
        found = documents(named) if documents_only else Selection(passed)
    except UnknownTarget as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if len(named) == len(words):
        return found
    from derive.documents.encodings import decoded

    text, _, _ = decoded(sys.stdin.buffer.read() if sys.stdin else b"")
    return replace(found, targets=(*found.targets, standard_input(text)))


def _write_json(_: Asked, run: Run, path: Path) -> None:
    from derive.report import json_report

    if path == MINUS:
        click.echo(json_report.dumps(run), nl=False)
    else:
        write_file(path, json_report.dumps(run))


def _write_junit(_: Asked, run: Run, path: Path) -> None:
    from derive.report import junit

    write_file(path, junit.dumps(run))


def _write_sarif(_: Asked, run: Run, path: Path) -> None:
    from derive.report import sarif

    write_file(path, sarif.dumps(run))


def _write_annotated(asked: Asked, run: Run, path: Path) -> None:
    from derive.report.annotate import annotated

    source = next((page.source for page in run.pages if page.source is not None), None)
    if source is None:
        raise click.UsageError(f"{path} was not written: the document could not be read")
    [target] = asked.selection.targets
    found = (*run.results, *run.chains)
    write_file(path, annotated(source, found, target.path.suffix.lower(), target.label))


def _write_html(_: Asked, run: Run, path: Path) -> None:
    from derive.report.html.findings import findings

    write_file(path, findings(run))


def _write_baseline(_: Asked, run: Run, path: Path) -> None:
    from derive.report import baseline

    write_file(path, baseline.dumps(run.results))


def _plot(_: Asked, run: Run, path: Path) -> None:
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


_WRITERS: dict[str, Callable[[Asked, Run, Path], None]] = {
    "json_file": _write_json,
    "junit_file": _write_junit,
    "sarif_file": _write_sarif,
    "annotated_file": _write_annotated,
    "html_file": _write_html,
    "baseline_file": _write_baseline,
    "plot_file": _plot,
}
