"""Derivatives worked out at places: df/dx |_{x = 2}, and f′(2) where f(x) = … is stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.documents.readings.algebra import Value
from derive.documents.readings.base import Base
from derive.documents.readings.resting import closure
from derive.documents.readings.scope import Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Misfit
from derive.documents.readings.substituting import substituted
from derive.documents.readings.trees import At, Called, Letter, Node, Number, letters, mapped
from derive.language.hypotheses import Hypothesis, equation

_ZERO = Number(Fraction(0))


@dataclass
class WorkedOut(Base):
    """Takes x = 2 for granted where what depends on x is worked out at 2, and x stands nowhere else."""

    at: dict[str, tuple[Node, Value, Value]] = field(default_factory=dict)

    def worked_out(self, node: At, scope: Scope) -> Value:
        """body |_{x = 2}, where no x stands beside it."""
        letter, name = node.letter, node.letter.name
        outside = [_without(each, letter) for each in self.scene.trees]
        rests = closure(outside, lambda other: self.scene.by_name.get(other, []))
        trees = [*outside, *(each.body for each in rests if each.body is not None), node.place]
        if any(each.name == name for tree in trees for each in letters(tree)):
            raise Misfit("{} stands beside what is worked out at one {}", shown(letter), shown(letter))
        if scope.closed or name in scope.bound or self.at.get(name, (node.place,))[0] != node.place:
            raise Misfit("where {} is worked out is not read", shown(node.body))
        body = self.value(node.body, scope)
        self.stand_at(letter, node.place, scope)
        return body

    def stand_at(self, letter: Letter, place: Node, scope: Scope) -> None:
        """Take for granted that the letter is what stands at its place."""
        one, other = self.value(letter, scope), self.value(place, scope)
        if not one.is_number or not other.is_number:
            raise Misfit("a vector or matrix at one place is not read")
        self.at[letter.name] = place, one, other

    def slope_at(self, own: Letter, body: Node, node: Called, scope: Scope) -> Value:
        """f′(2), where f(own) = body: its derivative in a letter that is 2."""
        letter = replace(own, name=f"{own.name}⁎{len(self.at) or ''}")
        made = self.value(substituted(body, {own: letter}), scope)
        for _ in range(node.head.primes):
            made = self.derived(made, letter, scope)
        self.stand_at(letter, node.paren.items[0], scope)
        return made

    def places(self) -> Iterator[Hypothesis]:
        """x = 2, as far as something is worked out there."""
        for _, one, other in self.at.values():
            yield equation(one.make(), other.make())


def _without(tree: Node, letter: Letter) -> Node:
    """The tree with 0 for what is worked out at one place of the letter."""
    made: Node = mapped(tree, lambda each: _ZERO if isinstance(each, At) and each.letter == letter else None)
    return made
