"""Whether a sentence asserts what stands in it, denies it, only supposes it, or leaves it open."""

from __future__ import annotations

import re
from typing import Literal

from derive.documents.words.table import phrases

Force = Literal["asserted", "denied", "supposed", "open"]

_OR = re.compile(r"\bor\b[^,]{0,40}$|或[^，]{0,20}$", re.IGNORECASE)


def force(sentence: str, start: int, end: int, negative: bool = False) -> Force:
    """How a sentence means what stands in it from `start` to `end`.

    `negative` is what has a "not" of its own, as "does not depend on": another one is needed to deny it.
    """
    plain = phrases("no_denials").sub(lambda found: " " * len(found[0]), sentence)
    cuts = [found.end() for found in phrases("ends_clause").finditer(plain, 0, start) if found.end() <= start]
    first = cuts[-1] if cuts else 0
    before, within, behind = plain[first:start], plain[start:end], plain[end:]
    behind = (
        behind[: _first(phrases("ends_clause"), behind)]
        if not re.match(r"\s*,?\s*(?:unless|only if)", behind)
        else behind[:40]
    )
    if _asks(plain):
        return "open"
    if (
        phrases("denies").search(before)
        or len(phrases("denies").findall(within)) > negative
        or phrases("denies_behind").search(behind)
    ):
        return "denied"
    if (
        phrases("leaves_open").search(before)
        or _OR.search(before)
        or phrases("leaves_open").search(within)
        or re.match(r"\s*(?:\bor\b|或)", behind)
    ):
        return "open"
    if phrases("open_behind").search(plain[end:]):
        return "open"
    if phrases("supposes").search(before) or re.match(r"\s*(?:时|的时候|的情况|的情形)", plain[end:]):
        return "supposed"
    return "asserted"


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text)


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith(("?", "？"))
