"""How much work may be done, counted in steps, so that an answer does not depend on how fast a machine is.

A step is a node written out or a term made. Seconds are a backstop only, far away: who reaches it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

FAR_AWAY = 120.0
"""Seconds after which work is given up whatever its steps: no answer that a reader waits for takes so long."""

_LOOKS = 1024


class OutOfSteps(TimeoutError):
    """The steps that were allowed are used up; the message says so, or that time stopped the work."""


@dataclass
class Steps:
    """A number of steps to take. `take` raises `OutOfSteps` when they are used up.

    Steps of a part (`share`) are taken from the whole as well.
    """

    left: int
    seconds: float = FAR_AWAY
    whole: Steps | None = None
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = monotonic() + self.seconds

    def take(self, number: int = 1) -> None:
        """So many steps are done."""
        self.left -= number
        if self.left < 0:
            raise OutOfSteps("the steps allowed are used up")
        if self.left % _LOOKS < number and monotonic() > self._until:
            raise OutOfSteps("stopped by time")
        if self.whole is not None:
            self.whole.take(number)

    def share(self, number: int) -> Steps:
        """Steps for a part of the work."""
        return Steps(number, self.seconds, self)
