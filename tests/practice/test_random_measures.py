"""Expectations in normal form have the value they had; of claims about recurrences none is proved that is false."""

from __future__ import annotations

import random

import pytest
from sympy import Expr

from derive.kernel import Limits, Proof, normal_form
from derive.kernel.proof import prove_induction
from derive.kernel.terms import Undecided
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.numbers import Undefined, Unsatisfied, same
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey
from tests.practice.random_measures import random_mean, random_recurrence, t

LIMITS = Limits(steps=60_000)
SIZES = ((1, 1, 1, 1), (2, 1, 2, 3), (3, 2, 3, 1), (4, 1, 1, 2))


def compared(left: Expr, right: Expr, seed: int) -> tuple[int, list[object]]:
    """At how many draws both sides have a value, and where they differ: ties, zeros and one outcome among them."""
    generator, found, looked_at = random.Random(f"values {seed}"), [], 0
    survey = Survey(left, right, ())
    for number, style in enumerate(("random", "random", "simple", "simple")):
        sizes = {
            dim: max(SIZES[number][place % 4], survey.smallest.get(dim, 1))
            for place, dim in enumerate(survey.dims)
        }
        try:
            made, _ = sample(survey, sizes, generator, style=style)
            at = {index: 1 + generator.randrange(sizes[index.dim]) for index in survey.indices}
            values = Exact(made, Steps(40_000))
            sides = values.value(left, at), values.value(right, at)
        except (Undefined, Unsatisfied, OutOfSteps, ZeroDivisionError, OverflowError):
            continue
        looked_at += 1
        if not same(*sides):
            found.append((sizes, at, *sides))
    return looked_at, found


def mean_disagreements(seed: int) -> list[object]:
    """Where a random expression with expectations and its normal form differ."""
    left = random_mean(seed)
    try:
        right = normal_form(left, limits=LIMITS)
    except (Undecided, RecursionError):
        return []
    return compared(left, right, seed)[1]


def recurrence_judged(seed: int) -> tuple[bool, bool]:
    """Whether a random claim about a recurrence is proved by induction, and whether instances deny it."""
    left, right, down = random_recurrence(seed)
    made = prove_induction(left, right, t, limits=LIMITS, down=down)
    return isinstance(made, Proof), bool(compared(left, right, seed)[1])


@pytest.mark.parametrize("block", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 6))])
def test_expectations_keep_the_value(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        assert not mean_disagreements(seed), seed


def test_no_false_claim_about_a_recurrence_is_proved() -> None:
    judged = [recurrence_judged(seed) for seed in range(120)]
    assert not [seed for seed, (proved, denied) in enumerate(judged) if proved and denied]
    assert sum(proved for proved, _ in judged) > 20
    assert sum(denied for _, denied in judged) > 20
