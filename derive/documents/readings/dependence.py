"""What stands free, and what depends on what: by ∂, by calls, by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.documents.readings.calling import Calling
from derive.documents.readings.definitions import Definition
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Differential,
    Letter,
    Node,
    Part,
    Partial,
    Power,
    Transposed,
    is_bare,
    letters,
    walk,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


_VARIABLES = frozenset("xtzs")
"""Letters that are numbers in which functions are derived, and no functions themselves."""


class Dependence(Calling):
    """`depends` has the letters in which an undefined one is differentiated or called: L on z where ∂L/∂z stands."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        super().__init__(trees, definitions, facts, at, section)
        self.fixed = self._fixed()
        self.free = {n for tree in self.trees for n in self._free(tree, frozenset())}
        self.varied_names: set[str] = set()
        self.depends = self._depends()
        self.differentials = {
            self.named(each)[0]
            for tree in self.every
            for n in walk(tree)
            if isinstance(n, Differential)
            for each in letters(n.body)
        } - set(self.by_name)
        self._made_from: dict[str, frozenset[str]] = {}

    def _free(self, node: Node, bound: frozenset[str]) -> Iterator[str]:  # noqa: C901, PLR0912
        """The index letters that stand free."""
        match node:
            case Letter():
                for each in self.named(node)[1]:
                    if isinstance(each, Letter) and is_bare(each):
                        if each.name not in bound:
                            yield each.name
                    else:
                        yield from self._free(each, bound)
                if node.name == "delta" and len(node.subs) == 2:
                    return
            case Big():
                inner = bound | {node.index.name}
                for condition in node.conditions:
                    for each in (condition.left, condition.right):
                        if isinstance(each, Letter) and is_bare(each) and condition.sign == "≠":
                            inner |= {each.name}
                yield from self._free(node.body, inner)
            case Part():
                yield from self._free(node.whole, bound)
                for each in node.subs:
                    if isinstance(each, Letter) and is_bare(each) and self.is_index(each.name):
                        yield from () if each.name in bound else iter([each.name])
            case Condition():
                for each in (node.left, node.right):
                    if isinstance(each, Letter) and is_bare(each):
                        if each.name not in bound and self.is_index(each.name):
                            yield each.name
                    else:
                        yield from self._free(each, bound)
            case Apply() if isinstance(node.over, Condition) and isinstance(node.over.left, Letter):
                inner = bound | {node.over.left.name}
                for part in node.arguments:
                    yield from self._free(part, inner)
            case _:
                for part in node.parts():
                    yield from self._free(part, bound)

    def _fixed(self) -> set[str]:
        """Letters that stand free in a definition, and not among its parameters: one fixed place."""
        found: set[str] = set()
        for each in self.definitions:
            if each.body is None:
                continue
            own = {p.name for p in (*each.letter.subs, *each.letter.labels) if isinstance(p, Letter)}
            if isinstance(each.head, Called):
                own |= {
                    p.name
                    for item in each.head.paren.items
                    for e in letters(item)
                    for p in (e, *e.subs, *e.labels)
                    if isinstance(p, Letter)
                }
            found |= set(self._free(each.body, frozenset())) - own
        return found

    def _depends(self) -> dict[str, frozenset[str]]:  # noqa: C901
        """For letters without a definition that is read: what they are differentiated in, or called with."""
        found: dict[str, set[str]] = defaultdict(set)
        for tree in self.every:
            for node in walk(tree):
                if isinstance(node, Partial):
                    self._differentiated(node, found)
                elif isinstance(node, Called) and self.is_call(node):
                    name = self.named(replace(node.head, primes=0))[0]
                    if name not in self.by_name and not node.head.primes:
                        for each in node.paren.items:
                            if isinstance(each, Letter) and is_bare(each) and each.name in self.varied:
                                found[name].add(self.named(each)[0])
        for name, on in self.facts.dependence(self.at):
            if name not in self.by_name:
                found[name] |= {on} & self.varied if on else self.varied
        for primed in self.primed if self.has_primed else ():
            found[primed].add("·")
        self.derived_in = {name: frozenset(on - {name}) for name, on in found.items()}
        return {
            name: frozenset(on - {name})
            for name, on in found.items()
            if all(each.body is None for each in self.by_name.get(name, ()))
            and on - {name}
            and not any(self.facts.is_constant(name, each, self.at) for each in on)
        }

    def _differentiated(self, node: Partial, found: dict[str, set[str]]) -> None:
        head = node.body.head if isinstance(node.body, Called) else node.body
        for variable in node.variables:
            inner = variable.head if isinstance(variable, Called) else variable
            if isinstance(inner, Power) and inner in self.squares and isinstance(inner.base, Letter):
                inner = replace(inner.base, name=f"{inner.base.name}²")
            if isinstance(inner, Transposed):
                inner = inner.operand
            if not isinstance(inner, Letter):
                continue
            name = self.named(inner)[0]
            self.varied_names.add(name)
            if isinstance(head, Letter):
                found[self.named(replace(head, primes=0))[0]].add(name)

    def made_from(self, name: str) -> frozenset[str]:
        """All letters that go into a letter, by its definition or because it is said to depend on them."""
        if name in self._made_from:
            return self._made_from[name]
        self._made_from[name] = frozenset()
        found: set[str] = set(self.depends.get(name, ()))
        for each in self.by_name.get(name, ()):
            if each.body is not None:
                found |= {self.named(letter)[0] for letter in letters(each.body)}
                found |= {
                    f"{l.name}²"
                    for n in walk(each.body)
                    if n in self.squares and isinstance(n, Power)
                    for l in [n.base]
                    if isinstance(l, Letter)
                }
        for inner in list(found):
            found |= self.made_from(inner)
        self._made_from[name] = frozenset(found)
        return self._made_from[name]

    def prime_variable(self, primed: Node) -> Node | None:
        """What a prime differentiates in: the argument of a definition, or the one letter that all depend on."""
        name = next((each.name for each in letters(primed)), "")
        for each in self.definitions:
            if isinstance(each.head, Called) and each.letter.name == name and len(each.head.paren.items) == 1:
                return each.head.paren.items[0]
        for tree in self.trees:
            for node in walk(tree):
                if isinstance(node, Called) and node.head.primes and len(node.paren.items) == 1:
                    return node.paren.items[0]
        on = {each for found in self.depends.values() for each in found} - {"·"}
        if len(on) == 1:
            return Letter(next(iter(on)))
        inner = {each for each in letters(primed) if each.name not in self.by_name}
        if len(inner) == 1 and not isinstance(primed, Letter) and not self.primed:  # (x² + 1)′
            only = next(iter(inner))
            return only if is_bare(only) and only.name in _VARIABLES else None
        return Letter("·") if not on else None

    def is_counted_too(self, name: str) -> bool:
        """Whether θ_0 stands beside θ_j, as a letter of its own, and a derivative is taken in θ_j."""
        return (
            name in self.varied_names
            and bool(self.used.get(name))
            and any(other.startswith(f"{name}_") and other[len(name) + 1 :].isdigit() for other in self.used)
        )
