"""Over what the index of a sum runs where the sum does not say it, and letters that have two ranges.

A mean says it: in 1/N Σ_i x_i the index runs over 1..N. A letter that stands over 1..K in one place and over 1..W in
another is there another letter: what was defined over the one range is not used over the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from derive.documents.dimensions import Place
from derive.documents.formulas import Formula
from derive.documents.letters import Letters, is_bare
from derive.documents.meaning import Shapes, Stored, name_of
from derive.documents.meaning.shapes import slot, value
from derive.documents.notation import (
    Big,
    Minus,
    Node,
    Number,
    Partial,
    Quotient,
    Symbol,
    Times,
    symbols,
    walk,
)
from derive.language.typeset.letters import GREEK

Scope = dict[str, int]
"""How many other ranges a letter had before; nothing for the first."""


def means(nodes: Iterable[Node], letters: Letters) -> dict[int, str]:
    """The sums without a range that are divided by a count, and the letter for it.

    A letter is a count only if it is first seen in a mean and has no other meaning.
    """
    found: dict[int, str] = {}
    seen: set[str] = set()
    counts: set[str] = set()
    trees = list(nodes)
    other = _with_meaning(trees, letters)
    for tree in trees:
        for node in walk(tree):
            made = _mean(node)
            if made is not None and made[0] not in other and (made[0] not in seen or made[0] in counts):
                counts.add(made[0])
                found[id(made[1])] = made[0]
            if isinstance(node, Symbol):
                seen.add(node.name)
    return found


def _mean(node: Node) -> tuple[str, Big] | None:
    """N and the sum, in (1/N) Σ_i x_i and (Σ_i x_i)/N."""
    divisors: list[Node] = []
    factors: list[Node] = []
    _part(node, factors, divisors)
    letters = [each for each in divisors if not isinstance(each, Number)]
    sums = [each for each in factors if isinstance(each, Big)]
    if len(letters) != 1 or len(sums) != 1 or sums[0].kind != "sum" or sums[0].upper is not None:
        return None
    only = letters[0]
    return (only.name, sums[0]) if isinstance(only, Symbol) and _is_plain(only) else None


def beside_sums(nodes: Iterable[Node]) -> set[str]:
    """The letters that a sum is multiplied with or divided by: each may be the count of its terms."""
    found: set[str] = set()
    for node in (each for tree in nodes for each in walk(tree)):
        factors: list[Node] = []
        _part(node, factors, factors)
        if any(isinstance(each, Big) for each in factors):
            found |= {each.name for each in factors if isinstance(each, Symbol) and _is_plain(each)}
    return found


def _part(node: Node, factors: list[Node], divisors: list[Node]) -> None:
    match node:
        case Times(parts):
            for each in parts:
                _part(each, factors, divisors)
        case Minus(operand):
            _part(operand, factors, divisors)
        case Quotient(above, below):
            _part(above, factors, divisors)
            _part(below, divisors, factors)
        case _:
            factors.append(node)


def _is_plain(symbol: Symbol) -> bool:
    return is_bare(symbol) and not symbol.primes and not symbol.bold and symbol.name not in GREEK


def _with_meaning(trees: list[Node], letters: Letters) -> set[str]:
    """Letters that cannot be a count: they bear an index, are one, are called, differentiated in, or defined."""
    found = set(letters.bound) | letters.solid
    for tree in trees:
        if isinstance(tree, Symbol):
            found.add(tree.name)
        for node in walk(tree):
            if isinstance(node, Symbol) and not _is_plain(node):
                found.add(node.name)
            if isinstance(node, Partial):
                found |= {each.name for variable in node.variables for each in symbols(variable)}
    return found


class Scopes:
    """Which letters are another letter from some formula on, because they have another range there."""

    def __init__(self, shapes: Shapes, letters: Letters) -> None:
        self.shapes, self.letters = shapes, letters
        self._before: list[Scope] = [{}]
        self._used: dict[str, list[tuple[Formula, int]]] = defaultdict(list)

    def candidates(self, formula: Formula) -> Iterator[Scope]:
        """The scopes that a formula may stand in, best first.

        Those in which what it speaks of is defined, of them the last one; then a new one if the formula says
        itself over what it sums.
        """
        names = self._letters(formula)
        every = formula.environment.definitions if formula.environment else {}
        latest_first = list(reversed(self._before))
        yield from sorted(latest_first, key=lambda scope: len(names & self._dropped(every, scope).keys()))
        if formula.chain.continues or not self._says_range(formula):
            return
        last = self._before[-1]
        named = {
            name for name in sorted(names) if any(map(self.shapes.dimensions.name, self._slots(name, last)))
        }
        newest = {name: max(scope.get(name, 0) for scope in self._before) + 1 for name in named}
        yield {**last, **newest}

    def enter(self, formula: Formula, scope: Scope) -> None:
        """The formula and what follows stand in this scope."""
        for name in self._letters(formula):
            self._used[name].append((formula, scope.get(name, 0)))
        if scope in self._before:
            self._before.remove(scope)
        self._before.append(scope)

    def doubt(self, formula: Formula, names: set[str]) -> str:
        """Why it is not certain which of two ranges a letter has here, or nothing."""
        here = self._scope(formula.number)
        for name in sorted(names):
            own = here.get(name, 0)
            before = [
                scope
                for each, scope in self._used[name]
                if each.section == formula.section and each.number < formula.number
            ]
            if any(scope != own for scope in before):
                return f"{name} has another range above"
        every = formula.environment.definitions if formula.environment else {}
        if gone := names & (every.keys() - self.known(every, formula.number).keys()):
            return f"{min(gone)} is defined over another range"
        return ""

    def known(self, definitions: dict[str, Stored], chain: int) -> dict[str, Stored]:
        """The definitions that speak of the same letters as a formula."""
        dropped = self._dropped(definitions, self._scope(chain))
        return {name: stored for name, stored in definitions.items() if name not in dropped}

    def _dropped(self, definitions: dict[str, Stored], scope: Scope) -> dict[str, Stored]:
        """The definitions that do not hold in a scope, and those that rest on them."""
        found: dict[str, Stored] = {}
        more = {name: each for name, each in definitions.items() if not self._holds(each, scope)}
        while more:
            found |= more
            more = {
                name: stored
                for name, stored in definitions.items()
                if name not in found
                and any(
                    each in more and self._holds(more[each], self._scope(stored.chain))
                    for each in self._names(stored)
                )
            }
        return found

    def _scope(self, chain: int) -> Scope:
        return self.shapes.scopes.get(chain, {})

    def _says_range(self, formula: Formula) -> bool:
        nodes = (node for side in formula.sides if side.node is not None for node in walk(side.node))
        return any(isinstance(each, Big) and (each.upper or id(each) in self.shapes.means) for each in nodes)

    def _holds(self, stored: Stored, here: Scope) -> bool:
        """Whether the letters of a definition are those of a scope."""
        there = self._scope(stored.chain)
        return all(here.get(each, 0) == there.get(each, 0) for each in self._names(stored))

    def _names(self, stored: Stored) -> set[str]:
        return {stored.name} | {name_of(each, self.letters) for each in symbols(stored.body)}

    def _letters(self, formula: Formula) -> set[str]:
        trees = [side.node for side in formula.sides if side.node is not None]
        return {name_of(each, self.letters) for tree in trees for each in symbols(tree)}

    def _slots(self, name: str, scope: Scope) -> Iterator[Place]:
        rank = max(self.letters.rank(name), 1)
        yield from (slot(name, number, scope) for number in range(rank))
        yield value(name, scope)


__all__ = ["Scopes", "beside_sums", "means"]
