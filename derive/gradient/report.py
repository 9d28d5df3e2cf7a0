"""What a gradient check found, as plain data and in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from derive.gradient.curve import Curve
from derive.gradient.planted import Planted
from derive.gradient.plot import curve_figure, plot_curve

Outcome = Literal["agrees", "differs", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """The entry that is most clearly wrong: where, what is claimed, what the derivative is."""

    point: str
    entry: str
    claimed: float
    derivative: float
    ulps: float

    @property
    def relative(self) -> float:
        """The error relative to the entry; infinite where the derivative is 0."""
        error = abs(self.claimed - self.derivative)
        return error / abs(self.derivative) if self.derivative else float("inf")

    def __str__(self) -> str:
        claimed, derivative = f"{self.claimed:.6g}", f"{self.derivative:.6g}"
        if claimed == derivative:
            claimed, derivative = f"{self.claimed:.17g}", f"{self.derivative:.17g}"
        size = f", {self.relative:.2g} of its size" if 0 < self.relative < float("inf") else ""
        return f"{self.entry} at the {self.point}: claimed {claimed}, the derivative is {derivative}{size}"


@dataclass(frozen=True, slots=True)
class PointReport:
    """One point: how many entries were compared and how many differ, the error of the code there.

    `judged_by` is empty where nothing could be said, and `note` says why. `ulps` are those of the dtype of the code,
    `single_ulps` those of the same code in single precision.
    """

    label: str
    judged_by: str
    entries: int = 0
    differing: int = 0
    ulps: float | None = None
    single_ulps: float | None = None
    formula_error: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class GradientReport:
    """The outcome of a check and all that supports it. True in a condition only if the gradient agrees."""

    outcome: Outcome
    reason: str
    seed: int
    points: tuple[PointReport, ...] = ()
    planted: tuple[Planted, ...] = ()
    methods: tuple[tuple[str, str], ...] = ()
    worst: Discrepancy | None = None
    curve: Curve | None = None
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.outcome == "agrees"

    @property
    def ulps(self) -> float | None:
        """The largest error of the code at any point, in units in the last place."""
        return max((point.ulps for point in self.points if point.ulps is not None), default=None)

    @property
    def single_ulps(self) -> float | None:
        """The largest error of the code in single precision, in units in the last place of a float32."""
        return max((each.single_ulps for each in self.points if each.single_ulps is not None), default=None)

    def plot(self, path: str | Path | None = None) -> Any:
        """The V-curve as a matplotlib figure, written as PNG, SVG or PDF where a path is given.

        Raises `ValueError` where there is no curve.
        """
        if self.curve is None:
            raise ValueError(f"there is no curve to plot: {self.reason}")
        title = f"The gradient {self.outcome} · seed {self.seed}"
        if path is not None:
            plot_curve(self.curve, path, title=title)
        return curve_figure(self.curve, title=title)

    def __str__(self) -> str:
        return "\n".join([f"{self.outcome}: {self.reason}", *self._lines(), f"seed {self.seed}"])

    __repr__ = __str__

    def _lines(self) -> list[str]:
        lines = [f"  {name}: {found}" for name, found in self.methods]
        if self.curve is not None and self.curve.order is not None:
            lines.append(f"  central differences converge with order {self.curve.order:.2g}")
        lines += [_point_line(point) for point in self.points]
        if self.planted:
            planted = sum(each.planted for each in self.planted)
            missed = sum(len(each.missed) for each in self.planted)
            lines.append(f"  {planted} wrong gradients planted, {missed} missed")
        return lines + [f"  note: {note}" for note in self.notes]


def _point_line(point: PointReport) -> str:
    parts = [f"{point.entries} entries", *([f"{point.differing} differ"] if point.differing else [])]
    for number, unit in ((point.ulps, "ulp"), (point.single_ulps, "ulp in single precision")):
        if number is not None:
            parts.append(f"{number:.3g} {unit}")
    if point.formula_error is not None:
        parts.append(f"formula to {point.formula_error:.1g}")
    said = ", ".join(parts) if point.judged_by else point.note
    return f"  {point.label}: {said}"
