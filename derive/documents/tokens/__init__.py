r"""The tokens of a formula, each with the place where it stands in the document.

In: the source of a formula, such as \frac{1}{n}. Out: tokens, groups within groups, each with its place.

    items        tokens and groups
    cursor       where in the text the reading stands
    fonts        letters in a font
    neighbours   what an item does with those beside it
    nesting      braces and environments, matched; commands by their kind
    equal_signs  the = of a formula that relate its sides

A general tokenizer of LaTeX is not used. pylatexenc 2 leaves `_` and `^` inside runs of text, its version 3 is a
pre-release, and neither spares the tables of signs, the words in `\text`, and the matching of environments over stray
brackets that are most of this package; none keeps the places through full-width signs and a document's own commands.
"""

from __future__ import annotations

from itertools import islice

from derive.documents.macros import Macros
from derive.documents.notation import Unreadable
from derive.documents.tokens.items import Bracket, Group, Item, Token, flat, span
from derive.documents.tokens.nesting import DEEPEST, LONGEST, MOST_EXPANSIONS, Nesting

MOST_SIGNS = 4_000
"""Letters, numbers and signs in one formula: what is made of more takes minutes to weigh."""


def tokens(text: str, start: int, end: int, macros: Macros | None = None) -> tuple[Item, ...]:
    """The items between two places. Raises `Unreadable` where braces do not match, and beyond the limits."""
    if end - start > LONGEST:
        raise Unreadable(
            "a formula of more than {} characters is not read", f"{LONGEST:,}", span=(start, start + 1)
        )
    try:
        found = Nesting(text, start, end, macros or {}).items()
    except RecursionError:
        raise Unreadable("nested too deeply to be read", span=(start, end)) from None
    if sum(1 for _ in islice(flat(found), MOST_SIGNS + 1)) > MOST_SIGNS:
        raise Unreadable(
            "a formula of more than {} signs is not read", f"{MOST_SIGNS:,}", span=(start, start + 1)
        )
    return found


__all__ = [
    "DEEPEST", "LONGEST", "MOST_EXPANSIONS", "MOST_SIGNS",
    "Bracket", "Group", "Item", "Token", "flat", "span", "tokens",
]  # fmt: skip
