"""The three voices together, and the verdict.

An identity is `proved` only if the kernel proves the claim and every line of its derivation, every instance agrees
and the numbers agree. A claim that the kernel proves and another voice denies is a `disagreement`: a fault of this
project. `refuted` always carries a counterexample; anything else is `undecided`, with what is missing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from sympy import Expr

from derive.by_parts import only_by_parts
from derive.derivation.steps import Step, check_steps, prove_by_lines, prove_identity
from derive.instance import find_instances, find_undefined
from derive.kernel import (
    Condition,
    Limits,
    Openings,
    Proof,
    Residual,
    domain,
    prove,
    prove_sign,
    without_value,
)
from derive.language.claims import Example, Identity
from derive.language.hypotheses import Hypothesis as Given
from derive.language.sayings import UNSAID
from derive.language.typeset import formula, latex, text
from derive.numeric import check_numbers
from derive.refuting import Refutation, refute
from derive.results import (
    Counterexample,
    FiniteDifference,
    Hint,
    Hypothesis,
    InstanceResult,
    LineResult,
    Message,
    Result,
    Said,
    Source,
    Verdict,
)
from derive.results.messages import (
    AtLine,
    InstanceDenied,
    Left,
    MoreThanReason,
    NotThisReason,
    NoValue,
    OnlyByParts,
    ProofDenied,
    TooFewInstances,
    WrongBetween,
    WrongLine,
)
from derive.worked_examples import check_example

_FEW = 100_000
"""Steps for a question on the way."""

_BESIDE = Limits(steps=10_000)
"""For what a claim needs besides, which numbers show as well: where a side has no value they are passed over."""


@dataclass(frozen=True)
class _Proofs:
    """What the kernel said of the claim and of every line."""

    claim: Proof | Residual
    steps: tuple[Step, ...]
    seconds: float

    @property
    def complete(self) -> bool:
        return isinstance(self.claim, Proof) and all(step.proved for step in self.steps)


@dataclass(frozen=True)
class _Finding:
    """A verdict and what supports it."""

    verdict: Verdict
    said: Message | None = None
    counterexample: Counterexample | None = None
    instances: tuple[InstanceResult, ...] = ()
    finite_difference: FiniteDifference | None = None


def check(
    identity: Identity | Example,
    *,
    seed: int = 1,
    time_limit: float = 120.0,
    curve: bool = False,
    hints: bool = True,
) -> Result:
    """The verdict on one identity or worked example, with all that supports it.

    `seed` draws the random points. How much is tried is counted in steps; `time_limit`, in seconds, is a backstop.
    With `curve` the finite differences, and their errors at each step, are given whatever the verdict; without
    `hints` nobody asks what a refuted line may have meant.
    """
    if isinstance(identity, Example):
        return check_example(identity)
    started = time.perf_counter()
    limits = Limits(seconds=time_limit)
    proofs = _prove(identity, limits)
    finding = (
        _confirmed(identity, _where(identity, proofs), seed)
        if proofs.complete
        else _objection(identity, proofs, seed)
    )
    if curve:
        claim = identity.left, identity.right, identity.given
        measured = check_numbers(*claim, seed=seed, relation=identity.relation, curve=True)
        finding = replace(finding, finite_difference=measured)
    used = _used(proofs)
    made = Result(
        id=identity.id,
        verdict=finding.verdict,
        claim=identity.claim_latex,
        claim_text=identity.claim_text,
        title=identity.title,
        hypotheses=tuple(Hypothesis(formula(each), each in used) for each in identity.given),
        conditions=tuple(each.saying for each in _conditions(proofs)),
        source=_source(identity),
        lines=_lines(identity, proofs, finding),
        instances=finding.instances,
        finite_difference=finding.finite_difference,
        counterexample=finding.counterexample,
        said=finding.said,
        expected="refuted" if identity.expected == "refuted" else "proved",
        seconds=time.perf_counter() - started,
        proof_seconds=proofs.seconds,
    )
    return with_hints(identity, made) if hints else made


def with_hints(identity: Identity, result: Result) -> Result:
    """The result, and where numbers refute it, what the line may have meant."""
    if result.counterexample is None:
        return result
    started = time.perf_counter()
    found = _hints(identity, result.counterexample)
    return replace(result, hints=found, seconds=result.seconds + time.perf_counter() - started)


def _prove(identity: Identity, limits: Limits) -> _Proofs:
    started = time.perf_counter()
    steps = check_steps(identity, limits)
    known = (
        prove_identity(identity, limits, steps)
        if identity.relation == "="
        else _sign(identity, steps, limits)
    )
    return _Proofs(known, steps, time.perf_counter() - started)


def _sign(identity: Identity, steps: tuple[Step, ...], limits: Limits) -> Proof | Residual:
    """The sign of what the derivation of an inequality ends in, which is that of what it begins with."""
    last = steps[-1].after if steps else identity.start
    sign = prove_sign(last, identity.relation, Openings(hypotheses=identity.given), limits)
    return prove_by_lines(identity, (*(step.outcome for step in steps), sign), limits) or sign


def _confirmed(identity: Identity, conditions: tuple[Condition, ...], seed: int) -> _Finding:
    """The proof is complete: what do the two other voices say?"""
    claim = identity.left, identity.right, identity.given
    relation = identity.relation
    found = find_instances(*claim, seed=seed, relation=relation, conditions=conditions)
    instances = found.results
    numbers = check_numbers(*claim, seed=seed, relation=relation, conditions=conditions)
    against = tuple(_sizes(each) for each in instances if not each.agrees)
    denied = not numbers.agrees and not numbers.inconclusive
    verdict: Verdict = "proved"
    message: Message | None = None
    if against or denied:
        verdict, message = "disagreement", ProofDenied(against, numbers.note if denied else UNSAID)
    elif found.lacking or numbers.inconclusive:
        if (nowhere := _has_no_value(*claim, seed)) is not None:
            return nowhere
        verdict, message = "undecided", TooFewInstances(found.lacking or numbers.note)
    return _Finding(verdict, message, None, instances, numbers)


def _objection(identity: Identity, proofs: _Proofs, seed: int) -> _Finding:
    """The proof is not complete: a counterexample to the first wrong line or the claim, or what is missing."""
    unproved = [(number, step) for number, step in enumerate(proofs.steps, 1) if not step.proved]
    for number, step in unproved:
        if step.needs is not None:
            continue
        found = refute(step.before, step.after, identity.given, seed=seed)
        if found is not None:
            return _refuted(found, _wrong(identity, proofs, number), number)
        nowhere = _has_no_value(step.before, step.after, identity.given, seed, number)
        if nowhere is not None:
            return nowhere
    for number, step in unproved:
        why = _more_than(step) if step.needs else _open(step.outcome, step.before, step.after)
        return _Finding("undecided", AtLine(number, why))
    found = refute(identity.left, identity.right, identity.given, seed=seed, relation=identity.relation)
    if found is not None:
        return _refuted(found)
    nowhere = _has_no_value(identity.left, identity.right, identity.given, seed)
    return nowhere or _Finding("undecided", _open(proofs.claim, identity.left, identity.right))


def _refuted(found: Refutation, message: Message | None = None, line: int | None = None) -> _Finding:
    """Refuted, if the numbers of both voices say so; a fault of this project where they do not."""
    counterexample = replace(found.counterexample, line=line)
    if found.objection:
        return _Finding("disagreement", InstanceDenied(found.objection, line), counterexample)
    return _Finding("refuted", message, counterexample)


def _has_no_value(
    left: Expr, right: Expr, given: tuple[Given, ...], seed: int, line: int | None = None
) -> _Finding | None:
    """The refutation of a claim one side of which has a value nowhere: numbers where the other has one."""
    openings = Openings(hypotheses=given)
    part = without_value(right, openings) or without_value(left, openings)
    found = find_undefined(left, right, given, seed=seed) if part is not None else None
    if part is None or found is None:
        return None
    return _Finding("refuted", NoValue(formula(part), line), replace(found, line=line))


def _hints(identity: Identity, found: Counterexample) -> tuple[Hint, ...]:
    """What the refuted line may have meant; where a side has no value, no hypothesis gives it one."""
    from derive.hints import find_hints, refuted_line  # what is proved needs none

    hints = find_hints(refuted_line(identity, found))
    return tuple(hint for hint in hints if hint.repaired_text) if found.one_sided else hints


def _more_than(step: Step) -> Message:
    kind = NotThisReason if step.misapplied else MoreThanReason
    return kind(step.reason.english, step.reason.chinese, step.needs or ())


def _wrong(identity: Identity, proofs: _Proofs, number: int) -> Message:
    """That this line is wrong; where the claim is true all the same, what is to be said of the whole."""
    if not isinstance(proofs.claim, Proof):
        return WrongLine(number)
    between = identity.lines[:-1]
    wrong = sum(_is_wrong(identity, line.expression) for line in between)
    return WrongBetween(number, len(between), wrong)


def _is_wrong(identity: Identity, line: Expr) -> bool:
    """Whether numbers tell a line from the first one."""
    if isinstance(
        prove(identity.start, line, Openings(hypotheses=identity.given), Limits(steps=30_000)), Proof
    ):
        return False
    found = refute(identity.start, line, identity.given, steps=_FEW)
    return found is not None and not found.objection


def _open(outcome: Proof | Residual, *sides: Expr) -> Message:
    """What is left where neither a proof nor a counterexample was found."""
    if letter := only_by_parts(*sides):
        return OnlyByParts(letter)
    if isinstance(outcome, Residual) and outcome.expression is not None:
        return Left(formula(outcome.expression), tuple(map(formula, outcome.unused)))
    return Said(outcome.why if isinstance(outcome, Residual) else UNSAID)


def _lines(identity: Identity, proofs: _Proofs, finding: _Finding) -> tuple[LineResult, ...]:
    if not proofs.steps:
        return ()
    first = LineResult(latex(identity.stated[0]), text(identity.stated[0]))
    wrong = finding.counterexample.line if finding.counterexample else None
    lines = [first]
    for number, (line, step) in enumerate(zip(identity.lines, proofs.steps, strict=True), 1):
        verdict: Verdict = "proved" if step.proved else "refuted" if number == wrong else "undecided"
        uses = (
            (*map(text, step.outcome.hypotheses), *sorted(step.outcome.definitions))
            if isinstance(step.outcome, Proof)
            else ()
        )
        lines.append(
            LineResult(
                latex(line.written),
                text(line.written),
                reason=step.reason.name,
                title_en=step.reason.english,
                title_zh=step.reason.chinese,
                verdict=verdict,
                uses=uses,
                said=_more_than(step) if step.needs else None,
            )
        )
    return tuple(lines)


def _used(proofs: _Proofs) -> frozenset[object]:
    """The hypotheses that the proof of the claim needs."""
    return frozenset(proofs.claim.hypotheses) if isinstance(proofs.claim, Proof) else frozenset()


def _conditions(proofs: _Proofs) -> tuple[Condition, ...]:
    return proofs.claim.conditions if isinstance(proofs.claim, Proof) else ()


def _where(identity: Identity, proofs: _Proofs) -> tuple[Condition, ...]:
    """Where the claim is proved: what the proof asks for, and what both sides need to have a value."""
    sides, openings = (identity.left, identity.right), Openings(hypotheses=identity.given)
    return tuple(dict.fromkeys((*_conditions(proofs), *domain(sides, openings, _BESIDE))))


def _source(identity: Identity) -> Source | None:
    where = identity.source
    return None if where is None else Source(where.document, ", ".join(identity.rows))


def _sizes(instance: InstanceResult) -> str:
    return ", ".join(f"{name} = {size}" for name, size in instance.sizes.items())
