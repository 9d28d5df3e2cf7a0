"""Where a letter is declared anew, and what was assumed of it before holds no longer.

"Now let A be an arbitrary matrix" ends the symmetry of A wherever it stands; "let y ∈ ℝⁿ" does so under another
heading than the one under which y was one-hot.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

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

    at: int
    general: bool


def renewals(declared: Iterable[tuple[str, int, str]], text: str) -> dict[str, list[Renewal]]:
    """Of each letter its renewals among the declarations: letters, their places in the text, the words heard there."""
    made: dict[str, list[Renewal]] = defaultdict(list)
    for letter, at, said in sorted(declared, key=lambda each: each[1]):
        before = SENTENCE.split(text[max(0, at - 80) : at])[-1]
        behind = SENTENCE.split(text[at : at + 80])[0]
        general = bool(_ANY.search(f"{before[-40:]} {behind[:50]} {said}"))
        if general or _LETS.search(f"{before}{behind[:12]} {said}"):
            made[letter].append(Renewal(at, general))
    return made


def ends(found: list[Renewal], since: int, section: Callable[[int], int]) -> int:
    """The place of the first of a letter's renewals that ends what was said of it at the place `since`."""
    later = islice(found, bisect_right(found, since, key=lambda each: each.at), None)
    own = section(since)
    return next((each.at for each in later if each.general or section(each.at) != own), 1 << 60)
