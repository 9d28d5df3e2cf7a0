"""Numbers, vectors and matrices put together: shapes are found first, the language's trees are made afterwards.

A vector is a column; `rows` and `columns` are None where there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Rational

from derive.documents.readings.sizes import Misfit, Size, join
from derive.documents.readings.wholes import Gradient, Mapped, Raised, Softmax, Summed
from derive.language import binders, expressions, functions, matrices
from derive.language.binders import Sum, fresh
from derive.language.functions import Call, Function
from derive.language.indices import Index
from derive.language.inverses import Determinant, Inverse, LogDeterminant
from derive.language.matrices import Whole
from derive.language.sayings import Saying, reason

LARGEST_POWER = 64


@dataclass(frozen=True)
class Value:
    """A number, vector or matrix; `make` gives its tree once all sizes are known."""

    rows: Size | None
    columns: Size | None
    make: Callable[[], Any]

    @property
    def is_number(self) -> bool:
        """Whether it has one entry."""
        return self.rows is None and self.columns is None

    @property
    def rank(self) -> int:
        """How many indices an entry needs."""
        return (self.rows is not None) + (self.columns is not None)


def number(make: Callable[[], Any]) -> Value:
    """A number."""
    return Value(None, None, make)


def constant(value: Any) -> Value:
    """A number that is known."""
    made = Rational(value.numerator, value.denominator)
    return number(lambda: made)


def same_shape(first: Value, second: Value) -> None:
    """Raises `Misfit` unless both have one shape."""
    for one, other in ((first.rows, second.rows), (first.columns, second.columns)):
        if (one is None) != (other is None):
            raise Misfit("a number, a vector or a matrix stands beside one of another shape")
        if one is not None and other is not None:
            join(one, other)


def plus(terms: list[tuple[int, Value]]) -> Value:
    """A sum, as written; a number beside a vector is added to every entry, a vector to all rows or all columns."""
    largest = next((value for _, value in terms if value.rank == 2), None)
    if largest is not None:
        terms = [(sign, stretched(value, largest)) for sign, value in terms]
    wholes = [value for _, value in terms if not value.is_number]
    if not wholes:
        return number(
            lambda: expressions.Plus(*(v.make() if s > 0 else expressions.Neg(v.make()) for s, v in terms))
        )
    first = wholes[0]
    for other in wholes[1:]:
        same_shape(first, other)
    spread = [(sign, value if not value.is_number else repeated(value, first)) for sign, value in terms]

    def make() -> Any:
        total: Any = None
        for sign, value in spread:
            part = value.make() if sign > 0 else matrices.Scaled(Integer(-1), value.make())
            total = part if total is None else matrices.MatrixSum(total, part)
        return total

    return Value(first.rows, first.columns, make)


def stretched(value: Value, like: Value) -> Value:
    """A vector beside a matrix whose rows or columns have as many entries, as the sizes tell; others as they are."""
    if value.rank != 1 or like.rows is None or like.columns is None:
        return value
    size = value.rows or value.columns
    assert size is not None
    in_columns, in_rows = size.root is like.rows.root, size.root is like.columns.root
    if in_columns == in_rows or (in_columns and value.rows is None):
        return value
    column = value if value.rows is not None else transposed(value)

    def make() -> Any:
        times_ = matrices.Ones((like.make().shape)[0 if in_rows else 1])
        pair = (times_, column.make()) if in_rows else (column.make(), times_)
        return matrices.MatrixProduct(pair[0], matrices.Transpose(pair[1]))

    return Value(like.rows, like.columns, make)


def repeated(value: Value, like: Value) -> Value:
    """The vector or matrix with this number in every entry."""
    return Value(like.rows, like.columns, lambda: matrices.Scaled(value.make(), _ones(like.make())))


def _ones(whole: Any) -> Any:
    rows, columns = whole.shape
    if columns is None:
        return matrices.Ones(rows)
    if rows is None:
        return matrices.Transpose(matrices.Ones(columns))
    return matrices.MatrixProduct(matrices.Ones(rows), matrices.Transpose(matrices.Ones(columns)))


def minus(value: Value) -> Value:
    """−a."""

    def make() -> Any:
        made = value.make()
        if isinstance(made, Rational):
            return -made
        return matrices.Scaled(Integer(-1), made) if isinstance(made, Whole) else expressions.Neg(made)

    return Value(value.rows, value.columns, make)


_NO_PRODUCTS = ("×", "∧", "⊗")
"""Signs that between vectors and matrices are not the product of matrices."""


def which_product(sign: str) -> Saying:
    """How two vectors stand, where that does not say how they are multiplied."""
    return reason("{} stands between two vectors", sign) if sign else Saying("two vectors stand side by side")


def times(first: Value, second: Value, sign: str = "") -> Value:
    """A product of two."""
    if first.is_number and second.is_number:
        return number(lambda: _product(first.make(), second.make()))
    if first.is_number or second.is_number:
        scalar, whole = (first, second) if first.is_number else (second, first)
        return Value(whole.rows, whole.columns, lambda: matrices.Scaled(scalar.make(), whole.make()))
    if (
        first.columns is None
        and second.columns is None
        and first.rows is not None
        and second.rows is not None
    ):
        if sign != "·":
            raise Misfit("{}: which product is meant? write a^\\top b", which_product(sign))
        return inner(first, second)
    if sign in _NO_PRODUCTS:
        raise Misfit("{} between vectors and matrices is not read", sign)
    if (first.columns is None) != (second.rows is None):
        raise Misfit("the shapes of a matrix product do not go together")
    if first.columns is not None and second.rows is not None:
        join(first.columns, second.rows)

    def make() -> Any:
        made = matrices.MatrixProduct(first.make(), second.make())
        return made.entry(None, None) if made.shape == (None, None) else made

    return Value(first.rows, second.columns, make)


def _product(one: Expr, other: Expr) -> Expr:
    left = one.args if isinstance(one, expressions.Times) else (one,)
    return expressions.Times(*left, other)


def inner(first: Value, second: Value) -> Value:
    """⟨a, b⟩."""
    same_shape(first, second)
    if first.is_number:
        return times(first, second)

    def make() -> Any:
        one, other = first.make(), second.make()
        return _summed(matrices.Hadamard(one, other))

    return number(make)


def _summed(whole: Any) -> Expr:
    """The sum of all entries."""
    places, taken = [], binders.free_indices(whole)
    for letter, dim in zip("ij", whole.shape, strict=True):
        index = None if dim is None else fresh(Index(letter, dim), taken)
        taken |= {index} if index is not None else frozenset()
        places.append(index)
    bound = [each for each in places if each is not None]
    return Sum(whole.entry(*places), *bound)


def entrywise(first: Value, second: Value, *, divides: bool = False) -> Value:
    """M ⊙ N, or M ⊘ N."""
    if divides:
        return quotient(first, second)
    if first.is_number or second.is_number:
        return times(first, second)
    same_shape(first, second)
    return Value(first.rows, first.columns, lambda: matrices.Hadamard(first.make(), second.make()))


def quotient(above: Value, below: Value) -> Value:
    """a/b, entry by entry where b is a vector."""
    if not below.is_number:
        other = Value(below.rows, below.columns, lambda: Raised(below.make(), Integer(-1)))
        if above.is_number:
            return times(above, other)
        return entrywise(above, other)
    if not above.is_number:
        return Value(
            above.rows,
            above.columns,
            lambda: matrices.Scaled(expressions.Quotient(Integer(1), below.make()), above.make()),
        )

    def make() -> Any:
        one, other = above.make(), below.make()
        if isinstance(one, Rational) and isinstance(other, Rational) and other != 0:
            return one / other
        return expressions.Quotient(one, other)

    return number(make)


def power(base: Value, exponent: Value) -> Value:
    """A power of a number; of a square matrix one that is a small whole number."""
    if not exponent.is_number:
        raise Misfit("an exponent is a vector or matrix")
    if base.is_number:
        return number(lambda: _power(base.make(), exponent.make()))
    raise Misfit("a power of a vector or matrix is not read; write \\|v\\|^2, or v \\odot v")


def raised(base: Value, exponent: Fraction) -> Value:
    """A power entry by entry."""
    made = Rational(exponent.numerator, exponent.denominator)
    return Value(base.rows, base.columns, lambda: Raised(base.make(), made))


def matrix_power(base: Value, times_: int) -> Value:
    """A A … A."""
    made = base
    for _ in range(times_ - 1):
        made = times(made, base)
    return made


def inverse(value: Value) -> Value:
    """M⁻¹, of a square matrix."""
    _join_square(value)
    return Value(value.rows, value.columns, lambda: Inverse(value.make()))


def determinant(value: Value, *, log: bool = False) -> Value:
    """det M, or log |det M|."""
    if value.rank != 2:
        raise Misfit("a determinant is taken of a square matrix")
    _join_square(value)
    head = LogDeterminant if log else Determinant
    return number(lambda: head(value.make()))


def _join_square(value: Value) -> None:
    assert value.rows is not None and value.columns is not None  # noqa: PT018
    join(value.rows, value.columns)


def _power(base: Expr, exponent: Expr) -> Expr:
    if isinstance(exponent, Rational) and abs(exponent) > LARGEST_POWER:
        raise Misfit("powers beyond {} are not read", LARGEST_POWER)
    if isinstance(base, expressions.Power) and exponent == 2 and base.args[1] == Rational(1, 2):
        return base.args[0]
    if exponent == Rational(1, 2):
        return root(number(lambda: base)).make()
    if isinstance(exponent, Rational) and exponent < 0:
        above = expressions.Power(base, -exponent) if exponent != -1 else base
        return expressions.Quotient(Integer(1), above)
    return expressions.Power(base, exponent)


def square(value: Value) -> Value:
    """‖v‖²."""
    if value.is_number:
        return number(lambda: expressions.Power(value.make(), Integer(2)))

    def make() -> Any:
        whole = value.make()
        return _summed(Raised(whole, Integer(2)))

    return number(make)


def root(value: Value) -> Value:
    """√a; √(a⁴) is a²."""

    def make() -> Expr:
        made = value.make()
        if isinstance(made, expressions.Power) and made.args[1].is_Integer and made.args[1] % 4 == 0:
            return expressions.Power(made.args[0], made.args[1] / 2)
        return expressions.Power(made, Rational(1, 2))

    return number(make)


def transposed(value: Value) -> Value:
    """Mᵀ."""
    if value.is_number:
        return value
    return Value(value.columns, value.rows, lambda: matrices.Transpose(value.make()))


def call(name: str, primes: int, argument: Value) -> Value:
    """A function of one number or its derivative, entry by entry for a vector or matrix."""
    if not argument.is_number:
        return Value(argument.rows, argument.columns, lambda: Mapped(Function(name, primes), argument.make()))
    if primes == 1:
        return number(lambda: Function(name).slope(argument.make()))
    return number(lambda: Call(Function(name, primes), argument.make()))


def gradient(body: Value, variable: Value, *, numerator: bool, lies: bool = False) -> Value:
    """∂f/∂v: laid out as v for a number f; for a vector f with a row, or a column, for each entry of f.

    Of a number f it `lies` where it is a row though v is a column.
    """
    if body.is_number:
        made = Value(
            variable.rows, variable.columns, lambda: Gradient(_as_whole(body.make()), variable.make())
        )
        return transposed(made) if lies and variable.columns is None else made
    if body.rows is None and variable.rows is None:
        body, variable = transposed(body), transposed(variable)
    if body.columns is not None or variable.columns is not None:
        raise Misfit("the derivative of a vector or matrix in a matrix is not read")
    made = Value(body.rows, variable.rows, lambda: Gradient(body.make(), variable.make()))
    return made if numerator else transposed(made)


def _as_whole(made: Any) -> Any:
    return matrices.whole(made)


def summed(body: Value, make_index: Callable[[], Index], without: Callable[[], tuple[Expr, ...]]) -> Value:
    """Σ_k, of numbers, vectors or matrices."""
    if body.is_number:
        return number(lambda: Sum(body.make(), make_index(), without=without()))
    from sympy import Tuple

    return Value(body.rows, body.columns, lambda: Summed(body.make(), make_index(), Tuple(*without())))


def softmax(value: Value) -> Value:
    """The softmax of a vector, row by row for a matrix."""
    if value.is_number:
        raise Misfit("softmax is taken of a vector")
    return Value(value.rows, value.columns, lambda: Softmax(value.make()))


def logsumexp(value: Value) -> Value:
    """log Σ_k exp v_k."""
    if value.rank != 1:
        raise Misfit("logsumexp is taken of a vector")
    return number(lambda: functions.log(_summed(Mapped(functions.exp, value.make()))))


def trace(value: Value) -> Value:
    """tr M."""
    if value.is_number:
        return value
    if value.rank != 2:
        raise Misfit("a trace is taken of a square matrix")
    _join_square(value)
    return number(lambda: matrices.trace(value.make()))


def diagonal(value: Value) -> Value:
    """diag(v)."""
    if value.rows is None or value.columns is not None:
        raise Misfit("diag is taken of a vector")
    return Value(value.rows, value.rows, lambda: matrices.Diagonal(value.make()))


def entry(value: Value, places: list[Callable[[], Expr]]) -> Value:
    """An entry, or with fewer places a row."""
    if value.rank != len(places):
        raise Misfit("an entry is written with another number of indices than its whole has")

    def make() -> Any:
        rest = iter([place() for place in places])
        whole = value.make()
        if not isinstance(whole, Whole):
            raise Misfit("an entry is written with another number of indices than its whole has")
        row, column = (None if side is None else next(rest) for side in whole.shape)
        return whole.entry(row, column)

    return number(make)
