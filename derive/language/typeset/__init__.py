r"""Written expressions as one line of text and as LaTeX.

    letters        names: alpha → α, x_hat → x̂, CE → \mathrm{CE}
    pieces         what is set already, how tightly it binds, and where it needs brackets
    unicode_style  the signs of a terminal
    latex_style    the signs of LaTeX
    shapes         what the walk asks of a tree
    walk           the one walk over all heads that both share

The written order and shape are kept; brackets stand where they are needed and nowhere else.
"""

from __future__ import annotations

from derive.language.typeset.latex_style import LatexStyle
from derive.language.typeset.unicode_style import UnicodeStyle
from derive.language.typeset.walk import typeset

__all__ = ["text", "latex"]


def text(node: object) -> str:
    """One line of Unicode, for terminals: ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d).

    `node` is an expression, a matrix expression, a whole letter, a condition or a hypothesis. A bound index
    that bears the name of one already in sight is primed: exp(h_k) / Σ_k′ exp(h_k′).
    Raises `IllFormed` for what is none of these.
    """
    return typeset(node, UnicodeStyle())


def latex(node: object) -> str:
    """The same in LaTeX, without dollar signs; it needs amsmath. Raises `IllFormed` as `text` does."""
    return typeset(node, LatexStyle())
