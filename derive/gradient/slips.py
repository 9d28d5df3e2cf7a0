"""What a wrong gradient looks like: a sign, a factor, a missing 1/T, single precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from derive.gradient.evidence import Evidence

Doubles = np.ndarray[Any, np.dtype[np.float64]]

_ALIKE = 1e-9
_SINGLE = 3e-6
"""So large become errors in single precision that is used well."""


def looks_like(evidence: Sequence[Evidence]) -> str:
    """What the claimed gradient is, where one slip explains it at all moderate points; else how much differs."""
    moderate = [each for each in evidence if each.point.moderate and not np.all(each.zero)]
    if not any(each.differs.any() for each in moderate):
        return ""
    factors = [_factor(each) for each in moderate]
    if all(factor is not None for factor in factors):
        return _as_factor(np.array(factors, dtype=float), moderate)
    if all(_error(each) < _SINGLE for each in moderate):
        return "the errors are as small as those of single precision"
    wrong, counted = (
        sum(int(each.differs.sum()) for each in moderate),
        sum(each.differs.size for each in moderate),
    )
    return f"{wrong} of {counted} entries differ" if wrong < counted else ""


def _factor(evidence: Evidence) -> float | None:
    """The factor by which all entries differ from the derivative, if it is one."""
    nonzero = evidence.known & ~evidence.zero
    factors = evidence.code.values[nonzero] / evidence.truth.values[nonzero]
    if factors.size == 0 or not np.all(np.isfinite(factors)):
        return None
    middle = float(np.median(factors))
    return middle if np.all(np.abs(factors - middle) <= _ALIKE * abs(middle)) else None


def _as_factor(factors: Doubles, moderate: Sequence[Evidence]) -> str:
    """One factor at all points, or a power of a parameter."""
    if np.allclose(factors, factors[0], rtol=_ALIKE, atol=0):
        wrong_sign = abs(factors[0] + 1) < _ALIKE
        return "the sign is wrong" if wrong_sign else f"every entry is {factors[0]:.12g} times the derivative"
    for name in moderate[0].point.scalars:
        values = np.array([each.point.scalars.get(name, np.nan) for each in moderate])
        for power, said in ((1, name), (-1, f"1/{name}"), (2, f"{name}²"), (-2, f"1/{name}²")):
            if np.allclose(factors, values**power, rtol=_ALIKE, atol=0):
                return f"every entry is {said} times the derivative"
    return ""


def _error(evidence: Evidence) -> float:
    """The largest relative error of an entry."""
    errors = np.abs(evidence.code.values - evidence.truth.values) / np.abs(evidence.truth.values)
    return float(np.max(errors[~evidence.zero], initial=0.0))
