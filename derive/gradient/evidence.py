"""What one point shows: the derivative, what is claimed of it, and how much of their difference rounding explains.

How far rounding may lead is measured, not assumed: the claimed gradient is run once more at 44 … 46 bits, where its own
rounding shows enlarged, and compared with what it gives at 450 digits. Where it does not run on such numbers, the
entries of the point are moved by a millionth of themselves instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from derive.gradient.claim import Claim, Read, as_dtype
from derive.gradient.complex_step import complex_step
from derive.gradient.high_precision import Function, HighPrecision, Unavailable
from derive.gradient.points import Point
from derive.gradient.truth import EPSILON, LARGEST, Truth, needs, truth

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
Wrong = np.ndarray[Any, np.dtype[np.bool_]]

ULPS = 64
"""So many units in the last place are rounding, whatever else is known."""

_SPARE_BITS = (6, 7, 8, 9, 10)
_LAST_PLACES, _NUDGE, _NUDGES = 4, 2.0**-20, 5
_UNDERFLOW = 1e-290
_ALL, _WORK, _FEWEST, _SUSPECTS = 64, 16384, 8, 3


@dataclass(frozen=True)
class Reading:
    """The claimed gradient as one arithmetic gives it, of shape (outputs, entries), and what may be rounding."""

    values: Doubles
    tolerance: Doubles
    exact: Array | None = None


@dataclass(frozen=True)
class Evidence:
    """All that was measured at one point; `entries` are the places in x, flat, that were looked at.

    `ulps` is the largest error of the code in units in the last place, None where the derivative is not known so
    well; `single_ulps` that of the same code in single precision; `formula_error` the largest relative error at many
    digits. `rest` says whether the entries that were not looked
    at agree in a random direction, None where there are none or it could not be seen.
    """

    point: Point
    entries: tuple[int, ...]
    truth: Truth
    code: Reading
    formula: Reading | None
    ulps: float | None
    single_ulps: float | None
    formula_error: float | None
    no_formula: str = ""
    rest: bool | None = None
    outputs: tuple[int, ...] = ()
    upstream: Array | None = None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What the code gives, and what it gives at many digits where it can."""
        return (self.code,) if self.formula is None else (self.code, self.formula)

    @property
    def known(self) -> Wrong:
        """Where the derivative is known."""
        return np.isfinite(self.truth.errors)

    def wrong(self, reading: Reading, values: Doubles) -> Wrong:
        """Where these values differ from the derivative by more than rounding; what is no number always does."""
        bound = self.truth.errors + reading.tolerance
        with np.errstate(all="ignore"):
            return np.asarray(self.known & ~(np.abs(values - self.truth.values) <= bound))

    @property
    def zero(self) -> Wrong:
        """Where the derivative is 0, or nothing beside the largest."""
        sizes = np.abs(self.truth.values)
        return np.asarray(self.known & (sizes <= max(1e-40 * np.max(sizes[self.known], initial=0.0), _UNDERFLOW)))

    @property
    def differs(self) -> Wrong:
        """Where the claimed gradient is wrong."""
        return np.logical_or.reduce([self.wrong(each, each.values) for each in self.readings])


def gather(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    outputs: tuple[int, ...],
    dtype: np.dtype[Any],
    atol: float,
    high: HighPrecision,
    generator: Generator,
) -> Evidence:
    """Everything about one point. `dtype` is that of the numbers the claimed gradient is given."""
    claimed = claim.claimed(point, upstream, as_dtype(dtype))
    values = np.asarray(claimed(point.x.astype(dtype)))
    code = values.astype(float).reshape(-1, point.x.size)
    lacking = needs(claim, point, upstream, high)
    entries = _looked_at(code, _suspect(claim, point, upstream, code), generator, lacking=lacking)
    found = truth(claim, point, upstream, entries, high, lacking)
    precision = np.finfo(values.dtype if values.dtype.kind == "f" else np.float64)
    formula, rounding, why_not = _formula(claim, point, upstream, entries, high, precision, found, atol)
    rounding = rounding + _sensitivity(claim, point, upstream, dtype, entries, generator)
    ulp = _ulp(found.values, precision)
    tolerance = ULPS * ulp + rounding + _UNDERFLOW + atol
    return Evidence(
        point=point,
        entries=tuple(entries),
        truth=found,
        code=Reading(code[:, entries], tolerance),
        formula=formula,
        ulps=_largest(np.abs(code[:, entries] - found.values) / ulp, found) if found.exact is not None else None,
        single_ulps=_single_ulps(claim, point, upstream, entries, found),
        formula_error=_formula_error(formula, found, high),
        no_formula=why_not,
        rest=_rest(claim, point, upstream, high, generator) if len(entries) < point.x.size and formula else None,
        outputs=outputs,
        upstream=upstream,
    )


