"""Where in a line something can be repaired, and how to name that place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, Rational

from derive.hints import phrases
from derive.hints.told import Told
from derive.language.binders import Cases, Sum
from derive.language.expressions import Neg, Plus, Quotient, Times
from derive.language.indices import Index
from derive.language.parts import Path, operands, replaced


@dataclass(frozen=True)
class Spot:
    """A part of an expression: the way to it, the indices bound around it, and what it is a part of.

    `linear` says that the whole is a + b · part, where a and b do not depend on the part.
    """

    whole: Expr
    path: Path
    node: Any
    bound: tuple[Index, ...] = ()
    linear: bool = True
    above: tuple[Any, ...] = ()

    @property
    def is_term(self) -> bool:
        """Whether it is a term of a sum a + b."""
        return bool(self.above) and isinstance(self.above[-1], Plus)

    @property
    def is_factor(self) -> bool:
        """Whether it is a factor of a product a b."""
        return bool(self.above) and isinstance(self.above[-1], Times)

    @property
    def mates(self) -> tuple[Expr, ...]:
        """The other terms of the sum, or factors of the product, that it stands in."""
        place = self.path[-1]
        return (*self.above[-1].args[:place], *self.above[-1].args[place + 1 :])

    def put(self, new: Basic) -> Expr:
        """The whole with something else at this place; sums stay flat, products likewise."""
        if self.above and isinstance(self.above[-1], Plus | Times) and type(new) is type(self.above[-1]):
            place = self.path[-1]
            args = self.above[-1].args
            return self.parent.put(self.above[-1].func(*args[:place], *new.args, *args[place + 1 :]))
        return replaced(self.whole, self.path, new)

    def left_out(self) -> Expr:
        """The whole without this term or factor."""
        rest = self.mates
        return self.parent.put(rest[0] if len(rest) == 1 else self.above[-1].func(*rest))

    @property
    def parent(self) -> Spot:
        """The part that it stands in."""
        return Spot(self.whole, self.path[:-1], self.above[-1], above=self.above[:-1])

    @property
    def name(self) -> Told:
        """`the second term, p_j`; `the right side` for the whole."""
        if not self.path:
            return Told(phrases.THE_RIGHT_SIDE)
        where = phrases.TERMS[min(self.path[-1], 9)] if self.is_term else phrases.PART
        return Told(where, unsigned(self.node))


def unsigned(node: Any) -> Any:
    """The part without a sign in front."""
    return node.args[0] if isinstance(node, Neg) else node


def spots(whole: Expr) -> tuple[Spot, ...]:
    """All parts that are numbers, outermost first."""
    return tuple(_inside(Spot(whole, (), whole)))


def _inside(spot: Spot) -> Iterator[Spot]:
    yield spot
    node, above = spot.node, (*spot.above, spot.node)
    bound = (*spot.bound, node.bound) if isinstance(node, Sum) else spot.bound
    for place in operands(node):
        linear = spot.linear and _is_linear(node, place)
        yield from _inside(Spot(spot.whole, (*spot.path, place), node.args[place], bound, linear, above))


def _is_linear(node: Basic, place: int) -> bool:
    return isinstance(node, Plus | Times | Neg | Sum | Cases) or (isinstance(node, Quotient) and place == 0)


def summands(whole: Expr) -> Iterator[Spot]:
    """The whole, and every term of a sum in it."""
    return (spot for spot in spots(whole) if not spot.path or spot.is_term)


def parts(whole: Expr) -> Iterator[Spot]:
    """All parts but mere numbers."""
    return (spot for spot in spots(whole) if not isinstance(unsigned(spot.node), Rational))


def leaves(whole: Basic, kinds: tuple[type, ...]) -> Iterator[Spot]:
    """All parts of these kinds, where an index can be exchanged: in a derivative's variable and a δ too."""
    return (spot for spot in _everywhere(Spot(whole, (), whole)) if isinstance(spot.node, kinds))


def _everywhere(spot: Spot) -> Iterator[Spot]:
    yield spot
    node = spot.node
    bound = (*spot.bound, node.bound) if isinstance(node, Sum) else spot.bound
    for place, part in enumerate(node.args):
        inner = bound if place == 0 else spot.bound
        yield from _everywhere(Spot(spot.whole, (*spot.path, place), part, inner, above=(*spot.above, node)))
