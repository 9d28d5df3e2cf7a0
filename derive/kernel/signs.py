"""Signs that can be read off: sums and products of terms known to be positive or non-negative.

n, π, exp x, logistic x, softplus x, a positive family         > 0
tanh x                                                         has the sign of x
x², δ_ij                                                       ≥ 0
Σ_k f_k with f > 0                                             > 0
Σ_{k≠j} f_k with f > 0                                         ≥ 0, and > 0 if the dimension is at least 2
1 − exp x with x ≤ 0                                           ≥ 0
x − 1 − log x, exp x − 1 − x                                   ≥ 0
a² − 2ab + b², Σ_k (x_k − y_k)² multiplied out                 ≥ 0
Σ_i Σ_j x_i A_ij x_j, A_ii for a positive semidefinite A       ≥ 0
|x|, relu x, max(x, 0), and likewise other cases               ≥ 0

An expression has a value nowhere in which a function of positive numbers, such as log, is taken of what is ≤ 0, or a
root of what is < 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sympy import Expr, Integer, Rational

from derive.kernel.assuming import Openings
from derive.kernel.derivative import ONE, minus, plus
from derive.kernel.limits import Limits
from derive.kernel.reading import Reader
from derive.kernel.terms import Frozen, Undecided
from derive.language.binders import Before, Cases, Delta, Sum, Upto
from derive.language.comparisons import Larger, Smaller, Where, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call, NamedNumber, exp, log
from derive.language.hypotheses import AtLeast, Hypothesis, NonNegative, Positive
from derive.language.indices import Dim
from derive.language.products import Product
from derive.language.recurrences import Recurrence

POSITIVE, NON_NEGATIVE, ZERO, NON_POSITIVE, NEGATIVE, UNKNOWN = "> 0", "≥ 0", "= 0", "≤ 0", "< 0", "?"
_OPPOSITE = {
    POSITIVE: NEGATIVE,
    NON_NEGATIVE: NON_POSITIVE,
    ZERO: ZERO,
    NON_POSITIVE: NON_NEGATIVE,
    NEGATIVE: POSITIVE,
    UNKNOWN: UNKNOWN,
}
_STRICT = {NON_NEGATIVE: POSITIVE, NON_POSITIVE: NEGATIVE}


class Signs:
    """The sign of expressions under hypotheses; `used` collects those that were needed."""

    def __init__(self, openings: Openings, limits: Limits) -> None:
        self.openings, self.limits = openings, limits
        self.used: set[Hypothesis] = set()
        self.conditions: set[Frozen] = set()
        self.made: dict[str, Callable[..., Expr]] = {}

    def of(self, expression: Expr) -> str:
        """The sign that can be read off the expression, or `UNKNOWN`."""
        if isinstance(expression, Rational):
            return ZERO if expression == 0 else POSITIVE if expression > 0 else NEGATIVE
        assumed = self._assumed(expression)
        if assumed != UNKNOWN:
            return assumed
        rule = _RULES.get(type(expression))
        return rule(self, expression) if rule else UNKNOWN

    def _assumed(self, expression: Expr) -> str:
        """Whether the expression is one that a hypothesis calls non-negative, or its negative."""
        for hypothesis in self.openings.hypotheses:
            if isinstance(hypothesis, NonNegative):
                for sign, other in (
                    (NON_NEGATIVE, hypothesis.expression),
                    (NON_POSITIVE, -hypothesis.expression),
                ):
                    if self._same(expression, other):
                        self.used.add(hypothesis)
                        return sign
        return UNKNOWN

    def _same(self, first: Expr, second: Expr) -> bool:
        reader = Reader(Openings(definitions=self.openings.definitions), self.limits)
        return not reader.subtract(reader.read(first), reader.read(second))

    def without_value(self, expression: Expr) -> Expr | None:
        """A part of the expression that has a value nowhere, so that the whole has none; None if none is seen."""
        match expression:
            case Call() if _of_positives(expression) and self.of(expression.argument) in _NOT_POSITIVE:
                return expression
            case Power(args=(base, Rational(q=root))) if root % 2 == 0 and self.of(base) == NEGATIVE:
                return expression
            case Entry(family=Recurrence()):
                return None
            case Entry(family=Definition() as family):
                names = self.openings.definitions
                may = names is None or family.name in names
                return self.without_value(family.at(expression.places)) if may else None
        return next(filter(None, map(self.without_value, _always_read(expression))), None)

    def _entry(self, expression: Entry) -> str:
        family = expression.family
        if isinstance(family, Recurrence):
            return UNKNOWN
        if isinstance(family, Definition):
            names = self.openings.definitions
            return self.of(family.at(expression.places)) if names is None or family.name in names else UNKNOWN
        for hypothesis in self.openings.hypotheses:
            if isinstance(hypothesis, Positive) and hypothesis.family == family:
                self.used.add(hypothesis)
                return POSITIVE
        return POSITIVE if family.positive else UNKNOWN

    def _neg(self, expression: Neg) -> str:
        return _OPPOSITE[self.of(expression.args[0])]

    def _plus(self, expression: Plus) -> str:
        if (sign := self._one_less_exp(expression)) != UNKNOWN:
            return sign
        signs = {self.of(term) for term in expression.args} - {ZERO}
        if not signs:
            return ZERO
        for strict, weak in ((POSITIVE, NON_NEGATIVE), (NEGATIVE, NON_POSITIVE)):
            if signs <= {strict, weak}:
                return strict if strict in signs else weak
        sign = self._by_lemma(expression)
        return self.of_form(expression, self._anywhere) if sign == UNKNOWN else sign

    def _by_lemma(self, expression: Plus) -> str:
        """x − 1 − log x ≥ 0 and exp x − 1 − x ≥ 0, or their negatives, and what is added to that."""
        for term in expression.args:
            call, sign = (term.args[0], -1) if isinstance(term, Neg) else (term, 1)
            if isinstance(call, Call) and call.function in (log, exp):
                x = call.argument
                needed = (minus(x), ONE) if call.function == log else (minus(ONE), minus(x))
                rest = self._without(
                    expression, term, [each if sign == 1 else minus(each) for each in needed]
                )
                weak = NON_NEGATIVE if (call.function == exp) == (sign == 1) else NON_POSITIVE
                if rest is not None and (rest == 0 or self.of(rest) in (weak, _STRICT[weak], ZERO)):
                    return weak
        return UNKNOWN

    def _without(self, expression: Plus, term: Expr, needed: list[Expr]) -> Expr | None:
        """The sum without this term and, one each, terms that equal those needed; None if one is lacking."""
        left = list(expression.args)
        left.remove(term)
        if self._same(plus(*left), plus(*needed)):
            return Integer(0)
        for each in needed:
            found = next((other for other in left if self._same(other, each)), None)
            if found is None:
                return None
            left.remove(found)
        return plus(*left)

    @property
    def _anywhere(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that speak of no index: inside a sum the same letter is another index."""
        return tuple(each for each in self.openings.hypotheses if not each.fixed_indices)

    def of_form(self, expression: Expr, hypotheses: tuple[Hypothesis, ...]) -> str:
        """The sign of the normal form: a sum of squares, or of positives."""
        reader = Reader(replace(self.openings, hypotheses=hypotheses), self.limits)
        try:
            form = reader.read(expression)
        except Undecided:
            return UNKNOWN
        for each, strict, weak in (
            (form, POSITIVE, NON_NEGATIVE),
            (reader.scale(form, -1), NEGATIVE, NON_POSITIVE),
        ):
            above, below = reader.cleared(each)
            if all(map(reader.positive, below)) and reader.non_negative_form(above):
                self.used |= {hypothesis for hypothesis in hypotheses if hypothesis in reader.used}
                self.conditions |= reader.conditions
                self.made |= reader.made
                return ZERO if not form else strict if reader.positive_form(above) else weak
        return UNKNOWN

    def _one_less_exp(self, expression: Plus) -> str:
        """1 − exp x ≥ 0 for x ≤ 0, and > 0 for x < 0."""
        one, *rest = expression.args
        if one == 1 and len(rest) == 1 and isinstance(rest[0], Neg):
            call = rest[0].args[0]
            if isinstance(call, Call) and (call.function.name, call.function.order) == ("exp", 0):
                return {NEGATIVE: POSITIVE, NON_POSITIVE: NON_NEGATIVE}.get(self.of(call.argument), UNKNOWN)
        return UNKNOWN

    def _times(self, expression: Times) -> str:
        sign = POSITIVE
        for factor in expression.args:
            sign = _product(sign, self.of(factor))
        return sign

    def _quotient(self, expression: Quotient) -> str:
        above, below = (self.of(part) for part in expression.args)
        return _product(above, below) if below in (POSITIVE, NEGATIVE) else UNKNOWN

    def _power(self, expression: Power) -> str:
        base, exponent = expression.args
        sign = self.of(base)
        if sign == POSITIVE:
            return POSITIVE
        if not exponent.is_Integer or exponent <= 0:
            return NON_NEGATIVE if sign == NON_NEGATIVE and exponent.is_Rational and exponent > 0 else UNKNOWN
        if exponent % 2:
            return sign
        return POSITIVE if sign == NEGATIVE else NON_NEGATIVE

    def _call(self, expression: Call) -> str:
        if opened(expression) is not None:
            return self._opened(expression)
        meaning = expression.function.meaning
        if meaning is None or expression.function.order:
            return UNKNOWN
        if meaning.sign == "positive":
            return POSITIVE
        return self.of(expression.argument) if meaning.sign == "of the argument" else UNKNOWN

    def _sum(self, expression: Sum) -> str:
        sign = self.of(expression.body)
        if sign not in (POSITIVE, NEGATIVE) or not expression.without:
            return sign
        for size in (each for each in self.openings.hypotheses if isinstance(each, AtLeast)):
            if size.dim == expression.bound.dim and size.number > len(expression.without):
                self.used.add(size)
                return sign
        return NON_NEGATIVE if sign == POSITIVE else NON_POSITIVE

    def _where(self, expression: Where) -> str:
        """Of a value that the condition speaks of, as in {a if a > 0; −a otherwise}, the condition tells the sign."""
        difference = expression.condition.difference
        strict = expression.condition.strict
        signs = {self.of(expression.value), self.of(expression.otherwise)}
        if UNKNOWN in signs:
            held = POSITIVE if strict else NON_NEGATIVE
            against = NON_POSITIVE if strict else NEGATIVE
            signs = {
                self._told(expression.value, difference, held),
                self._told(expression.otherwise, difference, against),
            }
        return _either(signs)

    def _told(self, expression: Expr, difference: Expr, sign: str) -> str:
        """The sign of an expression where that of the difference is known."""
        found = self.of(expression)
        if found != UNKNOWN:
            return found
        if self._same(expression, difference):
            return sign
        return _OPPOSITE[sign] if self._same(expression, -difference) else UNKNOWN

    def _opened(self, expression: Expr) -> str:
        cases = opened(expression)
        assert cases is not None
        if isinstance(expression, Larger | Smaller):
            return self._of_two(expression)
        return self._where(cases)

    def _of_two(self, expression: Larger | Smaller) -> str:
        """max(a, b) is as great as each of the two, min(a, b) as small."""
        signs = {self.of(each) for each in expression.args}
        decisive = (POSITIVE, NON_NEGATIVE) if isinstance(expression, Larger) else (NEGATIVE, NON_POSITIVE)
        return next((sign for sign in decisive if sign in signs), _either(signs))

    def _product(self, expression: Product) -> str:
        """A product of positives is positive, one of what is ≥ 0 is ≥ 0."""
        sign = self.of(expression.body)
        return sign if sign in (POSITIVE, NON_NEGATIVE) else UNKNOWN

    def _cases(self, expression: Cases) -> str:
        signs = {
            self.of(value) for value in (expression.otherwise, *(value for value, _ in expression.branches))
        }
        return _either(signs)


