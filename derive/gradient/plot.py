"""The V-curve: the error of central differences against the step, on logarithmic scales.

From large steps downward the error falls with the square of the step, until rounding, which grows as 1/h, takes
over. A claimed gradient that is wrong shows as a floor that no step gets below.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from derive.gradient.curve import Curve

ORANGE, BLUE, GREY = "#d55e00", "#0072b2", "#595959"
"""Of Okabe and Ito's palette, told apart by every kind of colour vision; the lines differ in shape too."""

FORMATS = (".png", ".svg", ".pdf")
NEEDED = "plots need matplotlib: pip install 'derive-check[plots]', or pip install matplotlib"


class NoMatplotlib(ImportError):
    """matplotlib, which plots need, is not installed."""


def plot_curve(curve: Curve, path: str | Path, *, title: str = "", labels: Sequence[str] = ()) -> None:
    """Write the curve to `path`, in the format of its ending: .png, .svg or .pdf; complete or not at all.

    `labels` are the names of its two lines. Raises `NoMatplotlib` where that is missing, `ValueError` for another
    ending, `OSError` where the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"a plot is written as one of {', '.join(FORMATS)}, not as {path.name}")
    drawn = BytesIO()
    curve_figure(curve, title=title, labels=labels).savefig(drawn, format=path.suffix[1:].lower(), dpi=150)
    _write(path, drawn.getvalue())


def curve_figure(curve: Curve, *, title: str = "", labels: Sequence[str] = ()) -> Any:
    """The curve as a matplotlib figure. Raises `NoMatplotlib`."""
    try:
        from matplotlib.figure import Figure  # type: ignore[import-not-found, unused-ignore]
    except ImportError as fault:
        raise NoMatplotlib(NEEDED) from fault
    figure = Figure(figsize=(7, 5.4), layout="constrained")
    _draw(
        figure.subplots(), curve, title, labels or ("against the claimed gradient", "against the derivative")
    )
    return figure


def _write(path: Path, content: bytes) -> None:
    """A file that is complete or absent: beside its place first, then moved there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _draw(axes: Any, curve: Curve, title: str, labels: Sequence[str]) -> None:
    claimed, true = (_shown(curve.steps, errors) for errors in (curve.errors, curve.true_errors))
    axes.loglog(*claimed, "-o", color=ORANGE, markersize=6, label=labels[0])
    if true != claimed:
        axes.loglog(*true, "--s", color=BLUE, markersize=3.5, label=labels[1])
    _draw_order(axes, curve)
    axes.set_title(title or "Central differences", fontsize=12)
    axes.set_xlabel("step h", fontsize=11)
    axes.set_ylabel("error, relative", fontsize=11)
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.figure.legend(loc="outside lower center", frameon=False, fontsize=10)


def _draw_order(axes: Any, curve: Curve) -> None:
    """A line of the order that is expected, beside the errors from the largest step to the best."""
    steps, errors = _shown(curve.steps, curve.true_errors)
    if curve.order is None or not errors:
        return
    low = steps[0] * (min(errors) / errors[0]) ** 0.5
    label = f"h², order 2; observed {curve.order:.2f}"
    axes.loglog([steps[0], low], [2 * errors[0], 2 * min(errors)], ":", color=GREY, label=label)


def _shown(steps: Sequence[float], errors: Sequence[float]) -> tuple[list[float], list[float]]:
    """The points that a logarithmic scale has room for."""
    shown = [(h, e) for h, e in zip(steps, errors, strict=True) if 0 < e < float("inf")]
    return [h for h, _ in shown], [e for _, e in shown]
