"""Derivatives that stand on the right side of a claim, worked out before code is written.

∂h_k/∂z_d of a letter of which nothing is known stays as it is, and becomes an argument of the function. A
softargmax p is differentiated as ∂p_k = p_k (∂s_k − Σ_j p_j ∂s_j), which needs no quotient of exponentials.
"""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.codegen.errors import NoCode
from derive.codegen.softargmax import scores_of
from derive.codegen.trees import cases, neg, plus, power, product, quotient, times, total_without
from derive.language.binders import Cases, Delta, Sum, bound_indices, free_indices, fresh, renamed_bound
from derive.language.derivatives import Derivative
from derive.language.expressions import ONE, ZERO, Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim, Index
from derive.language.recurrences import Recurrence


class Calculus:
    """∂ in one entry; `constants` are the pairs (letter, variable) that a hypothesis says are independent."""

    def __init__(self, constants: frozenset[tuple[Family, Family]] = frozenset()) -> None:
        self.constants = constants

    def derivative(self, expression: Expr, variable: Entry) -> Expr:  # noqa: C901 (one case for each head)
        """∂expression/∂variable."""
        match expression:
            case Rational() | Dim() | Index() | Delta() | NamedNumber():
                return ZERO
            case Entry():
                return self._entry(expression, variable)
            case Plus(args=terms):
                return plus(*(self.derivative(term, variable) for term in terms))
            case Neg(args=(inner,)):
                return neg(self.derivative(inner, variable))
            case Times(args=factors):
                return self._product(factors, variable)
            case Quotient(args=(above, below)):
                return self._quotient(above, below, variable)
            case Power(args=(base, exponent)):
                slope = times(exponent, power(base, plus(exponent, Integer(-1))))
                return times(slope, self.derivative(base, variable))
            case Sum():
                return self._sum(expression, variable)
            case Call():
                return self._call(expression, variable)
            case Cases():
                return self._cases(expression, variable)
            case Derivative():
                inner = self.derivative(expression.body, expression.variable)
                return (
                    Derivative(expression, variable)
                    if inner == expression
                    else self.derivative(inner, variable)
                )
        raise NoCode(f"{expression} cannot be differentiated for code")

    def _entry(self, entry: Entry, variable: Entry) -> Expr:
        letter = entry.family
        if letter == variable.family:
            return times(*(_delta(*pair) for pair in zip(entry.places, variable.places, strict=True)))
        if isinstance(letter, Definition):
            return self._definition(entry, letter, variable)
        depends = variable.family in letter.of and (letter, variable.family) not in self.constants
        return Derivative(entry, variable) if depends else ZERO

    def _definition(self, entry: Entry, letter: Definition, variable: Entry) -> Expr:
        if isinstance(letter, Recurrence):
            raise NoCode(
                f"{Derivative(entry, variable)} is itself a recurrence: state it as one, and code is written"
            )
        scores = scores_of(letter)
        if scores is None:
            return self.derivative(letter.at(entry.places), variable)
        taken = free_indices(entry) | free_indices(variable) | bound_indices(scores.body)
        j = fresh(scores.index, taken | frozenset(letter.parameters))
        own = self.derivative(scores.at(letter, entry.places), variable)
        if own == 0:
            return ZERO
        others = [
            j if parameter == scores.index else place for parameter, place in scores.zip(letter, entry.places)
        ]
        mean = Sum(times(Entry(letter, *others), self.derivative(scores.at(letter, others), variable)), j)
        return times(entry, plus(own, neg(mean)))

    def _product(self, factors: tuple[Expr, ...], variable: Entry) -> Expr:
        terms = []
        for place, factor in enumerate(factors):
            inner = self.derivative(factor, variable)
            terms.append(times(*factors[:place], inner, *factors[place + 1 :]))
        return plus(*terms)

    def _quotient(self, above: Expr, below: Expr, variable: Entry) -> Expr:
        first = quotient(self.derivative(above, variable), below)
        slope = self.derivative(below, variable)
        second = ZERO if slope == 0 else product(ONE, [above, slope], [below, below])
        return plus(first, neg(second))

    def _sum(self, node: Sum, variable: Entry) -> Expr:
        if node.bound in free_indices(variable):
            node = renamed_bound(node, free_indices(variable))
        return total_without(self.derivative(node.body, variable), node)

    def _call(self, node: Call, variable: Entry) -> Expr:
        return times(node.function.slope(node.argument), self.derivative(node.argument, variable))

    def _cases(self, node: Cases, variable: Entry) -> Expr:
        parts = []
        for value, condition in node.branches:
            parts += [self.derivative(value, variable), condition]
        return cases(*parts, self.derivative(node.otherwise, variable))


def _delta(one: Expr, other: Expr) -> Expr:
    if one == other:
        return ONE
    both = isinstance(one, Integer) and isinstance(other, Integer)
    return ZERO if both else Delta(one, other)
