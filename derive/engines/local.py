"""The engine of this machine: so many processes at once, each under its limits.

Earlier pages go first; a page is begun only where nothing that is loaded waits to be judged, so that few are in
memory at a time. A process that is killed or dies costs one identity (undecided, with the limit's name) or one page
(a problem); the rest goes on. This process imports no SymPy.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from derive import worker
from derive.engines import Event, Finished, Job, Judged, Opened, Opening, opened
from derive.language.sayings import Saying, reason
from derive.processes.nursery import Value
from derive.processes.pool import Broken, Death, Pool, Process
from derive.results import INTERRUPTED, IdentitySummary, PageProblem, PageSummary, Result, Said
from derive.targets import Target


@dataclass(eq=False)
class _Room:
    """A page in work: the process that has it loaded, those that judge, what is still to be judged."""

    job: Job
    home: Process
    begun: float
    opening: Opening | None = None
    judges: dict[Process, IdentitySummary | None] = field(default_factory=dict)
    waiting: deque[IdentitySummary] = field(default_factory=deque)
    is_told: bool = False
    is_alone: bool = False  # from its beginning, with a nursery of its own

    @property
    def busy(self) -> int:
        """How many processes work for it."""
        return self.home.is_busy + sum(each is not None for each in self.judges.values())

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.opening is not None and not self.waiting and not self.busy

    @property
    def idle(self) -> Process | None:
        """A judge without work."""
        return next((judge for judge, work in self.judges.items() if work is None), None)

    @property
    def end(self) -> float:
        """When its time is over."""
        return self.begun + self.job.options.page_limit


class Local:
    """Judges in `jobs` processes of this machine, as many as it has processors."""

    def __init__(
        self,
        memory_limit: int,
        jobs: int | None = None,
        chosen: Iterable[Target] = (),
        *,
        warm: bool = False,
        longest: float = math.inf,
    ) -> None:
        """Used with `longest`, it tells at least so often that nothing happened."""
        self.warm, self.longest = warm, longest
        self.pool = Pool(memory_limit, jobs, worker.preloaded(chosen))
        self.rooms: list[_Room] = []
        self.suspects: deque[_Room] = deque()

    def __enter__(self) -> Self:
        self.pool.__enter__()
        if self.warm:
            self.pool.prepare(worker.warm_up)
        return self

    def __exit__(self, *exception: object) -> None:
        self.pool.__exit__(*exception)

    @property
    def has_room(self) -> bool:
        """Whether a process is free, and no page that is loaded wants it."""
        return not self.suspects and self._free > 0 and not any(room.waiting for room in self.rooms)

    @property
    def is_interrupted(self) -> bool:
        """Whether the program was asked to end."""
        return self.pool.interrupts.pending

    def begin(self, job: Job) -> None:
        """Load the page in a process of its own."""
        self._load(_Room(job, self.pool.bear(), time.monotonic()))

    def wait(self) -> Iterator[Event]:
        """What happened next."""
        try:
            self._give_work()
            for process, what in self.pool.wait(self._patience()):
                yield from self._take(process, what)
            yield from self._end_what_is_late()
        except Broken:
            yield from self._begin_again()
        yield from self._close()

    @property
    def _free(self) -> int:
        return self.pool.jobs - sum(room.busy for room in self.rooms)

    def _load(self, room: _Room) -> None:
        options = room.job.options
        limit = min(options.load_limit, options.page_limit)
        room.home.call(room.job.work.describe, (room.job.target, options), limit)
        self.rooms.append(room)

    def _give_work(self) -> None:
        """Have everyone who is free judge what waits, the earliest page first."""
        for room in self.rooms:
            while room.waiting and self._free > 0:
                judge = room.idle or self.pool.bear(room.home)
                room.judges[judge] = stated = room.waiting.popleft()
                options = room.job.options
                judge.call(room.job.work.judge, (room.job.target, stated, options), options.time_limit, 1.0)

    def _patience(self) -> float | None:
        ends = [room.end - time.monotonic() for room in self.rooms]
        return max(0.0, min(*ends, self.longest)) if ends else None

    def drop(self) -> None:
        """End all that runs: nobody wants it any more."""
        for room in self.rooms:
            room.home.end()
        self.rooms.clear()
        self.suspects.clear()

    # what happened

    def _take(self, process: Process, what: Value | Death) -> Iterator[Event]:
        for room in self.rooms:
            if process is room.home:
                yield from self._at_home(room, what)
                return
            if process in room.judges:
                yield from self._by_judge(room, process, what)
                return

    def _at_home(self, room: _Room, what: Value | Death) -> Iterator[Event]:
        """The page is loaded, or its process is no more."""
        if room.opening is None:
            found = what.value if isinstance(what, Value) else _not_loaded(room, what)
            yield from self._open(room, found)
        elif isinstance(what, Death):
            yield from self._give_up(room, what)

    def _open(self, room: _Room, found: object) -> Iterator[Event]:
        if not isinstance(found, PageSummary | PageProblem):
            found = PageProblem(
                room.job.target.label, "died", Saying("the worker process says what no page is")
            )
        room.opening = opened(room.job.target, found)
        if room.job.checks:
            room.waiting.extend(room.opening.statements)
        yield Opened(room.job, room.opening)

    def _by_judge(self, room: _Room, judge: Process, what: Value | Death) -> Iterator[Event]:
        stated = room.judges[judge]
        if isinstance(what, Value):
            room.judges[judge] = None
        else:
            del room.judges[judge]
            judge.end()
        if stated is not None:
            lasts = isinstance(what, Value) or what.kind != "died"
            yield Judged(room.job, stated.name, _outcome(room, stated, what), lasts)

    def _end_what_is_late(self) -> Iterator[Event]:
        """End the pages whose time as wholes is over."""
        now = time.monotonic()
        for room in [room for room in self.rooms if now >= room.end]:
            limit = f"{room.job.options.page_limit:g}"
            said = reason("the limit of {} s for the whole of it was reached", limit)
            death = Death("time limit", said)
            if room.opening is None:
                yield from self._open(room, _not_loaded(room, death))
            yield from self._give_up(room, death)

    def _give_up(self, room: _Room, death: Death) -> Iterator[Event]:
        """All that is not judged of a page stays so."""
        left = [*(stated for stated in room.judges.values() if stated), *room.waiting]
        room.judges.clear()
        room.waiting.clear()
        room.home.is_busy = False
        for stated in left:
            yield Judged(room.job, stated.name, stated.undecided(Said(death.said)), death.kind != "died")

    def _close(self) -> Iterator[Event]:
        """Let go of the pages with which all is done."""
        for room in [room for room in self.rooms if room.is_done]:
            self.rooms.remove(room)
            room.home.end()
            yield Finished(room.job)
        if self.suspects and not self.rooms:
            self._try(self.suspects.popleft())

    # a page that ends the nursery

    def _begin_again(self) -> Iterator[Event]:
        """The nursery is no more. Whoever was in work then is tried again, one alone: that tells whose fault it is.

        One that happens to be alone may pay for another that has ended.
        """
        rooms, self.rooms = self.rooms, []
        self.pool.restart()
        if len(rooms) == 1 and rooms[0].is_alone:
            [room] = self.rooms = rooms
            said = Saying("it ends the processes from which workers come")
            if room.opening is None:
                yield from self._open(room, _not_loaded(room, Death("died", said)))
            yield from self._give_up(room, Death("died", reason("the worker process died: {}", said)))
        else:
            self.suspects.extend(rooms)

    def _try(self, room: _Room) -> None:
        """Load the page anew, to judge what of it is not judged yet."""
        left = [*(stated for stated in room.judges.values() if stated), *room.waiting]
        anew = _Room(room.job, self.pool.bear(), time.monotonic(), is_alone=True)
        self._load(anew)
        if room.opening is not None:
            anew.opening, anew.home.is_busy = room.opening, True
            anew.waiting.extend(left)


def call(function: Callable[..., Any], arguments: tuple[Any, ...], options: worker.Options) -> Value | Death:
    """What a function gives in a worker, or which limit or fault ended it. Interrupted, it ends the program."""
    with Pool(options.memory_limit, 1, worker.preloaded()) as pool:
        process = pool.bear()
        process.call(function, arguments, options.time_limit)
        while not pool.interrupts.pending:
            try:
                found = [what for who, what in pool.wait() if who is process]
            except Broken:
                return Death("died", Saying("the worker process ended what it came from"))
            if found:
                return found[0]
    raise SystemExit(INTERRUPTED)


def _not_loaded(room: _Room, death: Death) -> PageProblem:
    return PageProblem(room.job.target.label, death.kind, reason("while the page was loaded: {}", death.said))


def _outcome(room: _Room, stated: IdentitySummary, what: Value | Death) -> Result | PageProblem:
    """The verdict; undecided where a limit or a fault ended its process."""
    if isinstance(what, Death):
        seconds = room.job.options.time_limit if what.kind == "time limit" else 0.0
        return stated.undecided(Said(what.said), seconds)
    match what.value:
        case Result():
            return what.value
        case PageProblem() as problem:
            return PageProblem(
                room.job.target.label, problem.kind, problem.said, problem.line, problem.identity
            )
    return stated.undecided(Said(Saying("the worker process failed: it says what no result is")))
