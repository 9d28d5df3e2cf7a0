r"""The signs that are no letters, in LaTeX and by kind, and the words that stand in formulas, in both languages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "zh"]
Kind = Literal["relation", "binary", "ordinary"]


@dataclass(frozen=True)
class Sign:
    """A sign's LaTeX, its kind, and its width in em."""

    latex: str
    kind: Kind
    width: float = 0.4


def _kind(kind: Kind, width: float, signs: str) -> dict[str, Sign]:
    pairs = (each.partition(":") for each in signs.split())
    return {sign: Sign(latex or sign, kind, width) for sign, _, latex in pairs}


SIGNS: dict[str, Sign] = {
    **_kind("relation", 0.78, r"= < > ≠:\ne ≥:\ge ≤:\le ≈:\approx ∈:\in →:\to"),
    **_kind("binary", 0.78, r"+ −:- ·:\cdot ×:\times ⊙:\odot ⊗:\otimes"),
    **_kind("ordinary", 0.4, r"/ ; | ! [ ] ( ) {:\{ }:\} ∣:\mid"),
    ",": Sign(",", "ordinary", 0.28),
    ":": Sign(":", "ordinary"),
    "…": Sign(r"\dots", "ordinary", 1.17),
    "∂": Sign(r"\partial", "ordinary", 0.59),
    "⊤": Sign(r"\top", "ordinary", 0.78),
    "′": Sign("'", "ordinary", 0.28),
    "∫": Sign(r"\int", "ordinary", 0.8),
    "√": Sign(r"\surd", "ordinary", 0.83),
    "?": Sign("?", "ordinary"),
    ".": Sign(".", "ordinary", 0.28),
}
"""Every `Mark`, with what the writers need of it."""

SPECIAL = {
    "𝟏": r"\mathbf{1}",
    "𝟎": r"\mathbf{0}",
    "I": "I",
    "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}",
    "𝔼": r"\mathbb{E}",
}
"""Marks that stand for a thing, as a letter does."""

WORDS: dict[str, tuple[str, str]] = {
    "if": ("if ", "若 "),
    "otherwise": ("otherwise", "其他"),
    "at": ("at ", "于 "),
    "for_every": (" for every ", "，对所有 "),
    "one_hot": (" is one-hot", " 为独热"),
    "one_hot_rows": (" is one-hot in every row", " 每行独热"),
    "one_hot_last": (" is one-hot along its last index", " 沿末指标独热"),
    "constant_in": (" does not depend on ", " 不依赖于 "),
    "symmetric": (" is symmetric", " 为对称阵"),
    "orthonormal": (" is orthonormal", " 的列标准正交"),
    "idempotent": (" is idempotent", " 幂等"),
    "diagonal": (" is diagonal", " 为对角阵"),
    "semidefinite": (" is positive semidefinite", " 半正定"),
    "invertible": (" is invertible", " 可逆"),
    "undefined": ("undefined", "无定义"),
}


def lang_of_locale(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of a reader: Chinese where messages are Chinese, otherwise English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").startswith("zh") else "en"


def words(key: str, lang: Lang = "en") -> str:
    """The words of this key; what is no key stands for itself."""
    return WORDS[key][lang == "zh"] if key in WORDS else key
