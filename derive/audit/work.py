"""What an audit does in worker processes; only plain data leaves them."""

from __future__ import annotations

import re
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

from derive.audit.confirming import Confirmation, confirm
from derive.audit.evaluation import Comparison
from derive.audit.figures import DifferentialFigures, Fate, Mutant, MutantFinding, SabotageFinding
from derive.audit.mutants import made, mutants
from derive.results import Counterexample, Result
from derive.verdict import check
from derive.worker import load

_NUMBER = re.compile(r"[−-]?\d+(/\d+)?")


def list_mutants(path: Path, identities: tuple[str, ...] | None, seed: int) -> tuple[Mutant, ...]:
    """Every mutant of the page, or of these identities of it."""
    return tuple(mutants(load(path), path, seed, identities))


def judge_mutant(mutant: Mutant, seed: int, time_limit: float) -> MutantFinding:
    """What the check says of a mutant; where it is not refuted, what exact evaluation says."""
    started = time.perf_counter()
    changed = made(load(Path(mutant.file)), mutant, seed)
    result = check(changed, seed=seed, time_limit=time_limit, hints=False)
    found = result.counterexample
    confirmed = Confirmation(Comparison.DIFFER, 0)
    if result.verdict != "refuted":
        confirmed = confirm(changed.left, changed.right, changed.given, changed.relation, seed=seed)
    return MutantFinding(
        mutant,
        _fate(result, confirmed),
        result.verdict,
        result.claim_text,
        _message(result, confirmed),
        counterexample=found.text if found else "",
        size=max(found.sizes.values(), default=1) if found else 0,
        digits=_digits(found) if found else 0,
        exact=found is not None and found.exact,
        confirmed=confirmed.instances if confirmed.comparison == Comparison.AGREE else 0,
        seconds=time.perf_counter() - started,
    )


def _fate(result: Result, confirmed: Confirmation) -> Fate:
    """A mutant that the kernel proves and another voice denies counts as proved: the kernel is what is audited."""
    if result.verdict == "refuted":
        return "refuted"
    if result.verdict == "disagreement":
        return "proved"
    if confirmed.comparison == Comparison.AGREE:
        return "equivalent"
    return "proved" if result.verdict == "proved" else "undecided"


def _message(result: Result, confirmed: Confirmation) -> str:
    if result.verdict == "refuted":
        return ""
    said = f"exact evaluation: the sides {confirmed.comparison.value} on {confirmed.instances} instances"
    return f"{result.message}; {said}" if result.message else said


def _digits(found: Counterexample) -> int:
    """The digits of the longest numerator or denominator among the values and, where exact, the sides."""
    texts = [entry.value for value in found.values for entry in value.entries]
    texts += [side for side in (found.left, found.right) if _NUMBER.fullmatch(side)]
    numbers = [Fraction(each.replace("−", "-")) for each in texts if _NUMBER.fullmatch(each)]
    return max((len(str(abs(part))) for each in numbers for part in each.as_integer_ratio()), default=1)


def property_test(first: int, cases: int, seed: int) -> DifferentialFigures:
    """So many cases of the property test from the first one on, all failures of which are told."""
    from derive.audit.differential import run

    report = run(cases, seed, first=first, most_failures=5, tries=400)
    return DifferentialFigures(
        seed, report.cases, report.seconds, Counter(report.counts), [str(each) for each in report.failures]
    )


def sabotage(where: str, seed: int) -> SabotageFinding:
    """Who notices that this rule of the kernel is broken."""
    from derive.audit.sabotage.noticing import notice

    return notice(where, seed)
