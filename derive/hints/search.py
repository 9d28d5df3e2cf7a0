"""The trial: repairs in the table's order, sifted by numbers, decided by the kernel.

Nothing is offered that the kernel has not proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from sympy import Integer

from derive.hints.table import REPAIRS, Repair
from derive.hints.wrong import Claim, Trial, Wrong
from derive.kernel import Limits, Openings, Proof, prove, prove_renaming, prove_sign
from derive.kernel.derivative import minus, plus
from derive.language.binders import free_indices
from derive.language.errors import IllFormed
from derive.language.typeset import latex, text
from derive.results import Hint

SECONDS = 1.5
"""The time for one refuted line."""
_EACH = 0.5
_MOST_HINTS = 2


def find_hints(wrong: Wrong, seconds: float = SECONDS) -> tuple[Hint, ...]:
    """What the line may have meant: the first slip that explains it, and what belongs to it; often nothing."""
    deadline = monotonic() + seconds
    found: list[tuple[Repair, Trial]] = []
    for repair in REPAIRS:
        if repair.inequality != (wrong.relation != "=") and repair.name != "size":
            continue
        if found and found[0][0].name not in repair.after:
            continue
        trial = _first(repair, wrong, deadline)
        if trial is not None:
            found.append((repair, trial))
        if len(found) == _MOST_HINTS or monotonic() > deadline:
            break
    return tuple(_hint(repair, trial) for repair, trial in found)


def _first(repair: Repair, wrong: Wrong, deadline: float) -> Trial | None:
    """The first repaired line of this kind that is proved."""
    trials = repair.tries(wrong)
    while monotonic() < deadline:
        try:
            trial = next(trials, None)
        except IllFormed:
            return None
        if trial is None:
            return None
        if _is_worth_it(trial, wrong) and all(_proved(claim, deadline) for claim in trial.claims):
            return trial
    return None


def _is_worth_it(trial: Trial, wrong: Wrong) -> bool:
    """Not what is written already, nor the left side itself; and not denied by numbers."""
    for claim in trial.claims:
        if claim.relation == "=" and (claim.left == claim.right or isinstance(prove_renaming(claim.left, claim.right), Proof)):
            return False
        if not free_indices(claim.right) <= free_indices(claim.left) | frozenset(wrong.free):
            return False
        if claim.given == wrong.given and claim.relation == "=" and wrong.points.deny(claim.left, claim.right):
            return False
    return True


def _proved(claim: Claim, deadline: float) -> bool:
    limits = Limits(seconds=max(0.01, min(_EACH, deadline - monotonic())))
    openings = Openings(hypotheses=claim.given)
    if claim.relation == "=":
        return isinstance(prove(claim.left, claim.right, openings, limits), Proof)
    start = claim.left if claim.right == Integer(0) else plus(claim.left, minus(claim.right))
    return isinstance(prove_sign(start, claim.relation, openings, limits), Proof)


def _hint(repair: Repair, trial: Trial) -> Hint:
    repaired = trial.repaired
    return Hint(
        name=repair.name,
        text=trial.text,
        title_en=repair.english,
        title_zh=repair.chinese,
        repaired_text="" if repaired is None else text(repaired),
        repaired_latex="" if repaired is None else latex(repaired),
    )


__all__ = ["Iterator", "find_hints"]
