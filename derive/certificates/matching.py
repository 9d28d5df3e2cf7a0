"""Whether a term is a pattern at some places."""

from __future__ import annotations

from dataclasses import fields

from derive.certificates.terms import Place, Term


def matched(pattern: object, term: object, arbitrary: tuple[str, ...]) -> dict[Place, Place] | None:
    """Which places make the pattern this term."""
    found: dict[Place, Place] = {}
    return found if _matches(pattern, term, arbitrary, found) else None


def _matches(pattern: object, term: object, arbitrary: tuple[str, ...], found: dict[Place, Place]) -> bool:
    if isinstance(pattern, Place) and isinstance(term, Place) and pattern.name in arbitrary:
        return found.setdefault(pattern, term) == term
    if type(pattern) is not type(term):
        return False
    if isinstance(pattern, tuple) and isinstance(term, tuple):
        pairs = zip(pattern, term, strict=False)
        return len(pattern) == len(term) and all(_matches(a, b, arbitrary, found) for a, b in pairs)
    if isinstance(pattern, Term | Place):
        names = [each.name for each in fields(pattern)]  # type: ignore[arg-type]
        return all(_matches(getattr(pattern, n), getattr(term, n), arbitrary, found) for n in names)
    return pattern == term
