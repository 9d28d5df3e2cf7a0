"""Other ways to a verdict: with integrals as sums, part by part, by what grows with what, by slopes of integrals."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.answers import of_entries, proved, undecided
from derive.documents.readings.antiderivatives import differentiated
from derive.documents.readings.capitals import with_entries
from derive.documents.readings.claims import Asked, Claim
from derive.documents.readings.congruence import binds, moves, parted
from derive.documents.readings.formulas import Formula
from derive.documents.readings.grids import filled, pairs
from derive.documents.readings.integrated import ClaimsInPoints
from derive.documents.readings.maximisers import compared
from derive.documents.readings.naming import is_root
from derive.documents.readings.reading import Reading
from derive.documents.readings.trees import Absolute, Grid, Letter, Node, Norm, Power, letters, walk
from derive.kernel import Limits, Openings, Proof, prove
from derive.language.hypotheses import Positive
from derive.language.places import Distinct, Equal
from derive.language.sayings import Saying, reason
from derive.results import Result
from derive.results.assumptions import Taken

DEEPEST_PARTS = 3
"""How deep both sides are gone into, part by part."""
_MAY_BE_ANEW = Saying(
    "with the entries that are written out above it fails, and other ones may be meant here"
)
PART_STEPS = 20_000
"""Steps for the proof that two parts are equal."""


class OtherWays:
    """What a judge tries where the sides as they stand are not decided."""

    reading: Reading
    claims: ClaimsInPoints

    def checked(self, claim: Claim) -> Result:
        """What the three voices say."""
        raise NotImplementedError

    def _in_force(self, formula: Formula, nodes: tuple[Node, Node]) -> Result:
        raise NotImplementedError

    def _otherwise(self, formula: Formula, nodes: tuple[Node, Node], made: Result) -> Result:
        """The verdict by other ways: part by part, or differentiated where an integral stands."""
        if (written := self._written_out(formula, nodes)) is not None:
            return written
        if (at_points := self._at_points(formula, nodes)) is not None:
            return at_points
        if (where_defined := self._where_defined(formula, nodes)) is not None:
            return where_defined
        if self._holds_in_parts(formula, nodes, read=made.verdict != "unreadable"):
            return proved(made, Saying("part by part"))
        if any(self._holds(formula, pair, varied=False) for pair in compared(*nodes)):
            return proved(made, Saying("what stands on one side grows with what stands on the other"))
        if (entries := with_entries(nodes, self.reading.roles.definitions)) is not None:
            of_entries = self._in_force(formula, entries)
            note = Saying("small letters are the entries of capitals")
            return proved(of_entries, note) if of_entries.verdict == "proved" else made
        slopes = differentiated(*nodes, self.reading.finder(formula))
        if slopes is None:
            return made
        pair = slopes.left, slopes.right
        of_slopes = self._in_force(formula, pair)
        why = Saying("an integral without bounds is known up to a constant")
        if of_slopes.verdict == "refuted" and slopes.written:
            return replace(
                of_slopes,
                hints=(),
                assumed=(*of_slopes.assumed, Taken(reason("{}: slopes are compared", why))),
            )
        if of_slopes.verdict != "proved" or self._rests_on_equations(formula, pair):
            return made
        return proved(made, why, of_slopes)

    def _where_defined(self, formula: Formula, nodes: tuple[Node, Node]) -> Result | None:
        """Proved for x > 0, where xⁿ stands with an n that is any number: it is defined nowhere else.

        Not beside roots, |x| and even powers, whose signs count where n is whole: √(x²ⁿ) = xⁿ.
        """
        asked = Asked(formula, *nodes, tuple(each for each in formula.conditions if not each.lapsed))
        found = self.claims.find(asked)
        raised = {name for each in found.near if each.reader is not None for name in each.reader.raised}
        if not raised or found.scene is None or any(map(_loses_sign, found.scene.every)):
            return None
        near = self.claims.find(replace(asked, positive=frozenset(raised))).near
        results = [self.checked(each) for each in near]
        return results[0] if results and all(each.verdict == "proved" for each in results) else None

    def _written_out(self, formula: Formula, nodes: tuple[Node, Node]) -> Result | None:
        """The verdict with the entries that the section writes out; a letter may be set anew, unsaid."""
        known = {
            each.head: each.body
            for each in self.reading.roles.written
            if each.at < formula.start and each.section == formula.section and each.body is not None
        }
        pair = filled(nodes, {letter: grid for letter, grid in known.items() if isinstance(letter, Letter)})
        if pair is None:
            return None
        cells = pairs(*pair)
        if not cells and any(isinstance(each, Grid) for side in pair for each in walk(side)):
            return None
        made = of_entries([self._in_force(formula, each) for each in cells or [pair]])
        if made.verdict == "proved":
            return proved(made, Saying("with the entries that are written out above"))
        return undecided(made, _MAY_BE_ANEW) if made.verdict == "refuted" else None

    def _at_points(self, formula: Formula, nodes: tuple[Node, Node]) -> Result | None:
        """Proved where it holds with sums over any points in place of integrals and means."""
        conditions = tuple(each for each in formula.conditions if not each.lapsed)
        for found in self.claims.in_points(Asked(formula, *nodes, conditions)):
            results = [self.checked(each) for each in found.near]
            if results and all(each.verdict == "proved" for each in results):
                note = Saying("integrals and means are limits of sums, and ∂ is taken inside them")
                return proved(results[0], note)
        return None

    def _holds_in_parts(
        self, formula: Formula, nodes: tuple[Node, Node], depth: int = 0, *, read: bool, varied: bool = False
    ) -> bool:
        """Whether the sides are made in one way of parts that are proved equal; `varied` where letters move in them.

        Where the whole is not `read`, no part of a sum is: without its Σ_i the vectors e_i may be numbers.
        """
        found = parted(*nodes) if depth < DEEPEST_PARTS else []
        moving = moves(nodes[0])
        known = self.reading.roles.definitions
        if any(each.name in known for variable in moving or () for each in letters(variable)):
            return False  # its definition says what it is at hand, and not elsewhere
        if binds(nodes[0]) and (formula.conditions or not read):
            return False  # a condition speaks of a letter that is bound here
        varied |= moving is not None
        return bool(found) and all(
            self._holds(formula, pair, varied=varied)
            or self._holds_in_parts(formula, pair, depth + 1, read=read, varied=varied)
            for pair in found
        )

    def _rests_on_equations(self, formula: Formula, pair: tuple[Node, Node]) -> bool:
        """Whether equations are taken for granted, which hold at hand and perhaps not where letters move."""
        near = self.claims.find(Asked(formula, *pair, tuple(formula.conditions))).near
        return any(not isinstance(given, Equal | Distinct | Positive) for c in near for given in c.given)

    def _holds(self, formula: Formula, pair: tuple[Node, Node], *, varied: bool) -> bool:
        """Whether two parts are proved equal; for all values of their letters, if they are differentiated."""
        conditions = tuple(each for each in formula.conditions if not each.lapsed)
        near = self.claims.find(Asked(formula, *pair, conditions)).near
        if varied and any(not isinstance(g, Equal | Distinct) for claim in near for g in claim.given):
            return False
        if any(claim.turned for claim in near):
            return False  # x = xᵀ, which is said of a gradient as a whole alone
        limits = Limits(steps=PART_STEPS)
        return bool(near) and all(
            isinstance(prove(c.left, c.right, Openings(hypotheses=c.given), limits), Proof) for c in near
        )


def _loses_sign(tree: Node) -> bool:
    """Whether a root, a norm, |x| or a power of a power stands in it."""
    return any(
        isinstance(node, Norm | Absolute)
        or is_root(node)
        or (isinstance(node, Power) and any(isinstance(each, Power) for each in walk(node.base)))
        for node in walk(tree)
    )
