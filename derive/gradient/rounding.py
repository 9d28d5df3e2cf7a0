"""How far rounding may lead the code of a claimed gradient: measured, not assumed.

In two ways. The code is run at 43 … 47 bits, where its own rounding shows enlarged, and compared with what it
gives at 450 digits; this needs code that runs on such numbers. And all that it is given is moved in the last
places, and by a millionth of itself, which shows how much its values depend on them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from derive.gradient.claim import Claim, Read, as_dtype
from derive.gradient.high_precision import Function, HighPrecision

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]

ULPS = 64
"""So many units in the last place are rounding, whatever else is known."""

_SPARE_BITS = (6, 7, 8, 9, 10)
_LAST_PLACES, _MILLIONTH, _TIMES = 4, 2.0**-20, 5


def by_fewer_bits(function: Function, x: Array, exact: Array, bits: int, high: HighPrecision) -> Doubles:
    """The largest error of the values with fewer than `bits` bits, flat. Raises `Unavailable`."""
    coarse = [high.evaluate(function, x, bits=bits - spare) for spare in _SPARE_BITS]
    strays = [np.abs(high.floats(each - exact)) for each in coarse]
    return np.asarray(np.max([np.where(np.isfinite(each), each, 0.0) for each in strays], axis=0))


def by_last_places(claim: Claim, generator: Generator) -> Doubles:
    """What of the values, flat, the last places decide of all that the claimed gradient is given."""
    unit = float(np.finfo(claim.dtype).eps)
    plain = claim.coded().astype(float)

    def strays(by: float) -> Doubles:
        read = _moved(by, claim.dtype, generator)
        return np.asarray(np.max([np.abs(claim.coded(read) - plain) for _ in range(_TIMES)], axis=0))

    largest = np.max(np.abs(plain[np.isfinite(plain)]), initial=0.0)
    tolerance = ULPS * (strays(_LAST_PLACES * unit) + unit * strays(_MILLIONTH) / _MILLIONTH + unit * largest)
    tolerance += unit * slope_scale(claim)
    return np.where(np.isfinite(tolerance), tolerance, 0.0)


def slope_scale(claim: Claim) -> float:
    """|f| / |x|: of about this size are the numbers that a gradient is made of, though it may be smaller."""
    size = float(np.max(np.abs(claim.x), initial=0.0)) or 1.0
    return float(np.max(np.abs(claim.function()(claim.x)), initial=0.0)) / size


def units(values: Doubles, dtype: np.dtype[Any]) -> Doubles:
    """The unit in the last place of each value; 0 for what the dtype cannot hold."""
    with np.errstate(all="ignore"):
        spacing = np.spacing(np.abs(values).astype(dtype)).astype(float)
    return np.where(np.isfinite(spacing), spacing, 0.0)


def _moved(by: float, dtype: np.dtype[Any], generator: Generator) -> Read:
    """Numbers moved up or down by this part of themselves."""

    def read(value: Any) -> Any:
        value = as_dtype(dtype)(value)
        if np.asarray(value).dtype.kind != "f":
            return value
        return value * (1 + by * generator.choice((-1.0, 1.0), np.shape(value))).astype(dtype)

    return read
