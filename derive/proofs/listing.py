"""The code beside a proof: the function is shown, its whole module is copied.

Modules repeat each other: what stands before the function, piece by piece, is kept once for the whole document.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Operator, String, _TokenType

from derive.proofs.model import Proof
from derive.proofs.words import phrase

NAMES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "c": "C"}
_MARKED = ((Comment, "i"), (String, "i"), (Keyword, "b"), (Operator.Word, "b"))


@dataclass
class Listings:
    """The listings of a document, and the pieces that their modules share."""

    pieces: dict[str, int] = field(default_factory=dict)

    def listing(self, proof: Proof) -> str:
        """The code of one identity, or nothing: the first target is shown, the others wait to be chosen."""
        if not proof.code:
            return ""
        shown = "".join(
            self._shown(target, text, hidden=number > 0) for number, (target, text) in enumerate(proof.code)
        )
        called = _signature(pieces(proof.code[0][1])[-1])
        return (
            f'<details class="code"><summary>{phrase("code", proof.lang)} <code>{escape(called)}</code></summary>'
            f"{_choice(proof)}{shown}</details>"
        )

    def _shown(self, target: str, text: str, *, hidden: bool) -> str:
        *before, function = pieces(text)
        numbers = ",".join(str(self.pieces.setdefault(each, len(self.pieces))) for each in before)
        given = f'data-target="{target}" data-before="{numbers}"{" hidden" if hidden else ""}'
        lexer = "c" if target == "c" else "python"
        return f'<pre tabindex="0" {given}><code>{highlighted(function, lexer)}</code></pre>'

    def script(self) -> str:
        """The shared pieces, as data that the page's script reads."""
        data = json.dumps([*self.pieces], ensure_ascii=False).replace("</", "<\\/")
        return f'<script type="application/json" id="pieces">{data}</script>' if self.pieces else ""


def pieces(module: str) -> list[str]:
    """The module cut before every line that begins at the margin after an empty one; the function comes last."""
    return re.findall(r".+?(?:\n\n+(?=\S)|\Z)", module, re.DOTALL)


def _signature(function: str) -> str:
    """jacobian(h, dh): the name and the arguments that must be given."""
    found = re.match(r"def (\w+)\(([^)]*)\)", function)
    if found is None:
        return ""
    arguments = [each.partition(":")[0].strip() for each in found[2].partition("*,")[0].split(",")]
    return f"{found[1]}({', '.join(filter(None, arguments))})"


def _choice(proof: Proof) -> str:
    options = "".join(f'<option value="{target}">{NAMES[target]}</option>' for target, _ in proof.code)
    label = f"{phrase('target', proof.lang)}, {proof.id}"
    return f'<select class="target" aria-label="{escape(label)}">{options}</select>'


@cache
def highlighted(text: str, language: str) -> str:
    """The code with its keywords, comments and strings marked."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return "".join(_marked(kind, escape(value, quote=False)) for kind, value in lexer.get_tokens(text))


def _marked(kind: _TokenType, value: str) -> str:
    for family, mark in _MARKED:
        if kind in family:
            return f"<{mark}>{value}</{mark}>"
    return value
