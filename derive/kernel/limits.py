"""How much the kernel may do."""

from __future__ import annotations

import time
from dataclasses import dataclass

from derive.kernel.terms import Undecided


@dataclass(frozen=True)
class Limits:
    """How much the kernel may do before it answers `undecided`, naming the limit.

    Steps are rewritings and the terms they make; seconds are a backstop, far away, so that the answer does not depend
    on how fast a machine is.
    """

    terms: int = 20_000
    steps: int = 300_000
    seconds: float = 120.0
    labellings: int = 5_040


class Limited:
    """Counts what is done, and stops where a limit is reached."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps, self.deadline = 0, time.monotonic() + limits.seconds

    def tick(self, terms: int = 0) -> None:
        """Raises `Undecided` when a limit is reached."""
        if terms > self.limits.terms:
            raise Undecided("the limit of {} terms was reached", self.limits.terms)
        self.steps += 1 + terms
        if self.steps > self.limits.steps:
            raise Undecided("the limit of {} steps was reached", self.limits.steps)
        if time.monotonic() > self.deadline:
            raise Undecided("stopped by time: a proof took more than {} s", f"{self.limits.seconds:g}")
