"""A page's words in Chinese: `softargmax.zh.md` beside `softargmax.py`.

    # Softargmax（软极参函数）

    给定得分 …

    ## jacobian
    softargmax 的 Jacobian 矩阵：先用商的求导法则，再换回 p。

The first heading is the title, what follows it the page's prose; then a heading for each statement, with what its
docstring says. What has no Chinese words keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from derive.language.claims import Example, Identity
from derive.language.page import Page
from derive.language.typeset.signs import Lang


@dataclass(frozen=True)
class Translation:
    """The title and the prose of a page, and the prose of its statements, by name."""

    title: str = ""
    prose: str = ""
    statements: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Translation:
    """The translation in this file. Raises `OSError`; `ValueError` where a statement has two sections."""
    head, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    title, _, prose = head.removeprefix("# ").partition("\n")
    statements: dict[str, str] = {}
    for section in sections:
        name, _, words = section.partition("\n")
        if name.strip() in statements:
            raise ValueError(f"{path.name}: {name.strip()} stands there twice")
        statements[name.strip()] = words.strip()
    return Translation(title.strip(), prose.strip("\n"), statements)


@cache
def _beside(path: Path) -> Translation:
    place = path.with_suffix(".zh.md")
    return read(place) if place.is_file() else Translation()


def translation(page: Page, lang: Lang) -> Translation:
    """The page's words in this language, as far as there are any beside those of the page."""
    return _beside(page.path) if lang == "zh" and page.path is not None else Translation()


def prose_of(identity: Identity | Example, lang: Lang, page: Page | None = None) -> str:
    """The prose of the statement in this language; its own where there is no other."""
    if lang == "en":
        return identity.prose
    home = page or _in_catalogue(identity)
    words = translation(home, lang).statements if home else {}
    return words.get(identity.name) or identity.prose


def _in_catalogue(identity: Identity | Example) -> Page | None:
    """The page of the catalogue that states it, if one does."""
    from derive.catalogue import load
    from derive.targets import catalogue

    if all(identity.page != target.label for target in catalogue()):
        return None
    page = load(identity.page, lazy=True)
    return page if page.identities.get(identity.name) is identity else None
