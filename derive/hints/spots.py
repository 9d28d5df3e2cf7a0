"""Where in a line something can be repaired, and how to name that place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr, Rational

from derive.audit.tree import Path, at, operands, replaced
from derive.language.binders import Cases, Sum
from derive.language.expressions import Call, Neg, Plus, Power, Quotient, Times
from derive.language.families import Family

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True)
class Spot:
    """A part of an expression: the way to it, the indices bound around it, and what stands above it.

    `linear` says that the whole is a + b · part, with a and b free of what is bound around the part.
    """

    whole: Expr
    path: Path
    node: Any
    bound: tuple[Any, ...] = ()
    linear: bool = True
    parent: Any = None

    def put(self, new: Basic) -> Expr:
        """The whole with something else at this place; sums and products stay flat."""
        if self.path and isinstance(self.parent, Plus | Times) and type(new) is type(self.parent):
            above = self.path[:-1]
            args = list(self.parent.args)
            args[self.path[-1] : self.path[-1] + 1] = new.args
            return replaced(self.whole, above, self.parent.func(*args))
        return replaced(self.whole, self.path, new)

    def left_out(self) -> Expr | None:
        """The whole without this term or factor; None where nothing would be left of the sum or product."""
        if not isinstance(self.parent, Plus | Times):
            return None
        place = self.path[-1]
        rest = (*self.parent.args[:place], *self.parent.args[place + 1 :])
        made = rest[0] if len(rest) == 1 else self.parent.func(*rest)
        above = self.path[:-1]
        if above and isinstance(at(self.whole, above[:-1]), Plus | Times):
            return Spot(self.whole, above, self.parent, parent=at(self.whole, above[:-1])).put(made)
        return replaced(self.whole, above, made)

    @property
    def is_term(self) -> bool:
        """Whether it is a term of a sum a + b."""
        return isinstance(self.parent, Plus)

    @property
    def name(self) -> tuple[str, tuple[Any, ...]]:
        """`the second term, {}`, with what stands there; `the right side` for the whole."""
        if not self.path:
            return "the right side", ()
        if self.is_term:
            return f"the {ORDINALS[self.path[-1] % len(ORDINALS)]} term, {{}}", (unsigned(self.node),)
        return "{}", (unsigned(self.node),)


def unsigned(node: Any) -> Any:
    """The part without a sign in front."""
    return node.args[0] if isinstance(node, Neg) else node


def spots(whole: Expr) -> tuple[Spot, ...]:
    """All parts that are numbers, outermost first."""
    return tuple(_inside(Spot(whole, (), whole)))


def _inside(spot: Spot) -> Iterator[Spot]:
    yield spot
    node = spot.node
    bound = (*spot.bound, node.bound) if isinstance(node, Sum) else spot.bound
    for place in operands(node):
        part = node.args[place]
        linear = spot.linear and _is_linear(node, place)
        yield from _inside(Spot(spot.whole, (*spot.path, place), part, bound, linear, node))


def _is_linear(node: Basic, place: int) -> bool:
    return isinstance(node, Plus | Times | Neg | Sum | Cases) or (isinstance(node, Quotient) and place == 0)


def places(node: Basic) -> tuple[int, ...]:
    """Which arguments of an entry or a δ are indices."""
    first = 1 if node.args and isinstance(node.args[0], Family) else 0
    return tuple(range(first, len(node.args)))


def summands(whole: Expr) -> tuple[Spot, ...]:
    """The whole and every term of a sum in it."""
    return tuple(spot for spot in spots(whole) if not spot.path or spot.is_term)


def numbers_apart(whole: Expr) -> Iterator[Spot]:
    """All parts but those that are mere numbers, exponents and arguments excepted."""
    for spot in spots(whole):
        if not isinstance(spot.node, Rational):
            yield spot


__all__ = ["Call", "Power", "Spot", "at", "numbers_apart", "places", "spots", "summands", "unsigned"]
