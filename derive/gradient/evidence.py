"""What one point shows: the derivative, what is claimed of it, and how much of their difference rounding explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from derive.gradient.claim import Claim, as_dtype
from derive.gradient.complex_step import complex_step
from derive.gradient.high_precision import HighPrecision, Unavailable
from derive.gradient.points import Point
from derive.gradient.rounding import ULPS, by_fewer_bits, by_last_places, units
from derive.gradient.truth import EPSILON, LARGEST, Truth, needs, truth

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
Wrong = np.ndarray[Any, np.dtype[np.bool_]]

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

    `code` is what the code gives, `formula` the same code at many digits, None where it does not run so, and
    `no_formula` says why. `ulps` is the largest error of the code in units in the last place, None where the
    derivative is not known so well; `single_ulps` that of the same code in single precision; `formula_error` the
    largest relative error at many digits. `rest` says whether all entries together agree in a random direction,
    None where all were looked at or it could not be seen.
    """

    claim: Claim
    entries: list[int]
    truth: Truth
    code: Reading
    formula: Reading | None
    no_formula: str
    ulps: float | None
    single_ulps: float | None
    formula_error: float | None
    rest: bool | None

    @property
    def point(self) -> Point:
        """Where this was measured."""
        return self.claim.point

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What the code gives, and what it gives at many digits where it can."""
        return (self.code,) if self.formula is None else (self.code, self.formula)

    @property
    def known(self) -> Wrong:
        """Where the derivative is known."""
        return np.isfinite(self.truth.errors)

    @property
    def largest(self) -> float:
        """The size of the largest entry of the derivative."""
        return float(np.max(np.abs(self.truth.values[self.known]), initial=0.0))

    @property
    def zero(self) -> Wrong:
        """Where the derivative is 0, or nothing beside the largest."""
        nothing = max(1e-40 * self.largest, _UNDERFLOW)
        return np.asarray(self.known & (np.abs(self.truth.values) <= nothing))

    @property
    def differs(self) -> Wrong:
        """Where the claimed gradient is wrong."""
        return np.asarray(np.any([self.wrong(each, each.values) for each in self.readings], axis=0))

    def wrong(self, reading: Reading, values: Doubles) -> Wrong:
        """Where these values differ from the derivative by more than rounding; what is no number always does."""
        bound = self.truth.errors + reading.tolerance
        with np.errstate(all="ignore"):
            return np.asarray(self.known & ~(np.abs(values - self.truth.values) <= bound))


def gather(claim: Claim, high: HighPrecision, generator: Generator) -> Evidence:
    """Everything about one point."""
    claimed = claim.coded()
    given = claimed.dtype if claimed.dtype.kind == "f" else np.dtype(np.float64)
    claimed = claimed.astype(float)
    lacking = needs(claim, high)
    entries = _looked_at(claim, claimed, generator, lacking=lacking)
    found = truth(claim, entries, high, lacking)
    formula, rounding, no_formula = _formula(claim, entries, found, given, high)
    rounding = rounding + claim.columns(by_last_places(claim, generator), entries)
    unit = units(found.values, given)
    code = Reading(claim.columns(claimed, entries), ULPS * unit + rounding + _UNDERFLOW + claim.atol)
    return Evidence(
        claim=claim,
        entries=entries,
        truth=found,
        code=code,
        formula=formula,
        no_formula=no_formula,
        ulps=_largest(np.abs(code.values - found.values) / unit, found) if found.exact is not None else None,
        single_ulps=_single_ulps(claim, entries, found),
        formula_error=_formula_error(formula, found, high),
        rest=_rest(claim, high, generator) if formula and len(entries) < claim.x.size else None,
    )


def _looked_at(claim: Claim, claimed: Doubles, generator: Generator, *, lacking: str) -> list[int]:
    """All entries of x; of a large one the least, the largest, the most suspect and some at random.

    Many digits take long for each entry; where something is `lacking` for those, more entries can be looked at.
    """
    size = claim.x.size
    if size <= (LARGEST if lacking else _ALL):
        return [*range(size)]
    many = _ALL if lacking else max(_FEWEST, _WORK // size)
    rows = claimed.reshape(-1, size)
    order = np.argsort(np.abs(rows).max(axis=0, initial=0.0))
    chosen = {int(order[0]), int(order[-1]), *map(int, np.argsort(_suspect(claim, rows))[-_SUSPECTS:])}
    return sorted({*chosen, *map(int, generator.permutation(size)[: many - len(chosen)])})


def _suspect(claim: Claim, claimed: Doubles) -> Doubles:
    """How far each entry is from what the complex step says, relative to it; 0 where that says nothing."""
    size = claim.x.size
    try:
        stepped = complex_step(claim.function(), claim.x, range(size)) if size <= LARGEST else claimed
    except Unavailable:
        stepped = claimed
    return np.nan_to_num(np.max(np.abs(claimed - stepped) / np.abs(stepped), axis=0, initial=0.0))


def _formula(
    claim: Claim, entries: list[int], found: Truth, given: np.dtype[Any], high: HighPrecision
) -> tuple[Reading | None, Doubles, str]:
    """The claimed gradient at many digits; the rounding of its code; why there is no formula.

    What remains as tolerance at many digits is for constants in it that are rounded to float64; what becomes of
    those is added only where it must be.
    """
    function, x = claim.claimed(high.read), high.read(claim.x)
    try:
        if claim.x.size > LARGEST:
            raise Unavailable(f"more than {LARGEST} entries would take too long")
        exact = high.evaluate(function, x)
        by_code, by_double = (
            claim.columns(by_fewer_bits(function, x, exact, np.finfo(dtype).nmant + 1, high), entries)
            for dtype in (given, np.float64)
        )
    except Unavailable as reason:
        return None, np.zeros(()), str(reason)
    exact = claim.columns(exact, entries)
    values, tolerance = high.floats(exact), ULPS * EPSILON * np.abs(found.values) + _UNDERFLOW + claim.atol
    if np.any(np.abs(values - found.values) > tolerance):
        tolerance = tolerance + by_double
    return Reading(values, tolerance, exact), 4 * by_code + np.max(by_code, initial=0.0), ""


def _largest(errors: Doubles, found: Truth) -> float:
    """The largest error of those entries where the derivative is known and no number underflows."""
    counted = errors[np.isfinite(found.errors) & (np.abs(found.values) > _UNDERFLOW)]
    return float(np.max(counted, initial=0.0))


def _single_ulps(claim: Claim, entries: list[int], found: Truth) -> float | None:
    """The error of the code in single precision, where it gives that and the point is exact in it."""
    single = np.dtype(np.float32)
    numbers = (claim.x, claim.upstream, *claim.point.parameters.values())
    floating = [np.asarray(each) for each in numbers if np.asarray(each).dtype.kind == "f"]
    if found.exact is None or not all(np.array_equal(each, each.astype(single)) for each in floating):
        return None
    values = claim.coded(as_dtype(single))
    if values.dtype != single:
        return None
    errors = np.abs(claim.columns(values.astype(float), entries) - found.values) / units(found.values, single)
    return _largest(np.where(np.abs(found.values) > np.finfo(single).tiny, errors, 0.0), found)


def _formula_error(formula: Reading | None, found: Truth, high: HighPrecision) -> float | None:
    """The largest relative error at many digits, where both sides are known to them."""
    if formula is None or formula.exact is None or found.exact is None:
        return None
    return _largest(high.floats(np.abs(formula.exact - found.exact)) / np.abs(found.values), found)


def _rest(claim: Claim, high: HighPrecision, generator: Generator) -> bool | None:
    """Whether all entries together agree in one random direction, at many digits."""
    x, direction = (high.read(each) for each in (claim.x, generator.standard_normal(claim.x.shape)))
    along = claim.function(high.read)
    try:
        slopes = high.jacobian(lambda t: along(x + t[0] * direction), high.read(np.zeros(1)), [0])
        claimed = high.evaluate(claim.claimed(high.read), x)
    except Unavailable:
        return None
    terms = np.asarray(claimed).reshape(-1, claim.x.size) * np.asarray(direction).reshape(1, -1)
    bound = ULPS * EPSILON * np.abs(terms).sum(axis=1) + _UNDERFLOW
    return bool(np.all(np.abs(terms.sum(axis=1) - slopes.values[:, 0]) <= bound))
