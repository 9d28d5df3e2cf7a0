"""x_1 + x_2 + ⋯ + x_n, which is Σ_k x_k."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derive.documents.readings.trees import Big, Letter, Node, Number, Span, Unreadable, put


def continued(terms: list[tuple[int, Node]], used: set[str], where: Span) -> Node:
    """Σ_k f(k), where f(1) + f(2) + ⋯ + f(n) is written."""
    letter = Letter(next((each for each in "kjilmrst" if each not in used), "k"))
    ends: set[Letter] = set()
    body = generalised(terms[0][1], terms[-1][1], letter, ends)
    if body is None or len(ends) != 1 or any(sign < 0 for sign, _ in terms):
        raise Unreadable("dots stand for something that is not written", span=where)
    between = (put(body, letter, Number(Fraction(at))) for at in range(1, len(terms)))
    if any(term != other for (_, term), other in zip(terms[:-1], between, strict=True)):
        raise Unreadable("dots stand for something that is not written", span=where)
    return Big("sum", letter, body, next(iter(ends)), Number(Fraction(1)))


def generalised(first: Any, last: Any, letter: Letter, ends: set[Letter]) -> Any:
    """f(k), if one tree is f(1) and the other f(n); n is entered in `ends`."""
    if isinstance(first, Number) and first.value == 1 and isinstance(last, Letter):
        ends.add(last)
        return letter
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        parts = tuple(generalised(one, other, letter, ends) for one, other in zip(first, last, strict=True))
        return None if any(part is None for part in parts) else parts
    if first == last:
        return first
    if type(first) is not type(last) or not isinstance(first, Node):
        return None
    made = {
        each.name: generalised(getattr(first, each.name), getattr(last, each.name), letter, ends)
        if each.compare
        else getattr(first, each.name)
        for each in fields(first)
    }
    lost = any(
        made[e.name] is None and getattr(first, e.name) is not None for e in fields(first) if e.compare
    )
    return None if lost else replace(first, **made)
