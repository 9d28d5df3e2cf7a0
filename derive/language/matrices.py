"""Matrix notation, elaborated to indices.

    diag(p) - p @ p.T          entry i, j:  δ_ij p_i − p_i p_j
    X.T @ (A - Y)              entry j, k:  Σ_i X_ij (A_ik − Y_ik)
    D(p, z)                    entry k, d:  ∂p_k/∂z_d

A vector is a column. A whole letter (`p`, `X`) stands for all its entries; `shape` is the pair of dimensions,
with None where there is a single row or column; `entry(i, j)` is the entry, an expression in index notation.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Integer

from derive.language import lent
from derive.language.binders import Column, Delta, Sum, free_indices, fresh, substitute
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Quotient, Times, written
from derive.language.functions import Call, Function
from derive.language.indices import Dim, Index, ranges_over

Side = Dim | tuple[Dim, ...] | None
"""What counts the rows, or the columns: nothing where there is one, several indices in a Kronecker product."""

Shape = tuple[Side, Side]
Place = Any
"""The index at a side, or a tuple of them."""


def sides_of(side: Side) -> tuple[Dim, ...]:
    """The dimensions that a side is counted by."""
    return () if side is None else side if isinstance(side, tuple) else (side,)


def places_of(place: Place) -> tuple[Expr, ...]:
    """The indices at a side."""
    return () if place is None else tuple(place) if isinstance(place, tuple) else (place,)


def dealt(places: list[Expr], sides: tuple[Side, ...]) -> list[Place]:
    """The places dealt out to the sides, one after another."""
    left = iter(places)
    at = [tuple(next(left) for _ in sides_of(side)) for side in sides]
    return [
        each if isinstance(side, tuple) else each[0] if each else None
        for each, side in zip(at, sides, strict=True)
    ]


def fresh_place(name: str, side: Side, taken: frozenset[Index]) -> Place:
    """An index for the side, or a tuple of them, none of a name that is taken."""
    if side is None:
        return None
    made: list[Index] = []
    for dim in sides_of(side):
        made.append(fresh(Index(name, dim), taken | frozenset(made)))
    return tuple(made) if isinstance(side, tuple) else made[0]


def same_place(one: Place, other: Place) -> Expr:
    """δ_ij; δ_ij δ_kl where a side has two indices."""
    deltas = [Delta(*each) for each in zip(places_of(one), places_of(other), strict=True)]
    return deltas[0] if len(deltas) == 1 else Times(*deltas)


class Whole:
    """What can stand in matrix notation: it has a shape and entries, and these operators."""

    __slots__ = ()
    _op_priority = 200.0

    @property
    def shape(self) -> Shape:
        """Rows and columns; None where there is one."""
        raise NotImplementedError

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """The entry at this row and column."""
        raise NotImplementedError

    @property
    def T(self) -> Transpose:
        """The transpose."""
        return Transpose(self)

    def __matmul__(self, other: object) -> MatrixProduct:
        return MatrixProduct(self, whole(other))

    def __rmatmul__(self, other: object) -> MatrixProduct:
        return MatrixProduct(whole(other), self)

    def __add__(self, other: object) -> MatrixSum:
        return MatrixSum(self, whole(other))

    def __radd__(self, other: object) -> MatrixSum:
        return MatrixSum(whole(other), self)

    def __sub__(self, other: object) -> MatrixSum:
        return MatrixSum(self, Scaled(Integer(-1), whole(other)))

    def __rsub__(self, other: object) -> MatrixSum:
        return MatrixSum(whole(other), Scaled(Integer(-1), self))

    def __neg__(self) -> Scaled:
        return Scaled(Integer(-1), self)

    def __mul__(self, other: object) -> Scaled:
        return Scaled(_factor(other), self)

    __rmul__ = __mul__

    def __pow__(self, exponent: object) -> Any:
        """A A …, so many times; A⁻¹ for −1."""
        return power(self, exponent)

    def __truediv__(self, other: object) -> Scaled:
        return Scaled(Quotient(Integer(1), _factor(other)), self)


class Matrix(Whole, Basic):
    """A matrix expression; the classes below are its heads."""

    __slots__ = ()

    def __getitem__(self, places: object) -> Expr:
        """The entry at these indices, one for each side longer than 1: (A @ B)[i, k], (X.T @ y)[j]."""
        listed = [written(place) for place in (places if isinstance(places, tuple) else (places,))]
        sides = [dim for side in self.shape for dim in sides_of(side)]
        if len(listed) != len(sides) or any(
            ranges_over(place) not in (None, dim) for place, dim in zip(listed, sides, strict=True)
        ):
            raise IllFormed(
                "{} is {} and has no entry [{}]", self, shape_text(self.shape), ", ".join(map(str, listed))
            )
        return self.entry(*dealt(listed, self.shape))

    def __iter__(self) -> Any:
        raise TypeError(f"{self} has as many entries as its dimensions, which are not numbers")

    def _sympystr(self, _printer: object) -> str:
        return lent.words().text(self)

    def _latex(self, _printer: object, **_: Any) -> str:
        return lent.words().latex(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._latex(None)}$"


class Transpose(Matrix):
    """Mᵀ."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """Columns and rows of M."""
        rows, columns = self.args[0].shape
        return columns, rows

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """M_ji."""
        return self.args[0].entry(column, row)


class MatrixSum(Matrix):
    """M + N."""

    __slots__ = ()

    def __new__(cls, first: Any, second: Any) -> MatrixSum:
        """The sum of two matrices of one shape."""
        if first.shape != second.shape:
            raise IllFormed(
                "{} is {} but {} is {}", first, shape_text(first.shape), second, shape_text(second.shape)
            )
        return Basic.__new__(cls, first, second)

    @property
    def shape(self) -> Shape:
        """The shape of both."""
        shape: Shape = self.args[0].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """M_ij + N_ij."""
        first, second = (part.entry(row, column) for part in self.args)
        return Plus(*(first.args if isinstance(first, Plus) else (first,)), second)


class Scaled(Matrix):
    """c M for a scalar c."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of M."""
        shape: Shape = self.args[1].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """c M_ij."""
        factor, inner = self.args[0], self.args[1].entry(row, column)
        return Neg(inner) if factor == -1 else Times(factor, inner)


