"""Repairs of terms: dropped, superfluous, without their δ."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Rational

from derive.hints.factors import factor_needed
from derive.hints.monomials import monomials
from derive.hints.points import Numbers
from derive.hints.spots import spots, summands, unsigned
from derive.hints.wrong import Trial, Wrong
from derive.kernel.derivative import plus, times
from derive.language.expressions import Neg, Plus


def deltas(wrong: Wrong) -> Iterator[Trial]:
    """δ_ij a for a: the whole, or a term."""
    words = [(delta, wrong.points.numbers(delta)) for delta in wrong.deltas]
    for spot in summands(wrong.right):
        needed = factor_needed(wrong, spot) if spot.linear and words else None
        if needed is None:
            continue
        for found in monomials(needed, words, inverses=False):
            where, named = spot.name
            sign = isinstance(spot.node, Neg)
            whole = unsigned(spot.node)
            made = found if whole == 1 else times(found, whole)
            yield wrong.meant(
                spot.put(Neg(made) if sign else made), f"{{}} was dropped from {where}", found, *named
            )


def own_terms(wrong: Wrong) -> Iterator[Trial]:
    """a + b for a, b a term of the line before."""
    if isinstance(wrong.left, Plus):
        for term in wrong.left.args:
            yield _added(wrong, term)


def missing_terms(wrong: Wrong) -> Iterator[Trial]:
    """a + b for a, b made of the line's own letters."""
    if isinstance(wrong.right, Rational) and wrong.right != 0 and not wrong.atoms():
        return
    lacking = _lacking(wrong)
    one: tuple[Expr, Numbers] = (Rational(1), tuple(1.0 for _ in lacking))
    words = [(word, wrong.points.numbers(word)) for word in (*wrong.deltas, *wrong.atoms())]
    for term in monomials(lacking, [one], factors=1):
        yield _added(wrong, term)
    for term in monomials(lacking, words, factors=3, inverses=False):
        yield _added(wrong, term)
    for term in monomials(lacking, words, factors=2):
        yield _added(wrong, term)


def _lacking(wrong: Wrong) -> Numbers:
    """left − right at each point."""
    sides = wrong.points.numbers(wrong.left), wrong.points.numbers(wrong.right)
    return tuple(
        None if left is None or right is None else left - right for left, right in zip(*sides, strict=True)
    )


def _added(wrong: Wrong, term: Expr) -> Trial:
    return wrong.meant(plus(wrong.right, term), "the term {} is missing", term)


def superfluous_terms(wrong: Wrong) -> Iterator[Trial]:
    """a for a + b."""
    for spot in spots(wrong.right):
        if spot.is_term:
            yield wrong.meant(spot.left_out(), "the term {} is superfluous", spot.node)
