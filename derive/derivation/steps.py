"""The check of a derivation, line by line, each within the bounds of its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sympy import Expr

from derive.derivation.instances import foreign_letter
from derive.derivation.reasons import Reason
from derive.kernel import (
    Limits,
    Openings,
    Proof,
    Residual,
    prove,
    prove_chain,
    prove_equation,
    prove_induction,
    prove_renaming,
    prove_without,
    stepped_through,
)
from derive.language.binders import free_indices
from derive.language.claims import Identity
from derive.language.families import Definition, definitions
from derive.language.hypotheses import Equation, Hypothesis
from derive.language.sayings import Saying, in_turn
from derive.language.typeset import formula

Closing = Callable[[Openings], Openings]


@dataclass(frozen=True)
class Step:
    """One line: the two sides, the reason, and the proof or what stands against it.

    `needs` says what the step would need besides its reason; it is empty if the reason suffices, None if no
    proof was found even with everything opened. A reason that is `misapplied` has nothing to do with the step, or may
    not be used.
    """

    before: Expr
    after: Expr
    reason: Reason
    outcome: Proof | Residual
    needs: tuple[Saying, ...] | None = ()
    misapplied: bool = False

    @property
    def missing(self) -> tuple[str, ...] | None:
        """What it needs, in English."""
        return None if self.needs is None else tuple(each.told() for each in self.needs)

    @property
    def proved(self) -> bool:
        """Whether the reason covers the step."""
        return isinstance(self.outcome, Proof)


def check_steps(identity: Identity, limits: Limits | None = None) -> tuple[Step, ...]:
    """Each line of the identity's derivation, checked within its reason."""
    steps = []
    before = identity.start
    for line in identity.lines:
        steps.append(check_step(before, line.expression, line.by, identity.given, limits))
        before = line.expression
    return tuple(steps)


def check_step(
    before: Expr,
    after: Expr,
    reason: Reason,
    hypotheses: tuple[Hypothesis, ...] = (),
    limits: Limits | None = None,
) -> Step:
    """Whether `after` equals `before` by this reason; if not, what the step would need besides.

    `hypotheses` are those of the identity; the reason opens at most one of them.
    """
    misapplied = (
        reason.misapplied(before, after)
        or _foreign(reason, before, after)
        or _not_given(reason, hypotheses, limits)
    )
    if misapplied is None:
        outcome = _within(before, after, reason, hypotheses, limits)
        if isinstance(outcome, Proof):
            lacking = reason.lacks(before, after)
            if lacking is None:
                return Step(before, after, reason, _without_lemmas(outcome, reason, hypotheses, limits))
            return Step(before, after, reason, Residual(None, lacking), (lacking,), misapplied=True)
    believed = reason if misapplied is None else replace(reason, hypotheses=(), lemmas=())
    everything = _everything(before, after, believed, hypotheses)
    whole = prove(before, after, everything, limits)
    if isinstance(whole, Residual):
        return Step(before, after, reason, whole, None)
    needs = (misapplied,) if misapplied else _needs(before, after, reason, everything, limits)
    said = in_turn(needs)
    return Step(before, after, reason, Residual(None, said), needs, misapplied is not None)


def _foreign(reason: Reason, before: Expr, after: Expr) -> Saying | None:
    """Why an identity does not speak of the letters here, or None."""
    for lemma in reason.lemmas:
        name = foreign_letter((lemma.left, lemma.right), (before, after))
        if name is not None:
            return Saying("{} speaks of another {}", "{} 说的是另一个 {}").of(lemma.id, name)
    return None


