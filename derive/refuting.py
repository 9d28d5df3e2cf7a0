"""Refuted needs two voices: numbers at which the exact instance finds a difference are asked of finite differences too.

An instance counts only if every hypothesis holds on it, looked up by an evaluator that is not the sampler.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from derive.by_parts import only_by_parts
from derive.instance import find_difference, shown
from derive.language.hypotheses import Hypothesis
from derive.language.sayings import UNSAID, Saying, reason
from derive.numeric import denies
from derive.results import Counterexample
from derive.values.holding import Holding

STEPS = 1_000_000
"""Parts that are evaluated at most in one search."""


@dataclass(frozen=True)
class Refutation:
    """Numbers that one voice found, and what the other says of them: nothing, where it denies the claim as well."""

    counterexample: Counterexample
    objection: Saying = UNSAID


def refute(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    steps: int = STEPS,
    relation: str = "=",
) -> Refutation | None:
    """Numbers at which the claim does not hold while its hypotheses do; None if none are found, or none would count."""
    if only_by_parts(left, right):
        return None
    found = find_difference(left, right, given, seed=seed, steps=steps, relation=relation)
    if found is None:
        return None
    denied = denies(found.assignment, found.places)
    if denied is None:  # at the edge of where the sides are defined: numbers inside of it
        inside = find_difference(
            left, right, given, seed=seed, steps=steps, relation=relation, simplest=False
        )
        found = inside or found
        denied = denies(found.assignment, found.places)
    broken = Holding(found.assignment, found.places).denied()
    if broken is not None:
        return Refutation(shown(found), reason("the numbers found do not satisfy {}", broken))
    if denied:
        return Refutation(shown(found))
    agree = Saying("finite differences agree there")
    return Refutation(
        shown(found), Saying("finite differences have no value there") if denied is None else agree
    )
