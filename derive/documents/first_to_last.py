"""The verdict on a chain a = b = … = d as a whole: whether its last side follows from its first.

Two slips that cancel leave a chain whose end is right and whose middle is wrong; both are told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.documents.readings.formulas import Equality, Side
from derive.documents.readings.judging import Judge
from derive.documents.readings.placing import placed_at, squeezed
from derive.documents.readings.reading import Reading
from derive.language.sayings import Saying, reason
from derive.results import LineResult, Message, Result, Said, Verdict

STEPS = 30_000
"""The time for each side between."""

MOST = 40
"""So many sides between get all of their time; of more each gets a part of that."""


@dataclass(frozen=True)
class WholeChain:
    """The equalities of a chain, two at least; it may run over several displays."""

    equalities: tuple[Equality, ...]

    @property
    def first(self) -> Equality:
        """Its first =."""
        return self.equalities[0]

    @property
    def last(self) -> Equality:
        """Its last =."""
        return self.equalities[-1]

    def name(self, reading: Reading) -> str:
        """`35:34-37:2`: where its first = and its last one stand."""
        ends = (reading.document.position(each.mark[0]) for each in (self.first, self.last))
        return "-".join(f"{line}:{column}" for line, column in ends)


def whole_chains(reading: Reading) -> Iterator[WholeChain]:
    """All chains of two = and more."""
    found: list[Equality] = []
    for equality in reading.equalities():
        if equality.role not in ("claim", "definition"):
            continue
        if found and not _goes_on(found[-1], equality):
            yield from _long_enough(found)
            found = []
        found.append(equality)
    yield from _long_enough(found)


def _long_enough(found: list[Equality]) -> Iterator[WholeChain]:
    if len(found) > 1:
        yield WholeChain(tuple(found))


def _goes_on(before: Equality, equality: Equality) -> bool:
    """Whether the = stands right behind the other, perhaps in the next display: `$$ = … $$`."""
    if equality.formula is before.formula:
        return equality.at == before.at + 1
    ended = before.at + 2 == len(before.formula.sides)
    return ended and equality.at == 0 and equality.left.items is before.right.items


def judge_chain(judge: Judge, chain: WholeChain) -> Result:
    """The verdict on first = last, and in its lines that on first = each side between."""
    started = time.perf_counter()
    first, last = chain.first, chain.last
    result = judge.verdict(last.formula, first.left, last.right)
    sides = [each.right for each in chain.equalities]
    between = [
        _against_first(judge, chain, each) if result.verdict in ("proved", "refuted") else "undecided"
        for each in chain.equalities[:-1]
    ]
    verdicts: list[Verdict] = ["proved", *between, result.verdict]
    placed = placed_at(judge.reading, result, first.mark, first.left, last.right)
    return replace(
        placed,
        id=f"{judge.reading.document.path}:{chain.name(judge.reading)}",
        kind="chain",
        lines=tuple(
            _line(judge, side, verdict) for side, verdict in zip([first.left, *sides], verdicts, strict=True)
        ),
        said=result.said or _said(told(result.verdict, between)),
        hints=(),
        seconds=time.perf_counter() - started,
    )


def _line(judge: Judge, side: Side, verdict: Verdict) -> LineResult:
    source = squeezed(judge.reading.document.text[slice(*side.span)]) or "?"
    return LineResult(source, source, verdict=verdict)


def _against_first(judge: Judge, chain: WholeChain, equality: Equality) -> Verdict:
    """Whether the first side is equal to the right side of this =, one of those between."""
    steps = STEPS * MOST // max(MOST, len(chain.equalities))
    return judge.briefly(equality.formula, chain.first.left, equality.right, steps)


def _said(words: Saying | None) -> Message | None:
    return Said(words) if words else None


def told(verdict: str, between: list[Verdict]) -> Saying | None:
    """`the last line follows from the first; the 2 lines between are wrong`, where there is something to tell."""
    if verdict == "refuted":
        return Saying("the last line does not follow from the first")
    wrong, total = between.count("refuted"), len(between)
    if verdict != "proved" or not wrong:
        return None
    if total == 1:
        return Saying("the last line follows from the first; the line between is wrong")
    if wrong == total:
        return reason("the last line follows from the first; the {} lines between are wrong", total)
    if wrong == 1:
        return reason("the last line follows from the first; of the {} lines between, 1 is wrong", total)
    return reason("the last line follows from the first; of the {} lines between, {} are wrong", total, wrong)
