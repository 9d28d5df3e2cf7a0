"""Terms with parts or places put for others, and what stands below which indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.certificates.script import Scope
from derive.certificates.terms import ONE, Partial, Place, Sum, Term


def instead(term: Term, values: Mapping[Partial, Term]) -> Term:
    """The term with derivatives replaced by their values."""
    if isinstance(term, Partial) and term in values:
        return values[term]
    return term.rebuilt(lambda part: instead(part, values), lambda place: place)


def exchanged(term: Term, old: Term, new: Term) -> Term:
    """The term with one put for another."""
    return new if term == old else term.rebuilt(lambda part: exchanged(part, old, new), lambda place: place)


def placed(term: Term, places: Mapping[Place, Place]) -> Term:
    """The term with places put for others, all at once."""
    for number, old in enumerate(places):
        term = term.put(old, Place(f"i'q{number}"))
    for number, new in enumerate(places.values()):
        term = term.put(Place(f"i'q{number}"), new)
    return term


def below(term: Term, scope: Scope) -> Iterator[tuple[Term, Scope]]:
    """Every term in it with the indices bound above."""
    yield term, scope
    inner = (*scope, (term.bound, term.size)) if isinstance(term, Sum) else scope
    for part in term.parts:
        yield from below(part, inner)


def anywhere(term: Partial) -> Partial:
    """The derivative without its place: what its point is looked up by."""
    return Partial(term.variable, ONE, term.point, ())
