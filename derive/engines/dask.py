"""An engine of many machines: each document is a task of a Dask cluster.

Each worker keeps an engine of its own machine open, so that what starting costs is paid once; that one holds the
limits. Dask replaces workers that die; the document in work then is tried again, and named if that ends a third one.
No worker is given more documents than it works at: whoever is in work is whose fault it may be. Without the address of
a scheduler a cluster is started on this machine. Paths must name the same files everywhere.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import dask
from dask.distributed import Client, Future, LocalCluster, WorkerPlugin

from derive.engines import Event, Finished, Job, NoCluster, Opened, Opening
from derive.engines.local import Local
from derive.language.sayings import reason
from derive.processes.interrupts import Interrupts, watched
from derive.processes.pool import cores
from derive.results import PageProblem
from derive.targets import standard_input

TRIES = 3
"""So often a document is begun that ends its worker: once more than two deaths that may be chance."""
PATIENCE = 0.5
"""Seconds that are waited at a time."""
FRESH = 1.0
"""Seconds for which the number of workers is believed."""
ALONE = 120.0
"""Seconds that are waited for a worker."""


@dataclass(eq=False)
class _Task:
    """A job that the cluster has, and how often it was begun."""

    job: Job
    future: Any = None
    tries: int = 1


class Dask:
    """Judges in the workers of a cluster: that of the scheduler, or `jobs` processes of this machine.

    A scheduler must `answer` within so many seconds. Raises `NoCluster` when it is opened.
    """

    def __init__(
        self,
        memory_limit: int,
        jobs: int | None = None,
        scheduler: str | None = None,
        *,
        answer: float = 20.0,
    ) -> None:
        self.memory_limit, self.jobs = memory_limit, jobs or cores()
        self.scheduler, self.answer = scheduler, answer
        self.tasks: dict[str, _Task] = {}
        self.done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.begun = 0
        self._threads, self._asked, self._seen = 0, 0.0, time.monotonic()

    def __enter__(self) -> Self:
        self._context = contextlib.ExitStack()
        self.interrupts: Interrupts = self._context.enter_context(watched())
        try:
            self.client = self._context.enter_context(self._client())
        except (OSError, ValueError, TimeoutError) as fault:
            self._context.close()
            raise NoCluster("no scheduler answers at {}: {}", str(self.scheduler), str(fault)) from fault
        return self

    def __exit__(self, *_: object) -> None:
        for task in self.tasks.values():
            with contextlib.suppress(Exception):  # the scheduler may be gone
                task.future.cancel()
        self._context.close()

    @property
    def has_room(self) -> bool:
        """Whether a worker has nothing to do."""
        return len(self.tasks) < max(1, self._workers())

    @property
    def is_interrupted(self) -> bool:
        """Whether the program was asked to end."""
        return self.interrupts.pending

    def begin(self, job: Job) -> None:
        """Hand a job to the cluster."""
        sent = replace(job, options=replace(job.options, cache=None)) if self.scheduler else job
        self._submit(_Task(sent))

    def wait(self) -> Iterator[Event]:
        """What came of the jobs that ended meanwhile."""
        try:
            keys = [self.done.get(timeout=PATIENCE)]
        except queue.Empty:
            self._workers()  # also where nothing is left to begin: what died while it started is replaced here
            return
        while not self.done.empty():
            keys.append(self.done.get())
        for key in keys:
            if (task := self.tasks.pop(key, None)) is not None:
                yield from self._ended(task)

    def _ended(self, task: _Task) -> Iterator[Event]:
        found, lives = _result(task.future), self.client.status == "running"
        if found is not None:
            yield from found
        elif (
            lives and task.future.status == "finished"
        ):  # it was judged: what came of it died with the worker
            self._submit(task)
        elif lives and task.tries < TRIES:
            task.tries += 1
            self._submit(task)
        else:
            said = reason("the worker process died, {} times: {}", task.tries, _why(task.future))
            problem = PageProblem(task.job.target.label, "died", said)
            yield Opened(task.job, Opening(problem))
            yield Finished(task.job)

    def _submit(self, task: _Task) -> None:
        self.begun += 1
        key = f"derive-{id(self)}-{self.begun}"
        task.future = self.client.submit(judged, task.job, key=key, pure=False)
        self.tasks[key] = task
        task.future.add_done_callback(lambda future: self.done.put(str(future.key)))

    def _workers(self) -> int:
        """How many documents the cluster works at at once. Raises `NoCluster` where it has been none for long."""
        now = time.monotonic()
        if now - self._asked > FRESH:
            with contextlib.suppress(OSError, TimeoutError):
                self._threads = sum(self.client.nthreads().values())
            self._asked = now
            if self.client.cluster is not None and self._threads < self.jobs:
                self.client.cluster.scale(
                    self.jobs
                )  # one that died while it started is not replaced by itself
            if self._threads:
                self._seen = now
            elif now - self._seen > ALONE:
                raise NoCluster("the cluster has had no workers for {} s", f"{ALONE:g}")
        return self._threads

    @contextlib.contextmanager
    def _client(self) -> Iterator[Client]:
        if self.scheduler:
            with Client(self.scheduler, timeout=self.answer) as client:
                client.register_plugin(_Warm(self.memory_limit))
                yield client
            return
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        wanted = {
            "distributed.scheduler.allowed-failures": 0,
            "distributed.worker.daemon": False,
            "distributed.deploy.lost-worker-timeout": "3s",
        }
        with (
            dask.config.set(wanted),
            LocalCluster(
                n_workers=self.jobs,
                threads_per_worker=1,
                processes=True,
                memory_limit=0,  # each process of a worker has its own
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            client.register_plugin(_Warm(self.memory_limit))
            yield client


class _Warm(WorkerPlugin):
    """Opens a worker's engine before it is given a document."""

    def __init__(self, memory_limit: int) -> None:
        self.memory_limit = memory_limit

    def setup(self, worker: Any) -> None:
        """Open it, and leave it to whoever works first."""
        _free.append(_opened(self.memory_limit))


def judged(job: Job) -> list[Event]:
    """All that comes of a job, in a worker."""
    limit = job.options.memory_limit
    with _lock:
        engine = next((each for each in _free if each.pool.memory_limit == limit), None)
        if engine is not None:
            _free.remove(engine)
    engine = engine or _opened(limit)
    found: list[Event] = []
    try:
        engine.begin(job)
        while not (found and isinstance(found[-1], Finished)):
            found.extend(engine.wait())
    except BaseException:
        engine.__exit__()  # nobody knows what it has in work
        raise
    _free.append(engine)
    return found


_lock = threading.Lock()
_free: list[Local] = []
"""A worker's open engines that have nothing to do: one for each of its threads, in the end."""


def _opened(memory_limit: int) -> Local:
    """An engine with one process at a time, open as long as the worker lives."""
    engine = Local(memory_limit, 1, [standard_input("")], warm=True)
    atexit.register(engine.__exit__)
    return engine.__enter__()


def _result(future: Future) -> list[Event] | None:
    """What came of a task; None where it failed, or its worker died before that was fetched."""
    if future.status != "finished":
        return None
    try:
        found: list[Event] = future.result(timeout=60)
    except Exception:  # noqa: BLE001  whatever Dask raises, it is not there
        return None
    return found


def _why(future: Future) -> str:
    """What Dask says of a task that failed."""
    try:
        fault = future.exception(timeout=5)
    except Exception as failed:  # noqa: BLE001  the scheduler may be gone, the task cancelled
        fault = failed
    return str(fault).split("\n", 1)[0] or type(fault).__name__
