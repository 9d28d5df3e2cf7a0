"""The verdict on one = of a document, taken over its readings.

`proved` only if proved in every reading about as good as the best; `refuted` only if refuted in each of them, in those
that may be meant too, and by letters that are known.
"""

from __future__ import annotations

import time
from dataclasses import replace

from derive.documents.readings.answers import (
    SAID,
    beside,
    introduced,
    of_entries,
    shapes,
    told,
    undecided,
    unreadable,
    why_of,
    without,
)
from derive.documents.readings.cautious import NO_CLAIM, Cautious
from derive.documents.readings.claims import Asked, Claim, Found
from derive.documents.readings.conventions import otherwise
from derive.documents.readings.formulas import (
    Equality,
    Formula,
    Side,
    Stated,
    conditions_of,
    is_number,
    nodes_of,
    sides_before,
)
from derive.documents.readings.grids import pairs
from derive.documents.readings.integrated import ClaimsInPoints
from derive.documents.readings.numbers import Numbers
from derive.documents.readings.placing import expected, placed_at, squeezed
from derive.documents.readings.reading import Reading
from derive.documents.readings.rounding import ROUNDED
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import Grid, Node, Unreadable
from derive.documents.recall import Recall
from derive.language.claims import Identity
from derive.language.errors import IllFormed
from derive.language.sayings import UNSAID, Saying, listed, reason
from derive.results import Counterexample, Kind, Result, Said
from derive.results.assumptions import Rounded, Taken
from derive.results.messages import TwoReadings, Way
from derive.store import Cache

LONGEST_GAP = 3
"""Sides that are not read, and passed over."""


