"""Every kind of hypothesis is known to every room: one that a room has not heard of stops it."""

import pickle

import pytest
from sympy import Basic, Integer

from derive.kernel import Openings, Residual, prove
from derive.language.binders import delta
from derive.language.families import families, family, matrix, vector
from derive.language.hypotheses import (
    AtLeast,
    Hypothesis,
    at_least,
    constant,
    diagonal,
    equation,
    idempotent,
    invertible,
    nonnegative,
    onehot,
    orthonormal,
    positive,
    psd,
    symmetric,
)
from derive.language.indices import dims, indices
from derive.language.places import Distinct, Equal, distinct, equal, within
from derive.language.typeset import latex, text
from derive.language.typeset.walk import Walk

n, m = dims("n m")
i, j, k = indices("i j k", n)
z, y = vector("z", m), vector("y", n)
t = family("t", n, of=z)
A, B = matrix("A", n, n), matrix("B", n, m)

ONE_OF_EACH = (
    equation(y[k], delta(k, j)),
    nonnegative(y[k]),
    at_least(n, 2),
    constant(t, z),
    positive(y),
    onehot(y),
    equal(i, j),
    distinct(i, j),
    symmetric(A),
    orthonormal(B),
    idempotent(A),
    diagonal(A),
    psd(A),
    invertible(A),
    within(i, 2, n),
)


def kinds(above: type = Hypothesis) -> set[type]:
    """The kinds that can be made."""
    below = [each for each in above.__subclasses__() if each.__module__.startswith("derive.")]
    own = set() if above.__abstractmethods__ else {above}
    return own.union(*map(kinds, below))


def test_one_of_each_is_all_of_them():
    assert kinds() - {type(each) for each in ONE_OF_EACH} == set()


@pytest.mark.parametrize("hypothesis", ONE_OF_EACH, ids=str)
def test_the_language_knows_it(hypothesis):
    dispatch = Walk.__dict__["piece"].dispatcher.dispatch
    assert dispatch(type(hypothesis)) is not dispatch(object)
    assert str(hypothesis) == hypothesis.text == text(hypothesis)
    assert hypothesis.latex == latex(hypothesis)
    assert all(isinstance(part, Basic) for part in hypothesis.parts)
    assert hypothesis.letters == {each for part in hypothesis.parts for each in families(part)}
    assert pickle.loads(pickle.dumps(hypothesis)) == hypothesis
    assert hash(hypothesis) == hash(pickle.loads(pickle.dumps(hypothesis)))


@pytest.mark.parametrize("hypothesis", ONE_OF_EACH, ids=str)
def test_the_kernel_knows_it(hypothesis):
    outcome = prove(y[k] + t[k] + B[i, j.__class__("d", m)], Integer(0), Openings(hypotheses=(hypothesis,)))
    assert isinstance(outcome, Residual)
    assert "no rule is known" not in outcome.reason


class Recorder:
    """Notes what is asked of it, and answers yes."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        return lambda *arguments: self.asked.append((name, arguments)) or True


@pytest.mark.parametrize("hypothesis", ONE_OF_EACH, ids=str)
def test_it_asks_whoever_draws_for_something(hypothesis):
    drawer = Recorder()
    hypothesis.draw(drawer)
    assert drawer.asked


@pytest.mark.parametrize("hypothesis", ONE_OF_EACH, ids=str)
def test_it_asks_whoever_has_numbers(hypothesis):
    if isinstance(hypothesis, AtLeast | Equal | Distinct):
        numbers = Recorder()
        numbers.size = lambda _: 2
        numbers.place = {i: 1, j: 2}.get
        assert hypothesis.holds(numbers) == (type(hypothesis) is not Equal)
        return
    numbers = Recorder()
    assert hypothesis.holds(numbers)
    assert numbers.asked


class Unheard(Hypothesis):
    """A kind that no room has heard of."""

    equations, parts, fixed_indices = (), (y,), frozenset()

    def __str__(self):
        return "unheard"

    def draw(self, drawer):
        drawer.unheard(y)

    def holds(self, evaluator):
        return evaluator.unheard(y)


def test_an_unheard_kind_stops_the_kernel():
    outcome = prove(y[k], y[k], Openings(hypotheses=(Unheard(),)))
    assert isinstance(outcome, Residual)
    assert "no rule is known for the hypothesis unheard" in outcome.reason


def test_a_kind_that_leaves_something_out_cannot_be_made():
    class Half(Unheard):
        draw = Hypothesis.draw

    with pytest.raises(TypeError, match="abstract"):
        Half()
