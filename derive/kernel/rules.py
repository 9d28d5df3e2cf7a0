"""Hypotheses as rules, whose use is recorded.

Σ_k y_k = 1        the component Σ_k y_k becomes 1
y_k y_j = δ_kj y_k a monomial that this left side divides, whatever indices stand for k and j
i ≠ j              δ_ij becomes 0
t constant in z    ∂t_k/∂z_d becomes 0
A_ij = A_ji        of the terms that it makes of one another the least is kept
b positive         the laws that need it may be used
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from math import floor
from typing import Any

from derive.kernel.comparisons import Comparisons
from derive.kernel.leading import divide
from derive.kernel.orienting import oriented
from derive.kernel.terms import (
    ZERO_PLACE,
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    atomic,
    counted,
    form_of,
    freeze,
    indices_of,
    monomial,
    shifted,
    subforms,
    tidy,
)

Binding = dict[IndexKey, IndexKey]

Orbit = dict[Monomial, tuple[Number, frozenset[Hashable]]]
"""Terms that permutations make of one another, each with its sign and the hypotheses that it took."""

MOST_TERMS = 64
"""How many of them are looked at."""


@dataclass(frozen=True)
class Rule:
    """pattern → replacement, for all values of `variables`; `owner` is the hypothesis it comes from.

    `owner` is None for what is so wherever the claim says anything. `letters` are those that its truth depends on:
    under a ∂ in one of them it may not be used. One that is `guarded` is used only where it changes the term.
    """

    pattern: Monomial
    replacement: Form
    variables: frozenset[IndexKey]
    owner: Hashable
    letters: frozenset[str]
    guarded: bool = False


class Rules(Comparisons):
    """Functions under hypotheses."""

    def __init__(self, limits: Any) -> None:
        super().__init__(limits)
        self.rules: list[Rule] = []
        self.permutations: list[Rule] = []
        self.ordering = False
        self.unusable: list[Hashable] = []
        self.constants: dict[tuple[str, str], Hashable] = {}
        self.assumed_positive: dict[str, Hashable] = {}
        self.assumed_distinct: dict[tuple[IndexKey, IndexKey], Hashable] = {}
        self.windows: dict[IndexKey, tuple[int, int]] = {}
        self.window_owners: dict[IndexKey, Hashable] = {}
        self.least_owners: dict[str, Hashable] = {}
        self.known_positive: list[Form] = []
        self.assumed_non_negative: list[tuple[Form, Hashable]] = []
        self.semidefinite: dict[Atom, Hashable] = {}
        self.used: set[Hashable] = set()

    def assume(
        self,
        left: Form,
        right: Form,
        owner: Hashable,
        variables: frozenset[IndexKey],
        letters: frozenset[str] = frozenset(),
    ) -> None:
        """left = right for all values of the `variables`, indices of its own; its truth depends on `letters`.

        What cannot be used as a rule, since rewriting would not end, is not used.
        """
        difference = self.subtract(left, right)
        if not difference:
            return
        if difference.keys() == {()}:
            raise Undecided("the hypotheses contradict one another: {}", owner)
        found = oriented(left, right, variables)
        if found is None:
            self.unusable.append(owner)
            return
        kept = self.permutations if found.kind == "orbit" else self.rules
        guarded = found.kind == "changes"
        kept.append(Rule(found.pattern, found.replacement, variables, owner, letters, guarded))

    def positive(self, atom: Atom) -> bool:
        """Whether the atom is known to be positive, by declaration or hypothesis."""
        if atom[0] == "entry" and atom[1] in self.assumed_positive:
            self.used.add(self.assumed_positive[atom[1]])
            return True
        return super().positive(atom) or (bool(self.known_positive) and self._is_known(form_of(atom)))

    def positive_form(self, form: Form) -> bool:
        """Besides, what is known to be positive since a log of it has a value."""
        return super().positive_form(form) or (bool(self.known_positive) and self._is_known(form))

    def non_negative(self, atom: Atom) -> bool:
        """Besides, what a hypothesis says: xᵀ A x and A_ii of a semidefinite A, an expression called non-negative."""
        return (
            super().non_negative(atom) or self._is_semidefinite(atom) or self._is_assumed({((atom, 1),): 1})
        )

    def non_negative_form(self, form: Form) -> bool:
        """Besides, what a hypothesis calls non-negative."""
        return super().non_negative_form(form) or self._is_assumed(form)

    def _is_assumed(self, form: Form) -> bool:
        for fact, owner in self.assumed_non_negative:
            if self.is_instance(form, fact):
                self.used.add(owner)
                return True
        return False

    def _is_semidefinite(self, atom: Atom) -> bool:
        """Whether it is Σ_i Σ_j f_i A_ij f_j, or A_ii."""
        if not self.semidefinite:
            return False
        inside = atom[3] if atom[0] == "sum" else ((atom, 1),)
        found = [each for each, power in inside if each[:2] in self.semidefinite and power == 1]
        if len(found) != 1:
            return False
        first, second = found[0][2]
        rest = [each for each in inside if each[0] != found[0]]
        turned = [(_exchanged(each, first, second), power) for each, power in rest]
        apart = all(len({first, second} & indices_of(each)) == 1 for each, _ in rest)
        bound = atom[0] == "sum" and {index[:2] for index in (first, second)} == {("b", atom[1])}
        square = bound and len(atom[2]) == 2 and apart and sorted(turned) == sorted(rest)
        if square or (first == second and not rest):
            self.used.add(self.semidefinite[found[0][:2]])
            return True
        return False

    def _is_known(self, form: Form) -> bool:
        return any(self.is_instance(form, fact) for fact in self.known_positive)

    def is_instance(self, form: Form, fact: Form) -> bool:
        """Whether the form is the fact at some places of the indices that it holds for all places of."""
        if form == fact:
            return True
        variables = frozenset(index for index in _indices_in(fact) if index[0] == "u")
        if not variables or len(form) != len(fact):
            return False
        wanted, offered = _leaves_in(fact), _leaves_in(form)
        bindings = matches(wanted, offered, variables, {})
        return any(self.substitute_form(fact, binding) == form for binding in bindings)

    def _impossible(self, group: Mapping[IndexKey, int]) -> bool:
        for pair, owner in self.assumed_distinct.items():
            (one, before), (other, after) = map(counted, pair)
            if {one, other} <= group.keys() and group[one] + before == group[other] + after:
                self.used.add(owner)
                return True
        for index, owner in self.window_owners.items():
            if index in group and self._is_beyond(index, group):
                self.used.add(owner)
                return True
        return super()._impossible(group)

    def _is_beyond(self, index: IndexKey, group: Mapping[IndexKey, int]) -> bool:
        """Whether the index would stand outside of the places that a hypothesis leaves to it."""
        (first, last), zero, end = self.windows[index], group.get(ZERO_PLACE), group.get(("e", 0, index[-1]))
        early = zero is not None and group[index] - zero <= first
        return early or (end is not None and group[index] - end > last)

    def at_least(self, dim: str) -> int:
        """Besides, what a hypothesis says that n is at least."""
        if dim in self.least_owners:
            self.used.add(self.least_owners[dim])
        return super().at_least(dim)

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
        return self._least(powers) if self.permutations and not self.ordering else None

    # terms that hypotheses make of one another

    def _least(self, powers: dict[Atom, Number]) -> Form | None:
        """The least of the terms that permutations make of this one; None if it is that."""
        start = monomial(powers.items())
        made = self._least_of(self._orbit(start), lambda form: form)
        return None if made == {start: 1} else made

    def component(self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]) -> Form:
        """Besides, the least of what the terms that permutations make of the summand come out as."""
        if self.renaming or self.ordering or not self.permutations:
            return super().component(atoms, bound)
        return self._least_of(self._orbit(monomial(atoms)), lambda form: self.bind(form, bound))

    def _least_of(self, orbit: Orbit, change: Callable[[Form], Form]) -> Form:
        """What the first term of an orbit comes out as, told by the one that comes out least.

        One that comes out as its own negative is 0.
        """
        found = []
        for powers, (sign, owners) in orbit.items():
            with self._in_order():
                made = change({powers: sign} if sign else {})
            found.append((_size(made), owners, made))
        _, owners, made = min(found, key=lambda each: (each[0], len(each[1])))
        opposite = self.scale(made, -1)
        negative = next((owners for _, owners, other in found if other == opposite), None)
        if made and negative is not None:
            owners, made = owners | negative, {}
        for owner in owners:
            self._note(owner, made)
        return made

    @contextmanager
    def _in_order(self) -> Iterator[None]:
        before, self.ordering = self.ordering, True
        try:
            yield
        finally:
            self.ordering = before

    def _orbit(self, start: Monomial) -> Orbit:
        """The terms that permutations make of this one, at most `MOST_TERMS` of them."""
        orbit: Orbit = {start: (1, frozenset())}
        queue = [start]
        while queue and len(orbit) < MOST_TERMS:
            now = queue.pop(0)
            sign, owners = orbit[now]
            for rule, made in self._turned(now):
                for powers, number in made.items():
                    reached = tidy(sign * number), owners | {rule.owner}
                    if powers in orbit and orbit[powers][0] != reached[0]:
                        return {start: (0, reached[1] | orbit[powers][1])}
                    if powers not in orbit:
                        orbit[powers] = reached
                        queue.append(powers)
        return orbit

    def _turned(self, powers: Monomial) -> Iterator[tuple[Rule, Form]]:
        """The terms, one each, that one use of a permutation makes of this one, inside its sums too."""
        for rule in self.permutations:
            if rule.letters.isdisjoint(self.varied):
                for bound, term in self._spread(powers, rule):
                    for binding in self._bindings(rule, term):
                        with self._in_order():
                            applied = self._applied(rule, binding, term)
                            made = applied if applied is None else self.bind(applied, bound)
                        if made is not None and len(made) == 1:
                            yield rule, made

    def _spread(
        self, powers: Monomial, rule: Rule
    ) -> Iterator[tuple[tuple[IndexKey, ...], dict[Atom, Number]]]:
        """The term; for a rule about a product also with one of its sums that has a letter of the rule opened."""
        yield (), dict(powers)
        names = {leaf[:2] for atom, _ in rule.pattern for leaf in leaves(atom)}
        for atom, exponent in powers if len(rule.pattern) > 1 else ():
            if atom[0] == "sum" and exponent >= 1 and names & {leaf[:2] for leaf in leaves(atom)}:
                bound, inside = self.opened(atom)
                rest = {**dict(powers), atom: exponent - 1}
                with self._in_order():
                    whole = self.multiply(inside, {monomial(rest.items()): 1})
                yield from ((bound, dict(inner)) for inner, number in whole.items() if number == 1)

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
        if owner is not None:
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
        if not all(self.in_range(index, variable[2]) for variable, index in binding.items()):
            return None
        if rule.guarded and self._renamed(next(iter(rule.replacement)), binding) == pattern:
            return None
        if not needed or not all(_holds(powers.get(atom, 0), exponent) for atom, exponent in needed):
            return None
        self.tick()
        rest = dict(powers)
        for atom, exponent in needed:
            rest[atom] -= exponent
        replaced = self.substitute_form(rule.replacement, binding)
        return self.multiply(self.settle(1, rest), self.multiply(replaced, self.power({(): coefficient}, -1)))

    def in_range(self, index: IndexKey, dim: str) -> bool:
        """Whether the place is known to be one of 1..n: beyond, a hypothesis says nothing."""
        base, offset = counted(index)
        match base[0]:
            case "c":
                return offset == 1 or 1 < offset <= self.at_least(dim)
            case "e":
                return offset == 0 or -self.at_least(dim) < offset < 0
        first, last = self.windows.get(base, (0, 0))
        if base in self.window_owners:
            self.used.add(self.window_owners[base])
        return first + offset >= 0 and last + offset <= 0

    def _bindings(self, rule: Rule, powers: dict[Atom, Number]) -> Iterator[Binding]:
        """Values of the rule's variables under which its left side may divide the monomial."""
        if not {_head(atom) for atom, _ in rule.pattern if atom[0] != "delta"} <= set(map(_head, powers)):
            return
        wanted = [leaf for atom, _ in rule.pattern for leaf in leaves(atom)]
        offered = [leaf for atom in powers for leaf in leaves(atom)]
        if {leaf[:2] for leaf in wanted} <= {leaf[:2] for leaf in offered}:
            yield from matches(wanted, offered, rule.variables, {})

    def parts_for_hypotheses(
        self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
    ) -> set[frozenset[IndexKey]]:
        """All choices that leave as many bound indices to sum as the sum in a hypothesis has."""
        present = {leaf[1] for atom, _ in atoms for leaf in leaves(atom)}
        parts: set[frozenset[IndexKey]] = set()
        for rule in self.rules:
            for atom, _ in rule.pattern:
                if atom[0] == "sum" and {leaf[1] for leaf in leaves(atom)} <= present:
                    parts |= {
                        frozenset(part) for part in combinations(bound, max(len(bound) - len(atom[2]), 0))
                    }
        return parts


