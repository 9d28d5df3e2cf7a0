r"""What a formula says of the numbers that letters may be: `x > -1`, `0 < p < 1`, `u \in [0, 1]`, `\mathbb{R}_{>0}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the greatest number, None for none; an open one is not attained itself."""

    least: Fraction | None = None
    greatest: Fraction | None = None
    opens: bool = False
    closes: bool = False

    @property
    def is_positive(self) -> bool:
        """x > 0 follows."""
        return self.least is not None and (self.least > 0 or (self.least == 0 and self.opens))

    @property
    def values(self) -> tuple[str, str, str, str]:
        """As `("(", "0", "1", "]")`; a number that there is none of is empty."""
        least, greatest = ("" if each is None else str(each) for each in (self.least, self.greatest))
        return "(" if self.opens else "[", least, greatest, ")" if self.closes else "]"

    @staticmethod
    def of(values: tuple[str, ...]) -> Bound:
        """The one that has these values."""
        opening, least, greatest, closing = values
        return Bound(
            Fraction(least) if least else None,
            Fraction(greatest) if greatest else None,
            opening == "(",
            closing == ")",
        )


_SPACE = re.compile(r"\\[,;:! ]|~|\\(?:left|right|big|Big|bigl|bigr)(?![A-Za-z])|\\q?quad\b")
_NUMBER = r"[-+−]?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?|\\[dt]?frac\s*(?:\{\d+\}\s*\{\d+\}|\d\s*\d)|\\infty|∞)"
_LESS, _MORE = r"<|\\lt\b|\\leq?(?:slant)?\b|≤", r">|\\gt\b|\\geq?(?:slant)?\b|≥"
_LETTERS = r"(?P<x>[^<>≤≥=∈]+?)"
_ABOVE = re.compile(rf"{_LETTERS}\s*(?P<sign>{_LESS}|{_MORE})\s*(?P<number>{_NUMBER})")
_BELOW = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<sign>{_LESS}|{_MORE})\s*{_LETTERS}")
_BETWEEN = re.compile(
    rf"(?P<one>{_NUMBER})\s*(?P<first>{_LESS}|{_MORE})\s*{_LETTERS}\s*(?P<second>{_LESS}|{_MORE})\s*(?P<other>{_NUMBER})"
)
_INTERVAL = re.compile(
    rf"{_LETTERS}\s*(?:\\in\b|∈)\s*(?P<opening>[(\[\]])\s*(?P<one>{_NUMBER})\s*,\s*(?P<other>{_NUMBER})\s*(?P<closing>[)\]\[])"
)
_DIMENSION = r"\^\s*(?:\{[\w\s\\]{1,20}\}|\w)"
_SCRIPT = r"(?:_\s*(?:\{[^{}]{1,12}\}|[+>*])|\^\s*(?:\{\s*[+*]{1,2}\s*\}|[+*]))"
_HALF = re.compile(
    rf"{_LETTERS}\s*(?:\\in\b|∈)\s*(?:\\mathbb\s*\{{?\s*R\s*\}}?|ℝ)\s*"
    rf"(?:{_DIMENSION}\s*)?(?P<script>{_SCRIPT}(?:\s*{_SCRIPT})?)\s*(?:{_DIMENSION})?"
)


def bounds(formula: str) -> tuple[str, Bound] | None:
    """The letters that a formula bounds, as they are written, and their bound; None if it says nothing else.

    For `0 < p < 1` that is `p` with the open interval from 0 to 1.
    """
    found = _bounds(_SPACE.sub(" ", formula).strip().rstrip(".,; "))
    return found if found is not None and (found[1].least, found[1].greatest) != (None, None) else None


def _bounds(plain: str) -> tuple[str, Bound] | None:
    if found := _BETWEEN.fullmatch(plain):
        return _between(found)
    if found := _ABOVE.fullmatch(plain):
        return found["x"], _one_sided(found["sign"], found["number"])
    if found := _BELOW.fullmatch(plain):
        return found["x"], _one_sided(_turned(found["sign"]), found["number"])
    if found := _INTERVAL.fullmatch(plain):
        least, greatest = _number(found["one"]), _number(found["other"])
        return found["x"], Bound(least, greatest, found["opening"] in "(]", found["closing"] in ")[")
    if found := _HALF.fullmatch(plain):
        return _half(found)
    return None


def _between(found: re.Match[str]) -> tuple[str, Bound] | None:
    upwards = [re.fullmatch(_LESS, found[each]) is not None for each in ("first", "second")]
    if upwards[0] is not upwards[1]:
        return None
    one, other = (
        _one_sided(_turned(found["first"]), found["one"]),
        _one_sided(found["second"], found["other"]),
    )
    low, high = (one, other) if upwards[0] else (other, one)
    return found["x"], Bound(low.least, high.greatest, low.opens, high.closes)


def _half(found: re.Match[str]) -> tuple[str, Bound] | None:
    """ℝ₊ may have the 0 in it or not."""
    script = re.sub(r"[\s{}]|\\(?:ast|neq?)\b|[_^*]", "", found["script"])
    if re.fullmatch(r"(?:>|\\gt)0|\+\+", script):
        return found["x"], Bound(Fraction(0), opens=True)
    if re.fullmatch(r"(?:≥|\\geq?(?:slant)?)0|\+", script):
        return found["x"], Bound(Fraction(0))
    return None


def _one_sided(sign: str, number: str) -> Bound:
    value, strict = _number(number), sign in ("<", ">", "\\lt", "\\gt")
    if re.fullmatch(_MORE, sign):
        return Bound(least=value, opens=strict)
    return Bound(greatest=value, closes=strict)


def _turned(sign: str) -> str:
    """The sign read from its other side."""
    strict = sign in ("<", ">", "\\lt", "\\gt")
    less = re.fullmatch(_LESS, sign) is not None
    return (">" if strict else "≥") if less else ("<" if strict else "≤")


def _number(written: str) -> Fraction | None:
    """A number as it is written; None for one without end."""
    plain = re.sub(r"\s", "", written).replace("−", "-")
    if "infty" in plain or "∞" in plain:
        return None
    if found := re.fullmatch(r"([-+]?)\\[dt]?frac(?:\{(\d+)\}\{(\d+)\}|(\d)(\d))", plain):
        above, below = int(found[2] or found[4]), int(found[3] or found[5])
        value = Fraction(above, below) if below else None
        return -value if value is not None and found[1] == "-" else value
    try:
        return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        return None


def kinds_of(bound: Bound) -> Iterator[str]:
    """What a bound says: that a letter is positive, not negative, or lies between others."""
    if bound.is_positive:
        yield "positive"
    elif bound.least == 0:
        yield "nonnegative"
    if bound.greatest is not None or bound.least not in (None, 0):
        yield "bounded"
