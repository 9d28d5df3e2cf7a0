"""Which way an equation is used as a rule, so that rewriting ends.

A_ij = x_i                 left to right: what is brought in has not the letter A
x_k = x_k²                 right to left
A_ij = δ_ij A_ii           left to right, where that changes something
A_ij = −A_ji               neither way: the terms that it makes of one another are ordered, and the least is kept
Σ_k (x_k − μ)² = n σ²      Σ_k x_k² is replaced by the rest
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.kernel.terms import Atom, Form, IndexKey, Monomial, Number, indices_of, subforms


@dataclass(frozen=True)
class Oriented:
    """pattern → replacement; `kind` says whether always, only where it `changes` the term, or as one of an `orbit`."""

    pattern: Monomial
    replacement: Form
    kind: str


Heads = Counter[tuple[str, str]]


def oriented(left: Form, right: Form, variables: frozenset[IndexKey]) -> Oriented | None:
    """The equation as a rule that ends; None if none is seen."""
    found = _one_term(left, right, variables)
    if found is None and (len(left) == 1 or not left):
        found = _one_term(right, left, variables)
    return found or _solved(left, right, variables)


def _one_term(left: Form, right: Form, variables: frozenset[IndexKey]) -> Oriented | None:
    """The rule from a left side of one term; None if it would go on for ever."""
    if len(left) != 1 or () in left:
        return None
    ((pattern, coefficient),) = left.items()
    made = {powers: _quotient(number, coefficient) for powers, number in right.items()}
    if not _indices(made) & variables <= _indices({pattern: 1}):
        return None
    own = _heads(pattern)
    brought = [_common(own, _heads(powers)) for powers in made]
    if all(count < own.total() for count in brought):
        return Oriented(pattern, made, "always")
    if len(made) == 1:
        ((powers, number),) = made.items()
        plain = tuple(each for each in powers if each[0][0] != "delta")
        if _shape(plain) == _shape(pattern) and abs(number) == 1:
            kind = "orbit" if plain == powers else "changes"
            return Oriented(pattern, made, kind) if kind == "orbit" or number == 1 else None
    return None


def _solved(left: Form, right: Form, variables: frozenset[IndexKey]) -> Oriented | None:
    """The rule for one of the terms: a letter or sum that stands in no other, if there is one."""
    terms = dict(left)
    for powers, number in right.items():
        terms[powers] = terms.get(powers, 0) - number
    terms = {powers: number for powers, number in terms.items() if number}
    found = []
    for powers in (
        *sorted(_letters(terms), key=_weight, reverse=True),
        *sorted(terms, key=_weight, reverse=True),
    ):
        rest = {other: -number for other, number in terms.items() if other != powers}
        found.append(_one_term({powers: terms[powers]}, rest, variables))
    kinds = {each.kind: each for each in reversed(found) if each is not None}
    return kinds.get("always") or kinds.get("orbit")


def _letters(terms: Form) -> Iterator[Monomial]:
    """The terms that are one letter or sum, which stands in no other."""
    for powers in terms:
        if len(powers) == 1 and powers[0][1] == 1 and powers[0][0][0] in ("sum", "entry", "partial"):
            atom = powers[0][0]
            if not any(_stands_in(atom, other) for other in terms if other != powers):
                yield powers


def _stands_in(atom: Atom, powers: Monomial) -> bool:
    return any(
        other == atom or any(_stands_in(atom, inner) for form in subforms(other) for inner, _ in form)
        for other, _ in powers
    )


def _weight(powers: Monomial) -> tuple[int, Monomial]:
    return _heads(powers).total(), powers


def _heads(powers: Monomial) -> Heads:
    """How often each letter stands in the term, powers counted."""
    found: Heads = Counter()
    for atom, exponent in powers:
        if atom[0] in ("entry", "partial"):
            found[atom[:2]] += _whole(exponent)
        elif atom[0] == "D":
            found["D", atom[2]] += 1
        for inner, _ in (each for form in subforms(atom) for each in form):
            for head, count in _heads(inner).items():
                found[head] += count * _whole(exponent)
    return found


def _whole(exponent: Number) -> int:
    return max(1, abs(int(exponent)))


def _common(own: Heads, other: Heads) -> int:
    """How much of what a term has to do with the rule's letters stands in another; all of it, if one is lacking."""
    return sum(count for head, count in other.items() if head in own) if own.keys() <= other.keys() else 0


def _shape(powers: Monomial) -> Any:
    """The term without its indices."""
    return tuple(sorted(map(str, ((_kind(atom), exponent) for atom, exponent in powers))))


def _kind(atom: Atom) -> Any:
    own = atom[:2] if atom[0] in ("entry", "partial", "call", "dim", "constant") else atom[:1]
    return own, [sorted((_shape(inner), str(number)) for inner, number in form) for form in subforms(atom)]


def _indices(form: Form) -> frozenset[IndexKey]:
    return frozenset(index for powers in form for atom, _ in powers for index in indices_of(atom))


def _quotient(number: Number, by: Number) -> Number:
    value = Fraction(number) / Fraction(by)
    return value.numerator if value.denominator == 1 else value