def _exchanged(atom: Atom, first: IndexKey, second: IndexKey) -> Atom:
    """An entry with its indices exchanged; any other atom as it is."""
    if atom[0] != "entry":
        return atom
    places = {first: second, second: first}
    return (*atom[:2], tuple(places.get(index, index) for index in atom[2]))


def _size(form: Form) -> tuple[int, int, Any]:
    """An order of forms: few terms first, then few letters inside sums."""
    inside = sum(len(atom[3]) for powers in form for atom, _ in powers if atom[0] == "sum")
    return len(form), inside, freeze(form)


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


def leaves(atom: Atom) -> Iterator[Atom]:
    """The families' entries and derivatives in an atom; of a derivative not carried out, its variable."""
    if atom[0] in ("entry", "partial"):
        yield atom
    if atom[0] == "D":
        yield ("D", atom[2], atom[3])
    for form in subforms(atom):
        for powers, _ in form:
            for inner, _ in powers:
                yield from leaves(inner)


def _leaves_in(form: Form) -> list[Atom]:
    return [leaf for powers in form for atom, _ in powers for leaf in leaves(atom)]


def _indices_in(form: Form) -> set[IndexKey]:
    return {index for powers in form for atom, _ in powers for index in indices_of(atom)}


def matches(
    wanted: list[Atom], offered: list[Atom], variables: frozenset[IndexKey], binding: Binding
) -> Iterator[Binding]:
    """The bindings of the variables under which each of the wanted leaves is one of those offered."""
    if not wanted:
        yield binding
        return
    first, *rest = wanted
    for leaf in offered:
        extended = _unified(first, leaf, variables, binding)
        if extended is not None:
            yield from matches(rest, offered, variables, extended)


