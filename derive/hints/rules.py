"""Repairs that name a rule: of calculus, of sums and products, of functions, of cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from sympy import Expr, Integer, Rational

from derive.hints import phrases
from derive.hints.distributed import distributed
from derive.hints.places import everywhere
from derive.hints.restrictions import normal_form
from derive.hints.spots import Spot, parts, spots
from derive.hints.wrong import Trial, Wrong
from derive.kernel import Openings
from derive.kernel.derivative import differentiate, plus, times
from derive.language.binders import Cases, Sum, free_indices, fresh, renamed_bound, substitute, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Plus, Power, Times
from derive.language.families import Definition, Entry, Family, definitions, depends
from derive.language.functions import BOOK, Call, Function, exp, log
from derive.language.indices import Index
from derive.language.sayings import Saying

TWO = Integer(2)
_ANY = Entry(Family("x", ()))


@dataclass(frozen=True)
class _Slope:
    """A derivative on the left, of f(u), a b or Σ_k f(u): where it stands, f(u) or a b, the variable."""

    spot: Spot
    body: Any
    variable: Entry
    sums: tuple[Index, ...] = ()

    def slip(self, wrong: Wrong, slipped: Expr, right: Expr, says: Saying, *parts: Any) -> Trial:
        """The line is what this slip makes of its left side, and the rule gives the other result."""
        one, other = (Sum(each, *self.sums) if self.sums else each for each in (slipped, right))
        repaired = self.spot.put(other)
        claims = (wrong.claim(left=self.spot.put(one)), wrong.claim(right=repaired))
        return Trial(claims, says, parts, repaired)


def _derivatives(wrong: Wrong) -> Iterator[_Slope]:
    """Each derivative on the left, definitions written out."""
    for spot in spots(wrong.left):
        if isinstance(spot.node, Derivative):
            body, variable = _unfolded(spot.node.body), spot.node.variable
            yield _Slope(spot, body, variable)
            if isinstance(body, Sum) and not body.without:
                hidden = body.bound in free_indices(variable)
                apart = renamed_bound(body, free_indices(variable)) if hidden else body
                yield _Slope(spot, _unfolded(apart.body), variable, (apart.bound,))


def _unfolded(body: Any) -> Any:
    while isinstance(body, Entry) and isinstance(body.family, Definition):
        body = body.family.at(body.places)
    return body


def _slope(body: Any) -> tuple[Expr, Expr] | None:
    """f′(u) and u, of f(u) or u^q."""
    match body:
        case Call(function=function, argument=inner):
            outer: Expr = function(_ANY)
        case Power(args=(inner, Rational() as exponent)):
            outer = Power(_ANY, exponent)
        case _:
            return None
    slope = differentiate(outer, _ANY, lambda _: False)
    return everywhere(slope, lambda node: inner if node == _ANY else node), inner


def chain_rule(wrong: Wrong) -> Iterator[Trial]:
    """f′(u) ∂u, for f′(u), ∂u or f(∂u)."""
    for slope in _derivatives(wrong):
        found = _slope(slope.body)
        if found is None or not depends(found[1], slope.variable.family):
            continue
        outer, inner = found
        within = _settled(differentiate(inner, slope.variable, lambda _: True))
        right = times(outer, within)
        yield slope.slip(wrong, outer, right, phrases.CHAIN_RULE_FACTOR, within)
        yield slope.slip(wrong, within, right, phrases.CHAIN_RULE_FACTOR, outer)
        if isinstance(slope.body, Call):
            name = slope.body.function
            for function in (name, Function(name.name, name.order + 1)):
                if function.order == 0 or function.meaning is None:
                    yield slope.slip(wrong, function(within), right, phrases.CHAIN_RULE, right)
    yield from _derivatives_in_a_definition(wrong)


def _settled(expression: Expr) -> Expr:
    """Σ_k δ_ik f_k as f_i: the shorter of the expression and its normal form."""
    made = normal_form(expression, Openings(definitions=frozenset()))
    return (
        expression if made is None else min((expression, made), key=lambda each: sum(1 for _ in walk(each)))
    )


def _derivatives_in_a_definition(wrong: Wrong) -> Iterator[Trial]:
    """Σ_i ∂f/∂p_i ∂p_i/∂h_j for ∂f/∂p_j."""
    for slope in _derivatives(wrong):
        for letter in sorted(definitions(slope.body), key=lambda each: each.name):
            variable = slope.variable
            if slope.sums or letter.dims != variable.family.dims or letter == variable.family:
                continue
            outer = Derivative(slope.body, Entry(letter, *variable.places))
            index = [fresh(each, free_indices(slope.spot.whole)) for each in letter.parameters]
            each = Entry(letter, *index)
            inner = Times(Derivative(slope.body, each), Derivative(each, variable))
            right = Sum(inner, *index) if index else inner
            yield slope.slip(
                wrong, outer, right, phrases.CHAIN_RULE_SLOPE, outer.variable, Derivative(each, variable)
            )


def product_rule(wrong: Wrong) -> Iterator[Trial]:
    """f′ g + f g′, for one of the two terms."""
    for slope in _derivatives(wrong):
        if not isinstance(slope.body, Times) or slope.sums:
            continue
        terms = [_with_slope(slope.body, place, slope.variable) for place in range(len(slope.body.args))]
        terms = [term for term in terms if term != 0]
        for place, term in enumerate(terms) if len(terms) > 1 else ():
            rest = plus(*terms[:place], *terms[place + 1 :])
            yield slope.slip(wrong, rest, plus(*terms), phrases.PRODUCT_RULE_TERM, term)


def _with_slope(body: Times, place: int, variable: Entry) -> Expr:
    factor = body.args[place]
    if not depends(factor, variable.family):
        return Integer(0)
    inner = differentiate(factor, variable, lambda _: False)
    return times(*body.args[:place], inner, *body.args[place + 1 :])


def two_sums(wrong: Wrong) -> Iterator[Trial]:
    """(Σ_k a_k)(Σ_j b_j) for Σ_k a_k b_k, (Σ_k a_k)² for Σ_k a_k², Σ_i Σ_j a_ij for Σ_i a_ii."""
    for spot in spots(wrong.right):
        if not isinstance(spot.node, Sum) or spot.node.without:
            continue
        total, body = spot.node, spot.node.body
        other = fresh(total.bound, free_indices(wrong.left) | free_indices(body) | {total.bound, *spot.bound})
        if isinstance(body, Power) and body.args[1] == TWO:
            yield from _square_of_a_sum(wrong, spot, other)
        if isinstance(body, Times):
            yield from _product_of_sums(wrong, spot, other)
        apart = everywhere(body, partial(_off_the_diagonal, total.bound, other))
        if apart != body:
            made = Sum(Sum(apart, other), total.bound)
            yield wrong.meant(spot.put(made), phrases.ALL_ENTRIES, made)


def _square_of_a_sum(wrong: Wrong, spot: Spot, other: Any) -> Iterator[Trial]:
    total, base = spot.node, spot.node.body.args[0]
    made = Power(Sum(base, total.bound), TWO)
    yield wrong.meant(spot.put(made), phrases.SQUARE_OF_THE_SUM, made)
    double = Sum(Times(base, substitute(base, {total.bound: other})), total.bound, other)
    yield wrong.meant(spot.put(double), phrases.SQUARE_OF_THE_SUM, double)


def _product_of_sums(wrong: Wrong, spot: Spot, other: Any) -> Iterator[Trial]:
    total, factors = spot.node, spot.node.body.args
    for size in range(1, len(factors) // 2 + 1):
        for chosen in combinations(range(len(factors)), size):
            one = times(*(factors[place] for place in chosen))
            rest = times(*(factors[place] for place in range(len(factors)) if place not in chosen))
            if total.bound not in free_indices(one) or total.bound not in free_indices(rest):
                continue
            renamed = substitute(rest, {total.bound: other})
            made = Times(Sum(one, total.bound), Sum(renamed, other))
            yield wrong.meant(spot.put(made), phrases.TWO_SUMS, made)
            double = Sum(times(one, renamed), total.bound, other)
            yield wrong.meant(spot.put(double), phrases.TWO_SUMS, double)


def _off_the_diagonal(bound: Index, other: Index, node: Any) -> Any:
    if isinstance(node, Entry) and node.places == (bound, bound):
        return Entry(node.family, bound, other)
    return node


def one_sum(wrong: Wrong) -> Iterator[Trial]:
    """Σ_k a_k² for (Σ_k a_k)², Σ_k a_k b_k for (Σ_k a_k)(Σ_k b_k)."""
    for spot in spots(wrong.right):
        match spot.node:
            case Power(args=(Sum(without=()) as total, power)):
                made = Sum(Power(total.body, power), total.bound)
                yield wrong.meant(spot.put(made), phrases.SUM_OF_THE_SQUARES, made)
            case Times(args=(Sum(without=()) as one, Sum(without=()) as other)) if (
                one.bound.dim == other.bound.dim
            ):
                second = substitute(other.body, {other.bound: one.bound})
                made = Sum(Times(one.body, second), one.bound)
                yield wrong.meant(spot.put(made), phrases.ONE_SUM, made)


def missing_sums(wrong: Wrong) -> Iterator[Trial]:
    """Σ_j f_j for f_k."""
    for spot in spots(wrong.right):
        if isinstance(spot.node, Rational) or not spot.linear:
            continue
        for index in sorted(free_indices(spot.node), key=lambda each: each.name):
            bound = fresh(index, free_indices(wrong.left) | free_indices(wrong.right) | {*spot.bound})
            made = Sum(substitute(spot.node, {index: bound}), bound)
            yield wrong.meant(spot.put(made), phrases.SUM_MISSING, made)
    yield from _two_factors_summed(wrong)


def _two_factors_summed(wrong: Wrong) -> Iterator[Trial]:
    """q_i Σ_j g_j q_j for q_i g_i q_i: a Jacobian that was taken as diagonal."""
    for spot in spots(distributed(wrong.right) or wrong.right):
        for pair in combinations(spot.node.args, 2) if isinstance(spot.node, Times) else ():
            for index in free_indices(pair[0]) & free_indices(pair[1]):
                bound = fresh(index, free_indices(wrong.left) | free_indices(wrong.right) | {*spot.bound})
                written = Times(*pair)
                made = Sum(substitute(written, {index: bound}), bound)
                rest = list(spot.node.args)
                for each in pair:
                    rest.remove(each)
                whole = Times(made, *rest) if rest else made
                yield wrong.meant(spot.put(whole), phrases.MEANT, made, written)


def superfluous_sums(wrong: Wrong) -> Iterator[Trial]:
    """f_k for Σ_j f_j; Σ_k f_k for Σ_{k≠j} f_k, and the other way round."""
    for spot in spots(wrong.right):
        if not isinstance(spot.node, Sum):
            continue
        total = spot.node
        for place in wrong.over(total.bound.dim, spot.bound):
            made = substitute(total.body, {total.bound: place})
            yield wrong.meant(spot.put(made), phrases.NOT_ITS_SUM, made)
            if not total.without:
                less = Sum(total.body, total.bound, without=place)
                yield wrong.meant(spot.put(less), phrases.PLACE_LEFT_OUT, less)
        if total.without:
            every = Sum(total.body, total.bound)
            yield wrong.meant(spot.put(every), phrases.NO_PLACE_LEFT_OUT, every)


def laws_of_functions(wrong: Wrong) -> Iterator[Trial]:
    """exp a exp b for exp a + exp b, log Σ f for Σ log f: everywhere at once, or at one place."""
    every = everywhere(wrong.right, _as_a_law)
    if every != wrong.right:
        yield wrong.meant(every, phrases.FUNCTION_OF_A_SUM, every)
    for spot in spots(wrong.right):
        made = _as_a_law(spot.node)
        if made != spot.node:
            yield wrong.meant(spot.put(made), phrases.FUNCTION_OF_A_SUM_AT, made, spot.node)


def _as_a_law(node: Any) -> Any:
    """What was meant by a sum of a function's values."""
    match node:
        case Plus(args=(Call(function=one), Call(function=other))) if one == other == exp:
            return Times(*node.args)
        case Plus(args=(Call(function=one, argument=a), Call(function=other, argument=b))) if (
            one == other == log
        ):
            return log(Plus(a, b))
        case Sum(body=Call(function=function, argument=inner)) if function in (exp, log):
            return function(Sum(inner, node.bound, without=node.without))
        case Sum(body=Power(args=(base, Rational() as exponent))) if exponent == Rational(1, 2):
            return Power(Sum(base, node.bound, without=node.without), exponent)
    return node


