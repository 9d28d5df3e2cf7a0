"""The parent's side of a run: work goes to a pool of processes, findings come back in the catalogue's order.

Each page is loaded and each identity checked in a worker process, under a time and a memory limit. A worker
that is killed or dies costs one identity (undecided, with the limit's name) or one page (a problem); the rest
goes on. This process imports no SymPy.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pebble import ProcessExpired

from derive import worker
from derive.pool import Pool, cores
from derive.results import (
    Finding,
    IdentitySummary,
    Observer,
    PageProblem,
    PageSummary,
    ProblemKind,
    Result,
    Run,
)
from derive.targets import DOCUMENTS, Target, near
from derive.version import VERSION
from derive.worker import OUT_OF_MEMORY, Options

ATTEMPTS = 3
"""How often a task is given to a pool before the pool's breaking is held to be the task's fault."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the workers do; tests put their own functions here."""

    describe: Callable[[Path], PageSummary | PageProblem] = worker.describe
    judge: Callable[[Path, str, Options], Result | PageProblem] = worker.judge


def check(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
) -> Run:
    """Check every identity of the targets in `jobs` processes (as many as there are cores).

    Ctrl-C ends the run early: what is finished is in it, and `interrupted` is set.
    """
    return _run(_Session(targets, options or Options(), observer or Observer(), work or Work()), jobs)


def survey(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
) -> Run:
    """Load the pages of the targets and check nothing: the run has pages and problems, no results."""
    session = _Session(targets, options or Options(), observer or Observer(), work or Work(), checks=False)
    return _run(session, jobs)


def _run(session: _Session, jobs: int | None) -> Run:
    started = time.perf_counter()
    interrupted = False
    try:
        with Pool(min(jobs or cores(), session.most_tasks), session.options.memory_limit) as pool:
            session.go(pool)
    except KeyboardInterrupt:
        interrupted = True
    session.release_finished()
    return session.run(time.perf_counter() - started, interrupted=interrupted)


@dataclass(eq=False)
class _Page:
    """A page in a run: what was asked of it, what is known of it so far."""

    target: Target
    opening: PageSummary | PageProblem | None = None
    unknown: list[PageProblem] = field(default_factory=list)
    checked: tuple[IdentitySummary, ...] = ()
    outcomes: dict[str, Result | PageProblem] = field(default_factory=dict)

    def open(self, opening: PageSummary | PageProblem) -> None:
        """Take in the page's summary, cut down to the identities that were asked for."""
        if isinstance(opening, PageProblem):
            self.opening = self.labelled(opening)
            return
        asked = self.target.identities
        stated = {identity.name: identity for identity in opening.identities}
        chosen, chains = (
            tuple(each for each in listed if asked is None or _names(each.name) & {*asked})
            for listed in (opening.identities, opening.chains)
        )
        known = {each for name in stated for each in _names(name)}
        self.unknown = [self._no_identity(name, stated) for name in asked or () if name not in known]
        self.opening = replace(opening, identities=chosen, chains=chains)

    def findings(self) -> Iterator[Finding | None]:
        """What is found of the page, in order; None as long as the next finding is still to come."""
        while self.opening is None:
            yield None
        yield self.opening
        yield from self.unknown
        for identity in self.checked:
            while identity.name not in self.outcomes:
                yield None
            yield self.outcomes[identity.name]

    def finished(self) -> list[Finding]:
        """All that is found so far, gaps left out."""
        opening = [self.opening] if self.opening else []
        outcomes = (self.outcomes.get(identity.name) for identity in self.checked)
        return [*opening, *self.unknown, *(outcome for outcome in outcomes if outcome)]

    def labelled(self, problem: PageProblem) -> PageProblem:
        """The problem, with the page called as its user called it."""
        return replace(problem, page=self.target.label)

    def _no_identity(self, name: str, stated: Iterable[str]) -> PageProblem:
        if self.target.path.suffix in DOCUMENTS:
            line, _, column = name.partition(":")
            message = f"no = is read on line {line}" + (f" at column {column}" if column else "")
        else:
            message = f"the page has no identity {name!r}{near(name, stated)}"
        return PageProblem(self.target.label, "unknown identity", message, identity=name)


