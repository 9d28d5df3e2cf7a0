"""What follows from an equation that is taken for granted.

    Σ_k h_k = 1, for h(z)        Σ_k ∂h_k/∂z_d = 0: it holds at every z
    Σ_j B_ij A_jk = δ_ik         Σ_j A_ij B_jk = δ_ik, for square matrices, and ∂B = −B (∂A) B

An equation about letters that depend on z is meant at every z. One about z itself, or about a definition, is meant
at the z at hand alone, and says nothing of slopes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sympy import Expr

from derive.language.binders import Delta, Sum, free_indices, fresh, substitute, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Times
from derive.language.families import Entry, Family, definitions, families
from derive.language.hypotheses import Equation
from derive.language.indices import Index


def holds_at_every(equation: Equation, variable: Family) -> bool:
    """Whether the equation is meant for all values of the variable."""
    sides = equation.parts
    letters = frozenset().union(*map(families, sides))
    return not any(map(definitions, sides)) and any(variable in letter.of for letter in letters)


def differentiated(equation: Equation, variables: Sequence[Family]) -> Iterator[Equation]:
    """The equation's derivative in an entry of each of the variables; solved, where it is about an inverse."""
    taken = frozenset().union(*(node for part in equation.parts for node in _indices(part)))
    entries: list[Entry] = []
    for variable in variables:
        places: list[Index] = []
        for dim in variable.dims:
            places.append(fresh(Index("d", dim), taken | {*places}))
        taken |= frozenset(places)
        entries.append(Entry(variable, *places))
    left, right = equation.parts
    for entry in entries:
        left, right = Derivative(left, entry), Derivative(right, entry)
    pair = inverse_pair(equation)
    if pair is not None and len(entries) == 1 and pair.first.family != pair.second.family:
        yield pair.slope(entries[0])
    yield Equation(left, right, equation.fixed)


def _indices(part: Expr) -> Iterator[frozenset[Index]]:
    return (frozenset((node,)) for node in walk(part) if isinstance(node, Index))


@dataclass(frozen=True)
class InversePair:
    """Σ_j first_ij second_jk = δ_ik, for square matrices: each is the other's inverse."""

    first: Entry
    second: Entry
    row: Index
    inner: Index
    column: Index

    @property
    def other_side(self) -> Equation:
        """Σ_j second_ij first_jk = δ_ik"""
        one = substitute(self.second, {self.inner: self.row, self.column: self.inner})
        other = substitute(self.first, {self.row: self.inner, self.inner: self.column})
        return Equation(Sum(Times(one, other), self.inner), Delta(self.row, self.column))

    def slope(self, variable: Entry) -> Equation:
        """∂first_ik = −Σ_jl first_ij (∂second_jl) first_lk"""
        taken = frozenset((self.row, self.inner, self.column)) | free_indices(variable)
        last = fresh(self.inner, taken)
        whole = substitute(self.first, {self.inner: self.column})
        middle = Derivative(substitute(self.second, {self.column: last}), variable)
        end = substitute(self.first, {self.row: last, self.inner: self.column})
        return Equation(
            Derivative(whole, variable), Neg(Sum(Times(self.first, middle, end), self.inner, last))
        )


def inverse_pair(equation: Equation) -> InversePair | None:
    """The two matrices that the equation says are inverse to each other; None if it says something else."""
    match equation:
        case Equation(
            left=Sum(body=Times(args=(Entry() as one, Entry() as other)), bound=inner) as left,
            right=Delta(args=(Index() as row, Index() as column)),
        ) if not left.without and row != column:
            for first, second in ((one, other), (other, one)):
                if {*first.places} == {row, inner} and {*second.places} == {inner, column}:
                    square = row.dim == inner.dim == column.dim and not equation.fixed & {row, column}
                    return InversePair(first, second, row, inner, column) if square else None
    return None
