"""Signs that stand for others or for commands, and words that are prose inside a formula."""

from __future__ import annotations

import re

from derive.language.typeset.letters import GREEK

SIGNS = {
    "−": "-", "－": "-", "–": "-", "＋": "+", "＝": "=", "（": "(", "）": ")", "，": ",", "；": ";",
    "：": ":", "［": "[", "］": "]", "｜": "|", "／": "/", "＊": "*", "。": ".", "、": ",", "′": "'", "’": "'",
    "．": ".", "∗": "*", "＜": "<", "＞": ">", "﹦": "=", "⩵": "=",
}  # fmt: skip
COMMANDS = {
    "·": "cdot", "⋅": "cdot", "×": "times", "∂": "partial", "∑": "sum", "≠": "ne", "≤": "le", "≥": "ge",
    "→": "to", "⊙": "odot", "∘": "circ", "∈": "in", "≈": "approx", "∏": "prod", "∇": "nabla", "…": "dots",
    "⇒": "Rightarrow", "≡": "equiv", "•": "bullet", "⊤": "top", "∞": "infty", "∝": "propto", "√": "sqrt",
    "‖": "Vert", "±": "pm", "⟨": "langle", "⟩": "rangle", "∫": "int", "⇔": "Leftrightarrow", "⊗": "otimes",
    "∼": "sim", "≜": "triangleq", "⊆": "subseteq", "∉": "notin", "∀": "forall", "⋯": "cdots", "∥": "parallel",
    "≔": "coloneqq", "⩴": "coloneqq", "≕": "eqqcolon", "≝": "defeq", "≙": "triangleq", "≐": "doteq", "≗": "circeq",
    "←": "leftarrow", "⇐": "Leftarrow", "⟹": "Longrightarrow", "⟺": "Longleftrightarrow", "↦": "mapsto",
}  # fmt: skip

GREEK_SIGNS = {sign: name for name, sign in GREEK.items()} | {"µ": "mu", "ε": "epsilon"}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064"
BOLD = frozenset(
    re.findall(
        r"\w+",
        "mathrm mathbf boldsymbol bm mathsf pmb bold symbf symbfit mathbfit mathbfsf mathup vb va vu bf bfseries rm sf",
    )
)
"""Fonts in which vectors and matrices are set."""
UPRIGHT = frozenset(("mathrm", "mathup", "rm"))
"""Fonts in which the base of the exponential is set, too."""
BLACKBOARD = frozenset(("mathbb", "Bbb", "symbb", "mathds", "mathbbm"))
"""Fonts of sets, of E and of P."""
PROSE = frozenset(
    re.findall(
        r"\w+",
        "if for where otherwise when and else let then with since or is are so the thus hence note all other case as "
        "by we have get because that given from elsewhere any in but",
    )
)
"""Words that are prose inside a formula, not names."""