def wrong_functions(wrong: Wrong) -> Iterator[Trial]:
    """g(a), f′(a) or a for f(a), f(a) for a."""
    used = dict.fromkeys(node.function for node in wrong.nodes if isinstance(node, Call))
    for spot in parts(wrong.right):
        for made in _other_functions(spot.node, tuple(used)):
            yield wrong.meant(spot.put(made), phrases.MEANT, made, spot.node)


def _other_functions(node: Any, used: tuple[Function, ...]) -> Iterator[Expr]:
    if not isinstance(node, Call):
        yield from (function(node) for function in used)
        return
    name = node.function
    known = [Function(each) for each in BOOK] if name.meaning is not None else []
    primes = [] if known else [Function(name.name, order) for order in (name.order + 1, name.order - 1)]
    for function in (*known, *primes):
        if function != name and function.order >= 0:
            yield function(node.argument)
    yield node.argument


def cases(wrong: Wrong) -> Iterator[Trial]:
    """{b if i = j; a otherwise} for {a if i = j; b otherwise}."""
    for spot in spots(wrong.right):
        if isinstance(spot.node, Cases) and len(spot.node.args) == 3:
            value, condition, other = spot.node.args
            yield wrong.meant(spot.put(Cases(other, condition, value)), phrases.CASES_EXCHANGED)
            yield wrong.meant(spot.put(other), phrases.IN_BOTH_CASES, other)
