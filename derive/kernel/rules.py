"""Hypotheses as rules, whose use is recorded.

Σ_k y_k = 1        the component Σ_k y_k becomes 1
y_k y_j = δ_kj y_k a monomial that this left side divides, whatever indices stand for k and j
i ≠ j              δ_ij becomes 0
t constant in z    ∂t_k/∂z_d becomes 0
b positive         the laws that need it may be used
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import floor
from typing import Any

from derive.kernel.applications import Applications
from derive.kernel.arithmetic import divide
from derive.kernel.terms import (
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    atomic,
    indices_of,
    subforms,
)

Binding = dict[IndexKey, IndexKey]


@dataclass(frozen=True)
class Rule:
    """pattern → replacement, for all values of `variables`; `owner` is the hypothesis it comes from.

    `letters` are those that its truth depends on: under a ∂ in one of them it may not be used.
    """

    pattern: Monomial
    replacement: Form
    variables: frozenset[IndexKey]
    owner: Hashable
    letters: frozenset[str]


class Rules(Applications):
    """Functions under hypotheses."""

    def __init__(self, limits: Any) -> None:
        super().__init__(limits)
        self.rules: list[Rule] = []
        self.constants: dict[tuple[str, str], Hashable] = {}
        self.assumed_positive: dict[str, Hashable] = {}
        self.assumed_distinct: dict[frozenset[IndexKey], Hashable] = {}
        self.used: set[Hashable] = set()

    def assume(
        self,
        left: Form,
        right: Form,
        owner: Hashable,
        fixed: frozenset[IndexKey] = frozenset(),
        letters: frozenset[str] = frozenset(),
    ) -> None:
        """left = right for all values of the free indices of `left` but the fixed ones; its truth depends on `letters`.

        Raises `Undecided` if the left side is not one term, so that it cannot be replaced.
        """
        if not self.subtract(left, right):
            return
        if len(left) != 1 or () in left:
            raise Undecided(f"a hypothesis cannot be used as a rule, its left side is not one term: {owner}")
        ((pattern, coefficient),) = left.items()
        variables = (
            frozenset(index for atom, _ in pattern for index in indices_of(atom) if index[0] == "f") - fixed
        )
        replacement = self.multiply(right, self.power({(): coefficient}, -1))
        self.rules.append(Rule(pattern, replacement, variables, owner, letters))

    def positive(self, atom: Atom) -> bool:
        """Whether the atom is known to be positive, by declaration or hypothesis."""
        if atom[0] == "entry" and atom[1] in self.assumed_positive:
            self.used.add(self.assumed_positive[atom[1]])
            return True
        return super().positive(atom)

    def _impossible(self, group: set[IndexKey]) -> bool:
        for pair, owner in self.assumed_distinct.items():
            if pair <= group:
                self.used.add(owner)
                return True
        return super()._impossible(group)

    def rewrite(self, powers: dict[Atom, Number]) -> Form | None:
        """What a hypothesis makes of the monomial, or None if none applies."""
        for atom, exponent in powers.items():
            if atom[0] == "partial" and (owner := self._constant(atom)) is not None:
                if exponent < 0:
                    raise Undecided("an expression that is 0 is divided by")
                return self._note(owner, {})
        for rule in self.rules:
            if not rule.letters.isdisjoint(self.varied):
                continue
            for binding in self._bindings(rule, powers):
                if (made := self._applied(rule, binding, powers)) is not None:
                    return self._note(rule.owner, made)
        return None

    def absorb(self, powers: dict[Atom, Number]) -> Form | None:
        """Besides, y_i Σ_k y_k f_k = Σ_k y_i y_k f_k, where a rule for the product y_i y_k applies."""
        if (made := super().absorb(powers)) is not None:
            return made
        for rule in self.rules:
            letters = {atom[:2] for atom, _ in rule.pattern}
            if sum(exponent for _, exponent in rule.pattern) < 2 or any(
                kind != "entry" for kind, _ in letters
            ):
                continue
            factors = [atom for atom, power in powers.items() for _ in range(min(2, floor(power)))]
            speaking = [atom for atom in factors if letters & {leaf[:2] for leaf in _factors(atom)}]
            for one, other in combinations(speaking, 2):
                if (made := self._merged(one, other)) is not None:
                    rest = divide(divide(powers, ((one, 1),)), ((other, 1),))
                    return self.multiply(self.settle(1, rest), made)
        return None

    def _merged(self, one: Atom, other: Atom) -> Form | None:
        """The product of two factors, one at least a sum, as one sum; None if no rule applies to it."""
        if "sum" not in (one[0], other[0]):
            return None
        before = self.rewritten
        (names, first), (more, second) = (
            self.opened(atom) if atom[0] == "sum" else ((), atomic(atom)) for atom in (one, other)
        )
        product = self.multiply(first, second)
        return self.bind(product, (*names, *more)) if self.rewritten > before else None

    def _note(self, owner: Hashable, made: Form) -> Form:
        self.used.add(owner)
        self.rewritten += 1
        return made

    def _constant(self, atom: Atom) -> Hashable | None:
        return next(
            (self.constants[atom[1], name] for name, _ in atom[3] if (atom[1], name) in self.constants), None
        )

    def _applied(self, rule: Rule, binding: Binding, powers: dict[Atom, Number]) -> Form | None:
        pattern = self._renamed(rule.pattern, binding)
        if len(pattern) != 1:
            return None
        ((needed, coefficient),) = pattern.items()
        if not needed or not all(_holds(powers.get(atom, 0), exponent) for atom, exponent in needed):
            return None
        self.tick()
        rest = dict(powers)
        for atom, exponent in needed:
            rest[atom] -= exponent
        replaced = self.substitute_form(rule.replacement, binding)
        return self.multiply(self.settle(1, rest), self.multiply(replaced, self.power({(): coefficient}, -1)))

    def _bindings(self, rule: Rule, powers: dict[Atom, Number]) -> Iterator[Binding]:
        """Values of the rule's variables under which its left side may divide the monomial."""
        if not {_head(atom) for atom, _ in rule.pattern if atom[0] != "delta"} <= set(map(_head, powers)):
            return
        wanted = [leaf for atom, _ in rule.pattern for leaf in _leaves(atom)]
        offered = [leaf for atom in powers for leaf in _leaves(atom)]
        if {leaf[:2] for leaf in wanted} <= {leaf[:2] for leaf in offered}:
            yield from _matches(wanted, offered, rule.variables, {})

    def parts_for_hypotheses(
        self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
    ) -> set[frozenset[IndexKey]]:
        """All choices that leave as many bound indices to sum as the sum in a hypothesis has."""
        present = {leaf[1] for atom, _ in atoms for leaf in _leaves(atom)}
        parts: set[frozenset[IndexKey]] = set()
        for rule in self.rules:
            for atom, _ in rule.pattern:
                if atom[0] == "sum" and {leaf[1] for leaf in _leaves(atom)} <= present:
                    parts |= {
                        frozenset(part) for part in combinations(bound, max(len(bound) - len(atom[2]), 0))
                    }
        return parts


