"""Layers z^l = W^l a^{l−1} + b^l of a network: what a chain that speaks of some of them rests on.

Definitions for any layer l are stated at the layers that the chain speaks of, l + 1 or the last one L, and not below
them: what comes from below is given. A cost that is made of the last layer is any cost, where it is differentiated in
a layer l: it depends on what the highest of these layers gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import layer_of
from derive.documents.readings.shifting import offset_of, shifted
from derive.documents.readings.sizes import Misfit
from derive.documents.readings.trees import (
    Called,
    Letter,
    Node,
    Partial,
    Plus,
    Transposed,
    is_bare,
    letters,
    walk,
)

MOST = 40
"""Definitions that are made."""


@dataclass(frozen=True)
class Layers:
    """The definitions that a chain rests on; `general` are the letters l that count layers, `stated` what is at l."""

    definitions: list[Definition]
    general: frozenset[str] = frozenset()
    stated: tuple[Definition, ...] = ()


def at_layers(trees: list[Node], known: list[Definition]) -> Layers:
    """The definitions, with those at the layers that the trees speak of; the same where no layers are spoken of."""
    general = frozenset(_counting(known))
    every = [each for each in known if _layer_of(each, general)]
    names = {each.letter.name for each in every}
    others = [each for each in known if each not in every and not _is_cost(each, trees, known, general)]
    rests = [*trees, *(each.body for each in others if each.body is not None)]
    lowest = _lowest(rests, general, names)
    if not every or not lowest or _share_weights(rests, every):
        return Layers(known)
    made = _made(rests, every, lowest)
    return Layers([*others, *_needed(made, rests)], general, tuple(made))


def _needed(made: list[Definition], rests: list[Node]) -> list[Definition]:
    """The definitions by which letters that are spoken of go into each other; what others are made of is given."""
    spoken = {(e.name, e.labels) for tree in rests for e in letters(tree) if e.labels}
    bodies = {_key(each): [(e.name, e.labels) for e in letters(each.body)] for each in made if each.body}
    reaching: set[tuple[str, tuple[Node, ...]]] = set()
    more = True
    while more:
        found = {
            key
            for key, inner in bodies.items()
            if any(each != key and (each in spoken or each in reaching) for each in inner)
        }
        more, reaching = found != reaching, found
    return [each for each in made if _key(each) in reaching]


def _key(defined: Definition) -> tuple[str, tuple[Node, ...]]:
    return defined.letter.name, defined.letter.labels


def _counting(known: Iterable[Definition]) -> Iterator[str]:
    """The l of a definition at l by what is at l − 1."""
    for each in known:
        place = _label(each)
        if place is not None and each.body is not None:
            moved = (label for letter in letters(each.body) for label in letter.labels)
            if any(isinstance(label, Plus) and base_of(label) == place.name for label in moved):
                yield place.name


def _label(defined: Definition) -> Letter | None:
    """The one label of a letter that is defined."""
    head = defined.head
    if not isinstance(head, Letter) or len(head.labels) != 1 or not isinstance(head.labels[0], Letter):
        return None
    return head.labels[0] if is_bare(head.labels[0]) else None


def _layer_of(defined: Definition, general: frozenset[str]) -> str | None:
    """The l that counts the layers of a definition."""
    place = _label(defined)
    return place.name if place is not None and defined.body is not None and place.name in general else None


def base_of(label: Node) -> str | None:
    """The letter of a label l, l + 1 or l − 1."""
    if isinstance(label, Letter):
        return label.name if is_bare(label) else None
    found = [each.name for each in letters(label)]
    return found[0] if isinstance(label, Plus) and len(found) == 1 else None


def _lowest(trees: Iterable[Node], general: frozenset[str], names: set[str]) -> dict[str, int]:
    """For l, and for the L of letters that are defined at every layer, the lowest place that is spoken of."""
    found: dict[str, int] = {}
    for letter in (each for tree in trees for each in letters(tree)):
        for label in letter.labels:
            base = base_of(label)
            if base is not None and (base in general or letter.name in names):
                found[base] = min(found.get(base, 99), offset_of({"": label}))
    return found


def _share_weights(trees: Iterable[Node], every: list[Definition]) -> bool:
    """Whether something is differentiated in a letter without a label that goes into all layers."""
    inner = {e.name for each in every if each.body is not None for e in letters(each.body) if not e.labels}
    return any(not each.labels and each.name in inner for each in variables_in(trees))


def variables_in(trees: Iterable[Node]) -> Iterator[Letter]:
    """The letters in which something is differentiated."""
    for node in (node for tree in trees for node in walk(tree) if isinstance(node, Partial)):
        inner = (each.head if isinstance(each, Called) else each for each in node.variables)
        inner = (each.operand if isinstance(each, Transposed) else each for each in inner)
        yield from (each for each in inner if isinstance(each, Letter))


def _made(trees: list[Node], every: list[Definition], lowest: dict[str, int]) -> list[Definition]:
    """The definitions at the layers of these trees, and at those that their bodies speak of, but none below."""
    general = [each for each in every if not _is_below(each.letter.labels[0], lowest)]
    made = {each.letter: each for each in general}
    waiting = [*trees, *(each.body for each in general if each.body is not None)]
    while waiting and len(made) < MOST:
        for letter in letters(waiting.pop()):
            found = next((each for each in every if _is_other_layer(each, letter)), None)
            if found is None or _is_below(letter.labels[0], lowest):
                continue
            place = _label(found)
            assert place is not None
            values = {place.name: letter.labels[0]}
            head = shifted(found.head, values)
            if isinstance(head, Letter) and head not in made and found.body is not None:
                body = shifted(found.body, values)
                made[head] = replace(found, head=head, body=body)
                waiting.append(body)
    return list(made.values())


def _is_other_layer(general: Definition, letter: Letter) -> bool:
    """Whether the letter is what is defined, at another layer."""
    head = general.head
    assert isinstance(head, Letter)
    same = (head.name, head.primes, len(head.subs)) == (letter.name, letter.primes, len(letter.subs))
    return same and len(letter.labels) == 1 and head.labels != letter.labels


def _is_below(label: Node, lowest: dict[str, int]) -> bool:
    base = base_of(label)
    return base is None or base not in lowest or offset_of({"": label}) < lowest[base]


def _is_cost(
    defined: Definition, trees: list[Node], known: list[Definition], general: frozenset[str]
) -> bool:
    """Whether it is made of a layer L, and is differentiated in a letter at l where l is spoken of."""
    if defined.body is None or defined.letter.labels or defined.letter.subs:
        return False
    fixed = {base_of(label) for e in letters(defined.body) for label in e.labels} - general - {None}
    spoken = {base_of(label) for tree in trees for e in letters(tree) for label in e.labels}
    if not fixed or not spoken & general:
        return False
    every = [*trees, *(each.body for each in known if each.body is not None)]
    nodes = (node for tree in every for node in walk(tree) if isinstance(node, Partial))
    return any(
        _names(node.body, defined.letter.name)
        and any(base_of(label) in general for each in variables_in([node]) for label in each.labels)
        for node in nodes
    )


def _names(body: Node, name: str) -> bool:
    head = body.head if isinstance(body, Called) else body
    return isinstance(head, Letter) and head.name == name


def check_kinds(places: Iterable[tuple[str, int]]) -> None:
    """Raises `Misfit` where a letter takes so many places at l and others at l − 1: it has one kind at all layers."""
    found: dict[tuple[str, ...], int] = {}
    for name, count in places:
        layer = layer_of(name)
        if layer is not None and found.setdefault(layer, count) != count:
            raise Misfit("{} has one kind at this layer, and another at the next", layer[0])
