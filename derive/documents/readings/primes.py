"""Primes that are transposes, X′X and x′Px, as statistics and economics write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.documents.readings.formulas import Formula
from derive.documents.readings.trees import (
    Called,
    Letter,
    Node,
    Paren,
    Power,
    Primed,
    Times,
    Transposed,
    is_bare,
    letters,
    mapped,
    walk,
)

_PRIMED = r"\$[^$\n]{1,20}(?:['′]|\\prime\b)\}{0,2}\$"
_SAID = re.compile(
    rf"{_PRIMED} (?:is|for|denotes?|to|as|means?|be|stands? for)\b[^.\n$]{{0,40}}\btranspos"
    r"|\btranspos\w*(?: of (?:the |an? )?(?:\w+ ){0,2}(?:\$[^$\n]{1,10}\$ )?)?(?:is |are |be |will be )?"
    rf"(?:denoted |written |indicated )?(?:by |as |with )?{_PRIMED}"
    r"|\bprimes? (?:denotes?|means?|stands? for|is|indicates?)[^.\n]{0,30}\btranspos"
    rf"|{_PRIMED}[^。\n$，,]{{0,12}}转置|转置[^。\n$，,]{{0,8}}{_PRIMED}"
)


class Primes:
    """What the primes of a document are."""

    def __init__(self, text: str, formulas: Iterable[Formula], wholes: set[str]) -> None:
        every = list(formulas)
        trees = [side.node for formula in every for side in formula.sides if side.node is not None]
        calls = (node for tree in trees for node in walk(tree) if isinstance(node, Called))
        self._functions = {each.head.name for each in calls if not each.head.primes and _is_of_letter(each)}
        self._wholes = wholes
        products = (node for tree in trees for node in walk(tree) if isinstance(node, Times))
        said = bool(_SAID.search(text))
        self.transpose = said or (not any(map(_names, every)) and any(map(self._is_form, products)))

    def _is_form(self, product: Times) -> bool:
        """Whether it holds X′X or x′Px, of letters or of brackets: X is a capital, or is said to be a vector."""
        return any(
            name[:1].isupper() or name in self._wholes
            for inner in _forms(product.factors)
            for part in inner
            for name in (each.name for each in letters(part))
        )

    def read(self, node: Node) -> Node:
        """The tree with transposes for primes, but at functions."""
        made: Node = mapped(node, self._turned)
        return made

    def _turned(self, node: Node) -> Node | None:
        match node:
            case Letter(primes=1):
                return Transposed(replace(node, primes=0))
            case Primed(operand, 1):
                return Transposed(self.read(operand))
            case Power(Called() as call, exponent) if (factors := self._product(call)) is not None:
                return Times((factors[0], Power(factors[1], exponent)), ("", ""))
            case Called() if (factors := self._product(node)) is not None:
                return Times(factors, ("", ""))
            case Called(head, paren, power) if head.primes:
                made: Node = mapped(power, self._turned)
                return Called(head, mapped(paren, self._turned), made)
        return None

    def _product(self, call: Called) -> tuple[Node, Node] | None:
        """Bᵀ and the bracket of B′(Q + R), where B is no function."""
        match call:
            case Called(Letter(name, primes=1) as head, Paren((item,), ()), None) if (
                name not in self._functions
            ):
                return Transposed(replace(head, primes=0)), self.read(item)
        return None


def _forms(factors: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """The factors behind a primed one, up to the same without its prime, at most one apart: P x of x′Px."""
    for at, first in enumerate(factors):
        behind = factors[at + 1 : at + 3]
        plain: Node | None = None
        if isinstance(first, Letter) and first.primes == 1:
            plain = replace(first, primes=0)
        elif isinstance(first, Primed) and first.primes == 1:
            plain = first.operand
        if plain is not None and plain in behind:
            yield behind[: behind.index(plain) + 1]


def _is_of_letter(call: Called) -> bool:
    return len(call.paren.items) == 1 and isinstance(call.paren.items[0], Letter)


def _names(formula: Formula) -> bool:
    """Whether x′ = … says what x′ is: a letter of its own; A′ = A says that A is symmetric."""
    left, *rest = [side.node for side in formula.sides]
    named = isinstance(left, Letter) and left.primes > 0 and is_bare(replace(left, primes=0))
    return named and bool(rest) and rest[0] != replace(left, primes=0)  # type: ignore[type-var]
