"""Products written out: g_j (t_j − Σ_i t_i/n) as g_j t_j − Σ_i g_j t_i/n, to look at each index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from derive.kernel.derivative import minus, plus, times
from derive.language.binders import Sum, free_indices, renamed_bound
from derive.language.expressions import Neg, Plus, Quotient, Times
from derive.language.indices import Index

_MOST_TERMS = 12


@dataclass(frozen=True)
class _Term:
    """± Σ … Σ a b … /(c d …)."""

    factors: tuple[Expr, ...] = ()
    below: tuple[Expr, ...] = ()
    bound: tuple[Index, ...] = ()
    negative: bool = False

    def written(self) -> Expr:
        """The term as an expression."""
        top, bottom = times(*self.factors), times(*self.below)
        inner = Quotient(top, bottom) if self.below else top
        made = Sum(inner, *self.bound) if self.bound else inner
        return minus(made) if self.negative else made

    def by(self, other: _Term) -> _Term:
        """The product of two terms."""
        return _Term(
            (*self.factors, *other.factors),
            (*self.below, *other.below),
            (*self.bound, *other.bound),
            self.negative != other.negative,
        )


def distributed(expression: Expr) -> Expr | None:
    """The expression as a sum of products under sums; None if there are too many of them."""
    terms = _terms(expression, free_indices(expression))
    return None if len(terms) > _MOST_TERMS else plus(*(term.written() for term in terms))


def _terms(node: Any, taken: frozenset[Index]) -> list[_Term]:
    match node:
        case Plus():
            return [term for part in node.args for term in _terms(part, taken)]
        case Neg(args=(inner,)):
            return [_Term(negative=True).by(term) for term in _terms(inner, taken)]
        case Quotient(args=(above, below)):
            return [term.by(_Term(below=(below,))) for term in _terms(above, taken)]
        case Times():
            return _products(node, taken)
        case Sum(without=()):
            apart = renamed_bound(node, taken) if node.bound in taken else node
            inside = _terms(apart.body, taken | {apart.bound})
            return [_Term(bound=(apart.bound,)).by(term) for term in inside]
    return [_Term((node,))]


def _products(node: Times, taken: frozenset[Index]) -> list[_Term]:
    made = [_Term()]
    for factor in node.args:
        inside = taken | {index for term in made for index in term.bound}
        made = [one.by(other) for one in made for other in _terms(factor, inside)]
        if len(made) > _MOST_TERMS:
            break
    return made
