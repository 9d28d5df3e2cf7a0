"""The definitions that trees rest on."""

from __future__ import annotations

from collections.abc import Callable

from derive.documents.readings.definitions import Definition
from derive.documents.readings.matching import matches
from derive.documents.readings.naming import is_opaque_call
from derive.documents.readings.trees import Apply, Called, Letter, Node, is_bare, letters, walk


def closure(trees: list[Node], find: Callable[[str], list[Definition]]) -> list[Definition]:
    """The definitions that these trees rest on, those they rest on included; of P(a | b) those that speak of it."""
    found: dict[int, Definition] = {}
    passed: dict[int, Definition] = {}
    seen: set[str] = set()
    calls: list[Called] = []
    waiting = list(trees)
    while waiting:
        tree = waiting.pop()
        calls += (each for each in walk(tree) if isinstance(each, Called))
        for name in mentioned(tree) - seen:
            seen.add(name)
            passed |= {id(each): each for each in find(name)}
        for key, each in list(passed.items()):
            if _is_spoken_of(each, calls):
                found[key] = passed.pop(key)
                waiting += [each.head] if each.body is None else [each.body, each.head]
    return sorted(found.values(), key=lambda each: each.at)


def mentioned(tree: Node) -> set[str]:
    """The names of all letters and functions."""
    return {each.name for each in letters(tree)} | {e.function for e in walk(tree) if isinstance(e, Apply)}


def _is_spoken_of(defined: Definition, calls: list[Called]) -> bool:
    """Whether a call is one of what is defined; for other letters, and for f(x), their name is enough."""
    if not isinstance(defined.head, Called) or not is_opaque_call(defined.head):
        return True
    return any(matches(defined, call) is not None or _is_renamed(defined.head, call) for call in calls)


def _is_renamed(head: Called, call: Called) -> bool:
    """D(q ‖ p), where D(p ‖ q) is defined."""
    both = (*head.paren.items, *call.paren.items)
    same = head.head == call.head and len(head.paren.items) == len(call.paren.items)
    return same and all(isinstance(each, Letter) and is_bare(each) for each in both)
