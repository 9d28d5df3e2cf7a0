"""Formulas that computers bear: the same numbers without overflow and without digits lost in a difference.

Each rewriting is an identity of the page `identities/numerical_rewrites.py`, which the kernel has proved; the
header of the code names those that were used.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from derive.codegen import recognising
from derive.codegen.softargmax import logsumexp, softargmax_entry
from derive.codegen.trees import log_of, neg, plus, times
from derive.language.binders import substitute
from derive.language.expressions import ONE, Neg, Plus, Quotient
from derive.language.families import Definition, Entry
from derive.language.functions import Call, Function
from derive.language.indices import Index, ranges_over

PAGE = "numerical_rewrites"


@dataclass(frozen=True)
class Better:
    """A better form of an expression, and the identity of the catalogue that says they are equal."""

    expression: Expr
    identity: str


def logarithm(call: Call) -> Better | None:
    """log of a logistic, and of its complement, as a softplus: no logarithm of a tiny number."""
    inside = log_of(call)
    if inside is None:
        return None
    if found := recognising.softplus(call):
        return Better(plus(found[0], _softplus(found[1])), "softplus_of_exponentials")
    x = _logistic_argument(inside)
    if x is not None:
        return Better(neg(_softplus(neg(x))), "log_logistic")
    x = _complement_of_logistic(inside)
    return None if x is None else Better(neg(_softplus(x)), "log_complement_of_logistic")


def quotient(expression: Expr, named: recognising.Named) -> Better | None:
    """What is written in exponentials, as logistics and probabilities, none of which overflows."""
    x = recognising.logistic(expression)
    if x is not None:
        return Better(_logistic(x), "logistic_of_exponentials")
    x = recognising.slope_of_logistic(expression)
    if x is not None:
        return Better(times(_logistic(x), _logistic(neg(x))), "slope_of_logistic_of_exponentials")
    found = recognising.weighted(expression, named)
    return None if found is None else Better(found, "weighted_softargmax")


def difference(expression: Plus) -> Better | None:
    """Differences that can be written without one."""
    x = _complement_of_logistic(expression)
    if x is not None:
        return Better(_logistic(neg(x)), "complement_of_logistic")
    return _logistic_less_target(expression) or _loss_of_scores(expression)


def _logistic_less_target(expression: Plus) -> Better | None:
    """q − t = q (1 − t) − t (1 − q), the last bracket being a logistic itself."""
    if len(expression.args) != 2:
        return None
    q, other = expression.args
    x = _logistic_argument(q)
    if x is None or not isinstance(other, Neg) or not isinstance(other.args[0], Entry):
        return None
    t = other.args[0]
    terms = times(q, plus(ONE, neg(t))), neg(times(t, _logistic(neg(x))))
    return Better(plus(*terms), "logistic_less_target")


def _loss_of_scores(expression: Plus) -> Better | None:
    """log Σ_k exp s_k − s_j is −log p_j, with p = softargmax(s)."""
    found = [(term, pair) for term in expression.args if (pair := logsumexp(term))]
    if len(found) != 1:
        return None
    term, (scores, k) = found[0]
    for other in expression.args:
        if not isinstance(other, Neg):
            continue
        place = _place_in(scores, k, other.args[0])
        if place is None:
            continue
        rest = [each for each in expression.args if each not in (term, other)]
        return Better(plus(neg(_log_probability(scores, k, place)), *rest), "loss_of_scores")
    return None


def _place_in(scores: Expr, k: Index, entry: Expr) -> Expr | None:
    """The place j where the entry is s_j."""
    if isinstance(scores, Entry) and isinstance(entry, Entry) and scores.family == entry.family:
        for mine, theirs in zip(scores.places, entry.places, strict=True):
            if mine == k and substitute(scores, {k: theirs}) == entry:
                return theirs
        return None
    places = [place for place in _entries(entry) if ranges_over(place) == k.dim]
    return next((place for place in places if substitute(scores, {k: place}) == entry), None)


def _entries(expression: Expr) -> list[Expr]:
    found = [place for place in getattr(expression, "places", ()) if isinstance(place, Entry | Index)]
    return found + [each for part in expression.args for each in _entries(part)]


def _log_probability(scores: Expr, k: Index, place: Expr) -> Expr:
    from derive.language.binders import Sum, bound_indices, free_indices, fresh

    own = fresh(k, free_indices(scores) - {k} | bound_indices(scores))
    body = substitute(scores, {k: own})
    parameters = (*sorted(free_indices(body) - {own}, key=lambda each: each.name), own)
    j = fresh(own, frozenset(parameters) | bound_indices(body))
    exp = Function("exp")
    quotient = Quotient(exp(body), Sum(exp(substitute(body, {own: j})), j))
    letter = Definition("p", parameters, quotient)
    return Call(Function("log"), Entry(letter, *parameters[:-1], place))


def plain(expression: Plus) -> bool:
    """Whether it is a difference of two terms, and none that has a better form."""
    if len(expression.args) != 2 or isinstance(expression.args[0], Neg):
        return False
    special = of_softargmax(expression) is not None or difference(expression) is not None
    return not special and not any(abs(term) == 1 for term in expression.args if term.is_Rational)


def of_softargmax(expression: Plus) -> tuple[Entry, int, Entry] | None:
    """p_k, the sign, and y_k: (p_k, 1, y_k) for p_k − y_k."""
    if len(expression.args) != 2:
        return None
    for first, second in (expression.args, expression.args[::-1]):
        positive = not isinstance(first, Neg)
        entry = first if positive else first.args[0]
        if not softargmax_entry(entry) or positive != isinstance(second, Neg):
            continue
        other = second.args[0] if positive else second
        plain = isinstance(other, Entry) and not isinstance(other.family, Definition)
        if plain and len(other.places) == len(entry.places):
            return entry, 1 if positive else -1, other
    return None


def _definition_body(expression: Expr) -> Expr:
    if isinstance(expression, Entry) and isinstance(expression.family, Definition):
        return expression.family.at(expression.places)
    return expression


def _logistic_argument(expression: Expr) -> Expr | None:
    """x where the expression is logistic(x), by name or not."""
    body = _definition_body(expression)
    known = isinstance(body, Call) and body.function == Function("logistic")
    return body.argument if known else recognising.logistic(body)


def _complement_of_logistic(expression: Expr) -> Expr | None:
    """x where the expression is 1 − logistic(x)."""
    if isinstance(expression, Plus) and len(expression.args) == 2 and expression.args[0] == 1:
        other = expression.args[1]
        return _logistic_argument(other.args[0]) if isinstance(other, Neg) else None
    return None


def _logistic(x: Expr) -> Expr:
    return Call(Function("logistic"), _spread(x))


def _softplus(x: Expr) -> Expr:
    return Call(Function("softplus"), _spread(x))


def _spread(x: Expr) -> Expr:
    """−(a − b) as b − a."""
    if isinstance(x, Neg) and isinstance(x.args[0], Plus):
        terms = [neg(term) for term in x.args[0].args]
        return plus(*sorted(terms, key=lambda term: isinstance(term, Neg)))
    return x
