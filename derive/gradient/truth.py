"""The derivative itself at one point, entry by entry, by the best of three ways, each watched by another.

    differences at 100 digits    where f runs on numbers of many digits
    complex step                 where f is analytic as written; extrapolated differences must agree
    extrapolated differences     in double precision, with an error estimate
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from derive.gradient.claim import Claim
from derive.gradient.complex_step import complex_step
from derive.gradient.differences import richardson
from derive.gradient.high_precision import HighPrecision, Unavailable
from derive.gradient.points import Point

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
Method = Literal["differences at high precision", "complex step", "extrapolated differences"]

METHODS: tuple[Method, ...] = ("differences at high precision", "complex step", "extrapolated differences")
EPSILON = float(np.finfo(np.float64).eps)
LARGEST = 2048
"""Arrays of more entries are not evaluated at many digits."""

_NUDGES = 4
_SLACK = 1e-30
"""What is less than this is lost where f rounds to a constant: 1 + 1e-40."""

_SAME = 1e-6
"""Two ways that differ by more than this, relative to the largest entry, are not about one function."""


@dataclass(frozen=True)
class Truth:
    """∂ outputs / ∂ entries and a bound on its error, both (outputs, entries); NaN and ∞ where there is none.

    `exact` has the many digits where they are known. `seen` says of every method what came of it; `jumps` are the
    entries (output, entry) where the slopes to both sides differ.
    """

    values: Doubles
    errors: Doubles
    method: Method
    seen: dict[Method, str]
    exact: Array | None = None
    jumps: tuple[tuple[int, int], ...] = ()


def needs(claim: Claim, point: Point, upstream: Array | None, high: HighPrecision) -> str:
    """What keeps f from being evaluated at many digits at this point; empty where nothing does."""
    if point.x.size > LARGEST:
        return f"more than {LARGEST} entries would take too long"
    try:
        here = high.evaluate(claim.function(point, upstream, high.read), high.read(point.x), digits=30)
    except Unavailable as reason:
        return str(reason)
    there = claim.function(point, upstream)(point.x)
    sizes = np.max(np.abs(there), initial=0.0), EPSILON * np.max(np.abs(point.x), initial=1.0)
    same = np.all(np.abs(high.floats(here) - there) <= _SAME * sizes[0] + 1024 * sizes[1])
    return "" if same else "on mpmath numbers it has another value"


def truth(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    entries: Sequence[int],
    high: HighPrecision,
    lacking: str = "",
) -> Truth:
    """The derivative at these entries; without many digits if what those need is `lacking`."""
    seen: dict[Method, str] = {METHODS[0]: f"not possible: {lacking}" if lacking else "used"}
    stepped = _complex(claim, point, upstream, entries, seen)
    exact = None if lacking else _high_precision(claim, point, upstream, entries, high, seen)
    if exact is not None:
        _watch(stepped, exact.values, seen)
        return exact
    return _in_doubles(claim, point, upstream, entries, stepped, seen)


def _high_precision(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    entries: Sequence[int],
    high: HighPrecision,
    seen: dict[Method, str],
) -> Truth | None:
    function, x = claim.function(point, upstream, high.read), high.read(point.x)
    try:
        exact, jump = high.jacobian(function, x, entries)
    except Unavailable as reason:
        seen[METHODS[0]] = f"not possible: {reason}"
        return None
    values = high.floats(exact)
    kinks = jump > 0
    errors = np.where(np.isfinite(values) & ~kinks, EPSILON * np.abs(values), np.inf)
    jumps = tuple((int(row), int(column)) for row, column in np.argwhere(kinks))
    return Truth(values, errors, METHODS[0], seen, exact, jumps)


def _complex(
    claim: Claim, point: Point, upstream: Array | None, entries: Sequence[int], seen: dict[Method, str]
) -> Doubles | None:
    try:
        return complex_step(claim.function(point, upstream), point.x, entries)
    except Unavailable as reason:
        seen[METHODS[1]] = f"not possible: {reason}"
        return None


def _watch(stepped: Doubles | None, values: Doubles, seen: dict[Method, str]) -> None:
    """What the complex step would have given, beside the truth."""
    if stepped is None:
        return
    error = np.max(np.abs(stepped - values), initial=0.0) / (np.max(np.abs(values), initial=0.0) or 1.0)
    seen[METHODS[1]] = f"agrees to {error:.1g}" if error <= _SAME else "not analytic as written"


def _stepped_noise(
    claim: Claim, point: Point, upstream: Array | None, entries: Sequence[int], stepped: Doubles
) -> Doubles:
    """By how much the complex step moves with the last places of x: what rounding makes of it."""
    function, signs = claim.function(point, upstream), np.where(np.arange(point.x.size) % 2, 1.0, -1.0)
    strays = []
    for turn in range(_NUDGES):
        by = 4 * EPSILON * np.roll(signs, turn).reshape(point.x.shape) * (1 + turn)
        try:
            strays.append(np.abs(complex_step(function, point.x * (1 + by), entries) - stepped))
        except Unavailable:
            return np.full(stepped.shape, np.inf)
    return np.asarray(np.max(strays, axis=0))


def _in_doubles(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    entries: Sequence[int],
    stepped: Doubles | None,
    seen: dict[Method, str],
) -> Truth:
    """The complex step where extrapolated differences agree with it within their error; else those."""
    function = claim.function(point, upstream)
    slopes, errors = richardson(function, point.x, entries)
    size = np.max(np.abs(point.x), initial=0.0) or 1.0
    slack = _SLACK + 1024 * EPSILON * np.max(np.abs(function(point.x)), initial=0.0) / size
    slack += 0.0 if point.moderate else 16384 * EPSILON * max(size, 1.0)
    errors = errors + slack
    largest = np.max(np.abs(slopes[np.isfinite(slopes)]), initial=0.0)
    telling = np.median(errors) <= 1e-3 * largest
    if stepped is not None and telling and np.all(np.abs(stepped - slopes) <= errors + _SAME * largest):
        largest = np.max(np.abs(stepped), initial=0.0)
        noise = _stepped_noise(claim, point, upstream, entries, stepped)
        bound = 64 * (EPSILON * (np.abs(stepped) + largest) + noise) + slack
        seen[METHODS[1]] = "used"
        seen[METHODS[2]] = "agree"
        return Truth(stepped, bound, METHODS[1], seen)
    if stepped is not None:
        seen[METHODS[1]] = "not analytic as written" if telling else "unconfirmed"
    seen[METHODS[2]] = "used"
    return Truth(slopes, errors, METHODS[2], seen)
