"""Three pictures: the Jacobian as a heat map, the sign of y − p, the V-curve of a gradient check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np

from derive.gradient.curve import Curve
from derive.gradient.plot import BLUE, GREY, ORANGE
from derive.language.typeset.signs import Lang
from derive.proofs.prose import one_line

SCORES = (2.0, 1.0, 0.0, -1.0)
TRUE_CLASS = 1
INSTALL = 'pip install "derive-check[book]"'
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

    def drawing(self, lang: Lang) -> str:
        """The SVG, with its caption for those who do not see it."""
        return self.svg.replace("<svg ", f'<svg aria-label="{escape(self.caption(lang))}" ', 1)

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


def loss_curve() -> Curve:
    """Central differences of the loss, against its gradient p − y and against p, where y was forgotten."""
    from derive.gradient.check import check_gradient

    found = check_gradient(lambda h: loss(h, TRUE_CLASS), softargmax, at=np.array(SCORES)).curve
    if found is None:
        raise ValueError("the gradient check gives no curve")
    return found


def _drawn() -> Iterator[Diagram]:
    shown = ", ".join(f"{each:g}".replace("-", "−") for each in SCORES)
    for name, page, draw in _PLACES:
        english, chinese = (one_line(each.format(h=shown)) for each in _CAPTIONS[name])
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
        """The gradient check at the scores h = ({h}), with class 2 the true one: the error of central differences
        over the step. Against p − y it falls with h², until rounding takes over: a V. Against p, where y was
        forgotten, no step gets below a floor.""",
        """在 h = ({h}) 处、第 2 类为真时的梯度检验：中心差分的误差随步长的变化。与 p − y 比较，误差随 h² 下降，
        直至舍入误差占优，呈 V 形；与漏了 y 的 p 比较，误差始终不低于某个下限。""",
    ),
}


def _diagram(name: str, page: str, draw: Callable[[Any], Any], captions: tuple[str, str]) -> Diagram:
    import matplotlib as mpl  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # type: ignore[import-not-found, unused-ignore]
    from matplotlib.figure import Figure  # type: ignore[import-not-found, unused-ignore]

    settings = {"svg.hashsalt": name, "svg.fonttype": "path", "font.size": 10, "mathtext.fontset": "cm"}
    with mpl.rc_context(settings):
        figure = draw(Figure(figsize=(5.2, 3.1), layout="constrained"))
        vector, page_form = StringIO(), BytesIO()
        FigureCanvasSVG(figure).print_svg(vector, metadata={"Date": None})
        FigureCanvasPdf(figure).print_pdf(page_form, metadata={"CreationDate": None})
    return Diagram(name, page, _inline(vector.getvalue(), name), page_form.getvalue(), captions)


def _inline(svg: str, name: str) -> str:
    """The drawing without its head, in the page's own colours."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?<=id=")|(?<=href="#)|(?<=url\(#)', f"{name}-", svg)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1" role="img">', svg)
    svg = svg.replace("fill: #ffffff", "fill: none").replace("stroke: #000000", "stroke: currentColor")
    for colour, own in (("#000000", "currentColor"), ("#dddddd", "var(--line)"), (GREY, "var(--quiet)")):
        svg = svg.replace(colour, own)
    return re.sub(r"<g id=\"[^\"]*text[^\"]*\">", '<g fill="currentColor">', svg)


def _heat_map(figure: Any) -> Any:
    axes = figure.add_subplot()
    values = jacobian(np.array(SCORES))
    largest = np.abs(values).max()
    picture = axes.imshow(values, cmap="PuOr_r", vmin=-largest, vmax=largest)
    for (row, column), value in np.ndenumerate(values):
        ink = "#111111" if abs(value) < largest / 2 else "#fefefe"
        axes.text(column, row, f"{value:.3f}".replace("-", "−"), ha="center", va="center", color=ink)
    places = range(len(values))
    axes.set_xticks(places, [str(each + 1) for each in places])
    axes.set_yticks(places, [str(each + 1) for each in places])
    axes.set_xlabel("$j$", fontsize=13)
    axes.set_ylabel("$i$", fontsize=13, rotation=0)
    figure.colorbar(picture).set_label(r"$\partial p_i/\partial h_j$", fontsize=13)
    return figure


def _flow(figure: Any) -> Any:
    axes = figure.add_subplot()
    p = softargmax(np.array(SCORES))
    flow = np.eye(len(p))[TRUE_CLASS] - p
    places = np.arange(1, len(p) + 1)
    hatches = ["" if each > 0 else "//" for each in flow]
    colours = [BLUE if each > 0 else ORANGE for each in flow]
    axes.bar(places, flow, color=colours, hatch=hatches, edgecolor="white", width=0.6)
    for place, value in zip(places, flow, strict=True):
        axes.annotate(
            f"{value:+.3f}".replace("-", "−"), (place, value), ha="center",
            va="bottom" if value > 0 else "top", xytext=(0, 3 if value > 0 else -3),
            textcoords="offset points",
        )  # fmt: skip
    axes.axhline(0, color="#000000", linewidth=0.8)
    axes.set_xticks(places)
    axes.margins(y=0.18)
    axes.set_xlabel("$k$", fontsize=13)
    axes.set_ylabel("$y_k - p_k$", fontsize=13)
    return figure


def _v_curve(_: Any) -> Any:
    from derive.gradient.plot import curve_figure

    figure = curve_figure(loss_curve(), labels=("against p, without − y", "against p − y"))
    figure.set_size_inches(5.2, 3.9)
    return figure


_PLACES = (
    ("jacobian", "softargmax", _heat_map),
    ("flow", "cross_entropy", _flow),
    ("vcurve", "cross_entropy", _v_curve),
)
