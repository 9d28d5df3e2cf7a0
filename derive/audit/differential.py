"""The kernel against exact evaluation, on random pairs of expressions.

    equal      a random expression and what a random sequence of sound steps makes of it: to be proved
    changed    the same with one slip: where it is proved, exact evaluation must agree
    value      an expression and its normal form: exact evaluation must agree

A case is made from the seed and its number alone, so that `run(1, seed, first=number)` makes it again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from sympy import Expr

from derive.audit.changes import CHANGES, change
from derive.audit.evaluation import Evaluation, Instance, Undefined, agree
from derive.audit.random_expressions import INDICES, Maker, Scope, m, n, r, random_expression, used_hypotheses
from derive.audit.rewritings import REWRITINGS, rewrite
from derive.audit.shrinking import shrunk
from derive.audit.tree import size
from derive.kernel import Limits, Openings, Proof, Residual, normal_form, prove

SIZES = ((2, 3, 1), (3, 2, 2), (1, 2, 1), (3, 1, 2), (4, 5, 3))
"""Sizes of n, m and r on which pairs are compared, until one shows a difference."""

LARGEST = 150
"""Nodes of an expression, beyond which no further step is taken."""

Prove = Callable[..., Proof | Residual]


class Comparison(Enum):
    """What exact evaluation says of a pair."""

    AGREE = "agree"
    DIFFER = "differ"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Case:
    """A pair of expressions, how the second came from the first, and what may be opened to prove it."""

    left: Expr
    right: Expr
    steps: tuple[str, ...]
    openings: Openings
    scope: Scope


@dataclass(frozen=True)
class Failure:
    """A case that must not be: its number, what went wrong, the pair, and the pair shrunk."""

    number: int
    kind: str
    left: Expr
    right: Expr
    steps: tuple[str, ...]
    detail: str
    shrunk: tuple[Expr, Expr] | None = None

    def __str__(self) -> str:
        left, right = self.shrunk or (self.left, self.right)
        steps = ", ".join(self.steps)
        return f"case {self.number}, {self.kind}: {left}  =  {right}\n    {self.detail} (by {steps})"


@dataclass
class Report:
    """What a run found: counts by kind and outcome, failures, and the time it took."""

    seed: int
    cases: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    undecided: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    proving: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether there is no failure."""
        return not self.failures

    def __str__(self) -> str:
        head = f"{self.cases} cases, seed {self.seed}, {self.seconds:.1f} s, {len(self.failures)} failures"
        slowest, number = self.slowest
        proofs = f"proving: {1000 * self.proving / max(1, self.cases):.1f} ms a case, slowest {slowest:.2f} s, case {number}"
        counts = [f"    {name:<40}{number:>7}" for name, number in sorted(self.counts.items())]
        return "\n".join((head, proofs, *counts, *map(str, self.failures)))


def run(
    cases: int,
    seed: int,
    *,
    first: int = 0,
    largest: int = 9,
    prove: Prove = prove,
    value_of: Callable[..., Expr] = normal_form,
    limits: Limits | None = None,
    shrink: bool = True,
    most_failures: int = 1,
) -> Report:
    """The report on this many cases, made from the seed; it ends early at `most_failures`.

    `prove` and `value_of` stand for the kernel's; a test gives wrong ones.
    """
    bench = _Bench(Report(seed), largest, prove, value_of, limits or Limits(seconds=5.0), shrink)
    started = time.monotonic()
    for number in range(first, first + cases):
        bench.try_case(number)
        bench.report.cases += 1
        if len(bench.report.failures) >= most_failures:
            break
    bench.report.seconds = time.monotonic() - started
    return bench.report


def equal_pair(random: Random, largest: int = 9) -> Case:
    """A random expression of up to `largest` parts, and what sound steps make of it; at times both sides are made so."""
    start, maker, scope = random_expression(random, random.randint(2, largest))
    right, names = _rewritten(start, maker, scope, random.randint(1, 6))
    left, more = _rewritten(start, maker, scope, 3 if random.random() < 0.3 else 0)
    needs = frozenset().union(*(REWRITINGS[name].needs for name in (*names, *more)))
    return Case(
        left, right, (*names, *more), _openings(needs, left, right, everything=random.random() < 0.5), scope
    )


