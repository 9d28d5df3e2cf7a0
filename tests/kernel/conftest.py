"""What the kernel says of two sides, and what numbers say."""

import pytest

from derive.audit.evaluation import Evaluation, Instance, Undefined, agree
from derive.kernel import Openings, Proof, prove
from derive.language.binders import free_indices
from derive.language.expressions import written
from derive.language.indices import Dim

SIZES = {Dim("n"): 3, Dim("m"): 2}


def _decided(left, right, *given, limits=None, **opened):
    return prove(written(left), written(right), Openings(hypotheses=given, **opened), limits)


@pytest.fixture
def decided():
    """The `Proof` that left = right under the hypotheses that follow, or the `Residual`."""
    return _decided


@pytest.fixture
def proved():
    """Whether the kernel proves left = right."""
    return lambda *sides, **opened: isinstance(_decided(*sides, **opened), Proof)


@pytest.fixture
def differ():
    """Whether left ≠ right on some instance; None where no instance is known that has both."""

    def some(left, right, *given):
        pairs = [pair for seed in range(12) if (pair := _values((left, right), given, seed))]
        return not all(agree(*pair) for pair in pairs) if pairs else None

    return some


def _values(sides, given, seed):
    sides = tuple(map(written, sides))
    free = sorted(frozenset().union(*map(free_indices, sides)), key=str)
    places = {index: (seed // 3**place) % SIZES[index.dim] + 1 for place, index in enumerate(free)}
    try:
        evaluation = Evaluation(Instance(SIZES, seed, places, given))
        return [evaluation.value(side) for side in sides]
    except Undefined:
        return None
