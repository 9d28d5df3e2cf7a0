"""Worker processes with time and memory limits: a pool that outlives its workers.

Workers are forked from a server that has imported the engine already; where there is no fork, they are
started afresh. They never see Ctrl-C, print nothing, and end with their parent.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Self

from pebble import ProcessPool

from derive import worker

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Each core has a worker already; more threads would only take address space."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """A process pool that is made anew when it breaks, and stopped, whatever runs in it, on leaving."""

    def __init__(self, workers: int, memory_limit: int) -> None:
        self.workers, self.memory_limit = workers, memory_limit
        self.environment = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self.environment.enter_context(_environment())
        self.context = _context()
        self.pool = self._new()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self.environment.close()

    @property
    def broken(self) -> bool:
        """Whether no future of this pool will ever be done."""
        return not self.pool.active  # the first look starts it

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], timeout: float) -> Future[Any]:
        """The future of the task's value; its worker is killed once it has run for `timeout` seconds."""
        if self.broken:
            self._end()
            self.pool = self._new()
        return self.pool.schedule(worker.guarded, (task, *arguments), timeout=timeout)

    def _new(self) -> ProcessPool:
        return ProcessPool(self.workers, 0, worker.prepare, (self.memory_limit,), self.context)

    def _end(self) -> None:
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()


def _context() -> BaseContext:
    """How workers start: forked from a server that has the engine imported, or afresh if there is no fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(worker.PRELOADED))
    with _deaf_to_interrupts(), _unheard():
        multiprocessing.forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started here ignore Ctrl-C from birth: it is for their parent to stop them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Processes started here complain to no one: a worker ended while it starts would show a traceback."""
    try:
        stderr = os.dup(2)
    except OSError:  # closed already
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """The environment of the workers: one thread each, and no import from the user's folder by accident.

    A page called `numbers.py` must not be taken for the module of that name; Python puts the current folder
    first on the path of every process that it starts, unless told not to.
    """
    wanted = THREADS if {"", str(Path.cwd())} & set(sys.path) else (*THREADS, "PYTHONSAFEPATH")
    added = [name for name in wanted if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
