"""Repairs of terms: dropped, superfluous, without their δ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice

from sympy import Expr, Integer, Rational

from derive.hints import phrases
from derive.hints.factors import factor_needed
from derive.hints.monomials import INVERSE, ONE, SMALL, constant, monomials
from derive.hints.points import Numbers
from derive.hints.spots import Spot, spots, summands, unsigned
from derive.hints.wrong import Trial, Wrong, in_one_range
from derive.kernel.derivative import plus, times
from derive.language.binders import Delta, Sum, substitute
from derive.language.expressions import Neg, Plus
from derive.language.families import Entry
from derive.language.indices import Index

_MOST_WORDS = 12


def deltas(wrong: Wrong) -> Iterator[Trial]:
    """δ_ij a for a: a term, or the whole."""
    words = [(delta, wrong.points.numbers(delta)) for delta in wrong.deltas]
    whole, *inner = summands(wrong.right)
    for spot in (*inner, whole):
        fits = spot.linear and not _is_one(unsigned(spot.node))
        needed = factor_needed(wrong, spot) if fits and words else None
        for found in monomials(needed, words) if needed else ():
            yield from _with_delta(wrong, spot, found)


def deltas_under_sums(wrong: Wrong) -> Iterator[Trial]:
    """δ of the index of a sum and another."""
    for spot in spots(wrong.right):
        if (
            spot.bound
            and not _is_one(unsigned(spot.node))
            and (spot.is_term or isinstance(spot.above[-1], Sum))
        ):
            for pair in combinations(wrong.places_at(spot.bound), 2):
                if in_one_range(*pair) and spot.bound[-1] in pair:
                    yield from islice(_with_delta(wrong, spot, Delta(*pair)), 1)


def _is_one(node: Expr) -> bool:
    """Whether it is δ_ii, where rather an index is wrong."""
    return isinstance(node, Delta) and node.args[0] == node.args[1]


def _with_delta(wrong: Wrong, spot: Spot, delta: Expr) -> Iterator[Trial]:
    """The part times δ_ij; and in it i put for j, which is the same."""
    whole = unsigned(spot.node)
    one, other = delta.args
    for inner in (whole, substitute(whole, {other: one}) if isinstance(other, Index) else whole):
        made = times(delta, inner)
        put = spot.put(Neg(made) if isinstance(spot.node, Neg) else made)
        trial = wrong.meant(put, phrases.DROPPED_FROM, delta, spot.name)
        yield replace(trial, pair=frozenset(delta.args))


def own_terms(wrong: Wrong) -> Iterator[Trial]:
    """a + b for a, b a term of the line before."""
    if isinstance(wrong.left, Plus):
        for term in wrong.left.args:
            yield _added(wrong, term)


def missing_terms(wrong: Wrong) -> Iterator[Trial]:
    """a + b for a, b made of the line's own letters: a number, or one to three letters."""
    if wrong.right == 0:
        return
    lacking = _lacking(wrong)
    number = constant(lacking)
    if number is not None:
        yield _added(wrong, Rational(number.numerator, number.denominator))
    words = [(word, wrong.points.numbers(word)) for word in (*wrong.deltas, *wrong.atoms())]
    for factors, exponents in ((1, INVERSE), (2, (ONE,)), (2, INVERSE), (3, (ONE,))):
        for term in monomials(lacking, words, factors, exponents, SMALL):
            yield _added(wrong, term)


def missing_inner_terms(wrong: Wrong) -> Iterator[Trial]:
    """(a + b) c for a c, b a letter, a δ or 1: a term dropped inside a bracket."""
    for spot in spots(wrong.right):
        if not (spot.is_factor or spot.is_term or spot.bound):
            continue
        words = [word for word in wrong.atoms(spot.bound) if isinstance(word, Entry)]
        deltas = [
            Delta(*pair) for pair in combinations(wrong.places_at(spot.bound), 2) if in_one_range(*pair)
        ]
        for word in (*words[:_MOST_WORDS], *deltas[:_MOST_WORDS], Integer(1)):
            for term in (word, Neg(word)):
                made = plus(spot.node, term)
                yield wrong.meant(spot.put(made), phrases.TERM_MISSING_MEANT, term, made)


def _lacking(wrong: Wrong) -> Numbers:
    """left − right at each point."""
    sides = wrong.points.numbers(wrong.left), wrong.points.numbers(wrong.right)
    return tuple(
        None if left is None or right is None else left - right for left, right in zip(*sides, strict=True)
    )


def _added(wrong: Wrong, term: Expr) -> Trial:
    shown = Neg(-term) if isinstance(term, Rational) and term < 0 else term
    return wrong.meant(plus(wrong.right, shown), phrases.TERM_MISSING, shown)


def superfluous_terms(wrong: Wrong) -> Iterator[Trial]:
    """a for a + b."""
    for spot in spots(wrong.right):
        if spot.is_term:
            yield wrong.meant(spot.left_out(), phrases.TERM_SUPERFLUOUS, spot.node)
