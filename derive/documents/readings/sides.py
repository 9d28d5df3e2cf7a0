"""Both sides of a claim in one shape, and in index notation: w = Xᵀ y becomes w_i = Σ_k X_ki y_k."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value
from derive.documents.readings.reader import Reader
from derive.documents.readings.sizes import Misfit, Size
from derive.language.binders import free_indices
from derive.language.indices import Index
from derive.language.matrices import Whole, Zeros

_LETTERS = "ikjlabcdefg"
"""For the entries of vectors and matrices that are written whole."""


def fitted(one: Value, other: Value, reader: Reader) -> tuple[Value, Value, bool]:
    """Both sides in one shape; a number 0 or 1 may stand for a vector, and a row for a column."""
    if one.is_number and not other.is_number:
        one = _spread(one, other)
    elif other.is_number and not one.is_number:
        other = _spread(other, one)
    turned = False
    shapes = [(each.rows is not None, each.columns is not None) for each in (one, other)]
    if shapes[0] != shapes[1] and shapes[0] == shapes[1][::-1]:
        other, turned = algebra.transposed(other), True
    algebra.same_shape(one, other)
    return one, other, turned


def _spread(value: Value, like: Value) -> Value:
    """0 beside a vector is the vector of zeros."""

    def make() -> Any:
        made = value.make()
        if made != 0:
            raise Misfit("one side is a number, the other a vector or matrix")
        return Zeros(*(dim for dim in like.make().shape if dim is not None))

    made = value.make() if not isinstance(value, Size) else None
    if made != Integer(0):
        raise Misfit("one side is a number, the other a vector or matrix")
    return Value(like.rows, like.columns, make)


def entrywise(one: Any, other: Any) -> tuple[Expr, Expr]:
    """Both sides in index notation."""
    if not isinstance(one, Whole) and not isinstance(other, Whole):
        return one, other
    if not isinstance(one, Whole) or not isinstance(other, Whole) or one.shape != other.shape:
        if isinstance(other, Zeros) and isinstance(one, Whole):
            return _at_entries(one, None)
        if isinstance(one, Zeros) and isinstance(other, Whole):
            return _at_entries(other, None)[::-1]
        raise Misfit("the sides have different shapes")
    return _at_entries(one, other)


def _at_entries(one: Any, other: Any) -> tuple[Expr, Expr]:
    taken = {index.name for side in (one, other) if side is not None for index in free_indices(side)}
    free = (letter for letter in _LETTERS if letter not in taken)
    places = [None if dim is None else Index(next(free), dim) for dim in one.shape]
    return one.entry(*places), Integer(0) if other is None else other.entry(*places)


def check_scopes(*sides: Expr) -> None:
    """One letter over one dimension among the free ones."""
    names = [index.name for index in free_indices(sides[0]) | free_indices(sides[1])]
    if len(set(names)) < len(names):
        raise Misfit("a letter is used as an index over two ranges")
