"""The parent's side of an audit: tasks go to processes of a pool, one after another, each under its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from derive.processes.nursery import Value
from derive.processes.pool import Broken, Pool, Process


@dataclass(frozen=True)
class Task:
    """A call in a worker, which is killed after `timeout` seconds; `failed` says what a fault makes of it."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    timeout: float
    failed: Callable[[str], Any]


def run(tasks: Iterable[Task], pool: Pool) -> Iterator[Any]:
    """What the tasks return, as they end; of a task that a limit or a fault ends, what its `failed` makes of that.

    Raises KeyboardInterrupt where the program is asked to end.
    """
    waiting = iter(tasks)
    free: list[Process] = []
    busy: dict[Process, Task] = {}
    while True:
        while len(busy) < pool.jobs and (task := next(waiting, None)):
            worker = free.pop() if free else pool.bear()
            worker.call(task.function, task.arguments, task.timeout)
            busy[worker] = task
        if not busy:
            break
        for worker, what in _happened(pool):
            if (task := busy.pop(worker, None)) is not None:
                free += [worker] if isinstance(what, Value) else []
                yield what.value if isinstance(what, Value) else task.failed(what.said)
    for worker in free:
        worker.end()


def _happened(pool: Pool) -> list[tuple[Process, Any]]:
    try:
        found = pool.wait()
    except Broken as broken:
        raise RuntimeError("the processes of the audit are gone") from broken
    if pool.interrupts.pending:
        raise KeyboardInterrupt
    return found
