"""A normal form has the value of what it is made of: random expressions of the newer heads, with ties and zeros."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from sympy import Basic, Expr

from derive import language
from derive.kernel import Limits, Proof, normal_form, prove
from derive.kernel.terms import Undecided
from derive.language.binders import Binder, walk
from derive.language.expressions import Written, WrittenAtom
from derive.language.functions import BOOK, Call
from derive.language.inverses import OfMatrix
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.holding import met
from derive.values.numbers import Undefined, Unsatisfied, same
from derive.values.steps import OutOfSteps, Steps
from derive.values.survey import Survey
from derive.values.walk import Places
from tests.practice.random_heads import m, n, random_expression
from tests.practice.random_measures import random_mean, random_recurrence
from tests.practice.wider_heads import wider_expression

LIMITS = Limits(steps=60_000) if hasattr(Limits(), "steps") else Limits()
SIZES = ((1, 1), (2, 1), (3, 2))


def disagreements(
    seed: int, make: Callable[[int], Expr] = random_expression
) -> list[tuple[Expr, Expr, object]]:
    """Where the expression of this seed and its normal form differ; nothing if one has no value.

    What a proof that they are equal would name as its conditions has to hold there.
    """
    left = make(seed)
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
        if not same(*sides) and excused(left, right, values, at):
            continue
        if not same(*sides):
            found.append((left, right, (sizes, at, *sides)))
    return found


def excused(left: Expr, right: Expr, values: Exact, at: Places) -> bool:
    """Whether the proof that the two are equal names a condition that does not hold here."""
    proof = prove(left, right, limits=LIMITS)
    return isinstance(proof, Proof) and not met(proof.conditions, values, at)


@pytest.mark.parametrize("block", range(8))
def test_normal_forms_keep_the_value(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        assert not disagreements(seed), seed


@pytest.mark.parametrize("block", range(8))
def test_normal_forms_of_all_heads_keep_the_value(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        assert not disagreements(seed, wider_expression), seed


KINDS = {Binder, OfMatrix, WrittenAtom}
"""Heads of which there are only kinds."""


def heads() -> set[type]:
    """Every head of the language."""
    for module in pkgutil.iter_modules(language.__path__):
        importlib.import_module(f"{language.__name__}.{module.name}")
    found = set(_below(Written)) - KINDS
    return {each for each in found if each.__module__.startswith(language.__name__)}


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def made() -> Iterator[Basic]:
    """The parts of what the generators make."""
    several = chain.from_iterable((random_expression(seed), wider_expression(seed)) for seed in range(700))
    measured = (random_mean(seed) for seed in range(50))
    stepped = chain.from_iterable(random_recurrence(seed)[:2] for seed in range(50))
    return (node for whole in chain(several, measured, stepped) for node in walk(whole))


def test_every_head_is_generated() -> None:
    """A head that is new to the language is unknown to the generators until someone tells them."""
    nodes = list(made())
    assert heads() - {type(node) for node in nodes} == set()
    assert set(BOOK) - {node.function.name for node in nodes if isinstance(node, Call)} <= {
        "relu",
        "abs",
        "sign",
        "step",
    }