def _unified(pattern: Atom, leaf: Atom, variables: frozenset[IndexKey], binding: Binding) -> Binding | None:
    """The binding extended so that the pattern's own indices become the leaf's; None if they cannot."""
    if pattern[:2] != leaf[:2] or len(pattern) != len(leaf):
        return None
    result = dict(binding)
    pairs = zip(_indices(pattern), _indices(leaf), strict=False)
    return result if all(_put(one, other, variables, result) for one, other in pairs) else None


def _put(one: IndexKey, other: IndexKey, variables: frozenset[IndexKey], binding: Binding) -> bool:
    """Whether the pattern's index can become the other, under the binding as it is extended; labels place by place."""
    if one in variables:
        return other[0] != "b" and other[-1] in (one[-1], "") and binding.setdefault(one, other) == other
    if one[0] == "m":
        return _put(one[1], shifted(other, -one[2]), variables, binding)
    if one[0] == other[0] == "y" and one[1] == other[1]:
        return all(_put(*pair, variables, binding) for pair in zip(one[2], other[2], strict=True))
    return one[0] == "b" or one == other


def _indices(leaf: Atom) -> tuple[IndexKey, ...]:
    variables = leaf[3] if leaf[0] == "partial" else ()
    return (*leaf[2], *(index for _, at in variables for index in at))
