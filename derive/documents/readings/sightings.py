"""Where each letter stands in the trees that a chain rests on: bound, in a subscript, as an argument, under a ∂."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import PROBABILITIES, factors_of, is_opaque_call, is_root, raised_in
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Indicator,
    Letter,
    Node,
    Part,
    Partial,
    Plus,
    Power,
    Primed,
    is_bare,
    letters,
    walk,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


class Sightings:
    """The names at each kind of place: `bound` has the i of Σ_i and the x of E_{x∼p}, `summed` the i alone.

    `placed` has the k of z_k, `varied` the x of ∂/∂x.
    """

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        self.trees = list(trees)
        self.definitions = list(definitions)
        self.facts, self.at, self.section = facts, at, section
        heads = [each.head for each in self.definitions]
        self.every = [*self.trees, *(each.body for each in self.definitions if each.body is not None), *heads]
        self.at_places = {each.letter.name for each in self.definitions if each.parameters}
        self.bound: set[str] = set()
        self.summed: set[str] = set()
        self.quantities: set[str] = set()
        self.tops: set[str] = set()
        self.arguments: set[str] = set()
        self.placed: set[str] = set()
        self.moving: set[str] = set()
        self.labelled: set[str] = set()
        self.calls: dict[str, set[tuple[Node, ...]]] = defaultdict(set)
        self.primed: set[str] = set()
        self.squares: set[Node] = set()
        self.has_primed = False
        self.varied: set[str] = set()
        for tree in self.every:
            self._look(tree)
        self.squares |= {each for each in heads if isinstance(each, Power)}
        self.moving -= self.bound
        nodes = [node for tree in self.every for node in walk(tree)]
        bodies = (node.body for node in nodes if isinstance(node, Partial))
        self.derived = {each.head.name for each in bodies if isinstance(each, Called)}
        self.has_roots = any(is_root(node) for tree in self.trees for node in walk(tree))
        self.logged = {
            factor
            for node in nodes
            if isinstance(node, Apply) and node.function == "log"
            for factor in factors_of(node.arguments[0])
        }
        products = [node.body for node in nodes if isinstance(node, Big) and node.kind == "prod"]
        chances = (e.body for e in self.definitions if e.body is not None and e.letter.name in PROBABILITIES)
        self.logged |= {base for each in (*products, *chances) for base in raised_in(each)}
        self._log_through()
        self.logged |= {node.base for node in nodes if is_root(node) and isinstance(node.base, Letter)}

    def _log_through(self) -> None:
        """Of what is defined and stands under a logarithm, the factors do: log L, where L = Π_i θ e^{−θ x_i}."""
        waiting = [each for each in self.definitions if each.body is not None and not each.squared]
        while found := [each for each in waiting if self._is_logged(each)]:
            waiting = [each for each in waiting if each not in found]
            self.logged |= {factor for each in found if each.body for factor in factors_of(each.body)}

    def _is_logged(self, defined: Definition) -> bool:
        """Whether its logarithm is taken here."""
        logged = {each.head if isinstance(each, Called) else each for each in self.logged}
        return replace(defined.letter, subs=()) in {
            replace(each, subs=()) for each in logged if isinstance(each, Letter)
        }

    def _look(self, node: Node, *, place: bool = False) -> None:  # noqa: C901, PLR0912
        match node:
            case Letter():
                if place:
                    self.placed.add(node.name)
                else:
                    self.quantities.add(node.name)
                    if node.primes:
                        self.primed.add(node.name)
                for each in (*node.subs, *node.labels):
                    self._place(each)
                for each in node.labels:
                    self.labelled |= {inner.name for inner in letters(each)}
                return
            case Called(head, paren, power):
                if power is not None:
                    self._look(power)
                self.calls[head.name].add(paren.items)
                for each in (*head.subs, *head.labels):
                    self._place(each)
                if head.primes:
                    self.primed.add(head.name)
                for each in paren.items:
                    known = is_opaque_call(node) or head.name in self.at_places
                    if known and is_bare(each) and isinstance(each, Letter):
                        self.arguments.add(each.name)
                    else:
                        self._look(each)
                return
            case Big(_, index, body, upper, lower, within, conditions):
                self.bound.add(index.name)
                self.summed.add(index.name)
                for end in (upper, lower, within):
                    if end is not None:
                        self.tops |= {inner.name for inner in letters(end)}
                for condition in conditions:
                    self._look(condition)
                self._look(body)
                return
            case Condition(left, right):
                for each in (left, right):
                    self._look(each, place=is_bare(each))
                return
            case Indicator(condition):
                self._look(condition)
                return
            case Partial(_, variables):
                for each in variables:
                    if isinstance(each, Power):
                        self.squares.add(each)
                    moved = each.base if isinstance(each, Power) else each
                    moved = moved.head if isinstance(moved, Called) else moved
                    if isinstance(moved, Letter):
                        self.varied.add(moved.name)
            case Part(whole, subs):
                for each in subs:
                    self._place(each)
                self._look(whole)
                return
            case Primed():
                self.has_primed = True
            case Apply(_, _, _, over) if isinstance(over, Condition) and over.sign == "∼":
                if isinstance(over.left, Letter):
                    self.bound.add(over.left.name)
        for part in node.parts():
            self._look(part)

    def _place(self, node: Node) -> None:
        """What stands in a subscript or label."""
        if isinstance(node, Letter):
            self._look(node, place=is_bare(node))
        elif isinstance(node, Plus):
            self.moving |= {each.name for each in letters(node)}
            self.placed |= {each.name for each in letters(node)}
        else:
            for each in letters(node):
                self._place(each)
