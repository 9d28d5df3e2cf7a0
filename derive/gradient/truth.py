"""The derivative itself at one point, entry by entry, by the best of three ways, each watched by another.

- differences at 100 digits, where f runs on numbers of many digits
- the complex step, where f is analytic as written, and extrapolated differences agree
- extrapolated differences in double precision, with an error estimate
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from derive.gradient.claim import Claim
from derive.gradient.complex_step import complex_step
from derive.gradient.differences import richardson
from derive.gradient.high_precision import HighPrecision, Unavailable
from derive.gradient.rounding import slope_scale

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
Method = Literal["differences at high precision", "complex step", "extrapolated differences"]
Seen = dict[Method, str]
"""What came of each method."""

HIGH: Method = "differences at high precision"
STEP: Method = "complex step"
DOUBLE: Method = "extrapolated differences"
EPSILON = float(np.finfo(np.float64).eps)

LARGEST = 2048
"""Arrays of more entries are not evaluated at many digits."""

_SAME = 1e-6
"""Two ways that differ by more than this, relative to the largest entry, are not about one function."""

_SLACK = 1e-30
"""What is less than this is lost where f rounds to a constant: 1 + 1e-40."""

_TURNS = 4


@dataclass(frozen=True)
class Truth:
    """∂ outputs / ∂ entries and a bound on its error, of shape (outputs, entries); the bound is ∞ where unknown.

    `exact` has the many digits where they are known; `jumps` are the places (output, entry) of kinks.
    """

    values: Doubles
    errors: Doubles
    method: Method
    seen: Seen
    exact: Array | None = None
    jumps: tuple[tuple[int, int], ...] = field(default=())


def needs(claim: Claim, high: HighPrecision) -> str:
    """What keeps f from being evaluated at many digits at this point; empty where nothing does."""
    if claim.x.size > LARGEST:
        return f"more than {LARGEST} entries would take too long"
    try:
        here = high.floats(high.evaluate(claim.function(high.read), high.read(claim.x), digits=30))
    except Unavailable as reason:
        return str(reason)
    there = claim.function()(claim.x)
    rounding = 1024 * EPSILON * np.max(np.abs(claim.x), initial=1.0)
    same = np.all(np.abs(here - there) <= _SAME * np.max(np.abs(there), initial=0.0) + rounding)
    return "" if same else "on mpmath numbers it has another value"


def truth(claim: Claim, entries: Sequence[int], high: HighPrecision, lacking: str = "") -> Truth:
    """The derivative at these entries; without many digits if what those need is `lacking`."""
    seen: Seen = {HIGH: f"not possible: {lacking}" if lacking else "used"}
    stepped = _complex(claim, entries, seen)
    exact = None if lacking else _high_precision(claim, entries, high, seen)
    if exact is not None:
        _watch(stepped, exact.values, seen)
        return exact
    return _in_doubles(claim, entries, stepped, seen)


def _high_precision(claim: Claim, entries: Sequence[int], high: HighPrecision, seen: Seen) -> Truth | None:
    try:
        slopes = high.jacobian(claim.function(high.read), high.read(claim.x), entries)
    except Unavailable as reason:
        seen[HIGH] = f"not possible: {reason}"
        return None
    values = high.floats(slopes.values)
    smooth = np.isfinite(values) & (slopes.jumps == 0)
    errors = np.where(smooth, EPSILON * np.abs(values) + slopes.errors, np.inf)
    jumps = tuple((int(row), int(column)) for row, column in np.argwhere(slopes.jumps > 0))
    return Truth(values, errors, HIGH, seen, slopes.values, jumps)


def _complex(claim: Claim, entries: Sequence[int], seen: Seen) -> Doubles | None:
    try:
        return complex_step(claim.function(), claim.x, entries)
    except Unavailable as reason:
        seen[STEP] = f"not possible: {reason}"
        return None


def _watch(stepped: Doubles | None, values: Doubles, seen: Seen) -> None:
    """What the complex step would have given, beside the truth."""
    if stepped is not None:
        largest = np.max(np.abs(values), initial=0.0) or 1.0
        error = np.max(np.abs(stepped - values), initial=0.0) / largest
        seen[STEP] = f"agrees to {error:.1g}" if error <= _SAME else "not analytic as written"


def _in_doubles(claim: Claim, entries: Sequence[int], stepped: Doubles | None, seen: Seen) -> Truth:
    """The complex step where extrapolated differences agree with it within their error; else those.

    To both errors comes what rounding may have hidden from either. Far from ordinary numbers that is much.
    """
    slopes, errors = richardson(claim.function(), claim.x, entries)
    slack = _SLACK + 1024 * EPSILON * slope_scale(claim)
    if not claim.point.moderate:
        slack += 16384 * EPSILON * np.max(np.abs(claim.x), initial=1.0)
    errors = errors + slack
    largest = np.max(np.abs(slopes[np.isfinite(slopes)]), initial=0.0)
    telling = bool(np.median(errors) <= 1e-3 * largest)
    if stepped is not None and telling and np.all(np.abs(stepped - slopes) <= errors + _SAME * largest):
        size = np.abs(stepped) + np.max(np.abs(stepped), initial=0.0)
        bound = 64 * (EPSILON * size + _stepped_noise(claim, entries, stepped)) + slack
        return Truth(stepped, bound, STEP, seen | {STEP: "used", DOUBLE: "agree"})
    if stepped is not None:
        seen[STEP] = "not analytic as written" if telling else "unconfirmed"
    return Truth(slopes, errors, DOUBLE, seen | {DOUBLE: "used"})


def _stepped_noise(claim: Claim, entries: Sequence[int], stepped: Doubles) -> Doubles:
    """By how much the complex step moves with the last places of x: what rounding makes of it."""
    function, signs = claim.function(), np.where(np.arange(claim.x.size) % 2, 1.0, -1.0)
    strays = []
    for turn in range(_TURNS):
        by = 4 * EPSILON * (1 + turn) * np.roll(signs, turn).reshape(claim.x.shape)
        try:
            strays.append(np.abs(complex_step(function, claim.x * (1 + by), entries) - stepped))
        except Unavailable:
            return np.full(stepped.shape, np.inf)
    return np.asarray(np.max(strays, axis=0))
