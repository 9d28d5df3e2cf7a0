"""What a verdict has to say besides numbers: one class for each kind, put into words when it is shown.

    WrongLine(3).told()        line 3 is wrong
    WrongLine(3).told("zh")    第 3 行有误

Nobody reads the words to know what was found: who has to know asks for the class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from derive.language.sayings import UNSAID, Saying, listed, reason
from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang

Shape = Literal["number", "vector", "matrix", "family"]
"""What a letter may be taken for, by how many places it has."""


@dataclass(frozen=True)
class Message(ABC):
    """What is said of a result."""

    @property
    @abstractmethod
    def saying(self) -> Saying:
        """The message as a sentence in both languages: `line 3 is wrong`, `第 3 行有误`."""

    def words(self, lang: Lang = "en") -> Iterator[str | Formula]:
        """Text and formulas, in order."""
        return self.saying.words(lang)

    def told(self, lang: Lang = "en") -> str:
        """In one line of text."""
        return self.saying.told(lang)


@dataclass(frozen=True)
class Said(Message):
    """A sentence that is of no kind of its own: what the kernel, a reader or a page had to say."""

    sentence: Saying

    @property
    def saying(self) -> Saying:
        """The sentence."""
        return self.sentence


@dataclass(frozen=True)
class WrongLine(Message):
    """A line of the derivation is refuted."""

    line: int

    @property
    def saying(self) -> Saying:
        """`line 3 is wrong`"""
        return Saying("line {} is wrong", "第 {} 行有误").of(str(self.line))


@dataclass(frozen=True)
class WrongBetween(Message):
    """A line is refuted, and yet the last line follows from the first; `wrong` of the lines `between` are wrong."""

    line: int
    between: int
    wrong: int

    @property
    def saying(self) -> Saying:
        """`line 2 is wrong; the last line follows from the first all the same: of the 3 lines between, 1 is wrong`"""
        return Saying(
            "line {} is wrong; the last line follows from the first all the same: of the {} lines between, {} "
            + ("is wrong" if self.wrong == 1 else "are wrong"),
            "第 {} 行有误；末行仍可由首行得出：其间 {} 行中有 {} 行有误",
        ).of(str(self.line), str(self.between), str(self.wrong))


@dataclass(frozen=True)
class NoValue(Message):
    """A part of the claim, or of a line, has a value nowhere."""

    part: Formula
    line: int | None = None

    @property
    def saying(self) -> Saying:
        """`line 2 is wrong: log(−1) has no value`"""
        if self.line is None:
            return Saying("{} has no value", "{} 没有值").of(self.part)
        return Saying("line {} is wrong: {} has no value", "第 {} 行有误：{} 没有值").of(
            str(self.line), self.part
        )


@dataclass(frozen=True)
class AtLine(Message):
    """What is to be said of one line."""

    line: int
    message: Message

    @property
    def saying(self) -> Saying:
        """`line 2: the sides differ`"""
        return Saying("line {}: {}", "第 {} 行：{}").of(str(self.line), self.message.saying)


@dataclass(frozen=True)
class Left(Message):
    """Neither a proof nor a counterexample: what is left of the difference, and hypotheses that are no rules."""

    difference: Formula
    unused: tuple[Formula, ...] = ()

    @property
    def saying(self) -> Saying:
        """`no proof and no counterexample was found; what is left of the difference is x_k`"""
        more = len(self.unused)
        return Saying(
            "no proof and no counterexample was found; what is left of the difference is {}"
            + "; {} cannot be used as a rule" * more,
            "既无证明也无反例；两边之差余下 {}" + "；{} 不能作为规则使用" * more,
        ).of(self.difference, *self.unused)


@dataclass(frozen=True)
class OnlyByParts(Message):
    """No finite measure refutes the claim: it brings a function together with its slope in what varies."""

    letter: str

    @property
    def saying(self) -> Saying:
        """`no finite measure can refute it: under the integral sign, integration by parts in f may be at work`"""
        return Saying(
            "no finite measure can refute it: under the integral sign, integration by parts in {} may be at work",
            "有限测度不能否定它：积分号下或可对 {} 分部积分",
        ).of(self.letter)


@dataclass(frozen=True)
class MoreThanReason(Message):
    """A step that is true and does more than its reason says; `needs` is what it uses besides."""

    english: str
    chinese: str
    needs: tuple[Saying, ...]

    @property
    def saying(self) -> Saying:
        """`this step is more than “factor”: it also uses differentiation`"""
        return Saying("this step is more than “{}”: it also uses {}", "此步不只是“{}”：还用到 {}").of(
            Saying(self.english, self.chinese), listed(self.needs)
        )


@dataclass(frozen=True)
class NotThisReason(Message):
    """A step with which its reason has nothing to do."""

    english: str
    chinese: str
    why: tuple[Saying, ...]

    @property
    def saying(self) -> Saying:
        """`the reason “quotient rule” does not apply: no derivative of a quotient stands in the line before`"""
        return Saying("the reason “{}” does not apply: {}", "理由“{}”不适用：{}").of(
            Saying(self.english, self.chinese), listed(self.why)
        )


@dataclass(frozen=True)
class ProofDenied(Message):
    """A disagreement: the kernel proves the claim, and instances of these sizes, or the numbers, deny it."""

    instances: tuple[str, ...]
    numbers: Saying = UNSAID

    @property
    def saying(self) -> Saying:
        """`the kernel proves the claim, but the instance n = 2 denies it`"""
        against = [Saying("the instance {} denies it", "实例 {} 否定它").of(each) for each in self.instances]
        against += (
            [Saying("the numbers deny it: {}", "数值否定它：{}").of(self.numbers)] if self.numbers else []
        )
        return Saying(
            "the kernel proves the claim, but " + " and ".join(["{}"] * len(against)),
            "内核证明了命题，但" + "，且".join(["{}"] * len(against)),
        ).of(*against)


@dataclass(frozen=True)
class InstanceDenied(Message):
    """A disagreement: an exact instance denies the claim, or a line, and the other voice does not."""

    objection: Saying
    line: int | None = None

    @property
    def saying(self) -> Saying:
        """`the exact instance denies line 2, but finite differences agree there`"""
        if self.line is None:
            return Saying("the exact instance denies the claim, but {}", "精确实例否定命题，但 {}").of(
                self.objection
            )
        return Saying("the exact instance denies line {}, but {}", "精确实例否定第 {} 行，但 {}").of(
            str(self.line), self.objection
        )


@dataclass(frozen=True)
class LineDenied(Message):
    """A disagreement: the kernel proves a line of its own derivation, and numbers deny it."""

    line: int

    @property
    def saying(self) -> Saying:
        """`the kernel proves line 2, but the numbers deny it`"""
        return Saying(
            "the kernel proves line {}, but the numbers deny it", "内核证明了第 {} 行，但数值否定它"
        ).of(str(self.line))


@dataclass(frozen=True)
class Way:
    """One reading of two: its verdict, what sets it apart, and what it takes letters for, ("W", "matrix")."""

    verdict: str
    apart: Saying
    shapes: tuple[tuple[str, Shape], ...] = ()


@dataclass(frozen=True)
class TwoReadings(Message):
    """An = that can be read in two ways, with two verdicts."""

    ways: tuple[Way, Way]

    @property
    def saying(self) -> Saying:
        """`there are two readings: proved if W is a matrix; refuted if W is a vector`"""
        told = (reason("{} if {}", Saying(each.verdict), each.apart) for each in self.ways)
        return reason("there are two readings: {}; {}", *told)


@dataclass(frozen=True)
class TooFewInstances(Message):
    """The proof is complete, and the numbers that should confirm it could not be made."""

    why: Saying

    @property
    def saying(self) -> Saying:
        """`the kernel proves the claim; too few instances could be made: …`"""
        return Saying(
            "the kernel proves the claim; too few instances could be made: {}",
            "内核证明了命题，但能写出的实例太少：{}",
        ).of(self.why)
