"""Worked examples: numbers that a document prints, verified by interval arithmetic.

The expression is evaluated at the given values with mpmath's intervals, which enclose the exact value; the claim is
proved if the whole enclosure rounds to the digits printed, and refuted if none of it does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from mpmath import iv
from sympy import Basic, Expr, Rational

from derive.language.binders import Cases, Delta, Distinct, Sum
from derive.language.claims import Example
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call
from derive.language.indices import Dim, Index
from derive.language.typeset import boxes
from derive.results import Counterexample, InstanceResult, Result, Source, Verdict

DIGITS = 50
Places = Mapping[Index, int]
Interval = Any


def check_example(example: Example) -> Result:
    """The verdict on one worked example."""
    started = time.perf_counter()
    sizes, entries = _sizes(example), list(_entries(example))
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


def enclosed(expression: Expr) -> Interval:
    """The value of an expression without letters, enclosed in an interval. Raises `IllFormed` for any other."""
    before, iv.dps = iv.dps, DIGITS
    try:
        return _Evaluation({}, {})(expression, {})
    finally:
        iv.dps = before


def _entries(example: Example) -> Iterator[tuple[dict[Index, int], Interval, str]]:
    sizes = _sizes(example)
    evaluate = _Evaluation(example.values, sizes)
    before, iv.dps = iv.dps, DIGITS
    try:
        for at in product(*(range(1, sizes[index.dim.name] + 1) for index in example.over)):
            places = dict(zip(example.over, at, strict=True))
            yield places, evaluate(example.expression, places), str(_at(example.printed, at))
    finally:
        iv.dps = before


def _sizes(example: Example) -> dict[str, int]:
    """The dimensions, as the shapes of the values say. Raises `IllFormed` where they do not fit."""
    sizes: dict[str, int] = {}
    for family, value in example.values.items():
        part = value
        for dim in family.dims:
            if sizes.setdefault(dim.name, len(part)) != len(part):
                raise IllFormed(f"{example.id}: the values give {dim.name} two sizes")
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
    low, high = _interval(claimed - half), _interval(claimed + half)
    if value.a >= low.b and value.b <= high.a:
        return True
    return False if value.b < low.a or value.a > high.b else None


def _interval(number: Fraction) -> Interval:
    return iv.mpf(number.numerator) / iv.mpf(number.denominator)


def _counterexample(sizes: dict[str, int], places: Places, value: Interval, printed: str) -> Counterexample:
    at = {index.name: place for index, place in places.items()}
    shown = f"{float(value.mid):.10g}"
    sides = (boxes.same(boxes.signed(shown)), boxes.same(boxes.signed(printed)))
    return Counterexample(sizes, (), at, shown, printed, sides, exact=False)


class _Evaluation:
    """The value of an expression, enclosed in an interval."""

    def __init__(self, values: Mapping[Family, Any], sizes: Mapping[str, int]) -> None:
        self.values, self.sizes = values, sizes

    def __call__(self, expression: Expr, places: Places) -> Interval:
        if isinstance(expression, Rational):
            return _interval(Fraction(int(expression.p), int(expression.q)))
        rule = _RULES.get(type(expression))
        if rule is None:
            raise IllFormed(f"an example cannot hold {type(expression).__name__}: {expression}")
        return rule(self, expression, places)

    def _plus(self, expression: Expr, places: Places) -> Interval:
        return sum((self(term, places) for term in expression.args), iv.mpf(0))

    def _times(self, expression: Expr, places: Places) -> Interval:
        result = iv.mpf(1)
        for factor in expression.args:
            result *= self(factor, places)
        return result

    def _power(self, expression: Expr, places: Places) -> Interval:
        base, exponent = expression.args
        if exponent.is_Integer:
            return self(base, places) ** int(exponent)
        return iv.exp(self(exponent, places) * iv.log(self(base, places)))

    def _call(self, expression: Call, places: Places) -> Interval:
        name = expression.function.name
        if name not in ("exp", "log", "sin", "cos") or expression.function.order:
            raise IllFormed(f"an example cannot hold the function {name}")
        return getattr(iv, name)(self(expression.argument, places))

    def _sum(self, expression: Sum, places: Places) -> Interval:
        left_out = {self.place(each, places) for each in expression.without}
        size = self.sizes[expression.bound.dim.name]
        terms = (
            self(expression.body, {**places, expression.bound: at})
            for at in range(1, size + 1)
            if at not in left_out
        )
        return sum(terms, iv.mpf(0))

    def _cases(self, expression: Cases, places: Places) -> Interval:
        for value, condition in expression.branches:
            first, second = (self.place(each, places) for each in condition.args)
            if (first == second) != isinstance(condition, Distinct):
                return self(value, places)
        return self(expression.otherwise, places)

    def _delta(self, expression: Delta, places: Places) -> Interval:
        first, second = (self.place(each, places) for each in expression.args)
        return iv.mpf(int(first == second))

    def _entry(self, expression: Entry, places: Places) -> Interval:
        family, at = expression.family, tuple(self.place(each, places) for each in expression.places)
        if isinstance(family, Definition):
            return self(family.body, dict(zip(family.parameters, at, strict=True)))
        return _interval(Fraction(_at(self.values[family], at)))

    def place(self, index: Basic, places: Places) -> int:
        """The number that an index expression stands for."""
        if isinstance(index, Index):
            return places[index]
        if isinstance(index, Entry):
            at = tuple(self.place(each, places) for each in index.places)
            return int(_at(self.values[index.family], at))
        return int(index)


_RULES: dict[type, Callable[[_Evaluation, Any, Places], Interval]] = {
    Plus: _Evaluation._plus,
    Times: _Evaluation._times,
    Neg: lambda self, expression, places: -self(expression.args[0], places),
    Quotient: lambda self, expression, places: (
        self(expression.args[0], places) / self(expression.args[1], places)
    ),
    Power: _Evaluation._power,
    Call: _Evaluation._call,
    Sum: _Evaluation._sum,
    Cases: _Evaluation._cases,
    Delta: _Evaluation._delta,
    Entry: _Evaluation._entry,
    Dim: lambda self, expression, _: iv.mpf(self.sizes[expression.name]),
}
