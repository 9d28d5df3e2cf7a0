"""Functions of which nothing is known, of several arguments and of vectors, and their slopes.

    f = function("f")
    f(a, b)                     a function of two numbers
    f(x, w)                     of a vector and whatever w is; `x` whole is all of x_1 … x_n
    f[k](x)                     component k of a map
    f(a, b).slope(1)            ∂₁f(a, b)
    f(x).slope(1, k)            ∂f/∂(component k of its first argument), at x

Two applications are equal where their arguments are; nothing else is known, but that the function is smooth, so
that slopes in different arguments commute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Expr, Integer, Tuple

from derive.language.binders import Column, free_indices, fresh
from derive.language.errors import IllFormed
from derive.language.expressions import Written, written
from derive.language.functions import Function
from derive.language.indices import Index, ranges_over
from derive.language.matrices import elementwise, shape_text


class Apply(Written):
    """f_{places}(arguments), differentiated in the arguments that `slopes` name, each once.

    `args` are the function, its places, its arguments (numbers, columns, columns of columns) and its slopes: the
    number of the argument, counted from 1, with an index for each side of it.
    """

    __slots__ = ()

    def __new__(cls, function: Function, places: Any, arguments: Any, slopes: Any = ()) -> Apply:
        """The application, as written."""
        return Expr.__new__(cls, function, Tuple(*places), Tuple(*arguments), Tuple(*slopes))

    @property
    def function(self) -> Function:
        """The function applied."""
        return self.args[0]

    @property
    def places(self) -> tuple[Expr, ...]:
        """Which component of the function it is."""
        return tuple(self.args[1])

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """What it is applied to."""
        return tuple(self.args[2])

    @property
    def slopes(self) -> tuple[Tuple, ...]:
        """In which arguments it is differentiated: their numbers, each with its indices."""
        return tuple(self.args[3])

    def slope(self, number: int, *places: object) -> Apply:
        """∂/∂(argument `number`), of a vector in its component at `places`. Raises `IllFormed` if there is none."""
        if not 1 <= number <= len(self.arguments):
            raise IllFormed("{} has no argument {}", self, number)
        sides, at = sides_of(self.arguments[number - 1]), tuple(map(written, places))
        if len(sides) != len(at) or any(
            ranges_over(place) not in (None, index.dim) for place, index in zip(at, sides, strict=True)
        ):
            raise IllFormed("argument {} of {} has no component [{}]", number, self, ", ".join(map(str, at)))
        return Apply(self.function, self.places, self.arguments, (*self.slopes, Tuple(Integer(number), *at)))

    def doit(self, **hints: Any) -> Expr:
        """An undefined SymPy function of the plain arguments; a column is a Lambda of its index."""
        name = f"{self.function.name}{''.join(f'_{slope}' for slope in self.slopes)}"
        return sympy.Function(name)(*(each.doit(**hints) for each in (*self.places, *self.arguments)))


def sides_of(argument: Expr) -> tuple[Index, ...]:
    """The indices that an argument runs over: none for a number, one for a vector, two for a matrix."""
    return (argument.bound, *sides_of(argument.body)) if isinstance(argument, Column) else ()


def entry_of(argument: Expr) -> Expr:
    """What stands inside the columns of an argument."""
    return entry_of(argument.body) if isinstance(argument, Column) else argument


def apply(function: Function, arguments: tuple[object, ...], places: tuple[Expr, ...] = ()) -> Any:
    """f(arguments), where whole letters and matrix expressions stand for all of their entries.

    A function with a meaning, such as exp, is taken entry by entry: exp(X) is a matrix.
    """
    if function.meaning is not None:
        return elementwise(function, arguments)
    if function.order:
        raise IllFormed(
            "{} has primes; a slope of a function of several arguments is .slope(number)", function
        )
    if not arguments:
        raise IllFormed("{} is applied to nothing", function)
    return Apply(function, places, tuple(map(_argument, arguments)))


def component(function: Function, places: tuple[object, ...]) -> Callable[..., Apply]:
    """What `f[k]` is: to be applied to arguments."""
    at = tuple(map(written, places))
    for place in at:
        ranges_over(place)
    return lambda *arguments: apply(function, arguments, at)


def _argument(value: Any) -> Expr:
    if not hasattr(value, "entry"):
        return written(value)
    rows, columns = value.shape
    if rows is None and columns is not None:
        raise IllFormed(
            "{} is {}: a row stands for no argument, a column does", value, shape_text(value.shape)
        )
    taken = free_indices(value)
    row = None if rows is None else fresh(Index("k", rows), taken)
    column = None if columns is None else fresh(Index("l", columns), taken | {row} if row else taken)
    made = value.entry(row, column)
    for index in (column, row):
        made = made if index is None else Column(made, index)
    return made
