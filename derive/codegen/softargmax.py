"""Softargmax recognised: exp s_k / Σ_j exp s_j, whatever it is called on the page.

Code never forms it as it stands, since exp overflows; every target has a stable form of its own for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sympy import Expr

from derive.codegen.trees import exp_of, log_of, times
from derive.language.binders import Before, Sum, free_indices, substitute
from derive.language.expressions import Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.indices import Index


@dataclass(frozen=True)
class Scores:
    """The scores s under a softargmax over `index`; of a masked one, the `order` in which places are open."""

    body: Expr
    index: Index
    order: Before | None = None

    def zip(self, letter: Definition, places: Iterable[Expr]) -> Iterator[tuple[Index, Expr]]:
        """The definition's parameters with these places."""
        return zip(letter.parameters, places, strict=True)

    def at(self, letter: Definition, places: Iterable[Expr]) -> Expr:
        """The scores at these places of the definition."""
        return substitute(self.body, dict(self.zip(letter, places)))


def softargmax(expression: Expr) -> Scores | None:
    """The scores and the index, if the expression is exp s_k / Σ_j exp s_j, perhaps with [k ≤ q] and [j ≤ q] before."""
    expression = as_quotient(expression)
    if not isinstance(expression, Quotient):
        return None
    above, below = expression.args
    order, exponential = _masked(above)
    scores = exp_of(exponential)
    if scores is None or not isinstance(below, Sum) or below.without:
        return None
    for index in sorted(free_indices(above), key=lambda each: each.name):
        same = index.dim == below.bound.dim and substitute(below.body, {below.bound: index}) == above
        if same and (order is None or index in order.args):
            return Scores(scores, index, order)
    return None


def as_quotient(expression: Expr) -> Expr:
    """exp s_k / Σ_j exp s_j of (1/Z) exp s_k or exp s_k / Z, where Z is that sum; any other expression as it is."""
    above, below = expression, None
    if isinstance(expression, Quotient):
        above, below = expression.args
    elif isinstance(expression, Times):
        one_over = [each for each in expression.args if isinstance(each, Quotient) and each.args[0] == 1]
        if len(one_over) == 1:
            rest = [each for each in expression.args if each is not one_over[0]]
            above, below = times(*rest), one_over[0].args[1]
    total = total_of(below) if below is not None and _has_exponential(above) else None
    return expression if total is None else Quotient(above, total)


def _has_exponential(above: Expr) -> bool:
    """Whether it is a e^s, or Σ_k a_k e^{s_k}."""
    body = above.body if isinstance(above, Sum) else above
    return any(exp_of(each) is not None for each in (body.args if isinstance(body, Times) else (body,)))


def total_of(expression: Expr) -> Sum | None:
    """Σ_j b_j exp s_j, if the expression is that, or a letter that is defined so."""
    if isinstance(expression, Entry) and isinstance(expression.family, Definition):
        expression = expression.family.at(expression.places)
    if not isinstance(expression, Sum):
        return None
    return expression if _has_exponential(expression) else None


def _masked(above: Expr) -> tuple[Before | None, Expr]:
    """[k ≤ q] and exp s_k, where the expression is their product."""
    if isinstance(above, Times) and len(above.args) == 2:
        for order, rest in (above.args, above.args[::-1]):
            if isinstance(order, Before) and all(isinstance(each, Index) for each in order.args):
                return order, rest
    return None, above


def scores_of(letter: Definition) -> Scores | None:
    """The scores, if the letter is defined as a softargmax over one of its own indices."""
    found = softargmax(letter.body)
    return found if found and found.index in letter.parameters else None


def softargmax_entry(expression: Expr) -> tuple[Definition, Scores] | None:
    """The definition and its scores, if the expression is an entry p_k of a softargmax."""
    if isinstance(expression, Entry) and isinstance(expression.family, Definition):
        scores = scores_of(expression.family)
        if scores:
            return expression.family, scores
    return None


def logsumexp(expression: Expr) -> tuple[Expr, Index] | None:
    """s and k, if the expression is log Σ_k exp s_k."""
    inside = log_of(expression)
    inside = None if inside is None else total_of(inside) or inside
    if isinstance(inside, Sum) and not inside.without:
        scores = exp_of(inside.body)
        if scores is not None:
            return scores, inside.bound
    return None
