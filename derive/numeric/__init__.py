"""The third voice: derivatives by finite differences.

Both sides are written out in components with a symbol for every letter and for every derivative, and
compiled by `sympy.lambdify`. A derivative is then measured, never computed by a rule:

    ∂f/∂z_d ≈ (f(z + h e_d) − f(z − h e_d)) / 2h        error c h² + …

in double precision over a range of steps h, which shows the order of convergence (2 expected), and with 70
digits or more at h = 1e-25, where some 45 digits of the function are right: these judge, each entry on its own
scale. Where the sides then differ, four times the digits tell a false claim from a derivative that is
smaller than its function by many orders of magnitude.

In: two sides, hypotheses, a seed. Out: a `FiniteDifference`. In the order to read it:

    arithmetics  doubles, and many digits
    doubles      a double for each step
    compiling    expressions made into functions, layer by layer
    points       both sides at one point
"""

from __future__ import annotations

import random
from dataclasses import replace

from sympy import Expr

from derive.language.hypotheses import Hypothesis
from derive.language.sayings import UNSAID, Saying, reason
from derive.numeric.arithmetics import STEPS
from derive.numeric.points import TOLERANCE, Point, measure, point_at
from derive.results import FiniteDifference
from derive.values.assignment import Assignment
from derive.values.holding import Needed
from derive.values.numbers import Undefined
from derive.values.sizes import candidates
from derive.values.survey import Survey
from derive.values.walk import Places

__all__ = ["STEPS", "TOLERANCE", "check_numbers", "denies"]

_POINTS = 2

_LOST = 1e-2
"""The relative error from which differences in double precision say nothing, where those at many digits agree."""


def denies(made: Assignment, places: Places) -> bool | None:
    """Whether finite differences at many digits deny the claim at one entry of an instance; None without a value."""
    try:
        point = measure(made, [places], one_by_one=False)
    except Undefined:
        return None
    if made.survey.relation == "=":
        return point.high_precision_error > TOLERANCE
    return point.gap <= TOLERANCE if made.survey.relation == ">" else point.gap < 0


def check_numbers(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    relation: str = "=",
    curve: bool = False,
    conditions: tuple[Needed, ...] = (),
) -> FiniteDifference:
    """Both sides compared by finite differences at random points, at unequal sizes, drawn from `seed`.

    `relation` is what is claimed of them: "=", ">" or "≥". The high-precision differences judge; those in
    double precision give the error and the order of convergence (None where no derivative stands, or where
    the error is already that of rounding, as for a quadratic function). With `curve` the errors at each step go
    along, of the first point that has a derivative.
    """
    survey = Survey(left, right, given, relation, rational=False)
    generator = random.Random(f"{seed} numbers")
    points: list[Point] = []
    fault = Saying("no size is small enough to be written out")
    sizes = [*candidates(survey)] if survey.dims else [{}, {}]
    for size in (*sizes[1:], *sizes[:1]):
        found = point_at(survey, size, generator, conditions)
        if isinstance(found, Saying):
            fault = found
            continue
        points.append(found)
        if len(points) == _POINTS:
            break
    if not points:
        return FiniteDifference(None, None, None, 0, seed, agrees=False, note=fault, inconclusive=True)
    measured = next((point for point in points if point.has_slopes), None)
    judged = replace(_judged(survey, points, seed), derivative=measured is not None)
    return _with_curve(judged, measured) if curve and measured is not None else judged


def _with_curve(found: FiniteDifference, point: Point) -> FiniteDifference:
    errors, true_errors = (tuple(point.errors(side)) for side in (point.other, point.own))
    return replace(found, steps=STEPS, errors=errors, true_errors=true_errors)


def _judged(survey: Survey, points: list[Point], seed: int) -> FiniteDifference:
    if survey.relation != "=":
        order = min((point.order for point in points if point.order is not None), default=None)
        gap = min(point.gap for point in points)
        agrees = gap > 0 or (survey.relation == "≥" and gap > -TOLERANCE)
        note = reason("left − right is at least {}", f"{gap:.3g}")
        return FiniteDifference(None, order, None, len(points), seed, agrees, note)
    high = max(point.high_precision_error for point in points)
    agrees = high <= TOLERANCE
    note = UNSAID if agrees else reason("the sides differ by {} of their size", f"{high:.3g}")
    seen = [point for point in points if point.error is None or point.error <= _LOST]
    if agrees and len(seen) < len(points):
        lost = len(points) - len(seen)
        note = reason("in double precision lost to rounding at {} of {} points", lost, len(points))
    else:
        seen = points
    error = max((point.error for point in seen if point.error is not None), default=None)
    order = min((point.order for point in seen if point.order is not None), default=None)
    return FiniteDifference(error, order, high, len(points), seed, agrees, note)
