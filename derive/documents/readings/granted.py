"""What words grant of letters: the hypotheses that a claim is judged under, and what could not be made one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sympy import Expr, Integer, Rational

from derive.documents.readings.facts import Fact, Facts
from derive.documents.readings.orthogonal import KIND as ORTHOGONAL
from derive.documents.words.bounds import Bound
from derive.language import hypotheses as given
from derive.language.binders import Delta, Sum
from derive.language.expressions import Neg, Power, Times
from derive.language.families import Entry, Family
from derive.language.hypotheses import Hypothesis, equation
from derive.language.indices import Index
from derive.language.sayings import Saying, reason
from derive.language.typeset import formula

Made = Callable[[Family], Hypothesis]


def _places(family: Family, letters: str) -> list[Index]:
    return [Index(letter, dim) for letter, dim in zip(letters, family.dims, strict=False)]


def _along_last(of: Callable[[Expr], Expr], value: int) -> Made:
    """Σ_k f(y_k) = c, along the last index."""

    def made(family: Family) -> Hypothesis:
        places = _places(family, "abk"[-len(family.dims) :])
        return equation(Sum(of(Entry(family, *places)), places[-1]), Integer(value))

    return made


def _entrywise(of: Callable[[Expr], tuple[Expr, Expr]]) -> Made:
    """f(y_k) = g(y_k) for every entry."""
    return lambda family: equation(*of(Entry(family, *_places(family, "abc"))))


def _skew(family: Family) -> Hypothesis:
    """A_ij = −A_ji."""
    i, j = _places(family, "ij")
    return equation(Entry(family, i, j), Neg(Entry(family, j, i)))


def _orthonormal_rows(family: Family) -> Hypothesis:
    """Σ_k u_ik u_jk = δ_ij."""
    i, k = _places(family, "ik")
    j = Index("j", family.dims[0])
    return equation(Sum(Times(Entry(family, i, k), Entry(family, j, k)), k), Delta(i, j))


def _identity(family: Family) -> Hypothesis:
    """A_ij = δ_ij."""
    i, j = _places(family, "ij")
    return equation(Entry(family, i, j), Delta(i, j))


_SQUARED = _along_last(lambda y: Power(y, Integer(2)), 1)
_OF_ENTRIES: dict[str, Made] = {
    "one-hot": given.onehot,
    "normalised": given.normalised,
    "binary": _entrywise(lambda y: (Power(y, Integer(2)), y)),
    "nonnegative": lambda family: given.nonnegative(Entry(family, *_places(family, "abc"))),
}
"""What is said of any letter with entries."""
_OF_VECTORS: dict[str, Made] = {
    "unit-norm": _SQUARED,
    "zero-mean": _along_last(lambda y: y, 0),
}
"""What is said of vectors, of one or of each of many."""
_OF_MATRICES: dict[str, Made] = {
    "symmetric": given.symmetric,
    "orthogonal": given.orthonormal,
    "diagonal": given.diagonal,
    "invertible": given.invertible,
    "idempotent": given.idempotent,
    "semidefinite": given.psd,
    "definite": given.psd,
    "skew-symmetric": _skew,
    "identity": _identity,
}
"""What is said of matrices."""
_OTHERS = frozenset({ORTHOGONAL, "unit-variance", "triangular", "distinct", "in-unit-interval", "nonzero"})
"""What is said and not made a hypothesis."""
SPOKEN = frozenset({*_OF_ENTRIES, *_OF_VECTORS, *_OF_MATRICES, *_OTHERS, "positive", "bounded"})
"""What may make a claim true."""


def granted(
    facts: Facts, family: Family, at: int, *, lapsed: bool = False, inside: bool = False
) -> Iterator[tuple[Hypothesis, Saying]]:
    """The hypotheses that words state of a letter at a place, each with how it reads; with those past, if `lapsed`.

    An open bound, x > −1, is taken for the closed one, x ≥ −1, or if `inside` for one further in, x ≥ −7/8.
    """
    said = [each.kind for each in spoken(facts, family.name, at, lapsed=lapsed)]
    for fact in spoken(facts, family.name, at, lapsed=lapsed):
        if fact.kind == "normalised" and "one-hot" in said:
            continue
        if fact.kind == "bounded":
            yield from _bounds(family, Bound.of(fact.values), _STEP if inside else Fraction(0))
            continue
        made = _hypothesis(family, fact)
        if made is not None:
            onehot = reason("{} is one-hot", family.name)
            yield made, onehot if fact.kind == "one-hot" else reason("{}", formula(made))


def spoken(facts: Facts, name: str, at: int, *, lapsed: bool = False) -> list[Fact]:
    """What is said of a letter that is in force at a place, or was before it if `lapsed`."""
    base = name.partition("^")[0]
    found = dict.fromkeys([*facts.of(name), *facts.of(base)])
    return [f for f in found if f.kind in SPOKEN and f.at <= at and (lapsed or at <= f.until)]


def left_over(facts: Facts, family: Family, at: int) -> str:
    """Words in force of which no hypothesis could be made, or nothing."""
    for fact in spoken(facts, family.name, at):
        if (
            fact.kind not in ("positive", "nonzero", "nonnegative", "bounded")
            and _hypothesis(family, fact) is None
        ):
            return fact.said
    return ""


_STEP = Fraction(1, 8)


def _bounds(family: Family, bound: Bound, step: Fraction) -> Iterator[tuple[Hypothesis, Saying]]:
    """x − least ≥ 0 and greatest − x ≥ 0, entry by entry; open ones this step further in."""
    if family.values is not None:
        return
    entry = Entry(family, *_places(family, "abc"))
    if bound.least:
        least = _rational(bound.least + step * bound.opens)
        yield given.nonnegative(entry - least), _related(entry, ">" if bound.opens else "≥", least)
    if bound.greatest is not None:
        most = _rational(bound.greatest - step * bound.closes)
        yield given.nonnegative(most - entry), _related(entry, "<" if bound.closes else "≤", most)


def _related(entry: Entry, sign: str, bound: Rational) -> Saying:
    return reason("{}", formula(entry).related(sign, formula(bound)))


def _rational(number: Fraction) -> Rational:
    return Rational(number.numerator, number.denominator)


def _hypothesis(family: Family, fact: Fact) -> Hypothesis | None:
    if family.values is not None:
        return None
    rank = len(family.dims)
    if fact.kind in _OF_ENTRIES and (rank or fact.kind in ("binary", "nonnegative")):
        return _OF_ENTRIES[fact.kind](family)
    if fact.kind in _OF_VECTORS and rank and rank == fact.places + 1:
        return _OF_VECTORS[fact.kind](family)
    if rank == 2 and fact.kind == "orthogonal" and fact.places == 1:
        return _orthonormal_rows(family)
    if fact.kind in _OF_MATRICES and rank == 2 and not fact.places:
        return _OF_MATRICES[fact.kind](family)
    return None