def _holds(power: Number, exponent: Number) -> bool:
    """Whether the power of an atom has this one as a factor: a³ has a², and a⁻² has a⁻¹, but a² has not a⁻¹."""
    return power >= exponent if exponent > 0 else power <= exponent


def _head(atom: Atom) -> tuple[Any, ...]:
    """What no index put for another changes of an atom."""
    return atom[: {"sum": 3, "entry": 2, "partial": 2}.get(atom[0], 1)]


def _factors(atom: Atom) -> Iterator[Atom]:
    """The atom, or for a component the atoms of which it is a sum."""
    if atom[0] != "sum":
        yield atom
        return
    for inner, exponent in atom[3]:
        if exponent > 0:
            yield from _factors(inner)


def _leaves(atom: Atom) -> Iterator[Atom]:
    """The families' entries and derivatives in an atom; of a derivative not carried out, its variable."""
    if atom[0] in ("entry", "partial"):
        yield atom
    if atom[0] == "D":
        yield ("D", atom[2], atom[3])
    for form in subforms(atom):
        for powers, _ in form:
            for inner, _ in powers:
                yield from _leaves(inner)


def _matches(
    wanted: list[Atom], offered: list[Atom], variables: frozenset[IndexKey], binding: Binding
) -> Iterator[Binding]:
    if not wanted:
        yield binding
        return
    first, *rest = wanted
    for leaf in offered:
        extended = _unified(first, leaf, variables, binding)
        if extended is not None:
            yield from _matches(rest, offered, variables, extended)


def _unified(pattern: Atom, leaf: Atom, variables: frozenset[IndexKey], binding: Binding) -> Binding | None:
    """The binding extended so that the pattern's own indices become the leaf's; None if they cannot."""
    if pattern[:2] != leaf[:2] or len(pattern) != len(leaf):
        return None
    result = dict(binding)
    for one, other in zip(_indices(pattern), _indices(leaf), strict=False):
        if one in variables:
            if other[0] == "b" or other[-1] not in (one[-1], "") or result.setdefault(one, other) != other:
                return None
        elif one[0] != "b" and one != other:
            return None
    return result


def _indices(leaf: Atom) -> tuple[IndexKey, ...]:
    variables = leaf[3] if leaf[0] == "partial" else ()
    return (*leaf[2], *(index for _, at in variables for index in at))
