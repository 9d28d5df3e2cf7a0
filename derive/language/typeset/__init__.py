r"""Written expressions as boxes, and boxes as one line of text, as LaTeX, as MathML.

In: an expression such as p[k] / Z. Out: p_k/Z, \frac{p_k}{Z}, <mfrac>…</mfrac>.

    letters   names: alpha → α, x_hat → x̂, CE → \mathrm{CE}
    signs     what is no letter, and the words in formulas
    boxes     what is set, as a tree
    formula   a formula in both manners
    shapes    what the walk asks of an expression
    pieces    a box, how tightly it binds, and where it needs brackets
    between   what stands between two pieces
    walk      from an expression to boxes
    plain     boxes on one line of Unicode, or on several
    tex       boxes in LaTeX
    mathml    boxes for a browser
    authored  LaTeX that an author wrote, in MathML
    measure   how wide they are
    breaking  where a line of them may end

The written order and shape are kept; brackets stand where they are needed and nowhere else.
"""

from __future__ import annotations

from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang

__all__ = ["Formula", "formula", "latex", "text"]


def formula(node: object) -> Formula:
    """The node in boxes.

    `node` is an expression, a matrix expression, a whole letter, a condition or a hypothesis. A bound index
    that bears the name of one already in sight is primed: exp(h_k) / Σ_k′ exp(h_k′).
    Raises `IllFormed` for what is none of these.
    """
    from derive.language.typeset.walk import laid_out  # boxes without the walk need no SymPy

    return Formula(laid_out(node, "stacked"), laid_out(node, "linear"))


def text(node: object, lang: Lang = "en") -> str:
    """One line of Unicode, for terminals: ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)."""
    from derive.language.typeset.plain import plain
    from derive.language.typeset.walk import laid_out

    return plain(laid_out(node, "linear"), lang)


def latex(node: object, lang: Lang = "en") -> str:
    r"""LaTeX of the node without dollar signs, `\frac{\partial p_k}{\partial z_d}`; it needs amsmath.

    Raises `IllFormed` as `formula` does.
    """
    from derive.language.typeset.tex import latex as set_in_latex
    from derive.language.typeset.walk import laid_out

    return set_in_latex(laid_out(node, "stacked"), lang)
