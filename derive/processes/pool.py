"""The parent's side: processes are born, called, waited for and ended, by one thread that waits at one place.

`pool.bear()` is a fork of the nursery; after `page.call(load, (path,), limit=10)` comes `(page, Value(…))` or
`(page, Death(…))` out of `pool.wait()`; `pool.bear(page)` is a fork of the process that has the page loaded.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from derive.language.sayings import Saying, reason
from derive.processes.channel import Channel, Closed, pair
from derive.processes.interrupts import Interrupts, watched
from derive.processes.limits import OUT_OF_MEMORY
from derive.processes.nursery import Bear, Born, Call, End, Ended, Fault, Value
from derive.results import ProblemKind

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Each core has a process already; more threads would only take address space."""

GRACE = 5.0
"""Seconds within which a process must confirm that one which it bore has ended."""

BIRTH = 120.0
"""Seconds within which a process must be there: the engine is imported first."""

MOST = 4
"""Processes that work at once for each processor, whatever is asked for."""

ANSWER = 1.0
"""Seconds after which a nursery that does not answer is told to go on: a page may have stopped it."""

LONGEST = 60.0
"""Seconds that are waited at a time, whatever is promised."""

_START = """
import sys
sys.path[:] = {path!r}
from derive.processes.nursery import main
main({end}, {limit}, {preloaded!r})
"""


@dataclass(frozen=True, slots=True)
class Death:
    """Why a process is no more, or what its call raised."""

    kind: ProblemKind
    said: Saying


class Broken(Exception):
    """The nursery is no more, and all its processes with it."""


class Process:
    """A process of the pool, as its parent sees it."""

    def __init__(self, pool: Pool, number: int, channel: Channel, mother: Process | None) -> None:
        self.pool, self.number, self.channel, self.mother = pool, number, channel, mother
        self.deadline: float | None = time.monotonic() + BIRTH
        self.limit, self.allowed = BIRTH, BIRTH
        self.is_born = False
        self.is_busy = False
        self.is_ending = False
        self.cause: Death | None = None

    def call(
        self, function: Callable[..., Any], arguments: Sequence[Any], limit: float, grace: float = 0.0
    ) -> None:
        """Call a function in it; the process is killed once that has run for `limit` seconds and `grace` more."""
        self.limit, self.allowed, self.is_busy = limit, limit + grace, True
        if self.is_born:
            self.deadline = time.monotonic() + self.allowed
        with contextlib.suppress(Closed):  # that it has ended is seen when it is waited for
            self.channel.send(Call(function, tuple(arguments)))

    def is_there(self) -> None:
        """Take in that it is born: from now on its time counts."""
        self.is_born = True
        if not self.is_ending:
            self.deadline = time.monotonic() + self.allowed if self.is_busy else None

    def end(self, cause: Death | None = None) -> None:
        """Have it killed; that it has ended is told in time, unless nothing was asked of it."""
        if self.is_ending:
            return
        self.is_ending, self.cause = True, cause
        self.deadline = time.monotonic() + GRACE
        self.pool.ask_mother(self, End(self.number))


