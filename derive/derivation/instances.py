"""Whether an identity, read with the letters of another page, is an instance of itself.

An identity about a family h(z) that nobody says more of holds for every such h: also for one that a page
defines. A definition must be the same, up to such letters. A letter that depends on what the identity takes
it not to depend on, or that means something else, is foreign.
"""

from __future__ import annotations

from sympy import Basic

from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Family, definitions, depends, families

Letters = dict[str, Family]


def foreign_letter(lemma: tuple[Basic, ...], here: tuple[Basic, ...]) -> str | None:
    """The name of a letter of the lemma that means something here which the lemma does not cover, or None."""
    there, now = _letters(lemma), _letters(here)
    variables = _variables(lemma)
    for name, general in there.items():
        special = now.get(name, general)
        if special != general and not _covers(general, special, there, now, variables):
            return name
    return None


def _letters(parts: tuple[Basic, ...]) -> Letters:
    return {letter.name: letter for part in parts for letter in (*families(part), *definitions(part))}


def _variables(parts: tuple[Basic, ...]) -> frozenset[str]:
    """The names of the letters in which the lemma differentiates."""
    bodies = [*parts, *(each.body for part in parts for each in definitions(part))]
    return frozenset(
        node.variable.family.name for body in bodies for node in walk(body) if isinstance(node, Derivative)
    )


def _covers(
    general: Family, special: Family, there: Letters, now: Letters, variables: frozenset[str]
) -> bool:
    """Whether what the lemma says of every `general` holds of `special`."""
    if (general.dims, general.values) != (special.dims, special.values):
        return False
    if isinstance(general, Definition):
        return isinstance(special, Definition) and _skeleton(general) == _skeleton(special)
    if general.positive and not special.positive:
        return False
    return all(
        _moves(general, there[name]) or not _moves(special, now.get(name, there[name]))
        for name in variables
        if name != general.name
    )


def _moves(letter: Family, variable: Family) -> bool:
    """Whether the letter depends on the variable."""
    if isinstance(letter, Definition):
        return depends(letter.body, variable)
    return depends(letter, variable)


def _skeleton(definition: Definition) -> list[object]:
    """The definition with letters by their names alone."""
    return [definition.parameters, *map(_sign, walk(definition.body))]


def _sign(node: Basic) -> object:
    if isinstance(node, Family):
        return node.name
    return (node.func, len(node.args)) if node.args else node
