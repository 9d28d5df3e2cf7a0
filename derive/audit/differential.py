"""The kernel against exact evaluation, on random pairs of expressions.

    equal      a random expression and what sound steps make of it: to be proved, 100 %
    changed    the same with one slip: where it is proved, exact evaluation must agree, 100 %
    value      an expression and its normal form: exact evaluation must agree, 100 %

A case is made from the seed and its number alone, so that `run(1, seed, first=number)` makes it again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from sympy import Expr

from derive.audit.changes import CHANGES, change
from derive.audit.evaluation import Comparison, Evaluation, Instance, agree
from derive.audit.letters import INDICES, m, n, r, used_hypotheses
from derive.audit.random_expressions import Maker, random_expression
from derive.audit.rewritings import REWRITINGS, rewrite
from derive.audit.scope import Scope
from derive.audit.shrinking import shrunk
from derive.kernel import Limits, Openings, Proof, Residual, normal_form, prove
from derive.kernel.terms import Undecided
from derive.language.hypotheses import Hypothesis
from derive.language.parts import size
from derive.language.places import Distinct, Equal
from derive.values.numbers import Number, Undefined

SIZES = ((2, 3, 1), (3, 2, 2), (1, 2, 1), (3, 1, 2))
"""Sizes of n, m and r on which pairs are compared, until one shows a difference."""

LARGER = (*SIZES, (4, 5, 3))
"""SIZES and a larger size, for what is proved and should not be: a difference may need five places."""

MANY = LARGER * 3
"""Each of them three times, for what is taken to be equal while a failure is shrunk: that Σ_k O_{k,1} = 0, for
one-hot rows, may be so on each of a few instances."""

MOST_NODES = 150
"""The size of an expression beyond which no further step is taken."""

Sizes = tuple[int, int, int]
Prove = Callable[[Expr, Expr, Openings, Limits], Proof | Residual]
NormalForm = Callable[[Expr, Openings, Limits], Expr]
Outcome = Proof | Residual | Exception
Fails = Callable[[Expr, Expr], bool]


@dataclass(frozen=True)
class Case:
    """A pair of expressions, the steps that made it, and what may be opened to prove it."""

    number: int
    left: Expr
    right: Expr
    steps: tuple[str, ...]
    openings: Openings
    scope: Scope
    given: tuple[Equal, ...]


@dataclass(frozen=True)
class Failure:
    """A case that must not be: what went wrong, the pair, and the pair shrunk."""

    case: Case
    kind: str
    detail: str
    shrunk: tuple[Expr, Expr]

    def __str__(self) -> str:
        left, right = self.shrunk
        steps = ", ".join(self.case.steps)
        return f"case {self.case.number}, {self.kind}: {left} = {right}\n    {self.detail} (by {steps})"


@dataclass
class Report:
    """What a run found: counts by kind and outcome, failures, and the time it took, in seconds."""

    seed: int
    cases: int = 0
    seconds: float = 0.0
    proving: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether there is no failure."""
        return not self.failures

    def __str__(self) -> str:
        slowest, number = self.slowest
        each = 1000 * self.proving / max(1, self.cases)
        head = f"{self.cases} cases, seed {self.seed}, {self.seconds:.1f} s, {len(self.failures)} failures"
        proofs = f"proving: {each:.1f} ms a case, the slowest {slowest:.2f} s (case {number})"
        counts = [f"    {name:<40}{count:>7}" for name, count in sorted(self.counts.items())]
        return "\n".join((head, proofs, *counts, *map(str, self.failures)))


def run(
    cases: int,
    seed: int,
    *,
    first: int = 0,
    largest: int = 9,
    prove: Prove = prove,
    normal_form: NormalForm = normal_form,
    limits: Limits | None = None,
    most_failures: int = 1,
    tries: int = 2000,
) -> Report:
    """The report on this many cases of up to `largest` parts; it ends early at `most_failures`.

    A failure is shrunk in at most so many `tries`. `prove` and `normal_form` stand for the kernel's; a test
    gives wrong ones.
    """
    report = Report(seed)
    bench = _Bench(report, prove, normal_form, limits or Limits(), tries)
    started = time.monotonic()
    for number in range(first, first + cases):
        bench.attempt(number, largest)
        report.cases += 1
        if len(report.failures) >= most_failures:
            break
    report.seconds = time.monotonic() - started
    return report


# making cases


