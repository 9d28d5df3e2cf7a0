"""Inverses and determinants of square matrices.

inverse(A)          A⁻¹; the claim is made where A is invertible
inverse(A)[i, j]    an entry of it
det(A), logdet(A)   the determinant, and log |det A|
A**2, A**-1         powers
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic, Expr

from derive.language.errors import IllFormed, Sentence
from derive.language.expressions import Written
from derive.language.indices import Dim
from derive.language.matrices import Matrix, Shape, shape_text, whole


class Inverse(Matrix):
    """A⁻¹"""

    __slots__ = ()

    def __new__(cls, matrix: Any) -> Inverse:
        """The inverse of a square matrix."""
        return Basic.__new__(cls, square(matrix, Sentence("an inverse")))

    @property
    def shape(self) -> Shape:
        """n × n, as A."""
        shape: Shape = self.args[0].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """(A⁻¹)_ij"""
        return InverseEntry(self.args[0], row, column)


class OfMatrix(Written):
    """A number that is made of a square matrix, its first argument."""

    __slots__ = ()

    @property
    def matrix(self) -> Any:
        """The matrix."""
        return self.args[0]

    @property
    def size(self) -> Dim:
        """The dimension of its rows and columns."""
        dim: Dim = self.matrix.shape[0]
        return dim

    def doit(self, **_: Any) -> Expr:
        """A symbol of this name: SymPy's explicit matrices have no symbolic size."""
        return sympy.Symbol(str(self))


class InverseEntry(OfMatrix):
    """(A⁻¹)_ij: args are A, i, j."""

    __slots__ = ()

    def __new__(cls, matrix: Any, row: Any, column: Any) -> InverseEntry:
        """The entry of the inverse of a square matrix."""
        return Expr.__new__(cls, square(matrix, Sentence("an inverse")), row, column)


class Determinant(OfMatrix):
    """det A"""

    __slots__ = ()

    def __new__(cls, matrix: Any) -> Determinant:
        """The determinant of a square matrix."""
        return Expr.__new__(cls, square(matrix, Sentence("a determinant")))


class LogDeterminant(OfMatrix):
    """log |det A|"""

    __slots__ = ()

    def __new__(cls, matrix: Any) -> LogDeterminant:
        """The logarithm of the determinant of a square matrix."""
        return Expr.__new__(cls, square(matrix, Sentence("a determinant")))


inverse = Inverse
det = Determinant
logdet = LogDeterminant


def square(matrix: Any, needed_for: Sentence) -> Any:
    """The matrix. Raises `IllFormed` unless it has as many rows as columns, and more than one."""
    made = whole(matrix)
    rows, columns = made.shape
    if isinstance(rows, tuple):
        raise IllFormed(
            "{} of {} is not read: state it by the product, (A ⊗ B) (A⁻¹ ⊗ B⁻¹) = I", needed_for, made
        )
    if rows is None or rows != columns:
        raise IllFormed("{} needs a square matrix, and {} is {}", needed_for, made, shape_text(made.shape))
    return made
