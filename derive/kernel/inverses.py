"""Inverses and determinants: each is a letter of its own, of which these laws are known.

Σ_j A_ij (A⁻¹)_jk = δ_ik        Σ_j (A⁻¹)_ij A_jk = δ_ik        A⁻¹ is symmetric where A is
F_i = 0 for all i where Σ_i A_ki F_i = 0 for all k

Two matrices are one where their entries have one normal form. That det A is not 0 is a condition of every claim about
A⁻¹ and log det A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sympy import Expr

from derive.kernel.rules import Rules, leaves
from derive.kernel.terms import Form, Frozen, IndexKey, Monomial, freeze
from derive.language.binders import substitute
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant

INVERSE, DETERMINANT, LOG_DETERMINANT = "inverse", "det", "logdet"


@dataclass(frozen=True)
class Square:
    """A square matrix: its entry at `row` and `column` is `form`, in which the `parameters` stand for its own indices.

    `written` is the matrix as it was first met, `indices` the page's indices in the place of the parameters.
    """

    form: Frozen
    row: IndexKey
    column: IndexKey
    parameters: tuple[IndexKey, ...]
    written: Any
    indices: tuple[Any, ...]
    number: int = -1

    def name(self, kind: str) -> str:
        """What its inverse, its determinant or log det are called."""
        return f"{kind} {self.number}"


class Inverses(Rules):
    """Rules, with those of inverse matrices."""

    def __init__(self, limits: Any) -> None:
        super().__init__(limits)
        self.squares: dict[Frozen, Square] = {}

    def known(self, met: Square) -> Square:
        """The matrix with these entries, one for one normal form; its laws are assumed when it is met first."""
        if met.form not in self.squares:
            made = replace(met, number=len(self.squares))
            self.squares[met.form] = made
            self._assume_laws(made)
        return self.squares[met.form]

    def of_square(self, square: Square, kind: str, at: tuple[IndexKey, ...]) -> Form:
        """An entry of the inverse, the determinant or log det, with these for the parameters and places."""
        if kind != DETERMINANT:
            own = at[: len(square.parameters)]
            self.conditions.add(freeze(self.of_square(square, DETERMINANT, own)))
        return self.settle(1, {("entry", square.name(kind), at): 1})

    def entry_of(self, square: Square, at: tuple[IndexKey, ...]) -> Form:
        """An entry of the matrix itself."""
        places = dict(zip((*square.parameters, square.row, square.column), at, strict=True))
        return self.substitute_form(dict(square.form), places)

    @property
    def made(self) -> dict[str, Callable[..., Expr]]:
        """How each letter is written that stands for an inverse or a determinant."""
        heads = {INVERSE: InverseEntry, DETERMINANT: Determinant, LOG_DETERMINANT: LogDeterminant}
        return {
            square.name(kind): partial(_written, head, square)
            for square in self.squares.values()
            for kind, head in heads.items()
        }

    def _inverse(self, square: Square, at: tuple[IndexKey, ...]) -> Form:
        return self.settle(1, {("entry", square.name(INVERSE), at): 1})

    def _assume_laws(self, square: Square) -> None:
        own, row, column = square.parameters, square.row, square.column
        variables = frozenset((*own, row, column))
        inner = self.fresh(row[2])
        left = self.multiply(
            self.entry_of(square, (*own, row, inner)), self._inverse(square, (*own, inner, column))
        )
        right = self.multiply(
            self._inverse(square, (*own, row, inner)), self.entry_of(square, (*own, inner, column))
        )
        turned = self.entry_of(square, (*own, column, row))
        if turned == dict(square.form):
            here, there = (self._inverse(square, (*own, *at)) for at in ((row, column), (column, row)))
            self.assume(here, there, None, variables)
        for side in (left, right):
            self._assume_law(self.bind(side, (inner,)), self.delta(row, column), variables)

    def _assume_law(self, product: Form, identity: Form, variables: frozenset[IndexKey]) -> None:
        """The greatest term of the product becomes what the law says of it; of the inverse of 0 it says nothing."""
        if not product:
            return
        lead = max(product, key=_weight)
        rest = {powers: number for powers, number in product.items() if powers != lead}
        self.assume({lead: product[lead]}, self.subtract(identity, rest), None, variables)

    def multiplied_out(self, form: Form, fixed: set[IndexKey]) -> Iterator[Form]:
        """The form times a matrix by whose inverse it is multiplied at an index: 0 for all values of it as the form is.

        The index is none of those `fixed`.
        """
        for square, own, place, is_row in sorted(self._outermost(form), key=str):
            if place in fixed or not square.form:
                continue
            inner = self.fresh(place[2])
            moved = self.substitute_form(form, {place: inner})
            at = (*own, place, inner) if is_row else (*own, inner, place)
            yield self.bind(self.multiply(self.entry_of(square, at), moved), (inner,))

    def _outermost(self, form: Form) -> set[tuple[Square, tuple[IndexKey, ...], IndexKey, bool]]:
        """The inverses that stand at a free index, as rows or as columns."""
        named = {square.name(INVERSE): square for square in self.squares.values()}
        found = set()
        for leaf in (leaf for powers in form for atom, _ in powers for leaf in leaves(atom)):
            if leaf[0] == "entry" and leaf[1] in named:
                *own, row, column = leaf[2]
                for place, is_row in ((row, True), (column, False)):
                    if place[0] == "f" and all(index[0] == "f" for index in own):
                        found.add((named[leaf[1]], tuple(own), place, is_row))
        return found


def _written(head: Any, square: Square, *at: Expr) -> Expr:
    """The head of the matrix with these for its own indices, at the places that are left."""
    own = len(square.indices)
    matrix = substitute(square.written, dict(zip(square.indices, at[:own], strict=True)))
    made: Expr = head(matrix, *at[own:])
    return made


def _weight(powers: Monomial) -> tuple[int, str]:
    """How many letters stand in a term; names decide between terms of one length."""
    return sum(1 for atom, _ in powers for _ in leaves(atom)), str(powers)