def equal_pair(number: int, random: Random, largest: int = 9) -> Case:
    """What sound steps make of a random expression, on the right side and at times on both."""
    start, maker, scope = random_expression(random, random.randint(2, largest))
    right, names = _rewritten(start, maker, scope, random.randint(1, 6))
    left, more = _rewritten(start, maker, scope, 3 if random.random() < 0.3 else 0)
    steps = (*names, *more)
    needs = frozenset().union(*(REWRITINGS[name].needs for name in steps))
    hypotheses = (*used_hypotheses(left, right), *maker.given)
    openings = _openings(needs, hypotheses, everything=random.random() < 0.5)
    return Case(number, left, right, steps, openings, scope, maker.given)


def changed_pair(case: Case, random: Random) -> Case | None:
    """The case with one slip; what is opened is random, for no opening may prove what is false."""
    for name in random.sample(sorted(CHANGES), 5):
        right = change(CHANGES[name], case.right, case.scope, random)
        if right is not None:
            needs = frozenset(random.sample(("definitions", "calculus", "functions"), random.randint(0, 3)))
            hypotheses = (*used_hypotheses(case.left, right), *case.given)
            openings = _openings(needs, hypotheses, everything=random.random() < 0.5)
            return replace(case, right=right, steps=(*case.steps, name), openings=openings)
    return None


def _rewritten(expression: Expr, maker: Maker, scope: Scope, steps: int) -> tuple[Expr, tuple[str, ...]]:
    names: list[str] = []
    for _ in range(40):
        if len(names) == steps or size(expression) > MOST_NODES:
            break
        rewriting = maker.random.choice(tuple(REWRITINGS.values()))
        made = rewrite(rewriting, expression, maker, scope)
        if made is not None:
            expression = made
            names.append(rewriting.name)
    return expression, tuple(names)


def _openings(needs: frozenset[str], hypotheses: tuple[Hypothesis, ...], *, everything: bool) -> Openings:
    if everything:
        return Openings(hypotheses=hypotheses)
    return Openings(
        definitions=None if "definitions" in needs else frozenset(),
        calculus="calculus" in needs,
        functions="functions" in needs,
        hypotheses=hypotheses,
    )


# exact evaluation


def compare(
    left: Expr,
    right: Expr,
    seed: int = 0,
    *,
    given: tuple[Equal, ...] = (),
    sizes: Sequence[Sizes] = SIZES,
) -> Comparison:
    """What exact evaluation says of the pair, on random instances of these sizes."""
    result = Comparison.UNDEFINED
    for number, sides in enumerate(sizes):
        try:
            one, other = values(left, right, seed=seed + number, sizes=sides, given=given)
        except Undefined:
            continue
        if not agree(one, other):
            return Comparison.DIFFER
        result = Comparison.AGREE
    return result


def values(*expressions: Expr, seed: int, sizes: Sizes, given: tuple[Equal, ...] = ()) -> list[Number]:
    """The values of the expressions on one random instance. Raises `Undefined` where one has none."""
    random = Random(f"indices {seed}")
    dims = dict(zip((n, m, r), sizes, strict=True))
    places = {index: random.randint(1, dims[dim]) for dim, letters in INDICES.items() for index in letters}
    for each in given:
        first, second = each.args
        places[second] = (places[first] + isinstance(each, Distinct) - 1) % dims[second.dim] + 1
    evaluation = Evaluation(Instance(dims, seed, places, (*used_hypotheses(*expressions), *given)))
    return [evaluation.value(expression) for expression in expressions]


# judging


