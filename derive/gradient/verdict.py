"""From what the points show to an outcome: a difference denies; to agree, each point must be able to show one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.convergence import observed_order
from derive.gradient.curve import Curve
from derive.gradient.differences import quotients
from derive.gradient.evidence import Evidence
from derive.gradient.planted import Planted, entry_name, plant
from derive.gradient.points import Point, special
from derive.gradient.report import Discrepancy, GradientReport, Outcome, PointReport
from derive.gradient.slips import looks_like
from derive.gradient.truth import HIGH

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


def verdict(found: Sequence[Found], parameters: Mapping[str, Any], seed: int) -> GradientReport:
    """The report of a check."""
    evidence = [each for each in found if isinstance(each, Evidence)]
    planted = plant(evidence)
    worst = _worst(evidence)
    curve = next((_curve(each) for each in evidence if each.point.moderate), None)
    doubts = [*_doubts(found, evidence, parameters, planted)]
    outcome: Outcome
    if worst is not None or any(each.rest is False for each in evidence):
        outcome, reason, doubts = "differs", _denial(evidence, worst), []
    elif doubts:
        outcome, (reason, *doubts) = "inconclusive", doubts
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
        notes=(*doubts, *_notes(evidence, curve)),
    )


def _worst(evidence: Sequence[Evidence]) -> Discrepancy | None:
    """The entry that is wrong by the most, relative to itself, at the first point that shows one."""
    ordered = sorted(evidence, key=lambda each: not each.point.moderate)
    return next((_discrepancy(each) for each in ordered if each.differs.any()), None)


def _discrepancy(evidence: Evidence) -> Discrepancy:
    reading = next(each for each in evidence.readings if evidence.wrong(each, each.values).any())
    truth, errors = np.abs(evidence.truth.values), np.abs(reading.values - evidence.truth.values)
    relative = np.where(np.isnan(errors), np.inf, errors / truth)
    relative[~evidence.wrong(reading, reading.values)] = -1.0
    largest = np.where(relative >= relative.max() * (1 - 1e-9), truth, -1.0)
    row, column = (int(each) for each in np.unravel_index(int(np.argmax(largest)), largest.shape))
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
    like = looks_like(evidence)
    return f"{worst}{f'; {like}' if like else ''}"


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
    yield from _unseen(evidence)
    held = [*special(parameters)]
    if held:
        yield f"{', '.join(held)} was held: a wrong gradient may hide there; let it be drawn"
    missed = [name for each in planted for name in each.missed]
    if missed:
        more = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
        yield f"a planted wrong gradient was not noticed ({missed[0]}{more}){_how_to_see(evidence[0])}"


def _unseen(evidence: Sequence[Evidence]) -> Iterator[str]:
    """Kinks, and entries that were not looked at."""
    for each in evidence:
        if each.truth.jumps and each.point.moderate:
            yield f"f has a kink in {entry_name(each, *each.truth.jumps[0])} at the {each.point}"
    for each in evidence:
        if len(each.entries) < each.claim.x.size and not each.rest:
            yield f"only {len(each.entries)} of {each.claim.x.size} entries were looked at: check a smaller size"
            return


def _why_none(left: Sequence[Left]) -> str:
    if not left:
        return "f cannot be differentiated there"
    return f"{left[0].why}; draw x from where f is defined, such as at=positive('n')"


def _how_to_see(evidence: Evidence) -> str:
    if evidence.truth.method != HIGH:
        return f"; differences at many digits would see it, but are {evidence.truth.seen[HIGH]}"
    return f"; at many digits it would show, but there: {evidence.no_formula}" if evidence.no_formula else ""


def _agreement(evidence: Sequence[Evidence]) -> str:
    entries = sum(int(each.known.sum()) for each in evidence)
    judges = " and ".join(dict.fromkeys(each.truth.method for each in evidence))
    return f"{entries} entries at {len(evidence)} points, by {judges}{_precision(evidence)}"


def _precision(evidence: Sequence[Evidence]) -> str:
    if any(each.truth.exact is None for each in evidence):
        return ""
    errors = [each.formula_error for each in evidence if each.formula_error is not None]
    formula = f"the formula to {max(errors):.1g}, " if len(errors) == len(evidence) else ""
    return f"; {formula}the code to {max(each.ulps or 0.0 for each in evidence):.3g} ulp"


def _notes(evidence: Sequence[Evidence], curve: Curve | None) -> Iterator[str]:
    if curve is not None and curve.order is not None and curve.order < 1.5:
        yield f"central differences have order {curve.order:.1f} and not 2: f has a kink or jump near the point"
    if evidence and evidence[0].no_formula:
        yield f"the gradient was not evaluated at many digits: {evidence[0].no_formula}"
    for each in evidence:
        if each.ulps is not None and each.ulps > _LOST and not each.differs.any():
            digits = min(16.0, np.log10(each.ulps))
            yield f"at the {each.point} the code loses {digits:.0f} of 16 digits to rounding, as it is written"
    sampled = [each for each in evidence if len(each.entries) < each.claim.x.size]
    if sampled and all(each.rest for each in sampled):
        few, all_of_them = len(sampled[0].entries), sampled[0].claim.x.size
        yield f"{few} of {all_of_them} entries were looked at; the others agree in a random direction"


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


def _curve(evidence: Evidence) -> Curve:
    """The error of central differences at each step, against the claimed gradient and the derivative."""
    few = slice(0, _CURVED_ENTRIES)
    steps, slopes = quotients(evidence.claim.function(), evidence.claim.x, evidence.entries[few])
    errors, true_errors = (
        np.max(np.abs(slopes - values[:, few]) / (evidence.largest or 1.0), axis=(1, 2), initial=0.0)
        for values in (evidence.code.values, evidence.truth.values)
    )
    return Curve(
        steps=tuple(steps.tolist()),
        errors=tuple(errors.tolist()),
        true_errors=tuple(true_errors.tolist()),
        order=observed_order(true_errors),
        point=str(evidence.point),
    )
