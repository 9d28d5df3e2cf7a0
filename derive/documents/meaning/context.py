"""Where a formula stands, and what is in force there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from derive.documents.letters import OPAQUE, Letters, index_name, is_bare
from derive.documents.notation import Big, Condition, Node, Part, Symbol, Unreadable, Word
from derive.language.families import Definition, Family

KNOWN = frozenset(
    {"softmax", "logsumexp", "diag", "trace", "relu", "max", "min", "argmax", "sgn", "det", "vec"}
)
UNREAD = {
    "max": "a maximum", "min": "a minimum", "argmax": "argmax", "sgn": "a sign", "det": "a determinant",
    "vec": "vec", "bbE": "an expectation without its sum",
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """Where a formula stands: its number, which letters are bound, which are its parameters."""

    chain: int
    bound: dict[str, Any] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()

    def with_bound(self, name: str, meaning: Any) -> Context:
        """The context inside a sum over this letter."""
        return Context(self.chain, {**self.bound, name: meaning}, self.parameters)


def is_kronecker(symbol: Symbol) -> bool:
    """Whether it is δ_ij."""
    plain = not symbol.labels and symbol.arguments is None and not symbol.primes
    return symbol.name == "delta" and len(symbol.subscripts) == 2 and plain


def opaque_name(symbol: Symbol, letters: Letters) -> tuple[str, tuple[Node, ...]] | None:
    """p(x|c_k) as a family p(x,c) with the index k; None for a letter whose arguments are mere letters."""
    if symbol.arguments is None or symbol.name in KNOWN:
        return None
    given = [each for each in symbol.arguments if isinstance(each, Symbol)]
    if len(given) < len(symbol.arguments):
        return None
    if all(is_bare(each) for each in given):
        return None
    if len(given) == 1 and symbol.name not in OPAQUE:
        return None
    names, places = [], []
    for each in given:
        resolved = letters.resolve(each)
        names.append(resolved.name)
        places += list(resolved.places)
    return f"{symbol.name}({','.join(names)})", (*symbol.labels, *symbol.subscripts, *places)


def name_of(symbol: Symbol, letters: Letters) -> str:
    """What the letter is called, with what belongs to its name of its subscripts."""
    try:
        opaque = opaque_name(symbol, letters)
        return opaque[0] if opaque else letters.resolve(symbol).name
    except Unreadable:
        return symbol.name


def free_letters(node: Node, letters: Letters, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The index letters that are free in a node, in reading order."""
    match node:
        case Symbol():
            for place in _written_places(node, letters):
                yield from _place_letters(place, letters, bound)
            for argument in node.arguments or ():
                yield from free_letters(argument, letters, bound)
        case Big():
            for place in node.without:
                yield from _place_letters(place, letters, bound)
            yield from free_letters(node.body, letters, bound | {index_name(node.index)})
        case Condition():
            yield from _place_letters(node.left, letters, bound)
            yield from _place_letters(node.right, letters, bound)
        case Part():
            for place in node.subscripts:
                yield from _place_letters(place, letters, bound)
            yield from free_letters(node.whole, letters, bound)
        case _:
            for part in node.parts():
                yield from free_letters(part, letters, bound)


def _written_places(symbol: Symbol, letters: Letters) -> tuple[Node, ...]:
    _, labels, places = letters.split(symbol)
    return (*labels, *places)


def _place_letters(place: Node, letters: Letters, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(place, Symbol) and is_bare(place):
        if index_name(place) not in bound:
            yield index_name(place)
    elif not isinstance(place, Word):
        yield from free_letters(place, letters, bound)


@dataclass(frozen=True)
class Stored:
    """A definition as it is written: its letters, its body, the chain that states it."""

    name: str
    parameters: tuple[str, ...]
    arguments: tuple[str, ...]
    body: Node
    chain: int
    line: int = 0


class Environment:
    """What the letters mean at a place of the document."""

    def __init__(self, definitions: dict[str, Stored], dependence: dict[str, frozenset[str]]) -> None:
        self.definitions, self.dependence = definitions, dependence
        self.made: dict[str, Definition] = {}
        self.families: dict[str, Family] = {}
        self.making: list[str] = []
        self.unknown: set[str] = set()
