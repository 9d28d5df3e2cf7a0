"""The errors of central differences over a range of steps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """Central differences at one point: the error at each step h, relative to the largest entry.

    `errors` are those against the claimed gradient, `true_errors` against the derivative. `order` is the observed
    order of convergence to the derivative, 2 for a smooth function; None where rounding hides it.
    """

    steps: tuple[float, ...]
    errors: tuple[float, ...]
    true_errors: tuple[float, ...]
    order: float | None
    point: str = ""
