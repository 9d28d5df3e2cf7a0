"""What a normal form is made of. All of it is plain tuples, compared and sorted as such.

    index       ("f", name, dim)         free in the statement
                ("u", number, dim)       bound, while its sum is being built
                ("b", height, place, dim) bound, in canonical naming
                ("c", number, dim)       a fixed place
                ("y", name, indices, dim) the value of a label, such as the true class of sample i
                ("e", offset, dim)       the place n + offset, counted from the last
                ("m", index, offset, dim) so many places after a free or bound index or a label
    atom        ("entry", name, indices)              h_k
                ("partial", name, indices, variables) ∂h_k/∂z_d …
                ("delta", index, index)               δ_ij
                ("order", index, index)               1 if i < j, −1 if i > j, 0 if i = j
                ("exp", monomial)                     exp of one monomial
                ("log", form)   ("call", function, primes, form)
                ("apply", height, function, places, slopes, arguments)  f_places(arguments); an argument is its
                                                      dimensions and a form, a slope a number and indices
                ("above", form)   ("null", form)      [form > 0], [form = 0]: 1 if so, otherwise 0
                ("max", height, dim, form)            max over the bound index of the form
                ("prod", height, dim, form)           Π over the bound index of the form
                ("dim", name)   ("constant", name)    n; π
                ("place", index)                      an index, as a number
                ("raised", form, index)               a form to the power of an index or of n
                ("prime", number)                     a prime under a root
                ("poly", form)                        a polynomial that is divided by, or under a root
                ("sum", height, dims, monomial)       a component: Σ over bound indices of connected atoms
                ("D", form, name, indices)            a derivative that is not carried out
    monomial    ((atom, exponent), …), sorted
    form        a polynomial over atoms: {monomial: coefficient} while it is built, frozen a sorted tuple

A component's bound indices are ("b", height, place, dim) with its own height, one more than that of any
component inside it, so that no name is ever captured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from typing import Any

from derive.language.errors import Reasoned

IndexKey = tuple[Any, ...]
Atom = tuple[Any, ...]
Number = int | Fraction
Monomial = tuple[tuple[Atom, Number], ...]
Form = dict[Monomial, Number]
Frozen = tuple[tuple[Monomial, Number], ...]

ONE: Form = {(): 1}

INDICATORS = frozenset(("above", "null"))
"""The atoms that are 1 or 0, as a comparison holds or not."""


class Undecided(Reasoned):
    """The kernel cannot decide; the message says what is missing or which limit was reached."""


def tidy(number: Number) -> Number:
    """An int where the number is whole: 3 for Fraction(3, 1), Fraction(1, 2) as it is."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


def constant(number: Number) -> Form:
    """The number as a form."""
    return {(): number} if number else {}


def atomic(atom: Atom, exponent: Number = 1) -> Form:
    """The power of one atom as a form."""
    return {((atom, exponent),): 1}


def form_of(atom: Atom) -> Form:
    """The atom as a form; a polynomial as what it is."""
    return dict(atom[1]) if atom[0] == "poly" else atomic(atom)


def freeze(form: Form) -> Frozen:
    """The form as a sorted tuple."""
    return tuple(sorted(form.items()))


def monomial(powers: Iterable[tuple[Atom, Number]]) -> Monomial:
    """The powers, sorted, without trivial ones."""
    return tuple(sorted((atom, exponent) for atom, exponent in powers if exponent))


def subforms(atom: Atom) -> tuple[Frozen, ...]:
    """The forms inside an atom, a monomial counted as a form."""
    match atom[0]:
        case "exp":
            return (((atom[1], 1),),)
        case "log" | "poly" | "D" | "above" | "null" | "raised":
            return (atom[1],)
        case "call" | "sum":
            return (atom[3],) if atom[0] == "call" else (((atom[3], 1),),)
        case "max" | "prod":
            return (atom[3],)
        case "apply":
            return tuple(form for _, form in atom[5])
    return ()


def own_indices(atom: Atom) -> tuple[IndexKey, ...]:
    """The indices written on the atom itself."""
    match atom[0]:
        case "entry":
            return tuple(atom[2])
        case "partial":
            return (*atom[2], *(place for _, places in atom[3] for place in places))
        case "delta" | "order":
            return atom[1], atom[2]
        case "D":
            return tuple(atom[3])
        case "place" | "raised":
            return (atom[-1],)
        case "dim":
            return (("e", 0, atom[1]),)
        case "apply":
            return (*atom[3], *(index for _, at in atom[4] for index in at))
    return ()


BINDING = ("sum", "apply", "max", "prod")
"""The atoms that bind indices, all of one height, which is their first field."""