class Judge(Cautious):
    """Judges the equalities of one document."""

    def __init__(
        self, reading: Reading, *, seed: int = 1, time_limit: float = 30.0, cache: Cache | None = None
    ) -> None:
        self.reading, self.seed = reading, seed
        self.recall = Recall(seed, time_limit, cache)
        self.claims = ClaimsInPoints(reading)
        self.numbers = Numbers(reading.formulas)

    def judge(self, equality: Equality) -> Result:
        """The verdict on one =, with its place."""
        started = time.perf_counter()
        self.claims.tried = 0
        if equality.role == "definition":
            made = self._definition(equality)
        elif equality.role != "claim":
            made = introduced(SAID[equality.role])
        else:
            made = self.verdict(equality.formula, equality.left, equality.right)
            made = self._read_over(equality, made) or made if made.verdict == "unreadable" else made
        if made.verdict == "undecided" and equality.role == "claim":
            made = self._through_first(equality) or made
        if made.verdict not in {"proved", "refuted", "disagreement"}:
            made = self._in_numbers(equality) or made
        if made.verdict == "refuted" and self._goes_on(equality):
            made = undecided(made, Saying("the formula right before it may go on here"))
        return replace(self._placed(made, equality), seconds=time.perf_counter() - started)

    def _goes_on(self, equality: Equality) -> bool:
        """Whether the left side stands right behind another formula: $y = a$ $(b + c) = d$."""
        formula = equality.formula
        if equality.left is not formula.sides[0] or formula.number == 0 or formula.fragment.display:
            return False
        before = self.reading.formulas[formula.number - 1].fragment
        between = self.reading.document.text[before.outer[1] : formula.fragment.outer[0]]
        return (
            before is not formula.fragment
            and not before.display
            and not between.strip()
            and "\n\n" not in between
        )

    def _read_over(self, equality: Equality, unread: Result) -> Result | None:
        """Undecided where what stands before what is not read is equal to the right side, or is not.

        A chain says that all its sides are equal; which = is wrong it does not say.
        """
        formula, before = equality.formula, sides_before(equality)
        for side in before[-LONGEST_GAP:][::-1]:
            if side.node is None or side.stray:
                continue
            made = self.verdict(formula, side, equality.right)
            if made.verdict in ("proved", "refuted"):
                return beside(unread, squeezed(self.reading.document.text[slice(*side.span)]), made)
        return None

    def _through_first(self, equality: Equality) -> Result | None:
        """Proved where both sides are equal to what the chain begins with, a recurrence."""
        first = next(iter(sides_before(equality)), equality.left)
        if first is equality.left or first.node is None or equality.right.node is None:
            return None
        asked = Asked(equality.formula, first.node, equality.right.node, tuple(equality.formula.conditions))
        if not self.claims.in_sequences(asked).steps:
            return None
        made = self.verdict(equality.formula, first, equality.right)
        if (
            made.verdict != "proved"
            or self.verdict(equality.formula, first, equality.left).verdict != "proved"
        ):
            return None
        return replace(
            made, assumed=(*made.assumed, Taken(Saying("both sides are what the chain begins with")))
        )

    def _in_numbers(self, equality: Equality) -> Result | None:
        """The verdict on a line that works out numbers."""
        if equality.role not in ("claim", "definition"):
            return None
        found = self.numbers.verdict(equality)
        if found is None:
            return None
        verdict, (left, right) = found
        apart = Counterexample({}, (), {}, left, right, exact=False) if verdict == "refuted" else None
        said = Said(ROUNDED) if verdict == "undecided" else None
        return Result("", verdict, "", "", counterexample=apart, said=said, assumed=(Rounded(),))

    def claim(self, equality: Equality, begun: Equality | None = None) -> Claim:
        """What is claimed in the best reading. Raises one of `NO_CLAIM`."""
        first = begun or equality
        left, right = nodes_of(first.left, equality.right)
        formula = equality.formula
        for conditions in conditions_of(formula):
            asked = Asked(formula, left, right, conditions)
            alone = self.claims.find(asked, here=True).near
            if alone and all(self.checked(each).verdict == "proved" for each in alone):
                return alone[0]
            found = self.claims.find(asked)
            if not found.near:
                raise found.fault or Unreadable("not read")
            if len(conditions_of(formula)) == 1 or self.checked(found.near[0]).verdict == "proved":
                return found.near[0]
        return found.near[0]

    def verdict(self, formula: Formula, left: Side, right: Side) -> Result:
        """The verdict on left = right, which stand in the formula.

        Where a condition stated before may hold no more, the line is judged without it first.
        """
        try:
            nodes = nodes_of(left, right)
        except Unreadable as fault:
            return unreadable(fault)
        if cells := pairs(*nodes):
            return of_entries([self._in_force(formula, each) for each in cells])
        made = self._in_force(formula, nodes)
        if made.verdict in ("undecided", "unreadable") and not formula.lapsed:
            return self._otherwise(formula, nodes, made)
        return made

    def _in_force(self, formula: Formula, nodes: tuple[Node, Node]) -> Result:
        if not formula.lapsed:
            return self._verdict(formula, nodes, tuple(formula.conditions))
        return self._doubly(formula, nodes)

    def _doubly(self, formula: Formula, nodes: tuple[Node, Node]) -> Result:
        general = self._verdict(formula, nodes, tuple(e for e in formula.conditions if not e.lapsed))
        if general.verdict in ("proved", "disagreement"):
            return general
        under = self._verdict(formula, nodes, tuple(formula.conditions))
        doubtful = all(each.stage == "doubtful" for each in formula.lapsed)
        if under.verdict == "refuted":
            return under if doubtful or general.verdict != "refuted" else general
        if under.verdict == "proved" and doubtful and general.verdict != "refuted":
            return replace(
                under, assumed=(*under.assumed, Taken(Saying("that condition is stated further above")))
            )
        if general.verdict != "refuted":
            return general
        return without(general, under)

    def _verdict(self, formula: Formula, nodes: tuple[Node, Node], conditions: tuple[Stated, ...]) -> Result:
        asked = Asked(formula, *nodes, conditions)
        found = self.claims.in_sequences(asked)
        if found.near and found.steps:
            return self._at_times(formula, nodes, asked, found)
        usual = self._usually(formula, nodes, asked)
        if usual.verdict == "refuted" and not found.near and found.ends:
            return undecided(usual, Saying("places are times here, and what stands at them is not read so"))
        if not found.near or usual.verdict in ("proved", "refuted", "disagreement"):
            return usual
        at_times = self._of_numbers(self._over(formula, nodes, found), found)
        return at_times if usual.verdict == "unreadable" or at_times.verdict == "proved" else usual

    def _of_numbers(self, made: Result, found: Found) -> Result:
        """A verdict on recurrences of numbers: capitals side by side may be matrices."""
        reader = found.near[0].reader
        wholes = reader.scene.beside_each_other() if reader is not None else ()
        if not wholes or made.verdict not in ("proved", "refuted"):
            return made
        return undecided(
            made, reason("{} may be a matrix, and recurrences of matrices are not read", wholes[0])
        )

    def _at_times(self, formula: Formula, nodes: tuple[Node, Node], asked: Asked, found: Found) -> Result:
        """The verdict by recurrences; of one that begins nobody knows where, refuted if it may begin at 0 too."""
        made, reader = self._of_numbers(self._over(formula, nodes, found), found), found.near[0].reader
        if made.verdict in ("proved", "refuted", "disagreement"):
            return made
        usual = self._usually(formula, nodes, asked)
        if usual.verdict == "proved" or reader is None or not reader.unsaid:
            return usual if usual.verdict == "proved" else made
        at_rest = self.claims.in_sequences(asked, at_rest=True)
        refuted = bool(at_rest.near) and self._over(formula, nodes, at_rest).verdict == "refuted"
        return self._over(formula, nodes, at_rest) if refuted else made

    def _usually(self, formula: Formula, nodes: tuple[Node, Node], asked: Asked) -> Result:
        """The verdict where h_{t−1} is a letter of its own, and its definition at a place near by is opened."""
        alone = self.claims.find(asked, here=True)
        if alone.near:
            results = [self.checked(each) for each in alone.near]
            if all(each.verdict == "proved" for each in results):
                return _unless_of_matrices(alone.near[0], results[0])
        found = self.claims.find(asked)
        if not found.near:
            return unreadable(found.fault)
        made = self._over(formula, nodes, found)
        if made.verdict == "refuted" and (lapsed := self._lapsed(asked, found, made)) is not None:
            return lapsed
        if made.verdict == "refuted":
            made = self._inside(asked, found, made)
        if (
            made.verdict in ("refuted", "undecided")
            and any(map(is_number, nodes))
            and self.reading.roles.values
        ):
            other = self.claims.find(replace(asked, values=True))
            if other.near and other.near[0].given != found.near[0].given:
                with_values = self.checked(other.near[0])
                if with_values.verdict == "proved":
                    return with_values
                if made.verdict == "refuted":
                    return undecided(made, Saying("the text gives values, and with them it is not decided"))
        return made

    def _lapsed(self, asked: Asked, found: Found, made: Result) -> Result | None:
        """A refutation that what was said of the letters before would undo."""
        past = self.claims.find(replace(asked, lapsed=True))
        if not past.near or past.near[0].asks == found.near[0].asks:
            return None
        under = self.checked(past.near[0])
        if under.verdict == "refuted":
            return None
        more = [note.saying for note in past.near[0].assumed if note not in found.near[0].assumed]
        why = reason("it was said further above that {}; without that, it is refuted", listed(more))
        return undecided(made, why)

    def _inside(self, asked: Asked, found: Found, made: Result) -> Result:
        """A refutation at numbers that do not lie on an open bound: x = −1 tells nothing of x > −1."""
        within = self.claims.find(replace(asked, inside=True))
        if not within.near or within.near[0].given == found.near[0].given:
            return made
        there = self.checked(within.near[0])
        if there.verdict != "refuted":
            return undecided(made, Saying("it fails only where a bound is attained that is said not to be"))
        return replace(made, counterexample=there.counterexample, instances=there.instances, said=there.said)

    def _over(self, formula: Formula, nodes: tuple[Node, Node], found: Found) -> Result:
        """The verdict over all readings."""
        results = [self.checked(each) for each in found.near]
        best = results[0]
        for claim, each in zip(found.near, results, strict=True):
            if each.verdict == "disagreement":
                return self.checked(claim, hints=True)
        verdicts = {each.verdict for each in results}
        if verdicts == {"proved"}:
            return _unless_of_matrices(found.near[0], best)
        if len(verdicts) > 1:
            return self._parted(found.near, results)
        if best.verdict != "refuted":
            return best
        if why := self._against(Asked(formula, *nodes, tuple(formula.conditions)), found):
            return undecided(best, why)
        return self._cautious(formula, nodes, found.near[0], best)

    def _against(self, asked: Asked, found: Found) -> Saying | None:
        """What may be meant instead of the readings that are refuted, or nothing."""
        if found.circles:
            return reason("{} is defined by itself", shown(found.circles[0].head))
        if found.unused:
            return reason("the definition of {} is not read", shown(found.unused[0].head))
        if found.elsewhere:
            return Saying("another section gives these letters other ranges")
        for claim in found.far:
            other = self.checked(claim).verdict
            if other in ("proved", "disagreement"):
                return reason("in another reading it is {}: {}", Saying(other), told(claim))
        for words, claims in otherwise(self.claims, asked, found):
            if claims and all(self.checked(each).verdict == "proved" for each in claims):
                return words
        return None

    def _parted(self, claims: list[Claim], results: list[Result]) -> Result:
        """Two readings with two verdicts."""
        first = results[0]
        other = next(at for at, each in enumerate(results) if each.verdict != first.verdict)
        one, another = (Way(results[at].verdict, told(claims[at]), shapes(claims[at])) for at in (0, other))
        return replace(undecided(first, UNSAID), said=TwoReadings((one, another)))

    def checked(self, claim: Claim, *, hints: bool = False) -> Result:
        """What the three voices say; with `hints`, what is meant too."""
        path = self.reading.document.path
        identity = Identity("claim", path, claim.left, claim.right, claim.stated, claim.given)
        try:
            found = (self.recall.hinted if hints else self.recall.check)(identity)
        except (IllFormed, NotImplementedError) as fault:
            return Result(
                "", "undecided", "", "", said=Said(reason("this could not be checked: {}", why_of(fault)))
            )
        if claim.crossed and found.verdict == "proved":
            return undecided(found, Saying("one side is a row, the other a column"))
        return replace(found, assumed=claim.assumed)

    def _definition(self, equality: Equality) -> Result:
        for side in (equality.left, equality.right):
            if side.node is None:
                return unreadable(side.error)
        assert equality.right.node is not None
        if isinstance(equality.right.node, Grid):
            return introduced(Saying("a vector or matrix that is written out"))
        try:
            return introduced(None, self.claims.definition(equality.formula, equality.at))
        except NO_CLAIM as fault:
            return introduced(reason("not used: {}", why_of(fault)))

    def _placed(self, result: Result, equality: Equality) -> Result:
        """The result, with where the = stands and what stands on both sides."""
        stray = [
            Taken(reason("a stray {} is left out", sign))
            for side in (equality.left, equality.right)
            for sign in side.stray
        ]
        assumed = tuple(dict.fromkeys([*result.assumed, *stray]))
        placed = placed_at(self.reading, result, equality.mark, equality.left, equality.right)
        kind: Kind = "definition" if result.verdict == "definition" else "equality"
        return replace(placed, kind=kind, assumed=assumed, expected=expected(equality))


def _unless_of_matrices(claim: Claim, proved: Result) -> Result:
    """The proof, if none of the letters that it takes for numbers may be a matrix."""
    if claim.reader is None:
        return proved
    scene, ranks = claim.reader.scene, claim.reader.choice.ranks
    wholes = scene.perhaps_matrices({name for name, rank in ranks.items() if not rank and name in scene.used})
    return undecided(proved, reason("{} may be a matrix", wholes[0])) if wholes else proved
