"""The rules of the kernel that matter are broken, one at a time, and someone notices."""

from inspect import isabstract
from pathlib import Path

import pytest

from derive import kernel
from derive.audit.figures import SabotageFigures, SabotageFinding
from derive.audit.letters import S, j, k, w, x, y
from derive.audit.sabotage import SABOTAGES, Sabotage, broken, noticing
from derive.audit.sabotage.frame import BELIEVED, MODULES, Claim, is_stale, sabotage
from derive.audit.sabotage.noticing import first_seen, notice
from derive.kernel import Openings, proof, sums
from derive.kernel.reading import Reader
from derive.language.binders import Sum
from derive.language.hypotheses import Hypothesis, invertible, normalised, psd, symmetric

SEED = 1
SOUND = Sabotage(
    "arithmetic:Arithmetic.add",
    "a + b = b + a",
    lambda right: lambda self, *forms: right(self, *forms[::-1]),
)


@pytest.mark.slow
@pytest.mark.parametrize("where", SABOTAGES)
def test_a_broken_rule_is_noticed(where):
    found = notice(where, SEED)
    assert found.caught, f"{where}: {found.wrong}\n{found.fault}"


# that the rules that matter are broken

WITHOUT_A_RULE = {"Invertible"}
"""Kinds of hypothesis of which the kernel makes no rule: what it proves under them it proves without them."""

ASSUME, BROKEN_AT = "assuming:Assuming._assume", {"Equal": "assuming:Assuming._identify"}
"""Where a kind of hypothesis is broken: in a rule of its own, or by its name."""


def unbroken_files(sabotages):
    """Files of the kernel in which nothing is broken; each states a law."""
    return MODULES.keys() - {each.place[0] for each in sabotages}


def kinds(base=Hypothesis):
    """Every kind of hypothesis of the language; other tests may have made kinds of their own."""
    for kind in base.__subclasses__():
        if not isabstract(kind) and kind.__module__.startswith("derive."):
            yield kind
        yield from kinds(kind)


def unbroken_kinds(sabotages):
    """Kinds of hypothesis that no sabotage takes for another."""
    broken_at = {each.where for each in sabotages}
    names = {kind.__name__ for kind in kinds()}
    return {name for name in names if BROKEN_AT.get(name, f"{ASSUME} {name}") not in broken_at}


def test_something_is_broken_in_every_file_of_the_kernel():
    assert unbroken_files(SABOTAGES.values()) == set()


def test_every_file_of_the_kernel_is_looked_at():
    files = {path.stem for path in Path(kernel.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(MODULES) == files


def test_no_sabotage_is_stale():
    assert [where for where, each in SABOTAGES.items() if is_stale(each)] == []


def test_every_kind_of_hypothesis_that_the_kernel_assumes_is_broken():
    assert unbroken_kinds(SABOTAGES.values()) == WITHOUT_A_RULE


@pytest.mark.parametrize("hypothesis", [invertible(S)], ids=str)
def test_the_kernel_makes_no_rule_of_the_other_kinds(hypothesis):
    assert type(hypothesis).__name__ in WITHOUT_A_RULE
    assert assumed(hypothesis) == assumed()
    assert assumed(normalised(y)) != assumed()
    assert assumed(psd(S)) != assumed(symmetric(S))


def assumed(*hypotheses):
    """All that a reader knows under the hypotheses, but for what they are called."""
    known = vars(Reader(Openings(hypotheses=hypotheses), kernel.Limits()))
    return {name: str(held) for name, held in known.items() if name not in ("openings", "deadline", "steps")}


@pytest.mark.parametrize("name", MODULES)
def test_a_file_in_which_nothing_is_broken_would_be_seen(name):
    assert unbroken_files(each for each in SABOTAGES.values() if each.place[0] != name) == {name}


@pytest.mark.parametrize(
    "where", ["sums:Sums.unheard_of", "sums:unheard_of", "sums:Unheard.of", "signs:_RULES[Claim]"]
)
def test_a_stale_sabotage_would_be_seen(where):
    assert is_stale(Sabotage(where, "nothing", lambda right: right))


def test_a_kind_of_hypothesis_that_is_not_broken_would_be_seen():
    for kind in {each.__name__ for each in kinds()} - WITHOUT_A_RULE:
        left = [each for each in SABOTAGES.values() if each.where != BROKEN_AT.get(kind, f"{ASSUME} {kind}")]
        assert unbroken_kinds(left) == WITHOUT_A_RULE | {kind}


# putting a wrong rule in its place


def everything():
    """All that the kernel's modules and classes hold."""
    held = {
        name: {key: dict(each) if isinstance(each, dict) else each for key, each in vars(module).items()}
        for name, module in (MODULES | BELIEVED).items()
    }
    classes = [each for names in held.values() for each in names.values() if isinstance(each, type)]
    return held, [(each, dict(vars(each))) for each in classes]


def test_a_broken_rule_is_put_back():
    before = everything()
    for each in SABOTAGES.values():
        with broken(each):
            assert everything() != before
        assert everything() == before


def test_a_rule_is_broken_wherever_it_is_held():
    claim = Sum(x[k] ** 2, k)
    with broken(SABOTAGES["leading:divide"]):
        assert sums.divide is MODULES["arithmetic"].divide is MODULES["rules"].divide
    with broken(SABOTAGES["reading:Reader._sum"]):
        assert isinstance(proof.prove(claim, Sum(x[k] ** 2, k, without=j)), proof.Proof)
    assert not isinstance(proof.prove(claim, Sum(x[k] ** 2, k, without=j)), proof.Proof)


def test_a_sabotage_is_entered_once():
    with pytest.raises(ValueError, match="twice"):
        sabotage("sums:Sums.bind", "again")(lambda right: right)


# that a rule can go unnoticed


def test_what_is_not_broken_is_not_noticed(monkeypatch):
    monkeypatch.setitem(SABOTAGES, SOUND.where, SOUND)
    found = notice(SOUND.where, SEED, cases=60)
    assert not found.caught
    assert not SabotageFigures([found]).passed


def test_a_claim_that_the_broken_kernel_judges_rightly_is_no_notice(monkeypatch):
    claim = Claim(-w, 0 * w, ">", ask=lambda: proof.prove_sign(-w, ">"))
    harmless = Sabotage("signs:Signs._neg", "nothing", lambda right: right, claim)
    monkeypatch.setitem(SABOTAGES, harmless.where, harmless)
    assert "is right about the claim" in notice(harmless.where, SEED).fault


def test_a_case_that_the_sound_kernel_fails_is_no_notice(monkeypatch):
    """What the kernel refuses anyway is not held against the broken rule."""
    monkeypatch.setattr(noticing, "LIMITS", kernel.Limits(terms=3))
    monkeypatch.setitem(SABOTAGES, SOUND.where, SOUND)
    assert not notice(SOUND.where, SEED, cases=20).caught


@pytest.mark.slow
def test_most_broken_rules_are_noticed_by_a_voice_too():
    """Not by the property test alone, which tries the kernel on thousands of cases."""
    few = [where for where in SABOTAGES if where in first_seen()["cases"]][::8]
    found = [notice(where, SEED) for where in few]
    assert sum(each.instances or each.numbers for each in found) >= 0.7 * len(found)
    assert all(isinstance(each, SabotageFinding) and each.differential for each in found)
