"""A normal form has the value of what it is made of: random expressions of the newer heads, with ties and zeros."""

from __future__ import annotations

import random

import pytest
from sympy import Expr

from derive.kernel import Limits, normal_form
from derive.kernel.terms import Undecided
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.numbers import Undefined, Unsatisfied, same
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey
from tests.practice.random_heads import m, n, random_expression

LIMITS = Limits(steps=60_000) if hasattr(Limits(), "steps") else Limits()
SIZES = ((1, 1), (2, 1), (3, 2))


def disagreements(seed: int) -> list[tuple[Expr, Expr, object]]:
    """Where the expression of this seed and its normal form differ; nothing if one has no value."""
    left = random_expression(seed)
    try:
        right = normal_form(left, limits=LIMITS)
    except (Undecided, RecursionError):
        return []
    generator, found = random.Random(f"values {seed}"), []
    survey = Survey(left, right, ())
    for number, style in enumerate(("random", "simple", "simple", "simple")):
        rows, columns = SIZES[number % len(SIZES)]
        least = survey.smallest  # a fixed place that is written says how large n is at least
        sizes = {dim: max(rows if dim == n else columns, least.get(dim, 1)) for dim in {*survey.dims, n, m}}
        try:
            made, _ = sample(survey, sizes, generator, style=style)
            at = {index: 1 + generator.randrange(sizes[index.dim]) for index in survey.indices}
            values = Exact(made, Steps(20_000))
            sides = values.value(left, at), values.value(right, at)
        except (Undefined, Unsatisfied, OutOfSteps, ZeroDivisionError, OverflowError):
            continue
        if not same(*sides):
            found.append((left, right, (sizes, at, *sides)))
    return found


@pytest.mark.parametrize("block", range(8))
def test_normal_forms_keep_the_value(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        assert not disagreements(seed), seed
