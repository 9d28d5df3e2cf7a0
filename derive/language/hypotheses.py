"""What an identity may take for granted.

    normalised(y)               Σ_k y_k = 1 (for a matrix: in every row)
    onehot(y)                   y_k is 0 or 1, and one of them is 1
    equation(y[k], delta(k, c)) any equation; the free indices of its left side are arbitrary
    equal(i, j), distinct(i, j) on index expressions
    constant(t, z)              t, declared to depend on z, does not
    positive(b)                 every entry of b is positive
    at_least(n, 2)              a dimension has at least this size
    within(t, 2, n)             an index stands between these places
    symmetric(A), diagonal(A), orthonormal(Q), idempotent(P), psd(A), invertible(A)     on matrices

A claim states those it needs, and a check reports those that it used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from string import ascii_lowercase

from sympy import Basic, Expr, Integer

from derive.language.binders import Delta, Sum, fresh
from derive.language.errors import IllFormed
from derive.language.expressions import Times, written
from derive.language.families import Entry, Family
from derive.language.hypothesis import Drawer, Equation, Evaluator, Hypothesis, Stated
from derive.language.indices import Dim, Index
from derive.language.names import declared

__all__ = [
    "AtLeast",
    "Constant",
    "Equation",
    "Hypothesis",
    "Idempotent",
    "Invertible",
    "NonNegative",
    "OnDiagonal",
    "OneHot",
    "Orthonormal",
    "Positive",
    "Semidefinite",
    "Symmetric",
    "at_least",
    "constant",
    "diagonal",
    "equation",
    "idempotent",
    "invertible",
    "nonnegative",
    "normalised",
    "onehot",
    "orthonormal",
    "positive",
    "psd",
    "symmetric",
]


@dataclass(frozen=True)
class NonNegative(Stated):
    """The expression is at least 0, for all values of its free indices."""

    expression: Expr

    @property
    def parts(self) -> tuple[Basic, ...]:
        """The expression."""
        return (self.expression,)

    def draw(self, drawer: Drawer) -> None:
        """The sign."""
        drawer.nonnegative(self.expression)

    def holds(self, evaluator: Evaluator) -> bool:
        """The sign."""
        return evaluator.nonnegative(self.expression)


@dataclass(frozen=True)
class AtLeast(Stated):
    """The dimension is at least this number."""

    dim: Dim
    number: int

    @property
    def parts(self) -> tuple[Basic, ...]:
        """The dimension."""
        return (self.dim,)

    def draw(self, drawer: Drawer) -> None:
        """The size."""
        drawer.at_least(self.dim, self.number)

    def holds(self, evaluator: Evaluator) -> bool:
        """The size."""
        return evaluator.size(self.dim) >= self.number


@dataclass(frozen=True)
class _OfLetter(Stated):
    """A hypothesis about the entries of one letter."""

    family: Family

    @property
    def parts(self) -> tuple[Basic, ...]:
        """The letter."""
        return (self.family,)

    def holds(self, evaluator: Evaluator) -> bool:
        """Its equations."""
        return all(map(evaluator.equal, self.equations))


@dataclass(frozen=True)
class Constant(_OfLetter):
    """The family does not depend on the variable, though it is declared to."""

    variable: Family

    def draw(self, drawer: Drawer) -> None:
        """Numbers with ∂family/∂variable = 0."""
        drawer.constant(self.family, self.variable)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether ∂family/∂variable = 0."""
        return evaluator.constant(self.family, self.variable)


@dataclass(frozen=True)
class Positive(_OfLetter):
    """Every entry of the family is positive."""

    def draw(self, drawer: Drawer) -> None:
        """The sign."""
        drawer.positive(self.family)

    def holds(self, evaluator: Evaluator) -> bool:
        """The sign."""
        return evaluator.positive(self.family)


