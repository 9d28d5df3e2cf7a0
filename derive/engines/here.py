"""The engine that has no processes: it judges where it is called, as in a browser.

Nothing limits what a document takes but the limits that the judge keeps itself; whoever waits can only end it all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Self

from derive.engines import Event, Finished, Job, Judged, Opened, opened


class Here:
    """Judges one job after another, each statement when the next event is asked for."""

    def __init__(self) -> None:
        self._events: deque[Iterator[Event]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._events.clear()

    @property
    def has_room(self) -> bool:
        """Whether nothing is in work."""
        return not self._events

    @property
    def is_interrupted(self) -> bool:
        """Never: nobody can ask in between."""
        return False

    def begin(self, job: Job) -> None:
        """Take a job."""
        self._events.append(_judged(job))

    def wait(self) -> Iterator[Event]:
        """What happens next."""
        if self._events and (event := next(self._events[0], None)) is not None:
            yield event
        elif self._events:
            self._events.popleft()


def _judged(job: Job) -> Iterator[Event]:
    opening = opened(job.target, job.work.describe(job.target, job.options))
    yield Opened(job, opening)
    for stated in opening.statements if job.checks else ():
        yield Judged(job, stated.name, job.work.judge(job.target, stated, job.options))
    yield Finished(job)
