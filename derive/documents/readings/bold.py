"""Whether bold letters are vectors in a document, or letters among others, as where symbols are drawn at random."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.documents.readings.naming import number_places
from derive.documents.readings.trees import (
    Apply,
    Entrywise,
    Inner,
    Letter,
    Node,
    Norm,
    Power,
    Transposed,
    letters,
    mapped,
    walk,
)

_WORDS = re.compile(
    r"\bvector|\bmatri(?:x|c)|\btensor|向量|矢量|矩阵|行列|ベクトル|\\mathbb\s*\{?R\}?\s*\^", re.IGNORECASE
)
_OF_WHOLES = frozenset({"softmax", "logsumexp", "diag", "trace", "det", "logdet"})
FEWEST = 3
"""Bold letters that stand where only a number can, before a document is taken to set numbers so."""


def is_plain(text: str, trees: Iterable[Node]) -> bool:
    """Whether nothing but the font says that there are vectors, and several bold letters stand as numbers do."""
    if _WORDS.search(text):
        return False
    found: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Transposed | Norm | Inner | Entrywise):
                return False
            if isinstance(node, Apply) and node.function in _OF_WHOLES:
                return False
            numbers = [*number_places(node), *([node.base] if isinstance(node, Power) else [])]
            found |= {each.name for part in numbers for each in letters(part) if each.bold}
    return len(found) >= FEWEST


def unbold(node: Node) -> Node:
    """The tree with its letters set as others are."""

    def change(each: Node) -> Node | None:
        if isinstance(each, Letter) and each.bold:
            plain = replace(each, bold=False)
            return replace(plain, subs=tuple(map(unbold, each.subs)), labels=tuple(map(unbold, each.labels)))
        return None

    made: Node = mapped(node, change)
    return made
