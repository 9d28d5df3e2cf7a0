"""By formula: what states it, whatever its letters and indices are called.

Sides of claims come first, then definitions, then lines of derivations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sympy import Expr

from derive.documents import statements
from derive.language.claims import Identity
from derive.language.families import Definition, Entry
from derive.language.page import Page
from derive.language.typeset import latex, text
from derive.search.forms import closed, forms, of_a_number, opened, with_logistic
from derive.search.found import Found, stated
from derive.search.renaming import Sides, alike

CLAIM, DEFINITION, LINE = range(3)
"""The order in which what is found is told."""

_NAMES = re.compile(r"(?<![\\\w])(delta|sum|log|exp|tanh|sigma|lambda)(?![A-Za-z])")


def by_formula(query: str, pages: Iterable[Page]) -> tuple[Found, ...]:
    """The statements and definitions of the pages that are this formula, or one of whose sides it is."""
    wanted = read(query)
    if wanted is None:
        return ()
    found = [each for page in pages for each in _on(page, wanted)]
    return tuple(each for _, each in sorted(found, key=lambda ranked: ranked[0]))


def read(query: str) -> Sides | None:
    """The formula's sides, one or two, as a document's are read; None where nothing is read."""
    alone = "=" not in query
    written = f"$${'0 = ' if alone else ''}{_in_latex(query)}$$\n"  # p (…) = 0 would be a condition
    try:
        page = statements.page(Path("query.md"), "query", written)
    except (OSError, ValueError):
        return None
    for each in page.identities.values():
        if isinstance(each, Identity):
            sides = (each.right,) if alone else (each.left, each.right)
            return tuple(closed(with_logistic(side)) for side in sides)
    return None


def _in_latex(query: str) -> str:
    """What derive prints as text, δ_ij, or people type, delta_ij, as LaTeX."""
    bare = query.strip().strip("$").replace("−", "-").replace("·", " ")
    return re.sub(r"_(\w{2,})", r"_{\1}", _NAMES.sub(r"\\\1", bare))


def _on(page: Page, wanted: Sides) -> Iterator[tuple[int, Found]]:
    """What of one page it is: a statement is told once."""
    for each in page.identities.values():
        if isinstance(each, Identity):
            ways = ((rank, where) for rank, where, sides in _sides(each, len(wanted)) if alike(wanted, sides))
            for rank, where in ways:
                yield rank, stated(page, each, where)
                break
    for letter in page.definitions:
        if any(alike(wanted, sides) for sides in _definition(letter, len(wanted))):
            yield DEFINITION, _defined(page, letter)


def _sides(identity: Identity, number: int) -> Iterator[tuple[int, str, Sides]]:
    """What of an identity is compared: both sides, or one, or a line of its derivation."""
    if number == 2:
        for right in dict.fromkeys((identity.right, opened(identity.right))):
            yield from ((CLAIM, "claim", sides) for sides in _both(identity.left, right))
        return
    for where, side in (("right side", identity.right), ("left side", identity.left)):
        for form in forms(side):
            yield CLAIM, where, (form,)
    for place, line in enumerate(identity.lines[:-1], 1):
        yield LINE, f"line {place}", (closed(line.expression),)


def _both(left: Expr, right: Expr) -> Iterator[Sides]:
    """Both sides closed; where they are said of each entry alone, of a number."""
    yield closed(left), closed(right)
    one, other = of_a_number(closed(left)), of_a_number(closed(right))
    if one is not None and other is not None:
        yield one, other


def _definition(letter: Definition, number: int) -> Iterator[Sides]:
    if number == 2:
        yield closed(Entry(letter, *letter.parameters)), closed(letter.body)
    else:
        yield from ((form,) for form in forms(letter.body))


def _defined(page: Page, letter: Definition) -> Found:
    entry = Entry(letter, *letter.parameters)
    return Found(
        page.name,
        page.title,
        f"{page.name}.{letter.name}",
        f"{text(entry)} = {text(letter.body)}",
        f"{latex(entry)} = {latex(letter.body)}",
        where="definition",
    )
