"""Definitions, entered: what a letter is from here on, or what solves an equation for it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.announcing import NAMES, SOLVES, TO_BE_SOLVED
from derive.documents.readings.definitions import Definition
from derive.documents.readings.discourse import Discourse
from derive.documents.readings.formulas import Formula, is_number
from derive.documents.readings.trees import (
    Apply,
    Called,
    Letter,
    Node,
    Number,
    Paren,
    Part,
    Partial,
    Power,
    is_bare,
    letters,
)

TWO = Number(Fraction(2))


def _is_named(letter: Letter) -> bool:
    """Whether it is S, or S_2: a letter with nothing but numbers at it."""
    return not letter.labels and all(isinstance(each, Number) for each in letter.subs)


class Entering(Discourse):
    """Enters what is defined; what fits data or solves an equation is a condition."""

    def _put(self, formula: Formula, at: int, left: Node, right: Node | None) -> None:
        if right is not None and formula.chain.relations[at] == "=" and self._is_fitted(left, right):
            formula.roles[at] = "condition"
            self.solved.append(self._made(formula, at, left, right))
            return
        formula.roles[at] = "definition"
        if isinstance(left, Power) and isinstance(right, Power) and left.exponent == right.exponent == TWO:
            made = self._made(formula, at, left.base, right.base)  # e² = (r − q)² says that e is r − q
            self._enter(replace(made, squared=True))
            return
        inner = left.whole if isinstance(left, Part) else left
        if isinstance(inner, Apply):
            subs = left.subs if isinstance(left, Part) else ()
            left = Called(Letter(inner.function, subs, word=True), Paren(inner.arguments, inner.signs))
        self._enter(self._made(formula, at, left, right))

    def _name_on_the_right(self, formula: Formula, at: int, before: str) -> None:
        """Σ_j e^{f_j} = S: a new letter at the right end."""
        relations = formula.chain.relations
        last = next(
            (n for n, each in enumerate(relations) if n > at and each not in ("=", ":=")), len(relations)
        )
        right, left = formula.sides[last].node, formula.sides[last - 1].node
        if not isinstance(right, Letter) or not _is_named(right) or left is None or is_number(left):
            return
        if not self._is_new(right) or right.name in ("I", "infty"):
            return
        if isinstance(left, Partial) or any(each.name == right.name for each in letters(left)):
            return
        line = self.document.position(formula.chain.marks[last - 1][0])[0]
        made = Definition(right, left, formula.start, formula.number, formula.section, line)
        if self._is_fitted(right, left) or TO_BE_SOLVED.search(before.rstrip()):
            formula.roles[last - 1] = "condition"
            self.solved.append(made)
            return
        formula.roles[last - 1] = "definition"
        self._enter(made)

    def _is_fitted(self, left: Node, right: Node) -> bool:
        """Whether it is a model of data, which are given: y = X w beside ‖X w − y‖²."""
        return isinstance(left, Letter) and self.residuals.fit(left, right, self.definitions)

    def _solves(self, formula: Formula, at: int, left: Node, right: Node | None, before: str) -> bool:
        """w = (XᵀX)⁻¹ Xᵀ y, of a w that was given before: where a slope in w is zero, and nowhere else."""
        if not isinstance(left, Letter) or not is_bare(left) or left.name not in self.seen or right is None:
            return False
        if formula.chain.relations[at] == ":=" or NAMES.search(before) or is_number(right):
            return False
        text = self.document.text[max(0, formula.start - 300) : formula.start]
        known = {each.name for each in letters(right)} <= self.seen | {"I", "ones", "zeros"}
        if not known or not (left.name in self.varied or SOLVES.search(text)):
            return False
        self.solved.append(self._made(formula, at, left, right))
        formula.roles[at] = "condition"
        return True

    def _forget(self, formula: Formula, at: int) -> None:
        for found in self.definitions.values():
            found[:] = [
                d
                for d in found
                if not (
                    d.number == formula.number and d.at == formula.start and d.head == formula.sides[at].node
                )
            ]