class _Bench:
    """One run."""

    def __init__(
        self, report: Report, prove: Prove, normal_form: NormalForm, limits: Limits, tries: int
    ) -> None:
        self.report, self.prove, self.normal_form = report, prove, normal_form
        self.limits, self.tries = limits, tries

    def attempt(self, number: int, largest: int) -> None:
        """One equal pair, the same with a slip, and the value of its right side."""
        random = Random(f"{self.report.seed} {number}")
        case = equal_pair(number, random, largest)
        self.judge_equal(case)
        if (changed := changed_pair(case, random)) is not None:
            self.judge_changed(changed)
        self.judge_value(case)

    def judge_equal(self, case: Case) -> None:
        """A pair equal by construction is proved."""
        outcome = self._decide(case)
        if isinstance(outcome, Proof):
            self._count("equal, proved")
        elif compare(case.left, case.right, case.number, given=case.given) == Comparison.UNDEFINED:
            self._count("equal, defined nowhere")
        else:
            self._fail(case, "refused", outcome, self._refuses(case, outcome))

    def judge_changed(self, case: Case) -> None:
        """A pair that is proved has equal values."""
        outcome = self._decide(case)
        if isinstance(outcome, Exception):
            self._fail(case, "crash", outcome, self._refuses(case, outcome))
            return
        if isinstance(outcome, Residual) and outcome.expression is None:
            self.report.reasons[outcome.reason] += 1
        sizes = LARGER if isinstance(outcome, Proof) else SIZES
        comparison = compare(case.left, case.right, case.number, given=case.given, sizes=sizes)
        self._count(f"changed, {_verdict(outcome)}, values {comparison.value}")
        if isinstance(outcome, Proof) and comparison == Comparison.DIFFER:
            self._fail(case, "wrongly proved", outcome, self._proves_wrongly(case))

    def judge_value(self, case: Case) -> None:
        """An expression has the value of its normal form."""
        made = self._normalised(case.right, case.given)
        if isinstance(made, Undecided | RecursionError):
            self._count("value, undecided")
        elif isinstance(made, Exception):
            self._fail(case, "crash", made, self._has_wrong_value(case))
        else:
            comparison = compare(case.right, made, case.number, given=case.given)
            self._count(f"value, {comparison.value}")
            if comparison == Comparison.DIFFER:
                self._fail(case, "wrong value", None, self._has_wrong_value(case))

    def _decide(self, case: Case) -> Outcome:
        started = time.monotonic()
        outcome = self._outcome(case.left, case.right, case.openings)
        spent = time.monotonic() - started
        self.report.proving += spent
        self.report.slowest = max(self.report.slowest, (spent, case.number))
        return outcome

    def _outcome(self, left: Expr, right: Expr, openings: Openings) -> Outcome:
        try:
            return self.prove(left, right, openings, self.limits)
        except Exception as crash:  # noqa: BLE001 (whatever the kernel raises is a finding)
            return crash

    def _normalised(self, expression: Expr, given: tuple[Equal, ...]) -> Expr | Exception:
        try:
            hypotheses = (*used_hypotheses(expression), *given)
            return self.normal_form(expression, Openings(hypotheses=hypotheses), self.limits)
        except Exception as crash:  # noqa: BLE001
            return crash

    # what a failing pair keeps while it is shrunk

    def _refuses(self, case: Case, before: Outcome) -> Fails:
        def fails(left: Expr, right: Expr) -> bool:
            outcome = self._outcome(left, right, case.openings)
            return (
                _verdict(outcome) == _verdict(before)
                and compare(left, right, given=case.given, sizes=MANY) == Comparison.AGREE
            )

        return fails

    def _proves_wrongly(self, case: Case) -> Fails:
        def fails(left: Expr, right: Expr) -> bool:
            proved = isinstance(self._outcome(left, right, case.openings), Proof)
            return proved and compare(left, right, given=case.given, sizes=LARGER) == Comparison.DIFFER

        return fails

    def _has_wrong_value(self, case: Case) -> Fails:
        def fails(_: Expr, expression: Expr) -> bool:
            made = self._normalised(expression, case.given)
            if isinstance(made, Exception):
                return not isinstance(made, Undecided | RecursionError)
            return compare(expression, made, given=case.given) == Comparison.DIFFER

        return fails

    def _count(self, what: str) -> None:
        self.report.counts[what] += 1

    def _fail(self, case: Case, kind: str, outcome: Outcome | None, fails: Fails) -> None:
        kind = "crash" if isinstance(outcome, Exception) else kind
        pair = (case.right, case.right) if kind == "wrong value" else (case.left, case.right)
        small = shrunk(*pair, fails, self.tries) if self.tries and fails(*pair) else pair
        made = self._normalised(small[1], case.given)
        if kind == "wrong value" and not isinstance(made, Exception):
            small = small[1], made
        self._count(f"failure: {kind}")
        self.report.failures.append(Failure(case, kind, _detail(outcome), small))


def _verdict(outcome: Outcome) -> str:
    match outcome:
        case Proof():
            return "proved"
        case Residual(expression=expression):
            return "undecided" if expression is None else "refused"
    return type(outcome).__name__


def _detail(outcome: Outcome | None) -> str:
    match outcome:
        case Residual(expression=None, reason=reason):
            return reason
        case Residual(expression=expression):
            return f"left over before it was shrunk: {expression}"
        case Proof():
            return "the values differ"
        case Exception():
            return f"{type(outcome).__name__}: {outcome}"
    return "the normal form has another value"
