"""The order of convergence that errors at halved steps show."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import inf, isfinite, log2
from statistics import median


def observed_order(errors: Iterable[float]) -> float | None:
    """The order p of an error c h^p at steps that are halved, where it is well above rounding; else None.

    Between h and h/2 it is log2 of the quotient of the errors; taken is the median of the last four such pairs
    above thirty times the smallest error. An error that stays large has order 0.
    """
    finite = [float(each) for each in errors if isfinite(each)]
    floor = max(min(30 * min(finite, default=inf), 1e-2), 1e-13)
    above = next((place for place, each in enumerate(finite) if each <= floor), len(finite))
    used = finite[:above][-5:]
    orders = [log2(wide / narrow) for wide, narrow in pairwise(used)]
    return median(orders) if orders else None