def _not_given(reason: Reason, hypotheses: tuple[Hypothesis, ...], limits: Limits | None) -> Saying | None:
    """Why a hypothesis or an identity cannot be used here: not given, not proved, needs what is not given."""
    for hypothesis in reason.hypotheses:
        if _granted(hypothesis, hypotheses, limits) is None:
            return Saying("the hypothesis {} is not given", "并未假设 {}").of(formula(hypothesis))
    for lemma in reason.lemmas:
        proof = prove_identity(lemma, limits)
        if isinstance(proof, Residual):
            return Saying("{} is not proved", "{} 未证").of(lemma.id)
        for needed in proof.hypotheses:
            if _granted(needed, hypotheses, limits) is None:
                return Saying("{} needs the hypothesis {}", "{} 需要假设 {}").of(lemma.id, formula(needed))
    return None


def _granted(
    needed: Hypothesis, hypotheses: tuple[Hypothesis, ...], limits: Limits | None
) -> Proof | Hypothesis | None:
    """The hypothesis, if it is among the given ones, or a proof that it follows from them; None if neither."""
    if needed in hypotheses or not isinstance(needed, Equation):
        return needed if needed in hypotheses else None
    proof = prove_equation(needed, Openings(hypotheses=hypotheses), limits)
    return proof if isinstance(proof, Proof) else None


def _without_lemmas(
    proof: Proof, reason: Reason, hypotheses: tuple[Hypothesis, ...], limits: Limits | None
) -> Proof:
    """The proof with what proves its lemmas put for them, and so what it really takes for granted."""
    for lemma, fact in zip(reason.lemmas, reason.facts, strict=True):
        known = prove_identity(lemma, limits)
        if fact in proof.hypotheses and isinstance(known, Proof):
            proof = prove_without(proof, known, fact)
    for needed in proof.hypotheses:
        granted = _granted(needed, hypotheses, limits)
        if isinstance(granted, Proof) and isinstance(needed, Equation):
            proof = prove_without(proof, granted, needed)
    return proof


def prove_identity(
    identity: Identity, limits: Limits | None = None, steps: tuple[Step, ...] | None = None
) -> Proof | Residual:
    """A proof of an equality, under the hypotheses that it really needs; if need be from its lines."""
    if identity.relation != "=":
        return Residual(None, Saying("an inequality is no equality"))
    if (proof := _by_outermost(identity.left, identity.right, limits or Limits())) is not None:
        return proof
    whole = prove(identity.left, identity.right, Openings(hypotheses=identity.given), limits)
    if isinstance(whole, Residual):
        lines = check_steps(identity, limits) if steps is None else steps
        found = prove_by_lines(identity, [step.outcome for step in lines], limits)
        return found or _by_induction(identity, limits) or whole
    if not whole.hypotheses:
        return whole
    needed = needed_hypotheses(identity.left, identity.right, whole, limits)
    return prove(identity.left, identity.right, Openings(hypotheses=needed), limits)


MANY = 10
"""So many definitions may take a proof minutes to write out; those in no other are opened first, in few steps:"""
FEWER = 10


