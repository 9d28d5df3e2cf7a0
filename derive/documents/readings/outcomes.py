"""Σ_x p(x) f(x): where x is nothing but an argument that sums run over, f(x) is the entry f_x."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from derive.documents.readings.grammar.letters import primed_name
from derive.documents.readings.naming import PROBABILITIES
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Letter,
    Node,
    Number,
    Part,
    Power,
    Times,
    is_bare,
    letters,
    mapped,
    walk,
)

INDICES = frozenset("ijklmn")
"""Letters that are places, and no variables."""
MARGINALS = PROBABILITIES - {"pi", "Q"}
"""Letters that name another distribution for each variable: p(x) and p(y)."""
DISTRIBUTIONS = PROBABILITIES | {"r", "f"}
"""Letters that may name the distribution of whatever is their argument."""


def tabulated(trees: Iterable[Node], defined: set[str]) -> set[str]:
    """The functions that are called nowhere but at one letter, which stands nowhere else, and which a sum runs over.

    Of those that are `defined` it is said what they are at any letter.
    """
    every = [*trees]
    nodes = [node for tree in every for node in walk(tree)]
    summed = {node.index.name for node in nodes if isinstance(node, Big) and _runs_over_all(node)}
    if not summed:
        return set()
    calls = [node for node in nodes if isinstance(node, Called)]
    found = {call.head.name for call in calls if _is_at_letter(call) and _argument(call) in summed}
    if not found:
        return set()
    plain = {name for tree in every for name in _quantities(tree)}
    wholes = (node.whole for node in nodes if isinstance(node, Part))
    entries = {whole.head.name for whole in wholes if isinstance(whole, Called)}
    other = {call.head.name for call in calls if not _is_at_letter(call) or _argument(call) in plain}
    ranges = _places(every)
    found -= other | plain | entries
    return {each for each in found if each in defined or _is_one_function(each, calls, ranges)}


def _is_one_function(name: str, calls: list[Called], ranges: list[set[str]]) -> bool:
    """Whether it is the same function wherever it is called: p(x) and p(y) may be two distributions.

    They are one where x and y are places of one letter, θ_x and θ_y.
    """
    at = {_argument(call).rstrip("'") for call in calls if call.head.name == name}
    return (
        name not in DISTRIBUTIONS or len(at) == 1 or at <= INDICES or any(at <= places for places in ranges)
    )


def _places(trees: list[Node]) -> list[set[str]]:
    """For each letter with one place, all that stand there."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for each in letters(tree):
            if len(each.subs) == 1 and isinstance(place := each.subs[0], Letter) and is_bare(place):
                found.setdefault(each.name, set()).add(place.name)
    return [*found.values()]


def entered(node: Node, functions: set[str]) -> Node:
    """The tree with f_x for f(x)."""

    def change(each: Node) -> Node | None:
        if isinstance(each, Apply) and (over := _distribution(each, functions)) is not None:
            at, body = primed_name(over.paren.items[0]), mapped(each.arguments[0], change)
            return Big("sum", at, Times((replace(over.head, subs=(*over.head.subs, at)), body)))  # type: ignore[arg-type]
        if not isinstance(each, Called) or each.head.name not in functions:
            return None
        made = replace(each.head, subs=(*each.head.subs, *map(primed_name, each.paren.items)))
        return made if each.power is None else Power(made, each.power)

    made: Node = mapped(node, change)
    return made


def _distribution(node: Apply, functions: set[str]) -> Called | None:
    """The p(x) of E_{p(x)}[f(x)], or of E_{x∼p(x)}[f(x)]."""
    over = node.over.right if isinstance(node.over, Condition) and node.over.sign == "∼" else node.over
    told = isinstance(over, Called) and over.head.name in functions and over.power is None
    return over if node.function == "bbE" and len(node.arguments) == 1 and told else None  # type: ignore[return-value]


def _runs_over_all(node: Big) -> bool:
    """Whether it is Σ_x, without numbers between which x runs."""
    return node.upper is None and not isinstance(node.lower, Number)


def _is_at_letter(call: Called) -> bool:
    bare = len(call.paren.items) == 1 and is_bare(call.paren.items[0])
    return bare and not call.head.primes and not call.head.labels


def _argument(call: Called) -> str:
    only = primed_name(call.paren.items[0])
    return only.name if isinstance(only, Letter) else ""


def _quantities(node: Node) -> Iterator[str]:
    """The letters that stand in it as more than a bare argument, a place or what a sum runs over."""
    if isinstance(node, Letter):
        yield primed_name(node).name  # type: ignore[attr-defined]
    inside = _places_of(node)
    yield from chain.from_iterable(_quantities(each) for each in inside if not is_bare(each))
    parts = node.parts() if not isinstance(node, Called) else (node.power,)
    others = (each for each in parts if each is not None and not any(each is other for other in inside))
    yield from chain.from_iterable(map(_quantities, others))


def _places_of(node: Node) -> tuple[Node, ...]:
    """The parts at which a bare letter is no quantity."""
    match node:
        case Letter():
            return (*node.subs, *node.labels)
        case Called(head, paren, _):
            return (*head.subs, *head.labels, *paren.items)
        case Big(_, index, _, _, _, within, _):
            return (index,) if within is None else (index, within)
        case Condition(left, right):
            return (left, right)
    return ()
