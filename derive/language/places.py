"""Two places that are one, or are not, conditions of cases and hypotheses; and where an index stands.

equal(i, j)       i = j
distinct(i, j)    i ≠ j
within(i, 2, n)   2 ≤ i ≤ n
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic

from derive.language.binders import Condition, free_indices
from derive.language.errors import IllFormed
from derive.language.hypothesis import Drawer, Evaluator, Hypothesis
from derive.language.indices import Index, place, same_range


class Equal(Condition, Hypothesis):
    """The condition i = j on two index expressions; as a hypothesis it is taken for granted."""

    __slots__ = ()

    def __new__(cls, first: object, second: object) -> Equal:
        """The condition; both sides over one dimension."""
        one, other = place(first), place(second)
        same_range(one, other)
        return Basic.__new__(cls, one, other)

    @property
    def free_symbols(self) -> set[Any]:
        """The indices it speaks of."""
        return self.args[0].free_symbols | self.args[1].free_symbols

    equations = ()

    @property
    def parts(self) -> tuple[Basic, ...]:
        """Itself."""
        return (self,)

    @property
    def fixed_indices(self) -> frozenset[Index]:
        """Those it speaks of."""
        return free_indices(self)

    def draw(self, drawer: Drawer) -> None:
        """One place for both."""
        drawer.same_place(*self.args)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether both name one place."""
        first, second = map(evaluator.place, self.args)
        return first == second

    def negated(self) -> Basic:
        """The opposite condition."""
        return Distinct(*self.args)

    def doit(self, **_: Any) -> Basic:
        """SymPy's relation."""
        return sympy.Eq(*(arg.doit() for arg in self.args))

    def _sympystr(self, _printer: object) -> str:
        return self.text

    def _latex(self, _printer: object, **_: Any) -> str:
        return self.latex


class Distinct(Equal):
    """The condition i ≠ j on two index expressions."""

    __slots__ = ()

    def draw(self, drawer: Drawer) -> None:
        """Two places."""
        drawer.distinct_places(*self.args)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether the two name different places."""
        return not super().holds(evaluator)

    def negated(self) -> Basic:
        """The opposite condition."""
        return Equal(*self.args)

    def doit(self, **_: Any) -> Basic:
        """SymPy's relation."""
        return sympy.Ne(*(arg.doit() for arg in self.args))


class Within(Basic, Hypothesis):
    """An index of the claim stands between two places, both included."""

    __slots__ = ()

    def __new__(cls, index: Index, first: object, last: object) -> Within:
        """first ≤ index ≤ last"""
        if not isinstance(index, Index):
            raise IllFormed("within speaks of an index, and {} is none", index)
        limits = [place(each) for each in (first, last)]
        for limit in limits:
            same_range(index, limit)
        return Basic.__new__(cls, index, *limits)

    equations = ()

    @property
    def parts(self) -> tuple[Basic, ...]:
        """Itself."""
        return (self,)

    @property
    def fixed_indices(self) -> frozenset[Index]:
        """Those it speaks of."""
        return free_indices(self)

    def draw(self, drawer: Drawer) -> None:
        """A place between."""
        drawer.place_between(*self.args)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether it stands there."""
        at, first, last = map(evaluator.place, self.args)
        return first <= at <= last

    @property
    def free_symbols(self) -> set[Any]:
        """The indices it speaks of."""
        return set().union(*(each.free_symbols for each in self.args))

    def _sympystr(self, _printer: object) -> str:
        return self.text

    def _latex(self, _printer: object, **_: Any) -> str:
        return self.latex


equal = Equal
distinct = Distinct


def within(index: Index, first: object, last: object) -> Within:
    """first ≤ index ≤ last, two places over one dimension with it."""
    return Within(index, first, last)