def _looked_at(claimed: Doubles, suspect: Doubles, generator: Generator, *, lacking: str) -> list[int]:
    """All entries of x; of a large one the least, the largest, the most suspect and some at random.

    Many digits take long for each entry, and are for those only that they need not be `lacking` for.
    """
    size = claimed.shape[1]
    if size <= (LARGEST if lacking else _ALL):
        return [*range(size)]
    many = _ALL if lacking else max(_FEWEST, _WORK // size)
    order = np.argsort(np.abs(claimed).max(axis=0, initial=0.0))
    chosen = {int(order[0]), int(order[-1]), *map(int, np.argsort(suspect)[-_SUSPECTS:])}
    return sorted({*chosen, *map(int, generator.permutation(size)[: many - len(chosen)])})


def _suspect(claim: Claim, point: Point, upstream: Array | None, claimed: Doubles) -> Doubles:
    """How far each entry is from what the complex step says, relative to the entry; 0 where that says nothing."""
    size = point.x.size
    if not _ALL < size <= LARGEST:
        return np.zeros(size)
    try:
        stepped = complex_step(claim.function(point, upstream), point.x, range(size))
    except Unavailable:
        return np.zeros(size)
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.max(np.abs(claimed - stepped) / np.abs(stepped), axis=0, initial=0.0))


def _formula(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    entries: Sequence[int],
    high: HighPrecision,
    precision: np.finfo[Any],
    found: Truth,
    atol: float,
) -> tuple[Reading | None, Doubles, str]:
    """The claimed gradient at many digits; the rounding of its code; why there is neither.

    What remains as tolerance at many digits is for constants in it that are rounded to float64; it is enlarged by what
    becomes of those only where it must be.
    """
    if point.x.size > LARGEST:
        return None, np.zeros(()), f"more than {LARGEST} entries would take too long"
    function, x = claim.claimed(point, upstream, high.read), high.read(point.x)
    try:
        exact = high.evaluate(function, x)
        bits = precision.nmant + 1
        by_code = [high.evaluate(function, x, bits=bits - spare) for spare in _SPARE_BITS]
        by_double = by_code if bits == 53 else [high.evaluate(function, x, bits=53 - each) for each in _SPARE_BITS]
    except Unavailable as reason:
        return None, np.zeros(()), str(reason)
    rounding, constants = (_farthest(high, each, exact, entries, point) for each in (by_code, by_double))
    exact = exact.reshape(-1, point.x.size)[:, entries]
    values, tolerance = high.floats(exact), ULPS * EPSILON * np.abs(found.values) + _UNDERFLOW + atol
    if np.any(np.abs(values - found.values) > tolerance):
        tolerance = tolerance + constants
    return Reading(values, tolerance, exact), 4 * rounding + np.max(rounding, initial=0.0), ""


def _farthest(
    high: HighPrecision, coarse: Sequence[Array], exact: Array, entries: Sequence[int], point: Point
) -> Doubles:
    strays = [np.abs(high.floats(each - exact)).reshape(-1, point.x.size)[:, entries] for each in coarse]
    finite = [np.where(np.isfinite(each), each, 0.0) for each in strays]
    return np.asarray(np.max(finite, axis=0))


