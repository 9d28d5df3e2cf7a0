"""Where a letter is declared anew, and what was assumed of it before holds no longer.

"Now let A be an arbitrary matrix" ends the symmetry of A wherever it stands; "let y ∈ ℝⁿ" does so under another
heading than the one under which y was one-hot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SENTENCE = re.compile(r"[。！？!?；;]|\.\s|\n[ \t]*\n")
_ANY = re.compile(r"\b(?:arbitrar\w+|general|generic|any)\b|任意|一般的?", re.IGNORECASE)
_LETS = re.compile(r"\b(?:let|suppose|consider|take|given|now)\b|设|令|给定|考虑", re.IGNORECASE)
DECLARING = frozenset({"shape", "matrix", "vector", "square", "number", "function"})
"""Kinds of facts that say what a letter is."""
KEPT = DECLARING | {"random", "index", "layer", "label", "depends", "constant", "entries"}
"""Kinds of facts that do not lapse where a letter is declared anew."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A place from which on a letter is another one; `general` if it is said to be any, whatever was assumed."""

    letter: str
    at: int
    general: bool


def renewals(declared: Iterable[tuple[str, int, str]], text: str) -> list[Renewal]:
    """The renewals among the declarations: letters with their places in the text, and the words heard there."""
    made: list[Renewal] = []
    for letter, at, said in declared:
        before = SENTENCE.split(text[max(0, at - 80) : at])[-1]
        behind = SENTENCE.split(text[at : at + 80])[0]
        general = bool(_ANY.search(f"{before[-40:]} {behind[:50]} {said}"))
        if general or _LETS.search(f"{before}{behind[:12]} {said}"):
            made.append(Renewal(letter, at, general))
    return made


def ends(found: Iterable[Renewal], letter: str, since: int, section: Callable[[int], int]) -> int:
    """The place of the first renewal of a letter that ends what was said of it at the place `since`."""
    places = (
        each.at
        for each in found
        if each.letter == letter and each.at > since and (each.general or section(each.at) != section(since))
    )
    return min(places, default=1 << 60)
