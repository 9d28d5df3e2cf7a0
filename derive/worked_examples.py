"""Worked examples: numbers that a document prints, verified by interval arithmetic.

The expression is evaluated at the given values with mpmath's intervals, which enclose the exact value; the claim is
proved if the whole enclosure rounds to the digits printed, and refuted if none of it does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from derive.language.claims import Example
from derive.language.errors import IllFormed
from derive.language.indices import Dim, Index
from derive.language.typeset import boxes
from derive.language.typeset.formula import same
from derive.results import Counterexample, InstanceResult, Result, Source, Verdict
from derive.values.intervals import Interval, Intervals, enclosed_fraction, precisely
from derive.values.numbers import Undefined
from derive.values.walk import Places


def check_example(example: Example) -> Result:
    """The verdict on one worked example."""
    started = time.perf_counter()
    sizes = {dim.name: size for dim, size in _sizes(example).items()}
    entries = list(_entries(example))
    found = None
    verdict: Verdict = "proved"
    for places, value, printed in entries:
        inside = _rounds_to(value, printed)
        if inside is None:
            verdict = "undecided"
        elif not inside:
            verdict, found = "refuted", _counterexample(sizes, places, value, printed)
            break
    source = example.source
    return Result(
        id=example.id,
        verdict=verdict,
        claim=example.claim_latex,
        claim_text=example.claim_text,
        title=example.title,
        source=None if source is None else Source(source.document, ", ".join(source.rows)),
        instances=(InstanceResult(sizes, len(entries), exact=False, agrees=verdict == "proved"),),
        counterexample=found,
        expected="refuted" if example.expected == "refuted" else "proved",
        seconds=time.perf_counter() - started,
    )


def _entries(example: Example) -> Iterator[tuple[dict[Index, int], Interval, str]]:
    sizes = _sizes(example)
    room = Intervals(example.values, sizes)
    with precisely():
        for at in product(*(range(1, sizes[index.dim] + 1) for index in example.over)):
            places = dict(zip(example.over, at, strict=True))
            yield places, _value(room, example, places), str(_at(example.printed, at))


def _value(room: Intervals, example: Example, places: Places) -> Interval:
    try:
        return room.write(example.expression, places)
    except Undefined as fault:
        raise IllFormed("{}: {}", example.id, fault) from fault


def _sizes(example: Example) -> dict[Dim, int]:
    """The dimensions, as the shapes of the values say. Raises `IllFormed` where they do not fit."""
    sizes: dict[Dim, int] = {}
    for family, value in example.values.items():
        part = value
        for dim in family.dims:
            if sizes.setdefault(dim, len(part)) != len(part):
                raise IllFormed("{}: the values give {} two sizes", example.id, dim.name)
            part = part[0]
    return sizes


def _at(value: Any, places: tuple[int, ...]) -> Any:
    for place in places:
        value = value[place - 1]
    return value


def _rounds_to(value: Interval, printed: str) -> bool | None:
    """Whether the enclosed value rounds to the decimals printed; None if the enclosure is too wide to tell."""
    claimed = Fraction(printed)
    exponent = Decimal(printed).as_tuple().exponent
    half = Fraction(1, 2) * Fraction(10) ** int(exponent)
    low, high = enclosed_fraction(claimed - half), enclosed_fraction(claimed + half)
    if value.a >= low.b and value.b <= high.a:
        return True
    return False if value.b < low.a or value.a > high.b else None


def _counterexample(sizes: dict[str, int], places: Places, value: Interval, printed: str) -> Counterexample:
    at = {index.name: place for index, place in places.items()}
    shown = f"{float(value.mid):.10g}"
    sides = (same(boxes.signed(shown)), same(boxes.signed(printed)))
    return Counterexample(sizes, (), at, shown, printed, sides, exact=False)
