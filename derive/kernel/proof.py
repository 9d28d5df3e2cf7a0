"""The decision, and the only place where a `Proof` is made.

`prove(left, right)` brings both sides to normal form and subtracts; polynomials that are still divided by are
multiplied out. If nothing is left the sides are equal for every dimension, wherever both are defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import InitVar, dataclass, replace
from itertools import pairwise
from typing import Any

from sympy import Basic, Expr, Integer

from derive.kernel import signs
from derive.kernel.assuming import Openings, Places
from derive.kernel.differences import remaining, without_inverses
from derive.kernel.domains import (
    NOT_ZERO,
    Condition,
    Exchange,
    needed_besides,
    needs,
    pieces,
    told,
)
from derive.kernel.express import Letters, express
from derive.kernel.limits import Limits
from derive.kernel.reading import Reader
from derive.kernel.renaming import same_up_to_renaming
from derive.kernel.sharing import Shared, shared
from derive.kernel.terms import Form, IndexKey, Undecided
from derive.kernel.unfolding import split_off, unfolded
from derive.language.binders import free_indices, substitute
from derive.language.errors import IllFormed
from derive.language.hypotheses import AtLeast, Equation, Hypothesis, OneHot
from derive.language.indices import Index, Moved
from derive.language.places import Distinct, Within
from derive.language.recurrences import recurrences
from derive.language.sayings import Saying, listed, reason, why

_SEAL = object()


@dataclass(frozen=True)
class Proof:
    """left = right for every dimension, or > or ≥ as `relation` says. Only this module can make one.

    `hypotheses` are those that the proof used, `definitions` the names of those it opened, `conditions` what must
    hold besides. One that is `chained` holds where both sides have a value, but not of their normal forms; `every`
    are indices that no hypothesis speaks of, whatever their names.
    """

    left: Expr
    right: Expr
    hypotheses: tuple[Hypothesis, ...]
    definitions: frozenset[str]
    conditions: tuple[Condition, ...]
    seal: InitVar[Any]
    relation: str = "="
    chained: bool = False
    every: frozenset[Index] = frozenset()

    def __post_init__(self, seal: Any) -> None:
        if seal is not _SEAL:
            raise TypeError("a Proof is made by derive.kernel.prove alone")

    def __init_subclass__(cls) -> None:
        raise TypeError("a Proof is made by derive.kernel.prove alone")


@dataclass(frozen=True)
class Residual:
    """What is left of left − right: the sides may differ. `expression` is None if nothing was computed.

    `unused` are hypotheses that cannot be used as rules, since rewriting would not end.
    """

    expression: Expr | None
    why: Saying
    unused: tuple[Hypothesis, ...] = ()

    @property
    def reason(self) -> str:
        """Why, in English."""
        return self.why.told()


def prove(
    left: Expr, right: Expr, openings: Openings | None = None, limits: Limits | None = None
) -> Proof | Residual:
    """A `Proof` that left = right for every dimension, or the `Residual`.

    A residual without expression has the reason: what the kernel cannot read, or the limit it reached.
    """
    return _within_limits(lambda: _prove(left, right, openings or Openings(), limits or Limits()))


def prove_equation(
    equation: Equation, openings: Openings | None = None, limits: Limits | None = None
) -> Proof | Residual:
    """A `Proof` of a hypothesis or an identity, for all values of its arbitrary indices.

    These are none of the claim's: no hypothesis speaks of them, though it may have the same letters.
    """
    every = frozenset(equation.arbitrary)
    return _within_limits(
        lambda: _prove(equation.left, equation.right, openings or Openings(), limits or Limits(), every)
    )


def _within_limits(decide: Callable[[], Proof | Residual]) -> Proof | Residual:
    try:
        return decide()
    except Undecided as limit:
        return Residual(None, why(limit))
    except IllFormed as beyond:
        return Residual(None, reason("a condition lies beyond the places there are: {}", beyond))
    except RecursionError:
        return Residual(None, Saying("the expression is nested too deeply"))


def _prove(
    left: Expr, right: Expr, openings: Openings, limits: Limits, every: frozenset[Index] = frozenset()
) -> Proof | Residual:
    in_letters = shared(left, right, openings.may_open) if openings.calculus else None
    if in_letters is not None:
        proof = _proved_in_letters(in_letters, openings, limits, every)
        if proof is not None:
            return proof
        if in_letters.depth >= MANY_DEFINITIONS:
            limits = replace(limits, steps=limits.steps // LESS)
    reader = Reader(openings, limits)
    places = {index: reader.fresh(index.dim.name) for index in sorted(every, key=str)}
    reader.mean(left, right)
    one, other = _unfolded(reader, left, right)
    difference = remaining(reader, _difference(reader, one, other, places))
    if difference and reader.squares:
        fixed = frozenset().union(*(each.fixed_indices for each in openings.hypotheses))
        difference = without_inverses(reader, difference, {reader.place(index, {}) for index in fixed})
    letters = _letters(reader, left, right)
    if difference:
        if not openings.labelled and any(isinstance(each, OneHot) for each in openings.hypotheses):
            found = _prove(left, right, replace(openings, labelled=True), limits, every)
            if isinstance(found, Proof):
                return found
        if not openings.geometric and reader.has_powers:
            return _prove(left, right, replace(openings, geometric=True), limits, every)
        if not openings.deeper and (recurrences(left) or recurrences(right)):
            return _prove(left, right, replace(openings, deeper=True), limits, every)
        named: dict[IndexKey, Expr] = {key: index for index, key in places.items()}
        unused = tuple(each for each in openings.hypotheses if each in reader.unusable)
        return Residual(_shown(difference, letters, named), Saying("the sides differ"), unused)
    return Proof(
        left,
        right,
        tuple(each for each in openings.hypotheses if each in reader.used),
        frozenset(reader.opened_names),
        tuple(dict.fromkeys((*_divisions(reader, letters), *_exchanges(reader)))),
        _SEAL,
        every=every,
    )


MANY_DEFINITIONS = 5
"""So many definitions inside one another are too much to write out; it is tried with this part of the steps:"""
LESS = 10


def _proved_in_letters(
    made: Shared, openings: Openings, limits: Limits, every: frozenset[Index]
) -> Proof | None:
    """The proof, where the sides are equal whatever the letters stand for; None says nothing."""
    less = replace(limits, steps=limits.steps // LESS)
    inner = _within_limits(lambda: _prove(*made.in_letters, openings, less, every))
    if not isinstance(inner, Proof) or made.said_in_letters(each.expression for each in inner.conditions):
        return None
    kinks = (Condition(each, NOT_ZERO, free_indices(each)) for each in made.kinks)
    return Proof(
        made.left,
        made.right,
        inner.hypotheses,
        inner.definitions | made.names,
        tuple(dict.fromkeys((*inner.conditions, *kinks))),
        _SEAL,
        every=every,
    )


def _divisions(reader: Reader, letters: Letters) -> Iterator[Condition]:
    """What was divided by is not 0."""
    return (told(NOT_ZERO, each, letters) for each in sorted(reader.conditions))


def _exchanges(reader: Reader) -> Iterator[Condition]:
    """∂ and the expectations under which it was carried may be exchanged."""
    for letter, outcomes in sorted(reader.exchanged, key=str):
        yield Exchange(letter, outcomes=outcomes)


def _unfolded(reader: Reader, left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Both sides with their recurrences written out; what says where indices stand is then used."""
    openings = reader.openings
    beside = _parts_of_equations(openings)
    one, other = unfolded((left, right), openings.hypotheses, reader.opens, beside, deeper=openings.deeper)
    if (one, other) != (left, right):
        reader.used |= {each for each in openings.hypotheses if isinstance(each, AtLeast | Distinct | Within)}
    return one, other


