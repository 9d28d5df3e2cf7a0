"""The tables of this package, which are data: kinds of statements, and words that deny or suppose them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement, and how it is made: see `kinds.toml`."""

    name: str
    stems: str
    adjectives: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def _read(name: str) -> dict[str, Any]:
    text = resources.files("derive.documents.words").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


_KINDS = _read("kinds.toml")

WORDS: dict[str, str] = _KINDS["words"]
"""The words in capitals that stand for patterns."""

KINDS = tuple(
    Kind(
        each["name"], each["stems"], *(tuple(each.get(key, ())) for key in ("adjectives", "chinese", "said"))
    )
    for each in _KINDS["kind"]
)


@cache
def phrases(name: str) -> re.Pattern[str]:
    """One of the lists of `phrases.toml`, as a pattern."""
    return re.compile("|".join(_read("phrases.toml")[name]), re.IGNORECASE)
