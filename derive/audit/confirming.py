"""Is a claim true? Exact evaluation of both sides on random instances, sizes and places, says so.

It decides what counts as an equivalent mutant, and asks neither the kernel nor SymPy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from sympy import Basic, Expr

from derive.audit.evaluation import TOLERANCE, Comparison, Evaluation, Instance, agree
from derive.language.binders import free_indices, walk
from derive.language.families import Family, definitions
from derive.language.hypotheses import Hypothesis, NonNegative
from derive.language.indices import Dim, Index
from derive.values.numbers import Number, Undefined

INSTANCES = 12
"""How many instances must agree."""

TRIES = 960
LARGEST_SIZE, LARGEST_UNDER_BOUNDS = 4, 2
"""Where something must be ≥ 0 for all values of its indices, large sizes seldom satisfy it."""


@dataclass(frozen=True)
class Confirmation:
    """What exact evaluation says of a claim, and on how many instances that count both sides were defined."""

    comparison: Comparison
    instances: int


def confirm(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    relation: str = "=",
    *,
    seed: int = 1,
    instances: int = INSTANCES,
) -> Confirmation:
    """Both sides on random instances: AGREE after so many without a difference, UNDEFINED if there are fewer.

    Those where a dimension may be 1, where much is true, can show a difference, but do not count.
    """
    made_of = (left, right, *(part for hypothesis in given for part in hypothesis.parts))
    dims = dims_of(*made_of)
    fixed = frozenset().union(*(each.fixed_indices for each in given)) if given else frozenset()
    indices = sorted(free_indices(left) | free_indices(right) | fixed, key=lambda each: each.name)
    found = 0
    for number in range(TRIES):
        instance = _instance(dims, indices, given, Random(f"{seed} {number}"), number)
        sides = _sides(left, right, instance)
        if sides is None:
            continue
        found += 1 if number % 4 or not dims else 0
        if not holds(relation, *sides):
            return Confirmation(Comparison.DIFFER, found)
        if found == instances:
            return Confirmation(Comparison.AGREE, found)
    return Confirmation(Comparison.UNDEFINED, found)


def _instance(
    dims: Iterable[Dim],
    indices: Iterable[Index],
    given: tuple[Hypothesis, ...],
    random: Random,
    number: int,
) -> Instance | None:
    """An instance of random sizes at random places; None if the hypotheses do not hold there."""
    bounded = any(isinstance(each, NonNegative) for each in given)
    largest = LARGEST_UNDER_BOUNDS if bounded else LARGEST_SIZE
    sizes = {dim: random.randint(2 if number % 4 else 1, largest) for dim in dims}
    places = {index: random.randint(1, sizes[index.dim]) for index in indices}
    if number % 4 == 1:
        places = dict.fromkeys(places, 1)  # where δ and cases say something
    try:
        return Instance(sizes, random.getrandbits(32), places, given)
    except Undefined:
        return None


def _sides(left: Expr, right: Expr, instance: Instance | None) -> tuple[Number, Number] | None:
    if instance is None:
        return None
    evaluation = Evaluation(instance)
    try:
        return evaluation.value(left), evaluation.value(right)
    except Undefined:
        return None


def holds(relation: str, left: Number, right: Number) -> bool:
    """Whether the relation holds between two values."""
    match relation:
        case "=":
            return agree(left, right)
        case ">":
            return bool(left - right > TOLERANCE)
    return bool(left - right >= -TOLERANCE)


def dims_of(*parts: Basic) -> list[Dim]:
    """Every dimension that the parts and the definitions in them speak of."""
    bodies = [*parts, *(each.body for part in parts for each in definitions(part))]
    found: set[Dim] = set()
    for body in bodies:
        for node in walk(body):
            match node:
                case Dim():
                    found.add(node)
                case Index():
                    found.add(node.dim)
                case Family():
                    found |= _dims_of_family(node)
    return sorted(found, key=lambda dim: dim.name)


def _dims_of_family(family: Family) -> set[Dim]:
    values = {family.values} if family.values is not None else set()
    return {*family.dims, *values, *(dim for variable in family.of for dim in variable.dims)}
