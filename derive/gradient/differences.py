"""Central differences in double precision: extrapolated, with an error estimate; and over a range of steps.

    D(h) = (f(x + h) − f(x − h)) / 2h = f′(x) + c₂ h² + c₄ h⁴ + …        and, from rounding, ε |f| / h

Richardson's extrapolation from h, h/4, h/16, … removes c₂, c₄, …; the step is chosen that leaves the least error. What
is smaller than the rounding of f, such as an entry of 1e-12 of f beside one of size 1, cannot be seen in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Doubles = np.ndarray[Any, np.dtype[np.float64]]
Function = Callable[[Doubles], Doubles]
"""A function of an array that returns its values flat."""

_STEPS, _RATIO, _ORDERS = 21, 4.0, 4
_SAFETY, _GRAIN = 20.0, 1e-6
_EPSILON = float(np.finfo(np.float64).eps)

CURVE_STEPS = 0.25 * 0.5 ** np.arange(44)
"""The steps of a curve, relative to the size of x, from 1/4 down to 3e-14."""


def richardson(function: Function, x: Doubles, entries: Sequence[int]) -> tuple[Doubles, Doubles]:
    """∂ function / ∂x at some entries of x and a bound on the error: both of shape (outputs, entries)."""
    columns = [_extrapolated(*_quotients(function, x, entry, _ladder(x, entry))) for entry in entries]
    slopes, errors = (np.stack(each, axis=1) for each in zip(*columns, strict=True))
    return slopes, errors


def quotients(function: Function, x: Doubles, entries: Sequence[int]) -> tuple[Doubles, Doubles]:
    """The steps of a curve, and central differences at them, of shape (steps, outputs, entries)."""
    steps: Doubles = np.asarray(CURVE_STEPS * _size(x))
    return steps, np.stack([_quotients(function, x, entry, steps)[0] for entry in entries], axis=2)


def _size(x: Doubles) -> float:
    return float(np.max(np.abs(x), initial=0.0)) or 1.0


def _ladder(x: Doubles, entry: int) -> Doubles:
    """Steps from half of the entry, or of the whole of x where that is more, downward."""
    own = abs(float(x.flat[entry]))
    return np.asarray(0.5 * max(own, min(1.0, _size(x))) * _RATIO ** -np.arange(_STEPS))


def _quotients(
    function: Function, x: Doubles, entry: int, steps: Doubles
) -> tuple[Doubles, Doubles, Doubles]:
    """Central differences at these steps, the steps as rounding leaves them, and the size of f: a row for each."""
    rows, taken, sizes = [], [], []
    for step in steps:
        up, down = x.copy(), x.copy()
        up.flat[entry] += step
        down.flat[entry] -= step
        width = float(up.flat[entry]) - float(down.flat[entry])
        above, below = function(up), function(down)
        rows.append((above - below) / width if width else np.full_like(above, np.nan))
        taken.append(width / 2)
        sizes.append(np.maximum(np.abs(above), np.abs(below)))
    return np.array(rows), np.array(taken), np.array(sizes)


def _extrapolated(slopes: Doubles, steps: Doubles, sizes: Doubles) -> tuple[Doubles, Doubles]:
    """The best extrapolation for each output, and its error."""
    windows = len(steps) - _ORDERS
    table, last = slopes, slopes
    for order in range(1, _ORDERS + 1):
        factor = _RATIO ** (2 * order)
        table, last = (factor * table[1:] - table[:-1]) / (factor - 1), table
    following = np.concatenate([table[1:], table[-1:]])
    truncation = np.maximum(np.abs(table - last[1:]), np.abs(table - following))
    noise = np.maximum(_EPSILON * sizes[:windows], _grain(slopes * steps[:, None], sizes))
    smallest = steps[_ORDERS:, None]
    best = _least(truncation + noise / smallest)
    noise = np.maximum(noise, _noise(slopes, steps, np.take_along_axis(table, best, 0)))
    errors = truncation + noise / smallest
    errors = errors + _contradicted(table, _SAFETY * errors)
    best = _least(errors)
    chosen, error = (np.take_along_axis(each, best, 0)[0] for each in (table, errors))
    return chosen, np.where(np.isfinite(chosen), _SAFETY * error, np.inf)


def _grain(differences: Doubles, sizes: Doubles) -> Doubles:
    """The grain that f is rounded to, where it shows: the least difference beside smaller steps that give none."""
    found = np.abs(differences)
    least = np.min(np.where(found > 0, found, np.inf), axis=0)
    shows = np.any(found == 0, axis=0) & (least <= _GRAIN * np.max(sizes, axis=0))
    return np.where(shows, least, 0.0)


def _contradicted(table: Doubles, errors: Doubles) -> Doubles:
    """By how much an estimate is off from those at other steps, beyond what the errors of both explain.

    At steps much larger than the scale on which f bends, quotients may seem to converge, to another number; at very
    small ones, where one part of f is rounded away and another is not, they may too.
    """
    excess = np.abs(table[:, None] - table[None]) - errors[None] - errors[:, None]
    return np.asarray(np.max(np.where(excess > 0, excess, 0.0), axis=1))


def _least(errors: Doubles) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Which window has the least error, for each output."""
    return np.argmin(np.where(np.isfinite(errors), errors, np.inf), axis=0)[None]


def _noise(slopes: Doubles, steps: Doubles, slope: Doubles) -> Doubles:
    """How far f strays from a straight line at the smallest steps: its rounding, or what is worse."""
    few = slice(-_ORDERS - 2, None)
    strays = np.abs(slopes[few] - slope) * steps[few, None]
    return np.asarray(np.max(np.where(np.isfinite(strays), strays, 0.0), axis=0))
