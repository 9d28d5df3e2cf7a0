"""The vector A whose m-th entry is a_m: A by itself is a, where the text says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derive.documents.readings.facts import Fact
from derive.documents.readings.single_letters import letter_of
from derive.documents.readings.trees import Letter, Node, is_bare, letters, mapped


@dataclass(frozen=True)
class Whole:
    """A letter that is said to be made of the entries of another, from a place of the document on."""

    name: str
    entry: Letter
    at: int

    def is_meant(self, trees: Iterable[Node]) -> bool:
        """Whether the letter stands in these trees as that whole alone: not as A_ij, of a batch."""
        found = [each for tree in trees for each in letters(tree) if each.name == self.name]
        return bool(found) and all(len(each.subs) in (0, len(self.entry.subs)) for each in found)


def wholes(facts: Iterable[Fact]) -> list[Whole]:
    """What the words say of wholes and their entries."""
    found = []
    for fact in facts:
        if fact.kind != "entries" or fact.places:
            continue
        named = (letter_of(value) for value in fact.values)
        entry = next((each for each in named if each is not None and each.subs), None)
        if entry is not None and entry.name != fact.letter and all(map(is_bare, entry.subs)):
            found.append(Whole(fact.letter, entry, fact.at))
    return found


def by_entries(node: Node, whole: Whole) -> Node:
    """The tree with a for A, a_m for A_m."""

    def change(each: Node) -> Node | None:
        if isinstance(each, Letter) and each.name == whole.name:
            return replace(each, name=whole.entry.name)
        return None

    made: Node = mapped(node, change)
    return made
