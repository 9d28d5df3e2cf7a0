"""Mutants of a page: each claim and each line of a derivation with one slip, at every place where the slip applies.

A mutant is named by its page, identity, line, side, place and slip, so that any process can make it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sympy import Expr

from derive.audit.changes import CHANGES, Here
from derive.audit.figures import Mutant
from derive.audit.scope import Scope, scope_at
from derive.language.binders import free_indices
from derive.language.claims import Identity
from derive.language.errors import IllFormed
from derive.language.families import Entry, Family
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Dim
from derive.language.page import Page
from derive.language.parts import Part, parts, replaced


@dataclass(frozen=True)
class Statement:
    """What is claimed at one place of a page: the claim itself (line 0), or that a line equals the one before."""

    line: int
    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...]
    relation: str = "="

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that are changed: of a claim both, of a line the line itself."""
        return ("right",) if self.line else ("right", "left")


def statements(identity: Identity) -> tuple[Statement, ...]:
    """The claim and each line of the derivation."""
    claim = Statement(0, identity.left, identity.right, identity.given, identity.relation)
    chain = [identity.start, *(line.expression for line in identity.lines)]
    lines = (
        Statement(number, chain[number - 1], chain[number], identity.given) for number in range(1, len(chain))
    )
    return (claim, *lines)


def mutants(page: Page, path: Path, seed: int, identities: tuple[str, ...] | None = None) -> Iterator[Mutant]:
    """Every mutant of the page's true identities; an erratum is left out, for a slip may make it true."""
    for identity in page.identities.values():
        if not isinstance(identity, Identity) or identity.expected != "proved":
            continue
        if identities is not None and identity.name not in identities:
            continue
        for statement in statements(identity):
            for side in statement.sides:
                for part in parts(getattr(statement, side)):
                    for slip in CHANGES:
                        name = Mutant(
                            str(path), page.name, identity.name, statement.line, side, part.path, slip
                        )
                        if _changed(page, statement, part, name, seed) is not None:
                            yield name


def made(page: Page, name: Mutant, seed: int) -> Identity:
    """The mutant as an identity of its own. Raises `ValueError` if there is none of that name."""
    identity = page.identities[name.identity]
    statement = statements(identity)[name.line]  # type: ignore[arg-type]
    part = next(each for each in parts(getattr(statement, name.side)) if each.path == name.path)
    changed = _changed(page, statement, part, name, seed)
    if changed is None:
        raise ValueError(f"there is no mutant {name}")
    left, right = (statement.left, changed) if name.side == "right" else (changed, statement.right)
    return Identity(
        name.identity,
        page.name,
        left,
        right,
        (left, right),
        statement.given,
        relation=statement.relation,
    )


def _changed(page: Page, statement: Statement, part: Part, name: Mutant, seed: int) -> Expr | None:
    """The side with the slip made at the part; None if it does not apply or makes nothing well formed."""
    free = free_indices(statement.left) | free_indices(statement.right)
    scope = Scope(tuple(sorted(free, key=lambda index: (index.name, index.dim.name))))
    random = Random(f"{seed} {name}")
    here = Here(scope_at(part, scope), random, part.variables, _letters(page), _dims(page))
    try:
        slipped = CHANGES[name.slip](part.node, here)
        if slipped is None or slipped == part.node:
            return None
        return replaced(getattr(statement, name.side), part.path, slipped)
    except IllFormed:
        return None


def _letters(page: Page) -> tuple[Family, ...]:
    """The page's letters that are numbers, definitions among them."""
    declared = (_family(made) for made in page.declared.values())
    return tuple(letter for letter in declared if isinstance(letter, Family) and letter.values is None)


def _dims(page: Page) -> tuple[Dim, ...]:
    return tuple(made for made in page.declared.values() if isinstance(made, Dim))


def _family(made: Any) -> Any:
    return made.family if isinstance(made, Entry) else made
