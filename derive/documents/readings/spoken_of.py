"""The letters that a claim speaks of, and what is taken for granted of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic, Expr

from derive.documents.readings.reader import Reader
from derive.documents.readings.scene import Scene
from derive.documents.readings.trees import Integral, letters, walk as walk_tree
from derive.language import typeset
from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.families import Family, definitions, families
from derive.language.hypotheses import Hypothesis
from derive.results.assumptions import Still


def deep(node: Basic) -> Iterator[Basic]:
    """All parts of an expression, and of the definitions that it uses."""
    yield from walk(node)
    for definition in definitions(node):
        yield definition
        yield from walk(definition.body)


def families_in(node: Basic) -> set[Family]:
    """The letters in an expression, and in the definitions that it uses."""
    return {each for each in deep(node) if isinstance(each, Family)}


def names_in(left: Expr, right: Expr) -> set[str]:
    """The names of all letters of a claim, and of those that they depend on."""
    found = [node for side in (left, right) for node in deep(side) if isinstance(node, Family)]
    return {name for letter in found for name in (letter.name, *(each.name for each in letter.of))}


def spoken_of(hypotheses: Iterable[Hypothesis]) -> set[str]:
    """The letters of which equations and the like are taken for granted."""
    parts = (part for each in hypotheses for part in each.parts)
    return {family.name for part in parts for family in families_in(part)}


def integrated(scene: Scene) -> set[str]:
    """The letters over which integrals run."""
    nodes = (node for tree in scene.every for node in walk_tree(tree))
    return {each.name for node in nodes if isinstance(node, Integral) for each in letters(node.variable)}


def constants(left: Expr, right: Expr) -> Iterator[Still]:
    """Letters that are taken not to depend on what is differentiated in."""
    moved = {n.variable.family for side in (left, right) for n in deep(side) if isinstance(n, Derivative)}
    variables = {each for family in moved for each in (family.of or (family,))}
    still = [
        family
        for family in families(left) | families(right)
        if family not in variables and not set(family.of) & variables and family.values is None
    ]
    if moved and still:
        yield Still(_listed(still), _listed(moved))


def positive(reader: Reader, sides: tuple[Expr, Expr], supposed: frozenset[str]) -> list[str]:
    """The letters that are taken to be positive: the text says so, or it is supposed."""
    scene = reader.scene
    made = {each.name: each._made for each in reader.members.values() if each._made and not each.defined}
    said = [
        name
        for name in made
        if name in supposed or scene.facts.is_positive(name, scene.at, lapsed=scene.lapsed)
    ]
    used = names_in(*sides) if said else set()
    return sorted(typeset.text(made[name]) for name in said if name in used)


def _listed(letters_: Iterable[Family]) -> tuple[str, ...]:
    return tuple(sorted(typeset.text(each) for each in letters_))