class MatrixProduct(Matrix):
    """M N."""

    __slots__ = ()

    def __new__(cls, first: Any, second: Any) -> MatrixProduct:
        """The product; the columns of the first are the rows of the second."""
        if first.shape[1] != second.shape[0]:
            shapes = f"{first} is {shape_text(first.shape)} and {second} is {shape_text(second.shape)}"
            raise IllFormed("{}: the inner dimensions differ", shapes)
        return Basic.__new__(cls, first, second)

    @property
    def shape(self) -> Shape:
        """Rows of the first, columns of the second."""
        return self.args[0].shape[0], self.args[1].shape[1]

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """Σ_j M_ij N_jk."""
        first, second = self.args
        inner = first.shape[1]
        if inner is None:
            return Times(first.entry(row, None), second.entry(None, column))
        places = (*places_of(row), *places_of(column))
        taken = frozenset().union(*map(free_indices, places), free_indices(first), free_indices(second))
        taken |= frozenset(part for side in self.args for part in _bound_letters(side))
        j = fresh_place("j", inner, taken)
        return Sum(Times(first.entry(row, j), second.entry(j, column)), *places_of(j))


class Hadamard(Matrix):
    """M ⊙ N, entry by entry."""

    __slots__ = ()

    def __new__(cls, first: Any, second: Any) -> Hadamard:
        """The entrywise product of two matrices of one shape."""
        one, other = whole(first), whole(second)
        if one.shape != other.shape:
            raise IllFormed(
                "{} is {} but {} is {}", one, shape_text(one.shape), other, shape_text(other.shape)
            )
        return Basic.__new__(cls, one, other)

    @property
    def shape(self) -> Shape:
        """The shape of both."""
        shape: Shape = self.args[0].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """M_ij N_ij."""
        first, second = (part.entry(row, column) for part in self.args)
        return Times(first, second)


class Diagonal(Matrix):
    """diag(v): the matrix with the vector v on its diagonal."""

    __slots__ = ()

    def __new__(cls, vector: Any) -> Diagonal:
        """The diagonal matrix of a column vector."""
        column = whole(vector)
        if column.shape[1] is not None:
            raise IllFormed("diag needs a vector, and {} is {}", column, shape_text(column.shape))
        return Basic.__new__(cls, column)

    @property
    def shape(self) -> Shape:
        """As many rows and columns as v has entries."""
        rows = self.args[0].shape[0]
        return rows, rows

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """δ_ij v_i."""
        return Times(same_place(row, column), self.args[0].entry(row, None))


class Elementwise(Matrix):
    """f(M), entry by entry."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of M."""
        shape: Shape = self.args[1].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """f(M_ij)."""
        return Call(self.args[0], self.args[1].entry(row, column))


def elementwise(function: Function, arguments: tuple[object, ...]) -> Elementwise:
    """A function with a meaning of a whole, entry by entry. Raises `IllFormed` unless it is applied to one."""
    if len(arguments) != 1:
        raise IllFormed("{} takes one argument, and {} are written", function, len(arguments))
    return Elementwise(function, whole(arguments[0]))


