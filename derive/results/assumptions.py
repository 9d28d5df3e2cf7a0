"""What a document leaves open and is taken for granted where one of its = is judged: one class for each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from derive.language.sayings import Saying
from derive.language.typeset.formula import Formula
from derive.results.messages import Message

T = TypeVar("T", bound="OfLetters")


@dataclass(frozen=True)
class Assumption(Message):
    """What is taken for granted."""


@dataclass(frozen=True)
class Taken(Assumption):
    """What is of no kind of its own: how a letter or a sign is read, a hypothesis that the text states."""

    sentence: Saying

    @property
    def saying(self) -> Saying:
        """`a gradient is laid out as a row`"""
        return self.sentence


@dataclass(frozen=True)
class Under(Assumption):
    """A condition that stands beside the formula: it is part of what is claimed."""

    condition: Formula

    @property
    def saying(self) -> Saying:
        """`under i ≠ j`"""
        return Saying("under {}", "在 {} 之下").of(self.condition)


@dataclass(frozen=True)
class Rounded(Assumption):
    """Decimals are compared as far as they are printed, which is no proof of an equality."""

    @property
    def saying(self) -> Saying:
        """`to the digits printed`"""
        return Saying("to the digits printed", "按所印位数")


@dataclass(frozen=True)
class OfLetters(Assumption):
    """An assumption that holds letter by letter, so that several are told as one: `i, j range over 1..n`."""

    letters: tuple[str, ...]

    def about(self, letters: Iterable[str]) -> Self:
        """The assumption about these letters, in order, each once."""
        return replace(self, letters=tuple(sorted(set(letters))))

    @property
    def _listed(self) -> str:
        return ", ".join(self.letters)


@dataclass(frozen=True)
class Ranges(OfLetters):
    """Index letters range over 1..n."""

    dim: str

    @property
    def saying(self) -> Saying:
        """`i, j range over 1..n`"""
        verb = "range" if len(self.letters) > 1 else "ranges"
        return Saying(f"{{}} {verb} over 1..{{}}", "{} 取遍 1..{}").of(self._listed, self.dim)


@dataclass(frozen=True)
class Still(OfLetters):
    """Letters do not move with those in which something is differentiated."""

    moved: tuple[str, ...]

    @property
    def saying(self) -> Saying:
        """`t, y constant in z`"""
        return Saying("{} constant in {}", "{} 不随 {} 变").of(self._listed, ", ".join(self.moved))


def together(assumptions: Iterable[Assumption]) -> list[Assumption]:
    """Each once, letters of which the same is said in one, and before the rest: `i, j, k range over 1..n`."""
    found: dict[Assumption, list[str]] = {}
    for each in assumptions:
        letters = each.letters if isinstance(each, OfLetters) else ()
        found.setdefault(each.about(()) if isinstance(each, OfLetters) else each, []).extend(letters)
    made = [each.about(letters) if isinstance(each, OfLetters) else each for each, letters in found.items()]
    return sorted(made, key=lambda each: not isinstance(each, OfLetters))