def _by_outermost(left: Expr, right: Expr, limits: Limits) -> Proof | None:
    """The proof that opens no definition which stands within another: S_t = H P_t Hᵀ + R, whatever P_t is."""
    every = definitions(left) | definitions(right)
    if len(every) < MANY:
        return None
    within = frozenset[Definition]().union(*(definitions(each.body) for each in every))
    openings = Openings(definitions=frozenset(each.name for each in every - within))
    found = prove(left, right, openings, replace(limits, steps=limits.steps // FEWER))
    return found if isinstance(found, Proof) else None


def _by_induction(identity: Identity, limits: Limits | None) -> Proof | None:
    """A proof by induction on an index through which a recurrence of the claim steps; None if none is found."""
    free, through = (
        free_indices(identity.left) | free_indices(identity.right),
        stepped_through(identity.left) | stepped_through(identity.right),
    )
    for index, down in sorted(through, key=str):
        if index in free:
            every = Openings(hypotheses=identity.given)
            made = prove_induction(identity.left, identity.right, index, every, limits, down=down)
            if isinstance(made, Proof):
                return made
    return None


def prove_by_lines(
    identity: Identity, outcomes: Sequence[Proof | Residual], limits: Limits | None = None
) -> Proof | Residual | None:
    """A proof from lines, one after another; None if there are none, or one of them is not proved."""
    links = [outcome for outcome in outcomes if isinstance(outcome, Proof)]
    return prove_chain(links, identity.given, limits) if links and len(links) == len(outcomes) else None


def _within(
    before: Expr, after: Expr, reason: Reason, hypotheses: tuple[Hypothesis, ...], limits: Limits | None
) -> Proof | Residual:
    if reason.through is not None:
        index, down = reason.through
        more = (each for each in openings_of(reason).hypotheses if each not in hypotheses)
        every = Openings(hypotheses=(*hypotheses, *more))
        return prove_induction(before, after, index, every, limits, down=down)
    if reason.renaming:
        return prove_renaming(before, after)
    return prove(before, after, openings_of(reason), limits)


def openings_of(reason: Reason) -> Openings:
    """What the kernel may use under this reason."""
    return Openings(
        definitions=reason.definitions,
        calculus=reason.calculus,
        functions=reason.functions,
        hypotheses=(*reason.hypotheses, *reason.facts),
    )


def _everything(before: Expr, after: Expr, reason: Reason, hypotheses: tuple[Hypothesis, ...]) -> Openings:
    names = frozenset(each.name for each in definitions(before) | definitions(after))
    more = tuple(each for each in openings_of(reason).hypotheses if each not in hypotheses)
    return Openings(definitions=names, hypotheses=(*hypotheses, *more))


def _needs(
    before: Expr, after: Expr, reason: Reason, all_open: Openings, limits: Limits | None
) -> tuple[Saying, ...]:
    """What must be opened beyond the reason: everything, less what proves to be superfluous."""
    kept, own = all_open, openings_of(reason)
    for closed in _closings(kept, own):
        tried = closed(kept)
        if isinstance(prove(before, after, tried, limits), Proof):
            kept = tried
    needed = [Saying("{}", "{}").of(formula(each)) for each in kept.hypotheses if each not in own.hypotheses]
    needed += [
        Saying("the definition of {}", "{} 的定义").of(name) for name in sorted(_names(kept) - _names(own))
    ]
    needed += [Saying("differentiation", "求导")] if kept.calculus and not own.calculus else []
    needed += (
        [Saying("the laws of exp and log", "指数与对数律")] if kept.functions and not own.functions else []
    )
    return tuple(needed) or (Saying("algebra", "代数运算"),)


def _closings(whole: Openings, own: Openings) -> Iterator[Closing]:
    """Ways to close one thing that the reason does not open, hypotheses first."""
    for hypothesis in whole.hypotheses:
        if hypothesis not in own.hypotheses:
            yield partial(_without, hypothesis)
    for name in sorted(_names(whole) - _names(own)):
        yield partial(_closed, name)
    if not own.calculus:
        yield lambda kept: replace(kept, calculus=False)
    if not own.functions:
        yield lambda kept: replace(kept, functions=False)


def _names(openings: Openings) -> frozenset[str]:
    return openings.definitions or frozenset()


def _closed(name: str, openings: Openings) -> Openings:
    return replace(openings, definitions=_names(openings) - {name})


def _without(hypothesis: Hypothesis, openings: Openings) -> Openings:
    return replace(openings, hypotheses=tuple(each for each in openings.hypotheses if each != hypothesis))


def needed_hypotheses(
    left: Expr, right: Expr, proof: Proof, limits: Limits | None = None
) -> tuple[Hypothesis, ...]:
    """The hypotheses that a proof of left = right really needs: of those it used, none can be left out."""
    kept = Openings(hypotheses=proof.hypotheses)
    for hypothesis in proof.hypotheses:
        tried = _without(hypothesis, kept)
        if isinstance(prove(left, right, tried, limits), Proof):
            kept = tried
    return kept.hypotheses
