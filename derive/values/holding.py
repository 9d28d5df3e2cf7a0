"""Whether hypotheses hold on an instance, looked up in its numbers: nothing of how they were drawn is used.

An equation between letters that depend on variables must hold at every point: so do its derivatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import Protocol

from sympy import Basic, Expr

from derive.language.families import Definition, Family
from derive.language.hypotheses import Equation, Hypothesis
from derive.language.hypothesis import Evaluator
from derive.language.indices import Dim, Index
from derive.values import dual, numbers
from derive.values.assignment import Assignment, entries
from derive.values.exact import Exact
from derive.values.matrix_words import determinant
from derive.values.numbers import Beyond, Number, Undefined
from derive.values.steps import Steps
from derive.values.walk import Key, Places, letters_of


class _Absent(Exception):
    """An index without a place, or a dimension without a size: the claim does not speak of it."""


class Needed(Protocol):
    """expression ≠ 0, > 0 or ≥ 0, for all values of the indices `every`: where an identity holds."""

    @property
    def expression(self) -> Expr:
        """What is compared with 0."""

    @property
    def relation(self) -> str:
        """≠, > or ≥; ∂ where a derivative is taken under an expectation."""

    @property
    def every(self) -> frozenset[Index]:
        """The indices that are for all places."""


def met(needed: Iterable[Needed], exact: Exact, places: Places) -> bool:
    """Whether all of them are true at these places of the instance; a finite measure lets ∂ be exchanged with Σ."""
    return all(_is_met(each, exact, places) for each in needed if each.relation != "∂")


def _is_met(needed: Needed, exact: Exact, places: Places) -> bool:
    free = exact.survey.free(needed.expression)
    arbitrary = [index for index in free if index in needed.every or index not in places]
    for chosen in product(*(range(1, exact.sizes[index.dim] + 1) for index in arbitrary)):
        at = {**places, **dict(zip(arbitrary, chosen, strict=True))}
        try:
            sign = numbers.sign(exact.value(needed.expression, at))
        except Beyond:
            continue  # of what does not exist nothing is needed
        except Undefined:
            return False
        if not {"≠": sign != 0, ">": sign > 0, "≥": sign >= 0}[needed.relation]:
            return False
    return True


class Holding(Evaluator):
    """The numbers of an instance, asked whether what is assumed of them is true."""

    def __init__(self, made: Assignment, places: Places, steps: Steps | None = None) -> None:
        self.made, self.places, self.survey = made, places, made.survey
        self.exact = Exact(made, steps)

    def denied(self) -> Hypothesis | Family | None:
        """A hypothesis of the claim that does not hold, or a letter that is declared positive and is not."""
        for each in self.survey.given:
            try:
                if not each.holds(self):
                    return each
            except _Absent:
                continue  # such an index can be chosen so that it holds
            except Undefined:
                return each
        declared = (each for each in self.survey.families if each.positive)
        return next((each for each in declared if not self.positive(each)), None)

    def equal(self, equation: Equation) -> bool:
        """Whether left = right at all places of its arbitrary indices, wherever variables move."""
        for places in self._everywhere(equation.parts, equation.fixed_indices):
            for exact in self._moved(equation.parts):
                left, right = (exact.write(side, places) for side in (equation.left, equation.right))
                masks = {*dual.parts(left), *dual.parts(right)}
                if not all(numbers.same(dual.part(left, mask), dual.part(right, mask)) for mask in masks):
                    return False
        return True

    def nonnegative(self, expression: Expr) -> bool:
        """Whether the expression ≥ 0 at all places of its free indices."""
        everywhere = self._everywhere((expression,), frozenset())
        return all(numbers.sign(self.exact.value(expression, places)) >= 0 for places in everywhere)

    def positive(self, family: Family) -> bool:
        """Whether every entry > 0."""
        return all(numbers.sign(self._number(key)) > 0 for key in entries(family, self.made.sizes))

    def constant(self, family: Family, variable: Family) -> bool:
        """Whether no entry moves with an entry of the variable; where nothing does, the variable has no size."""
        if variable not in self.survey.moved:
            return True
        for key in entries(variable, self.made.sizes):
            moving = self.exact.moving(((1, key),))
            for entry in entries(family, self.made.sizes):
                if numbers.sign(dual.part(_entry(moving, entry), 1)):
                    return False
        return True

    def size(self, dim: Dim) -> int:
        """The size of the dimension; one that the claim does not have can be any."""
        if dim not in self.made.sizes:
            raise _Absent
        return self.made.sizes[dim]

    def place(self, index: Expr) -> int:
        """The place that an index expression names."""
        try:
            return self.exact.place(index, self.places)
        except KeyError as absent:
            raise _Absent from absent

    def semidefinite(self, family: Family) -> bool:
        """Whether A = Aᵀ, and no step of the elimination of A meets a negative pivot."""
        matrix = self._matrix(family)
        size = range(len(matrix))
        if any(not numbers.same(matrix[i][j], matrix[j][i]) for i in size for j in size):
            return False
        for step in size:
            pivot = numbers.sign(matrix[step][step])
            if pivot < 0 or (pivot == 0 and any(numbers.sign(each) for each in matrix[step][step:])):
                return False
            if pivot:
                matrix = _reduced(matrix, step)
        return True

    def invertible(self, family: Family) -> bool:
        """Whether det A ≠ 0."""
        return numbers.sign(determinant(self._matrix(family))) != 0

    def _matrix(self, family: Family) -> list[list[Number]]:
        rows, columns = (range(1, self.made.sizes[dim] + 1) for dim in family.dims)
        return [[self._number((family, (i, j))) for j in columns] for i in rows]

    def _number(self, key: Key) -> Number:
        return dual.part(_entry(self.exact, key))

    def _everywhere(self, parts: Sequence[Basic], held: frozenset[Index]) -> Iterator[dict[Index, int]]:
        """All places of the indices of these parts; those held stand where the claim's stand."""
        free = [*dict.fromkeys(index for part in parts for index in self.survey.free(part))]
        fixed = {index: self.place(index) for index in free if index in held}
        arbitrary = [index for index in free if index not in held]
        for chosen in product(*(range(1, self.made.sizes[index.dim] + 1) for index in arbitrary)):
            yield fixed | dict(zip(arbitrary, chosen, strict=True))

    def _moved(self, parts: Sequence[Basic]) -> Iterator[Exact]:
        """The instance as it is, and with ∂ taken as often as the claim takes it in what these parts depend on."""
        yield self.exact
        letters = frozenset().union(*map(letters_of, parts))
        dependent = {
            variable for letter in letters if not isinstance(letter, Definition) for variable in letter.of
        }
        keys = [
            key
            for letter in sorted(dependent & self.survey.moved, key=_name)
            for key in entries(letter, self.made.sizes)
        ]
        for depth in range(1, self.survey.depth + 1):
            for chosen in combinations_with_replacement(keys, depth):
                yield self.exact.moving(tuple((1 << bit, key) for bit, key in enumerate(chosen)))


def _entry(exact: Exact, key: Key) -> dual.Value:
    letter, places = key
    return exact.definition(letter, places) if isinstance(letter, Definition) else exact.entry(key)


def _name(letter: Family) -> str:
    return letter.name


def _reduced(matrix: list[list[Number]], step: int) -> list[list[Number]]:
    """The matrix with the row and column of this step taken out by elimination."""
    below = numbers.power(matrix[step][step], -numbers.ONE)
    return [
        [each + -(row[step] * matrix[step][j] * below) if i > step else each for j, each in enumerate(row)]
        for i, row in enumerate(matrix)
    ]
