"""What is said in English and in Chinese, with formulas in it: words are made of it when it is shown.

Saying("the factor {} is missing", "漏掉因子 {}").of(formula)
Saying("the sides differ")                         its Chinese stands in `chinese.toml`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from string import Formatter

from derive.language.chinese import chinese
from derive.language.errors import Reasoned, Sentence
from derive.language.typeset.formula import Formula
from derive.language.typeset.plain import plain
from derive.language.typeset.signs import Lang


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence in two languages; each {} of it, {1} where the order is another, stands for one of the parts.

    Where no Chinese stands beside it the table has it. Without parts it is said as it is, braces and all.
    """

    english: str
    chinese: str = ""
    parts: tuple[str | Formula | Saying, ...] = ()

    def __str__(self) -> str:
        return self.told()

    def __bool__(self) -> bool:
        return bool(self.english)

    def of(self, *parts: str | Formula | Saying) -> Saying:
        """The sentence about these parts."""
        return replace(self, parts=parts)

    def words(self, lang: Lang = "en") -> Iterator[str | Formula]:
        """Text and formulas, in order."""
        sentence = self.english if lang == "en" else self.chinese or chinese(self.english) or self.english
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


UNSAID = Saying("")
"""Where there is nothing to say: it is false."""


def either(sayings: Iterable[Saying]) -> Saying:
    """One or another of them."""
    first, *others = sayings
    return Saying("{}" + " or {}" * len(others), "{}" + "或{}" * len(others)).of(first, *others)


def listed(sayings: Iterable[Saying]) -> Saying:
    """One after another, with commas."""
    return _joined(tuple(sayings), ", ", "，")


def in_turn(sayings: Iterable[Saying]) -> Saying:
    """One after another, with semicolons."""
    return _joined(tuple(sayings), "; ", "；")


def _joined(sayings: tuple[Saying, ...], english: str, chinese: str) -> Saying:
    marks = ["{}"] * len(sayings)
    return Saying(english.join(marks), chinese.join(marks)).of(*sayings)


def reason(english: str, *parts: object) -> Saying:
    """The sentence of the table about these: sentences and formulas stay what they are, others become text."""
    return Saying(english).of(*map(_part, parts))


def why(fault: Reasoned) -> Saying:
    """What the fault says."""
    return reason(fault.why.english, *fault.why.parts)


def _part(part: object) -> str | Formula | Saying:
    if isinstance(part, Reasoned):
        return why(part)
    if isinstance(part, Sentence):
        return reason(part.english, *part.parts)
    return part if isinstance(part, Saying | Formula) else str(part)