class Pool:
    """The nursery and what was born in it. On leaving, all are ended, whatever they do."""

    def __init__(self, memory_limit: int, jobs: int | None = None, preloaded: Sequence[str] = ()) -> None:
        self.memory_limit, self.preloaded = memory_limit, list(preloaded)
        self.jobs = min(jobs or cores(), MOST * cores())
        self.processes: dict[int, Process] = {}
        self.numbers = 0

    def __enter__(self) -> Self:
        self._context = contextlib.ExitStack()
        self.interrupts: Interrupts = self._context.enter_context(watched())
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._context.close()

    def bear(self, mother: Process | None = None) -> Process:
        """A new process: a fork of its mother, or of the nursery."""
        ours, theirs = pair()
        self.numbers += 1
        made = Process(self, self.numbers, Channel(ours), mother)
        self.processes[made.number] = made
        self.selector.register(ours, selectors.EVENT_READ, made)
        with theirs, contextlib.suppress(Closed):
            (mother.channel if mother else self.nursery).send(Bear(made.number), theirs)
        return made

    def prepare(self, function: Callable[..., Any]) -> None:
        """Have the nursery itself call a function, so that what that loads is there for all that are born later."""
        with contextlib.suppress(Closed):
            self.nursery.send(Call(function, ()))

    def wait(self, longest: float | None = None) -> list[tuple[Process, Value | Death]]:
        """What happened next, after at most so many seconds. Raises `Broken`."""
        found: list[tuple[Process, Value | Death]] = []
        for key, _ in self.selector.select(self._patience(longest)):
            if key.data is self.nursery:
                found += self._of_nursery()
            elif isinstance(key.data, Process) and key.data.number in self.processes:
                found += self._of_process(key.data)
        self._rouse()
        self._end_what_is_late()
        return found

    def ask_mother(self, process: Process, asked: End) -> None:
        """Tell the process from which this one was born what to do about it."""
        with contextlib.suppress(Closed):
            (process.mother.channel if process.mother else self.nursery).send(asked)

    def restart(self) -> None:
        """End everything and begin with a new nursery."""
        self._stop()
        self._start()

    # what happened

    def _of_nursery(self) -> Iterator[tuple[Process, Value | Death]]:
        try:
            for record in self.nursery.arrived():
                if isinstance(record, Born):
                    self.is_ready = True
                elif isinstance(record, Ended):
                    yield from self._ended(record)
        except Closed as closed:
            raise Broken from closed

    def _of_process(self, process: Process) -> Iterator[tuple[Process, Value | Death]]:
        try:
            for record in process.channel.arrived():
                if isinstance(record, Ended):
                    yield from self._ended(record)
                elif isinstance(record, Born):
                    process.is_there()
                elif process.is_busy and not process.is_ending:
                    process.is_busy, process.deadline = False, None
                    yield process, _given(record)
        except Closed:
            self.selector.unregister(process.channel)
            process.end()

    def _ended(self, record: Ended) -> Iterator[tuple[Process, Death]]:
        """A process is no more, and all that was born of it."""
        process = self.processes.pop(record.number, None)
        if process is None:
            return
        self._forget(process)
        cause = process.cause or self._cause(record.status)
        yield process, cause
        for other in [each for each in self.processes.values() if each.mother is process]:
            yield from self._ended(Ended(other.number, record.status))

    def _forget(self, process: Process) -> None:
        process.is_busy = False
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(process.channel)
        process.channel.close()

    def _end_what_is_late(self) -> None:
        now = time.monotonic()
        for process in list(self.processes.values()):
            if process.deadline is None or now < process.deadline:
                continue
            if not process.is_ending:
                process.end(
                    Death("time limit", reason("the time limit of {} s was reached", f"{process.limit:g}"))
                )
            elif process.mother is not None:  # which does not answer
                process.deadline = None
                process.mother.end(process.cause)
            else:
                raise Broken

    @property
    def _is_asked(self) -> bool:
        """Whether the nursery owes an answer, a birth or an end."""
        return self.is_ready and any(
            each.is_ending or not each.is_born for each in self.processes.values() if each.mother is None
        )

    def _rouse(self) -> None:
        """Tell a nursery that owes an answer to go on, where signals can; one that runs takes no notice."""
        if self._is_asked and hasattr(signal, "SIGCONT"):
            self._nursery.send_signal(signal.SIGCONT)

    def _patience(self, longest: float | None) -> float:
        """Seconds until something must be done though nothing happens."""
        deadlines = [each.deadline for each in self.processes.values() if each.deadline is not None]
        until = [max(0.0, deadline - time.monotonic()) for deadline in deadlines]
        least = [*until, LONGEST if longest is None else longest, *([ANSWER] if self._is_asked else [])]
        return min(least)

    def _cause(self, status: int) -> Death:
        code = os.waitstatus_to_exitcode(status)
        if code == OUT_OF_MEMORY:
            return Death("memory limit", reason("the memory limit of {} MiB was reached", self.memory_limit))
        return Death("died", reason("the worker process died: {}", _ending(code)))

    # the nursery

    def _start(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.interrupts, selectors.EVENT_READ)
        ours, theirs = pair()
        with theirs:
            self._nursery = self._launched(theirs)
        self.nursery, self.is_ready = Channel(ours), False
        self.selector.register(ours, selectors.EVENT_READ, self.nursery)

    def _launched(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        """The nursery's process, which listens at this end."""
        return subprocess.Popen(
            [sys.executable, "-P", "-c", self._program(theirs)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **{name: os.environ.get(name, "1") for name in THREADS}},
            pass_fds=[theirs.fileno()], start_new_session=True,
        )  # fmt: skip

    def _program(self, theirs: socket.socket) -> str:
        path = [os.path.abspath(each) for each in sys.path]  # noqa: PTH100  a path may be no file's
        return _START.format(
            path=path, end=theirs.fileno(), limit=self.memory_limit, preloaded=self.preloaded
        )

    def _stop(self) -> None:
        """Close all channels, so that everyone ends; whoever does not is killed."""
        self.nursery.close()
        for process in self.processes.values():
            process.channel.close()
        self.processes.clear()
        self.selector.close()
        if not self.is_ready:  # it has no children yet, and may be long in importing
            self._nursery.kill()
        try:
            self._nursery.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._nursery.kill()
            self._nursery.wait()


def _given(record: object) -> Value | Death:
    if isinstance(record, Value):
        return record
    said = Saying(record.said) if isinstance(record, Fault) else Saying("it says what no result is")
    return Death("died", reason("the worker process failed: {}", said))


def _ending(code: int) -> Saying:
    """`signal SIGSEGV`, or `exit status 3`."""
    try:
        return reason("signal {}", signal.Signals(-code).name)
    except ValueError:
        return reason("exit status {}", code)


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
