"""The verdict on one = of a document: the three voices, and the caution that a reader needs.

Where two readings are possible and the verdict depends on them, it is undecided and both are named. A claim is
refuted only if its letters are known well enough: one of which the document never says what it is could be anything
that makes the claim true.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from derive.check import check
from derive.documents.claims import Claim, Claims
from derive.documents.doubts import counts, doubt, rounds
from derive.documents.notation import Node, Unreadable
from derive.documents.numbers import Numbers
from derive.documents.reading import Equality, Formula, Reading, Side, is_grid
from derive.language.binders import free_indices
from derive.language.claims import Identity
from derive.language.errors import IllFormed
from derive.language.typeset import latex, text
from derive.results import ROUNDED, Counterexample, Expected, Kind, Result

NO_CLAIM = (Unreadable, IllFormed, NotImplementedError, RecursionError)
"""What is raised where two sides make no claim."""


class Judge:
    """Judges the equalities of one document."""

    def __init__(self, reading: Reading, *, seed: int = 1, time_limit: float = 120.0) -> None:
        self.reading, self.seed, self.time_limit = reading, seed, time_limit
        self.claims = Claims(reading)
        self.numbers = Numbers(reading.formulas)

    def judge(self, equality: Equality) -> Result:
        """The verdict on one =, with its place."""
        started = time.perf_counter()
        if equality.is_definition:
            made = self._definition(equality)
        else:
            made = self.verdict(equality.formula, equality.left, equality.right)
        if made.verdict not in {"proved", "refuted", "disagreement"}:
            made = self._in_numbers(equality) or made
        return replace(self._placed(made, equality), seconds=time.perf_counter() - started)

    def _in_numbers(self, equality: Equality) -> Result | None:
        """The verdict on a line that works out numbers."""
        found = self.numbers.verdict(equality)
        if found is None:
            return None
        verdict, (left, right) = found
        apart = Counterexample({}, (), {}, left, right, exact=False) if verdict == "refuted" else None
        said = "what is computed from rounded numbers may differ so much" if verdict == "undecided" else ""
        return Result(
            id="",
            verdict=verdict,
            claim="",
            claim_text="",
            counterexample=apart,
            message=said,
            assumed=(ROUNDED,),
        )

    def claim(self, equality: Equality, begun: Equality | None = None) -> Claim:
        """What is claimed, or that the chain so far is equal to where it has `begun`. Raises one of `NO_CLAIM`."""
        first = begun or equality
        left, right = _nodes(first.left, equality.right)
        formula = equality.formula
        if formula.lapsed:
            general = self._verdict(formula.in_general, first.left, equality.right, first.formula)
            formula = formula.in_general if general.verdict == "proved" else formula
        return self.claims.claim(formula, left, right, first.formula)

    def verdict(self, formula: Formula, left: Side, right: Side, begun: Formula | None = None) -> Result:
        """The verdict on left = right, which stand in the formula, or the left one in that which is `begun`.

        Where a condition stated before may hold no more, the line is judged without it first.
        """
        if not formula.lapsed:
            return self._verdict(formula, left, right, begun)
        general = self._verdict(formula.in_general, left, right, begun)
        if general.verdict in ("proved", "disagreement"):
            return general
        under = self._verdict(formula, left, right, begun)
        doubtful = all(each.stage == "doubtful" for each in formula.lapsed)
        if under.verdict == "refuted":
            return under if doubtful or general.verdict != "refuted" else general
        if under.verdict == "proved" and doubtful and general.verdict != "refuted":
            return replace(under, assumed=(*under.assumed, "that condition is stated further above"))
        if general.verdict != "refuted":
            return general
        said = f"a condition stated further above may still hold, and with it this is {under.verdict}"
        found = f"; without it, {general.counterexample.text}" if general.counterexample else ""
        return replace(
            general, verdict="undecided", counterexample=None, message=said + found, hint="", hints=()
        )

    def _verdict(self, formula: Formula, left: Side, right: Side, begun: Formula | None = None) -> Result:
        try:
            nodes = _nodes(left, right)
            claim = self.claims.claim(formula, *nodes, begun)
        except NO_CLAIM as fault:
            return _unreadable(fault)
        result = self.checked(claim)
        for what, one, other in _other_readings(left, right):
            if result.verdict == "disagreement" or (result.verdict == "proved" and "slash" not in what):
                continue
            try:
                found = self.checked(self.claims.claim(formula, one, other, begun)).verdict
            except NO_CLAIM:
                continue
            if (found == "proved") != (result.verdict == "proved"):
                said = f"there are two readings: {found} if {what}; otherwise {result.verdict}"
                return replace(
                    result, verdict="undecided", counterexample=None, message=said, hint="", hints=()
                )
        if result.verdict == "refuted":
            result = self._cautious(formula, nodes, claim, result)
        return self._counted(formula, nodes, begun, claim, result) if result.verdict == "refuted" else result

    def checked(self, claim: Claim) -> Result:
        """What the three voices say."""
        path = self.reading.document.path
        identity = Identity("claim", path, claim.left, claim.right, claim.stated, claim.given)
        found = check(identity, seed=self.seed, time_limit=self.time_limit)
        return replace(found, assumed=claim.assumed)

    def _cautious(self, formula: Formula, sides: tuple[Node, Node], claim: Claim, result: Result) -> Result:
        """A refutation stands if nothing that was not read could make the claim true."""
        if rounds(sides, claim):
            said = (*claim.assumed, ROUNDED)
            return replace(result, verdict="proved", counterexample=None, hint="", hints=(), assumed=said)
        if why := doubt(self.reading, formula, sides, claim):
            found = result.counterexample
            said_too = f"{why}; without that, {found.text}" if found else why
            return replace(
                result, verdict="undecided", counterexample=None, message=said_too, hint="", hints=()
            )
        if not result.hint and not formula.conditions:
            return replace(result, hint=_one_sided(claim))
        return result

    def _counted(
        self, formula: Formula, sides: tuple[Node, Node], begun: Formula | None, claim: Claim, result: Result
    ) -> Result:
        """A refutation stands if it does so where a number beside a sum is the number of its terms."""
        for name, dim in counts(self.reading, formula, sides, claim):
            try:
                found = self.checked(self.claims.claim(formula, *sides, begun, {name: dim})).verdict
            except NO_CLAIM:
                continue
            if found != "refuted":
                said = f"{found} if {name} is the number of terms, {dim.name}; otherwise refuted"
                return replace(
                    result, verdict="undecided", counterexample=None, message=said, hint="", hints=()
                )
        return result

    def _definition(self, equality: Equality) -> Result:
        for side in (equality.left, equality.right):
            if side.node is None:
                return _unreadable(side.error)
        assert equality.right.node is not None
        if is_grid(equality.right.node):
            return _introduced("a vector or matrix that is written out")
        try:
            return _introduced("", self.claims.definition(equality.formula, equality.right.node))
        except NO_CLAIM as fault:
            return _introduced(f"not used: {_reason(fault)}")

    def _placed(self, result: Result, equality: Equality) -> Result:
        """The result, with where the = stands and what stands on both sides."""
        stray = [
            f"a stray {sign} is left out" for side in (equality.left, equality.right) for sign in side.stray
        ]
        assumed = tuple(dict.fromkeys([*result.assumed, *stray, *equality.formula.notes]))
        placed = placed_at(self.reading, result, equality.mark, equality.left, equality.right)
        kind: Kind = "definition" if result.verdict == "definition" else "equality"
        return replace(placed, kind=kind, assumed=assumed, expected=expected(equality))


def expected(equality: Equality) -> Expected:
    """The verdict that the document expects."""
    return "refuted" if equality.formula.expected == "refuted" else "proved"


def placed_at(reading: Reading, result: Result, mark: tuple[int, int], left: Side, right: Side) -> Result:
    """The result with the place of the = and what is written on both sides."""
    document = reading.document
    place = document.place(mark[0])
    end_line, end_column = document.position(max(right.span[1] - 1, mark[1] - 1))
    lhs, rhs = (squeezed(document.text[slice(*side.span)]) for side in (left, right))
    lhs = "" if left.items is right.items else lhs  # nothing stands before the =
    return replace(
        result,
        id=f"{place.file}:{place.line}:{place.column}",
        file=place.file,
        line=place.line,
        column=place.column,
        end_line=end_line,
        end_column=end_column + 1,
        lhs=lhs,
        rhs=rhs,
        claim=result.claim or f"{lhs} = {rhs}".strip(),
        claim_text=result.claim_text or f"{lhs} = {rhs}".strip(),
    )


def squeezed(source: str) -> str:
    """What is written, in one line, without the marks of alignment around it."""
    return " ".join(source.split()).strip("& ")


def _nodes(left: Side, right: Side) -> tuple[Node, Node]:
    """Both sides, read. Raises `Unreadable`."""
    for side in (left, right):
        if side.error is not None or side.node is None:
            raise side.error or Unreadable("this side is not read")
    assert left.node is not None and right.node is not None  # noqa: PT018
    return left.node, right.node


def _other_readings(left: Side, right: Side) -> Iterator[tuple[str, Node, Node]]:
    assert left.node is not None and right.node is not None  # noqa: PT018
    for what, node in left.others:
        yield what, node, right.node
    for what, node in right.others:
        yield what, left.node, node
    for (what, one), (_, other) in zip(left.others, right.others, strict=False):
        yield what, one, other


def _one_sided(claim: Claim) -> str:
    """An index that is free on one side only."""
    left, right = free_indices(claim.left), free_indices(claim.right)
    if not left or not right or left == right:
        return ""
    return f"{', '.join(sorted(index.name for index in left ^ right))} stands free on one side only"


def _reason(fault: BaseException) -> str:
    if isinstance(fault, RecursionError | NotImplementedError):
        return "nested too deeply to be read"
    return fault.reason if isinstance(fault, Unreadable) else str(fault)


def _unreadable(fault: BaseException | None) -> Result:
    message = (_reason(fault) if fault else "") or "not read"
    return Result(id="", verdict="unreadable", claim="", claim_text="", message=message)


def _introduced(note: str, claim: Claim | None = None) -> Result:
    if claim is None:
        return Result("", "definition", "", "", message=note)
    left, right = claim.left, claim.right
    shown = f"{latex(left)} = {latex(right)}", f"{text(left)} = {text(right)}"
    return Result("", "definition", *shown, message=note)
