"""What a report on a corpus says, in English and in Chinese.

What stands in the rows, why a formula was not read or an `=` not decided, is told as the check told it.
"""

from __future__ import annotations

from derive.hints.table import REPAIRS
from derive.language.typeset.signs import Lang

PHRASES: dict[str, tuple[str, str]] = {
    "documents": ("documents", "份文档"),
    "equalities": ("equalities", "个等式"),
    "definitions": ("definitions", "个定义"),
    "chains": ("chains", "条等式链"),
    "unjudged": ("documents in which nothing was judged", "份文档中无可判定者"),
    "work": ("s of work", "秒计算"),
    "verdict": ("verdict", "结论"),
    "count": ("equalities", "等式数"),
    "share": ("share", "占比"),
    "kind": ("kind", "类别"),
    "how_often": ("how often", "次数"),
    "for_example": ("for example", "例如"),
    "kinds_more": ("and {} kinds more", "另有 {} 类"),
    "document": ("document", "文档"),
    "proved": ("proved", "已证"),
    "refuted": ("refuted", "不成立"),
    "undecided": ("undecided", "未判定"),
    "unreadable": ("unreadable", "未读"),
    "not_read": ("not read", "未读"),
    "disagreement": ("disagreement", "检验互相矛盾"),
    "disagreements": ("The voices disagree: faults of derive", "检验互相矛盾：derive 的错误"),
    "worst": ("Documents with most that is wrong or open", "错误与未决最多的文档"),
    "slowest": ("Documents that took longest", "耗时最长的文档"),
    "slips": ("What is refuted, by the slip that explains it", "不成立的等式，按错误类型"),
    "open": ("Why nothing was decided", "未判定的原因"),
    "unread": ("What is not read", "未读的内容"),
    "problems": ("What could not be checked at all", "完全无法检查者"),
    "no known slip": ("no known slip", "无已知错误类型"),
    "others": ("others", "其他"),
}


def phrase(key: str, lang: Lang) -> str:
    """The phrase in this language."""
    return PHRASES[key][lang == "zh"]


def kind(name: str, lang: Lang) -> str:
    """What a kind is called: a slip by its title, others as the check told them."""
    if name in PHRASES:
        return phrase(name, lang)
    return next((each.chinese for each in REPAIRS if lang == "zh" and each.name == name), name)
