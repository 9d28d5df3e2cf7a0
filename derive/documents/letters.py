"""Which letter is what: how many indices a letter takes, and which letters are indices.

All formulas of a document are looked at together. The decisions are cautious: where a letter is used in two
ways that do not go together, the formulas in which it occurs are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from derive.documents.grammar.names import VECTOR_FUNCTIONS
from derive.documents.notation import (
    Big,
    Condition,
    Node,
    Number,
    Partial,
    Symbol,
    Transposed,
    Unreadable,
    Word,
    walk,
)

_USUAL = frozenset("ijklmnabcdepqrstuv")
_PARAMETERS = frozenset({"theta", "phi", "psi", "omega", "lambda", "beta", "gamma", "varphi"})
"""Greek letters that are parameters, and no indices unless a sum binds them: h_θ is a name."""
_PLAIN = frozenset("ijklmn")
_OPAQUE = frozenset({"p", "q", "P", "Q", "Pr", "bbP"})


@dataclass(frozen=True)
class Resolved:
    """A letter as it occurs: the family's name, the places written at it."""

    name: str
    places: tuple[Node, ...]


@dataclass
class Usage:
    """How a name is used all over the document."""

    most: dict[int, int] = field(default_factory=dict)  # by number of labels: most subscripts
    bold: bool = False
    transposed: bool = False
    plain: bool = False
    called: bool = False


class Letters:
    """All letters of a document."""

    def __init__(self, nodes: Iterable[Node], mentioned: Iterable[Node] = ()) -> None:
        """All trees; those `mentioned` stand in formulas such as m = n, which may be about indices."""
        self.nodes = list(nodes)
        self.bound: set[str] = set()
        self.solid: set[str] = set()
        self.numbers: set[str] = set()
        self.upper: set[str] = set()
        self.usage: dict[str, Usage] = defaultdict(Usage)
        self.ranks: dict[str, int] = {}
        self.labels: set[str] = set()
        self.functions: dict[str, str] = {}
        for node in self.nodes:
            self._find_indices(node)
        self.nodes += [
            each
            for each in mentioned
            if not (isinstance(each, Symbol) and _is_bare(each) and self.is_index(_index_name(each)))
        ]
        self.indexed = {
            symbol.name for symbol, role in self._all() if role == "number" and self._proper(symbol)
        }
        self.labelled = {
            symbol.name
            for symbol, _ in self._all()
            if any(isinstance(each, Symbol) for each in symbol.labels)
        }
        for symbol, role in self._all():
            self._use(symbol, role)

    # which letters are indices

    def _find_indices(self, node: Node) -> None:
        for each in walk(node):
            if isinstance(each, Big):
                self.bound.add(_index_name(each.index))
                if isinstance(each.upper, Symbol):
                    self.upper.add(each.upper.name)
            if isinstance(each, Symbol) and len(each.subscripts) == 1:
                only = each.subscripts[0]
                if isinstance(only, Symbol) and _is_bare(only) and only.name.islower():
                    self.solid.add(_index_name(only))
            if isinstance(each, Symbol):
                self.solid |= {_index_name(s) for s in each.labels if isinstance(s, Symbol) and _is_bare(s)}
        for symbol, role in roles(node):
            if role == "number" and not symbol.subscripts and not symbol.labels and symbol.arguments is None:
                self.numbers.add(symbol.name)

    def is_index(self, name: str) -> bool:
        """Whether a letter stands for an index somewhere."""
        return name in self.bound or (name in self.solid and name not in self.numbers)

    def _proper(self, symbol: Symbol) -> bool:
        """Whether a letter stands with an index that is surely one."""
        return any(
            isinstance(s, Symbol) and _is_bare(s) and self.is_index(_index_name(s)) for s in symbol.subscripts
        )

    def _all(self) -> Iterator[tuple[Symbol, str]]:
        for node in self.nodes:
            yield from roles(node)

    # names and places

    def split(self, symbol: Symbol) -> tuple[str, tuple[Node, ...], tuple[Node, ...]]:
        """The name, with what belongs to it of its subscripts; the labels; the subscripts that are places."""
        name, subscripts = symbol.name, symbol.subscripts
        if symbol.primes and symbol.arguments is None:
            name += "'" * symbol.primes
        words = [each.text for each in subscripts if isinstance(each, Word)]
        places = tuple(each for each in subscripts if not isinstance(each, Word))
        letters = [each for each in places if isinstance(each, Symbol) and _is_bare(each)]
        names = [each.name for each in letters]
        if len(letters) == len(places) and len(names) > 1 and not self._all_indices(names):
            words, places = ["".join(names)], ()
        elif len(places) == 1 and len(letters) == 1 and self._is_suffix(symbol.name, letters[0]):
            words, places = [*words, names[0]], ()
        elif len(places) == 1 and isinstance(places[0], Number) and self._numbered(symbol, places[0]):
            words, places = [*words, places[0].text], ()
        labels = symbol.labels
        if labels and all(isinstance(each, Number) for each in labels) and not self._labelled(symbol.name):
            words, labels = [*words, *(f"({each.text})" for each in labels if isinstance(each, Number))], ()
        suffix = "".join(_clean(word) for word in words)
        return f"{name}_{suffix}" if suffix else name, labels, places

    def _all_indices(self, names: list[str]) -> bool:
        if all(map(self.is_index, names)) or ("".join(names) != "in" and set(names) <= _PLAIN):
            return True
        return (
            len(names) == 2
            and all(n in _USUAL or n in self.bound for n in names)
            and any(map(self.is_index, names))
        )

    def _is_suffix(self, base: str, letter: Symbol) -> bool:
        name = _index_name(letter)
        if name in self.bound:
            return False
        if name in _PARAMETERS or name in getattr(self, "indexed", set()):
            return True
        if base in getattr(self, "indexed", set()):
            return False
        return (len(name) == 1 and name.isupper()) or name in self.numbers

    def _numbered(self, symbol: Symbol, place: Number) -> bool:
        """Whether the 1 of W_1 belongs to the name: no index stands there anywhere."""
        return place.value == 0 or symbol.name not in getattr(self, "indexed", {symbol.name})

    def _labelled(self, name: str) -> bool:
        return name in self.labelled

    def _use(self, symbol: Symbol, role: str) -> None:
        if role == "index":
            return
        name, labels, places = self.split(symbol)
        usage = self.usage[name]
        if role == "label":
            self.labels.add(name)
        usage.bold |= symbol.bold and len(places) == 0
        usage.plain |= role in ("number", "label") and not symbol.bold
        usage.transposed |= role == "transposed"
        usage.called |= symbol.arguments is not None
        usage.most[len(labels)] = max(usage.most.get(len(labels), 0), self._count(places))

    def _count(self, places: tuple[Node, ...]) -> int:
        return len(places)

    def resolve(self, symbol: Symbol) -> Resolved:
        """The family and the places. Raises `Unreadable` where uses of a letter do not go together."""
        name, labels, places = self.split(symbol)
        most = self.usage[name].most
        kinds = sorted(count for count in most if count)
        if kinds and not labels and not places and not _is_capital(name):
            raise Unreadable(f"{name} stands without the label that it has elsewhere", symbol.span)
        if len(kinds) > 1:
            raise Unreadable(f"{name} stands with {kinds[0]} and with {kinds[1]} labels", symbol.span)
        if kinds and not labels and (most.get(0, 0) or places):
            if most.get(0, 0) == kinds[0] + most[kinds[0]]:
                return Resolved(name, places)
            return Resolved(name, places)
        if kinds and labels and most.get(0, 0) and most[0] != kinds[0] + most[kinds[0]]:
            return Resolved(f"{name}⁽⁾", (*labels, *places))
        places = (*labels, *places)
        arity = self.explicit(name)
        last = places[-1] if places else None
        if len(places) == arity - 1 and isinstance(last, Number) and len(last.text) == 2:
            digits = (Number(type(last.value)(int(each)), 0, each) for each in last.text)
            places = (*places[:-1], *digits)
        return Resolved(name, places)

    def explicit(self, name: str) -> int:
        """The most indices that are written at a letter."""
        base = name.removesuffix("⁽⁾")
        most = self.usage[base].most if base in self.usage else {}
        if name.endswith("⁽⁾"):
            return max((count + subs for count, subs in most.items() if count), default=0)
        labelled = max((count + subs for count, subs in most.items() if count), default=0)
        bare = most.get(0, 0)
        return bare if bare and labelled and bare != labelled else max(bare, labelled)

    def rank(self, name: str) -> int:
        """How many dimensions a letter has: indices written at it, and those that matrix notation hides."""
        explicit = self.explicit(name)
        if name in self.ranks:
            return max(explicit, self.ranks[name])
        usage = self.usage.get(name.removesuffix("⁽⁾"))
        if usage is None or name in VECTOR_FUNCTIONS.values():
            return explicit
        subscripts = max(usage.most.values(), default=0)
        if (
            subscripts == 0
            and (usage.bold or usage.transposed)
            and not (usage.plain and not usage.transposed)
        ):
            return explicit + (2 if _is_capital(name) else 1)
        return explicit


