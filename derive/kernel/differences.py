"""What is left of a difference once what it is divided by is multiplied out: nothing, where the sides are equal.

a/(1 − x) − (a + a x)/(1 − x²) is no polynomial that is 0; times 1 − x² it is.
"""

from __future__ import annotations

from itertools import combinations

from derive.kernel.reading import Reader
from derive.kernel.terms import Atom, Form, IndexKey, Monomial, Number, Undecided, atomic, freeze

MOST_INVERSES = 3
"""How many inverses are multiplied out, one after another."""


def without_inverses(reader: Reader, form: Form, fixed: set[IndexKey], depth: int = MOST_INVERSES) -> Form:
    """Nothing, if nothing is left once inverses at free indices are multiplied out; else the form.

    An index that a hypothesis speaks of is not free.
    """
    for made in reader.multiplied_out(form, fixed) if depth else ():
        rest = remaining(reader, made)
        if not rest or not without_inverses(reader, rest, fixed, depth - 1):
            return {}
    return form


def remaining(reader: Reader, difference: Form) -> Form:
    """What is left of a difference once polynomials that are divided by are multiplied out, inside functions too."""
    while difference and any(atom[0] == "poly" and exponent < 0 for m in difference for atom, exponent in m):
        difference = _without_denominators(reader, difference)
    if (cleared := _without_sines(reader, difference)) is not None:
        return remaining(reader, cleared)
    if (named_alike := _functions_of_equals(reader, difference)) is not None:
        return remaining(reader, named_alike)
    return difference


def _functions_of_equals(reader: Reader, form: Form) -> Form | None:
    """The form with f(a) for f(b), where a and b are equal as quotients, though not as they are written; or None."""
    atoms = sorted({atom for powers in form for atom, _ in powers if atom[0] in ("call", "log")})
    for one, other in combinations(atoms, 2):
        if one[:-1] == other[:-1] and _equal(reader, dict(one[-1]), dict(other[-1])):
            return _replaced(reader, form, ((other, 1),), ((one, 1),))
    for one, other in combinations(sorted({_exponentials(powers) for powers in form}), 2):
        if _equal(reader, _exponent(one), _exponent(other)):
            return _replaced(reader, form, other, one)
    return None


def _equal(reader: Reader, first: Form, second: Form) -> bool:
    return not remaining(reader, reader.subtract(first, second))


def _exponentials(powers: Monomial) -> Monomial:
    return tuple((atom, exponent) for atom, exponent in powers if atom[0] == "exp")


def _exponent(powers: Monomial) -> Form:
    """a + 2b for exp(a) exp(b)²"""
    return {atom[1]: exponent for atom, exponent in powers}


def _replaced(reader: Reader, form: Form, old: Monomial, new: Monomial) -> Form:
    """The form with one product for another, where a term has exactly these powers of its exponentials or this atom."""
    return reader.add(
        *(reader.settle(number, _put(dict(powers), old, new)) for powers, number in form.items())
    )


def _put(powers: dict[Atom, Number], old: Monomial, new: Monomial) -> dict[Atom, Number]:
    kind = (*old, *new)[0][0][0]
    if kind == "exp" and _exponentials(tuple(sorted(powers.items()))) != old:
        return powers
    times = 1 if kind == "exp" else powers.get(old[0][0], 0)
    for each, exponent in old:
        powers[each] = powers.get(each, 0) - times * exponent
    for each, exponent in new:
        powers[each] = powers.get(each, 0) + times * exponent
    return powers


def _without_sines(reader: Reader, form: Form) -> Form | None:
    """Multiplied by a sine that is divided by, so that sin² = 1 − cos² can be used; None if there is none."""
    for atom in sorted({atom for powers in form for atom, _ in powers if atom[:3] == ("call", "sin", 0)}):
        lowest = min(dict(powers).get(atom, 0) for powers in form)
        if lowest < 0 and len(form) > 1:
            reader.conditions.add(freeze(atomic(atom)))
            return reader.multiply(form, atomic(atom, -lowest))
    return None


def _without_denominators(reader: Reader, form: Form) -> Form:
    """Multiplied by every polynomial that is divided by; that none of them is 0 is a condition."""
    cleared, denominators = reader.cleared(form)
    reader.conditions |= {atom[1] for atom in denominators if not reader.never_zero(dict(atom[1]))}
    if freeze(cleared) == freeze(form):
        raise Undecided("a denominator could not be cleared")
    return cleared
