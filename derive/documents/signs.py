"""The signs and commands of LaTeX, by what a reader of formulas does with them."""

from __future__ import annotations

from derive.language.typeset.letters import GREEK


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SIGNS = {
    "−": "-", "－": "-", "–": "-", "＋": "+", "＝": "=", "（": "(", "）": ")", "，": ",", "；": ";",
    "：": ":", "［": "[", "］": "]", "｜": "|", "／": "/", "＊": "*", "。": ".", "、": ",", "′": "'", "’": "'",
    "．": ".", "∗": "*", "＜": "<", "＞": ">",
}  # fmt: skip
COMMANDS = {
    "·": "cdot", "⋅": "cdot", "×": "times", "∂": "partial", "∑": "sum", "≠": "ne", "≤": "le", "≥": "ge",
    "→": "to", "⊙": "odot", "∘": "circ", "∈": "in", "≈": "approx", "∏": "prod", "∇": "nabla", "…": "dots",
    "⇒": "Rightarrow", "≡": "equiv", "•": "bullet", "⊤": "top", "∞": "infty", "∝": "propto", "√": "sqrt",
    "‖": "Vert", "±": "pm",
}  # fmt: skip

GREEK_SIGNS = {sign: name for name, sign in GREEK.items()} | {"µ": "mu", "ε": "epsilon"}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064"
SKIPPED = _words("""
    left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm middle
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hfill allowbreak
    ensuremath mathstrut strut small normalsize large Large footnotesize centering noindent hline
""")
"""Commands that say nothing."""
DROPPED = _words("""
    label tag hspace vspace color phantom hphantom vphantom mspace kern cite ref eqref class cssId
    footnote
""")
"""Commands that say nothing, with their argument."""
TEXT = _words("""
    text textrm textbf textit textsf texttt mbox hbox textnormal textup
""")
"""Words."""
FONTS = _words("""
    mathrm mathbf boldsymbol bm mathsf mathit mathtt mathcal mathscr mathfrak mathbb pmb
""")
"""Fonts."""
KEPT = _words("""
    operatorname cancel bcancel xcancel underbrace overbrace boxed underline fbox
""")
"""Commands of whose argument nothing changes."""
BOLD = frozenset(["mathrm", "mathbf", "boldsymbol", "bm", "mathsf", "pmb"])
"""Fonts in which vectors and matrices are set."""
WIDE = frozenset(["quad", "qquad"])
"""Wide spaces."""
PROSE = _words("""
    if for where otherwise when and else let then with since or is are so the thus hence note all other
    case as by we have get because that given from elsewhere any in
""")
"""Words that are prose inside a formula, not names."""
