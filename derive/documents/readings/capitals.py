"""a_ij as the entries of A, which nobody says."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from derive.documents.readings.trees import Letter, Node, is_bare, letters, mapped

Pair = tuple[Node, Node]


def with_entries(nodes: Pair, known: Container[str]) -> Pair | None:
    """Both sides with A_ij for a_ij, where A stands beside it and neither is known; None where nothing changes."""
    every = [each for node in nodes for each in letters(node)]
    whole = {each.name for each in every if is_bare(each) and each.name.isupper() and each.name not in known}
    names = {name.lower() for name in whole if _stands_as_entries(name.lower(), every)} - {
        name for name in {each.name for each in every} if name in known
    }
    if not names:
        return None

    def change(each: Node) -> Node | None:
        return (
            replace(each, name=each.name.upper()) if isinstance(each, Letter) and each.name in names else None
        )

    return mapped(nodes[0], change), mapped(nodes[1], change)


def _stands_as_entries(name: str, every: list[Letter]) -> bool:
    """Whether the letter has two indices wherever it stands."""
    found = [each for each in every if each.name == name]
    return bool(found) and all(len(each.subs) == 2 and not each.labels and not each.primes for each in found)
