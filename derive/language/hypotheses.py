"""What an identity may take for granted.

    normalised(y)               Σ_k y_k = 1 (for a matrix: in every row)
    onehot(y)                   y_k is 0 or 1, and one of them is 1
    equation(y[k], delta(k, c)) any equation; the free indices of its left side are arbitrary
    equal(i, j), distinct(i, j) on index expressions
    constant(t, z)              t, declared to depend on z, does not
    positive(b)                 every entry of b is positive
    at_least(n, 2)              a dimension has at least this size

A claim states those it needs, and a check reports those that it used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase

from sympy import Basic, Expr, Integer

from derive.language.binders import Delta, Distinct, Equal, Sum, free_indices, fresh
from derive.language.errors import IllFormed
from derive.language.expressions import Times, written
from derive.language.families import Entry, Family
from derive.language.indices import Dim, Index
from derive.language.names import declared


class _Stated:
    """A hypothesis reads as its formula."""

    def __str__(self) -> str:
        from derive.language.typeset import text

        return text(self)

    def _repr_latex_(self) -> str:
        from derive.language.typeset import latex

        return f"${latex(self)}$"


@dataclass(frozen=True)
class Equation(_Stated):
    """left = right, for all values of the free indices of the left side but the `fixed` ones."""

    left: Expr
    right: Expr
    fixed: frozenset[Index] = frozenset()


@dataclass(frozen=True)
class OneHot(_Stated):
    """One entry along the last index is 1, the others are 0."""

    family: Family

    @property
    def equations(self) -> tuple[Equation, Equation]:
        """y_k y_j = δ_kj y_k and Σ_k y_k = 1."""
        *rows, last = _letters(self.family)
        other = fresh(last, frozenset((*rows, last)))
        first, second = Entry(self.family, *rows, last), Entry(self.family, *rows, other)
        product = Equation(Times(first, second), Times(Delta(last, other), first))
        return product, normalised(self.family)


@dataclass(frozen=True)
class Constant(_Stated):
    """The family does not depend on the variable, though it is declared to."""

    family: Family
    variable: Family


@dataclass(frozen=True)
class Positive(_Stated):
    """Every entry of the family is positive."""

    family: Family


@dataclass(frozen=True)
class NonNegative(_Stated):
    """The expression is at least 0, for all values of its free indices."""

    expression: Expr


@dataclass(frozen=True)
class AtLeast(_Stated):
    """The dimension is at least this number."""

    dim: Dim
    number: int


Hypothesis = Equation | OneHot | Constant | Positive | NonNegative | AtLeast | Equal


def equation(left: object, right: object) -> Equation:
    """left = right as a hypothesis; a free index of the right side alone is a fixed place."""
    return Equation(written(left), written(right))


def normalised(letter: Family | Entry, among: Iterable[Index] | None = None) -> Equation:
    """Σ_k y_k = 1; for more indices the last is summed: Σ_k Y_ik = 1 for every i.

    The indices are chosen `among` these: if none are given, those that the page has declared.
    """
    family = _family(letter)
    *rows, last = _letters(family, among)
    return Equation(Sum(Entry(family, *rows, last), last), Integer(1))


def onehot(letter: Family | Entry) -> OneHot:
    """y_k is 0 or 1 and Σ_k y_k = 1; for more indices along the last."""
    family = _family(letter)
    _letters(family)
    return OneHot(family)


def constant(letter: Family | Entry, variable: Family) -> Constant:
    """The family does not depend on the variable."""
    family = _family(letter)
    if variable not in family.of:
        raise IllFormed(f"{family.name} is not declared to depend on {variable.name}: it is constant already")
    return Constant(family, variable)


def positive(letter: Family | Entry) -> Positive:
    """Every entry is positive."""
    return Positive(_family(letter))


def nonnegative(expression: object) -> NonNegative:
    """expression ≥ 0."""
    return NonNegative(written(expression))


def at_least(dim: Dim, number: int) -> AtLeast:
    """dim ≥ number."""
    if not isinstance(dim, Dim) or not isinstance(number, int):
        raise IllFormed(f"a dimension is at least a whole number, and at_least({dim}, {number}) is written")
    return AtLeast(dim, number)


def hypothesis_indices(hypothesis: Hypothesis) -> frozenset[Index]:
    """The fixed indices a hypothesis speaks of; those that are arbitrary are not among them."""
    if isinstance(hypothesis, Equal | Distinct):
        return free_indices(hypothesis)
    if isinstance(hypothesis, Equation):
        return (free_indices(hypothesis.right) - free_indices(hypothesis.left)) | hypothesis.fixed
    return frozenset()


def hypothesis_parts(hypothesis: Hypothesis) -> tuple[Basic, ...]:
    """The expressions and letters that a hypothesis is made of."""
    match hypothesis:
        case Equation(left, right, _):
            return left, right
        case OneHot(family) | Positive(family) | Constant(family, _):
            return (family,)
        case NonNegative(expression):
            return (expression,)
        case AtLeast(dim, _):
            return (dim,)
    return (hypothesis,)


def _family(letter: object) -> Family:
    family = letter.family if isinstance(letter, Entry) else letter
    if not isinstance(family, Family):
        raise IllFormed(f"a hypothesis about a letter is written, and {letter} is none")
    return family


def _letters(family: Family, among: Iterable[Index] | None = None) -> tuple[Index, ...]:
    """k, or i and k, or …; another of the letters at hand where one of these runs over another dimension."""
    if not family.dims:
        raise IllFormed(f"{family.name} has no index to sum over")
    names = ("k", "ik", "ijk")[len(family.dims) - 1] if len(family.dims) < 4 else ascii_lowercase
    known = {made.name: made for made in (declared().values() if among is None else among)}
    chosen: list[Index] = []
    for name, dim in zip(names, family.dims, strict=False):
        usual = Index(name, dim)
        others = (made for made in known.values() if isinstance(made, Index) and made.dim == dim)
        if known.get(name, usual) != usual:
            usual = next((made for made in others if made not in chosen), usual)
        chosen.append(usual)
    return tuple(chosen)
