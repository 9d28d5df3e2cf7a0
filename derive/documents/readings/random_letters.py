"""Means of random letters: E[f(X, Y)] as Σ_κ ω_κ f(X_κ, Y_κ), over outcomes with weights that sum to 1.

Every letter that may be random has a value at each outcome; what is said to be a vector has a vector there, so that
E[x xᵀ] is no E[xᵀ x].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import EXPECTATIONS
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Letter,
    Node,
    Plus,
    Quotient,
    Times,
    Transposed,
    is_bare,
    letters,
    mapped,
    walk,
)

_OUTCOME = Letter("ω")
_WEIGHT = Letter("Ω", (_OUTCOME,), word=True)
_DEEPEST = 4
_MATRIX = 2


class Unsuited(Exception):
    """What does not become a sum over points."""


@dataclass
class Outcomes:
    """`is_random` says which letters are; `is_fixed` which are declared and not; `functions` are called somewhere."""

    definitions: list[Definition]
    ranks: Callable[[str], int | None]
    is_random: Callable[[str], bool]
    functions: set[str]
    numbers: set[str]

    def moment(self, function: str, arguments: tuple[Node, ...]) -> Node:
        """E[a], Var(a), Cov(a, b)."""
        if function == "bbE":
            if len(arguments) != 1:
                raise Unsuited
            return self._mean(arguments[0])
        one, other = (*arguments, *arguments)[:2]
        if len(arguments) > 2 or (function != "Cov" and len(arguments) != 1):
            raise Unsuited
        whole = any((self.ranks(each.name) or 0) > 0 for each in letters(Times((one, other))))
        turned = Transposed(other) if whole else other
        apart = self._mean(other)
        product = Times((self._mean(one), Transposed(apart) if whole else apart))
        return Plus(((1, self._mean(Times((one, turned)))), (-1, product)))

    def _mean(self, body: Node) -> Node:
        """Σ_κ ω_κ f(X_κ)."""
        body = self._opened(body, 0)
        heads = {id(node.head) for node in walk(body) if isinstance(node, Called)}
        bound = {node.index.name for node in walk(body) if isinstance(node, Big)} | self.numbers
        if not any(self.is_random(each.name) for each in letters(body) if id(each) not in heads):
            raise Unsuited

        def change(node: Node) -> Node | None:
            if isinstance(node, Called):
                if node.head.name not in self.functions or self.is_random(node.head.name):
                    raise Unsuited
                return replace(node, paren=mapped(node.paren, change), power=mapped(node.power, change))
            if not isinstance(node, Letter):
                return None
            given = (
                node.name.endswith("°") or node.name == _WEIGHT.name or (is_bare(node) and node.name in bound)
            )
            return node if given or self._is_fixed(node.name) else self._at_outcome(node)

        weight = Quotient(_WEIGHT, Big("sum", _OUTCOME, _WEIGHT))
        return Big("sum", _OUTCOME, Times((weight, mapped(body, change))))

    def _at_outcome(self, letter: Letter) -> Letter:
        rank = self.ranks(letter.name) or 0
        places = len(letter.subs) + len(letter.labels)
        unsaid = self.ranks(letter.name) is None and not self.is_random(letter.name)
        if rank - places > 1 or (unsaid and letter.name[:1].isupper()):
            raise Unsuited  # a matrix, or what may be one
        bold = letter.bold or rank > places
        return replace(letter, name=f"{letter.name}°", subs=(_OUTCOME, *letter.subs), bold=bold, word=True)

    def _is_fixed(self, name: str) -> bool:
        """Whether it is declared as a matrix and not as random, or is a mean; vectors and numbers may be random."""
        if self.is_random(name):
            return False
        return self.ranks(name) == _MATRIX or any(d.letter.name == name for d in self.definitions)

    def _opened(self, node: Node, depth: int) -> Node:
        """The tree with letters opened that are made from random ones."""
        if depth > _DEEPEST:
            raise Unsuited

        def change(each: Node) -> Node | None:
            if not isinstance(each, Letter):
                return None
            found = [d for d in self.definitions if d.letter.name == each.name]
            moved = [d for d in found if d.body is None or self._moves(d.body)]
            if not moved or self.is_random(each.name):
                return each
            body = moved[-1].body
            if len(found) > 1 or body is None or moved[-1].head != each or not is_bare(each):
                raise Unsuited
            return self._opened(body, depth + 1)

        made: Node = mapped(node, change)
        return made

    def _moves(self, body: Node) -> bool:
        """Whether a letter of a definition may be random, outside of the means in it."""
        if isinstance(body, Apply) and body.function in EXPECTATIONS:
            return False
        if isinstance(body, Letter):
            return not self._is_fixed(body.name) and body.name not in self.numbers
        return any(map(self._moves, body.parts()))


__all__ = ["Outcomes", "Unsuited"]
