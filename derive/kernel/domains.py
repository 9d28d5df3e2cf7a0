"""Where an expression has a value, and whether that is said by where others have one.

    a / b            b ≠ 0
    log a            a > 0
    a^{p/q}          a ≥ 0, and a > 0 for p < 0
    Σ_k f_k          for every k

Two sides that are equal wherever both have a value are no link of a chain yet: a = b and b = c say a = c only where
b has a value too. What that asks for is demanded of the ends of the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic, Expr, Rational

from derive.kernel.assuming import Openings, Places
from derive.kernel.derivative import edges
from derive.kernel.express import Letters, express_for_all
from derive.kernel.limits import Limits
from derive.kernel.reading import Reader
from derive.kernel.terms import ONE, Form, Frozen, Number, Undecided, constant, form_of, freeze
from derive.language.applications import Apply, entry_of, sides_of
from derive.language.binders import Before, Binder, Cases, Delta, Span, Sum, Upto, free_indices, fresh
from derive.language.comparisons import Greatest, Larger, Smaller, Where
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call, NamedNumber
from derive.language.indices import LINE, OUTCOMES, Dim, Index, Moved, is_place
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant, OfMatrix
from derive.language.products import Product
from derive.language.ranges import written_places
from derive.language.recurrences import Recurrence
from derive.language.sayings import Saying, reason

NOT_ZERO, POSITIVE, NON_NEGATIVE, REGULAR = "≠", ">", "≥", "∂"


@dataclass(frozen=True)
class Condition:
    """expression ≠ 0, > 0 or ≥ 0 as `relation` says, for all values of the indices `every`."""

    expression: Expr
    relation: str = NOT_ZERO
    every: frozenset[Index] = frozenset()

    def __str__(self) -> str:
        return self.saying.told()

    @property
    def saying(self) -> Saying:
        """`x_k > 0 for every k`"""
        letters = ", ".join(sorted(index.name for index in self.every))
        shown = f"{self.expression} {self.relation} 0"
        return reason("{} for every {}", shown, letters) if letters else reason("{}", shown)


@dataclass(frozen=True)
class Exchange(Condition):
    """∂ in the letter `expression` may be taken under the expectation over `outcomes`; finite measures allow it."""

    relation: str = REGULAR
    outcomes: Dim | None = None

    @property
    def saying(self) -> Saying:
        """`∂/∂t may be taken under ∫ … dx`"""
        name = self.outcomes.name.removeprefix(LINE).removeprefix(OUTCOMES) if self.outcomes else ""
        under = reason("the expectation over {}", name)
        if self.outcomes and self.outcomes.fills_a_line:
            under = reason("{}", f"∫ … d{name}")
        return reason("∂/∂{} may be taken under {}", self.expression, under)


Need = tuple[str, Form]
"""A relation and what must stand in it to 0; indices that no sum binds any more are for all places."""


def needs(reader: Reader, expression: Basic, places: Places, *, surely: bool) -> Iterator[Need]:
    """What must hold for the expression to have a value.

    With `surely` only what is needed whatever the indices are: no branch of cases, no sum that may be empty.
    """
    rule = _nothing if isinstance(expression, Rational) else _RULES.get(type(expression))
    if rule is None:
        raise Undecided("it is not known where {} has a value", expression)
    yield from rule(reader, expression, places, surely)


def _parts(reader: Reader, expression: Basic, places: Places, surely: bool) -> Iterator[Need]:
    for part in expression.args:
        yield from needs(reader, part, places, surely=surely)


def _nothing(*_: Any) -> Iterator[Need]:
    return iter(())


def _quotient(reader: Reader, expression: Quotient, places: Places, surely: bool) -> Iterator[Need]:
    yield from _parts(reader, expression, places, surely)
    yield NOT_ZERO, reader.read(expression.args[1], places)


def _power(reader: Reader, expression: Power, places: Places, surely: bool) -> Iterator[Need]:
    yield from _parts(reader, expression, places, surely)
    base, exponent = expression.args
    if is_place(exponent) and not isinstance(exponent, Rational):
        if not surely:
            yield NOT_ZERO, reader.read(base, places)
    elif not isinstance(exponent, Rational):
        yield POSITIVE, reader.read(base, places)
    elif not exponent.is_Integer:
        yield (NON_NEGATIVE if exponent > 0 else POSITIVE), reader.read(base, places)
    elif exponent < 0:
        yield NOT_ZERO, reader.read(base, places)


def _call(reader: Reader, expression: Call, places: Places, surely: bool) -> Iterator[Need]:
    yield from needs(reader, expression.argument, places, surely=surely)
    meaning = expression.function.meaning
    for margin in meaning.margins(expression.argument) if meaning is not None else ():
        yield POSITIVE, reader.read(margin, places)


def _apply(reader: Reader, expression: Apply, places: Places, surely: bool) -> Iterator[Need]:
    for argument in expression.arguments:
        inner = {**places, **{index: reader.fresh(index.dim.name) for index in sides_of(argument)}}
        yield from needs(reader, entry_of(argument), inner, surely=surely)


def _sum(reader: Reader, expression: Sum, places: Places, surely: bool) -> Iterator[Need]:
    if not (surely and expression.without):
        inner = {**places, expression.bound: reader.fresh(expression.bound.dim.name)}
        yield from needs(reader, expression.body, inner, surely=surely)


def _span(reader: Reader, expression: Span, places: Places, surely: bool) -> Iterator[Need]:
    if not surely:
        inner = {**places, expression.bound: reader.fresh(expression.bound.dim.name)}
        yield from needs(reader, expression.body, inner, surely=False)


def _order(reader: Reader, expression: Before | Delta, _places: Places, _surely: bool) -> Iterator[Need]:
    for dim, place in written_places(expression):
        if place > reader.least.get(dim.name, 1):
            yield NON_NEGATIVE, reader.subtract(reader.read(dim), constant(place))


def _cases(reader: Reader, expression: Cases, places: Places, surely: bool) -> Iterator[Need]:
    if not surely:
        for value in (expression.otherwise, *(value for value, _ in expression.branches)):
            yield from needs(reader, value, places, surely=False)


def _of_matrix(reader: Reader, expression: OfMatrix, places: Places, surely: bool) -> Iterator[Need]:
    """Every entry of the matrix has a value; but for a determinant alone, it is invertible."""
    dim, own = expression.size, free_indices(expression)
    row, column = fresh(Index("row", dim), own), fresh(Index("column", dim), own)
    inner = {**places, **{index: reader.fresh(dim.name) for index in (row, column)}}
    yield from needs(reader, expression.matrix.entry(row, column), inner, surely=surely)
    if not isinstance(expression, Determinant):
        yield NOT_ZERO, reader.read(Determinant(expression.matrix), places)


def _where(reader: Reader, expression: Where, places: Places, surely: bool) -> Iterator[Need]:
    yield from needs(reader, expression.condition.difference, places, surely=surely)
    if not surely:
        for value in (expression.value, expression.otherwise):
            yield from needs(reader, value, places, surely=False)


def _greatest(reader: Reader, expression: Binder, places: Places, surely: bool) -> Iterator[Need]:
    inner = {**places, expression.bound: reader.fresh(expression.bound.dim.name)}
    yield from needs(reader, expression.body, inner, surely=surely)


def _product(reader: Reader, expression: Product, places: Places, surely: bool) -> Iterator[Need]:
    if expression.without:
        yield from needs(reader, expression.divided, places, surely=surely)
    else:
        yield from _greatest(reader, expression, places, surely)


def _entry(reader: Reader, expression: Entry, places: Places, surely: bool) -> Iterator[Need]:
    family = expression.family
    for dim, place in written_places(expression):
        if place > reader.least.get(dim.name, 1):
            yield NON_NEGATIVE, reader.subtract(reader.read(dim), constant(place))
    if isinstance(family, Recurrence):
        if not surely:
            yield from _recurrence(reader, family, expression.places, places)
    elif isinstance(family, Definition):
        at = (reader.place(index, places) for index in expression.places)
        inner = dict(zip(family.parameters, at, strict=True))
        yield from needs(reader, family.body, inner, surely=surely)


def _recurrence(reader: Reader, family: Recurrence, at: tuple[Expr, ...], places: Places) -> Iterator[Need]:
    """Its first value has one, and its step where the value before has one."""
    inner = {index: reader.fresh(index.dim.name) for index in family.parameters}
    inner |= {
        index: reader.place(place, places) for index, place in zip(family.parameters[1:], at[1:], strict=True)
    }
    for part in (family.end, family.step):
        yield from needs(reader, part, inner, surely=False)


def _derivative(reader: Reader, expression: Derivative, places: Places, surely: bool) -> Iterator[Need]:
    """A derivative has a value where its body has one, and what it comes out as."""
    yield from needs(reader, expression.body, places, surely=surely)
    for bound, edge in edges(expression.body, expression.variable, reader.opens):
        inner = {**places, **{index: reader.fresh(index.dim.name) for index in bound}}
        yield NOT_ZERO, reader.read(edge, inner)
    made = reader.carried_out(expression)
    if not surely and made != expression:
        yield from needs(reader, made, places, surely=surely)


_RULES: dict[type, Callable[[Reader, Any, Places, bool], Iterator[Need]]] = {
    Plus: _parts,
    Times: _parts,
    Neg: _parts,
    Quotient: _quotient,
    Power: _power,
    Call: _call,
    Apply: _apply,
    NamedNumber: _nothing,
    Sum: _sum,
    Cases: _cases,
    InverseEntry: _of_matrix,
    Determinant: _of_matrix,
    LogDeterminant: _of_matrix,
    Where: _where,
    Larger: _parts,
    Smaller: _parts,
    Greatest: _greatest,
    Product: _product,
    Entry: _entry,
    Derivative: _derivative,
    Dim: _nothing,
    Delta: _order,
    Before: _order,
    Upto: _order,
    Span: _span,
    Index: _nothing,
    Moved: _nothing,
}


def needed_besides(
    reader: Reader, ends: Iterable[Expr], between: Iterable[Expr], conditions: Iterable[Condition]
) -> tuple[Need, ...]:
    """What the expressions between and the conditions ask for, and the values of both ends do not say."""
    ends = tuple(ends)
    reader.mean(*ends)
    told_by = (need for end in ends for need in needs(reader, end, {}, surely=True))
    known = [piece for need in told_by for piece in pieces(reader, need)]
    reader.known_positive += [form for relation, form in known if relation == POSITIVE]
    asked = [need for each in between for need in needs(reader, each, {}, surely=False)]
    asked += [_asked(reader, each) for each in conditions if each.relation != REGULAR]
    open_ones = (piece for need in asked for piece in pieces(reader, need))
    return tuple(piece for piece in open_ones if not _is_known(reader, piece, known))


def _asked(reader: Reader, condition: Condition) -> Need:
    places = {index: reader.fresh(index.dim.name) for index in condition.every}
    return condition.relation, reader.read(condition.expression, places)


def pieces(reader: Reader, need: Need) -> list[Need]:
    """The need taken apart: x² y > 0 is x ≠ 0 and y > 0. What is known to be positive is left out."""
    relation, form = need
    if not form or reader.positive_quotient(form) or (relation == NOT_ZERO and reader.never_zero(form)):
        return [] if form or relation == NON_NEGATIVE else [need]
    content, number, rest = reader.content(form)
    powers = [*content, *([] if rest == ONE else [(("poly", freeze(rest)), 1)])]
    unsure = [(atom, power) for atom, power in powers if not reader.positive(atom)]
    if relation == NOT_ZERO:
        return [(NOT_ZERO, form_of(atom)) for atom, _ in unsure]
    odd = [atom for atom, power in unsure if _turns(power)]
    apart: list[Need] = [(NOT_ZERO, form_of(atom)) for atom, _ in unsure if atom not in odd]
    signed = reader.scale(reader.product(map(form_of, odd)), 1 if number > 0 else -1)
    return [*(apart if relation == POSITIVE else []), *([(relation, signed)] if odd or number < 0 else [])]


def _turns(power: Number) -> bool:
    """Whether the power changes its sign with that of what it is a power of."""
    return isinstance(power, int) and power % 2 == 1


def _is_known(reader: Reader, need: Need, known: list[Need]) -> bool:
    """Whether the need is one of those known, for some values of the indices that those are for all places of."""
    relation, form = need
    if relation == NON_NEGATIVE and reader.non_negative_form(form):
        return True
    found = {other for other, fact in known if reader.is_instance(form, fact)}
    if relation == NOT_ZERO:
        opposite = reader.scale(form, -1)
        return bool(found & {NOT_ZERO, POSITIVE}) or any(
            other in (NOT_ZERO, POSITIVE) and reader.is_instance(opposite, fact) for other, fact in known
        )
    positive = POSITIVE in found or {NOT_ZERO, NON_NEGATIVE} <= found
    return positive or (relation == NON_NEGATIVE and NON_NEGATIVE in found)


def domain(
    expressions: Iterable[Expr], openings: Openings | None = None, limits: Limits | None = None
) -> tuple[Condition, ...]:
    """What is surely so wherever all the expressions have a value, and not known anyway."""
    openings = openings or Openings()
    reader = Reader(openings, limits or Limits())
    try:
        found = [need for each in expressions for need in needs(reader, each, {}, surely=True)]
        apart = [piece for need in found for piece in pieces(reader, need)]
        given = (part for hypothesis in openings.hypotheses for part in hypothesis.parts)
        letters = replace(Letters.of(*expressions, *given), made=reader.made)
        return tuple(dict.fromkeys(told(*piece, letters) for piece in apart))
    except (Undecided, RecursionError):
        return ()


def told(relation: str, form: Form | Frozen, letters: Letters) -> Condition:
    """The need as a condition in the page's letters."""
    expression, every = express_for_all(freeze(dict(form)), letters)
    return Condition(expression, relation, every)
