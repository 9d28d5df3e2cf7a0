"""From the table of kinds to patterns over sentences in which every list of letters is one sign."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from derive.documents.words.table import KINDS, WORDS, Kind

SIGN = "[\U000f0000-\U000ffffd]"
"""A list of letters: y; A and B; p, q, r."""

_COPULA = (
    r"(?:is|are|be|being|was|were|as|remains?|denotes?|represents?|means|stands? for|forms?|becomes?|must be|has to be|"
    r"have to be|will be|to be|should be|shall be|can be|may be|might be|could be|need be|needs to be|"
    r"would be|isn['’]t|"
    r"aren['’]t|wasn['’]t|weren['’]t|need ?n['’]?o?t be|cannot be|can['’]t be)"
)
_FILLER = (
    r"(?:(?!(?:in|of|sum|than|if|is|are|whether|by|from|with|has|have|because|that|which|when|function|part|while|but|"
    r"so|product|equal|for|on|at)\b)[A-Za-z'’-]+,?\s+){0,5}?"
)
_FILLER_BEFORE = (
    r"(?:(?!(?:is|are|of|for|and|with|has|have|to|in|by|on|at|the|a|an|that|which|if|then|when|so|not|it|we|be|as|or|but|"
    r"where|since|because|unless|only|entries|elements|entry|element|part|implies|means|"
    r"gives?|yields?|makes?|becomes?|equals?|denotes?|leads?|shows?|lets?|takes?|times|minus|plus|per|into|over|under|via)\b)[A-Za-z-]+\s+){0,3}?"
)
_NOUN = r"\s+(?:(?!(?:an?|and|or|the|with|is|are)\b)[a-z-]+\s+){0,2}?(?:matri(?:x|ces)|vectors?)\b"
_SHAPE = rf"(?:{SIGN}(?={_NOUN})\s+)?"
"""The n × n of "a symmetric n × n matrix"."""
_WHOLES = frozenset({"matrix", "vector", "square"})
_AND_MORE = r"(?:,?\s+and(?=\s+[a-z])|,(?=\s+[a-z]))?"
_WITH = r"\b(?:with|for|let|take|having|assume|assuming|given|keep|keeping)"
_ZH_COPULA = (
    r"(?:都|均|皆|也|总|全|必须|必|应|应该|须|一定|始终|恒)?(?:被)?"
    r"(?:是|为|取为|取|记为|视为|即|表示|满足|设为|取作|选为)"
)
_ZH_FILLER = r"(?:[^，。；,.;\U000f0000-\U0010fffd]{0,6}?)"
_ZH_NOUN = r"(?:[^，。；,.;\U000f0000-\U0010fffd是为不]{0,5}?)"
_BESIDE = r"(?:\s*\([^()]{0,60}\))?\s*,?\s*(?:which\s+|that\s+|each\s+|all\s+|both\s+|itself\s+)?"


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern; `negative` if its own "not" is what it says; `before` if it stands before its letters.

    The letters of a `subject` are what a verb speaks of: in "the sum of y is positive" that is not y.
    """

    kind: str
    pattern: re.Pattern[str]
    negative: bool = False
    before: bool = False
    subject: bool = False


@cache
def stems() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """The kinds, each with what a sentence must hold to be looked at."""
    return tuple((kind, _compiled(kind.stems)) for kind in KINDS)


@cache
def forms(kind: Kind) -> tuple[Form, ...]:
    """The patterns of a kind: whole phrases, then "X is symmetric", then "a symmetric X"."""
    phrases = ((phrase, _expanded(phrase, _ARTICLE)) for phrase in kind.said)
    made = [_form(kind, rf"(?<![\w-]){inner}(?![A-Za-z])", phrase) for phrase, inner in phrases]
    shape = "" if kind.name in _WHOLES else _SHAPE
    english, chinese = _alternatives(kind.adjectives), _alternatives(kind.chinese)
    for core in english:
        inner = rf"(?<![\w-]){_expanded(core)}(?!\w)"
        made += [
            _form(
                kind,
                rf"(?P<x>{SIGN}){_BESIDE}{_COPULA}\s+{_FILLER}(?:an?\s+)?{shape}{inner}",
                core,
                subject=True,
            ),
            _form(
                kind,
                rf"(?P<x>{SIGN})\s*,?\s+an?\s+{_FILLER}{shape}{inner}(?!\s+{_FILLER_BEFORE}{shape}{_FILLER_BEFORE}{SIGN}(?!{_NOUN}))",
                core,
            ),
            _form(kind, rf"(?:,|\band)\s+(?P<x>{SIGN})\s+{inner}(?=\s*(?:[.,;:]|and\b|$))", core),
            _form(kind, rf"{_WITH}\s+{_FILLER_BEFORE}(?P<x>{SIGN})\s+{_FILLER_BEFORE}{inner}", core),
        ]
    for core in chinese:
        beside = rf"\s*(?:[(（][^()（）]{{0,40}}[)）])?\s*{_ZH_COPULA}\s*{_ZH_FILLER}"
        made.append(_form(kind, rf"(?P<x>{SIGN}){beside}{_expanded(core)}", core))
    for core in english:
        inner = rf"(?<![\w-]){_expanded(core)}(?!\w)"
        made.append(
            _form(
                kind,
                rf"{inner}{_AND_MORE}\s+{_FILLER_BEFORE}{shape}{_FILLER_BEFORE}(?P<x>{SIGN})(?!{_NOUN})",
                core,
                before=True,
            )
        )
    for core in chinese:
        made.append(_form(kind, rf"{_expanded(core)}\s*(?:的)?{_ZH_NOUN}\s*(?P<x>{SIGN})", core, before=True))
    return tuple(made)


def _alternatives(cores: tuple[str, ...]) -> list[str]:
    """These patterns as one, those with a "not" of their own as another."""
    parts = (
        [each for each in cores if bool(_NEGATIVE.search(each)) is negative] for negative in (False, True)
    )
    return ["|".join(each) for each in parts if each]


_NEGATIVE = re.compile(r"\bnot\b|n't|\bno\b|never|nowhere|不|没有")


def _form(kind: Kind, pattern: str, phrase: str, before: bool = False, subject: bool = False) -> Form:
    return Form(kind.name, _compiled(pattern), bool(_NEGATIVE.search(phrase)), before, subject)


_ARTICLE = r"(?:(?:the|its|any|of|all)\s+)?(?:[a-z]+\s+)?"


def _expanded(phrase: str, article: str = "") -> str:
    """A pattern of the table with its capitals and blanks replaced."""
    count = iter(range(9))

    def meant(found: re.Match[str]) -> str:
        if found[1] in WORDS:
            return _CAPITALS.sub(meant, WORDS[found[1]])
        if found[1] == "X":
            return SIGN if "X" in found.string[: found.start()] else rf"(?P<x>{SIGN})"
        return rf"{article}(?P<y{next(count)}>{SIGN})"

    made = _CAPITALS.sub(meant, f"(?:{phrase})")
    return made.replace(" ?", r"\s*").replace(" ", r"\s+")


_CAPITALS = re.compile(r"(?<![A-Za-z\\])([A-Z]{2,}|[XYZ])(?![A-Za-z])")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
