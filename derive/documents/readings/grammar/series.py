"""x_1 + x_2 + ⋯ + x_n, which is Σ_k x_k."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derive.documents.readings.trees import (
    Big,
    Letter,
    Node,
    Number,
    Plus,
    Span,
    Unreadable,
    is_bare,
    letters,
    put,
)


def continued(
    terms: list[tuple[int, Node]], dots: list[int], used: set[str], where: Span
) -> list[tuple[int, Node]]:
    """The terms with f(1) + f(2) + ⋯ + f(n) as Σ_k f(k), the `dots` standing behind so many of them.

    What stands before f(1) or f(0), and behind f(n), is left as it is: θ_0 + θ_1 x_1 + ⋯ + θ_n x_n + b. One f(i)
    may stand between two of the dots.
    """
    begin, end = dots[0], dots[-1]
    between = terms[begin:end]
    if len(between) == len(dots) - 1 < 2:
        for first in range(begin):
            made = _series([*terms[first:begin], terms[end]], used) if end < len(terms) else None
            if made is not None and all(_is_of(made, each) for each in between):
                return [*terms[:first], made, *terms[end + 1 :]]
    raise Unreadable("dots stand for something that is not written", span=where)


def _is_of(made: tuple[int, Node], term: tuple[int, Node]) -> bool:
    """Whether a term is f(i) of a sum Σ_k f(k)."""
    sign, total = made
    assert isinstance(total, Big)
    found = (each for each in letters(term[1]) if is_bare(each))
    return sign == term[0] and any(put(total.body, total.index, each) == term[1] for each in found)


def _series(terms: list[tuple[int, Node]], used: set[str]) -> tuple[int, Node] | None:
    """Σ_k f(k), where these are f(0) or f(1), the next ones, and f(n); one alone must begin at 1."""
    letter = Letter(next((each for each in "kjilmrst" if each not in used), "k"))
    if len(terms) < 2 or len({sign for sign, _ in terms}) > 1:
        return None
    for start in (1, 0) if len(terms) > 2 else (1,):
        ends: set[Node] = set()
        body = generalised(terms[0][1], terms[-1][1], letter, ends, start)
        if body is None or len(ends) != 1:
            continue
        written = (put(body, letter, Number(Fraction(at))) for at in range(start, start + len(terms) - 1))
        if all(term == other for (_, term), other in zip(terms[:-1], written, strict=True)):
            return terms[0][0], Big("sum", letter, body, next(iter(ends)), Number(Fraction(start)))
    return None


def generalised(first: Any, last: Any, letter: Letter, ends: set[Node], start: int = 1) -> Any:
    """f(k), if one tree is f(start) and the other f(n); n is entered in `ends`."""
    if isinstance(first, Number) and first.value == start and (is_bare(last) or _is_near(last)):
        ends.add(last)
        return letter
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        parts = tuple(
            generalised(one, other, letter, ends, start) for one, other in zip(first, last, strict=True)
        )
        return None if any(part is None for part in parts) else parts
    if first == last:
        return first
    if type(first) is not type(last) or not isinstance(first, Node):
        return None
    made = {
        each.name: generalised(getattr(first, each.name), getattr(last, each.name), letter, ends, start)
        if each.compare
        else getattr(first, each.name)
        for each in fields(first)
    }
    lost = any(
        made[e.name] is None and getattr(first, e.name) is not None for e in fields(first) if e.compare
    )
    return None if lost else replace(first, **made)


def _is_near(node: Any) -> bool:
    """Whether it is n − 1, or n + 1."""
    if not isinstance(node, Plus) or len(node.terms) != 2:
        return False
    (sign, first), (_, second) = node.terms
    return sign > 0 and is_bare(first) and isinstance(second, Number) and second.value.denominator == 1
