"""From an expression of the language to its normal form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.kernel.assuming import Assuming, Openings, Places, letters_of
from derive.kernel.derivative import differentiate, edges, measures_under
from derive.kernel.inverses import DETERMINANT, INVERSE, LOG_DETERMINANT, Square
from derive.kernel.limits import Limits
from derive.kernel.places import steps
from derive.kernel.rules import Rule
from derive.kernel.terms import (
    ONE,
    Form,
    IndexKey,
    Undecided,
    atomic,
    constant,
    counted,
    freeze,
    indices_of,
    shifted,
    tidy,
)
from derive.language.applications import Apply, entry_of, sides_of
from derive.language.binders import Before, Cases, Delta, Span, Sum, Upto, free_indices, fresh
from derive.language.comparisons import Compared, Greatest, Larger, Smaller, Where, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family, definitions
from derive.language.functions import Call, NamedNumber, log
from derive.language.hypotheses import Equation
from derive.language.indices import Dim, Index, Moved
from derive.language.inverses import Determinant, Inverse, InverseEntry, LogDeterminant
from derive.language.matrices import Diagonal, Identity, MatrixProduct, Scaled, Transpose
from derive.language.places import Distinct, Equal
from derive.language.products import Product
from derive.language.ranges import written_places
from derive.language.recurrences import Recurrence

FEWER = 10
"""Whether a definition is positive may take one of so many parts of the steps."""


class Reader(Assuming):
    """The kernel at work on one statement: its openings, its limits, what it used."""

    def __init__(self, openings: Openings, limits: Limits) -> None:
        super().__init__(openings, limits)
        self._signs: dict[Definition, bool] = {}
        self.take_in(openings.hypotheses)

    def is_identity(self, equation: Equation) -> bool:
        """Whether an equation needs no hypothesis to hold, so that it holds for all values of its letters."""
        return _is_identity(equation, self.limits)

    def mean(self, *expressions: Basic) -> None:
        """What is written in a claim itself: a fixed place, w_4, means that n is at least 4."""
        opened = frozenset().union(*map(definitions, expressions))
        for part in (*expressions, *(definition.body for definition in opened)):
            for dim, place in written_places(part):
                self.least[dim.name] = max(place, self.least.get(dim.name, 1))

    def opens(self, definition: Definition) -> bool:
        """Whether the definition may be opened; if so, that is noted."""
        may = self.openings.may_open(definition)
        if may:
            self.opened_names.add(definition.name)
        return may

    def read(self, expression: Expr, places: Places | None = None) -> Form:
        """The normal form; `places` says what stands for the indices that outer sums bind."""
        self.tick()
        if isinstance(expression, Rational):
            return constant(tidy(_fraction(expression)))
        method = _METHODS.get(type(expression))
        if method is None:
            raise Undecided("the kernel does not read {}", type(expression).__name__)
        return method(self, expression, places or {})

    def place(self, index: Basic, places: Places) -> IndexKey:
        """What stands for an index expression."""
        if isinstance(index, Integer):
            return ("c", int(index), "")
        if isinstance(index, Dim):
            return ("e", 0, index.name)
        if isinstance(index, Moved):
            return shifted(self.place(index.base, places), int(index.offset))
        if isinstance(index, Index):
            return places.get(index) or self._places.get(index) or ("f", index.name, index.dim.name)
        if isinstance(index, Entry) and index.ranges_over is not None:
            at = tuple(self.place(inner, places) for inner in index.places)
            return ("y", index.family.name, at, index.ranges_over.name)
        raise Undecided("{} stands where an index should", index)

    def _plus(self, expression: Expr, places: Places) -> Form:
        return self.add(*(self.read(term, places) for term in expression.args))

    def _times(self, expression: Expr, places: Places) -> Form:
        return self.product(self.read(factor, places) for factor in expression.args)

    def _neg(self, expression: Expr, places: Places) -> Form:
        return self.scale(self.read(expression.args[0], places), -1)

    def _quotient(self, expression: Expr, places: Places) -> Form:
        above, below = (self.read(part, places) for part in expression.args)
        if not below:
            raise Undecided("{} is 0, and it is divided by", expression.args[1])
        return self.multiply(above, self.power(below, -1))

    def _power(self, expression: Expr, places: Places) -> Form:
        """a^q; for an exponent that is no number, exp(b log a) with a known to be positive."""
        base, exponent = expression.args
        if isinstance(exponent, Rational):
            return self.power(self.read(base, places), tidy(_fraction(exponent)))
        inside = self.read(base, places)
        if not self.positive_quotient(inside):
            made = self.raised_to(inside, self.read(exponent, places))
            if made is not None:
                return made
            raise Undecided("{} is not known to be positive, and its power {} is no number", base, exponent)
        return self.call("exp", 0, self.multiply(self.read(exponent, places), self.call("log", 0, inside)))

    def _call(self, expression: Call, places: Places) -> Form:
        """f(a); a function that is made of exp and log is opened, where their laws may be used."""
        if opened(expression) is not None:
            return self._opened(expression, places)
        function = expression.function
        if self.functions and function.opened is not None:
            return self.read(function.opened(expression.argument), places)
        return self.call(function.name, function.order, self.read(expression.argument, places))

    def _apply(self, expression: Apply, places: Places) -> Form:
        return self.apply(
            expression.function.name,
            tuple(self.place(index, places) for index in expression.places),
            [
                (int(number), tuple(self.place(index, places) for index in its))
                for number, *its in expression.slopes
            ],
            [self._argument(each, places) for each in expression.arguments],
        )

    def _argument(self, argument: Expr, places: Places) -> tuple[tuple[IndexKey, ...], Form]:
        """The indices that an argument runs over, and its entry there."""
        sides = sides_of(argument)
        bound = tuple(self.fresh(index.dim.name) for index in sides)
        inside = {**places, **dict(zip(sides, bound, strict=True))}
        return bound, self.read(entry_of(argument), inside)

    def _number_of(self, expression: Expr, places: Places) -> Form:
        return self.place_form(self.place(expression, places))

    def _named_number(self, expression: NamedNumber, _: Places) -> Form:
        return atomic(("constant", expression.name))

    def _sum(self, expression: Sum, places: Places) -> Form:
        """Σ_{k≠j} f_k is Σ_k (1 − δ_kj) f_k."""
        bound = self.fresh(expression.bound.dim.name)
        body = self.read(expression.body, {**places, expression.bound: bound})
        for place in expression.without:
            body = self.multiply(self.subtract(ONE, self.delta(bound, self.place(place, places))), body)
        return self.bind(body, (bound,))

    def _span(self, expression: Span, places: Places) -> Form:
        """Σ_{i=a}^b f_i = Σ_i [a ≤ i] [i ≤ b] f_i, with the places before 1 and beyond n."""
        first, last = (self.place(limit, places) for limit in (expression.first, expression.last))
        own = self.fresh(expression.bound.dim.name)
        (bottom, before), (top, after) = counted(first), counted(last)
        if bottom == top:
            every = [shifted(first, each) for each in steps(0, after - before + 1)]
            return self.add(*(self._term(expression, places, each) for each in every))
        by = before - 1 if bottom[0] == "c" else 0  # so that the first place is 1
        if top[0] == "c":
            raise Undecided("the places of {} are not counted out", expression)
        late: list[IndexKey] = [("e", each, own[2]) for each in steps(1, after - by + 1)]
        early: list[IndexKey] = (
            [("c", 1 - each, "") for each in steps(1, 1 - before)] if bottom[0] != "c" else []
        )
        self.windows[own] = (max(before - by, 1) - 1, min(after - by, 0)) if bottom[0] == "c" else (0, 0)
        terms = []
        for at in (own, *late, *early):
            body = self._term(expression, places, shifted(at, by))
            self.windows.pop(own, None)  # what is said of places within holds for the summand alone
            inside = self.multiply(self.upto(shifted(first, -by), at), self.upto(at, shifted(last, -by)))
            terms.append(self.multiply(inside, body) if inside else {})
        return self.add(self.bind(terms[0], (own,)), *terms[1:])

    def _term(self, expression: Span, places: Places, at: IndexKey) -> Form:
        """The summand at this place."""
        return self.read(expression.body, {**places, expression.bound: at})

    def _delta(self, expression: Delta, places: Places) -> Form:
        first, second = (self.place(index, places) for index in expression.args)
        return self.delta(first, second)

    def _before(self, expression: Before, places: Places) -> Form:
        """[i < j] = (1 − δ_ij + s_ij)/2 and [i ≤ j] = (1 + δ_ij + s_ij)/2 for the sign s_ij of j − i"""
        first, second = (self.place(index, places) for index in expression.args)
        same = self.scale(self.delta(first, second), 1 if isinstance(expression, Upto) else -1)
        return self.scale(self.add(ONE, same, self.order(first, second)), Fraction(1, 2))

    def _cases(self, expression: Cases, places: Places) -> Form:
        """{A if i = j; B otherwise} = δ_ij A + (1 − δ_ij) B"""
        result = self.read(expression.otherwise, places)
        for value, condition in reversed(expression.branches):
            holds = self._condition(condition, places)
            yes, no = self.multiply(holds, self.read(value, places)), self.multiply(holds, result)
            result = self.add(yes, result, self.scale(no, -1))
        return result

    def _where(self, expression: Where, places: Places) -> Form:
        """{A if a > b; B otherwise} = [a > b] A + (1 − [a > b]) B"""
        holds = self._compared(expression.condition, places)
        value, otherwise = self.read(expression.value, places), self.read(expression.otherwise, places)
        return self.add(otherwise, self.multiply(holds, self.subtract(value, otherwise)))

    def _compared(self, condition: Compared, places: Places) -> Form:
        """[a > b]; [a ≥ b] = 1 − [b > a]"""
        difference = self.read(condition.difference, places)
        if condition.strict:
            return self.above(difference)
        return self.subtract(ONE, self.above(self.scale(difference, -1)))

    def _opened(self, expression: Expr, places: Places) -> Form:
        cases = opened(expression)
        assert cases is not None
        return self._where(cases, places)

    def _product(self, expression: Product, places: Places) -> Form:
        """Π_k f_k; Π_{k≠j} f_k is Π_k f_k / f_j"""
        if expression.without:
            return self.read(expression.divided, places)
        bound = self.fresh(expression.bound.dim.name)
        return self.product_over(self.read(expression.body, {**places, expression.bound: bound}), bound)

    def _greatest(self, expression: Greatest, places: Places) -> Form:
        if expression.without:
            raise Undecided("a maximum with places left out is not read")
        bound = self.fresh(expression.bound.dim.name)
        return self.greatest(self.read(expression.body, {**places, expression.bound: bound}), bound)

    def _square(self, matrix: Any, places: Places) -> tuple[Square, tuple[IndexKey, ...]]:
        """The matrix, known by its entries, and what stands for its own indices."""
        dim = matrix.shape[0]
        own = tuple(sorted(free_indices(matrix), key=str))
        row, column = (fresh(Index(name, dim), frozenset(own)) for name in ("row", "column"))
        keys: dict[Index, IndexKey] = {
            index: ("u", -1 - number, index.dim.name) for number, index in enumerate((*own, row, column))
        }
        form = freeze(self.read(matrix.entry(row, column), {**places, **keys}))
        parameters = tuple(keys[index] for index in own)
        square = self.known(Square(form, keys[row], keys[column], parameters, matrix, own))
        return square, tuple(self.place(index, places) for index in own)

    def _inverse_entry(self, expression: InverseEntry, places: Places) -> Form:
        """(A⁻¹)_ij, of a product, a transpose, a multiple, a diagonal and an inverse by the laws of these."""
        _, row, column = expression.args
        match expression.matrix:
            case Transpose(args=(inner,)):
                return self.read(InverseEntry(inner, column, row), places)
            case MatrixProduct(args=(first, second)) if first.shape == expression.matrix.shape:
                return self.read(MatrixProduct(Inverse(second), Inverse(first)).entry(row, column), places)
            case Scaled(args=(factor, inner)):
                return self.read(Quotient(InverseEntry(inner, row, column), factor), places)
            case Diagonal(args=(vector,)):
                return self.read(Quotient(Delta(row, column), vector.entry(row, None)), places)
            case Inverse(args=(inner,)):
                self.read(LogDeterminant(inner), places)  # that it is invertible
                return self.read(inner.entry(row, column), places)
            case Identity():
                return self.read(Delta(row, column), places)
        square, own = self._square(expression.matrix, places)
        at = (*own, self.place(row, places), self.place(column, places))
        return self.of_square(square, INVERSE, at)

    def _determinant(self, expression: Determinant, places: Places) -> Form:
        """det A, of a product, a transpose, a positive multiple and an inverse by the laws of these."""
        match expression.matrix:
            case Transpose(args=(inner,)):
                return self.read(Determinant(inner), places)
            case MatrixProduct(args=(first, second)) if first.shape == expression.matrix.shape:
                return self.multiply(*(self.read(Determinant(each), places) for each in (first, second)))
            case Inverse(args=(inner,)):
                return self.power(self.read(Determinant(inner), places), -1)
            case Scaled(args=(factor, inner)) if self.positive_quotient(self.read(factor, places)):
                return self.read(Times(Power(factor, expression.size), Determinant(inner)), places)
            case Identity():
                return ONE
        return self.of_square(*self._kind(expression.matrix, DETERMINANT, places))

    def _log_determinant(self, expression: LogDeterminant, places: Places) -> Form:
        """log |det A|, likewise."""
        match expression.matrix:
            case Transpose(args=(inner,)):
                return self.read(LogDeterminant(inner), places)
            case MatrixProduct(args=(first, second)) if first.shape == expression.matrix.shape:
                return self.add(*(self.read(LogDeterminant(each), places) for each in (first, second)))
            case Inverse(args=(inner,)):
                return self.scale(self.read(LogDeterminant(inner), places), -1)
            case Scaled(args=(factor, inner)) if self.positive_quotient(self.read(factor, places)):
                return self.read(Plus(Times(expression.size, log(factor)), LogDeterminant(inner)), places)
            case Identity():
                return {}
        return self.of_square(*self._kind(expression.matrix, LOG_DETERMINANT, places))

    def _kind(self, matrix: Any, kind: str, places: Places) -> tuple[Square, str, tuple[IndexKey, ...]]:
        square, own = self._square(matrix, places)
        return square, kind, own

    def _condition(self, condition: Equal, places: Places) -> Form:
        first, second = (self.place(index, places) for index in condition.args)
        same = self.delta(first, second)
        return self.subtract(ONE, same) if isinstance(condition, Distinct) else same

    def _entry(self, expression: Entry, places: Places) -> Form:
        family = expression.family
        at = tuple(self.place(index, places) for index in expression.places)
        if not isinstance(family, Definition):
            if family.positive:
                self.positive_names.add(family.name)
            if family in self._hot and self.varied.isdisjoint(each.name for each in (family, *family.of)):
                return self._is_hot(family, at)
            return self.settle(1, {("entry", family.name, at): 1})
        if isinstance(family, Recurrence):
            return self.settle(1, {("entry", family.name, at): 1})
        if family.name in self.varied or not self.opens(family):
            self._sign(family)
            return self.settle(1, {("entry", family.name, at): 1})
        key = family, at, self.varied
        if key not in self._known:
            self._known[key] = self.read(family.body, dict(zip(family.parameters, at, strict=True)))
        return self._known[key]

    def _is_hot(self, family: Family, at: tuple[IndexKey, ...]) -> Form:
        """y_k = δ_kc for the place c of the 1."""
        self.used.add(self._hot[family])
        *rows, last = at
        return self.delta(last, ("y", f"1@{family.name}", tuple(rows), family.dims[-1].name))

    def _sign(self, family: Definition) -> None:
        """A closed definition is positive if its body is a sum of positives, opened and under no hypothesis."""
        if family not in self._signs:
            opened = Reader(Openings(), replace(self.limits, steps=self.limits.steps // FEWER))
            try:
                self._signs[family] = opened.positive_form(opened.read(family.body))
            except Undecided:
                self._signs[family] = False
        if self._signs[family]:
            self.positive_names.add(family.name)

    def _derivative(self, expression: Derivative, places: Places) -> Form:
        if not self.openings.calculus:
            return self._kept(expression, places)
        made = self.carried_out(expression)
        self._exchange(expression.body, expression.variable)
        for bound, edge in edges(expression.body, expression.variable, self.opens):
            self._leave_out(edge, bound, places)
        self.differentiate_hypotheses(made)
        return self._kept(made, places) if made == expression else self.read(made, places)

    def _exchange(self, body: Expr, variable: Entry) -> None:
        """∂ is carried under an integral: a law of finite measures, and of others where both sides are regular."""
        for outcomes in measures_under(body, variable, self.opens):
            self.exchanged.add((variable.family, outcomes))

    def carried_out(self, expression: Derivative) -> Expr:
        """What the derivative comes out as; the same, if there is nothing to carry out."""
        return differentiate(expression.body, expression.variable, self.opens)

    def _leave_out(self, edge: Expr, bound: tuple[Index, ...], places: Places) -> None:
        """What is differentiated has a kink where the edge is 0: there nothing is claimed, for all bound indices."""
        apart = {index: self.fresh(index.dim.name) for index in bound}
        form = self.read(edge, {**places, **apart})
        at_edge = self.null(form)
        if at_edge == ONE:
            raise Undecided("what is differentiated has a kink wherever {} = 0, which is always so", edge)
        if len(at_edge) != 1:
            return
        ((pattern, _),) = at_edge.items()
        every = frozenset(index for atom, _ in pattern for index in indices_of(atom) if index[0] == "u")
        rule = Rule(pattern, {}, every, None, letters_of(edge))
        if rule not in self.rules:
            self.rules.append(rule)
            self.conditions.add(pattern[0][0][1])
            self._known.clear()

    def _kept(self, expression: Derivative, places: Places) -> Form:
        """A derivative that is not carried out: an atom of its own."""
        body, variable = expression.args
        at = tuple(self.place(index, places) for index in variable.places)
        with self.under(variable.family.name):
            inside = self._kept(body, places) if isinstance(body, Derivative) else self.read(body, places)
        return self.partial(inside, variable.family.name, at)


_METHODS: dict[type, Callable[[Any, Any, Places], Form]] = {
    Plus: Reader._plus,
    Times: Reader._times,
    Neg: Reader._neg,
    Quotient: Reader._quotient,
    Power: Reader._power,
    Call: Reader._call,
    Apply: Reader._apply,
    NamedNumber: Reader._named_number,
    Dim: Reader._number_of,
    Index: Reader._number_of,
    Moved: Reader._number_of,
    Sum: Reader._sum,
    Span: Reader._span,
    Delta: Reader._delta,
    Before: Reader._before,
    Upto: Reader._before,
    Cases: Reader._cases,
    InverseEntry: Reader._inverse_entry,
    Determinant: Reader._determinant,
    LogDeterminant: Reader._log_determinant,
    Where: Reader._where,
    Larger: Reader._opened,
    Smaller: Reader._opened,
    Greatest: Reader._greatest,
    Product: Reader._product,
    Entry: Reader._entry,
    Derivative: Reader._derivative,
}


@lru_cache(maxsize=256)
def _is_identity(equation: Equation, limits: Limits) -> bool:
    reader = Reader(Openings(), limits)
    try:
        return not reader.subtract(reader.read(equation.left), reader.read(equation.right))
    except Undecided:
        return False


def _fraction(number: Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))
