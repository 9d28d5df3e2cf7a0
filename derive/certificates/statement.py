"""What a certificate states: the letters, the definitions, the premises and the claim, as text for Rocq."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Basic, Expr

from derive.certificates.errors import NoCertificate
from derive.certificates.terms import Place, Term, bare
from derive.certificates.translate import Translation, fixed_places, name, place, sizes
from derive.language.binders import free_indices
from derive.language.claims import Identity
from derive.language.families import Definition, Family, definitions
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    Hypothesis,
    NonNegative,
    OneHot,
    Positive,
    Symmetric,
)
from derive.language.indices import Index
from derive.language.places import Distinct, Equal

KINDS = ("R", "nat -> R", "nat -> nat -> R")
"""The types of a number, a vector and a matrix."""


@dataclass(frozen=True)
class Claim:
    """An identity in Rocq's letters. That t does not depend on z is said by its type, and is no premise."""

    identity: Identity

    @cached_property
    def letters(self) -> Translation:
        """Its letters. Raises `NoCertificate`."""
        given = self.identity.given
        constant = frozenset((each.family, each.variable) for each in given if isinstance(each, Constant))
        return Translation(self.expressions, constant)

    @property
    def expressions(self) -> tuple[Expr, ...]:
        """Both sides and what the hypotheses speak of."""
        parts = (part for each in self.identity.given for part in each.parts)
        entries = (
            part.entry(None, None) if isinstance(part, Family) and not part.dims else part for part in parts
        )
        return self.identity.left, self.identity.right, *(part for part in entries if isinstance(part, Expr))

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Those that are premises."""
        return tuple(each for each in self.identity.given if not isinstance(each, Constant))

    @cached_property
    def indices(self) -> tuple[Index, ...]:
        """The free indices of the claim and of its hypotheses, by name."""
        fixed = (index for each in self.hypotheses for index in each.fixed_indices)
        found = {*free_indices(self.identity.left), *free_indices(self.identity.right), *fixed}
        return tuple(sorted(found, key=lambda index: index.name))

    @property
    def points(self) -> tuple[Family, ...]:
        """The variables."""
        return tuple(each for each in self.letters.variables if not isinstance(each, Definition))

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Each definition after those that it uses."""
        every = frozenset().union(*(definitions(side) for side in self.expressions))
        return tuple(sorted(every, key=lambda each: (len(definitions(each.body)), each.name)))

    @cached_property
    def opened(self) -> tuple[Term, Term]:
        """Both sides with definitions put in."""
        return self.letters.opened(self.identity.left), self.letters.opened(self.identity.right)

    @property
    def text(self) -> str:
        """left = right or left > right, with definitions as names."""
        left, right = (self.letters.folded(side).text for side in (self.identity.left, self.identity.right))
        return f"{bare(left)} {self.identity.relation} {bare(right)}"


def declarations(claim: Claim) -> Iterator[str]:
    """The dimensions, the letters, the definitions."""
    for size in sizes(*claim.expressions, *claim.indices):
        yield f"Variable {name(size)} : nat."
        yield f"Hypothesis {name(size)}_positive : (0 < {name(size)})%nat."
    for family in claim.letters.families:
        if family not in claim.letters.variables:
            yield from _letter(claim.letters, family)
    for each in claim.definitions:
        yield from _definition(claim.letters, each)


def _letter(letters: Translation, family: Family) -> Iterator[str]:
    label, places = name(family.name), "nat -> " * len(family.dims)
    indices = [f"i{number}" for number in range(len(family.dims))]
    at = " ".join([label, *indices])
    if family.values is not None:
        yield f"Variable {label} : {places}nat."
        yield f"Hypothesis {label}_below : {_every(indices)}({at} < {name(family.values.name)})%nat."
        return
    arguments = letters.arguments(family)
    yield f"Variable {label} : {places}{''.join(f'({KINDS[len(each.dims)]}) -> ' for each in arguments)}R."
    for number, variable in enumerate(arguments):
        others = [f"x{slot}" for slot in range(len(arguments)) if slot != number]
        values = ["x" if slot == number else f"x{slot}" for slot in range(len(arguments))]
        function = f"(fun x : {KINDS[len(variable.dims)]} => {' '.join([at, *values])})"
        smooth = (f"forall a, ex_derive {function} a", f"smooth {function}", f"smooth2 {function}")
        yield f"Hypothesis {label}_smooth{number or ''} : {_every([*indices, *others])}{smooth[len(variable.dims)]}."
    if family.positive:
        values = [f"x{slot}" for slot in range(len(arguments))]
        yield f"Hypothesis {label}_positive : {_every([*indices, *values])}0 < {' '.join([at, *values])}."