def _either(signs: set[str]) -> str:
    """The sign of what has one of these."""
    for strict, weak in ((POSITIVE, NON_NEGATIVE), (NEGATIVE, NON_POSITIVE)):
        if signs <= {strict, weak, ZERO}:
            return strict if signs == {strict} else weak
    return UNKNOWN


def _of_positives(expression: Call) -> bool:
    """Whether its function is defined for positive numbers alone."""
    meaning = expression.function.meaning
    return meaning is not None and meaning.above == 0 and not expression.function.order


_NOT_POSITIVE = (NEGATIVE, NON_POSITIVE, ZERO)


def _always_read(expression: Expr) -> tuple[Expr, ...]:
    """The parts without which the expression has no value: not the branches of cases, nor what an empty sum has."""
    match expression:
        case Plus() | Times() | Neg() | Quotient() | Power():
            return expression.args
        case Call(argument=argument):
            return (argument,)
        case Sum(body=body) if not expression.without:
            return (body,)
        case Derivative(body=body):
            return (body,)
    return ()


def _product(first: str, second: str) -> str:
    if ZERO in (first, second):
        return ZERO
    if UNKNOWN in (first, second):
        return UNKNOWN
    strict = first in (POSITIVE, NEGATIVE) and second in (POSITIVE, NEGATIVE)
    same = (first in (POSITIVE, NON_NEGATIVE)) == (second in (POSITIVE, NON_NEGATIVE))
    if strict:
        return POSITIVE if same else NEGATIVE
    return NON_NEGATIVE if same else NON_POSITIVE


_RULES: dict[type, Callable[[Signs, Any], str]] = {
    Plus: Signs._plus,
    Times: Signs._times,
    Neg: Signs._neg,
    Quotient: Signs._quotient,
    Power: Signs._power,
    Call: Signs._call,
    Sum: Signs._sum,
    Cases: Signs._cases,
    Where: Signs._where,
    Product: Signs._product,
    Larger: Signs._opened,
    Smaller: Signs._opened,
    Entry: Signs._entry,
    Dim: lambda *_: POSITIVE,
    NamedNumber: lambda *_: POSITIVE,
    Delta: lambda *_: NON_NEGATIVE,
    Before: lambda *_: NON_NEGATIVE,
    Upto: lambda *_: NON_NEGATIVE,
}
