"""When a refutation stands: where nothing that stands around the formula and is not read could make it true."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from derive.documents.readings.announcing import SENTENCE, leaves_out
from derive.documents.readings.answers import (
    free_on_one_side,
    undecided,
)
from derive.documents.readings.claims import Asked, Claim
from derive.documents.readings.conditions import is_premise, may_be_premise, may_be_set
from derive.documents.readings.counted import refuted_there
from derive.documents.readings.doubts import at_hand, doubt, one_sided, speaks_of_recurrences
from derive.documents.readings.formulas import Formula, Side, head_of, nodes_of, speak_of
from derive.documents.readings.hearsay import given_letters
from derive.documents.readings.numbers import may_round
from derive.documents.readings.other_ways import PART_STEPS, OtherWays
from derive.documents.readings.rounding import ROUNDED, rounds
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import Node, Unreadable, letters
from derive.instance import find_counterexample
from derive.kernel import Limits, Openings, Proof, prove
from derive.language.errors import IllFormed
from derive.language.sayings import Saying, reason
from derive.results import Hint, Result, Verdict
from derive.results.assumptions import Rounded

NO_CLAIM = (Unreadable, IllFormed, NotImplementedError, RecursionError)
"""What is raised where two sides make no claim."""

FARTHEST = 60
"""Formulas before, among which one may set a condition."""


_EXPLAINS = re.compile(r"(?:^|\b)(?:where|with)\s*$|(?:其中|这里|式中)\s*$", re.IGNORECASE)
"""Words right before an equation that explains a letter."""


class Cautious(OtherWays):
    """A judge of refutations."""

    seed: int

    def checked(self, claim: Claim, *, hints: bool = False) -> Result:
        """What the three voices say."""
        raise NotImplementedError

    def _cautious(self, formula: Formula, nodes: tuple[Node, Node], claim: Claim, result: Result) -> Result:
        """A refutation stands if nothing that was not read could make the claim true."""
        if rounds(nodes, claim):
            assumed = (*claim.assumed, Rounded())
            return replace(result, verdict="proved", counterexample=None, hints=(), assumed=assumed)
        if may_round(*nodes):
            return undecided(result, ROUNDED)
        result = refuted_there(claim, result)

        @functools.cache
        def hints() -> tuple[Hint, ...]:
            return self.checked(claim, hints=True).hints

        if why := doubt(self.reading, formula, nodes, claim, result, hints=hints):
            found = result.counterexample
            return undecided(result, reason("{}; without that, {}", why, found.saying) if found else why)
        if why := next(self._said_around(formula, nodes, claim), None):
            return undecided(result, why)
        if not hints() and not formula.conditions:
            return replace(result, hints=free_on_one_side(claim))
        return replace(result, hints=hints())

    def _said_around(self, formula: Formula, nodes: tuple[Node, Node], claim: Claim) -> Iterator[Saying]:
        """What the text around the formula may say of its letters, and is not used."""
        if (line := self._set_otherwise(formula, claim)) is not None:
            yield reason("line {} may say what a letter is from there on", line)
        if self._is_up_to_a_constant(formula):
            yield Saying("words say that this holds up to a constant")
        if self._is_told_here(formula, claim):
            yield Saying("this may say what a letter is in this section")
        if (premise := may_be_premise(self.reading, formula)) is not None:
            yield premise
        if (
            not speaks_of_recurrences(claim)
            and (line := self._related(formula, one_sided(claim))) is not None
        ):
            yield reason("line {} relates such letters, and it is not decided", line)
        if (solved := self.reading.roles.solution(at_hand(claim, nodes), formula)) is not None:
            where = f"{shown(solved.head)} = {solved.body and shown(solved.body)}"
            yield reason("{} on line {} is a solution, and may hold here", where, solved.line)
        if (line := self._set_before(formula, claim)) is not None:
            yield reason("line {} may set a condition on such letters, which is not used", line)

    def briefly(self, formula: Formula, left: Side, right: Side, steps: int) -> Verdict:
        """The verdict within so many steps, in the readings about as good as the best."""
        try:
            nodes = nodes_of(left, right)
            conditions = tuple(each for each in formula.conditions if not each.lapsed)
            found = self.claims.find(Asked(formula, *nodes, conditions))
            proofs = [
                prove(c.left, c.right, Openings(hypotheses=c.given), Limits(steps=steps)) for c in found.near
            ]
            if not found.near or all(isinstance(each, Proof) for each in proofs):
                return "proved" if found.near else "unreadable"
            claim = found.near[0]
            apart = find_counterexample(claim.left, claim.right, claim.given, seed=self.seed, steps=steps)
        except NO_CLAIM:
            return "unreadable"
        if apart is None or formula.lapsed or len(found.near) > 1:
            return "undecided"
        refuted = Result("", "refuted", "", "", counterexample=apart)
        return "undecided" if doubt(self.reading, formula, nodes, claim, refuted, hints=tuple) else "refuted"

    def _related(self, formula: Formula, names: set[str]) -> int | None:
        """The line of an equation before that holds a given letter and is not decided: it may say what that is."""
        reading = self.reading
        names -= {name for name in names if reading.roles.all_of(name)}
        for other in reversed(
            reading.formulas[max(0, formula.number - 20) : formula.number] if names else []
        ):
            if other.section != formula.section:
                break
            for at, role in enumerate(other.roles):
                sides = other.sides[at], other.sides[at + 1]
                if role != "claim" or not speak_of(sides, names):
                    continue
                if self.briefly(other, *sides, steps=20_000) == "undecided":
                    return reading.document.position(other.start)[0]
        return None

    def _set_otherwise(self, formula: Formula, claim: Claim) -> int | None:
        """The line of an equation that begins with a letter which is defined further above, and is not decided."""
        reading = self.reading
        known = claim.reader.scene.definitions if claim.reader is not None else []
        since = {each.head: each.number for each in known if each.number >= 0}
        for other in reversed(reading.formulas[max(0, formula.number - FARTHEST) : formula.number]):
            first = other.sides[0].node
            if first is None or other.roles[:1] not in (["claim"], ["condition"], ["value"]):
                continue
            if since.get(first, other.number) >= other.number or other.section != formula.section:
                continue
            if self.briefly(other, other.sides[0], other.sides[1], steps=20_000) == "undecided":
                return reading.document.position(other.start)[0]
        return None

    def _is_up_to_a_constant(self, formula: Formula) -> bool:
        """Whether words say that something is left out: "up to a constant", "ignoring terms without c"."""
        text, end = self.reading.document.text, formula.fragment.outer[1]
        before, behind = self.reading.roles.words(formula), text[end : end + 120]
        if formula.fragment.display:
            before = self.reading.roles.lead(formula)
        return leaves_out(before) or leaves_out(SENTENCE.split(behind.lstrip())[0])

    def _is_told_here(self, formula: Formula, claim: Claim) -> bool:
        """Where q^{(i)} = σ(vᵀ x^{(i)}): words that explain a letter, of which another section says what it is."""
        first = head_of(formula.sides[0].node)
        if first is None or claim.reader is None or not _EXPLAINS.search(self.reading.roles.words(formula)):
            return False
        known = (each for each in claim.reader.scene.definitions if each.letter.name == first.name)
        return any(each.section != formula.section for each in known)

    def _set_before(self, formula: Formula, claim: Claim) -> int | None:
        """The line of an equation before that words set, of letters that the claim speaks of."""
        reading, names = self.reading, {each.name for each in given_letters(claim)}
        for other in reversed(reading.formulas[max(0, formula.number - FARTHEST) : formula.number]):
            if other.roles[:1] != ["claim"] or not reading.facts.together(other.start, formula.start):
                continue
            sides = other.sides[0], other.sides[1]
            nodes = [side.node for side in sides if side.node is not None]
            spoken = {each.name for node in nodes for each in letters(node)}
            if (
                len(nodes) == 2
                and spoken & names
                and (may_be_set(reading, other) or is_premise(reading, other, formula))
                and self.briefly(other, *sides, steps=PART_STEPS) == "undecided"
            ):
                return reading.document.position(other.start)[0]
        return None
