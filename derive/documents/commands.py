"""The commands that KaTeX and MathJax know, from `commands.toml`: each has one kind, or means something else."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from derive.documents.macros import Macro


def table(text: str) -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, Macro]]:
    """The kinds of commands, other names, signs, and what they stand for. Raises `ValueError` on two claims."""
    read = tomllib.loads(text)
    kinds = {name: kind for kind, names in read["kinds"].items() for name in names.split()}
    claims = [name for names in read["kinds"].values() for name in names.split()]
    claims += [name for key in ("aliases", "signs", "macros") for name in read[key]]
    if twice := sorted({name for name in claims if claims.count(name) > 1}):
        raise ValueError(f"claimed twice: {', '.join(twice)}")
    return (
        kinds,
        read["aliases"],
        read["signs"],
        {name: _macro(body) for name, body in read["macros"].items()},
    )


def _macro(body: str) -> Macro:
    return Macro(
        body, max((int(each) for each in "123456789" if f"#{each}" in body), default=0), starred="#1" in body
    )


def _text() -> str:
    return resources.files("derive.documents").joinpath("commands.toml").read_text(encoding="utf-8")


_TABLE: Any = table(_text())
KINDS: dict[str, str] = _TABLE[0]
ALIASES: dict[str, str] = _TABLE[1]
SIGNS: dict[str, str] = _TABLE[2]
MACROS: dict[str, Macro] = _TABLE[3]

TAKES = frozenset(("fraction", "layout", "accent", "brace", "big", "function"))
"""The kinds of commands whose group is an argument."""