@lru_cache(maxsize=1 << 16)
def indices_of(atom: Atom) -> frozenset[IndexKey]:
    """Every index that is free in the atom, those inside labels included."""
    found = {inner for index in own_indices(atom) for inner in unlabelled(index)}
    for form in subforms(atom):
        for powers, _ in form:
            for inner, _ in powers:
                found |= indices_of(inner)
    if atom[0] in BINDING:
        return frozenset(index for index in found if index[:2] != ("b", atom[1]))
    return frozenset(found)


def unlabelled(index: IndexKey) -> tuple[IndexKey, ...]:
    """The index, and for a label the indices it is taken at; of a place near another what it is counted from."""
    if index[0] == "m":
        return unlabelled(index[1])
    if index[0] == "e":
        return (("e", 0, index[2]),)
    if index[0] != "y":
        return (index,)
    return (index, *(inner for place in index[2] for inner in unlabelled(place)))


def moved(index: IndexKey, places: Mapping[IndexKey, IndexKey]) -> IndexKey:
    """The index that stands for this one; a label is taken at what stands for its own indices."""
    if index in places:
        return places[index]
    if index[0] == "y":
        return ("y", index[1], tuple(moved(inner, places) for inner in index[2]), index[3])
    base, offset = counted(index)
    return index if base == index else shifted(moved(base, places), offset)


def counted(index: IndexKey) -> tuple[IndexKey, int]:
    """What a place is counted from, and how many places after that it is; fixed places are counted from 0."""
    match index[0]:
        case "m":
            return index[1], index[2]
        case "e":
            return ("e", 0, index[2]), index[1]
        case "c":
            return ZERO_PLACE, index[1]
    return index, 0


ZERO_PLACE: IndexKey = ("c", 0, "")
"""What fixed places are counted from."""


def shifted(index: IndexKey, by: int) -> IndexKey:
    """The place so many places later."""
    base, offset = counted(index)
    match base[0]:
        case "c":
            return ("c", offset + by, "")
        case "e":
            return ("e", offset + by, base[2])
    return ("m", base, offset + by, base[-1]) if offset + by else base


def moved_inside(index: IndexKey, places: Mapping[IndexKey, IndexKey]) -> IndexKey:
    """A label taken at what stands for its own indices; any other index as it is."""
    base, offset = counted(index)
    if base[0] != "y":
        return index
    return shifted(moved(base, {old: new for old, new in places.items() if old != base}), offset)


@lru_cache(maxsize=1 << 16)
def offsets(atom: Atom) -> frozenset[tuple[IndexKey, int]]:
    """The places at which letters in the atom stand, as what they are counted from and how far after it."""
    found: set[tuple[IndexKey, int]] = set()
    for index in () if atom[0] in NUMBERS_OF_PLACES else own_indices(atom):
        found |= {counted(inner) for inner in _written(index)}
    for form in subforms(atom):
        for powers, _ in form:
            for inner, _ in powers:
                found |= offsets(inner)
    return frozenset(found)


NUMBERS_OF_PLACES = ("place", "order", "dim", "raised")
"""Atoms that are written with one place only, whatever an index is moved by."""


def _written(index: IndexKey) -> Iterator[IndexKey]:
    """The place, and for a label the places it is taken at."""
    yield index
    base, _ = counted(index)
    if base[0] == "y":
        for inner in base[2]:
            yield from _written(inner)


def least_offset(powers: Iterable[tuple[Atom, Number]], index: IndexKey) -> int:
    """The least place, counted from the index, at which a letter of the term stands; 0 if none does."""
    return min((by for atom, _ in powers for base, by in offsets(atom) if base == index), default=0)


@lru_cache(maxsize=1 << 16)
def height(atom: Atom) -> int:
    """How deep components are nested in the atom."""
    inner = (height(each) for form in subforms(atom) for powers, _ in form for each, _ in powers)
    inside = max(inner, default=0)
    return max(inside, atom[1]) if atom[0] in BINDING else inside


def degree(powers: Monomial) -> Number:
    """The total degree."""
    return sum(exponent for _, exponent in powers)


def _graded_lexicographic(first: Monomial, second: Monomial) -> int:
    if (difference := degree(first) - degree(second)) != 0:
        return 1 if difference > 0 else -1
    for (one, power), (other, exponent) in zip(first, second, strict=False):
        if one != other:
            return 1 if one < other else -1
        if power != exponent:
            return 1 if power > exponent else -1
    return len(first) - len(second)


graded = cmp_to_key(_graded_lexicographic)
"""A key for the graded lexicographic order of monomials, under which division ends."""


MINUS_ONE: Frozen = (((), -1),)


def parity(atom: Atom, exponent: Number) -> Number:
    """(−1)^{2k} = 1"""
    turns = atom[0] == "raised" and atom[1] == MINUS_ONE and isinstance(exponent, int)
    return exponent % 2 if turns else exponent
