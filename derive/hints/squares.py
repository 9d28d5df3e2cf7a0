"""Repairs of squares: one copied as a double at several places, one taken of a bracket instead of a term."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from sympy import Basic, Expr, Integer

from derive.hints import phrases
from derive.hints.places import everywhere
from derive.hints.spots import parts
from derive.hints.told import Told
from derive.hints.wrong import Trial, Wrong
from derive.language.binders import walk
from derive.language.expressions import Neg, Plus, Power, Times

TWO = Integer(2)
_MOST = 4


def copied_as_doubles(wrong: Wrong) -> Iterator[Trial]:
    """A² − B² for 2A − 2B: two doubles and more that were squares, on the right side or in a claim on the left."""
    for side, left in ((wrong.right, False), (wrong.left, True))[: 1 + wrong.whole]:
        doubles = tuple(dict.fromkeys(filter(_is_double, walk(side))))
        if len(doubles) > _MOST:
            continue
        for count in range(len(doubles), 1, -1):
            for chosen in combinations(doubles, count):
                yield _squared(wrong, side, chosen, left=left)


def _is_double(node: Basic) -> bool:
    return isinstance(node, Times) and node.args[0] == TWO


def _square(double: Any) -> Expr:
    rest = double.args[1:]
    return Power(rest[0] if len(rest) == 1 else Times(*rest), TWO)


def _squared(wrong: Wrong, side: Expr, doubles: tuple[Basic, ...], *, left: bool) -> Trial:
    def rule(node: Basic) -> Basic:
        return _square(node) if node in doubles else node

    made: Expr = everywhere(side, rule)
    first, *others = doubles
    listed = Told(phrases.WRITTEN_AS, _square(first), first)
    for each in others:
        listed = Told(phrases.AS_TOO, listed, _square(each), each)
    told = (
        (phrases.BOTH_REPAIRED, listed)
        if len(doubles) == 2
        else (phrases.ALL_REPAIRED, listed, str(len(doubles)))
    )
    return (
        wrong.meant_on_the_left(made, phrases.ON_THE_LEFT, Told(*told)) if left else wrong.meant(made, *told)
    )


def taken_of_a_bracket(wrong: Wrong) -> Iterator[Trial]:
    """a − b² for (a − b)²."""
    for spot in parts(wrong.right):
        if not isinstance(spot.node, Power) or not isinstance(spot.node.args[0], Plus):
            continue
        bracket, exponent = spot.node.args
        for place, term in enumerate(bracket.args):
            raised = Neg(Power(term.args[0], exponent)) if isinstance(term, Neg) else Power(term, exponent)
            meant = Plus(*bracket.args[:place], raised, *bracket.args[place + 1 :])
            yield wrong.meant(spot.put(meant), phrases.MEANT, meant, spot.node)
