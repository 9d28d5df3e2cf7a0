"""What a proof may use, and hypotheses as what the reader knows: rules, signs, places that are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Basic, Expr, Integer

from derive.kernel.consequences import differentiated, holds_at_every, inverse_pair
from derive.kernel.limits import Limits
from derive.kernel.products import Products
from derive.kernel.terms import Form, IndexKey, Undecided, counted
from derive.language.binders import Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, Family, definitions, depends, families
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    Hypothesis,
    Invertible,
    NonNegative,
    OneHot,
    Positive,
    Semidefinite,
)
from derive.language.indices import Dim, Index
from derive.language.places import Distinct, Equal, Within

Places = Mapping[Index, IndexKey]


@dataclass(frozen=True)
class Openings:
    """What a proof may use beyond field and Σ algebra; by default everything.

    `definitions` are the names of those that may be opened (None: all), `hypotheses` what may be taken for granted.
    With `labelled` a one-hot letter is read as δ of its own place, y_k = δ_kc, so that f(Σ_k y_k x_k) = Σ_k y_k f(x_k);
    with `geometric` a sum of powers of g is written as a quotient, for g ≠ 1; with `deeper` recurrences are written out
    by one step more than they stand in the claim.
    """

    definitions: frozenset[str] | None = None
    calculus: bool = True
    functions: bool = True
    hypotheses: tuple[Hypothesis, ...] = ()
    labelled: bool = False
    geometric: bool = False
    deeper: bool = False

    def may_open(self, definition: Definition) -> bool:
        """Whether the definition may be opened."""
        return self.definitions is None or definition.name in self.definitions


class Assuming(Products):
    """Products of forms under hypotheses."""

    def __init__(self, openings: Openings, limits: Limits) -> None:
        super().__init__(limits)
        self.openings = openings
        self.functions = openings.functions
        self.geometric = openings.geometric
        self.opened_names: set[str] = set()
        self.exchanged: set[tuple[Family, Dim]] = set()
        self._known: dict[tuple[Definition, tuple[IndexKey, ...], frozenset[str]], Form] = {}
        self._places: dict[Index, IndexKey] = {}
        self._granted: list[tuple[Equation, Hypothesis]] = []
        self._hot: dict[Family, Hypothesis] = {}
        self._slopes: set[tuple[Family, ...]] = set()

    # what the reader supplies

    def read(self, expression: Expr, places: Places | None = None) -> Form:
        """The normal form of an expression."""
        raise NotImplementedError

    def place(self, index: Basic, places: Places) -> IndexKey:
        """The place that an index names."""
        raise NotImplementedError

    def is_identity(self, equation: Equation) -> bool:
        """Whether an equation needs no hypothesis to hold, so that it holds for all values of its letters."""
        raise NotImplementedError

    # hypotheses

    def take_in(self, hypotheses: Iterable[Hypothesis]) -> None:
        """Use the hypotheses from now on, each read under those before it."""
        for hypothesis in sorted(hypotheses, key=_order):
            self._assume(hypothesis)
            self._known.clear()

    def _assume(self, hypothesis: Hypothesis) -> None:
        if self.openings.labelled and isinstance(hypothesis, OneHot):
            self._hot[hypothesis.family] = hypothesis
            return
        for equation in hypothesis.equations:
            self._assume_equation(equation, hypothesis)
            self._granted.append((equation, hypothesis))
            if (pair := inverse_pair(equation)) is not None:
                self._assume_equation(pair.other_side, hypothesis)
        match hypothesis:
            case Constant(family, variable):
                self.constants[family.name, variable.name] = hypothesis
            case Distinct(args=(first, second)):
                self.assumed_distinct[self.place(first, {}), self.place(second, {})] = hypothesis
            case AtLeast(dim, number):
                self._assume_least(dim.name, number, hypothesis)
            case Within(args=(index, Integer() as first, last)) if counted(self.place(last, {}))[0][0] == "e":
                offset = counted(self.place(last, {}))[1]
                self.windows[self.place(index, {})] = int(first) - 1, offset
                self.window_owners[self.place(index, {})] = hypothesis
                self._assume_least(index.dim.name, int(first) - offset, hypothesis)
            case Equal(args=(first, second)):
                self._identify(first, second, hypothesis)
            case _:
                self._assume_sign(hypothesis)

    def _assume_least(self, dim: str, number: int, hypothesis: Hypothesis) -> None:
        if number > self.least.get(dim, 1):
            self.least[dim], self.least_owners[dim] = number, hypothesis

    def _assume_sign(self, hypothesis: Hypothesis) -> None:
        match hypothesis:
            case Positive(family):
                self.assumed_positive[family.name] = hypothesis
            case NonNegative(expression):
                free = sorted(free_indices(expression), key=str)
                places = {index: self.fresh(index.dim.name) for index in free}
                self.assumed_non_negative.append((self.read(expression, places), hypothesis))
            case Semidefinite(family):
                self.semidefinite["entry", family.name] = hypothesis
            case AtLeast() | Invertible() | Within():
                pass
            case _ if not hypothesis.equations:
                raise Undecided("no rule is known for the hypothesis {}", hypothesis)

    def _assume_equation(self, equation: Equation, owner: Hypothesis) -> None:
        """The equation as a rule; its arbitrary indices are new, so that no condition of the claim speaks of them."""
        left, right = equation.parts
        places = {index: self.fresh(index.dim.name) for index in equation.arbitrary}
        letters = _named(left, right) if self.is_identity(equation) else _letters_at_hand(equation)
        sides = self.read(left, places), self.read(right, places)
        self.assume(*sides, owner, frozenset(places.values()), letters)

    def differentiate_hypotheses(self, expression: Expr) -> None:
        """What hypotheses say of the derivatives that stand in the expression."""
        for node in walk(expression) if self._granted else ():
            variables = tuple(sorted(_variables(node), key=str))
            if variables and variables not in self._slopes:
                self._slopes.add(variables)
                for equation, owner in self._granted:
                    if all(holds_at_every(equation, variable) for variable in variables):
                        self._exchange_in(equation, variables)
                        for slope in differentiated(equation, variables):
                            self._assume_equation(slope, owner)
                            self._solved.clear()

    def _exchange_in(self, equation: Equation, variables: tuple[Family, ...]) -> None:
        """The derivative of a hypothesis is carried under the expectations that stand in it."""
        for part in (node for side in equation.parts for node in walk(side)):
            if isinstance(part, Sum) and part.bound.dim.counts_outcomes:
                self.exchanged |= {
                    (variable, part.bound.dim) for variable in variables if depends(part, variable)
                }

    def _identify(self, first: Expr, second: Expr, hypothesis: Hypothesis) -> None:
        one, other = (first, second) if isinstance(first, Index) else (second, first)
        if not isinstance(one, Index):
            raise Undecided("no rule is known for the hypothesis {}", hypothesis)
        self._places[one] = self.place(other, {})
        self.used.add(hypothesis)


def _order(hypothesis: Hypothesis) -> int:
    """The order in which hypotheses are taken in, so that what is read of one is read under those before it."""
    if isinstance(hypothesis, Equal):
        return 0 if type(hypothesis) is Equal else 1
    plain = all(isinstance(each.left, Entry) for each in hypothesis.equations)
    return 1 if not hypothesis.equations else 2 if plain else 3


def _variables(node: Basic) -> list[Family]:
    """The variables in which the node is a derivative of something, one for each ∂."""
    found = []
    while isinstance(node, Derivative):
        found.append(node.variable.family)
        node = node.body
    return found


def letters_of(*parts: Basic) -> frozenset[str]:
    """The letters that what is said of these parts depends on: families, their variables, definitions."""
    found = frozenset().union(*map(families, parts))
    variables = {variable for family in found for variable in family.of}
    return _named(*parts) | frozenset(each.name for each in (*found, *variables))


def _letters_at_hand(equation: Equation) -> frozenset[str]:
    """The letters in whose derivatives the equation may not be used: it is said of the value at hand alone."""
    found = frozenset().union(*map(families, equation.parts))
    every = {variable for family in found for variable in family.of if holds_at_every(equation, variable)}
    return letters_of(*equation.parts) - {variable.name for variable in every}


def _named(*parts: Basic) -> frozenset[str]:
    """The definitions in these parts: an identity about them says nothing where they are taken as variables."""
    return frozenset(each.name for part in parts for each in definitions(part))
