r"""A result at the end of a notebook's cell, as Markdown: the verdict, the claim typeset, what it rests on.

**✓ softargmax.total** · proved
$$\sum_k p_k = 1$$
no hypothesis · instances $n = 1, 2, 3$ exact · finite differences 2.1e-11, order 2.0
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from derive.language.typeset.signs import lang_of_locale
from derive.results.evidence import (
    Counterexample,
    FiniteDifference,
    Hint,
    Hypothesis,
    InstanceResult,
    LineResult,
    Verdict,
)

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
    hints: tuple[Hint, ...]

    @property
    def message(self) -> str:
        """What is said of the verdict."""
        raise NotImplementedError

    @property
    def hint(self) -> str:
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
    found = result.counterexample
    parts = (
        result.claim_text,
        found.text if found else "",
        result.message,
        f"hint: {result.hint}" if result.hint else "",
    )
    head = f"{MARKS.get(result.verdict, '?')} {result.id} · {result.verdict}"
    return "\n".join([head, *(f"  {part}" for part in parts if part)])


def _paragraphs(result: Shown) -> Iterator[str]:
    erratum = " (an erratum, as expected)" if result.verdict == result.expected == "refuted" else ""
    yield f"**{MARKS.get(result.verdict, '?')} {_plain(result.id)}** · {result.verdict}{erratum}"
    yield f"$$\n{result.claim}\n$$"
    if result.verdict == "proved":
        yield " · ".join(_support(result))
    if result.counterexample:
        yield f"Counterexample: {numbers(result.counterexample)}."
        yield from _first_wrong(result, result.counterexample)
    yield from filter(None, (_plain(result.message), _hint(result)))


def _support(result: Shown) -> Iterator[str]:
    used = [f"${each.latex}$" for each in result.hypotheses if each.used]
    unused = [f"${each.latex}$" for each in result.hypotheses if not each.used]
    yield f"uses {', '.join(used)}" if used else "no hypothesis"
    if unused:
        yield f"not needed: {', '.join(unused)}"
    for (names, exact), group in groupby(result.instances, lambda each: (tuple(each.sizes), each.exact)):
        sizes = ", ".join(_tuple([str(size) for size in each.sizes.values()]) for each in group)
        where = f"s ${_tuple(list(names))} = {sizes}$" if names else ""
        yield f"instance{where} {'exact' if exact else 'to 50 digits'}"
    if result.finite_difference:
        yield _differences(result.finite_difference)


def _tuple(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"({', '.join(items)})"


def _differences(found: FiniteDifference) -> str:
    if found.error is None:
        return f"finite differences: {found.note or 'none taken'}"
    order = "" if found.order is None else f", order {found.order:.1f}"
    return f"{'finite differences' if found.derivative else 'random points'} {found.error:.1e}{order}"


def numbers(found: Counterexample) -> str:
    """Where the two sides differ, and what they are there."""
    where = [f"${name} = {size}$" for name, size in found.sizes.items()]
    where += [f"${each.name_latex} = {each.value_latex}$" for each in found.values]
    where += [f"${name.replace('′', chr(39))} = {place}$" for name, place in found.at.items()]
    left, right = found.left_latex or found.left, found.right_latex or found.right
    about = ["" if found.exact or exact else r"\approx " for exact in (found.left_exact, found.right_exact)]
    sides = f"left ${about[0]}{left}$, right ${about[1]}{right}$"
    return f"{', '.join(where)}: {sides}" if where else sides


def _first_wrong(result: Shown, found: Counterexample) -> Iterator[str]:
    if found.line and found.line < len(result.lines):
        line = result.lines[found.line]
        reason = f" ({line.titled(lang_of_locale())})" if line.reason else ""
        yield f"First wrong line, {found.line}: $\\displaystyle {line.latex}${reason}"


def _hint(result: Shown) -> str:
    repaired = next((each.repaired_latex for each in result.hints if each.repaired_latex), "")
    if not result.hint:
        return ""
    return f"Hint: {_plain(result.hint)}" + (f"\n\n$$\n{repaired}\n$$" if repaired else "")


def _plain(words: str) -> str:
    """Words whose signs Markdown must leave alone."""
    return "".join(f"\\{each}" if each in "\\`*_<>$|" else each for each in words)
