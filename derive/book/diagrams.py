"""Three pictures: the Jacobian as a heat map, the sign of y − p, the V-curve of a gradient check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np

from derive.proofs.words import Lang

SCORES = (2.0, 1.0, 0.0, -1.0)
TRUE_CLASS = 1
INSTALL = 'pip install "derive[book]"'
Array = Any


@dataclass(frozen=True)
class Diagram:
    """A picture of a page: as SVG for a browser, as PDF for LaTeX, with its caption in both languages."""

    name: str
    page: str
    svg: str
    pdf: bytes
    captions: tuple[str, str]

    def caption(self, lang: Lang) -> str:
        """The caption."""
        return self.captions[lang == "zh"]

    def write(self, folder: Path) -> None:
        """The PDF, beside the LaTeX that includes it."""
        (folder / f"{self.name}.pdf").write_bytes(self.pdf)


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def diagrams() -> tuple[Diagram, ...]:
    """All of them; none without matplotlib."""
    return tuple(_drawn()) if available() else ()


def softargmax(scores: Array) -> Array:
    """exp h_k / Σ_j exp h_j, shape (n,), from scores of shape (n,)."""
    shifted = np.exp(scores - np.max(scores))
    return shifted / shifted.sum()


def jacobian(scores: Array) -> Array:
    """p_i (δ_ij − p_j), shape (n, n)."""
    p = softargmax(scores)
    return np.diag(p) - np.outer(p, p)


def loss(scores: Array, true_class: int) -> float:
    """−log p_c"""
    return float(np.log(np.exp(scores - scores.max()).sum()) - (scores - scores.max())[true_class])


def errors(steps: Array) -> tuple[Array, Array]:
    """The relative errors of forward and central differences of the loss, against p − y, for each step."""
    scores = np.array(SCORES)
    exact = softargmax(scores) - np.eye(len(scores))[TRUE_CLASS]
    forward, central = [], []
    for step in steps:
        one = np.array([loss(scores + step * each, TRUE_CLASS) for each in np.eye(len(scores))])
        other = np.array([loss(scores - step * each, TRUE_CLASS) for each in np.eye(len(scores))])
        forward.append(np.max(np.abs((one - loss(scores, TRUE_CLASS)) / step - exact)))
        central.append(np.max(np.abs((one - other) / (2 * step) - exact)))
    scale = np.max(np.abs(exact))
    return np.array(forward) / scale, np.array(central) / scale


def _drawn() -> Iterator[Diagram]:
    shown = ", ".join(f"{each:g}".replace("-", "−") for each in SCORES)
    for name, page, draw in _PLACES:
        english, chinese = (" ".join(each.format(h=shown).split()) for each in _CAPTIONS[name])
        yield _diagram(name, page, draw, (english, chinese))


_CAPTIONS = {
    "jacobian": (
        "The Jacobian ∂p_i/∂h_j = p_i (δ_ij − p_j) at the scores h = ({h}): its columns sum to zero.",
        "在 h = ({h}) 处的 Jacobian 矩阵：各列之和为零。",
    ),
    "flow": (
        """What flows back: y − p at the scores h = ({h}), with class 2 the true one. It is positive there,
        negative elsewhere, and sums to zero.""",
        "回传的符号：h = ({h})，第 2 类为真时的 y − p：真类为正，其余为负，总和为零。",
    ),
    "vcurve": (
        """The gradient check of p − y: the error of difference quotients over the step. On the right the
        truncation, on the left the rounding; the slopes are the orders 1 and 2.""",
        "p − y 的梯度检验：差商误差随步长的变化；右侧为截断误差，左侧为舍入误差。",
    ),
}


def _diagram(name: str, page: str, draw: Callable[[Any], None], captions: tuple[str, str]) -> Diagram:
    import matplotlib as mpl  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.figure import Figure  # type: ignore[import-not-found, unused-ignore]

    settings = {"svg.hashsalt": name, "svg.fonttype": "path", "font.size": 9, "mathtext.fontset": "cm"}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(5.2, 3.1), layout="constrained")
        draw(figure.add_subplot())
        vector, page_form = StringIO(), BytesIO()
        FigureCanvasSVG(figure).print_svg(vector, metadata={"Date": None})
        FigureCanvasPdf(figure).print_pdf(page_form, metadata={"CreationDate": None})
    return Diagram(name, page, _inline(vector.getvalue(), name, captions[0]), page_form.getvalue(), captions)


def _inline(svg: str, name: str, caption: str) -> str:
    """The drawing without its head, in the page's own colours, with a name for those who do not see it."""
    from html import escape

    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?<=id=")|(?<=href="#)|(?<=url\(#)', f"{name}-", svg)
    head = rf'<svg viewBox="\1" role="img" aria-label="{escape(caption)}">'
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', head, svg)
    svg = svg.replace("fill: #ffffff", "fill: none").replace("stroke: #000000", "stroke: currentColor")
    svg = svg.replace("#000000", "currentColor")
    return re.sub(r"<g id=\"[^\"]*text[^\"]*\">", '<g fill="currentColor">', svg)


def _heat_map(axes: Any) -> None:
    values = jacobian(np.array(SCORES))
    largest = np.abs(values).max()
    picture = axes.imshow(values, cmap="RdBu_r", vmin=-largest, vmax=largest)
    for (row, column), value in np.ndenumerate(values):
        ink = "#111111" if abs(value) < largest / 2 else "#fefefe"
        axes.text(column, row, f"{value:.3f}", ha="center", va="center", color=ink)
    places = range(len(values))
    axes.set_xticks(places, [str(each + 1) for each in places])
    axes.set_yticks(places, [str(each + 1) for each in places])
    axes.set_xlabel("$j$")
    axes.set_ylabel("$i$")
    axes.figure.colorbar(picture, label=r"$\partial p_i/\partial h_j$")


def _flow(axes: Any) -> None:
    p = softargmax(np.array(SCORES))
    flow = np.eye(len(p))[TRUE_CLASS] - p
    places = np.arange(1, len(p) + 1)
    axes.bar(places, flow, color=["#2166ac" if each > 0 else "#b2182b" for each in flow], width=0.6)
    for place, value in zip(places, flow, strict=True):
        axes.annotate(
            f"{value:+.3f}".replace("-", "−"), (place, value), ha="center",
            va="bottom" if value > 0 else "top", xytext=(0, 3 if value > 0 else -3),
            textcoords="offset points",
        )  # fmt: skip
    axes.axhline(0, color="#000000", linewidth=0.8)
    axes.set_xticks(places)
    axes.margins(y=0.18)
    axes.set_xlabel("$k$")
    axes.set_ylabel("$y_k - p_k$")


def _v_curve(axes: Any) -> None:
    steps = np.logspace(-13, 0, 53)
    forward, central = errors(steps)
    axes.loglog(steps, forward, marker=".", color="#b2182b", label="forward")
    axes.loglog(steps, central, marker=".", color="#2166ac", label="central")
    axes.set_xlabel("step")
    axes.set_ylabel("relative error")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)


_PLACES = (
    ("jacobian", "softargmax", _heat_map),
    ("flow", "cross_entropy", _flow),
    ("vcurve", "cross_entropy", _v_curve),
)