def roles(node: Node, role: str = "number") -> Iterator[tuple[Symbol, str]]:  # noqa: C901, PLR0912
    """Every letter with its part: number, transposed, index (a bare place), label, argument, dimension."""
    match node:
        case Symbol():
            yield node, role
            for place in (*node.subscripts, *node.labels):
                yield from _of_place(place)
            for argument in node.arguments or ():
                bare = isinstance(argument, Symbol) and not argument.subscripts and not argument.labels
                yield from roles(argument, "argument" if bare else "number")
        case Transposed(operand):
            yield from roles(operand, "transposed")
        case Condition(left, right):
            yield from _of_place(left)
            yield from _of_place(right)
        case Big(index=index, body=body, upper=upper, without=without):
            yield index, "index"
            yield from roles(body)
            for place in without:
                yield from _of_place(place)
            if upper is not None:
                yield from roles(upper, "dimension")
        case Partial(body, variables):
            yield from roles(body)
            for variable in variables:
                yield from roles(variable, "variable")
        case _:
            from derive.documents.notation import Part

            for part in node.parts():
                if isinstance(node, Part) and part in node.subscripts:
                    yield from _of_place(part)
                else:
                    yield from roles(part)


def _of_place(place: Node) -> Iterator[tuple[Symbol, str]]:
    if isinstance(place, Symbol) and _is_bare(place):
        yield place, "index"
    elif isinstance(place, Symbol):
        yield from roles(place, "label")
    else:
        yield from roles(place, "index") if not isinstance(place, Number) else ()


def _index_name(symbol: Symbol) -> str:
    return symbol.name + "'" * symbol.primes


def _is_bare(symbol: Symbol) -> bool:
    return not symbol.subscripts and not symbol.labels and symbol.arguments is None


def _is_capital(name: str) -> bool:
    base = name.split("_", 1)[0]
    return base[:1].isupper()


def _clean(word: str) -> str:
    return "".join(each for each in word if each.isalnum() or each in "()") or "x"


index_name = _index_name
is_bare = _is_bare
OPAQUE = _OPAQUE
