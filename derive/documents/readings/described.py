"""Letters that words make from others, and no formula: "μ is the batch mean". What they are is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.finding import Document
from derive.documents.readings.announcing import SENTENCE
from derive.documents.readings.formulas import Formula
from derive.documents.readings.trees import Letter

_MADE = (
    r"means?|averages?|variances?|(?:standard )?deviations?|medians?|sums?|totals?|norms?|lengths?|inverses?|centroids?"
    r"|differences?|residuals?|errors?|products?|ratios?|max(?:imum|ima)?|min(?:imum|ima)?|normali[sz]ed|cent(?:er|re)d"
)
_BEHIND = re.compile(
    rf"\s*(?:(?:is|are|be|being|denotes?|represents?|stands? for|means|holds?)\s+(?:just\s+|simply\s+)?|[,:]\s*)"
    rf"(?:the|its|their|our|an?)\s+(?:[\w-]+\s+){{0,3}}?(?:{_MADE})\b"
    r"|\s*(?:是|为|表示|代表)[^，。；$]{0,12}?(?:均值|平均|方差|标准差|之和|总和|范数|残差|误差|中位数)"
)
_BEFORE = re.compile(
    rf"\b(?:the|its|their)\s+(?:[\w-]+\s+){{0,2}}?(?:{_MADE})\s*$|(?:均值|平均值|方差|标准差|总和|残差)\s*$",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\$[^$]*\$")
_OF_A_LAW = re.compile(
    r"\b(?:gaussian|normal(?:ly)?|distribut\w+|random|prior|posterior|density|law)\b|高斯|正态|分布|随机|先验",
    re.IGNORECASE,
)
"""Where a mean or a variance is a parameter, and not made from data."""


def described(document: Document, formulas: list[Formula], name: str) -> str:
    """The words that say that a letter is made from others, or nothing."""
    for formula in formulas:
        node = formula.sides[0].node
        if formula.chain.relations or not isinstance(node, Letter) or name not in _names(node):
            continue
        start, end = formula.fragment.outer
        text = document.text
        before = SENTENCE.split(text[max(0, start - 120) : start])[-1]
        behind = _FORMULA.sub("x", SENTENCE.split(text[end : end + 120])[0])
        if _OF_A_LAW.search(before) or _OF_A_LAW.search(behind):
            continue
        found = _BEHIND.match(behind)
        if found or (made := _BEFORE.search(before)):
            words = text[start:end] + found[0] if found else made[0] + text[start:end]  # type: ignore[index]
            return " ".join(words.split())
    return ""


def _names(letter: Letter) -> Iterator[str]:
    """What a letter may be called in a reading: with its accents, and without places."""
    yield letter.name
    for at in range(1, len(letter.subs) + 1):
        yield "_".join(
            [letter.name, *(getattr(each, "name", getattr(each, "text", "")) for each in letter.subs[:at])]
        )
