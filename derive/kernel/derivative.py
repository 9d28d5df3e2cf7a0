"""The derivative of an expression, by structural recursion; the result is an expression again.

    ∂z_j/∂z_d = δ_jd        ∂h_k/∂z_d is kept, for a family h that depends on z

A sum's index is renamed apart first; a definition is opened, or kept closed as if it were a family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Expr, Integer, Rational

from derive.kernel.terms import Undecided
from derive.language.applications import Apply
from derive.language.binders import (
    Binder,
    Cases,
    Column,
    Delta,
    Span,
    Sum,
    free_indices,
    fresh,
    renamed_bound,
)
from derive.language.comparisons import Greatest, Larger, Smaller, Where, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family, depends
from derive.language.functions import Call, log
from derive.language.indices import Dim, Index
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant, OfMatrix
from derive.language.products import Product
from derive.language.recurrences import Recurrence

Opens = Callable[[Definition], bool]
ZERO, ONE = Integer(0), Integer(1)


def differentiate(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    """∂expression/∂variable; `opens` says which definitions may be opened."""
    if isinstance(variable.family, Recurrence):
        raise Undecided("∂/∂{} is not read: what comes after moves with it", variable)
    if not _moves(expression, variable, opens):
        return ZERO
    if isinstance(expression, Derivative):
        inner = differentiate(expression.body, expression.variable, opens)
        kept = isinstance(inner, Derivative) and inner.body == expression.body
        return Derivative(inner, variable) if kept else differentiate(inner, variable, opens)
    return _RULES[type(expression)](expression, variable, opens)


def _moves(expression: Expr, variable: Entry, opens: Opens) -> bool:
    if not expression.args or isinstance(expression, Index | Dim):
        return False
    return depends(expression, variable.family)


def _plus(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    return plus(*(differentiate(term, variable, opens) for term in expression.args))


def _times(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    factors = expression.args
    terms = []
    for place, factor in enumerate(factors):
        inner = differentiate(factor, variable, opens)
        terms.append(times(*factors[:place], inner, *factors[place + 1 :]))
    return plus(*terms)


def _neg(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    return minus(differentiate(expression.args[0], variable, opens))


def _quotient(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    """(f/g)′ = (f′ g − f g′) / g²"""
    above, below = expression.args
    first, second = differentiate(above, variable, opens), differentiate(below, variable, opens)
    if second == ZERO:
        return ZERO if first == ZERO else Quotient(first, below)
    return Quotient(plus(times(first, below), minus(times(above, second))), Power(below, Integer(2)))


def _power(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    """(a^b)′ = b a^(b−1) a′ + a^b b′ log a"""
    base, exponent = expression.args
    inner, outer = differentiate(base, variable, opens), differentiate(exponent, variable, opens)
    lowered = Rational(exponent) - 1 if exponent.is_Rational else Plus(exponent, Neg(ONE))
    power = base if lowered == 1 else ONE if lowered == 0 else Power(base, lowered)
    return plus(times(exponent, power, inner), times(expression, outer, log(base)) if outer != ZERO else ZERO)


def _call(expression: Call, variable: Entry, opens: Opens) -> Expr:
    """f(g)′ = f′(g) g′"""
    argument = expression.argument
    return times(expression.function.slope(argument), differentiate(argument, variable, opens))


def _apply(expression: Apply, variable: Entry, opens: Opens) -> Expr:
    """∂f(a, x) = ∂₁f(a, x) ∂a + Σ_k ∂₂ₖf(a, x) ∂x_k"""
    taken = free_indices(variable) | free_indices(expression)
    terms = []
    for number, argument in enumerate(expression.arguments, start=1):
        sides, inside = _unbound(argument, taken)
        term = times(expression.slope(number, *sides), differentiate(inside, variable, opens))
        terms.append(Sum(term, *sides) if sides and term != ZERO else term)
    return plus(*terms)


def _unbound(argument: Expr, taken: frozenset[Index]) -> tuple[tuple[Index, ...], Expr]:
    """The indices that an argument runs over, renamed away from those taken, and its entry there."""
    if not isinstance(argument, Column):
        return (), argument
    column = renamed_bound(argument, taken)
    sides, inside = _unbound(column.body, taken | {column.bound})
    return (column.bound, *sides), inside


def _sum(expression: Sum | Span, variable: Entry, opens: Opens) -> Expr:
    if expression.bound in free_indices(variable):
        expression = renamed_bound(expression, free_indices(variable))
    inner = differentiate(expression.body, variable, opens)
    return ZERO if inner == ZERO else expression.func(inner, *expression.args[1:])


def _cases(expression: Cases, variable: Entry, opens: Opens) -> Expr:
    parts: list[Any] = []
    for value, condition in expression.branches:
        parts += [differentiate(value, variable, opens), condition]
    return Cases(*parts, differentiate(expression.otherwise, variable, opens))


def _inverse_entry(expression: InverseEntry, variable: Entry, opens: Opens) -> Expr:
    """∂(A⁻¹)_ij = −Σ_k Σ_l (A⁻¹)_ik ∂A_kl (A⁻¹)_lj"""
    matrix, row, column = expression.args
    (k, l), inner = _of_entries(expression, variable, opens)
    product = times(InverseEntry(matrix, row, k), inner, InverseEntry(matrix, l, column))
    return product if product == ZERO else minus(Sum(product, k, l))


def _log_determinant(expression: LogDeterminant, variable: Entry, opens: Opens) -> Expr:
    """∂ log det A = Σ_k Σ_l (A⁻¹)_lk ∂A_kl"""
    (k, l), inner = _of_entries(expression, variable, opens)
    product = times(InverseEntry(expression.matrix, l, k), inner)
    return product if product == ZERO else Sum(product, k, l)


def _determinant(expression: Determinant, variable: Entry, opens: Opens) -> Expr:
    """∂ det A = det A Σ_k Σ_l (A⁻¹)_lk ∂A_kl, where A is invertible"""
    return times(expression, _log_determinant(LogDeterminant(expression.matrix), variable, opens))


def _of_entries(expression: OfMatrix, variable: Entry, opens: Opens) -> tuple[tuple[Index, Index], Expr]:
    """Two indices for rows and columns, and ∂A_kl."""
    taken = free_indices(expression) | free_indices(variable)
    k = fresh(Index("k", expression.size), taken)
    l = fresh(Index("l", expression.size), taken | {k})
    return (k, l), differentiate(expression.matrix.entry(k, l), variable, opens)


def _product(expression: Product, variable: Entry, opens: Opens) -> Expr:
    """∂Π_k f_k = Π_k f_k Σ_k ∂f_k / f_k, where no f_k is 0"""
    node = renamed_bound(expression, free_indices(variable) | free_indices(expression))
    inner = differentiate(node.body, variable, opens)
    if inner == ZERO:
        return ZERO
    return times(expression, Sum(Quotient(inner, node.body), node.bound, without=node.without))


def _where(expression: Where, variable: Entry, opens: Opens) -> Expr:
    """∂{A if a > b; B otherwise} = {∂A if a > b; ∂B otherwise} where a ≠ b; see `edges`."""
    value, otherwise = (
        differentiate(each, variable, opens) for each in (expression.value, expression.otherwise)
    )
    return value if value == otherwise else Where(value, expression.condition, otherwise)


def _opened(expression: Expr, variable: Entry, opens: Opens) -> Expr:
    return differentiate(opened(expression), variable, opens)


def _greatest(expression: Greatest, variable: Entry, _: Opens) -> Expr:
    return Derivative(expression, variable)


def edges(expression: Expr, variable: Entry, opens: Opens) -> Iterator[tuple[tuple[Index, ...], Expr]]:
    """What is 0 where a comparison that moves with the variable changes, each with the indices bound around it."""
    if not _moves(expression, variable, opens):
        return
    cases = expression if isinstance(expression, Where) else opened(expression)
    if cases is not None and depends(cases.condition, variable.family):
        yield (), cases.condition.difference
    if isinstance(expression, Entry):
        family = expression.family
        if _stands_for_more(family, opens) and family != variable.family:
            yield from edges(family.at(expression.places), variable, opens)
        return
    if isinstance(expression, Binder):
        node = renamed_bound(expression, free_indices(variable) | free_indices(expression))
        yield from (((node.bound, *bound), edge) for bound, edge in edges(node.body, variable, opens))
        return
    for part in expression.args:
        yield from edges(part, variable, opens)


def measures_under(expression: Expr, variable: Entry, opens: Opens) -> Iterator[Dim]:
    """The outcomes of the expectations and integrals under which the derivative is carried."""
    if not _moves(expression, variable, opens):
        return
    if isinstance(expression, Entry):
        family = expression.family
        if _stands_for_more(family, opens) and family != variable.family:
            yield from measures_under(family.at(expression.places), variable, opens)
        return
    if isinstance(expression, Sum) and expression.bound.dim.counts_outcomes:
        yield expression.bound.dim
    for part in expression.args:
        yield from measures_under(part, variable, opens)


def _entry(expression: Entry, variable: Entry, opens: Opens) -> Expr:
    family = expression.family
    if family == variable.family:
        return times(*map(_same, expression.places, variable.places))
    if _stands_for_more(family, opens):
        return differentiate(family.at(expression.places), variable, opens)
    return Derivative(expression, variable)


def _stands_for_more(family: Family, opens: Opens) -> bool:
    """Whether it is a definition that may be opened; a recurrence stays a letter."""
    return isinstance(family, Definition) and not isinstance(family, Recurrence) and opens(family)


def _same(one: Expr, other: Expr) -> Expr:
    return ONE if one == other else Delta(one, other)


_RULES: dict[type, Callable[[Any, Entry, Opens], Expr]] = {
    Plus: _plus,
    Times: _times,
    Neg: _neg,
    Quotient: _quotient,
    Power: _power,
    Call: _call,
    Apply: _apply,
    Sum: _sum,
    Span: _sum,
    Cases: _cases,
    InverseEntry: _inverse_entry,
    Determinant: _determinant,
    LogDeterminant: _log_determinant,
    Where: _where,
    Larger: _opened,
    Smaller: _opened,
    Greatest: _greatest,
    Product: _product,
    Entry: _entry,
}


def plus(*terms: Expr) -> Expr:
    """The sum, without zeros."""
    flat = [part for term in terms for part in _parts(Plus, term) if part != ZERO]
    return ZERO if not flat else flat[0] if len(flat) == 1 else Plus(*flat)


def times(*factors: Expr) -> Expr:
    """The product, without ones, and 0 if a factor is."""
    if ZERO in factors:
        return ZERO
    flat = [part for factor in factors for part in _parts(Times, factor) if part != ONE]
    return ONE if not flat else flat[0] if len(flat) == 1 else Times(*flat)


def _parts(head: type[Expr], value: Expr) -> tuple[Expr, ...]:
    return value.args if isinstance(value, head) else (value,)


def minus(term: Expr) -> Expr:
    """The negative, without doubled signs."""
    if term == ZERO:
        return ZERO
    return term.args[0] if isinstance(term, Neg) else Neg(term)
