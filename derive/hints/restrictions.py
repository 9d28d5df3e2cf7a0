"""When a line holds as it is written: under a hypothesis, at some places, with another relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from sympy import Basic, Expr, Integer, Rational

from derive.hints import phrases
from derive.hints.places import everywhere
from derive.hints.points import Points
from derive.hints.wrong import Trial, Wrong
from derive.kernel import Limits, Openings, Proof, prove
from derive.kernel.derivative import minus
from derive.language.binders import Delta, Sum, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Plus, Times
from derive.language.families import Definition, Entry, Family
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Hypothesis,
    OneHot,
    Positive,
    normalised,
)
from derive.language.indices import Index, ranges_over
from derive.language.places import Distinct, Equal


def constants(wrong: Wrong) -> Iterator[Trial]:
    """t does not depend on z."""
    for letter in wrong.letters:
        for variable in letter.of:
            hypothesis = Constant(letter, variable)
            if variable in wrong.variables and not _is_empty(wrong, hypothesis):
                yield _if(wrong, hypothesis)


def _is_empty(wrong: Wrong, more: Hypothesis) -> bool:
    """Whether nothing is left of the line under the hypothesis, which then says nothing."""
    return Points(wrong.left, wrong.right, (*wrong.given, more), most=4).vanishes(wrong.left)


def normalisations(wrong: Wrong) -> Iterator[Trial]:
    """Σ_k y_k = 1."""
    for letter in _given_numbers(wrong):
        if letter.dims:
            yield _if(wrong, normalised(letter, (node for node in wrong.nodes if isinstance(node, Index))))


def one_hots(wrong: Wrong) -> Iterator[Trial]:
    """y one-hot: the line holds with δ_kc in place of y_k, which is every one-hot vector."""
    for letter in _given_numbers(wrong):
        if letter.dims and not letter.positive:
            sides = [_one_hot(letter, side) for side in (wrong.left, wrong.right)]
            others = tuple(each for each in wrong.given if not _speaks_of(each, letter))
            claim = wrong.claim(left=sides[0], right=sides[1], given=others)
            yield Trial((claim,), phrases.HOLDS_IF, (OneHot(letter),))


def _one_hot(letter: Family, side: Expr) -> Expr:
    hot = Family(f"{letter.name}⁎", letter.dims[:-1], values=letter.dims[-1])

    def rule(node: Basic) -> Basic:
        if not isinstance(node, Entry) or node.family != letter:
            return node
        *rows, last = node.places
        return Delta(last, Entry(hot, *rows))

    made: Expr = everywhere(side, rule)
    return made


def _speaks_of(hypothesis: Hypothesis, letter: Family) -> bool:
    return any(letter in walk(part) for part in hypothesis.parts)


def positives(wrong: Wrong) -> Iterator[Trial]:
    """b positive."""
    for letter in wrong.letters:
        if not letter.positive and letter.values is None:
            yield _if(wrong, Positive(letter))


def _if(wrong: Wrong, more: Hypothesis) -> Trial:
    return wrong.holds(more, phrases.HOLDS_IF, more)


def _given_numbers(wrong: Wrong) -> Iterator[Family]:
    """Letters that depend on nothing and in which nothing is differentiated."""
    for letter in wrong.letters:
        if not letter.of and letter not in wrong.variables and letter.values is None:
            yield letter


def symmetries(wrong: Wrong) -> Iterator[Trial]:
    """A symmetric: the line holds with (B_ij + B_ji)/2 in place of A_ij, which is every symmetric matrix."""
    for letter in _given_numbers(wrong):
        if len(letter.dims) == 2 and letter.dims[0] == letter.dims[1]:
            sides = (_symmetric(letter, side) for side in (wrong.left, wrong.right))
            claim = wrong.claim(left=next(sides), right=next(sides))
            yield Trial((claim,), phrases.HOLDS_IF_SYMMETRIC, (letter,))


def _symmetric(letter: Family, side: Expr) -> Expr:
    def rule(node: Basic) -> Basic:
        if not isinstance(node, Entry) or node.family != letter:
            return node
        row, column = node.places
        return Times(Rational(1, 2), Plus(node, Entry(letter, column, row)))

    made: Expr = everywhere(side, rule)
    return made


def some_places(wrong: Wrong) -> Iterator[Trial]:
    """i = j, or i ≠ j."""
    known = {frozenset(each.args) for each in wrong.given if isinstance(each, Equal)}
    for one, other in combinations(wrong.places, 2):
        if not isinstance(one, Index) or ranges_over(other) not in (one.dim, None):
            continue
        if frozenset((one, other)) not in known:
            for condition in (Equal(one, other), Distinct(one, other)):
                if not _is_empty(wrong, condition):
                    trial = wrong.holds(condition, phrases.HOLDS_FOR, condition)
                    yield replace(trial, pair=frozenset((one, other)))


def weaker_relations(wrong: Wrong) -> Iterator[Trial]:
    """≥ for >; or the sides turned round."""
    if wrong.relation == ">":
        yield Trial((wrong.claim(relation="≥"),), phrases.NOT_STRICT)
    for relation in (">", "≥"):
        turned = wrong.claim(left=wrong.right, right=wrong.left, relation=relation)
        yield Trial((turned,), phrases.SIDES_EXCHANGED, (wrong.right, relation, wrong.left))


def larger_sizes(wrong: Wrong) -> Iterator[Trial]:
    """n ≥ 2, for 1 > f_k where f is positive and sums to 1: 1 − f_k is the sum of the others."""
    for more in (AtLeast(dim, 2) for dim in wrong.dims):
        given = (*wrong.given, more)
        for others in _others(wrong):
            same = wrong.claim(left=_start(wrong), right=others, relation="=")
            sign = wrong.claim(left=others, right=Integer(0), given=given)
            yield Trial((same, sign), phrases.HOLDS_IF, (more,))


def _start(wrong: Wrong) -> Expr:
    return Plus(wrong.left, minus(wrong.right))


def _others(wrong: Wrong) -> Iterator[Expr]:
    """Σ_{j≠k} f_j for each f_k of the line."""
    for node in wrong.nodes:
        if isinstance(node, Entry) and node.places and isinstance(last := node.places[-1], Index):
            index = Index(last.name + "'", last.dim)
            if last in wrong.free:
                yield Sum(Entry(node.family, *node.places[:-1], index), index, without=last)


def normal_form(expression: Expr, openings: Openings) -> Expr | None:
    """What the kernel makes of the expression, in letters; None where it reaches a limit."""
    outcome = prove(expression, Integer(0), openings, Limits(steps=10_000))
    return Integer(0) if isinstance(outcome, Proof) else outcome.expression


def values(wrong: Wrong) -> Iterator[Trial]:
    """What the left side is, where that is one term."""
    for definitions in (frozenset[str](), None):
        made = normal_form(wrong.left, Openings(definitions=definitions, hypotheses=wrong.given))
        if made is None:
            continue
        composite = any(isinstance(node, Derivative) and not _is_plain(node) for node in walk(made))
        if not isinstance(made, Plus) and made != wrong.left and not composite:
            yield wrong.meant(made, phrases.THE_LEFT_SIDE_IS, made)


def _is_plain(node: Derivative) -> bool:
    return isinstance(node.body, Entry) and not isinstance(node.body.family, Definition)
