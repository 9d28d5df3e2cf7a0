"""What is changed in the trees of a document before any = is judged: bold letters, primes, labels, names."""

from __future__ import annotations

import re

from derive.documents.finding import Document
from derive.documents.readings import adjoints, bold, total_derivatives
from derive.documents.readings.blocks import in_blocks, labels_of_blocks
from derive.documents.readings.entries import by_entries, wholes
from derive.documents.readings.facts import Fact, Facts
from derive.documents.readings.field import Field
from derive.documents.readings.formulas import Formula
from derive.documents.readings.outcomes import entered, tabulated
from derive.documents.readings.primes import Primes
from derive.documents.readings.rewriting import (
    IN_PARAMETERS,
    SCORES,
    call_with_entry,
    entries_of_calls,
    labelled,
    numbered_by_powers,
    ones,
    parameter_of_gradients,
    summed_over_pairs,
    taken_in,
    variable_of_gradient,
)
from derive.documents.readings.said import Said
from derive.documents.readings.squared import squared_places, without_squares
from derive.documents.readings.trees import Called, Letter, Node

_EINSTEIN = re.compile(
    r"Einstein|summation convention|implicit summation|repeated indices"
    r"|ind(?:ex|ices) (?:that|which) appears? (?:more than once|twice)|爱因斯坦求和",
    re.IGNORECASE,
)
_ONES = re.compile(
    r"all[- ]ones?\b|\b(?:vector|column|row)s? of (?:\w+ )?ones\b|ones[- ]vector|全(?:1|一|壹)", re.IGNORECASE
)