def changed_pair(case: Case, random: Random) -> Case | None:
    """The case with one slip in its right side; what is opened is random, for no opening may prove what is false."""
    for name in random.sample(sorted(CHANGES), 5):
        right = change(CHANGES[name], case.right, case.scope, random)
        if right is not None:
            needs = frozenset(random.sample(("definitions", "calculus", "functions"), random.randint(0, 3)))
            openings = _openings(needs, case.left, right, everything=random.random() < 0.5)
            return Case(case.left, right, (*case.steps, name), openings, case.scope)
    return None


def _rewritten(expression: Expr, maker: Maker, scope: Scope, steps: int) -> tuple[Expr, tuple[str, ...]]:
    names: list[str] = []
    for _ in range(40):
        if len(names) == steps or size(expression) > LARGEST:
            break
        rewriting = maker.random.choice(tuple(REWRITINGS.values()))
        made = rewrite(rewriting, expression, maker, scope)
        if made is not None:
            expression = made
            names.append(rewriting.name)
    return expression, tuple(names)


def _openings(needs: frozenset[str], left: Expr, right: Expr, *, everything: bool) -> Openings:
    hypotheses = used_hypotheses(left, right)
    if everything:
        return Openings(hypotheses=hypotheses)
    return Openings(
        definitions=None if "definitions" in needs else frozenset(),
        calculus="calculus" in needs,
        functions="functions" in needs,
        hypotheses=hypotheses,
    )


def compare(left: Expr, right: Expr, seed: int, sizes: Iterable[tuple[int, int, int]] = SIZES) -> Comparison:
    """What exact evaluation says of the pair, on instances of these sizes."""
    result = Comparison.UNDEFINED
    for number, sides in enumerate(sizes):
        try:
            one, other = values(left, right, seed=seed + number, sizes=sides)
        except Undefined:
            continue
        if not agree(one, other):
            return Comparison.DIFFER
        result = Comparison.AGREE
    return result


def values(*expressions: Expr, seed: int, sizes: tuple[int, int, int]) -> list[object]:
    """The values of the expressions on one random instance. Raises `Undefined` where one has none."""
    random = Random(f"indices {seed}")
    dims = dict(zip((n, m, r), sizes, strict=True))
    places = {index: random.randint(1, dims[dim]) for dim, letters in INDICES.items() for index in letters}
    instance = Instance(dims, seed, places, used_hypotheses(*expressions))
    evaluation = Evaluation(instance)
    return [evaluation.value(expression) for expression in expressions]


