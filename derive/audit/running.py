"""The parent's side of an audit: tasks go to the pool of workers, one after another, each under its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pebble import ProcessExpired

from derive.pool import Pool
from derive.worker import OUT_OF_MEMORY

ATTEMPTS = 3
"""How often a task is given to a pool that breaks before that is held to be the task's fault."""

AHEAD = 4
"""How many tasks per worker are with the pool at a time."""


@dataclass(frozen=True)
class Task:
    """A call in a worker, which is killed after `timeout` seconds; `failed` says what a fault makes of it."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    timeout: float
    failed: Callable[[str], Any]
    attempt: int = 1


def run(tasks: Iterable[Task], pool: Pool) -> Iterator[Any]:
    """What the tasks return, as they end; of a task that a limit or a fault ends, what its `failed` makes of that."""
    waiting = iter(tasks)
    pending: dict[Future[Any], Task] = {}
    room = AHEAD * pool.workers
    while True:
        for task in islice(waiting, room - len(pending)):
            pending[pool.submit(task.function, task.arguments, task.timeout)] = task
        if not pending:
            return
        done, _ = wait(pending, timeout=1.0, return_when=FIRST_COMPLETED)
        for future in done or (set(pending) if pool.broken else ()):
            task = pending.pop(future)
            fault = future.exception() if future.done() else BrokenProcessPool()
            if isinstance(fault, BrokenProcessPool) and task.attempt < ATTEMPTS:
                again = replace(task, attempt=task.attempt + 1)
                pending[pool.submit(again.function, again.arguments, again.timeout)] = again
            else:
                yield task.failed(_cause(fault, task, pool)) if fault else future.result()


def _cause(fault: BaseException, task: Task, pool: Pool) -> str:
    match fault:
        case TimeoutError():
            return f"the time limit of {task.timeout:g} s was reached"
        case ProcessExpired(exitcode=code) if code == OUT_OF_MEMORY:
            return f"the memory limit of {pool.memory_limit} MiB was reached"
        case ProcessExpired(exitcode=code):
            return f"the worker process died with exit status {code}"
    return f"{type(fault).__name__}: {fault}"
