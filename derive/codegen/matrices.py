"""Inverses and determinants of arrays: solved for, not inverted, and log |det| from a factorisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from derive.codegen.differences import Differences
from derive.codegen.errors import NoCode
from derive.codegen.nodes import look
from derive.codegen.program import Contract, Look, Node, OfMatrix
from derive.kernel import Openings, Proof, prove_sign
from derive.language.binders import free_indices, fresh
from derive.language.families import Family
from derive.language.hypotheses import Hypothesis, Semidefinite
from derive.language.indices import Index
from derive.language.inverses import Inverse
from derive.language.matrices import Diagonal, Identity, MatrixProduct, MatrixSum, Scaled, Transpose


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
        square, known = self._stored_matrix(matrix, rows, columns), self.identity.given
        return OfMatrix(axes, function, square, rows, columns, is_semidefinite(matrix, known))

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


def is_semidefinite(matrix: Any, given: tuple[Hypothesis, ...]) -> bool:
    """Whether hypotheses, or how it is made, say that a matrix is positive semidefinite, so definite if invertible.

    A, B + C, c B, Xᵀ X, Xᵀ A X, A⁻¹, diag v, I
    """
    match matrix:
        case Identity():
            return True
        case Family():
            return Semidefinite(matrix) in given
        case MatrixSum(args=parts):
            return all(is_semidefinite(part, given) for part in parts)
        case Scaled(args=(factor, inner)):
            return _is_positive(factor, given) and is_semidefinite(inner, given)
        case Diagonal(args=(inner,)):
            return isinstance(inner, Family) and inner.positive
        case Inverse(args=(inner,)) | Transpose(args=(inner,)):
            return is_semidefinite(inner, given)
        case MatrixProduct():
            return _is_square(_factors(matrix), given)
    return False


def _is_square(factors: list[Any], given: tuple[Hypothesis, ...]) -> bool:
    """Xᵀ X, or Xᵀ A X for a semidefinite A."""
    half = len(factors) // 2
    around = all(_transposed(one) == other for one, other in zip(factors[:half], factors[::-1], strict=False))
    return around and (len(factors) % 2 == 0 or is_semidefinite(factors[half], given))


def _factors(matrix: Any) -> list[Any]:
    if isinstance(matrix, MatrixProduct):
        return [each for part in matrix.args for each in _factors(part)]
    return [matrix]


def _transposed(matrix: Any) -> Any:
    return matrix.args[0] if isinstance(matrix, Transpose) else matrix.T


def _is_positive(factor: Expr, given: tuple[Hypothesis, ...]) -> bool:
    return isinstance(prove_sign(factor, ">", Openings(hypotheses=given)), Proof)


@dataclass(frozen=True)
class Solving:
    """A⁻¹ B as what solves A X = B: `square` with its axes in this order, `right`, and what X and `right` share."""

    inverse: OfMatrix
    order: tuple[Index, Index]
    right: Node
    bound: Index
    own: Index
    rest: tuple[Index, ...]


def solving(node: Contract) -> Solving | None:
    """Σ_j (A⁻¹)_ij b_j, or Σ_i b_i (A⁻¹)_ij with the transpose of A; None if it is no such sum."""
    pairs = (node.operands, node.operands[::-1])
    for inverse, right in pairs if len(node.bound) == 1 and len(node.operands) == 2 else ():
        (bound,) = node.bound
        if not isinstance(inverse, OfMatrix) or bound not in inverse.axes or bound not in right.axes:
            continue
        own = next(axis for axis in inverse.axes if axis != bound)
        rest = tuple(axis for axis in right.axes if axis != bound)
        if own in rest or len(rest) > 1:
            continue
        axes = inverse.rows, inverse.columns
        order = axes if bound == inverse.axes[1] else (axes[1], axes[0])
        return Solving(inverse, order, right, bound, own, rest)
    return None


def _axes(matrix: Any) -> tuple[Index, Index]:
    """Letters for the rows and the columns, none of the matrix's own."""
    dim, own = matrix.shape[0], free_indices(matrix)
    rows = fresh(Index("row", dim), own)
    return rows, fresh(Index("column", dim), own | {rows})