@dataclass(frozen=True, slots=True)
class _Task:
    """A call in a worker; `limit` is what is announced, `timeout` when the worker is killed."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    limit: float
    timeout: float
    failed: Callable[[ProblemKind, str], Any]
    settle: Callable[[Any], None]
    attempt: int = 1


class _Session:
    """The state of a run: the pages, the tasks under way, how far the observer has been told."""

    def __init__(
        self,
        targets: Sequence[Target],
        options: Options,
        observer: Observer,
        work: Work,
        *,
        checks: bool = True,
    ) -> None:
        self.options, self.observer, self.work, self.checks = options, observer, work, checks
        self.pages = [_Page(target) for target in targets]
        self.pending: dict[Future[Any], _Task] = {}
        self.told = 0
        self.coming = (finding for page in self.pages for finding in page.findings())

    @property
    def most_tasks(self) -> int:
        """The most tasks that can be under way at once, as far as that is known beforehand."""
        if not self.checks:
            return max(1, len(self.pages))
        asked = [page.target.identities for page in self.pages]
        return max(1, sum(sys.maxsize if names is None else len(names) for names in asked))

    def go(self, pool: Pool) -> None:
        """Describe every page, check every identity of it, until nothing is pending."""
        for page in self.pages:
            self._submit(pool, self._description(pool, page))
        while self.pending:
            done, _ = wait(self.pending, timeout=1.0, return_when=FIRST_COMPLETED)  # Windows: lets Ctrl-C in
            for future in done or (set(self.pending) if pool.broken else ()):
                self._finish(pool, self.pending.pop(future), future)
            self._release()

    def release_finished(self) -> None:
        """Tell the observer all that is finished, also what waited for something before it."""
        for finding in self.finished()[self.told :]:
            self.observer.found(finding)

    def finished(self) -> list[Finding]:
        """All that is found, in order; the observer has been told the first `told` of them."""
        return [finding for page in self.pages for finding in page.finished()]

    def run(self, seconds: float, *, interrupted: bool) -> Run:
        """All that was found, by kind."""
        found = self.finished()
        results = [finding for finding in found if isinstance(finding, Result)]
        return Run(
            results=tuple(result for result in results if result.kind != "chain"),
            chains=tuple(result for result in results if result.kind == "chain"),
            problems=tuple(finding for finding in found if isinstance(finding, PageProblem)),
            pages=tuple(finding for finding in found if isinstance(finding, PageSummary)),
            seed=self.options.seed,
            version=VERSION,
            seconds=seconds,
            interrupted=interrupted,
        )

    def _description(self, pool: Pool, page: _Page) -> _Task:
        def settle(opening: PageSummary | PageProblem) -> None:
            page.open(opening)
            if self.checks and isinstance(page.opening, PageSummary):
                page.checked = page.opening.statements
                for identity in page.checked:
                    self._submit(pool, self._judgement(page, identity))

        def failed(kind: ProblemKind, message: str) -> PageProblem:
            return PageProblem(page.target.label, kind, f"while the page was loaded: {message}")

        limit = self.options.load_limit
        return _Task(self.work.describe, (page.target.path,), limit, limit, failed, settle)

    def _judgement(self, page: _Page, identity: IdentitySummary) -> _Task:
        def settle(outcome: Result | PageProblem) -> None:
            page.outcomes[identity.name] = (
                page.labelled(outcome) if isinstance(outcome, PageProblem) else outcome
            )

        def failed(kind: ProblemKind, message: str) -> Result:
            return identity.undecided(message, limit if kind == "time limit" else 0.0)

        limit = self.options.time_limit
        loading = page.opening.seconds if isinstance(page.opening, PageSummary) else 0.0
        args = (page.target.path, identity.name, self.options)
        return _Task(self.work.judge, args, limit, limit + 2 * loading + 1.0, failed, settle)

    def _submit(self, pool: Pool, task: _Task) -> None:
        self.pending[pool.submit(task.function, task.arguments, task.timeout)] = task

    def _finish(self, pool: Pool, task: _Task, future: Future[Any]) -> None:
        """Settle a task whose future is done; give it to a new pool if the pool broke under it."""
        fault = future.exception() if future.done() else BrokenProcessPool()
        if isinstance(fault, BrokenProcessPool) and task.attempt < ATTEMPTS:
            self._submit(pool, replace(task, attempt=task.attempt + 1))
        else:
            task.settle(task.failed(*self._cause(fault, task)) if fault else future.result())

    def _cause(self, fault: BaseException, task: _Task) -> tuple[ProblemKind, str]:
        """Which limit ended a task."""
        if isinstance(fault, TimeoutError):
            return "time limit", f"the time limit of {task.limit:g} s was reached"
        if isinstance(fault, ProcessExpired) and fault.exitcode == OUT_OF_MEMORY:
            return "memory limit", f"the memory limit of {self.options.memory_limit} MiB was reached"
        if isinstance(fault, ProcessExpired):
            return "died", f"the worker process died: {_ending(fault.exitcode)}"
        return "died", f"the worker process failed: {type(fault).__name__}: {fault}"

    def _release(self) -> None:
        """Tell the observer what is next in order, as far as it is known, and how far the run is."""
        for finding in self.coming:
            if finding is None:
                break
            self.told += 1
            self.observer.found(finding)
        done = sum(len(page.outcomes) for page in self.pages)
        self.observer.advanced(done, sum(len(page.checked) for page in self.pages))


def _names(name: str) -> set[str]:
    """How a user may name an identity: by its name; an = of a document at 84:12 by its line too."""
    return {name, name.partition(":")[0]}


def _ending(code: int) -> str:
    """`signal SIGSEGV`, or `exit status 3`."""
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"exit status {code}"
