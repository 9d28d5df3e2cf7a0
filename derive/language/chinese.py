"""The Chinese of sentences that are written in English alone where they are said: one table, by the English.

    chinese("the sides differ")    两边不同

`chinese.toml` has a section for each package that says something; what a sentence is about stands as {} in both, as
{1} where the order is another.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".toml")


@cache
def sentences() -> dict[str, str]:
    """Every sentence of the table. Raises `ValueError` where one stands there twice."""
    found: dict[str, str] = {}
    for section in tomllib.loads(TABLE.read_text(encoding="utf-8")).values():
        if twice := found.keys() & section.keys():
            raise ValueError(f"{TABLE.name}: {min(twice)!r} stands there twice")
        found |= section
    return found


def chinese(english: str) -> str:
    """The sentence in Chinese; nothing where the table has none."""
    return sentences().get(english, "")
