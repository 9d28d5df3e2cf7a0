"""The code beside a proof: the function is shown, its whole module is copied.

Modules repeat each other: what stands before the function, piece by piece, is kept once for the whole document.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache

from markupsafe import Markup, escape
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Operator, String, _TokenType

from derive.proofs.model import Proof

NAMES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "triton": "Triton", "c": "C"}
_MARKED = ((Comment, "i"), (String, "i"), (Keyword, "b"), (Operator.Word, "b"))


@dataclass(frozen=True)
class Listed:
    """The code for one target: what is shown, and the numbers of the pieces that stand before it in its module."""

    target: str
    name: str
    before: str
    shown: Markup
    signature: str


@dataclass
class Listings:
    """The listings of a document, and the pieces that their modules share."""

    pieces: dict[str, int] = field(default_factory=dict)

    def listing(self, proof: Proof) -> tuple[Listed, ...]:
        """The code of one identity for every target."""
        return tuple(self._listed(target, text) for target, text in proof.code)

    def _listed(self, target: str, text: str) -> Listed:
        *before, function = pieces(text)
        numbers = ",".join(str(self.pieces.setdefault(each, len(self.pieces))) for each in before)
        shown = Markup(highlighted(function, "c" if target == "c" else "python"))
        return Listed(target, NAMES[target], numbers, shown, _signature(function))

    @property
    def data(self) -> Markup:
        """The shared pieces, as data that the page's script reads."""
        return Markup(json.dumps([*self.pieces], ensure_ascii=False).replace("</", "<\\/"))


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


@cache
def highlighted(text: str, language: str) -> str:
    """The code with its keywords, comments and strings marked."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return "".join(_marked(kind, str(escape(value))) for kind, value in lexer.get_tokens(text))


def _marked(kind: _TokenType, value: str) -> str:
    for family, mark in _MARKED:
        if kind in family:
            return f"<{mark}>{value}</{mark}>"
    return value
