"""A run: targets go to an engine as it has room, findings come back in the order of the targets.

Each is told as soon as it is known and all before it are told. Ctrl-C ends a run early: what is finished is in it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from derive.engines import Engine, Event, Finished, Job, Judged, Opened, Opening, Work
from derive.engines.local import Local
from derive.processes.interrupts import watched
from derive.results import Finding, Observer, PageProblem, PageSummary, Result, Run
from derive.targets import Target
from derive.version import VERSION
from derive.worker import Options

__all__ = ["Finding", "Observer", "Work", "check", "survey"]

FEW = 8
"""So many pages, and it pays to have the engine warm before the first one is loaded."""


def check(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
    engine: Engine | None = None,
) -> Run:
    """Check every identity of the targets in `jobs` processes (as many as there are cores), or by an open engine.

    Ctrl-C ends the run early: what is finished is in it, and `interrupted` is set.
    """
    options = options or Options()
    session = _Session(targets, options, observer or Observer(), work or Work())
    return _run(session, local(targets, options, jobs) if engine is None else nullcontext(engine))


def local(targets: Sequence[Target], options: Options, jobs: int | None = None) -> Local:
    """The engine of this machine for these targets, to be opened."""
    return Local(options.memory_limit, jobs, targets, warm=len(targets) >= FEW)


def survey(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
) -> Run:
    """Load the pages of the targets and check nothing: the run has pages and problems, no results."""
    options = options or Options()
    session = _Session(targets, options, observer or Observer(), work or Work(), checks=False)
    return _run(session, Local(options.memory_limit, jobs, targets))


def _run(session: _Session, opening: AbstractContextManager[Engine]) -> Run:
    started = time.perf_counter()
    with watched():
        try:
            with opening as engine:
                interrupted = session.go(engine)
        except KeyboardInterrupt:  # where another has taken over the signals
            interrupted = True
        session.release_finished()
    return session.run(time.perf_counter() - started, interrupted=interrupted)


@dataclass(eq=False)
class _Page:
    """A page in a run: what is known of it so far."""

    job: Job
    opening: Opening | None = None
    outcomes: dict[str, Result | PageProblem] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding | None]:
        """What is found of the page, in order; None as long as the next finding is still to come."""
        while self.opening is None:
            yield None
        yield self.opening.found
        yield from self.opening.unknown
        for stated in self.opening.statements if self.job.checks else ():
            while stated.name not in self.outcomes:
                yield None
            yield self.outcomes[stated.name]

    def finished(self) -> list[Finding]:
        """All that is found so far, gaps left out."""
        if self.opening is None:
            return []
        outcomes = (self.outcomes.get(stated.name) for stated in self.opening.statements)
        return [self.opening.found, *self.opening.unknown, *(outcome for outcome in outcomes if outcome)]


class _Session:
    """The state of a run: the pages, how far the engine is, how far the observer has been told."""

    def __init__(
        self,
        targets: Sequence[Target],
        options: Options,
        observer: Observer,
        work: Work,
        *,
        checks: bool = True,
    ) -> None:
        self.options, self.observer = options, observer
        self.pages = [
            _Page(Job(number, target, options, work, checks)) for number, target in enumerate(targets)
        ]
        self.begun, self.finished_pages = 0, 0
        self.done, self.total = 0, 0
        self.told: list[Finding] = []
        self.coming = (finding for page in self.pages for finding in page.findings())

    def go(self, engine: Engine) -> bool:
        """Have every page judged; whether that was interrupted."""
        waiting = deque(page.job for page in self.pages)
        while self.finished_pages < len(self.pages):
            while waiting and engine.has_room:
                engine.begin(waiting.popleft())
            for event in engine.wait():
                self._take(event)
            self._release()
            if engine.is_interrupted:
                return True
        return False

    def _take(self, event: Event) -> None:
        page = self.pages[event.job.number]
        match event:
            case Opened(opening=opening):
                page.opening = opening
                self.total += len(opening.statements)
            case Judged(name=name, outcome=outcome):
                page.outcomes[name] = outcome
                self.done += 1
            case Finished():
                self.finished_pages += 1

    def _release(self) -> None:
        """Tell the observer what is next in order, as far as it is known, and how far the run is."""
        for finding in self.coming:
            if finding is None:
                break
            self.told.append(finding)
            self.observer.found(finding)
        self.observer.advanced(self.done, self.total)

    def release_finished(self) -> None:
        """Tell the observer all that is finished, also what waited for something before it."""
        told = {id(finding) for finding in self.told}
        for finding in self.finished():
            if id(finding) not in told:
                self.told.append(finding)
                self.observer.found(finding)

    def finished(self) -> Iterable[Finding]:
        """All that is found, in order."""
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
