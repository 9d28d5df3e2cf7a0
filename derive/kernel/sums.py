"""Sums: every Σ stands outermost, and a sum falls apart into connected components with canonical bound names.

Join two bound indices when an atom holds both. A component without free indices is a closed sum and behaves as one
variable; with free indices, as one variable per choice of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from math import floor

from derive.kernel.arithmetic import Arithmetic
from derive.kernel.colours import Colours, told_apart
from derive.kernel.components import connected, drawn_in, exchangeable, reciprocals
from derive.kernel.deltas import FUNCTIONS, delta_inside, paired
from derive.kernel.leading import divide
from derive.kernel.limits import Limits
from derive.kernel.terms import (
    ONE,
    Atom,
    Form,
    IndexKey,
    Monomial,
    Number,
    Undecided,
    atomic,
    counted,
    freeze,
    height,
    indices_of,
    least_offset,
    monomial,
    moved,
    own_indices,
    shifted,
    unlabelled,
)


class Sums(Arithmetic):
    """Arithmetic with bound indices."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._solved: dict[tuple[Monomial, frozenset[str]], Form] = {}
        self.varied: frozenset[str] = frozenset()
        self._numbers = count()

    def fresh(self, dim: str) -> IndexKey:
        """A bound index that occurs nowhere else."""
        return ("u", next(self._numbers), dim)

    # indices put for indices

    def substitute(self, powers: Iterable[tuple[Atom, Number]], places: Mapping[IndexKey, IndexKey]) -> Form:
        """The monomial with indices put for indices, settled again."""
        kept: dict[Atom, Number] = {}
        others: list[Form] = []
        for atom, exponent in powers:
            if indices_of(atom).isdisjoint(places):
                kept[atom] = kept.get(atom, 0) + exponent
            elif atom[0] in ("entry", "partial"):
                made = _moved(atom, places)
                kept[made] = kept.get(made, 0) + exponent
            else:
                others.append(self.power(self._substitute_atom(atom, places), exponent))
        return self.product([self.settle(1, kept), *others])

    def _substitute_atom(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        match atom[0]:
            case "delta":
                return self.delta(moved(atom[1], places), moved(atom[2], places))
            case "order":
                return self.order(moved(atom[1], places), moved(atom[2], places))
            case "D":
                at = tuple(moved(index, places) for index in atom[3])
                with self.under(atom[2]):
                    inside = self.substitute_form(dict(atom[1]), places)
                return self.partial(inside, atom[2], at)
            case "sum":
                bound, inside = self.opened(atom)
                return self.bind(self.substitute_form(inside, places), bound)
            case "apply":
                return self.substitute_application(atom, places)
            case "max":
                return self.substitute_greatest(atom, places)
            case "prod":
                return self.substitute_product(atom, places)
            case "dim" | "place":
                return self.place_form(moved(own_indices(atom)[0], places))
            case "raised":
                return self.raised(self.substitute_form(dict(atom[1]), places), moved(atom[2], places))
        return self._rebuilt(atom, lambda form: self.substitute_form(form, places))

    def _rebuilt(self, atom: Atom, change: Callable[[Form], Form]) -> Form:
        """The function that an atom is, of a changed argument."""
        match atom[0]:
            case "exp":
                return self.exp(change({atom[1]: 1}))
            case "log":
                return self.log(change(dict(atom[1])))
            case "poly":
                return change(dict(atom[1]))
            case "call":
                return self.call(atom[1], atom[2], change(dict(atom[3])))
            case "above":
                return self.above(change(dict(atom[1])))
            case "null":
                return self.null(change(dict(atom[1])))
            case "raised":
                return self.raised(change(dict(atom[1])), atom[2])
            case "D":
                with self.under(atom[2]):
                    inside = change(dict(atom[1]))
                return self.partial(inside, atom[2], atom[3])
        raise Undecided("no substitution into {}", atom[0])

    def without_delta(self, powers: Iterable[tuple[Atom, Number]], delta: Atom) -> Form:
        """The monomial with 0 put for a δ inside its functions."""
        return self.product(self._power_without(atom, exponent, delta) for atom, exponent in powers)

    def _power_without(self, atom: Atom, exponent: Number, delta: Atom) -> Form:
        """The power of an atom with 0 put for the δ; √0 = 0."""
        if atom[0] not in FUNCTIONS or not delta_inside(atom):
            return atomic(atom, exponent)
        made = self._rebuilt(atom, lambda form: self._without(form, delta))
        return self.power(made, exponent) if made or exponent < 0 else {}

    def _without(self, form: Form, delta: Atom) -> Form:
        kept = {powers: coefficient for powers, coefficient in form.items() if delta not in dict(powers)}
        return self.add(
            *(self.scale(self.without_delta(powers, delta), number) for powers, number in kept.items())
        )

    def with_one(self, powers: Iterable[tuple[Atom, Number]], indicator: Atom) -> Form:
        """The monomial with 1 put for a comparison inside its functions."""
        return self.product(
            atomic(atom, exponent)
            if atom[0] not in FUNCTIONS or not delta_inside(atom)
            else self.power(self._rebuilt(atom, lambda form: self._with_one(form, indicator)), exponent)
            for atom, exponent in powers
        )

    def _with_one(self, form: Form, indicator: Atom) -> Form:
        """The form with 1 put for a comparison, in its terms and inside their functions."""
        terms = []
        for powers, number in form.items():
            kept = [(atom, exponent) for atom, exponent in powers if atom != indicator]
            terms.append(self.scale(self.with_one(kept, indicator), number))
        return self.add(*terms)

    def substitute_form(self, form: Form, places: Mapping[IndexKey, IndexKey]) -> Form:
        """The form with indices put for indices."""
        return self.add(
            *(
                self.scale(self.substitute(powers, places), coefficient)
                for powers, coefficient in form.items()
            )
        )

    def delta(self, first: IndexKey, second: IndexKey) -> Form:
        """δ_ij"""
        (one, before), (other, after) = counted(first), counted(second)
        if one == other:
            return ONE if before == after else {}
        return self.settle(1, {("delta", *paired(first, second)): 1})

    def raised(self, form: Form, index: IndexKey) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def partial(self, inside: Form, variable: str, at: tuple[IndexKey, ...]) -> Form:
        """∂inside/∂variable, not carried out: an atom, and of a single entry one whose variables are sorted."""
        if inside.keys() <= {()}:
            return {}
        ((powers, coefficient), *more) = inside.items()
        if not more and coefficient == 1 and len(powers) == 1 and powers[0][1] == 1:
            match powers[0][0]:
                case ("entry", name, indices):
                    return self.settle(1, {("partial", name, indices, ((variable, at),)): 1})
                case ("partial", name, indices, variables):
                    return self.settle(
                        1, {("partial", name, indices, tuple(sorted((*variables, (variable, at))))): 1}
                    )
        return self.settle(1, {("D", freeze(inside), variable, at): 1})

    @contextmanager
    def under(self, variable: str) -> Iterator[None]:
        """Inside a ∂ that is not carried out: what holds at one value of the variable may not be used."""
        before, self.varied = self.varied, self.varied | {variable}
        try:
            yield
        finally:
            self.varied = before

    def order(self, first: IndexKey, second: IndexKey) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def within(self, index: IndexKey, dim: str) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def place_form(self, index: IndexKey) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def summed(self, atoms: list[tuple[Atom, Number]], index: IndexKey) -> Form | None:
        """Supplied by the layer above."""
        raise NotImplementedError

    def substitute_application(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def substitute_greatest(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def substitute_product(self, atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def above(self, form: Form) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def null(self, form: Form) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def exp(self, form: Form) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def log(self, form: Form) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    def call(self, name: str, primes: int, argument: Form) -> Form:
        """Supplied by the layer above."""
        raise NotImplementedError

    # binding

    def opened(self, atom: Atom) -> tuple[tuple[IndexKey, ...], Form]:
        """A component's bound indices, renamed apart, and what is summed."""
        _, own, dims, inside = atom
        bound = tuple(self.fresh(dim) for dim in dims)
        places = {("b", own, place, index[2]): index for place, index in enumerate(bound)}
        return bound, self._renamed(inside, places)

    def _renamed(self, powers: Monomial, places: Mapping[IndexKey, IndexKey]) -> Form:
        """A renaming one to one: the monomial stays one, perhaps with another coefficient."""
        before, self.renaming = self.renaming, True
        try:
            return self.substitute(powers, places)
        finally:
            self.renaming = before

    def bind(self, form: Form, bound: Iterable[IndexKey]) -> Form:
        """Σ over the bound indices of a form."""
        names = frozenset(bound)
        return self.add(
            *(
                self.scale(self._bind_monomial(powers, names), coefficient)
                for powers, coefficient in form.items()
            )
        )

    def _bind_monomial(self, powers: Monomial, bound: frozenset[IndexKey]) -> Form:
        self.tick()
        inner = [(atom, exponent) for atom, exponent in powers if not indices_of(atom).isdisjoint(bound)]
        outer = [(atom, exponent) for atom, exponent in powers if indices_of(atom).isdisjoint(bound)]
        outside: Form = {monomial(outer): 1}
        for atom, exponent in inner:
            if atom[0] == "delta" and (pair := _sifts(atom, bound)) is not None:
                return self.multiply(outside, self._sifted(atom, *pair, inner, bound))
            if atom[0] == "sum" and exponent >= 1:
                return self.multiply(outside, self._flattened(atom, dict(inner), bound))
        for index in () if self.renaming else sorted(bound):
            if (by := least_offset(inner, index)) != 0:
                return self.multiply(outside, self._reindexed(inner, bound, index, by))
        return self.multiply(outside, self._components(inner, bound))

    def _sifted(
        self,
        atom: Atom,
        gone: IndexKey,
        kept: IndexKey,
        inner: list[tuple[Atom, Number]],
        bound: frozenset[IndexKey],
    ) -> Form:
        """Σ_i δ_ij f_i = f_j, where j is one of 1..n."""
        rest = [(other, exponent) for other, exponent in inner if other != atom]
        made = self.multiply(self.substitute(rest, {gone: kept}), self.within(kept, gone[2]))
        return self.bind(made, bound - {gone})

    def _reindexed(
        self, inner: list[tuple[Atom, Number]], bound: frozenset[IndexKey], index: IndexKey, by: int
    ) -> Form:
        """Σ_i f_{i+1} = Σ_i f_i + f_{n+1} − f_1, so that the least place in a summand is i itself."""
        sign, steps = (1, by) if by > 0 else (-1, -by)
        last = [("e", each - max(by, 0), index[2]) for each in range(1, steps + 1)]
        first: list[IndexKey] = [("c", each - max(by, 0), "") for each in range(1, steps + 1)]
        made = self.bind(self.substitute(inner, {index: shifted(index, -by)}), bound)
        for places, factor in ((last, sign), (first, -sign)):
            for place in places:
                border = self.bind(self.substitute(inner, {index: place}), bound - {index})
                made = self.add(made, self.scale(border, factor))
        return made

    def _flattened(self, atom: Atom, inner: dict[Atom, Number], bound: frozenset[IndexKey]) -> Form:
        """A sum inside a sum is pulled out, as often as its exponent says; the bound indices are renamed apart."""
        times = floor(inner[atom])
        inner[atom] -= times
        result: Form = {monomial(inner.items()): 1}
        names = set(bound)
        for _ in range(times):
            own, inside = self.opened(atom)
            names |= set(own)
            result = self.multiply(result, inside)
        return self.bind(result, names)

    def absorb(self, powers: dict[Atom, Number]) -> Form | None:
        """c Σ_i 1/(x_i + c) = Σ_i c/(x_i + c), where the term c of the denominator is the one divided by."""
        for atom, exponent in powers.items():
            for factor in drawn_in(atom) if atom[0] == "sum" and exponent >= 1 else ():
                if all(powers.get(other, 0) >= power for other, power in factor):
                    bound, inside = self.opened(atom)
                    made = self.bind(self.multiply(inside, {factor: 1}), bound)
                    return self.multiply(self.settle(1, divide(powers, ((atom, 1), *factor))), made)
        return None

    def _components(self, inner: list[tuple[Atom, Number]], bound: frozenset[IndexKey]) -> Form:
        """A bound index in no atom gives its dimension; the others fall into connected components."""
        groups = connected(inner, bound)
        held = frozenset().union(*(names for names, _ in groups)) if groups else frozenset()
        result = self.product(atomic(("dim", index[2])) for index in sorted(bound - held))
        for names, atoms in groups:
            result = self.multiply(result, self.component(atoms, names))
        return result

    def component(self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]) -> Form:
        """One connected component: simplified against the reciprocals inside it, or given canonical names."""
        for index in () if self.renaming else sorted(bound):
            if (made := self.summed(atoms, index)) is not None:
                rest = [(atom, exponent) for atom, exponent in atoms if index not in indices_of(atom)]
                return self.bind(self.multiply(made, self.settle(1, dict(rest))), bound - {index})
        for part in [] if self.renaming else self._parts_to_fix(atoms, bound):
            folded = self._fold(atoms, bound, part)
            if folded is not None:
                return self.bind(folded, part)
        made = self._canonical(sorted(bound), dict(atoms))
        return made if self.renaming else self._balanced(made, atoms, bound)

    def _balanced(self, made: Form, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]) -> Form:
        """Σ_i Σ_j a_i/(a_i + a_j) = n²/2: where exchanged names let a division go on, S = r + κ S is solved for S."""
        pairs = exchangeable(atoms, bound)
        if not pairs or len(made) != 1:
            return made
        ((powers, sign),) = made.items()
        if (powers, self.varied) not in self._solved:
            self._solved[powers, self.varied] = self._solved_for(powers, atoms, bound, pairs)
        return self.scale(self._solved[powers, self.varied], sign)

    def _solved_for(
        self,
        powers: Monomial,
        atoms: list[tuple[Atom, Number]],
        bound: frozenset[IndexKey],
        pairs: list[tuple[IndexKey, IndexKey]],
    ) -> Form:
        known = self._solved
        unsolved: Form = {powers: 1}
        for one, other in pairs:
            self._solved = {**known, (powers, self.varied): unsolved}
            rest = self.bind(self.substitute(atoms, {one: other, other: one}), bound)
            self._solved = known
            share = rest.pop(powers, 0)
            if share != 1 and not any(powers[0] in held for held in rest):
                return self.scale(rest, Fraction(1) / (1 - share))
        return unsolved

    def _parts_to_fix(
        self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
    ) -> list[frozenset[IndexKey]]:
        """The sets of bound indices that a reciprocal of a sum depends on."""
        parts = {
            indices_of(atom) & bound
            for atom, exponent in atoms
            if atom[0] in ("sum", "poly") and exponent < 0
        } | self.parts_for_hypotheses(atoms, bound)
        return sorted((part for part in parts if part and part != bound), key=sorted)

    def parts_for_hypotheses(
        self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey]
    ) -> set[frozenset[IndexKey]]:
        """Further sets of bound indices to hold fixed while the others are summed first."""
        return set()

    def _fold(
        self, atoms: list[tuple[Atom, Number]], bound: frozenset[IndexKey], part: frozenset[IndexKey]
    ) -> Form | None:
        """Sum all but `part` first: Σ_j b_ij / Σ_j b_ij = 1 for each i. None if nothing is gained."""
        rest, before = bound - part, self.rewritten
        inner = [(atom, exponent) for atom, exponent in atoms if not indices_of(atom).isdisjoint(rest)]
        fixed = [(atom, exponent) for atom, exponent in atoms if indices_of(atom).isdisjoint(rest)]
        folded = self.multiply(self.settle(1, dict(fixed)), self._components(inner, rest))
        if self.rewritten == before and len(folded) == 1:
            ((powers, _),) = folded.items()
            if reciprocals(powers) == reciprocals(fixed):
                return None
        return folded

    # canonical names

    def _canonical(self, bound: list[IndexKey], atoms: dict[Atom, Number]) -> Form:
        """The component with its bound indices named so that equal components are equal as tuples.

        A component that a renaming turns into its own negative is 0.
        """
        own = 1 + max(height(atom) for atom in atoms)
        best: tuple[Monomial, tuple[str, ...]] | None = None
        sign: Number = 1
        for leaves, order in enumerate(self._labellings(bound, atoms)):
            if leaves >= self.limits.labellings:
                raise Undecided("the limit of {} namings of one sum was reached", self.limits.labellings)
            places = {index: ("b", own, place, index[2]) for place, index in enumerate(order)}
            ((powers, coefficient),) = self._renamed(monomial(atoms.items()), places).items()
            key = powers, tuple(index[2] for index in order)
            if best is None or key < best:
                best, sign = key, coefficient
            elif key == best and coefficient != sign:
                return {}
        assert best is not None
        return self.scale(self.settle(1, {("sum", own, best[1], best[0]): 1}), sign)

    def _labellings(self, bound: list[IndexKey], atoms: dict[Atom, Number]) -> Iterator[list[IndexKey]]:
        """Orders of the bound indices: one if colour refinement tells them apart, else one per choice in a class."""
        if len(bound) == 1:
            yield bound
            return
        yield from self._individualised(bound, atoms, dict.fromkeys(bound, 0))

    def _individualised(
        self, bound: list[IndexKey], atoms: dict[Atom, Number], colours: Colours
    ) -> Iterator[list[IndexKey]]:
        self.tick()
        colours = told_apart(bound, atoms, colours)
        classes: dict[int, list[IndexKey]] = {}
        for index in bound:
            classes.setdefault(colours[index], []).append(index)
        tied = [members for _, members in sorted(classes.items()) if len(members) > 1]
        if not tied:
            yield sorted(bound, key=lambda index: colours[index])
            return
        for chosen in tied[0]:
            split = {index: 2 * colour + (index != chosen) for index, colour in colours.items()}
            yield from self._individualised(bound, atoms, split)


def _moved(atom: Atom, places: Mapping[IndexKey, IndexKey]) -> Atom:
    indices = tuple(moved(index, places) for index in atom[2])
    if atom[0] == "entry":
        return ("entry", atom[1], indices)
    variables = ((name, tuple(moved(index, places) for index in at)) for name, at in atom[3])
    return ("partial", atom[1], indices, tuple(sorted(variables)))


def _sifts(atom: Atom, bound: frozenset[IndexKey]) -> tuple[IndexKey, IndexKey] | None:
    """The bound index that δ removes and what takes its place; None for labels, as in Σ_i δ_{y_i c}, which count."""
    _, first, second = atom
    for one, other in ((first, second), (second, first)):
        gone, offset = counted(one)
        if gone in bound and gone not in unlabelled(other):
            return gone, shifted(other, -offset)
    return None
