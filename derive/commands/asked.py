"""What one call of `derive check` is asked for, and the files that it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from derive import runner
from derive.commands.misuse import BadValue, Misuse
from derive.commands.options import MINUS, PAGES, Cluster, write_file
from derive.engines import Engine, NoCluster
from derive.language.sayings import Saying, in_turn, reason, why
from derive.language.typeset.signs import Lang
from derive.report.rows import JsonLines, Parquet, Rows
from derive.results import Observer, Run, Several
from derive.results.policy import Policy
from derive.targets import Selection
from derive.worker import Options

ONE_IDENTITY = Saying("--plot takes one identity, such as softargmax.jacobian")


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
    lang: Lang
    cluster: Cluster | None = None

    def refuse_what_does_not_fit(self, *, fix: bool, watch: bool) -> None:
        """Fail where options do not go with the targets."""
        chosen, files = self.selection.targets, self.files
        for path in filter(None, files.values()):
            if path.is_file() and any(t.path.is_file() and path.samefile(t.path) for t in chosen):
                raise Misuse(
                    reason("{} is to be checked, and would be written over; name another file", path)
                )
        if files["annotated_file"] and not (len(chosen) == 1 and chosen[0].is_document):
            raise Misuse(Saying("--annotate takes one document"))
        if files["plot_file"] and len(chosen) != 1:
            raise Misuse(ONE_IDENTITY)
        if fix and any(target.text is not None for target in chosen):
            raise Misuse(Saying("--fix takes documents in files"))
        if watch and (fix or any(files.values()) or any(target.text is not None for target in chosen)):
            raise Misuse(Saying("--watch goes with files to look at, and writes none"))

    def anew(self, policy: Policy) -> Asked:
        """What was asked, judged by a policy that has seen no finding yet: `--watch` begins each round so."""
        return replace(self, policy=policy)

    def check(
        self, selection: Selection | None = None, engine: Engine | None = None, *, keeps: bool = False
    ) -> Run:
        """Check the targets, tell what is found and write what is to be written.

        What was told is kept only where a file needs it whole, or the caller does.
        """
        selection = selection or self.selection
        keeps = keeps or any(self.files.get(name) for name in _WRITERS)
        tell = self._aloud if self.files.get("json_file") != MINUS else self._quietly
        with ExitStack() as opened, _told_of_clusters():
            streams = [
                opened.enter_context(write(path))
                for name, write in _STREAMS.items()
                if (path := self.files.get(name))
            ]
            if engine is None:  # it loads while the words are loaded in which it is told
                engine = opened.enter_context(self._engine(selection))
            run = tell(selection, engine, streams, keeps)
        self.write(run)
        return run

    def _engine(self, selection: Selection) -> Engine:
        """What judges, to be opened."""
        if self.cluster is None:
            return runner.local(selection.targets, self.options, self.jobs)
        scheduler = self.cluster.scheduler

        def cluster() -> Engine:
            from derive.engines.dask import Dask

            return Dask(self.options.memory_limit, self.jobs, scheduler)

        return runner.remembering(cluster, self.options)

    def _aloud(self, selection: Selection, engine: Engine, streams: Sequence[Observer], keeps: bool) -> Run:
        from derive.report.console import ConsoleReport
        from derive.report.printing import terminal

        console = terminal()
        report = ConsoleReport(
            console,
            verbosity=self.verbosity,
            only=self.only,
            snippet=self.snippet,
            known=self.policy.is_known,
            lang=self.lang,
        )
        with report:
            run = self._run(selection, Several(report, self.policy, *streams), engine, keeps)
        report.closing(run, selection.left_out)
        return run

    def _quietly(self, selection: Selection, engine: Engine, streams: Sequence[Observer], keeps: bool) -> Run:
        """With nothing on standard output, where the JSON goes."""
        from derive.report.printing import Bar, terminal

        with Bar("checking", terminal(stderr=True)) as bar:
            return self._run(selection, Several(bar, self.policy, *streams), engine, keeps)

    def _run(self, selection: Selection, observer: Observer, engine: Engine, keeps: bool) -> Run:
        more: dict[str, Any] = {"engine": engine, "keeps": keeps}
        if self.files.get("html_file"):
            from derive.proofs.own import judge_with_proof

            more["work"] = runner.Work(judge=partial(judge_with_proof, lang=self.lang))
        return runner.check(selection.targets, self.options, jobs=self.jobs, observer=observer, **more)

    def write(self, run: Run) -> None:
        """Write the files that were asked for; one that cannot be written costs no other."""
        faults: list[click.ClickException] = []
        for name, path in self.files.items():
            if path is None or name in _STREAMS:
                continue
            try:
                _WRITERS[name](self, run, path)
            except click.ClickException as fault:
                faults.append(fault)
        if faults:
            raise Misuse(in_turn(_said(fault) for fault in faults))


def _said(fault: click.ClickException) -> Saying:
    return fault.said if isinstance(fault, Misuse | BadValue) else Saying(fault.message)


@contextmanager
def _told_of_clusters() -> Iterator[None]:
    """Have it said as a user's mistake that no scheduler answers."""
    try:
        yield
    except NoCluster as fault:
        raise Misuse(why(fault)) from fault


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
        raise Misuse(reason("{} was not written: the document could not be read", path))
    [target] = asked.selection.targets
    found = (*run.results, *run.chains)
    suffix = target.path.suffix.lower()
    write_file(path, annotated(source, found, suffix, target.label, interrupted=run.interrupted))


def _write_html(asked: Asked, run: Run, path: Path) -> None:
    """All documents on one page; in a folder a page for each, with an index."""
    from derive.report.html import own, site

    if path.suffix.lower() in PAGES:
        write_file(path, own.findings(run, asked.lang))
        return
    try:
        path.mkdir(exist_ok=True)
    except OSError as fault:
        raise Misuse(reason("{} could not be made: {}", path, fault.strerror or fault)) from fault
    for name, text in site.files(run, asked.lang):
        write_file(path / name, text)


def _write_baseline(_: Asked, run: Run, path: Path) -> None:
    from derive.report import baseline

    write_file(path, baseline.dumps(run.results))


def _plot(_: Asked, run: Run, path: Path) -> None:
    """The V-curve of the one result."""
    from derive.gradient.curve import Curve
    from derive.gradient.plot import plot_curve

    if len(run.results) != 1:
        raise Misuse(ONE_IDENTITY)
    [result] = run.results
    found = result.finite_difference
    if found is None or not found.steps:
        raise Misuse(reason("{} was not written: {} has no derivative to measure", path, result.id))
    curve = Curve(found.steps, found.errors, found.true_errors, found.order)
    labels = ("against the other side of the claim", "against the derivative, to many digits")
    try:
        plot_curve(curve, path, title=f"{result.id} · {result.verdict} · seed {run.seed}", labels=labels)
    except OSError as fault:
        raise Misuse(reason("{} could not be written: {}", path, fault.strerror or fault)) from fault


_STREAMS: dict[str, Callable[[Path], Rows]] = {"lines_file": JsonLines, "parquet_file": Parquet}
"""What is written while it is found."""

_WRITERS: dict[str, Callable[[Asked, Run, Path], None]] = {
    "json_file": _write_json,
    "junit_file": _write_junit,
    "sarif_file": _write_sarif,
    "annotated_file": _write_annotated,
    "html_file": _write_html,
    "baseline_file": _write_baseline,
    "plot_file": _plot,
}
