"""Whether the letter before brackets is a function, f(x), or a factor, a (b + c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.documents.readings.definitions import Definition
from derive.documents.readings.indexed import Indexed
from derive.documents.readings.naming import CALLED, INVERSES, PROBABILITIES, is_opaque_call, lone_letters
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import (
    Called,
    Condition,
    Dots,
    Letter,
    Node,
    Partial,
    Power,
    letters,
    walk,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


class Calling(Indexed):
    """Tells calls from products; `by_name` has the definitions of each letter and of each call that is one letter."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        super().__init__(trees, definitions, facts, at, section)
        self.by_name: dict[str, list[Definition]] = defaultdict(list)
        for each in self.definitions:
            letter = each.letter
            if isinstance(each.head, Power):
                letter = replace(letter, name=f"{letter.name}²")
            self.by_name[
                self.name_of_call(each.head) if isinstance(each.head, Called) else self.named(letter)[0]
            ].append(each)

    def name_of_call(self, node: Called) -> str:
        """What a call is called that stands for one letter: f for f(x), P(y=1|x) for a probability."""
        name = self.named(replace(node.head, primes=0))[0]
        if is_opaque_call(node):
            return f"{name}({shown(node).partition('(')[2]}"
        return name

    def is_call(self, node: Called) -> bool:  # noqa: C901
        """Whether the letter before these brackets is a function, as far as signs and words tell."""
        head, paren = node.head, node.paren
        own = len(paren.items) == 1 and any(e.name == head.name for e in lone_letters(paren.items[0]))
        if own or (head.name == "delta" and len(head.subs) == 2):  # y_n(1 − y_n), δ_ij(a − b)
            return False
        if paren.signs or any(isinstance(each, Condition | Dots) for each in paren.items):
            return True
        if node.power in INVERSES:
            return head.name in self.facts.functions
        if head.name in self.facts.functions or head.word or head.primes or head.name.endswith("^-1"):
            return True
        [only] = paren.items
        defined = any(
            isinstance(e.head, Called) and e.letter == replace(head, primes=0) for e in self.definitions
        )
        if any(each.name == head.name for each in (lone_letters(only) if defined else letters(only))):
            return False
        if not defined and self._is_entry(head):
            return False
        if defined or any(
            isinstance(e.head, Called) and e.letter.name == head.name for e in self.definitions
        ):
            return True
        if paren.opening == "[" and head.name != "bbE":
            alone = head.name in self.defined_bare() or self.stands_alone(head.name)
            of_letter = any(isinstance(each, Letter) for each, *_ in self.calls.get(head.name, ()))
            return (of_letter or isinstance(only, Partial)) and not alone  # m[u], x[n − 1] beside x[n]
        if self.facts.is_number_or_whole(head.name, self.at):
            return False
        if head.name in self.defined_bare():
            return (
                isinstance(only, Letter)
                and only.name in self.quantities
                and self._in_body(head.name, only.name)
            )
        if self.stands_alone(head.name):  # but P(X_i) is a call, though log P stands beside it
            return head.name in PROBABILITIES and isinstance(only, Letter) and bool(only.subs)
        if head.name in CALLED:
            return True
        return isinstance(only, Letter)

    def _is_entry(self, head: Letter) -> bool:
        """Whether such an entry is defined without arguments: π_a (r_a − J) beside π_a = …"""
        bare = (each.letter for each in self.definitions if isinstance(each.head, Letter))
        return any(e.subs and e.name == head.name and len(e.subs) == len(head.subs) for e in bare)

    def defined_bare(self) -> set[str]:
        """Letters that are defined without arguments."""
        return {each.letter.name for each in self.definitions if not isinstance(each.head, Called)}

    def _in_body(self, name: str, inner: str) -> bool:
        return any(
            each.letter.name == name
            and each.body is not None
            and any(e.name == inner for e in letters(each.body))
            for each in self.definitions
        )

    def stands_alone(self, name: str) -> bool:
        """Whether the letter stands somewhere as a factor or term, without brackets behind it."""
        if not hasattr(self, "_alone"):
            self._alone = {each.name for tree in self.every for each in lone_letters(tree)}
        return name in self._alone

    def expands(self, name: str) -> bool:
        """Whether conditional probabilities are written out as quotients: several of them are related."""
        kinds: set[tuple[frozenset[str], int]] = set()
        joint = False
        for tree in self.every:
            for each in walk(tree):
                if isinstance(each, Called) and each.head.name == name:
                    if any(isinstance(d.head, Called) and d.head == each for d in self.definitions):
                        return False
                    bar = each.paren.signs.index("|") if "|" in each.paren.signs else -1
                    kinds.add((frozenset(map(shown, each.paren.items)), bar))
                    joint |= len(each.paren.items) > 1 and bar < 0
        return (joint and any(bar >= 0 for _, bar in kinds)) or len(self._given(name)) > 1

    def _given(self, name: str) -> set[frozenset[str]]:
        """What stands behind the bars: the B of P(A | B)."""
        return {
            frozenset(map(shown, each.paren.items[each.paren.signs.index("|") + 1 :]))
            for tree in self.every
            for each in walk(tree)
            if isinstance(each, Called) and each.head.name == name and "|" in each.paren.signs
        }
