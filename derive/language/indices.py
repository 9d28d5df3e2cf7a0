"""Dimensions and the indices that range over them.

    n, m = dims("n m")
    j, k = indices("j k", n)        # j and k run over 1..n

A fixed place, such as 4, stands where an index does; so do the last place, n, and places next to others, i + 1, n - 1.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr, Integer

from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Times, Written, WrittenAtom, written
from derive.language.names import declare, word

OUTCOMES, LINE = "Ω_", "Ω_∫"
"""How the dimensions that count outcomes are called; a page names none of them itself."""


class Dim(WrittenAtom):
    """A dimension n: an unknown whole number, at least 1."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str) -> Dim:
        """The dimension of this name."""
        made = WrittenAtom.__new__(cls)
        made.name = word(name)
        return made

    @property
    def whole(self) -> Dim:
        """The dimension that its places are of: itself, unless it is a part of another."""
        return self

    @property
    def counts_outcomes(self) -> bool:
        """Whether it is that of a measure: a sum over it stands for an integral, of which sums are instances."""
        return self.name.startswith(OUTCOMES)

    @property
    def fills_a_line(self) -> bool:
        """Whether what its outcomes are is the variable of an integral, ∫ … dx."""
        return self.name.startswith(LINE)

    def _plain(self, *_: Expr) -> Expr:
        return sympy.Symbol(self.name, integer=True, positive=True)


class Index(WrittenAtom):
    """An index k that ranges over 1..dim. Two indices are equal if both name and dimension are."""

    __slots__ = ("name", "dim")
    name: str
    dim: Dim

    def __new__(cls, name: str, dim: Dim) -> Index:
        """The index of this name over this dimension."""
        if not isinstance(dim, Dim):
            raise IllFormed("index {} needs a dimension, not {}", name, f"{dim!r}")
        made = WrittenAtom.__new__(cls)
        made.name, made.dim = word(name), dim
        return made

    @property
    def ranges_over(self) -> Dim:
        """The dimension it runs over, or over a part of."""
        return self.dim.whole

    @property
    def free_symbols(self) -> set[Any]:
        """Itself."""
        return {self}

    def _plain(self, *_: Expr) -> Expr:
        return sympy.Symbol(self.name, integer=True, positive=True)


class Moved(Written):
    """The place i + c: some places after an index, a label or the last place n, or before it."""

    __slots__ = ()

    def __new__(cls, base: Expr, offset: object) -> Any:
        """The place; a fixed place moved is a fixed place, and one moved twice is moved once."""
        by = Integer(offset)
        if isinstance(base, Integer):
            return base + by
        if isinstance(base, Moved):
            base, by = base.base, base.offset + by
        return Expr.__new__(cls, base, by) if by else base

    @property
    def base(self) -> Expr:
        """What it is counted from."""
        return self.args[0]

    @property
    def offset(self) -> Integer:
        """How many places after it."""
        return self.args[1]

    @property
    def ranges_over(self) -> Dim | None:
        """The dimension of its base."""
        return ranges_over(self.base)

    def _plain(self, *args: Expr) -> Expr:
        return args[0] + args[1]


def place(value: object) -> Expr:
    """An index expression: i + 1 and n - 2, written as sums, are places; anything else is returned as it is."""
    made = written(value)
    if not isinstance(made, Plus):
        return made
    bases, offset = [], 0
    for term in made.args:
        number = -term.args[0] if isinstance(term, Neg) and isinstance(term.args[0], Integer) else term
        if isinstance(number, Integer):
            offset += int(number)
        else:
            bases.append(term)
    return Moved(bases[0], offset) if len(bases) == 1 else made


def is_place(value: Expr) -> bool:
    """Whether an exponent is whole: made of places and whole numbers alone."""
    if isinstance(value, Plus | Neg | Times):
        return all(map(is_place, value.args))
    return isinstance(value, Integer | Index | Moved | Dim)


def dims(names: str) -> Any:
    """The dimensions of these names, parted by spaces: one Dim, or a tuple of them."""
    made = tuple(Dim(name) for name in names.split())
    for dim in made:
        if dim.counts_outcomes:
            raise IllFormed("{} counts the outcomes of a measure, and is no dimension of a page", dim.name)
    return _one_or_all(tuple(declare(dim.name, dim) for dim in made))


def index(name: str, dim: Dim) -> Index:
    """One index over 1..dim."""
    made: Index = declare(name, Index(name, dim))
    return made


def indices(names: str, dim: Dim) -> Any:
    """Indices over 1..dim, their names parted by spaces: one Index, or a tuple of them."""
    return _one_or_all(tuple(index(name, dim) for name in names.split()))


def ranges_over(value: Expr) -> Dim | None:
    """The dimension that an index expression runs over; None for a fixed place such as 4.

    Raises `IllFormed` if the value cannot stand as an index.
    """
    if isinstance(value, Integer):
        if value < 1:
            raise IllFormed("indices count from 1, and {} is written", value)
        return None
    dim = value if isinstance(value, Dim) else getattr(value, "ranges_over", None)
    if not isinstance(dim, Dim):
        raise IllFormed("{} stands where an index should", value)
    return dim


def same_range(first: Expr, second: Expr) -> None:
    """Raises `IllFormed` unless both index expressions run over one dimension."""
    one, other = ranges_over(first), ranges_over(second)
    if one is not None and other is not None and one != other:
        raise IllFormed("{} runs over 1..{} but {} over 1..{}", first, one.name, second, other.name)


def _one_or_all(made: tuple[Any, ...]) -> Any:
    if not made:
        raise IllFormed("no name is written")
    return made[0] if len(made) == 1 else made