def _every(names: list[str]) -> str:
    return f"forall {' '.join(names)}, " if names else ""


def _definition(letters: Translation, made: Definition) -> Iterator[str]:
    binders = [f"({name(index.name)} : nat)" for index in made.parameters]
    binders += [f"({name(each.name)} : {KINDS[len(each.dims)]})" for each in letters.arguments(made)]
    yield f"Definition {' '.join([name(made.name), *binders])} : R :="
    yield f"  {bare(letters.folded(made.body).text)}."


def premises(claim: Claim) -> Iterator[tuple[str, str]]:
    """Names and propositions: the ranges of indices and of fixed places, the hypotheses."""
    for index in claim.indices:
        yield f"{name(index.name)}_below", f"({name(index.name)} < {name(index.dim.name)})%nat"
    for point in claim.points:
        if point.positive:
            indices = [f"i{number}" for number in range(len(point.dims))]
            yield (
                f"{name(point.name)}_positive",
                f"{_every(indices)}0 < {' '.join([name(point.name), *indices])}",
            )
    for number, size in fixed_places(*claim.expressions):
        yield f"{size}_holds_{number}", f"({number} < {name(size)})%nat"
    for number, each in enumerate(claim.hypotheses, 1):
        yield f"given{number}", premise(claim.letters, each)


def premise(letters: Translation, hypothesis: Hypothesis) -> str:
    """The hypothesis as a proposition. Raises `NoCertificate` for a kind that has none yet."""
    match hypothesis:
        case Equation(left, right, _):
            arbitrary = free_indices(left) - hypothesis.fixed_indices
            return f"{over(*arbitrary)}{letters.folded(left).text} = {letters.folded(right).text}"
        case OneHot(family) if not letters.arguments(family):
            return _one_hot(family)
        case Positive(family):
            indices = [f"i{number}" for number in range(len(family.dims))]
            return f"{_every(indices)}0 < {' '.join([name(family.name), *indices])}"
        case NonNegative(expression):
            return f"{over(*free_indices(expression))}0 <= {letters.folded(expression).text}"
        case AtLeast(dim, number):
            return f"({number} <= {name(dim.name)})%nat"
        case Symmetric(family) if not letters.arguments(family):
            label, size = name(family.name), name(family.dims[0].name)
            return f"forall i j, (i < {size})%nat -> (j < {size})%nat -> {label} i j = {label} j i"
        case Distinct(args=(first, second)):
            return f"{place(first).text} <> {place(second).text}"
        case Equal(args=(first, second)):
            return f"{place(first).text} = {place(second).text}"
    raise NoCertificate(f"{type(hypothesis).__name__} as a premise has no certificate yet")


def over(*indices: Index) -> str:
    """For all these indices within their dimensions."""
    ordered = sorted(indices, key=lambda index: index.name)
    return "".join(f"forall {name(i.name)}, ({name(i.name)} < {name(i.dim.name)})%nat -> " for i in ordered)


def _one_hot(family: Family) -> str:
    letter, values = name(family.name), name(family.dims[-1].name)
    if len(family.dims) == 1:
        return f"exists c, (c < {values})%nat /\\ forall k, {letter} k = delta k c"
    rows = " ".join(f"i{number}" for number in range(len(family.dims) - 1))
    inside = f"(c {rows} < {values})%nat /\\ forall k, {letter} {rows} k = delta k (c {rows})"
    return f"exists c : {' -> '.join(['nat'] * len(family.dims))}, forall {rows}, {inside}"


def places_of(condition: Basic) -> tuple[Place, Place]:
    """Both places of i = j or i ≠ j."""
    first, second = condition.args
    return place(first), place(second)
