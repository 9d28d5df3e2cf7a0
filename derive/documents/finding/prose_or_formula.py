"""Whether what stands between two dollars is prose: then they are money, or each belongs to another formula."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[^{}]{0,200}\})?")
_WORD = re.compile(r"(?<!\S)(?!d[a-z](?![a-z]))[A-Za-z][a-z]+(?=[.,;:!?]?(?!\S))")
_SIGN = re.compile(r"[=\\^_{}<>+*/|≤≥∈]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}[^。；！？]{0,60}[。；！？]")
"""A sentence of Chinese or Japanese that ends."""


def is_prose(inner: str, lopsided: bool = False) -> bool:
    r"""Whether words make it up: one where there is no sign of mathematics, three where there is.

    Words in commands (\text{if}) do not count, nor dx and dt. `lopsided` is what has a blank at one end
    only, which few write in a formula; two words are enough then.
    """
    bare = _COMMAND.sub(" ", inner)
    words = len(_WORD.findall(bare)) + 3 * len(_IDEOGRAPHS.findall(bare))
    if not _SIGN.search(inner):
        return words >= 1
    return words >= (2 if lopsided else 3)
