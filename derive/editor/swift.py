"""A document judged whole by processes that stay: most of it is known from before, and a process for each = costs more.

That gives no = a limit of its own. What takes long is therefore given up here, and judged by the engine.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.editor.work import judged
from derive.processes.nursery import Value
from derive.processes.pool import Pool, Process, cores
from derive.results import PageProblem, Result
from derive.targets import Target
from derive.worker import Options

LONGEST = 0.05
"""Seconds after which it is looked whether there is a newer text."""

MOST = 3.0
"""Seconds that a document may take here."""

OFTEN = 500
"""So many documents, and the processes begin anew: memory grows."""

Findings = tuple[Result | PageProblem, ...]


class Swift:
    """Processes that keep what they know of a document from one text to the next."""

    def __init__(self, pool: Pool, parts: int | None = None) -> None:
        self.pool, self.parts = pool, parts or min(cores(), 4)
        self.processes: list[Process] = []
        self.times = 0

    def judged(self, target: Target, options: Options, is_superseded: Callable[[], bool]) -> Findings | None:
        """All that is found in a document, in its order; None if that takes long, or nobody wants it any more."""
        self._ready()
        found: dict[Process, Findings] = {}
        for part, process in enumerate(self.processes):
            process.call(judged, (target, options, part, self.parts), MOST)
        while len(found) < self.parts:
            if is_superseded() or self.pool.interrupts.pending:
                self.drop()
                return None
            for process, what in self.pool.wait(LONGEST):
                if process not in self.processes:
                    continue
                if not isinstance(what, Value) or not isinstance(what.value, tuple):
                    self.drop()
                    return None
                found[process] = what.value
        return _in_turn([found[process] for process in self.processes])

    def drop(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.end()
        self.processes, self.times = [], 0

    def _ready(self) -> None:
        self.times += 1
        if self.times > OFTEN:
            self.drop()
        if not self.processes:
            self.processes = [self.pool.bear() for _ in range(self.parts)]


def _in_turn(parts: list[Findings]) -> Findings:
    """The first of each, then the second of each, and so on."""
    longest = max(map(len, parts))
    return tuple(part[at] for at in range(longest) for part in parts if at < len(part))
