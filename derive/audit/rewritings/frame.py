"""What a rewriting is: a step that keeps the value, the place where it is taken, and the table of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.audit import letters
from derive.audit.letters import CONSTRAINED, INDICES
from derive.audit.random_expressions import Maker
from derive.audit.scope import Scope, scope_at
from derive.language.binders import Cases, Sum, free_indices, substitute
from derive.language.errors import IllFormed
from derive.language.expressions import Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, Function
from derive.language.indices import Dim, Index
from derive.language.parts import Part, operands, parts, replaced

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


@dataclass(frozen=True)
class Here:
    """Where a step is taken: the part, and the indices and letters that may be used there."""

    part: Part
    maker: Maker
    scope: Scope

    @property
    def random(self) -> Random:
        """The case's random numbers."""
        return self.maker.random

    def real(self) -> Expr:
        """A small expression."""
        return self.maker.real(self.scope, self.random.randint(1, 3))

    def positive(self) -> Expr:
        """A small positive expression."""
        return self.maker.positive(self.scope, self.random.randint(1, 3))

    def unused(self, dim: Dim, *expressions: Basic) -> Index | None:
        """An index that is not free in the expressions, so that a sum over it captures nothing."""
        free = frozenset().union(*map(free_indices, expressions))
        choices = [index for index in INDICES[dim] if index not in free]
        return self.random.choice(choices) if choices else None

    def index(self, dim: Dim) -> Expr | None:
        """An index of the scope."""
        choices = self.scope.over(dim)
        return self.random.choice(choices) if choices else None

    def two(self, items: Any) -> tuple[int, int] | None:
        """Two neighbouring positions."""
        if len(items) < 2:
            return None
        first = self.random.randrange(len(items) - 1)
        return first, first + 1


Step = Callable[[Any, Here], Expr | None]


@dataclass(frozen=True)
class Rewriting:
    """A law of the reals as a step; `needs` says what a proof must open besides field and Σ algebra."""

    name: str
    step: Step
    needs: frozenset[str]


REWRITINGS: dict[str, Rewriting] = {}
"""Every rewriting, by name."""


def law(*needs: str) -> Callable[[Step], Step]:
    """Enter the step under its own name."""

    def enter(step: Step) -> Step:
        name = step.__name__.strip("_")
        if name in REWRITINGS:
            raise ValueError(f"the rewriting {name} is entered twice")
        REWRITINGS[name] = Rewriting(name, step, frozenset(needs))
        return step

    return enter


def rewrite(
    rewriting: Rewriting, expression: Expr, maker: Maker, scope: Scope, tries: int = 8
) -> Expr | None:
    """The expression with the step taken at a random part of it; None if it applies at none tried."""
    places = list(parts(expression))
    maker.random.shuffle(places)
    for part in places[:tries]:
        here = Here(part, maker, scope_at(part, scope))
        if not _holds_under(rewriting, part.variables):
            continue
        try:
            made = rewriting.step(part.node, here)
        except IllFormed:
            continue
        if made is not None and made != part.node:
            return replaced(expression, part.path, made)
    return None


def _holds_under(rewriting: Rewriting, variables: tuple[Family, ...]) -> bool:
    """Whether the law holds for all values of the variables: Σ_k y_k = 1 not for y, p_k = … not for p."""
    if "hypotheses" in rewriting.needs and CONSTRAINED & set(variables):
        return False
    return "definitions" not in rewriting.needs or not any(isinstance(each, Definition) for each in variables)


def body_at(total: Sum, place: Expr) -> Expr:
    """What is summed, at this place."""
    made: Expr = substitute(total.body, {total.bound: place})
    return made


def known_positive(node: Basic) -> bool:
    """Positive by construction: sums, products, quotients and powers of positive letters, exp, dimensions."""
    match node:
        case Rational():
            return node > 0
        case Dim() | Call(function=Function(name="exp")):
            return True
        case Plus() | Times() | Quotient():
            return all(map(known_positive, node.args))
        case Cases():
            return all(known_positive(node.args[place]) for place in operands(node))
        case Power(args=(base, Rational())):
            return known_positive(base)
        case Sum():
            return not node.without and known_positive(node.body)
        case Entry():
            return node.family in (*letters.POSITIVE, *letters.POSITIVE_DEFINITIONS, letters.P)
    return False
