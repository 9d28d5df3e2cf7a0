"""A run: targets go to an engine as it has room, findings come back in the order of the targets.

Each is told as soon as it is known and all before it are told. Ctrl-C ends a run early: what is finished is in it.
"""

from __future__ import annotations

import sys
import time
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from derive.engines import Engine, Event, Finished, Job, Judged, Opened, Opening, Work
from derive.engines.remembering import Remembering
from derive.processes.interrupts import watched
from derive.results import Finding, Observer, PageProblem, PageSummary, Result, Run, Tally
from derive.targets import Target
from derive.version import VERSION
from derive.worker import Options

__all__ = ["Finding", "Observer", "Work", "check", "survey"]

FEW = 8
"""So many pages, and it pays to have the engine warm before the first one is loaded."""
AHEAD = 64
"""So many finished pages wait for one before them to be told."""


def check(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
    engine: Engine | None = None,
    keeps: bool = True,
) -> Run:
    """Check every identity of the targets in `jobs` processes (as many as there are cores), or by an open engine.

    Ctrl-C ends the run early: what is finished is in it, and `interrupted` is set. A run that does not keep what it
    tells the observer is as small as its tally.
    """
    options = options or Options()
    session = _Session(targets, options, observer or Observer(), work or Work(), keeps=keeps)
    return _run(session, local(targets, options, jobs) if engine is None else nullcontext(engine))


def local(
    targets: Sequence[Target], options: Options, jobs: int | None = None, *, warm: bool = False
) -> Engine:
    """The engine of this machine for these targets, to be opened; it asks the cache first, if there is one."""

    def made() -> Engine:
        if sys.platform == "emscripten":  # a browser has no processes
            from derive.engines.here import Here

            return Here()
        from derive.engines.local import Local  # where all is known already, no processes are started

        return Local(options.memory_limit, jobs, targets, warm=warm or len(targets) >= FEW)

    return remembering(made, options)


def remembering(make: Callable[[], Engine], options: Options) -> Engine:
    """The engine that is made, or one that asks the cache of these options first, if there is one."""
    return make() if options.cache is None else Remembering(make, options.cache)


def survey(
    targets: Sequence[Target],
    options: Options | None = None,
    *,
    jobs: int | None = None,
    observer: Observer | None = None,
    work: Work | None = None,
) -> Run:
    """Load the pages of the targets and check nothing: the run has pages and problems, no results."""
    from derive.engines.local import Local

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
    """A page in a run: what is known of it so far, and how much of that is told."""

    job: Job
    opening: Opening | None = None
    outcomes: dict[str, Result | PageProblem] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    told: int = 0
    is_finished: bool = False

    def open(self, opening: Opening) -> None:
        """Take in that it is loaded, and what is to be judged of it."""
        self.opening = opening
        self.names = tuple(stated.name for stated in opening.statements) if self.job.checks else ()

    @property
    def is_told(self) -> bool:
        """Whether there is nothing more to tell."""
        return self.is_finished and self.told == self._length

    def news(self) -> Iterator[Finding]:
        """What is found and not told yet, in order, up to the first that is still to come."""
        if self.opening is None:
            return
        first = (self.opening.found, *self.opening.unknown)
        while self.told < self._length:
            if self.told < len(first):
                found: Finding | None = first[self.told]
            else:
                found = self.outcomes.get(self.names[self.told - len(first)])
            if found is None:
                return
            self.told += 1
            yield found

    def rest(self) -> Iterator[Finding]:
        """All that is found and not told yet, gaps left out."""
        yield from self.news()
        if self.opening is not None:
            gap = self.told - 1 - len(self.opening.unknown)
            yield from (self.outcomes[name] for name in self.names[gap:] if name in self.outcomes)
            self.told = self._length

    def forget(self) -> None:
        """Let go of what is told."""
        self.opening, self.outcomes, self.names, self.told = None, {}, (), 0

    @property
    def _length(self) -> int:
        return 0 if self.opening is None else 1 + len(self.opening.unknown) + len(self.names)


class _Session:
    """The state of a run: the pages, how far the engine is, how far the observer has been told.

    Pages are told in order: of a few each finding as it comes, of many each page whole. One that takes long holds up
    no more than `AHEAD` others; those behind are told before it.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        options: Options,
        observer: Observer,
        work: Work,
        *,
        checks: bool = True,
        keeps: bool = True,
    ) -> None:
        self.options, self.observer, self.keeps = options, observer, keeps
        self.pages = [
            _Page(Job(number, target, options, work, checks)) for number, target in enumerate(targets)
        ]
        self.first = 0
        self.ahead: list[int] = []
        self.finished, self.recalled = 0, 0
        self.done, self.total = 0, 0
        self.tally = Tally()
        self.found: dict[int, list[Finding]] = {}

    @property
    def has_many(self) -> bool:
        """Whether there are so many pages that each is told whole."""
        return len(self.pages) > FEW

    def go(self, engine: Engine) -> bool:
        """Have every page judged; whether that was interrupted."""
        waiting = deque(page.job for page in self.pages)
        while self.finished < len(self.pages):
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
                page.open(opening)
                self.total += len(opening.statements)
            case Judged(name=name, outcome=outcome):
                page.outcomes[name] = outcome
                self.done += 1
            case Finished(recalled=recalled):
                page.is_finished = True
                self.finished += 1
                self.recalled += recalled
                insort(self.ahead, event.job.number)

    def _release(self) -> None:
        """Tell the observer what is next, as far as it is known, and how far the run is."""
        while self.first < len(self.pages):
            page = self.pages[self.first]
            if page.is_finished or not self.has_many:
                self._tell(page, page.news())
            if not page.is_finished:
                break
            if self.first in self.ahead:
                self.ahead.remove(self.first)
            self.first += 1
        while len(self.ahead) > AHEAD:
            page = self.pages[self.ahead.pop(0)]
            self._tell(page, page.news())
        if self.has_many:
            self.observer.advanced(self.finished, len(self.pages))
        else:
            self.observer.advanced(self.done, self.total)

    def release_finished(self) -> None:
        """Tell the observer all that is finished, also what waited for something before it."""
        for page in self.pages:
            self._tell(page, page.rest())

    def _tell(self, page: _Page, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if self.keeps:
                self.found.setdefault(page.job.number, []).append(finding)
            self.tally.found(finding)
            self.observer.found(finding)
        if page.is_told:
            page.forget()

    def run(self, seconds: float, *, interrupted: bool) -> Run:
        """All that was found, by kind."""
        found = [finding for number in sorted(self.found) for finding in self.found[number]]
        results = [finding for finding in found if isinstance(finding, Result)]
        self.tally.close()
        return Run(
            results=tuple(result for result in results if result.kind != "chain"),
            chains=tuple(result for result in results if result.kind == "chain"),
            problems=tuple(finding for finding in found if isinstance(finding, PageProblem)),
            pages=tuple(finding for finding in found if isinstance(finding, PageSummary)),
            seed=self.options.seed,
            version=VERSION,
            seconds=seconds,
            interrupted=interrupted,
            tally=self.tally,
            recalled=self.recalled,
        )
