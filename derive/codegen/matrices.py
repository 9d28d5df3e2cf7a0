"""Inverses and determinants of arrays: solved for, not inverted, and log |det| from a factorisation."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from derive.codegen.differences import Differences
from derive.codegen.errors import NoCode
from derive.codegen.nodes import look
from derive.codegen.program import Look, Node, OfMatrix
from derive.language.binders import free_indices, fresh
from derive.language.indices import Index


class OfMatrices(Differences):
    """What is made of a square matrix as a whole."""

    def node(self, expression: Expr) -> Node:
        """The array of an expression."""
        raise NotImplementedError

    def inverse(self, matrix: Any, row: Expr, column: Expr) -> Node:
        """(A⁻¹)_ij; at fixed places, or on the diagonal, of an inverse that is stored."""
        if isinstance(row, Index) and isinstance(column, Index) and row != column:
            return self.of_matrix("inv", matrix, (row, column))
        key = "inverse", matrix
        if key not in self.known:
            i, j = _axes(matrix)
            self.state(key, self.free_name("inverse"), (i, j), self.of_matrix("inv", matrix, (i, j)))
        return look(self.known[key], [self.place(row), self.place(column)])

    def of_matrix(self, function: str, matrix: Any, axes: tuple[Index, ...]) -> OfMatrix:
        """A⁻¹, det A or log |det A|."""
        rows, columns = _axes(matrix)
        return OfMatrix(axes, function, self._stored_matrix(matrix, rows, columns), rows, columns)

    def _stored_matrix(self, matrix: Any, rows: Index, columns: Index) -> Node:
        """The matrix as a named array, worked out once."""
        key = "matrix", matrix
        if key not in self.known:
            made = self.node(self.prepared(matrix.entry(rows, columns)))
            if set(made.axes) - {rows, columns}:
                raise NoCode(
                    f"{matrix} is one matrix for each of several indices, for which no code is written"
                )
            if isinstance(made, Look) and made.places in ((rows, columns), (columns, rows)):
                return made
            self.state(key, self.free_name("matrix"), (rows, columns), made)
        return look(self.known[key], [rows, columns])


def _axes(matrix: Any) -> tuple[Index, Index]:
    """Letters for the rows and the columns, none of the matrix's own."""
    dim, own = matrix.shape[0], free_indices(matrix)
    rows = fresh(Index("row", dim), own)
    return rows, fresh(Index("column", dim), own | {rows})