@dataclass(frozen=True)
class OneHot(_OfLetter):
    """One entry along the last index is 1, the others are 0."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """y_k y_j = δ_kj y_k and Σ_k y_k = 1."""
        *rows, last = _letters(self.family)
        other = fresh(last, frozenset((*rows, last)))
        first, second = Entry(self.family, *rows, last), Entry(self.family, *rows, other)
        product = Equation(Times(first, second), Times(Delta(last, other), first))
        return product, normalised(self.family)

    def draw(self, drawer: Drawer) -> None:
        """One 1, and zeros."""
        drawer.one_hot(self.family)


@dataclass(frozen=True)
class _OfMatrix(_OfLetter):
    """A hypothesis about a matrix A."""

    @property
    def entries(self) -> tuple[tuple[Index, Index, Index], Callable[[Expr, Expr], Entry]]:
        """Indices i, j over its columns and k over its rows, and its entry at two of them."""
        rows, columns = self.family.dims
        i, j = Index("i", columns), Index("j", columns)
        return (i, j, Index("k", rows)), partial(Entry, self.family)


@dataclass(frozen=True)
class Symmetric(_OfMatrix):
    """A = Aᵀ."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """A_ij = A_ji."""
        (i, j, _), at = self.entries
        return (Equation(at(i, j), at(j, i)),)

    def draw(self, drawer: Drawer) -> None:
        """Numbers with A_ij = A_ji."""
        drawer.symmetric(self.family)


@dataclass(frozen=True)
class Orthonormal(_OfMatrix):
    """QᵀQ = I: the columns are orthonormal; for a square matrix Q Qᵀ = I besides."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """Σ_k Q_ki Q_kj = δ_ij, and for a square matrix Σ_k Q_ik Q_jk = δ_ij, which follows."""
        (i, j, k), at = self.entries
        columns = Equation(Sum(Times(at(k, i), at(k, j)), k), Delta(i, j))
        rows = Equation(Sum(Times(at(i, k), at(j, k)), k), Delta(i, j)) if i.dim == k.dim else None
        return (columns,) if rows is None else (columns, rows)

    def draw(self, drawer: Drawer) -> None:
        """Numbers with Qᵀ Q = I."""
        drawer.orthonormal(self.family)


@dataclass(frozen=True)
class Idempotent(_OfMatrix):
    """P P = P."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """Σ_k P_ik P_kj = P_ij."""
        (i, j, k), at = self.entries
        return (Equation(Sum(Times(at(i, k), at(k, j)), k), at(i, j)),)

    def draw(self, drawer: Drawer) -> None:
        """Numbers with P P = P."""
        drawer.idempotent(self.family)


@dataclass(frozen=True)
class OnDiagonal(_OfMatrix):
    """A_ij = 0 for i ≠ j."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """A_ij = δ_ij A_ii."""
        (i, j, _), at = self.entries
        return (Equation(at(i, j), Times(Delta(i, j), at(i, i))),)

    def draw(self, drawer: Drawer) -> None:
        """Numbers with D_ij = 0 for i ≠ j."""
        drawer.on_diagonal(self.family)


@dataclass(frozen=True)
class Semidefinite(_OfMatrix):
    """A = Aᵀ, and xᵀ A x ≥ 0 for every x."""

    @property
    def equations(self) -> tuple[Equation, ...]:
        """A_ij = A_ji."""
        return Symmetric(self.family).equations

    def draw(self, drawer: Drawer) -> None:
        """Numbers with xᵀ A x ≥ 0 for every x."""
        drawer.semidefinite(self.family)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether xᵀ A x ≥ 0 for every x."""
        return evaluator.semidefinite(self.family)


@dataclass(frozen=True)
class Invertible(_OfMatrix):
    """det A ≠ 0."""

    def draw(self, drawer: Drawer) -> None:
        """Numbers with det A ≠ 0."""
        drawer.invertible(self.family)

    def holds(self, evaluator: Evaluator) -> bool:
        """Whether det A ≠ 0."""
        return evaluator.invertible(self.family)


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
        raise IllFormed(
            "{} is not declared to depend on {}: it is constant already", family.name, variable.name
        )
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
        raise IllFormed(
            "a dimension is at least a whole number, and at_least({}, {}) is written", dim, number
        )
    return AtLeast(dim, number)


def symmetric(letter: Family) -> Symmetric:
    """A = Aᵀ."""
    return Symmetric(_matrix(letter, square=True))


def orthonormal(letter: Family) -> Orthonormal:
    """QᵀQ = I: the columns are orthonormal; for a square matrix Q Qᵀ = I besides."""
    return Orthonormal(_matrix(letter))


def idempotent(letter: Family) -> Idempotent:
    """P P = P."""
    return Idempotent(_matrix(letter, square=True))


def diagonal(letter: Family) -> OnDiagonal:
    """A_ij = 0 for i ≠ j."""
    return OnDiagonal(_matrix(letter, square=True))


def psd(letter: Family) -> Semidefinite:
    """A = Aᵀ, and xᵀ A x ≥ 0 for every x."""
    return Semidefinite(_matrix(letter, square=True))


def invertible(letter: Family) -> Invertible:
    """det A ≠ 0."""
    return Invertible(_matrix(letter, square=True))


def _family(letter: object) -> Family:
    family = letter.family if isinstance(letter, Entry) else letter
    if not isinstance(family, Family):
        raise IllFormed("a hypothesis about a letter is written, and {} is none", letter)
    return family


def _matrix(letter: object, *, square: bool = False) -> Family:
    family = _family(letter)
    if len(family.dims) != 2:
        raise IllFormed("{} is no matrix: it takes {} indices", family.name, len(family.dims))
    if square and family.dims[0] != family.dims[1]:
        raise IllFormed(
            "{} is {} × {}, and a square matrix is meant",
            family.name,
            family.dims[0].name,
            family.dims[1].name,
        )
    return family


def _letters(family: Family, among: Iterable[Index] | None = None) -> tuple[Index, ...]:
    """k, or i and k, or …; another of the letters at hand where one of these runs over another dimension."""
    if not family.dims:
        raise IllFormed("{} has no index to sum over", family.name)
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