class Passes:
    """The passes over all trees, in their order."""

    document: Document
    facts: Facts
    said: Said
    formulas: list[Formula]

    def _rewrite(self) -> None:
        """Every tree becomes what the document as a whole says that it is."""
        self._embolden()
        self._transpose()
        self._divide()
        self._adjoin()
        self._tabulate()
        self._totals()
        self.facts.gather(self.formulas)
        self._name_wholes()
        self._label()
        self._entries()
        self._unsquare()
        self._take()
        self._field()
        self.facts.functions |= {each.head.name for each in map(_operator, self.formulas) if each is not None}

    def _embolden(self) -> None:
        """Bold letters are as others where nothing but their font says that there are vectors."""
        sides = [side for formula in self.formulas for side in formula.sides if side.node is not None]
        if bold.is_plain(self.document.text, (side.node for side in sides if side.node is not None)):
            for side in sides:
                side.node = side.node and bold.unbold(side.node)

    def _transpose(self) -> None:
        """x′Px is xᵀPx where primes are transposes."""
        wholes = {each.letter for each in self.facts.found if each.kind in ("vector", "matrix")}
        primes = Primes(self.document.text, self.formulas, wholes)
        for side in (s for f in self.formulas for s in f.sides) if primes.transpose else ():
            side.node = side.node and primes.read(side.node)

    def _divide(self) -> None:
        """x_a is a vector where x = (x_a, x_b)."""
        labels = labels_of_blocks(self.document.text, self.formulas)
        for side in (s for f in self.formulas for s in f.sides) if labels else ():
            side.node = side.node and in_blocks(side.node, labels)

    def _adjoin(self) -> None:
        """dx is ∂L/∂x where gradients are named so."""
        if adjoints.are_gradients(self.document.text, self.formulas):
            for formula in self.formulas:
                for side in formula.sides:
                    side.node = side.node and adjoints.written_out(side.node)

    def _tabulate(self) -> None:
        """f(x) is f_x where sums run over x, and x is nothing else."""
        sides = [side for formula in self.formulas for side in formula.sides if side.node is not None]
        heads = (each.sides[0].node for each in self.formulas if each.chain.relations[:1] in (["="], [":="]))
        defined = {each.head.name for each in heads if isinstance(each, Called)}
        functions = tabulated((side.node for side in sides if side.node is not None), defined)
        for side in sides if functions else ():
            side.node = side.node and entered(side.node, functions)

    def _totals(self) -> None:
        """dσ(x) · h is a product with the Jacobian where derivatives are written as maps."""
        if not total_derivatives.SPOKEN_OF.search(self.document.text):
            return
        found: dict[str, int] = {}
        for side in (each for formula in self.formulas for each in formula.sides):
            side.node = side.node and total_derivatives.as_matrices(side.node, found)
        for name, places in found.items():
            self.facts.add(Fact(name, "matrix", -1, (), places))

    def _name_wholes(self) -> None:
        """A is a, where A is said to be the vector of the a_m."""
        for whole in wholes(self.facts.found):
            for formula in self.formulas:
                nodes = [side.node for side in formula.sides if side.node is not None]
                if formula.start > whole.at and whole.is_meant(nodes):
                    for side in formula.sides:
                        side.node = side.node and by_entries(side.node, whole)

    def _label(self) -> None:
        """Superscripts that are labels become such, and 1_n the vector of ones."""
        names = self.facts.labels
        nodes = [side.node for formula in self.formulas for side in formula.sides if side.node is not None]
        numbered = numbered_by_powers(nodes, {f.letter for f in self.facts.found if f.kind == "vector"})
        sums = bool(_EINSTEIN.search(self.document.text))
        if _ONES.search(self.document.text):
            for side in (each for formula in self.formulas for each in formula.sides):
                side.node = side.node and ones(side.node)
        for formula in self.formulas if names or sums or numbered else ():
            for side in formula.sides:
                if side.node is not None:
                    side.node = labelled(side.node, names, numbered)
                    side.node = summed_over_pairs(side.node) if sums else side.node

    def _entries(self) -> None:
        """f(x)_i is f_i(x), where it is stated what that is."""
        starts = (call_with_entry(each) for f in self.formulas for each in _stated(f))
        functions = {each.head.name for each in starts if each is not None}
        for formula in self.formulas if functions else ():
            for side in formula.sides:
                side.node = side.node and entries_of_calls(side.node, functions)

    def _unsquare(self) -> None:
        """ℓ(μ, σ²) is a function of μ and σ."""
        sides = [side for formula in self.formulas for side in formula.sides if side.node is not None]
        places = squared_places(side.node for side in sides if side.node is not None)
        for side in sides if places else ():
            side.node = side.node and without_squares(side.node, places)

    def _take(self) -> None:
        """∇ is taken in θ in a chain that begins with ∇J(θ), and where ∇p_θ(x) stands, if no text of scores."""
        variable: Node | None = None
        text = self.document.text
        fitted = not SCORES.search(text) or bool(IN_PARAMETERS.search(text))
        for formula in self.formulas:
            parameter = parameter_of_gradients(formula.sides) if fitted else None
            for side in formula.sides:
                if parameter is not None:
                    side.node = side.node and taken_in(side.node, parameter, calls=True)
            if formula.lines is None:
                variable = variable_of_gradient(formula.sides[0].node)
            for side in formula.sides:
                if side.node is not None and variable is not None:
                    side.node = taken_in(side.node, variable)

    def _field(self) -> None:
        """Functions that the document leaves to the field become what they are."""
        field = Field(self.formulas, self.document.source, (d.letter.name for d in self.said.defined))
        for formula in self.formulas:
            for side in formula.sides:
                side.node = side.node and field.written_out(side.node)


def _operator(formula: Formula) -> Called | None:
    """m[u], which stands alone among words: what m is of u is told there."""
    only = formula.sides[0].node
    if len(formula.sides) > 1 or not isinstance(only, Called) or only.paren.opening != "[":
        return None
    return only if len(only.paren.items) == 1 and isinstance(only.paren.items[0], Letter) else None


def _stated(formula: Formula) -> list[Node | None]:
    """The sides of which a formula states what they are: f(x)_i = …, y_i = f(x)_i = …."""
    first, *others = [each.node for each in formula.sides]
    named = len(others) > 1 and isinstance(first, Letter)
    return [first, *others[:1]] if named else [first][: len(others)]
