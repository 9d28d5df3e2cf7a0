"""What is said in English and in Chinese, with formulas in it: words are made of it when it is shown.

Saying("the factor {} is missing", "漏掉因子 {}").of(formula)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from string import Formatter

from derive.language.typeset.formula import Formula
from derive.language.typeset.plain import plain
from derive.language.typeset.signs import Lang


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence in two languages; each {} of it, {1} where the order is another, stands for one of the parts.

    Without Chinese it is said in English. Without parts it is said as it is, braces and all.
    """

    english: str
    chinese: str = ""
    parts: tuple[str | Formula | Saying, ...] = ()

    def of(self, *parts: str | Formula | Saying) -> Saying:
        """The sentence about these parts."""
        return replace(self, parts=parts)

    def words(self, lang: Lang = "en") -> Iterator[str | Formula]:
        """Text and formulas, in order."""
        sentence = (self.chinese if lang == "zh" else "") or self.english
        if not self.parts:
            yield sentence
            return
        for number, (before, name, *_) in enumerate(Formatter().parse(sentence)):
            if before:
                yield before
            if name is not None:
                part = self.parts[int(name) if name else number]
                yield from part.words(lang) if isinstance(part, Saying) else (part,)

    def told(self, lang: Lang = "en") -> str:
        """In one line."""
        return "".join(
            each if isinstance(each, str) else plain(each.linear, lang) for each in self.words(lang)
        )


def either(sayings: Iterable[Saying]) -> Saying:
    """One or another of them."""
    first, *others = sayings
    return Saying("{}" + " or {}" * len(others), "{}" + "或{}" * len(others)).of(first, *others)


def listed(sayings: tuple[Saying, ...]) -> Saying:
    """One after another, with commas."""
    first, *others = sayings
    return Saying("{}" + ", {}" * len(others), "{}" + "，{}" * len(others)).of(first, *others)
