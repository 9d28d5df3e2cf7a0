"""How much the kernel may do."""

from __future__ import annotations

from dataclasses import dataclass


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
