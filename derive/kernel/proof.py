"""The decision, and the only place where a `Proof` is made.

`prove(left, right)` brings both sides to normal form and subtracts; polynomials that are still divided by are
multiplied out. If nothing is left the sides are equal for every dimension, wherever both are defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from itertools import combinations, pairwise
from typing import Any

from sympy import Basic, Expr, Integer

from derive.kernel.arithmetic import Limits
from derive.kernel.express import Letters, express, express_for_all
from derive.kernel.reading import Openings, Reader
from derive.kernel.renaming import same_up_to_renaming
from derive.kernel.signs import NON_NEGATIVE, POSITIVE, ZERO, Signs
from derive.kernel.terms import Atom, Form, Monomial, Number, Undecided, freeze
from derive.language.hypotheses import Hypothesis

_SEAL = object()


@dataclass(frozen=True)
class Proof:
    """left = right for every dimension, or > or ≥ as `relation` says. Only this module can make one.

    `hypotheses` are those that the proof used, `definitions` the names of those it opened, `conditions` what
    must not be 0 for both sides to be defined.
    """

    left: Expr
    right: Expr
    hypotheses: tuple[Hypothesis, ...]
    definitions: frozenset[str]
    conditions: tuple[Expr, ...]
    seal: InitVar[Any]
    relation: str = "="

    def __post_init__(self, seal: Any) -> None:
        if seal is not _SEAL:
            raise TypeError("a Proof is made by derive.kernel.prove alone")

    def __init_subclass__(cls) -> None:
        raise TypeError("a Proof is made by derive.kernel.prove alone")


@dataclass(frozen=True)
class Residual:
    """What is left of left − right: the sides may differ. `expression` is None if nothing was computed."""

    expression: Expr | None
    reason: str


def prove(
    left: Expr, right: Expr, openings: Openings | None = None, limits: Limits | None = None
) -> Proof | Residual:
    """A `Proof` that left = right for every dimension, or the `Residual`.

    A residual without expression has the reason: what the kernel cannot read, or the limit it reached.
    """
    reader = Reader.__new__(Reader)
    try:
        reader.__init__(openings or Openings(), limits or Limits())  # type: ignore[misc]
        difference = _difference(reader, left, right)
        letters = Letters.of(left, right, *_parts(reader.openings))
        if difference:
            return Residual(express(difference, letters), "the sides differ")
        conditions = (express_for_all(condition, letters) for condition in sorted(reader.conditions))
        return Proof(
            left,
            right,
            tuple(each for each in reader.openings.hypotheses if each in reader.used),
            frozenset(reader.opened_names),
            tuple(dict.fromkeys(conditions)),
            _SEAL,
        )
    except Undecided as limit:
        return Residual(None, str(limit))
    except RecursionError:
        return Residual(None, "the expression is nested too deeply")


def prove_chain(proofs: Sequence[Proof]) -> Proof:
    """From a = b, b = c, … a `Proof` that the first side equals the last.

    Raises `ValueError` if the proofs are no chain of equalities.
    """
    equalities = all(isinstance(proof, Proof) and proof.relation == "=" for proof in proofs)
    if not proofs or not equalities or any(one.right != other.left for one, other in pairwise(proofs)):
        raise ValueError("the proofs are no chain of equalities")
    return Proof(
        proofs[0].left,
        proofs[-1].right,
        tuple(dict.fromkeys(each for proof in proofs for each in proof.hypotheses)),
        frozenset().union(*(proof.definitions for proof in proofs)),
        tuple(dict.fromkeys(each for proof in proofs for each in proof.conditions)),
        _SEAL,
    )


def prove_renaming(left: Expr, right: Expr) -> Proof | Residual:
    """A `Proof` that the sides differ at most in the names of bound indices, or a `Residual`."""
    if same_up_to_renaming(left, right):
        return Proof(left, right, (), frozenset(), (), _SEAL)
    return Residual(None, "the sides differ in more than the names of bound indices")


def prove_sign(
    expression: Expr, relation: str, openings: Openings | None = None, limits: Limits | None = None
) -> Proof | Residual:
    """A `Proof` that the expression is > 0 or ≥ 0 (`relation`), read off its terms as they are written."""
    signs = Signs(openings or Openings(), limits or Limits())
    try:
        sign = signs.of(expression)
    except Undecided as limit:
        return Residual(None, str(limit))
    except RecursionError:
        return Residual(None, "the expression is nested too deeply")
    enough = {">": (POSITIVE,), "≥": (POSITIVE, NON_NEGATIVE, ZERO)}
    if sign in enough[relation]:
        needed = tuple(each for each in signs.openings.hypotheses if each in signs.used)
        return Proof(expression, Integer(0), needed, frozenset(), (), _SEAL, relation)
    return Residual(expression, "the sign cannot be read off")


def without_value(
    expression: Expr, openings: Openings | None = None, limits: Limits | None = None
) -> Expr | None:
    """A part such as log(−exp x), for which the expression has a value nowhere; None if none is seen."""
    try:
        return Signs(openings or Openings(), limits or Limits()).without_value(expression)
    except (Undecided, RecursionError):
        return None


def normal_form(expression: Expr, openings: Openings | None = None, limits: Limits | None = None) -> Expr:
    """The normal form, written as an expression again. Raises `Undecided` where `prove` would not decide."""
    reader = Reader(openings or Openings(), limits or Limits())
    return express(reader.read(expression), Letters.of(expression, *_parts(reader.openings)))


def _parts(openings: Openings) -> tuple[Basic, ...]:
    return tuple(part for hypothesis in openings.hypotheses for part in hypothesis.parts)


def _difference(reader: Reader, left: Expr, right: Expr) -> Form:
    return _left(reader, reader.subtract(reader.read(left), reader.read(right)))


def _left(reader: Reader, difference: Form) -> Form:
    """What is left of a difference once polynomials that are divided by are multiplied out, inside functions too."""
    while difference and any(atom[0] == "poly" and exponent < 0 for m in difference for atom, exponent in m):
        difference = _without_denominators(reader, difference)
    if (named_alike := _functions_of_equals(reader, difference)) is not None:
        return _left(reader, named_alike)
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
    return not _left(reader, reader.subtract(first, second))


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


def _without_denominators(reader: Reader, form: Form) -> Form:
    """Multiplied by every polynomial that is divided by; that none of them is 0 is a condition."""
    cleared, denominators = reader.cleared(form)
    reader.conditions |= {atom[1] for atom in denominators if not reader.positive_form(dict(atom[1]))}
    if freeze(cleared) == freeze(form):
        raise Undecided("a denominator could not be cleared")
    return cleared
