"""Expressions of a page, built with what is plain taken out: 0 + a is a, 1 · a is a, −(−a) is a.

Code is written from the author's own shape; these constructors only clear what a rewriting leaves behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.language.binders import Cases, Delta, Sum, free_indices
from derive.language.comparisons import Compared
from derive.language.expressions import ONE, ZERO, Neg, Plus, Power, Quotient, Times
from derive.language.functions import Call
from derive.language.indices import Index
from derive.language.places import Equal


def plus(*terms: Expr) -> Expr:
    """a + b + …"""
    flat = [part for term in terms for part in (term.args if isinstance(term, Plus) else (term,))]
    numbers = sum((part for part in flat if isinstance(part, Rational)), ZERO)
    kept = [part for part in flat if not isinstance(part, Rational)]
    if numbers != 0:
        first_is_number = flat and isinstance(flat[0], Rational)
        kept = [numbers, *kept] if first_is_number else [*kept, signed(numbers)]
    if len(kept) == 2 and kept[1] == neg(kept[0]):
        return ZERO
    return Plus(*kept) if len(kept) > 1 else (kept[0] if kept else ZERO)


def signed(number: Rational) -> Expr:
    """The number; −3 as the negative of 3, so that a sum reads a − 3."""
    return Neg(-number) if number < 0 else number


def neg(term: Expr) -> Expr:
    """−a."""
    if isinstance(term, Rational):
        return -term
    if isinstance(term, Plus) and all(isinstance(part, Neg) for part in term.args):
        return Plus(*(part.args[0] for part in term.args))
    return term.args[0] if isinstance(term, Neg) else Neg(term)


def times(*factors: Expr) -> Expr:
    """a b …, with numbers and signs in front."""
    number, kept = ONE, []
    for factor in _flat_factors(factors):
        if isinstance(factor, Rational):
            number = number * factor
        else:
            kept.append(factor)
    if number == 0 or not kept:
        return number
    product = kept[0] if len(kept) == 1 else Times(*kept)
    if number == 1:
        return product
    return Neg(product) if number == -1 else _scaled(number, kept)


def _scaled(number: Rational, kept: list[Expr]) -> Expr:
    product = Times(abs(number), *kept)
    return Neg(product) if number < 0 else product


def _flat_factors(factors: Iterable[Expr]) -> Iterator[Expr]:
    for factor in factors:
        if isinstance(factor, Times):
            yield from _flat_factors(factor.args)
        elif isinstance(factor, Neg):
            yield Integer(-1)
            yield from _flat_factors((factor.args[0],))
        else:
            yield factor


def quotient(above: Expr, below: Expr) -> Expr:
    """a / b."""
    if isinstance(below, Rational):
        return times(1 / below, above)
    if above == 0:
        return ZERO
    if isinstance(above, Neg):
        return neg(quotient(above.args[0], below))
    return Quotient(above, below)


def power(base: Expr, exponent: Expr) -> Expr:
    """a to the power b."""
    if exponent == 1:
        return base
    return ONE if exponent == 0 else Power(base, exponent)


def total(body: Expr, *bound: Index) -> Expr:
    """Σ body."""
    return body if body == 0 or not bound else Sum(body, *bound)


def cases(*parts: Any) -> Expr:
    """value, condition, …, value; one value where all are the same."""
    if all(value == parts[-1] for value in parts[0:-1:2]):
        return parts[-1]
    return Cases(*parts)


def rebuilt(node: Basic, parts: Iterable[Any]) -> Any:
    """The node with these parts, cleared."""
    made = tuple(parts)
    match node:
        case Plus():
            return plus(*made)
        case Times():
            return times(*made)
        case Neg():
            return neg(made[0])
        case Quotient():
            return quotient(*made)
        case Power():
            return power(*made)
        case Sum():
            return node if made[0] == node.body else total_without(made[0], node)
        case Delta() if made[0] == made[1]:
            return ONE
        case Delta() if all(isinstance(each, Integer) for each in made):
            return ZERO
        case Cases():
            return cases(*made)
    return node.func(*made)


def total_without(body: Expr, like: Sum) -> Expr:
    """Σ body over the places of another sum."""
    return ZERO if body == 0 else Sum(body, like.bound, without=like.without)


def mapped(node: Basic, change: Any) -> Any:
    """The node with `change` made to its parts."""
    if not node.args or isinstance(node, Index):
        return node
    return rebuilt(node, (_changed(part, change) for part in node.args))


def _changed(part: Basic, change: Any) -> Any:
    """A part after the change; of a comparison, both its sides."""
    if isinstance(part, Compared):
        return type(part)(*map(change, part.args))
    return change(part) if isinstance(part, Expr | Equal) else part


def factors_of(expression: Expr) -> tuple[Rational, list[Expr], list[Expr]]:
    """number, factors above and factors below the line: −2 a b / (c d) is (−2, [a, b], [c, d])."""
    number: Rational = ONE
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in _flat_factors((expression,)):
        if isinstance(factor, Rational):
            number = number * factor
        elif isinstance(factor, Quotient):
            upper, lower = map(factors_of, factor.args)
            number = number * upper[0] / lower[0]
            above += upper[1] + lower[2]
            below += upper[2] + lower[1]
        elif isinstance(factor, Power) and isinstance(factor.args[1], Integer) and 1 < factor.args[1] < 4:
            inner, over, under = factors_of(factor.args[0])
            number = number * inner ** int(factor.args[1])
            above += over * int(factor.args[1])
            below += under * int(factor.args[1])
        else:
            above.append(factor)
    return number, above, below


def product(number: Expr, above: Iterable[Expr], below: Iterable[Expr] = ()) -> Expr:
    """number · above / below."""
    under = list(below)
    top = times(number, *above)
    return quotient(top, times(*under)) if under else top


def common(first: Iterable[Expr], second: Iterable[Expr]) -> list[Expr]:
    """The factors that both have, in the order of the first."""
    rest = Counter(second)
    kept = []
    for factor in first:
        if rest[factor] > 0:
            rest[factor] -= 1
            kept.append(factor)
    return kept


def less(factors: Iterable[Expr], gone: Iterable[Expr]) -> list[Expr]:
    """The factors without those that are gone."""
    rest = Counter(gone)
    kept = []
    for factor in factors:
        if rest[factor] > 0:
            rest[factor] -= 1
        else:
            kept.append(factor)
    return kept


def has(expression: Basic, *indices: Index) -> bool:
    """Whether one of the indices is free in the expression."""
    return not free_indices(expression).isdisjoint(indices)


def exp_of(expression: Basic) -> Expr | None:
    """s where the expression is exp s."""
    if isinstance(expression, Call) and expression.function.name == "exp" and not expression.function.order:
        return expression.argument
    return None


def log_of(expression: Basic) -> Expr | None:
    """x where the expression is log x."""
    if isinstance(expression, Call) and expression.function.name == "log" and not expression.function.order:
        return expression.argument
    return None
