"""Claims with integrals, means and sums over variables as sums over points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from derive.documents.readings.claims import Asked, Claims, Found
from derive.documents.readings.definitions import Definition
from derive.documents.readings.points import Points, in_points
from derive.documents.readings.random_letters import Outcomes
from derive.documents.readings.resting import closure
from derive.documents.readings.scene import Scene
from derive.documents.readings.trees import Big, Called, Letter, Node, letters, walk as walk_tree


class ClaimsInPoints(Claims):
    """Makes these claims too."""

    def in_points(self, asked: Asked) -> Iterator[Found]:
        """The readings in which integrals are sums over points, densities any, then any that sum to 1."""
        formula, facts = asked.formula, self.reading.facts
        assumed, trees = self._rests_on(asked)
        known = closure(trees, self.reading.finder(formula))
        ranks = partial(facts.rank, at=formula.start)
        dependent = self._dependent(formula.start)
        outcomes = self._outcomes(asked, known, trees, {function for function, _ in dependent})
        for made, resting_on in in_points(Points(known, ranks, dependent, trees, outcomes), trees):
            first = len(made) - 2 * len(assumed)
            said = [
                replace(each, left=made[at], right=made[at + 1])
                for at, each in zip(range(first, len(made), 2), assumed, strict=True)
            ]
            scene = Scene(made, resting_on, facts, formula.start, formula.section)
            yield self._find(scene, replace(asked, left=made[0], right=made[1]), said)

    def _outcomes(
        self, asked: Asked, known: list[Definition], trees: list[Node], functions: set[str]
    ) -> Outcomes:
        """What is said of random letters where the formula stands."""
        facts, at = self.reading.facts, asked.formula.start
        sums = [node for tree in trees for node in walk_tree(tree) if isinstance(node, Big)]
        numbers = {
            each.name for big in sums for end in (big.upper, big.lower) if end for each in letters(end)
        }

        def is_random(name: str) -> bool:
            return facts.says(name, "random", at) or name in facts.averaged

        return Outcomes(known, partial(facts.rank, at=at), is_random, functions, numbers)

    def _dependent(self, at: int) -> set[tuple[str, str]]:
        """Letters with those that they are functions of, all over the document."""
        sides = (side.node for each in self.reading.formulas for side in each.sides if side.node is not None)
        calls = (node for side in sides for node in walk_tree(side) if isinstance(node, Called))
        found = {
            (call.head.name, e.name) for call in calls for e in call.paren.items if isinstance(e, Letter)
        }
        return found | set(self.reading.facts.dependence(at))
