"""A line at a fixed size: every Σ over n a sum of plain terms, every index over n a number.

    n = 1:  Σ_k p_k ∂h_k/∂z_d  becomes  p_1 ∂h_1/∂z_d,  δ_ij becomes 1
    n = 2:  Σ_k y_k = 1        becomes  y_2 = 1 − y_1

What the kernel then proves holds for this n, and for every size of the other dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from sympy import Basic, Expr, Integer, Tuple

from derive.hints import phrases
from derive.hints.points import Points
from derive.hints.wrong import Claim, Trial, Wrong
from derive.kernel.derivative import minus, plus
from derive.language.binders import Cases, Delta, Span, Sum, free_indices
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    Hypothesis,
    NonNegative,
    Positive,
    Semidefinite,
)
from derive.language.indices import Dim, Index, Moved
from derive.language.places import Distinct, Equal

Places = Mapping[Index, int]
_MOST_CASES = 8


class NotWritten(Exception):
    """Something has no plain form at a fixed size."""


@dataclass(frozen=True)
class Fixed:
    """Writes expressions with one dimension fixed."""

    dim: Dim
    size: int

    def write(self, node: Any, places: Places) -> Any:
        """The expression, indices over the dimension standing at `places`. Raises `NotWritten`."""
        match node:
            case Dim():
                return Integer(self.size) if node == self.dim else node
            case Index():
                return Integer(places[node]) if node in places else node
            case Span() | Moved():
                raise NotWritten
            case Sum():
                return self._sum(node, places)
            case Delta() | Equal():
                return self._compared(node, places)
            case Cases():
                return self._cases(node, places)
            case Entry():
                return self._entry(node, places)
            case Derivative():
                return self._derivative(node, places)
        return node.func(*(self.write(part, places) for part in node.args)) if node.args else node

    def _sum(self, node: Sum, places: Places) -> Expr:
        left_out = [self.write(place, places) for place in node.without]
        if node.bound.dim != self.dim:
            return Sum(self.write(node.body, places), node.bound, Tuple(*left_out))
        if not all(isinstance(place, Integer) for place in left_out):
            raise NotWritten
        kept = (place for place in range(1, self.size + 1) if place not in left_out)
        return plus(*(self.write(node.body, {**places, node.bound: place}) for place in kept))

    def _compared(self, node: Any, places: Places) -> Any:
        one, other = (self.write(side, places) for side in node.args)
        return (
            Integer(one == other) if isinstance(node, Delta) and _known(one, other) else node.func(one, other)
        )

    def _cases(self, node: Cases, places: Places) -> Expr:
        parts: list[Basic] = []
        for value, condition in node.branches:
            one, other = (self.write(side, places) for side in condition.args)
            if not _known(one, other):
                parts += [self.write(value, places), condition.func(one, other)]
            elif (one == other) != isinstance(condition, Distinct):
                parts.append(self.write(value, places))
                break
        else:
            parts.append(self.write(node.otherwise, places))
        return Cases(*parts) if len(parts) > 1 else parts[0]

    def _entry(self, node: Entry, places: Places) -> Expr:
        if node.ranges_over == self.dim:
            if self.size > 1:
                raise NotWritten
            return Integer(1)
        at = tuple(self.write(place, places) for place in node.places)
        if isinstance(node.family, Definition):
            made: Expr = self.write(node.family.at(at), {})
            return made
        return Entry(node.family, *at)

    def _derivative(self, node: Derivative, places: Places) -> Expr:
        if isinstance(node.variable.family, Definition):
            raise NotWritten
        return Derivative(self.write(node.body, places), self.write(node.variable, places))

    def hypotheses(self, hypothesis: Hypothesis, places: Places) -> Iterator[Hypothesis]:
        """The hypothesis at this size. Raises `NotWritten` if it does not hold at these places."""
        match hypothesis:
            case Equal():
                one, other = (self.write(side, places) for side in hypothesis.args)
                if not _known(one, other):
                    yield hypothesis.func(one, other)
                elif (one == other) == isinstance(hypothesis, Distinct):
                    raise NotWritten
            case AtLeast(dim=dim, number=number) if dim == self.dim:
                if self.size < number:
                    raise NotWritten
            case NonNegative():
                yield NonNegative(self.write(hypothesis.expression, places))
            case AtLeast() | Positive() | Constant():
                yield hypothesis
            case _ if hypothesis.equations and not isinstance(hypothesis, Semidefinite):
                for equation in hypothesis.equations:
                    yield from self._equations(equation, places)
            case _:
                raise NotWritten

    def _equations(self, equation: Equation, places: Places) -> Iterator[Equation]:
        """The equation at all places of its arbitrary indices, solved for the last entry of a sum."""
        own = free_indices(equation.left) - equation.fixed
        held = {index: place for index, place in places.items() if index not in own}
        arbitrary = [index for index in sorted(own, key=lambda each: each.name) if index.dim == self.dim]
        for chosen in product(range(1, self.size + 1), repeat=len(arbitrary)):
            at = {**held, **dict(zip(arbitrary, chosen, strict=True))}
            left, right = self.write(equation.left, at), self.write(equation.right, at)
            *others, last = left.args if left.func.__name__ == "Plus" else (left,)
            made = Equation(last, plus(right, *map(minus, others)), equation.fixed - frozenset(held))
            if made.left != made.right:
                yield made


def _known(one: Basic, other: Basic) -> bool:
    return isinstance(one, Integer) and isinstance(other, Integer)


def sizes(wrong: Wrong) -> Iterator[Trial]:
    """n = 1 alone, n ≤ 2, n = 2 alone."""
    for dim in wrong.dims if wrong.relation != ">" else ():
        failing = wrong.sizes.get(dim.name, 1)
        ones, twos = (tuple(_at_size(wrong, Fixed(dim, size))) for size in (1, 2))
        if failing == 3 and ones and twos:
            yield Trial((*ones, *twos), phrases.ONLY_UP_TO_TWO, (dim,))
        if failing > 2 or not Points(wrong.left, wrong.right, wrong.given, {dim.name: 3}).differ:
            continue
        if failing == 2 and ones:
            yield Trial(ones, phrases.ONLY_FOR_ONE, (dim,))
        if failing == 1 and twos and dim in wrong.nodes:
            yield Trial(twos, phrases.ONLY_FOR_TWO, (dim,))


def _at_size(wrong: Wrong, fixed: Fixed) -> Iterator[Claim]:
    """The line at this size, at all places of its indices; nothing where it cannot be written."""
    free = [index for index in wrong.free if index.dim == fixed.dim]
    if fixed.size ** len(free) > _MOST_CASES:
        return
    claims = []
    for chosen in product(range(1, fixed.size + 1), repeat=len(free)):
        places = dict(zip(free, chosen, strict=True))
        try:
            given = tuple(each for h in wrong.given for each in fixed.hypotheses(h, places))
            left, right = fixed.write(wrong.left, places), fixed.write(wrong.right, places)
        except NotWritten:
            continue
        claims.append(Claim(left, right, given))
    yield from claims
