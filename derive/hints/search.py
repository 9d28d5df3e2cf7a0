"""The trial: repairs in the table's order, sifted by numbers, decided by the kernel.

Nothing is offered that the kernel has not proved.
"""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.hints.points import Points
from derive.hints.table import REPAIRS, Repair
from derive.hints.wrong import Claim, Trial, Wrong
from derive.kernel import Limits, Openings, Proof, prove, prove_renaming, prove_sign
from derive.kernel.derivative import minus, plus
from derive.language.binders import free_indices, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.families import Entry
from derive.language.typeset import latex, text
from derive.results import Counterexample, Hint

TRIALS, CANDIDATES = 40, 500
"""How many repaired lines the kernel is asked about for one refuted line, and how many are looked at."""

_EACH = Limits(steps=15_000)
_MOST_HINTS = 2


def refuted_line(identity: Identity, found: Counterexample) -> Wrong:
    """The line of the identity that the counterexample refutes, or the claim itself."""
    expressions = (identity.start, *(line.expression for line in identity.lines))
    sides = (identity.left, identity.right, *expressions)
    moved = frozenset(n.variable.family for side in sides for n in walk(side) if isinstance(n, Derivative))
    if found.line is None:
        left, right, written = identity.left, identity.right, identity.stated[1]
    else:
        left, right = expressions[found.line - 1 : found.line + 1]
        written = identity.lines[found.line - 1].written
    return Wrong(
        left,
        right,
        identity.given,
        identity.relation if found.line is None else "=",
        whole=found.line is None,
        sizes=found.sizes,
        written=written,
        moved=moved,
    )


class _Search:
    """Repaired lines looked at and decided, counted: the same on every machine."""

    def __init__(self, trials: int) -> None:
        self.trials, self.candidates = trials, CANDIDATES

    @property
    def ended(self) -> bool:
        """Whether no more may be tried."""
        return self.trials <= 0 or self.candidates <= 0

    def first(self, repair: Repair, wrong: Wrong, pair: frozenset[Expr]) -> Trial | None:
        """The first repaired line of this kind that is proved; if it follows a δ_ij, one about i and j."""
        trials = repair.tries(wrong)
        while not self.ended:
            try:
                trial = next(trials, None)
            except IllFormed:
                return None
            if trial is None:
                return None
            self.candidates -= 1
            if pair and trial.pair != pair:
                continue
            if _is_worth_it(trial, wrong, repair) and all(map(self._proved, trial.claims)):
                return trial
        return None

    def _proved(self, claim: Claim) -> bool:
        self.trials -= 1
        openings = Openings(hypotheses=claim.given)
        if claim.relation == "=":
            return isinstance(prove(claim.left, claim.right, openings, _EACH), Proof)
        start = claim.left if claim.right == Integer(0) else plus(claim.left, minus(claim.right))
        return isinstance(prove_sign(start, claim.relation, openings, _EACH), Proof)


def find_hints(wrong: Wrong, trials: int = TRIALS) -> tuple[Hint, ...]:
    """What the line may have meant: the first slip that explains it, and what belongs to it, if any."""
    search = _Search(trials)
    found: list[tuple[Repair, Trial]] = []
    for repair in REPAIRS:
        if not _applies(repair, wrong) or (found and found[0][0].name != repair.after):
            continue
        trial = search.first(repair, wrong, found[0][1].pair if found else frozenset())
        if trial is not None:
            found.append((repair, trial))
        if len(found) == _MOST_HINTS or search.ended:
            break
    return tuple(_hint(repair, trial) for repair, trial in found)


def _applies(repair: Repair, wrong: Wrong) -> bool:
    return repair.name == "size" or repair.inequality == (wrong.relation != "=")


def _is_worth_it(trial: Trial, wrong: Wrong, repair: Repair) -> bool:
    """Well formed, more than the left side put where the right one stood, and not denied by numbers."""
    if trial.repaired is not None and not _says_something(trial.repaired, wrong.left, repair):
        return False
    if trial.repaired not in (None, 0) and wrong.points.vanishes(wrong.left):
        return False  # 0 is found in many ways
    if trial.repaired_left is not None and wrong.points.vanishes(trial.repaired_left):
        return False
    for claim in trial.claims:
        if not free_indices(claim.right) <= free_indices(claim.left) | frozenset(wrong.free):
            return False
        if claim.relation == "=" and _denied(claim, wrong):
            return False
    return True


def _denied(claim: Claim, wrong: Wrong) -> bool:
    """Whether numbers deny it."""
    if claim.given == wrong.given:
        return wrong.points.deny(claim.left, claim.right)
    return Points(claim.left, claim.right, claim.given, most=1).differ


def _says_something(repaired: Expr, left: Expr, repair: Repair) -> bool:
    """Whether the repaired line is more than left = left, or than left = left · 1."""
    if isinstance(prove_renaming(left, repaired), Proof):
        return not repair.new
    return isinstance(left, Entry | Rational) or left not in walk(repaired)


def _hint(repair: Repair, trial: Trial) -> Hint:
    repaired = trial.repaired
    return Hint(
        name=repair.name,
        said=trial.said,
        title_en=repair.english,
        title_zh=repair.chinese,
        repaired_text="" if repaired is None else text(repaired),
        repaired_latex="" if repaired is None else latex(repaired),
        assumes=repair.assumes,
        slip=repair.slip and not repair.assumes,
    )
