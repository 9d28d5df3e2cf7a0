"""What a proof says between its formulas, in English and in Chinese.

A phrase is one entry below. `Words` mix text with formulas and with references to other identities, so that
every format sets them in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.language.typeset.formula import Formula
from derive.language.typeset.plain import plain
from derive.language.typeset.signs import Lang


@dataclass(frozen=True)
class Reference:
    """Another identity, by its id; a book has a number for it."""

    id: str


Words = tuple[str | Formula | Reference, ...]

PHRASES: dict[str, tuple[str, str]] = {
    "proof": ("Proof", "证明"),
    "claim": ("Claim", "命题"),
    "given": ("Given", "假设"),
    "used": ("used", "用到"),
    "unused": ("not needed", "未用到"),
    "no_hypothesis": ("No hypothesis is used.", "无需假设。"),
    "defined": ("where both sides are defined", "在两边有定义处"),
    "where": ("Where", "其中"),
    "source": ("Source", "出处"),
    "direct": (
        "Both sides have the same normal form, for every dimension; no step between is needed.",
        "对任意维数，两边的标准形相同，无需中间步骤。",
    ),
    "direct_sign": (
        "Its sign can be read off, for every dimension: no step between is needed.",
        "对任意维数，其符号可直接读出，无需中间步骤。",
    ),
    "positive_end": (
        "Every term that is left is positive, so the claim holds.",
        "余下各项均为正，故命题成立。",
    ),
    "nonnegative_end": (
        "No term that is left is negative, so the claim holds.",
        "余下各项均非负，故命题成立。",
    ),
    "numbers": (
        "The printed digits were verified with interval arithmetic: the exact value rounds to them.",
        "所印数字经区间算术验证：精确值舍入后与之相同。",
    ),
    "erratum": ("Erratum: as printed, this is refuted.", "勘误：原文所印有误。"),
    "refuted": ("This is refuted.", "此式不成立。"),
    "undecided": ("This is not decided.", "此式未能判定。"),
    "unreadable": ("This could not be read.", "此式无法读取。"),
    "disagreement": (
        "The three voices disagree: this is a fault of derive itself.",
        "三种检验互相矛盾：这是 derive 本身的错误。",
    ),
    "refuted_line": ("This is refuted", "此式不成立"),
    "undecided_line": ("This is not decided", "此式未能判定"),
    "disagreement_line": (
        "The three voices disagree: this is a fault of derive itself",
        "三种检验互相矛盾：这是 derive 本身的错误",
    ),
    "counterexample": ("Counterexample", "反例"),
    "left": ("left", "左边"),
    "right": ("right", "右边"),
    "line": ("line", "第"),
    "first_wrong": ("The first line that is wrong", "首个错误"),
    "wrong_line": ("Line {} is the first that is wrong.", "首个错误在第 {} 行。"),
    "machine": ("the machine's own derivation", "机器推导"),
    "instances": ("instances", "实例"),
    "exact": ("exact", "精确"),
    "digits": ("to 50 digits", "50 位数字"),
    "entries": ("entries", "个分量"),
    "differences": ("central differences: relative error", "中心差分：相对误差"),
    "values": ("random points: relative error", "随机点：相对误差"),
    "order": ("order of convergence", "收敛阶"),
    "precise": ("at high precision", "高精度"),
    "points": ("points", "个点"),
    "seed": ("seed", "随机种子"),
    "version": ("derive", "derive"),
    "confirmed": ("confirmed by a second kernel,", "经第二内核验证："),
    "kernel": ("the kernel's proof", "内核证明"),
    "copy": ("Copy LaTeX", "复制 LaTeX"),
    "copy_code": ("Copy code", "复制代码"),
    "code": ("Code", "代码"),
    "target": ("Language of the code", "代码语言"),
    "line_proved": ("Proved for every dimension", "对任意维数已证"),
    "opens": ("Opens the definition of", "展开定义"),
    "uses": ("Uses", "用到"),
    "bounds": ("The reason allows nothing but", "此理由只许用"),
    "skip": ("Skip to the text", "跳至正文"),
    "documents": ("Documents", "文档"),
    "all_documents": ("All documents", "全部文档"),
    "not_read": ("Not read", "未读"),
    "not_checked": ("Not checked", "未检查"),
    "finding_before": ("Finding before", "上一处"),
    "finding_after": ("Next finding", "下一处"),
    "interrupted": ("Interrupted: this is incomplete.", "已中断：内容不全。"),
    "no_equality": ("no equality is read", "未读到等式"),
    "algebra_only": ("field and Σ algebra", "域与 Σ 的代数"),
    "with_functions": ("the laws of exp and log", "指数与对数律"),
    "with_calculus": ("differentiation", "求导"),
    "renaming_only": ("a change of bound letters", "换约束下标"),
}


def phrase(key: str, lang: Lang) -> str:
    """The phrase in this language."""
    return PHRASES[key][lang == "zh"]


def stop(lang: Lang) -> str:
    """The full stop."""
    return "。" if lang == "zh" else "."


def colon(lang: Lang) -> str:
    """The colon, with the blank that follows it in English."""
    return "：" if lang == "zh" else ": "


def listed(parts: Iterable[str], lang: Lang) -> str:
    """The parts, with commas between."""
    return ("，" if lang == "zh" else ", ").join(parts)


def aside(words: str, lang: Lang) -> str:
    """The words in brackets, after others."""
    return f"（{words}）" if lang == "zh" else f" ({words})"


def in_text(words: Words, lang: Lang) -> str:
    """The words on one line; a reference is the id."""
    return "".join(_in_text(each, lang) for each in words)


def _in_text(word: str | Formula | Reference, lang: Lang) -> str:
    match word:
        case Formula(linear=box):
            return plain(box, lang)
        case Reference(id=name):
            return name
    return word


def capital(words: Words) -> Words:
    """The words as a sentence begins."""
    first, *rest = words or ("",)
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else words
