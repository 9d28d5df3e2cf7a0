"""Which letters are vectors and matrices, where neither a font nor an index says so.

The transpose of a letter, a norm, a product with a matrix and a sum with a vector show it: in X^T (X w − y) the
letters w and y are vectors. What shows nothing stays a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from derive.documents.letters import Letters, is_bare
from derive.documents.notation import (
    Apply,
    Entrywise,
    Minus,
    Node,
    Norm,
    Partial,
    Plus,
    Symbol,
    Times,
    Transposed,
    Unreadable,
    walk,
)

NUMBER, VECTOR, ROW, MATRIX = "number", "vector", "row", "matrix"
_RANKS = {NUMBER: 0, VECTOR: 1, ROW: 1, MATRIX: 2}
_OF_VECTORS = frozenset({"softmax", "logsumexp", "diag"})
_PASSES = 4


def find_ranks(sides: Iterable[list[Node]], letters: Letters) -> None:
    """Enter what the formulas show into `letters.ranks`."""
    formulas = list(sides)
    finder = _Finder(letters)
    for _ in range(_PASSES):
        before = dict(letters.ranks)
        for formula in formulas:
            finder.formula(formula)
        if letters.ranks == before:
            return


class _Finder:
    def __init__(self, letters: Letters) -> None:
        self.letters = letters

    def formula(self, sides: list[Node]) -> None:
        """Both sides of an equation have one shape."""
        for side in sides:
            for node in walk(side):
                self._shown(node)
        for left, right in pairwise(sides):
            one, other = self.shape(left), self.shape(right)
            if other not in (NUMBER, ROW):
                self._set(left.variables[0] if _is_slope(left) else left, other)  # type: ignore[attr-defined]
            elif one not in (NUMBER, ROW):
                self._demand(right, one)

    def _demand(self, node: Node, shape: str) -> None:
        """The terms of a vector: in z = W x + b, where z is one, W is a matrix."""
        terms = [term for _, term in node.terms] if isinstance(node, Plus) else [node]
        for term in terms:
            self._set(term, shape)
            match term:
                case Times((Symbol() as first, Symbol() as second)) if shape == VECTOR:
                    if first.name[:1].isupper() and _is_latin(second):
                        self._set(first, MATRIX)
                        self._set(second, VECTOR)

    def _shown(self, node: Node) -> None:
        match node:
            case Transposed(Symbol() as letter):
                self._set(
                    letter, MATRIX if letter.name[:1].isupper() and is_bare(letter) else VECTOR, indexed=True
                )
            case Norm(Symbol() as letter):
                self._set(letter, MATRIX if letter.name.isupper() and is_bare(letter) else VECTOR)
            case Symbol(arguments=(Symbol() as letter,)) if node.name in _OF_VECTORS:
                self._set(letter, MATRIX if letter.name.isupper() else VECTOR)
            case Times() | Plus():
                self.shape(node)

    def shape(self, node: Node) -> str:
        """The shape of a node, as far as it is known; a number where nothing shows another."""
        match node:
            case Symbol():
                return self._of_letter(node)
            case Minus(operand) | Apply(_, operand):
                return self.shape(operand)
            case Transposed(operand):
                return {VECTOR: ROW, ROW: VECTOR}.get(inner := self.shape(operand), inner)
            case Entrywise(left, right):
                return self._alike([left, right])
            case Plus(terms):
                return self._alike([term for _, term in terms])
            case Times(factors):
                return self._product(factors)
            case Partial(body, (variable,)) if self.shape(body) == NUMBER:
                return self.shape(variable)
        return NUMBER

    def _of_letter(self, letter: Symbol) -> str:
        if letter.name in ("softmax", "diag") and letter.arguments:
            inner = self.shape(letter.arguments[0])
            return MATRIX if letter.name == "diag" else (NUMBER if letter.subscripts else inner)
        try:
            resolved = self.letters.resolve(letter)
        except Unreadable:
            return NUMBER
        left = self.letters.rank(resolved.name) - len(resolved.places)
        return {1: VECTOR, 2: MATRIX}.get(left, NUMBER)

    def _alike(self, parts: list[Node]) -> str:
        shapes = [self.shape(part) for part in parts]
        shape = next((each for each in shapes if each != NUMBER), NUMBER)
        if shape != NUMBER:
            for part in parts:
                self._set(part, shape)
        return shape

    def _product(self, factors: tuple[Node, ...]) -> str:
        made = NUMBER
        for factor in factors:
            if made in (MATRIX, ROW) and isinstance(factor, Symbol) and _is_latin(factor):
                self._set(factor, VECTOR, indexed=True)
            other = self.shape(factor)
            made = other if made == NUMBER else made if other == NUMBER else _times(made, other)
        return made

    def _set(self, node: Node, shape: str, *, indexed: bool = False) -> None:
        """Take a letter that is a number so far for a vector or matrix; one with indices only if that may be."""
        if isinstance(node, Minus):
            node = node.operand
        if not isinstance(node, Symbol) or node.arguments is not None or node.name in ("ones", "zeros", "I"):
            return
        if not indexed and not is_bare(node):
            return
        try:
            resolved = self.letters.resolve(node)
        except Unreadable:
            return
        explicit = self.letters.explicit(resolved.name)
        free = self.letters.rank(resolved.name) == explicit == len(resolved.places)
        bound = self.letters.is_index(resolved.name) or resolved.name in self.letters.upper
        if free and not bound and explicit + _RANKS[shape] <= 3:
            self.letters.ranks[resolved.name] = explicit + _RANKS[shape]


def _times(first: str, second: str) -> str:
    if first == MATRIX:
        return second
    if first == ROW:
        return ROW if second == MATRIX else NUMBER
    return MATRIX if second == ROW else VECTOR


def _is_latin(letter: Symbol) -> bool:
    return len(letter.name.split("_", 1)[0]) == 1 and letter.name[0].islower() and letter.name.isascii()


def _is_slope(node: Node) -> bool:
    return isinstance(node, Partial) and isinstance(node.body, Symbol) and len(node.variables) == 1


__all__ = ["find_ranks"]
