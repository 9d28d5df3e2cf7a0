"""The V-curve: the error of central differences against the step, on logarithmic scales.

From large steps downward the error falls with the square of the step, until rounding, which grows as 1/h, takes over. A
claimed gradient that is wrong shows as a floor that no step gets below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from derive.gradient.report import Curve

ORANGE, BLUE, GREY = "#d55e00", "#0072b2", "#595959"
"""Of Okabe and Ito's palette, told apart by every kind of colour vision; the lines differ in shape too."""


class NoMatplotlib(ImportError):
    """matplotlib, which plots need, is not installed."""


def plot_curve(curve: Curve, path: str | Path, *, title: str = "") -> None:
    """Write the curve to `path`, in the format of its ending: .png, .svg, .pdf.

    Raises `NoMatplotlib` where that is missing, `ValueError` for an ending that it does not know, `OSError` where the
    file cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as fault:
        message = "plots need matplotlib: pip install 'derive[plots]', or pip install matplotlib"
        raise NoMatplotlib(message) from fault
    figure = Figure(figsize=(7, 4.8), layout="constrained")
    axes = figure.subplots()
    _draw(axes, curve)
    axes.set_title(title or "Central differences", fontsize=12)
    figure.savefig(path, dpi=150)


def _draw(axes: Any, curve: Curve) -> None:
    axes.loglog(
        *_shown(curve.steps, curve.errors),
        "-o",
        color=ORANGE,
        markersize=5,
        label="against the claimed gradient",
    )
    if curve.true_errors != curve.errors:
        axes.loglog(
            *_shown(curve.steps, curve.true_errors),
            "--s",
            color=BLUE,
            markersize=3.5,
            label="against the derivative",
        )
    _draw_order(axes, curve)
    axes.set_xlabel("step h", fontsize=11)
    axes.set_ylabel("error, relative to the largest entry", fontsize=11)
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.legend(frameon=False, fontsize=10)


def _draw_order(axes: Any, curve: Curve) -> None:
    """A line of the order that is expected, h², through the error at the largest step."""
    finite = [(h, e) for h, e in zip(curve.steps, curve.true_errors, strict=True) if 0 < e < float("inf")]
    if not finite or curve.order is None:
        return
    (h, error), least = finite[0], min(each for _, each in finite)
    low = h * (least / error) ** 0.5
    observed = f"observed order {curve.order:.2f}; the line has order 2"
    axes.loglog([h, low], [2 * error, 2 * least], ":", color=GREY, label=observed)


def _shown(steps: tuple[float, ...], errors: tuple[float, ...]) -> tuple[list[float], list[float]]:
    """The points that a logarithmic scale has room for."""
    shown = [(h, e) for h, e in zip(steps, errors, strict=True) if 0 < e < float("inf")]
    return [h for h, _ in shown], [e for _, e in shown]