class Entries(Matrix):
    """The vector or matrix whose entries a formula gives: args are columns of columns of it."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """What the indices of the formula run over."""
        inner = self.args[0].body
        return self.args[0].bound.dim, inner.bound.dim if isinstance(inner, Column) else None

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """The formula at this row and column."""
        outer = self.args[0]
        inner = substitute(outer.body, {outer.bound: row})
        return inner if column is None else substitute(inner.body, {inner.bound: column})


class Identity(Matrix):
    """The identity matrix I."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """n by n."""
        return self.args[0], self.args[0]

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """δ_ij."""
        return same_place(row, column)


class Ones(Matrix):
    """The vector of ones."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """A column of n entries."""
        return self.args[0], None

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """1."""
        return Integer(1)


class Zeros(Matrix):
    """The vector, or with two dimensions the matrix, of zeros."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The dimensions given."""
        return self.args[0], self.args[1] if len(self.args) > 1 else None

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """0."""
        return Integer(0)


class ScalarMatrix(Matrix):
    """A scalar expression as a matrix of one entry."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """One by one."""
        return None, None

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """The scalar."""
        return self.args[0]


def entries(formula: object, *indices: Index) -> Entries:
    """The vector with these entries for every index, or with two indices the matrix."""
    if not 1 <= len(indices) <= 2:
        raise IllFormed("a vector has one index, a matrix two, and {} are written", len(indices))
    made = written(formula)
    for index in reversed(indices):
        made = Column(made, index)
    return Basic.__new__(Entries, made)


def summed(matrix: Any, *bound: Index) -> Entries:
    """Σ_i M_i, entry by entry."""
    constant = [index for index in bound if index not in free_indices(matrix)]
    if constant:
        raise IllFormed("{} is not an expression; it is whole, write an entry of it", matrix)
    rows, columns = matrix.shape
    taken = free_indices(matrix) | frozenset(bound) | _bound_letters(matrix)
    if rows is None:
        raise IllFormed(
            "{} is {}: a sum of rows is written as one of columns, transposed",
            matrix,
            shape_text(matrix.shape),
        )
    row = fresh(Index("k", rows), taken)
    if columns is None:
        return entries(Sum(matrix.entry(row, None), *bound), row)
    column = fresh(Index("l", columns), taken | {row})
    return entries(Sum(matrix.entry(row, column), *bound), row, column)


def power(matrix: Any, exponent: object) -> Any:
    """Mᵏ for a whole k, −1 among them."""
    rows, columns = matrix.shape
    if rows is None or rows != columns:
        raise IllFormed("a power needs a square matrix, and {} is {}", matrix, shape_text(matrix.shape))
    number = int(exponent) if isinstance(exponent, int | Integer) else None
    if number is None:
        raise IllFormed("a power of a matrix is a whole one, and {} is written", exponent)
    if number < 0:
        return power(lent.words().inverse(matrix), -number)
    made = matrix if number else Identity(rows)
    for _ in range(number - 1):
        made = MatrixProduct(made, matrix)
    return made


diag = Diagonal
hadamard = Hadamard
ones = Ones
eye = Identity
zeros = Zeros


def trace(matrix: Any) -> Expr:
    """tr M = Σ_i M_ii."""
    rows, columns = matrix.shape
    if rows is None or rows != columns:
        raise IllFormed("a trace needs a square matrix, and {} is {}", matrix, shape_text(matrix.shape))
    i = fresh_place("i", rows, free_indices(matrix) | _bound_letters(matrix))
    return Sum(matrix.entry(i, i), *places_of(i))


def whole(value: object) -> Any:
    """The value as something in matrix notation: a letter, a matrix expression or a scalar.

    Raises `IllFormed` for anything else.
    """
    return value if isinstance(value, Whole) else ScalarMatrix(written(value))


def _factor(value: object) -> Expr:
    if isinstance(value, Whole):
        raise IllFormed("between matrices write @ for the product and hadamard(M, N) for the entrywise one")
    return written(value)


def _bound_letters(part: Any) -> frozenset[Index]:
    """Bound letters inside a part, so that an inner product's index differs from an outer one's."""
    products = 0
    stack = [part]
    while stack:
        node = stack.pop()
        products += isinstance(node, MatrixProduct) and node.args[0].shape[1] is not None
        stack.extend(getattr(node, "args", ()))
    dims = (*sides_of(part.shape[0]), *sides_of(part.shape[1]))
    return frozenset(Index("j" + "'" * count, dims[0]) for count in range(products)) if dims else frozenset()


def shape_text(shape: Shape) -> str:
    """Rows × columns: n × m."""
    return " × ".join(
        " ".join(str(getattr(dim, "name", dim)) for dim in sides_of(side)) or "1" for side in shape
    )
