"""LaTeX that is one letter, as words and comments name it."""

from __future__ import annotations

import functools
from dataclasses import replace

from derive.documents.readings.grammar import Choices, read_side
from derive.documents.readings.marked import LAYERS
from derive.documents.readings.trees import Letter, Node, Power, Unreadable, is_bare
from derive.documents.tokens import tokens


def letter_of(source: str) -> Letter | None:
    """The letter that this LaTeX is."""
    node = _read(source)
    return node if isinstance(node, Letter) else None


def base_of(source: str) -> Letter | None:
    """The letter that this LaTeX is, or that stands under a superscript in it: the a of a^L_1."""
    node = _read(source)
    node = node.base if isinstance(node, Power) else node
    return node if isinstance(node, Letter) else None


def at_layer(source: str) -> Letter | None:
    """W^l, which stands for the letter W at a layer l."""
    node = _read(source)
    if not isinstance(node, Power) or not isinstance(node.base, Letter) or not is_bare(node.exponent):
        return None
    layer = isinstance(node.exponent, Letter) and node.exponent.name in LAYERS
    return replace(node.base, labels=(node.exponent,)) if layer else None


@functools.lru_cache(maxsize=512)
def _read(source: str) -> Node | None:
    try:
        return read_side(tokens(source, 0, len(source)), Choices())
    except Unreadable:
        return None
