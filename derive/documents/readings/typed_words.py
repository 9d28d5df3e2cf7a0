"""Words that are typed as letters inside a formula: when, but."""

from __future__ import annotations

from itertools import islice

from derive.documents.signs import PROSE
from derive.documents.tokens import Item, Token


def worded(row: list[Item]) -> list[Item]:
    """The row with words that are typed as letters, such as when or but, as the prose that they are."""
    made: list[Item] = []
    at = 0
    while at < len(row):
        run = _run_of_letters(row, at)
        word = "".join(getattr(each, "text", "") for each in run)
        if len(run) > 2 and word in PROSE:
            made.append(Token("text", f"{word} ", run[0].start, run[-1].end))
        else:
            made += run or row[at : at + 1]
        at += len(run) or 1
    return made


def _run_of_letters(row: list[Item], at: int) -> list[Item]:
    """The letters from a place on that stand without a gap, as they are typed in one word."""
    run: list[Item] = []
    for item in islice(row, at, None):
        if not (isinstance(item, Token) and item.kind == "letter") or (run and run[-1].end != item.start):
            break
        run.append(item)
    return run
