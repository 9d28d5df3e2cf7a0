"""Which voices notice a broken rule.

The property test is asked first. What it finds wrongly proved, or with a wrong normal form, the broken kernel
believes, and what it finds refused, it does not: the two other voices are asked whether they contradict it. Where
the property test seldom comes, a rule has a claim of its own.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from derive.audit.differential import Failure, Report, run
from derive.audit.figures import SabotageFinding
from derive.audit.letters import used_hypotheses
from derive.audit.sabotage.frame import SABOTAGES, Claim, Sabotage, broken
from derive.instance import check_instances
from derive.kernel import Limits, proof
from derive.language.typeset import text
from derive.numeric import check_numbers

LIMITS = Limits(terms=5_000, steps=60_000, labellings=720)
"""A broken kernel may go round in circles."""

CASES = 4_000
"""How many cases of the property test a broken rule must pass to count as unnoticed."""

LARGEST = 6


SEEN = Path(__file__).with_name("first_seen.json")
"""At which case of which seed the property test first noticed each rule; `python -m` this module finds them anew."""


def notice(where: str, seed: int, cases: int = CASES) -> SabotageFinding:
    """Who notices that the rule is broken."""
    each = SABOTAGES[where]
    found = SabotageFinding(each.place[1], each.place[0], each.says)
    if each.claim is not None:
        with broken(each):
            return _misjudged(found, each.claim, seed)
    failure = _seen_again(each, seed) or _first_failure(each, seed, 0, cases)
    return _failed(found, failure, seed) if failure else found


def _seen_again(each: Sabotage, seed: int) -> Failure | None:
    """The failure at the case where the rule was noticed before."""
    seen = first_seen()
    number = seen["cases"].get(each.where) if seen["seed"] == seed else None
    return None if number is None else _first_failure(each, seed, number, number + 1)


@cache
def first_seen() -> dict[str, Any]:
    """The seed, and the case by rule."""
    return json.loads(SEEN.read_text(encoding="utf-8"))


def _first_failure(each: Sabotage, seed: int, first: int, end: int) -> Failure | None:
    """The property test's first failure that is the broken rule's: the kernel as it is passes the case."""
    while first < end:
        with broken(each):
            report = _run(end - first, seed, first)
        if not report.failures:
            return None
        number = report.failures[0].case.number
        if _run(1, seed, number).passed:
            return report.failures[0]
        first = number + 1
    return None


def _run(cases: int, seed: int, first: int) -> Report:
    return run(
        cases,
        seed,
        first=first,
        largest=LARGEST,
        prove=proof.prove,
        normal_form=proof.normal_form,
        limits=LIMITS,
        tries=0,
    )


def _misjudged(found: SabotageFinding, claim: Claim, seed: int) -> SabotageFinding:
    """What the broken kernel says of the claim that comes with it, and what the other voices say."""
    if claim.believed() == (claim.judged == "true"):
        return replace(found, fault="the broken kernel is right about the claim that comes with it")
    if claim.judged == "without a value":
        return _asked(found, Claim(claim.left, claim.left), seed, affirmed=True)
    return _asked(found, claim, seed, affirmed=claim.judged == "true")


def _failed(found: SabotageFinding, failure: Failure, seed: int) -> SabotageFinding:
    """What the property test found, and what the two other voices say of it."""
    case = failure.case
    found = replace(found, differential=True, detail=f"case {case.number}: {failure.kind}")
    left, right = failure.shrunk
    given = (*used_hypotheses(left, right), *case.given)
    claim = Claim(left, right, given=given)
    return _asked(found, claim, seed, affirmed=failure.kind in ("refused", "crash"))


def _asked(found: SabotageFinding, claim: Claim, seed: int, *, affirmed: bool) -> SabotageFinding:
    """Whether the exact instances and the finite differences contradict the broken kernel.

    They deny what it believes, or they affirm what it refuses.
    """
    sides = claim.left, claim.right, claim.given
    instances = check_instances(*sides, seed=seed, relation=claim.relation)
    numbers = check_numbers(*sides, seed=seed, relation=claim.relation)
    agree = all(each.agrees for each in instances)
    return replace(
        found,
        instances=bool(instances) and agree == affirmed,
        numbers=not numbers.inconclusive and numbers.agrees == affirmed,
        claim=f"{text(claim.left)} {claim.relation} {text(claim.right)}",
    )


def _find_anew(seed: int = 1) -> None:
    """Write down at which case each rule is noticed."""
    found = {
        where: failure.case.number
        for where, each in SABOTAGES.items()
        if each.claim is None and (failure := _first_failure(each, seed, 0, CASES)) is not None
    }
    SEEN.write_text(json.dumps({"seed": seed, "cases": found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _find_anew()