def _parts_of_equations(openings: Openings) -> tuple[Expr, ...]:
    return tuple(
        part for each in openings.hypotheses for equation in each.equations for part in equation.parts
    )


def prove_induction(
    left: Expr,
    right: Expr,
    index: Index,
    openings: Openings | None = None,
    limits: Limits | None = None,
    *,
    down: bool = False,
) -> Proof | Residual:
    """A `Proof` by induction: at the first place of the index, and at t + 1 where it holds at t.

    With `down` at the last place, and at t where it holds at t + 1. What both sides need to have a value at any place
    becomes a condition, for all places.
    """
    sides, border = (left, right), index.dim if down else Integer(1)
    places = (Moved(index, 1), index) if down else (index, Moved(index, 1))
    return _within_limits(
        lambda: _by_induction(sides, (index, border, *places), openings or Openings(), limits or Limits())
    )


def _by_induction(
    sides: tuple[Expr, Expr], through: tuple[Index, Expr, Expr, Expr], openings: Openings, limits: Limits
) -> Proof | Residual:
    """The index, the place where the induction begins, a place where it has come to, and the next one."""
    (left, right), (index, border, here, there), known = sides, through, openings.hypotheses
    if any(index in each.fixed_indices for each in known):
        why = reason("a hypothesis speaks of {}, through which the induction goes", index)
        return Residual(None, why)
    first, last = (split_off(each, border, border) for each in _both_at(sides, index, border))
    base = _prove(first, last, openings, limits)
    if isinstance(base, Residual):
        return replace(base, why=reason("at {} = {}: {}", index, border, base.why))
    held = frozenset().union(*(each.fixed_indices for each in known)) | {index}
    inside = Within(index, 1, Moved(index.dim, -1))
    one, other, *next_ones = unfolded(
        (*_both_at(sides, index, here), *_both_at(sides, index, there)), (*known, inside), openings.may_open
    )
    granted = Equation(one, other, held & (free_indices(one) | free_indices(other)))
    more = replace(openings, hypotheses=(*known, granted, inside))
    step = _prove(next_ones[0], next_ones[1], more, limits)
    if isinstance(step, Residual):
        apart = (split_off(each, here, there) for each in _both_at(sides, index, there))
        _, _, *next_ones = unfolded(
            (*_both_at(sides, index, here), *apart), (*known, inside), openings.may_open
        )
        step = _prove(next_ones[0], next_ones[1], more, limits)
    if isinstance(step, Residual):
        return replace(step, why=reason("from {} to the next place: {}", index, step.why))
    used = {*base.hypotheses, *step.hypotheses}
    return Proof(
        left,
        right,
        tuple(each for each in known if each in used),
        base.definitions | step.definitions,
        tuple(
            dict.fromkeys(
                (*base.conditions, *_everywhere(step, index), *_needed(left, right, index, openings))
            )
        ),
        _SEAL,
    )


