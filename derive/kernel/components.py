"""The atoms under a Σ: which belong together, and what a division there can draw in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from derive.kernel.leading import greatest
from derive.kernel.terms import Atom, IndexKey, Monomial, Number, indices_of, monomial


def reciprocals(powers: Iterable[tuple[Atom, Number]]) -> set[tuple[Atom, Number]]:
    """The sums and polynomials that are divided by."""
    return {(atom, exponent) for atom, exponent in powers if atom[0] in ("sum", "poly") and exponent < 0}


def exchangeable(
    atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
) -> list[tuple[IndexKey, IndexKey]]:
    """The pairs of bound indices over one dimension that a reciprocal of several terms depends on."""
    held = [indices_of(atom) & bound for atom, exponent in atoms if atom[0] == "poly" and exponent < 0]
    pairs = {pair for names in held for pair in combinations(sorted(names), 2)}
    return sorted(pair for pair in pairs if pair[0][2] == pair[1][2])


@lru_cache(maxsize=1 << 14)
def drawn_in(atom: Atom) -> tuple[Monomial, ...]:
    """The factors with which a division by one of the reciprocals in a component can go on."""
    inner = dict(atom[3])
    factors = set()
    for each, exponent in inner.items():
        if each[0] == "poly" and exponent < 0:
            leading = greatest(powers for powers, _ in each[1])
            lacking = monomial((other, max(power - inner.get(other, 0), 0)) for other, power in leading)
            factors.add(lacking)
    own = ("b", atom[1])
    return tuple(
        factor
        for factor in sorted(factors)
        if factor and not any(index[:2] == own for other, _ in factor for index in indices_of(other))
    )


def connected(
    inner: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
) -> list[tuple[frozenset[IndexKey], list[tuple[Atom, Number]]]]:
    """The atoms grouped so that no bound index is in two groups."""
    groups: list[tuple[frozenset[IndexKey], list[tuple[Atom, Number]]]] = []
    for atom, exponent in inner:
        names, atoms = indices_of(atom) & bound, [(atom, exponent)]
        for group in [each for each in groups if each[0] & names]:
            groups.remove(group)
            names, atoms = names | group[0], atoms + group[1]
        groups.append((names, atoms))
    return groups
