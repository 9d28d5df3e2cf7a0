r"""Finding an identity of the catalogue, by words or by formula.

In: words or a formula. Out: the identities that are meant, the likeliest first.

    words     by words: names, titles, prose, sources
    forms     the forms in which a side is looked for
    renaming  whether two formulas are one under other letters
    formulas  by formula
    found     what was found

    find("layer norm")                      what speaks of it
    find(r"p_i (\delta_{ij} - p_j)")        what states it, whatever its letters are called

A formula is read as one of a document is, and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from derive.catalogue import load
from derive.language.page import Page
from derive.search.formulas import by_formula
from derive.search.found import Found
from derive.search.words import by_words
from derive.targets import catalogue

__all__ = ["Found", "find"]

_FORMULA = re.compile(r"[=^_\\{}+/()]|[⁰-₟∂Σ∇δ]|\b\w \w\b")
"""What a formula has, and words have not."""

_WORDS = re.compile(r"(?<![\\\w])[A-Za-z]{4,} +[A-Za-z]{4,}|[\u4e00-\u9fff]{2}")
"""What words have, and a formula has not."""


def find(query: str, pages: Iterable[Page] | None = None, *, limit: int = 20) -> tuple[Found, ...]:
    """What the pages, or else the catalogue, state of these words or of this formula; the best first.

    What looks like a formula and is stated nowhere is looked for as words.
    """
    among = tuple(load(target.label) for target in catalogue()) if pages is None else tuple(pages)
    found = by_formula(query, among) if _FORMULA.search(query) else ()
    if not found and (_WORDS.search(query) or not _FORMULA.search(query)):
        found = by_words(query, among)
    return found[:limit]
