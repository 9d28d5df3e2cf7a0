"""Matrix notation that only documents use: rows of a family, gradients in them, functions entry by entry."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Tuple

from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import Power
from derive.language.families import Entry, Family
from derive.language.functions import Call
from derive.language.indices import Dim, Index
from derive.language.matrices import Matrix, Shape, shape_text


class Composite(Matrix):
    """What only documents write."""

    __slots__ = ()

    def _sympystr(self, _printer: object) -> str:
        return f"an expression of shape {shape_text(self.shape)}"


class Slice(Composite):
    """x^{(i)}: a family with its first places filled."""

    __slots__ = ()

    def __new__(cls, family: Family, places: Any) -> Slice:
        """The family at these places; one or two must be left."""
        if not 1 <= len(family.dims) - len(places) <= 2:
            raise IllFormed("{} stands with too few indices", family.name)
        return Basic.__new__(cls, family, Tuple(*places))

    @property
    def shape(self) -> Shape:
        """The dimensions that are left."""
        rows, columns = (*self.args[0].dims[len(self.args[1]) :], None, None)[:2]
        return rows, columns

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """x^{(i)}_d."""
        return Entry(self.args[0], *self.args[1], *(place for place in (row, column) if place is not None))


class Gradient(Composite):
    """∂f/∂v for a scalar or vector f and anything v that has entries."""

    __slots__ = ()

    def __new__(cls, body: Any, variable: Any) -> Gradient:
        """The gradient of a scalar, or the Jacobian of a column in a column."""
        if body.shape != (None, None) and (body.shape[1] is not None or variable.shape[1] is not None):
            raise IllFormed("a Jacobian is that of a vector in a vector")
        return Basic.__new__(cls, body, variable)

    @property
    def shape(self) -> Shape:
        """The shape of v where f is a number, m × n where f has m rows and v has n."""
        body, variable = self.args
        return variable.shape if body.shape == (None, None) else (body.shape[0], variable.shape[0])

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """∂f_k/∂v_d."""
        body, variable = self.args
        if body.shape == (None, None):
            return D(body.entry(None, None), variable.entry(row, column))
        return D(body.entry(row, None), variable.entry(column, None))


class Mapped(Composite):
    """A function of one number, entry by entry."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of the argument: a function is taken entry by entry."""
        return self.args[1].shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """f(M_ij)."""
        return Call(self.args[0], self.args[1].entry(row, column))


class Raised(Composite):
    """A power, entry by entry."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of the base: v² has the shape of v."""
        return self.args[0].shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """M_ij^c."""
        return Power(self.args[0].entry(row, column), self.args[1])


class Summed(Composite):
    """Σ_i of matrices."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of a summand."""
        return self.args[0].shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """Σ_i M_ij."""
        body, bound, without = self.args
        if bound in (row, column):
            raise IllFormed("the letter {} is used for two indices", bound.name)
        return Sum(body.entry(row, column), bound, Tuple(*without))


class Softmax(Composite):
    """softmax(v): exp v_i / Σ_k exp v_k for a column, row by row for a matrix, along a row for a row."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of the argument: probabilities stand where the scores stood."""
        return self.args[0].shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """exp v_i / Σ_k exp v_k."""
        from derive.language.binders import free_indices, fresh
        from derive.language.expressions import Quotient
        from derive.language.functions import exp

        inner = self.args[0]
        along = self.shape[1] if self.shape[1] is not None else self.shape[0]
        if not isinstance(along, Dim):
            raise IllFormed("softmax is taken of a vector")
        here = inner.entry(row, column)
        k = fresh(Index("k", along), free_indices(here))
        there = inner.entry(row, k) if column is not None else inner.entry(k, None)
        return Quotient(exp(here), Sum(exp(there), k))


class Rate(Composite):
    """∂M/∂t, entry by entry, for a number t."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """The shape of M: t is a number."""
        shape: Shape = self.args[0].shape
        return shape

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """∂M_ij/∂t."""
        made: Expr = D(self.args[0].entry(row, column), self.args[1])
        return made


class ColumnOf(Composite):
    """The column j of a family M_ij."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """As many entries as M has rows."""
        return self.args[0].dims[0], None

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """M_ij."""
        return Entry(self.args[0], row, self.args[1])
