"""Formulas in exponentials recognised as what they are: the logistic, softplus, probabilities with weights.

e^u / (e^u + e^v)                      logistic(u − v), with 1 for e^0, and 1/e^x for e^{−x}
e^{u+v} / (e^u + e^v)²                 logistic(u − v) logistic(v − u)
log(e^u + e^v)                         v + softplus(u − v)
a_k e^{s_k} / Σ_j b_j e^{s_j}          a_k p_k / Σ_j b_j p_j, with p the softargmax of s
Σ_k a_k e^{s_k} / Σ_j b_j e^{s_j}      Σ_k a_k p_k / Σ_j b_j p_j
log Σ_j b_j e^{s_j}                    log Σ_j e^{s_j} + log Σ_j b_j p_j
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Integer, Rational

from derive.codegen.softargmax import as_quotient, total_of
from derive.codegen.trees import exp_of, log_of, neg, plus, quotient, times
from derive.language.binders import Sum, free_indices, substitute
from derive.language.expressions import ONE, ZERO, Plus, Power, Quotient, Times
from derive.language.functions import Function
from derive.language.indices import Index

Named = Callable[[Expr, Index], Expr]
"""Gives a softargmax, over an index, its name."""


def exponent(expression: Expr) -> Expr | None:
    """u where the expression is e^u: of 1 it is 0, of 1/e^x it is −x."""
    if expression == 1:
        return ZERO
    if isinstance(expression, Quotient):
        above, below = map(exponent, expression.args)
        return None if above is None or below is None else plus(above, neg(below))
    if isinstance(expression, Power) and isinstance(expression.args[1], Rational):
        inner = exp_of(expression.args[0])
        return None if inner is None else times(expression.args[1], inner)
    return exp_of(expression)


def two_exponents(expression: Expr) -> tuple[Expr, Expr] | None:
    """u and v where the expression is e^u + e^v."""
    if not isinstance(expression, Plus) or len(expression.args) != 2:
        return None
    first, second = map(exponent, expression.args)
    if first is None or second is None or first == second:
        return None
    return first, second


def logistic(expression: Expr) -> Expr | None:
    """The x of a logistic that is written in exponentials."""
    if isinstance(expression, Power) and expression.args[1] == -1:
        return logistic(Quotient(ONE, expression.args[0]))
    if not isinstance(expression, Quotient):
        return None
    top, pair = exponent(expression.args[0]), two_exponents(expression.args[1])
    if top is None or pair is None or top not in pair:
        return None
    other = pair[1] if top == pair[0] else pair[0]
    return plus(top, neg(other))


def slope_of_logistic(expression: Expr) -> Expr | None:
    """The x of e^x/(1 + e^x)², which is logistic(x) logistic(−x)."""
    if not isinstance(expression, Quotient) or not isinstance(expression.args[1], Power):
        return None
    base, power = expression.args[1].args
    top, pair = exponent(expression.args[0]), two_exponents(base)
    if power != Integer(2) or top is None or pair is None or top != plus(*pair):
        return None
    return plus(pair[0], neg(pair[1]))


def softplus(expression: Expr) -> tuple[Expr, Expr] | None:
    """v and u − v where the expression is log(e^u + e^v); v is 0 where one of the two is 1."""
    inside = log_of(expression)
    pair = None if inside is None else two_exponents(inside)
    if pair is None:
        return None
    u, v = pair[::-1] if pair[0] == 0 else pair
    return v, plus(u, neg(v))


def weighted(expression: Expr, named: Named) -> Expr | None:
    """Quotients of sums of exponentials, and their logarithms, by probabilities; None for anything else."""
    inside = log_of(expression)
    if inside is not None:
        return _logarithm(total_of(inside) or inside, named)
    expression = as_quotient(expression)
    if not isinstance(expression, Quotient) or not isinstance(expression.args[1], Sum):
        return None
    above, below = expression.args
    bottom = _weight_and_scores(below)
    if bottom is None or below.without:
        return None
    top = _by_probabilities(above, below, bottom[1], named)
    if top is None:
        return None
    return quotient(top, _expectation(below, *bottom, named))


def _logarithm(inside: Expr, named: Named) -> Expr | None:
    found = _weight_and_scores(inside) if isinstance(inside, Sum) and not inside.without else None
    if found is None or found[0] == 1:
        return None
    exp, log = Function("exp"), Function("log")
    whole = log(Sum(exp(found[1]), inside.bound))
    return plus(whole, log(_expectation(inside, *found, named)))


def _by_probabilities(above: Expr, below: Sum, scores: Expr, named: Named) -> Expr | None:
    """a_k p_k of a_k e^{s_k}; Σ_k a_k p_k of Σ_k a_k e^{s_k}."""
    if isinstance(above, Sum):
        found = None if above.without else _weight_and_scores(above)
        if found is None or found[1] != substitute(scores, {below.bound: above.bound}):
            return None
        return _expectation(above, *found, named)
    weight, own = _factors(above)
    for index in sorted(free_indices(own), key=lambda each: each.name) if own is not None else ():
        if index.dim == below.bound.dim and substitute(scores, {below.bound: index}) == own:
            return times(weight, _probability(scores, below.bound, index, named))
    return None


def _weight_and_scores(total: Sum) -> tuple[Expr, Expr] | None:
    weight, scores = _factors(total.body)
    return None if scores is None or total.bound not in free_indices(scores) else (weight, scores)


def _factors(expression: Expr) -> tuple[Expr, Expr | None]:
    """a and s where the expression is a e^s."""
    factors = expression.args if isinstance(expression, Times) else (expression,)
    scores = [found for each in factors if (found := exp_of(each)) is not None]
    if len(scores) != 1:
        return ONE, None
    return times(ONE, *(each for each in factors if exp_of(each) is None)), scores[0]


def _expectation(total: Sum, weight: Expr, scores: Expr, named: Named) -> Expr:
    """Σ_j b_j p_j, which is 1 where the weights are."""
    if weight == 1:
        return ONE
    return Sum(times(weight, _probability(scores, total.bound, total.bound, named)), total.bound)


def _probability(scores: Expr, bound: Index, index: Index, named: Named) -> Expr:
    exp = Function("exp")
    total = Sum(exp(scores), bound)
    return named(Quotient(exp(substitute(scores, {bound: index})), total), index)