def _sensitivity(
    claim: Claim,
    point: Point,
    upstream: Array | None,
    dtype: np.dtype[Any],
    entries: Sequence[int],
    generator: Generator,
) -> Doubles:
    """By how much the claimed gradient moves with the last places of all that it is given."""

    def nudged(by: float) -> Read:
        def read(value: Any) -> Any:
            value = as_dtype(dtype)(value)
            if np.asarray(value).dtype.kind != "f":
                return value
            return value * (1 + by * generator.choice((-1.0, 1.0), np.shape(value))).astype(dtype)

        return read

    unit = float(np.finfo(dtype).eps)
    plain = claim.claimed(point, upstream, as_dtype(dtype))(point.x.astype(dtype))
    least, more = (
        np.max([np.abs(claim.claimed(point, upstream, nudged(by))(nudged(by)(point.x)) - plain) for _ in range(_NUDGES)], axis=0)
        for by in (_LAST_PLACES * unit, _NUDGE)
    )
    strays = least + unit * more / _NUDGE
    largest = np.max(np.abs(plain[np.isfinite(plain)]), initial=0.0)
    tolerance = ULPS * (strays + unit * largest).reshape(-1, point.x.size)[:, entries]
    return np.where(np.isfinite(tolerance), tolerance, 0.0)


def _ulp(values: Doubles, precision: np.finfo[Any]) -> Doubles:
    with np.errstate(all="ignore"):
        spacing = np.spacing(np.abs(values).astype(precision.dtype)).astype(float)
    return np.where(np.isfinite(spacing), spacing, 0.0)


def _largest(errors: Doubles, found: Truth) -> float:
    """The largest error of those entries where the derivative is known and no number underflows."""
    counted = errors[np.isfinite(found.errors) & (np.abs(found.values) > _UNDERFLOW)]
    return float(np.max(counted, initial=0.0))


def _single_ulps(
    claim: Claim, point: Point, upstream: Array | None, entries: Sequence[int], found: Truth
) -> float | None:
    """The error of the code in single precision, where it gives that and the point is exact in it."""
    read = as_dtype(np.float32)
    numbers = [point.x, upstream, *point.parameters.values()]
    floating = [np.asarray(each) for each in numbers if np.asarray(each).dtype.kind == "f"]
    with np.errstate(all="ignore"):
        if found.exact is None or not all(np.array_equal(each, each.astype(np.float32)) for each in floating):
            return None
        values = np.asarray(claim.claimed(point, upstream, read)(read(point.x)))
        if values.dtype != np.float32:
            return None
        values = values.astype(float).reshape(-1, point.x.size)[:, entries]
        precision = np.finfo(np.float32)
        seen = np.abs(found.values) > float(precision.tiny)
        errors = np.abs(values - found.values) / _ulp(found.values, precision)
        return _largest(np.where(seen, errors, 0.0), found)


def _formula_error(formula: Reading | None, found: Truth, high: HighPrecision) -> float | None:
    """The largest relative error at many digits, where both the derivative and what is claimed are known to them."""
    if formula is None or formula.exact is None or found.exact is None:
        return None
    with np.errstate(all="ignore"):
        errors = high.floats(np.abs(formula.exact - found.exact)) / np.abs(found.values)
    return _largest(errors, found)


def _rest(
    claim: Claim, point: Point, upstream: Array | None, high: HighPrecision, generator: Generator
) -> bool | None:
    """Whether all entries together agree in one random direction, at many digits."""
    direction = high.read(generator.standard_normal(point.x.shape))
    x = high.read(point.x)
    along: Function = claim.function(point, upstream, high.read)
    step = high.context.mpf(10) ** -25
    try:
        slope, _ = high.jacobian(lambda t: along(x + t[0] * direction), high.read(np.zeros(1)), [0])
        claimed = high.evaluate(claim.claimed(point, upstream, high.read), x)
    except Unavailable:
        return None
    terms = np.asarray(claimed).reshape(-1, point.x.size) * np.asarray(direction).reshape(1, -1)
    bound = ULPS * EPSILON * np.abs(terms).sum(axis=1) + step
    return bool(np.all(np.abs(terms.sum(axis=1) - slope[:, 0]) <= bound))
