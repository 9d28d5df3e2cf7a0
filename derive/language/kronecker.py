"""vec and Kronecker products: matrices whose rows are counted by several indices at once.

    vec(X)             the columns of X one below the other: at (j, i) it is X_ij
    kronecker(A, B)    A ⊗ B: at rows (i, k) and columns (j, l) it is A_ij B_kl
    D(vec(F), vec(X))  ∂ vec F / ∂ (vec X)ᵀ

No place is counted through: a side is the pair of its indices, so that nothing depends on how they are put in a row.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr

from derive.language.errors import IllFormed
from derive.language.expressions import Times
from derive.language.indices import Dim
from derive.language.matrices import Matrix, Shape, Side, places_of, shape_text, sides_of, whole


class Vec(Matrix):
    """vec M: the columns of M one below the other."""

    __slots__ = ()

    def __new__(cls, matrix: Any) -> Vec:
        """Of a matrix; a vector is its own."""
        made = whole(matrix)
        if not all(isinstance(side, Dim) for side in made.shape):
            raise IllFormed("vec needs a matrix, and {} is {}", made, shape_text(made.shape))
        return Basic.__new__(cls, made)

    @property
    def shape(self) -> Shape:
        """A column, counted by the columns of M and then by its rows."""
        rows, columns = self.args[0].shape
        return (columns, rows), None

    def entry(self, row: Any, column: Any) -> Expr:
        """M_ij at (j, i)."""
        j, i = row
        made: Expr = self.args[0].entry(i, j)
        return made


class Kronecker(Matrix):
    """A ⊗ B"""

    __slots__ = ()

    def __new__(cls, first: Any, second: Any, *more: Any) -> Any:
        """The product of two matrices or vectors of any shapes, or of more."""
        made = Basic.__new__(cls, whole(first), whole(second))
        return cls(made, *more) if more else made

    @property
    def shape(self) -> Shape:
        """Rows of both, columns of both."""
        rows, columns = (_joined(*sides) for sides in zip(*(part.shape for part in self.args), strict=True))
        return rows, columns

    def entry(self, row: Any, column: Any) -> Expr:
        """A_ij B_kl at (i, k), (j, l)."""
        first, second = self.args
        one, other = zip(
            *(_parted(place, side) for place, side in zip((row, column), first.shape, strict=True)),
            strict=True,
        )
        return Times(first.entry(*one), second.entry(*other))


vec = Vec
kronecker = Kronecker


def _joined(first: Side, second: Side) -> Side:
    both = (*sides_of(first), *sides_of(second))
    return both if len(both) > 1 else both[0] if both else None


def _parted(place: Any, first: Side) -> tuple[Any, Any]:
    """The part of the place that counts the first matrix, and the rest."""
    every, count = places_of(place), len(sides_of(first))
    return _one_or_all(every[:count]), _one_or_all(every[count:])


def _one_or_all(places: tuple[Any, ...]) -> Any:
    return places if len(places) > 1 else places[0] if places else None
