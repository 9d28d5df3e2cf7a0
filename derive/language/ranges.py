"""Places that may lie beyond 1..n: they are refused, unless what is written says that they do not.

Sum(x[i + 1], i)                     refused: x_{n+1}
Sum(x[i + 1], (i, 1, n - 1))         well
cases((a, equal(t, 1)), h[t - 1])    well: where t = 1 the other branch holds
within(t, 2, n)                      a claim about h[t - 1] says where it holds
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sympy import Basic, Expr, Integer

from derive.language.applications import Apply
from derive.language.binders import Before, Binder, Cases, Delta, Span, walk
from derive.language.errors import IllFormed
from derive.language.families import Entry
from derive.language.hypotheses import AtLeast, Hypothesis
from derive.language.indices import Dim, Index, Moved, ranges_over
from derive.language.places import Distinct, Equal, Within

Window = tuple[int, int]
"""A number that a place is at least, and how far beyond n it is at most."""

Windows = Mapping[Index, Window]
"""Where an index stands, if not somewhere in 1..n."""

Least = Mapping[Dim, int]
"""What a dimension is at least, where that is more than 1."""


def check_places(expression: Basic, given: Iterable[Hypothesis] = ()) -> None:
    """Raises `IllFormed` where a place that is counted from another may lie beyond 1..n."""
    windows, least = known_windows((expression,), given)
    _check(expression, windows, least)


def known_windows(expressions: Iterable[Basic], given: Iterable[Hypothesis]) -> tuple[Windows, Least]:
    """Where the hypotheses say that indices stand, and what dimensions are at least."""
    windows: Windows = {}
    least: dict[Dim, int] = {}
    for expression in expressions:
        for dim, number in written_places(expression):
            least[dim] = max(number, least.get(dim, 1))
    for each in given:
        if isinstance(each, AtLeast):
            least[each.dim] = max(each.number, least.get(each.dim, 1))
        elif isinstance(each, Within):
            index, first, last = each.args
            windows = {**windows, index: window_of(first, last, windows, least)}
        elif isinstance(each, Distinct):
            windows = _without(windows, *each.args)
    return windows, least


def written_places(expression: Basic) -> Iterator[tuple[Dim, int]]:
    """The fixed places that are written, each with its dimension, which is at least so large."""
    for node in walk(expression):
        pairs: Iterable[tuple[Any, Any]] = ()
        if isinstance(node, Entry):
            pairs = zip(node.places, node.family.dims, strict=True)
        elif isinstance(node, Delta | Before | Equal):
            one, other = node.args
            pairs = (one, _range(other)), (other, _range(one))
        elif isinstance(node, Span):
            pairs = ((node.last, node.bound.dim),)
        yield from ((dim, int(at)) for at, dim in pairs if isinstance(at, Integer) and dim is not None)


def _range(at: Expr) -> Dim | None:
    """The dimension; of the last place none: that 2 is compared with n does not say that n is at least 2."""
    base = at.base if isinstance(at, Moved) else at
    return None if isinstance(base, Integer | Dim) else ranges_over(base)


def _check(node: Basic, windows: Windows, least: Least) -> None:
    if isinstance(node, Entry | Apply):
        slopes = node.slopes if isinstance(node, Apply) else ()
        for at in (*node.places, *(each for slope in slopes for each in slope[1:])):
            if isinstance(at, Moved) or (isinstance(at, Index) and at in windows):
                _check_place(node, at, windows, least)
    for part, inner in inner_windows(node, windows, least):
        _check(part, inner, least)


def inner_windows(node: Basic, windows: Windows, least: Least) -> Iterator[tuple[Basic, Windows]]:
    """The parts of a node, each with the windows there: a sum says where its index stands, a case where it does not."""
    if isinstance(node, Cases):
        for value, condition in node.branches:
            same = type(condition) is Equal
            yield value, windows if same else _without(windows, *condition.args)
            yield condition, windows
            windows = _without(windows, *condition.args) if same else windows
        yield node.otherwise, windows
    elif isinstance(node, Binder):
        yield node.body, _inside(node, windows, least)
        yield from ((part, windows) for part in node.args[1:])
    else:
        yield from ((part, windows) for part in node.args)


def _inside(node: Binder, windows: Windows, least: Least) -> Windows:
    inner = {index: window for index, window in windows.items() if index != node.bound}
    if isinstance(node, Span):
        return {**inner, node.bound: window_of(node.first, node.last, windows, least)}
    for at in node.without:
        inner = _without(inner, node.bound, at)
    return inner


def window_of(first: Expr, last: Expr, windows: Windows, least: Least) -> Window:
    """Where an index stands that runs from the first to the last place."""
    return lowest(first, windows, least), highest(last, windows, least)


def _without(windows: Windows, one: Basic, other: Basic) -> dict[Index, Window]:
    """The windows where the two are not one place: the first or the last place of an index may be left out."""
    made = dict(windows)
    for index, at in ((one, other), (other, one)):
        if isinstance(index, Index):
            low, high = windows.get(index, (1, 0))
            base, offset = (at.base, int(at.offset)) if isinstance(at, Moved) else (at, 0)
            made[index] = low + (at == low), high - (base == index.dim and offset == high)
    return made


def _check_place(node: Basic, at: Expr, windows: Windows, least: Least) -> None:
    base = at.base if isinstance(at, Moved) else at
    if lowest(at, windows, least) < 1:
        raise IllFormed(
            "{} may lie before the first place; where {} stands is said by a sum or by within(…)", node, base
        )
    if highest(at, windows, least) > 0:
        raise IllFormed(
            "{} may lie beyond the last place; where {} stands is said by a sum or by within(…)", node, base
        )


def lowest(at: Expr, windows: Windows, least: Least) -> int:
    """A number that the place is at least."""
    if isinstance(at, Integer):
        return int(at)
    if isinstance(at, Moved):
        return lowest(at.base, windows, least) + int(at.offset)
    return least.get(at, 1) if isinstance(at, Dim) else windows.get(at, (1, 0))[0]


def highest(at: Expr, windows: Windows, least: Least) -> int:
    """How far beyond n the place is at most; n is at least what is written as a place."""
    if isinstance(at, Integer):
        return 0
    if isinstance(at, Moved):
        return highest(at.base, windows, least) + int(at.offset)
    return windows.get(at, (1, 0))[1]
