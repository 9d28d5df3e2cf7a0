"""A small attack finds no fault; the same attack finds those of a kernel and of voices that are spoilt on purpose."""

import attack
import pytest
from attack import Attack, Claim
from attack_letters import i, k, n, q, t, x
from attack_worlds import M, NoValue, World

from derive import D, Sum, exp, log, normalised, sqrt
from derive.results import Counterexample, Entry as Shown, Result, Value


@pytest.mark.parametrize("seed", ["a", "b"])
def test_no_fault_is_found(seed):
    found = Attack(seed, checks=15).run(120)
    assert found.faults == []
    assert found.claims > 100
    assert found.comparisons > 600


def test_a_kernel_that_proves_everything_is_noticed(monkeypatch):
    proved = type("Proof", (), {"conditions": ()})
    monkeypatch.setattr(attack, "Proof", proved)
    monkeypatch.setattr(attack, "prove", lambda *_: proved())
    found = Attack("a", checks=10**9).run(60)
    assert sum(fault.startswith("false proof") for fault in found.faults) > 5


def test_a_false_refutation_is_noticed(monkeypatch):
    numbers = Value(None, None, "x", "value", "", (Shown((1,), "2"),))
    shown = Counterexample({"n": 1}, (numbers,), {"i": 1}, "2", "2")
    refuted = Result("claim", "refuted", "", "", counterexample=shown)
    monkeypatch.setattr(attack, "check", lambda *_, **__: refuted)
    found = Attack("a", checks=1)
    found.judge(Claim(x[i], Sum(x[k], k) / n, kind="slip"), attack.Random(1), 0, fully=True)
    assert [fault.split()[:2] for fault in found.faults] == [["false", "refutation"]]


def test_a_crash_and_a_disagreement_are_noticed(monkeypatch):
    claim = Claim(x[i], x[i] + 0, kind="law")
    for answer, kind in (
        (lambda *_, **__: 1 / 0, "crash"),
        (lambda *_, **__: Result("claim", "disagreement", "", ""), "disagreement"),
    ):
        monkeypatch.setattr(attack, "check", answer)
        found = Attack("a", checks=1)
        found.judge(claim, attack.Random(1), 0, fully=True)
        assert [fault.split()[0] for fault in found.faults] == [kind]


class TestTheEvaluator:
    """Against sums written out by hand."""

    def world(self, **numbers):
        world = World(attack.Random(1), {"n": 2, "m": 1})
        world.numbers = {
            (name, (at,)): M.mpf(v) for name, vs in numbers.items() for at, v in enumerate(vs, 1)
        }
        return world

    def test_a_derivative(self):
        world = self.world(x=(1, 2))
        slope = D(log(Sum(exp(x[k]), k)), x[i])
        wanted = M.exp(2) / (M.exp(1) + M.exp(2))
        assert abs(world.value(slope, {i: 2}) - wanted) < 1e-15

    def test_no_value(self):
        world = self.world(x=(-1, 0), q=(1, 2))
        for expression in (log(x[i]), sqrt(x[i]), 1 / (x[i] + 1)):
            with pytest.raises(NoValue):
                world.value(expression, {i: 1})
        assert world.value(Sum(q[k] ** 2, k), {}) == 5

    def test_hypotheses_are_made_true(self):
        setter = next(each for target, made, each in attack.HYPOTHESES if made() == normalised(t))
        world = self.world()
        setter(world)
        assert abs(world.value(Sum(t[k], k), {}) - 1) < 1e-50
