"""What a hypothesis is: the abstract class of all kinds, and the words in which a kind speaks to other rooms.

A kind says which equations it means, asks whoever draws numbers for numbers that satisfy it, and says whether it
holds at given numbers. None of this has a default: a room that has not heard of a kind stops, it never drops it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from sympy import Basic, Expr

from derive.language import lent
from derive.language.binders import free_indices, fresh, substitute
from derive.language.families import Family, families
from derive.language.indices import Dim, Index


class Drawer(Protocol):
    """Whoever draws numbers for letters: what can be asked of it."""

    def equation(self, equation: Equation) -> None:
        """left = right at all places of its arbitrary indices."""

    def nonnegative(self, expression: Expr) -> None:
        """expression ≥ 0 at all places of its free indices."""

    def positive(self, family: Family) -> None:
        """Every entry > 0."""

    def one_hot(self, family: Family) -> None:
        """One 1 along the last index, and zeros."""

    def constant(self, family: Family, variable: Family) -> None:
        """The family does not move with the variable."""

    def at_least(self, dim: Dim, number: int) -> None:
        """dim ≥ number."""

    def same_place(self, first: Expr, second: Expr) -> None:
        """i = j."""

    def distinct_places(self, first: Expr, second: Expr) -> None:
        """i ≠ j."""

    def place_between(self, index: Index, first: Expr, last: Expr) -> None:
        """first ≤ i ≤ last."""

    def symmetric(self, family: Family) -> None:
        """A = Aᵀ."""

    def orthonormal(self, family: Family) -> None:
        """QᵀQ = I: the columns are orthonormal."""

    def idempotent(self, family: Family) -> None:
        """P P = P."""

    def on_diagonal(self, family: Family) -> None:
        """A_ij = 0 for i ≠ j."""

    def semidefinite(self, family: Family) -> None:
        """A = Aᵀ, and xᵀ A x ≥ 0 for every x."""

    def invertible(self, family: Family) -> None:
        """det A ≠ 0."""


class Evaluator(Protocol):
    """Whoever has numbers for letters: what can be asked of them. It is not the drawer, and shares no code with it."""

    def equal(self, equation: Equation) -> bool:
        """Whether left = right at all places of its arbitrary indices."""

    def nonnegative(self, expression: Expr) -> bool:
        """Whether the expression ≥ 0 at all places of its free indices."""

    def positive(self, family: Family) -> bool:
        """Whether every entry > 0."""

    def constant(self, family: Family, variable: Family) -> bool:
        """Whether the family does not move with the variable."""

    def size(self, dim: Dim) -> int:
        """The size of the dimension."""

    def place(self, index: Expr) -> int:
        """The place that an index expression names."""

    def semidefinite(self, family: Family) -> bool:
        """Whether A = Aᵀ, and xᵀ A x ≥ 0 for every x."""

    def invertible(self, family: Family) -> bool:
        """Whether det A ≠ 0."""


class Hypothesis(ABC):
    """What an identity may take for granted."""

    __slots__ = ()

    @property
    @abstractmethod
    def equations(self) -> tuple[Equation, ...]:
        """The equations that it means; none, if it says something else."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Basic, ...]:
        """The expressions and letters that it is made of."""

    @property
    @abstractmethod
    def fixed_indices(self) -> frozenset[Index]:
        """The indices of the claim that it speaks of; those that are arbitrary are not among them."""

    @abstractmethod
    def draw(self, drawer: Drawer) -> None:
        """Ask for numbers that satisfy it."""

    @abstractmethod
    def holds(self, evaluator: Evaluator) -> bool:
        """Whether it is true of the evaluator's numbers."""

    @property
    def letters(self) -> frozenset[Family]:
        """The families it speaks of, those inside definitions included."""
        return frozenset().union(*map(families, self.parts))

    @property
    def text(self) -> str:
        """The formula in plain text."""
        return lent.words().text(self)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        return lent.words().latex(self)


class Stated(Hypothesis):
    """A hypothesis reads as its formula."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """None."""
        return ()

    @property
    def fixed_indices(self) -> frozenset[Index]:
        """None."""
        return frozenset()

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


@dataclass(frozen=True)
class Equation(Stated):
    """left = right, for all values of the free indices of the left side but the `fixed` ones."""

    left: Expr
    right: Expr
    fixed: frozenset[Index] = frozenset()

    @property
    def equations(self) -> tuple[Equation, ...]:
        """Itself."""
        return (self,)

    @property
    def parts(self) -> tuple[Basic, ...]:
        """Both sides."""
        return self.left, self.right

    @property
    def fixed_indices(self) -> frozenset[Index]:
        """Those of the right side alone, and those said to be fixed."""
        return (free_indices(self.right) - free_indices(self.left)) | self.fixed

    @property
    def arbitrary(self) -> tuple[Index, ...]:
        """The indices for all values of which it is said, in order."""
        found = free_indices(self.left) - self.fixed
        return tuple(sorted(found, key=lambda index: (index.name, index.dim.name)))

    def apart(self, taken: frozenset[Index]) -> Equation:
        """The equation under α-renaming: Σ_k W_ik = 1 for all i becomes Σ_k W_jk = 1 where i is taken."""
        places: dict[Index, Expr] = {}
        for index in self.arbitrary:
            places[index] = fresh(index, taken | self.fixed_indices | frozenset(places.values()))
        return Equation(substitute(self.left, places), substitute(self.right, places), self.fixed)

    def draw(self, drawer: Drawer) -> None:
        """The equation."""
        drawer.equation(self)

    def holds(self, evaluator: Evaluator) -> bool:
        """The equation."""
        return evaluator.equal(self)