def _both_at(sides: tuple[Expr, Expr], index: Index, place: Expr) -> tuple[Expr, Expr]:
    left, right = (substitute(each, {index: place}) for each in sides)
    return left, right


def _everywhere(step: Proof, index: Index) -> Iterator[Condition]:
    """The conditions of the step, for all places of the index."""
    for each in step.conditions:
        yield replace(each, every=each.every | (frozenset((index,)) & free_indices(each.expression)))


def _needed(left: Expr, right: Expr, index: Index, openings: Openings) -> tuple[Condition, ...]:
    """What both sides need to have a value, at every place of the index."""
    reader = Reader(openings, Limits())
    places: Places = {index: reader.fresh(index.dim.name)}
    letters = _letters(reader, left, right)
    asked = (need for side in (left, right) for need in needs(reader, side, places, surely=False))
    return tuple(told(*piece, letters) for need in asked for piece in pieces(reader, need))


def _shown(difference: Form, letters: Letters, named: dict[IndexKey, Expr]) -> Expr | None:
    """What is left, as an expression; None where a letter would stand beyond its places, x_0."""
    try:
        return express(difference, letters, named)
    except IllFormed:
        return None


def prove_chain(
    proofs: Sequence[Proof], hypotheses: tuple[Hypothesis, ...] = (), limits: Limits | None = None
) -> Proof | Residual:
    """From a = b, b = c, … a `Proof` that the first side equals the last; the last link may be an inequality.

    Each link holds where both its sides have a value, the chain where all have one. It is a proof only if every
    line between has a value wherever the first and the last have one, under the hypotheses; else the residual says
    where the lines prove it. Raises `ValueError` if the proofs are no chain.
    """
    links = all(isinstance(proof, Proof) for proof in proofs)
    if not proofs or not links or any(proof.relation != "=" for proof in proofs[:-1]):
        raise ValueError("the proofs are no chain of equalities")
    if any(one.right != other.left for one, other in pairwise(proofs)):
        raise ValueError("the proofs are no chain of equalities")
    return proofs[0] if len(proofs) == 1 else _within_limits(lambda: _chained(proofs, hypotheses, limits))


def _chained(
    proofs: Sequence[Proof], hypotheses: tuple[Hypothesis, ...], limits: Limits | None
) -> Proof | Residual:
    ends, between = (proofs[0].left, proofs[-1].right), [proof.right for proof in proofs[:-1]]
    conditions = tuple(dict.fromkeys(each for proof in proofs for each in proof.conditions))
    for granted in dict.fromkeys(((), hypotheses)):
        reader = Reader(Openings(hypotheses=granted), limits or Limits())
        lacking = needed_besides(reader, ends, between, conditions)
        if not lacking:
            used = {*(each for proof in proofs for each in proof.hypotheses), *reader.used}
            return Proof(
                *ends,
                tuple(
                    dict.fromkeys(
                        (*(each for each in hypotheses if each in used), *_others(used, hypotheses))
                    )
                ),
                frozenset().union(*(proof.definitions for proof in proofs)),
                conditions,
                _SEAL,
                proofs[-1].relation,
                chained=True,
            )
    letters = _letters(reader, *ends, *between)
    needed = dict.fromkeys(told(*need, letters).saying for need in lacking)
    return Residual(None, reason("the lines prove it only where {}", listed(needed)))


def _others(used: set[Any], hypotheses: tuple[Hypothesis, ...]) -> list[Hypothesis]:
    return sorted((each for each in used if each not in hypotheses), key=str)


