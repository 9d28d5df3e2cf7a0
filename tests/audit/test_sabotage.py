"""Every rule of the kernel is broken once, and someone notices."""

from pathlib import Path

import pytest

from derive import kernel
from derive.audit.figures import SabotageFigures, SabotageFinding
from derive.audit.letters import j, k, w, x
from derive.audit.sabotage import SABOTAGES, WITHOUT_A_LAW, Sabotage, broken, noticing
from derive.audit.sabotage.frame import BELIEVED, MODULES, Claim, kernel_functions, sabotage
from derive.audit.sabotage.noticing import first_seen, notice
from derive.kernel import proof, sums
from derive.language.binders import Sum
from derive.language.hypotheses import Hypothesis

SEED = 1
SOUND = Sabotage(
    "arithmetic:Arithmetic.add",
    "a + b = b + a",
    lambda right: lambda self, *forms: right(self, *forms[::-1]),
)
PLACES = {":".join(each.place) for each in SABOTAGES.values() if each.place[0] in MODULES}


@pytest.mark.parametrize("where", SABOTAGES)
def test_a_broken_rule_is_noticed(where):
    found = notice(where, SEED)
    assert found.caught, f"{where}: {found.wrong}\n{found.fault}"


def test_every_function_of_the_kernel_is_broken_or_states_no_law():
    """A function that is added to the kernel must be sabotaged, or be named among those without a law."""
    written = {f"{module}:{function}" for module, function in kernel_functions()}
    assert written - PLACES - WITHOUT_A_LAW.keys() == set(), "not sabotaged"
    assert (PLACES | WITHOUT_A_LAW.keys()) - written == set(), "not in the kernel"
    assert not PLACES & WITHOUT_A_LAW.keys()
    assert len(PLACES) >= 8 * len(WITHOUT_A_LAW)


def test_every_file_of_the_kernel_is_looked_at():
    files = {path.stem for path in Path(kernel.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(MODULES) == files


def test_every_kind_of_hypothesis_that_the_kernel_assumes_is_broken():
    assumed = {where.split()[1] for where in SABOTAGES if where.startswith("reading:Reader._assume ")}
    kinds = {kind.__name__ for kind in Hypothesis.__args__}
    assert kinds - assumed == {"Equal", "AtLeast", "NonNegative"}  # Reader._identify; the other two are signs


def test_a_new_function_would_be_missed_by_no_one(monkeypatch):
    def unheard_of(self):
        return self

    unheard_of.__code__ = unheard_of.__code__.replace(co_filename=sums.__file__)
    monkeypatch.setattr(sums.Sums, "unheard_of", unheard_of, raising=False)
    assert ("sums", "Sums.unheard_of") in set(kernel_functions())
    monkeypatch.setitem(MODULES["signs"]._RULES, Claim, lambda *_: "> 0")
    assert ("signs", "_RULES[Claim]") in set(kernel_functions())


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
    with broken(SABOTAGES["arithmetic:divide"]):
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


def test_most_broken_rules_are_noticed_by_a_voice_too():
    """Not by the property test alone, which tries the kernel on thousands of cases."""
    few = [where for where in SABOTAGES if where in first_seen()["cases"]][::8]
    found = [notice(where, SEED) for where in few]
    assert sum(each.instances or each.numbers for each in found) >= 0.7 * len(found)
    assert all(isinstance(each, SabotageFinding) and each.differential for each in found)
