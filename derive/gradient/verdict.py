"""From what the points show to an outcome: any difference denies, everything must have been able to show one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from derive.gradient.claim import Claim
from derive.gradient.differences import observed_order, quotients
from derive.gradient.evidence import Evidence
from derive.gradient.planted import Planted, entry_name, plant
from derive.gradient.points import Point, special
from derive.gradient.report import Curve, Discrepancy, GradientReport, Outcome, PointReport
from derive.gradient.truth import METHODS

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]

_ALIKE = 1e-9
_SINGLE = 3e-6
"""So large become errors in single precision that is used well."""

_CURVED_ENTRIES = 16
_LOST = 1e5
"""From so many ulp on, the loss of digits in the code is said."""


@dataclass(frozen=True)
class Left:
    """A point where nothing can be said, and why; whether that forbids to say `agrees`."""

    point: Point
    why: str
    blocks: bool


Found = Evidence | Left


def verdict(
    claim: Claim, found: Sequence[Found], parameters: Mapping[str, Any], seed: int, generator: Generator
) -> GradientReport:
    """The report of a check."""
    evidence = [each for each in found if isinstance(each, Evidence)]
    planted = plant(evidence) if evidence else []
    worst = _worst(evidence)
    curve = next((_curve(claim, each) for each in evidence if each.point.moderate), None)
    doubts = [*_doubts(found, evidence, parameters, planted)]
    outcome: Outcome
    if worst is not None or any(each.rest is False for each in evidence):
        outcome, reason = "differs", _denial(evidence, worst)
    elif doubts:
        outcome, reason = "inconclusive", doubts[0]
    else:
        outcome, reason = "agrees", _agreement(evidence)
    return GradientReport(
        outcome,
        reason,
        seed,
        points=tuple(map(_point_report, found)),
        planted=tuple(planted),
        methods=tuple(evidence[0].truth.seen.items()) if evidence else (),
        worst=worst,
        curve=curve,
        notes=tuple(_notes(evidence, curve, doubts[1:] if outcome == "inconclusive" else [])),
    )


def _worst(evidence: Sequence[Evidence]) -> Discrepancy | None:
    """The entry that is wrong by the most, relative to itself, at the first point that shows one; moderate ones first."""
    ordered = sorted(evidence, key=lambda each: not each.point.moderate)
    return next((_discrepancy(each) for each in ordered if each.differs.any()), None)


def _discrepancy(evidence: Evidence) -> Discrepancy:
    reading = next(each for each in evidence.readings if evidence.wrong(each, each.values).any())
    truth, errors = np.abs(evidence.truth.values), np.abs(reading.values - evidence.truth.values)
    relative = np.where(np.isnan(errors), np.inf, errors / truth)
    relative[~evidence.wrong(reading, reading.values)] = -1.0
    worst = np.where(relative >= relative.max() * (1 - _ALIKE), truth, -1.0)
    row, column = (int(each) for each in np.unravel_index(int(np.argmax(worst)), worst.shape))
    return Discrepancy(
        point=str(evidence.point),
        entry=entry_name(evidence, row, column),
        claimed=float(reading.values[row, column]),
        derivative=float(evidence.truth.values[row, column]),
        ulps=float(errors[row, column] / np.spacing(truth[row, column])),
    )


def _denial(evidence: Sequence[Evidence], worst: Discrepancy | None) -> str:
    if worst is None:
        return "in a random direction, all entries together differ from the derivative"
    like = _looks_like(evidence)
    return f"{worst}{f'; {like}' if like else ''}"


def _looks_like(evidence: Sequence[Evidence]) -> str:
    """What the claimed gradient is, where a common slip explains it at all moderate points."""
    moderate = [each for each in evidence if each.point.moderate and np.any(each.truth.values != 0)]
    if not any(each.differs.any() for each in moderate):
        return ""
    factors = [_factor(each) for each in moderate]
    if factors and all(factor is not None for factor in factors):
        return _as_factor(np.array(factors, dtype=float), moderate)
    wrong = sum(int(each.differs.sum()) for each in moderate)
    counted = sum(each.differs.size for each in moderate)
    if all(_relative(each) < _SINGLE for each in moderate):
        return "the errors are as small as those of single precision"
    return f"{wrong} of {counted} entries differ" if 0 < wrong < counted else ""


def _factor(evidence: Evidence) -> float | None:
    """The factor by which all entries differ from the derivative, if it is one."""
    nonzero = evidence.known & (np.abs(evidence.truth.values) > 1e-290)
    factors = evidence.code.values[nonzero] / evidence.truth.values[nonzero]
    if factors.size == 0 or not np.all(np.isfinite(factors)):
        return None
    middle = float(np.median(factors))
    return middle if np.all(np.abs(factors - middle) <= _ALIKE * abs(middle) + 1e-12) else None


def _as_factor(factors: Doubles, moderate: Sequence[Evidence]) -> str:
    if np.allclose(factors, factors[0], rtol=_ALIKE, atol=0):
        if abs(factors[0] + 1) < _ALIKE:
            return "the sign is wrong"
        return f"every entry is {factors[0]:.9g} times the derivative"
    for name in moderate[0].point.scalars:
        values = np.array([each.point.scalars.get(name, np.nan) for each in moderate])
        for power, said in ((1, name), (-1, f"1/{name}"), (2, f"{name}²"), (-2, f"1/{name}²")):
            if np.allclose(factors, values**power, rtol=_ALIKE, atol=0):
                return f"every entry is {said} times the derivative"
    return ""


def _relative(evidence: Evidence) -> float:
    """The largest relative error."""
    errors = np.abs(evidence.code.values - evidence.truth.values) / np.abs(evidence.truth.values)
    return float(np.max(errors[~evidence.zero], initial=0.0))


def _doubts(
    found: Sequence[Found],
    evidence: Sequence[Evidence],
    parameters: Mapping[str, Any],
    planted: Sequence[Planted],
) -> Iterator[str]:
    """Why agreement may not be said, the weightiest first."""
    left = [each for each in found if isinstance(each, Left)]
    yield from (f"at the {each.point}: {each.why}" for each in left if each.blocks)
    if not any(each.point.moderate and each.known.any() for each in evidence):
        yield f"there is no derivative to compare with at a point of ordinary size: {_why_none(left)}"
        return
    for each in evidence:
        if each.truth.jumps and each.point.moderate:
            yield f"f has a kink in {entry_name(each, *each.truth.jumps[0])} at the {each.point}"
    for each in evidence:
        if len(each.entries) < each.point.x.size and not each.rest:
            yield f"only {len(each.entries)} of {each.point.x.size} entries were looked at; check a smaller size"
            break
    held = [*special(parameters)]
    if held:
        yield f"{', '.join(held)} was held: a wrong gradient may hide there; let it be drawn"
    missed = [name for each in planted for name in each.missed]
    if missed:
        more = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
        yield f"a planted wrong gradient was not noticed ({missed[0]}{more}){_how_to_see(evidence)}"


def _why_none(left: Sequence[Left]) -> str:
    if not left:
        return "f cannot be differentiated there"
    return f"{left[0].why}; draw x from where f is defined, such as at=positive('n')"


def _how_to_see(evidence: Sequence[Evidence]) -> str:
    seen = evidence[0].truth.seen.get(METHODS[0], "")
    if evidence[0].truth.method != METHODS[0]:
        return f"; differences at many digits would see it, but are {seen}"
    return (
        f"; the code's own rounding hides it, and at many digits: {evidence[0].no_formula}"
        if evidence[0].no_formula
        else ""
    )


def _agreement(evidence: Sequence[Evidence]) -> str:
    entries = sum(each.known.sum() for each in evidence)
    judges = " and ".join(dict.fromkeys(each.truth.method for each in evidence))
    return f"{entries} entries at {len(evidence)} points, by {judges}{_precision(evidence)}"


def _precision(evidence: Sequence[Evidence]) -> str:
    if any(each.truth.exact is None for each in evidence):
        return ""
    errors = [each.formula_error for each in evidence if each.formula_error is not None]
    formula = f"the formula to {max(errors):.1g}, " if len(errors) == len(evidence) else ""
    return f", {formula}the code to {max(each.ulps or 0.0 for each in evidence):.3g} ulp"


def _notes(evidence: Sequence[Evidence], curve: Curve | None, doubts: Sequence[str]) -> Iterator[str]:
    yield from doubts
    if curve is not None and curve.order is not None and curve.order < 1.5:
        yield f"central differences converge with order {curve.order:.1f} and not 2: f has a kink or jump near the point"
    if evidence and evidence[0].no_formula:
        yield f"the gradient was not evaluated at many digits: {evidence[0].no_formula}"
    for each in evidence:
        if each.ulps is not None and each.ulps > _LOST and not each.differs.any():
            digits = min(16.0, np.log10(each.ulps))
            yield f"at the {each.point} the code loses {digits:.0f} of 16 digits to rounding, as the formula is written"
    sampled = [each for each in evidence if len(each.entries) < each.point.x.size]
    if sampled:
        rest = "; the others agree in a random direction" if all(each.rest for each in sampled) else ""
        yield f"{len(sampled[0].entries)} of {sampled[0].point.x.size} entries were looked at{rest}"


def _point_report(found: Found) -> PointReport:
    if isinstance(found, Left):
        return PointReport(str(found.point), "", note=found.why)
    return PointReport(
        str(found.point),
        found.truth.method,
        entries=int(found.known.sum()),
        differing=int(found.differs.sum()),
        ulps=found.ulps,
        single_ulps=found.single_ulps,
        formula_error=found.formula_error,
    )


def _curve(claim: Claim, evidence: Evidence) -> Curve:
    """The error of central differences at each step, against the claimed gradient and the derivative."""
    few = slice(0, _CURVED_ENTRIES)
    function = claim.function(evidence.point, evidence.upstream)
    steps, slopes = quotients(function, evidence.point.x, evidence.entries[few])
    true, claimed = evidence.truth.values[:, few], evidence.code.values[:, few]
    scale = float(np.max(np.abs(true[np.isfinite(true)]), initial=0.0)) or 1.0
    errors, true_errors = (
        np.max(np.abs(slopes - each) / scale, axis=(1, 2), initial=0.0) for each in (claimed, true)
    )
    order = observed_order(true_errors)
    return Curve(
        tuple(steps.tolist()), tuple(errors.tolist()), tuple(true_errors.tolist()), order, str(evidence.point)
    )
