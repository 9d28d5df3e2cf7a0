"""Whether bold letters are vectors in a document, or letters among others, as where symbols are drawn at random."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.documents.readings.trees import (
    Apply,
    Entrywise,
    Inner,
    Letter,
    Node,
    Norm,
    Power,
    Quotient,
    Transposed,
    letters,
    mapped,
    walk,
)

_WORDS = re.compile(
    r"\bvector|\bmatri(?:x|c)|\btensor|向量|矢量|矩阵|行列|ベクトル|\\mathbb\s*\{?R\}?\s*\^", re.IGNORECASE
)
_OF_WHOLES = frozenset({"softmax", "logsumexp", "diag", "trace", "det", "logdet"})
_OF_NUMBERS = frozenset({"sin", "cos", "tan", "log", "exp"})
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
            found |= {each.name for part in _number_places(node) for each in letters(part) if each.bold}
    return len(found) >= FEWEST


def _number_places(node: Node) -> Iterator[Node]:
    """Exponents, what is raised or divided by, and what sines and logarithms are taken of."""
    match node:
        case Power(base, exponent):
            yield from (base, exponent)
        case Quotient(_, below):
            yield below
        case Apply(function, arguments) if function in _OF_NUMBERS:
            yield from arguments


def unbold(node: Node) -> Node:
    """The tree with its letters set as others are."""

    def change(each: Node) -> Node | None:
        if isinstance(each, Letter) and each.bold:
            plain = replace(each, bold=False)
            return replace(plain, subs=tuple(map(unbold, each.subs)), labels=tuple(map(unbold, each.labels)))
        return None

    made: Node = mapped(node, change)
    return made