class _Bench:
    """One run."""

    def __init__(
        self,
        report: Report,
        largest: int,
        prove: Prove,
        value_of: Callable[..., Expr],
        limits: Limits,
        shrink: bool,
    ) -> None:
        self.report, self.largest = report, largest
        self.prove, self.value_of, self.limits, self.shrink = prove, value_of, limits, shrink

    def try_case(self, number: int) -> None:
        """One equal pair, the same with a slip, and the value of the first."""
        random = Random(f"{self.report.seed} {number}")
        case = equal_pair(random, self.largest)
        self.equal(number, case)
        if (changed := changed_pair(case, random)) is not None:
            self.changed(number, changed)
        self.value(number, case)

    def _decided(
        self, number: int, left: Expr, right: Expr, openings: Openings
    ) -> Proof | Residual | Exception:
        started = time.monotonic()
        try:
            return self.prove(left, right, openings, self.limits)
        except Exception as crash:  # noqa: BLE001 (whatever the kernel raises is a finding)
            return crash
        finally:
            spent = time.monotonic() - started
            self.report.proving += spent
            self.report.slowest = max(self.report.slowest, (spent, number))

    def equal(self, number: int, case: Case) -> None:
        """A pair equal by construction is proved."""
        outcome = self._decided(number, case.left, case.right, case.openings)
        if isinstance(outcome, Proof):
            self.report.counts["equal, proved"] += 1
            return
        if compare(case.left, case.right, number) == Comparison.UNDEFINED:
            self.report.counts["equal, defined nowhere"] += 1
            return
        self._fail(
            number, "refused", case, outcome, lambda left, right: self._is_refused(left, right, case, outcome)
        )

    def _is_refused(self, left: Expr, right: Expr, case: Case, before: Residual | Exception) -> bool:
        outcome = self._decided(-1, left, right, case.openings)
        if type(outcome) is not type(before) or _kind(outcome) != _kind(before):
            return False
        return compare(left, right, 0) == Comparison.AGREE

    def changed(self, number: int, case: Case) -> None:
        """A pair that is proved has equal values."""
        outcome = self._decided(number, case.left, case.right, case.openings)
        if isinstance(outcome, Exception):
            self._fail(number, "crash", case, outcome, lambda a, b: self._is_refused(a, b, case, outcome))
            return
        comparison = compare(case.left, case.right, number)
        verdict = (
            "proved"
            if isinstance(outcome, Proof)
            else "undecided"
            if outcome.expression is None
            else "refused"
        )
        self.report.counts[f"changed, {verdict}, values {comparison.value}"] += 1
        if verdict == "undecided":
            self.report.undecided[outcome.reason] += 1
        if isinstance(outcome, Proof) and comparison == Comparison.DIFFER:
            self._fail(
                number, "wrongly proved", case, outcome, lambda a, b: self._is_wrongly_proved(a, b, case)
            )

    def _is_wrongly_proved(self, left: Expr, right: Expr, case: Case) -> bool:
        if compare(left, right, 0) != Comparison.DIFFER:
            return False
        return isinstance(self._decided(-1, left, right, case.openings), Proof)

    def value(self, number: int, case: Case) -> None:
        """An expression has the value of its normal form."""
        made = self._normal(case.right)
        if made is None:
            self.report.counts["value, undecided"] += 1
            return
        comparison = compare(case.right, made, number)
        self.report.counts[f"value, {comparison.value}"] += 1
        if comparison == Comparison.DIFFER:
            found = Case(case.right, made, case.steps, case.openings, case.scope)
            self._fail(number, "wrong value", found, None, lambda a, _: self._is_wrong_value(a), alone=True)

    def _normal(self, expression: Expr) -> Expr | None:
        try:
            return self.value_of(expression, Openings(hypotheses=used_hypotheses(expression)), self.limits)
        except Exception:  # noqa: BLE001 (undecided; that the kernel does not crash is seen on pairs)
            return None

    def _is_wrong_value(self, expression: Expr) -> bool:
        made = self._normal(expression)
        return made is not None and compare(expression, made, 0) == Comparison.DIFFER

    def _fail(
        self,
        number: int,
        kind: str,
        case: Case,
        outcome: Proof | Residual | Exception | None,
        fails: Callable[[Expr, Expr], bool],
        *,
        alone: bool = False,
    ) -> None:
        kind = "crash" if isinstance(outcome, Exception) else kind
        small = None
        if self.shrink and fails(case.left, case.right):
            small = shrunk(case.left, case.left if alone else case.right, fails)
        self.report.counts[f"failure: {kind}"] += 1
        self.report.failures.append(
            Failure(number, kind, case.left, case.right, case.steps, _detail(outcome), small)
        )


def _kind(outcome: Proof | Residual | Exception) -> object:
    """What a failing pair keeps while it is shrunk."""
    if isinstance(outcome, Residual):
        return outcome.expression is None
    return type(outcome)


def _detail(outcome: Proof | Residual | Exception | None) -> str:
    match outcome:
        case Residual(expression=None, reason=reason):
            return reason
        case Residual(expression=expression):
            return f"left over: {expression}"
        case Proof():
            return "the values differ"
        case Exception():
            return f"{type(outcome).__name__}: {outcome}"
    return "the normal form has another value"
