r"""A result at the end of a notebook's cell, as Markdown: the verdict, the claim typeset, what it rests on.

**✓ softargmax.total** · proved
$$\sum_k p_k = 1$$
no hypothesis · instances $n = 1, 2, 3$ exact · finite differences 2.1e-11, order 2.0
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from derive.language.sayings import Saying, listed, reason
from derive.language.typeset.signs import Lang, lang_of_locale
from derive.results.evidence import (
    Counterexample,
    FiniteDifference,
    Hint,
    Hypothesis,
    InstanceResult,
    LineResult,
    Verdict,
)
from derive.results.messages import Message

MARKS = {"proved": "✓", "refuted": "✗", "disagreement": "!", "definition": "≔"}


class Shown:
    """What a notebook and a terminal show of a result, by what the result holds."""

    __slots__ = ()

    id: str
    verdict: Verdict
    expected: str
    claim: str
    claim_text: str
    hypotheses: tuple[Hypothesis, ...]
    lines: tuple[LineResult, ...]
    instances: tuple[InstanceResult, ...]
    finite_difference: FiniteDifference | None
    counterexample: Counterexample | None
    said: Message | None
    hints: tuple[Hint, ...]

    def hinted(self, lang: Lang) -> str:
        """What a refuted line may have meant."""
        raise NotImplementedError

    def _repr_markdown_(self) -> str:
        return markdown(self)

    def __repr__(self) -> str:
        return plain(self)


def markdown(result: Shown) -> str:
    """The result in a few paragraphs."""
    return "\n\n".join(_paragraphs(result))


def plain(result: Shown) -> str:
    """The verdict, the claim, and what refutes it or is missing, in a few lines of text."""
    lang, found = lang_of_locale(), result.counterexample
    hint = result.hinted(lang)
    parts = (
        result.claim_text,
        found.saying.told(lang) if found else "",
        result.said.told(lang) if result.said else "",
        reason("hint: {}", hint).told(lang) if hint else "",
    )
    head = f"{MARKS.get(result.verdict, '?')} {result.id} · {Saying(result.verdict).told(lang)}"
    return "\n".join([head, *(f"  {part}" for part in parts if part)])


def _paragraphs(result: Shown) -> Iterator[str]:
    lang, verdict = lang_of_locale(), Saying(result.verdict)
    if result.verdict == result.expected == "refuted":
        verdict = reason("{} (an erratum, as expected)", verdict)
    yield f"**{MARKS.get(result.verdict, '?')} {_plain(result.id)}** · {verdict.told(lang)}"
    yield f"$$\n{result.claim}\n$$"
    if result.verdict == "proved":
        yield " · ".join(each.told(lang) for each in _support(result))
    if result.counterexample:
        yield reason("Counterexample: {}.", numbers(result.counterexample)).told(lang)
        yield from _first_wrong(result, result.counterexample, lang)
    yield from filter(None, (_plain(result.said.told(lang)) if result.said else "", _hint(result, lang)))


def _support(result: Shown) -> Iterator[Saying]:
    used = [f"${each.latex}$" for each in result.hypotheses if each.used]
    unused = [f"${each.latex}$" for each in result.hypotheses if not each.used]
    yield reason("uses {}", ", ".join(used)) if used else Saying("no hypothesis")
    if unused:
        yield reason("not needed: {}", ", ".join(unused))
    for (names, exact), group in groupby(result.instances, lambda each: (tuple(each.sizes), each.exact)):
        sizes = ", ".join(_tuple([str(size) for size in each.sizes.values()]) for each in group)
        where = reason("instances {}", f"${_tuple(list(names))} = {sizes}$") if names else Saying("instance")
        yield reason("{} exact" if exact else "{} to 50 digits", where)
    if result.finite_difference:
        yield _differences(result.finite_difference)


def _tuple(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"({', '.join(items)})"


def _differences(found: FiniteDifference) -> Saying:
    if found.error is None:
        return reason("finite differences: {}", found.note or Saying("none taken"))
    measured = [reason("{}", f"{found.error:.1e}")]
    measured += [] if found.order is None else [reason("order {}", f"{found.order:.1f}")]
    return reason(
        "{} {}", Saying("finite differences" if found.derivative else "random points"), listed(measured)
    )


def numbers(found: Counterexample) -> Saying:
    """Where the two sides differ, and what they are there."""
    where = [f"${name} = {size}$" for name, size in found.sizes.items()]
    where += [f"${each.name_latex} = {each.value_latex}$" for each in found.values]
    where += [f"${name.replace('′', chr(39))} = {place}$" for name, place in found.at.items()]
    left, right = found.left_latex or found.left, found.right_latex or found.right
    about = ["" if found.exact or exact else r"\approx " for exact in (found.left_exact, found.right_exact)]
    sides = reason("left {}, right {}", f"${about[0]}{left}$", f"${about[1]}{right}$")
    return reason("{}: {}", ", ".join(where), sides) if where else sides


def _first_wrong(result: Shown, found: Counterexample, lang: Lang) -> Iterator[str]:
    if found.line and found.line < len(result.lines):
        line = result.lines[found.line]
        why = f" ({line.titled(lang)})" if line.reason else ""
        yield reason("First wrong line, {}: {}", found.line, f"$\\displaystyle {line.latex}${why}").told(lang)


def _hint(result: Shown, lang: Lang) -> str:
    repaired = next((each.repaired_latex for each in result.hints if each.repaired_latex), "")
    if not result.hints:
        return ""
    said = reason("Hint: {}", _plain(result.hinted(lang))).told(lang)
    return said + (f"\n\n$$\n{repaired}\n$$" if repaired else "")


def _plain(words: str) -> str:
    """Words whose signs Markdown must leave alone."""
    return "".join(f"\\{each}" if each in "\\`*_<>$|" else each for each in words)