def prove_without(proof: Proof, lemma: Proof, equation: Equation) -> Proof:
    """The proof with a proof put for an equation that it takes for granted.

    What it uses then is what both use. The equation's arbitrary indices may be none that the lemma's hypotheses speak
    of: it must hold for all their values. Raises `ValueError` if the lemma does not prove the equation.
    """
    fixed = frozenset().union(*(each.fixed_indices for each in lemma.hypotheses)) - lemma.every
    if (lemma.left, lemma.right, lemma.relation) != (*equation.parts, "=") or fixed & {*equation.arbitrary}:
        raise ValueError("the lemma does not prove the equation")
    every = frozenset(equation.arbitrary)
    conditions = (
        replace(each, every=each.every | (every & free_indices(each.expression))) for each in lemma.conditions
    )
    kept = tuple(each for each in proof.hypotheses if each != equation)
    return Proof(
        proof.left,
        proof.right,
        tuple(dict.fromkeys((*kept, *lemma.hypotheses))),
        proof.definitions | lemma.definitions,
        tuple(dict.fromkeys((*proof.conditions, *conditions, *_domain(lemma, every)))),
        _SEAL,
        proof.relation,
        proof.chained,
        proof.every,
    )


def _domain(lemma: Proof, every: frozenset[Index]) -> tuple[Condition, ...]:
    """Where both sides of a lemma have a value, if it was proved only there: as forms they need not be equal."""
    if not lemma.chained:
        return ()
    reader = Reader(Openings(), Limits())
    places = {index: reader.fresh(index.dim.name) for index in every}
    letters = _letters(reader, lemma.left, lemma.right)
    asked = (need for side in (lemma.left, lemma.right) for need in needs(reader, side, places, surely=False))
    return tuple(told(*piece, letters) for need in asked for piece in pieces(reader, need))


def prove_renaming(left: Expr, right: Expr) -> Proof | Residual:
    """A `Proof` that the sides differ at most in the names of bound indices, or a `Residual`."""
    if same_up_to_renaming(left, right):
        return Proof(left, right, (), frozenset(), (), _SEAL)
    return Residual(None, Saying("the sides differ in more than the names of bound indices"))


def prove_sign(
    expression: Expr, relation: str, openings: Openings | None = None, limits: Limits | None = None
) -> Proof | Residual:
    """A `Proof` that the expression is > 0 or ≥ 0 (`relation`), read off its terms as they are written."""
    known = signs.Signs(openings or Openings(), limits or Limits())
    try:
        sign = known.of(expression)
        if sign == signs.UNKNOWN:
            sign = known.of_form(expression, known.openings.hypotheses)
    except Undecided as limit:
        return Residual(None, why(limit))
    except RecursionError:
        return Residual(None, Saying("the expression is nested too deeply"))
    enough = {">": (signs.POSITIVE,), "≥": (signs.POSITIVE, signs.NON_NEGATIVE, signs.ZERO)}
    if sign in enough[relation]:
        needed = tuple(each for each in known.openings.hypotheses if each in known.used)
        letters = replace(Letters.of(expression, *_parts(known.openings)), made=known.made)
        conditions = tuple(told(NOT_ZERO, each, letters) for each in sorted(known.conditions))
        return Proof(expression, Integer(0), needed, frozenset(), conditions, _SEAL, relation)
    return Residual(expression, Saying("the sign cannot be read off"))


def without_value(
    expression: Expr, openings: Openings | None = None, limits: Limits | None = None
) -> Expr | None:
    """A part such as log(−exp x), for which the expression has a value nowhere; None if none is seen."""
    try:
        return signs.Signs(openings or Openings(), limits or Limits()).without_value(expression)
    except (Undecided, RecursionError):
        return None


def normal_form(expression: Expr, openings: Openings | None = None, limits: Limits | None = None) -> Expr:
    """The normal form, written as an expression again. Raises `Undecided` where `prove` would not decide."""
    reader = Reader(openings or Openings(), limits or Limits())
    reader.mean(expression)
    made = _shown(reader.read(expression), _letters(reader, expression), {})
    if made is None:
        raise Undecided("a letter is left that stands beyond its places")
    return made


def _letters(reader: Reader, *expressions: Expr) -> Letters:
    """The letters of the expressions and of the hypotheses, and those that the reader gave."""
    return replace(Letters.of(*expressions, *_parts(reader.openings)), made=reader.made)


def _parts(openings: Openings) -> tuple[Basic, ...]:
    return tuple(part for hypothesis in openings.hypotheses for part in hypothesis.parts)


def _difference(reader: Reader, left: Expr, right: Expr, places: Places) -> Form:
    known = len(reader.rules)
    difference = reader.subtract(reader.read(left, places), reader.read(right, places))
    if len(reader.rules) > known:  # what was met under a ∂ holds for both sides
        difference = reader.subtract(reader.read(left, places), reader.read(right, places))
    return difference
