"""Sums brought into the shape that is cheapest to compute, by laws of Σ alone.

    Σ_j δ_ij f_j = f_i                                      a place is looked up, nothing is summed
    Σ_jk a_j b_jk c_k with parts that share no index        a product of sums
    Σ_j (δ_ij p_i − p_i p_j) t_j = p_i t_i − p_i Σ_j p_j t_j  where the bracket would be the larger array
    Σ_j c_j p_j t_j − s Σ_j c_j p_j = Σ_j c_j p_j (t_j − s)   terms that share factors are summed once
    Σ_k w_k (c_k − z) = Σ_k w_k c_k  where Σ_k w_k = 0       the kernel proves the condition

What the author wrote stays as it is where none of this makes an array smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

from sympy import Basic, Expr

from derive.codegen.parts import over_part
from derive.codegen.softargmax import softargmax_entry
from derive.codegen.trees import (
    common,
    factors_of,
    has,
    less,
    mapped,
    neg,
    plus,
    product,
    rebuilt,
    times,
    total,
)
from derive.language.binders import (
    Cases,
    Delta,
    Span,
    Sum,
    bound_indices,
    free_indices,
    fresh,
    renamed_bound,
    substitute,
    walk,
)
from derive.language.expressions import ONE, ZERO, Neg, Plus
from derive.language.families import Entry
from derive.language.indices import Index, Moved
from derive.language.inverses import OfMatrix
from derive.language.places import Distinct

Axes = frozenset[Index]


class Sums:
    """Simplifies sums. `batch` says along which extra axis a letter varies; `vanishes` asks the kernel."""

    def __init__(self, batch: Callable[[Entry], Axes], vanishes: Callable[[Expr], bool]) -> None:
        self.batch, self.vanishes = batch, vanishes
        self.centred = False

    def simplified(self, expression: Basic) -> Expr:
        """The expression with every sum in it simplified, innermost first."""
        if isinstance(expression, Entry) or not expression.args:
            return expression
        made = mapped(expression, self.simplified)
        if isinstance(made, Sum):
            return self._sum(made)
        return cancelled(made) if not isinstance(made, Cases) else made

    def axes(self, expression: Basic) -> Axes:
        """The axes of the array that holds the expression; δ is never stored and counts as nothing."""
        if isinstance(expression, Delta):
            return frozenset()
        if isinstance(expression, Entry):
            return free_indices(expression) | self.batch(expression)
        if isinstance(expression, Sum):
            return self.axes(expression.body) - {expression.bound}
        if isinstance(expression, OfMatrix):
            return free_indices(expression)
        return frozenset().union(*map(self.axes, expression.args)) if expression.args else frozenset()

    # one sum

    def _sum(self, node: Sum) -> Expr:
        if node.without:
            return node
        bound, body = [node.bound], node.body
        while isinstance(body, Sum) and not body.without:
            bound, body = [*bound, body.bound], body.body
        number, above, below = factors_of(body)
        return self._contracted(number, above, below, bound)

    def _contracted(self, number: Expr, above: list[Expr], below: list[Expr], bound: list[Index]) -> Expr:
        above, bound = _with_inner_sums(above, bound)
        shared = common(above, below)
        above, below = less(above, shared), less(below, shared)
        above, below, bound = _sifted(above, below, bound)
        if not bound:
            return cancelled(product(number, above, below))
        parted = self._distributed(number, above, below, bound)
        if parted is not None:
            return parted
        return self._components(number, above, below, bound)

    def _components(self, number: Expr, above: list[Expr], below: list[Expr], bound: list[Index]) -> Expr:
        outer = [each for each in above if not has(each, *bound)]
        under = [each for each in below if not has(each, *bound)]
        parts = [(each, True) for each in less(above, outer)] + [(each, False) for each in less(below, under)]
        made: list[Expr] = []
        for indices in _connected([free_indices(each) & set(bound) for each, _ in parts], bound):
            over = [each for each, up in parts if up and has(each, *indices)]
            beneath = [each for each, up in parts if not up and has(each, *indices)]
            made.append(self._one(over, beneath, indices))
        return cancelled(product(number, [*outer, *made], under))

    def _one(self, above: list[Expr], below: list[Expr], bound: list[Index]) -> Expr:
        if not above and not below:
            return times(*(index.dim for index in bound))
        if len(bound) == 1:
            if len(above) == 1 and not below and _sums_to_one(above[0], bound[0]):
                return ONE
            above = self._without_constants(above, below, bound[0])
            if any(map(_is_centred, above)) and self._is_zero(total(product(ONE, above, below), *bound)):
                return ZERO
        return total(product(ONE, above, below), *bound)

    def _is_zero(self, node: Expr) -> bool:
        """Whether a sum of centred weights vanishes; not asked where other factors would hide it."""
        _, above, below = factors_of(node.args[0])
        return (
            not below
            and all(_is_centred(each) or softargmax_entry(each) for each in above)
            and self.vanishes(node)
        )

    def _without_constants(self, above: list[Expr], below: list[Expr], k: Index) -> list[Expr]:
        """Σ_k w_k (c_k − z) is Σ_k w_k c_k where Σ_k w_k = 0."""
        for place, factor in enumerate(above):
            loose = [term for term in _terms(factor) if not has(term, k)]
            rest = [*above[:place], *above[place + 1 :]]
            if not loose or len(loose) == len(_terms(factor)) or any(map(_has_sum, loose)):
                continue
            if not any(map(_is_centred, rest)):
                continue
            if self.vanishes(Sum(product(ONE, rest, below), k)):
                self.centred = True
                return [*rest, plus(*(term for term in _terms(factor) if has(term, k)))]
        return above

    # products distributed over sums, where that makes the arrays smaller

    def _distributed(
        self, number: Expr, above: list[Expr], below: list[Expr], bound: list[Index]
    ) -> Expr | None:
        for place, factor in enumerate(above):
            rest = [*above[:place], *above[place + 1 :]]
            if isinstance(factor, Cases) and _is_place(factor, bound) and _looks_beside(factor):
                return self._without_border(number, (factor, rest, below), bound)
            if isinstance(factor, Cases) and _is_place(factor, bound):
                terms = _case_terms(factor)
            elif isinstance(factor, Plus) and self._too_large(factor, bound):
                terms = list(factor.args)
            else:
                continue
            parts = []
            for term in terms:
                inner, over, under = factors_of(term)
                parts.append(self._contracted(number * inner, [*rest, *over], [*below, *under], bound))
            terms = [each for part in parts for each in _expanded(part)]
            return self.grouped(collected(terms))
        return None

    def _without_border(
        self, number: Expr, parts: tuple[Cases, list[Expr], list[Expr]], bound: list[Index]
    ) -> Expr | None:
        """Σ_t {a if t = 1; b_{t−1}} f_t as a f_1 + Σ_{t=2}^n b_{t−1} f_t; None if it is no such sum."""
        factor, rest, below = parts
        value, condition = factor.branches[0]
        index, border = condition.args if condition.args[0] in bound else condition.args[::-1]
        if isinstance(condition, Distinct) or border not in (ONE, index.dim):
            return None
        limits = (2, index.dim) if border == ONE else (1, Moved(index.dim, -1))
        span = over_part(Span(product(number, [*rest, factor.otherwise], below), index, limits))
        if span is None:
            return None
        others = [each for each in bound if each != index]
        inside = self._contracted(*factors_of(span.args[0]), [*others, span.args[1]])
        at = product(number, [value, *rest], below)
        if value == ZERO:
            return inside
        return plus(self._contracted(*factors_of(rebuilt_at(at, {index: border})), others), inside)

    def _too_large(self, factor: Expr, bound: Iterable[Index]) -> bool:
        """Whether the array of a sum of terms has more axes than anything that goes into it."""
        own = self.axes(factor) | _delta_axes(factor)
        if not own & set(bound):
            return False
        if all(leaf < own for leaf in self._leaves(factor)):
            return True
        loose = (term for term in _terms(factor) if not has(term, *bound))
        return not free_indices(factor) <= set(bound) and any(_has_sum(term) for term in loose)

    def _leaves(self, expression: Expr) -> list[Axes]:
        leaves: list[Axes] = []
        for term in _terms(expression):
            _, above, below = factors_of(term)
            for factor in (*above, *below):
                leaves += self._leaves(factor) if isinstance(factor, Plus) else [self.axes(factor)]
        return leaves

    # terms that share factors

    def grouped(self, expression: Expr) -> Expr:
        """The terms of a sum that share factors, put together."""
        terms = list(_terms(expression))
        for first, second in combinations(range(len(terms)), 2):
            merged = self._merged(terms[first], terms[second])
            if merged is not None:
                kept = [term for place, term in enumerate(terms) if place not in (first, second)]
                kept.insert(first, merged)
                return self.grouped(plus(*kept))
        return plus(*terms)

    def _merged(self, first: Expr, second: Expr) -> Expr | None:
        (a, over, under), (b, over2, under2) = factors_of(first), factors_of(second)
        if sorted(map(str, under)) != sorted(map(str, under2)):
            return None
        shared = common(over, over2)
        if shared:
            scale, a, b = _common_number(a, b)
            rest = plus(times(a, *less(over, shared)), times(b, *less(over2, shared)))
            return product(scale, [*shared, rest], under) if self._small(rest, shared) else None
        return self._merged_sums(a, over, b, over2, under)

    def _merged_sums(
        self, a: Expr, over: list[Expr], b: Expr, over2: list[Expr], under: list[Expr]
    ) -> Expr | None:
        for one in over:
            for other in over2:
                if not (isinstance(one, Sum) and isinstance(other, Sum)) or one.without or other.without:
                    continue
                if one.bound.dim != other.bound.dim:
                    continue
                j = fresh(one.bound, free_indices(one) | free_indices(other) | bound_indices(one.body))
                left, right = _opened(one, j), _opened(other, j)
                shared = common(left, right)
                if not shared:
                    continue
                scale, c, d = _common_number(a, b)
                terms = (
                    times(c, *less(over, [one]), *less(left, shared)),
                    times(d, *less(over2, [other]), *less(right, shared)),
                )
                rest = plus(*terms)
                if self._small(rest, shared):
                    inner = self._without_constants([*shared, rest], [], j)
                    sign, inside, _ = factors_of(times(*inner))
                    return product(scale * sign, [Sum(times(*inside), j)], under)
        return None

    def _small(self, rest: Expr, shared: list[Expr]) -> bool:
        own = self.axes(rest)
        return any(leaf == own for leaf in self._leaves(rest)) or any(
            self.axes(each) >= own for each in shared
        )


def _common_number(a: Expr, b: Expr) -> tuple[Expr, Expr, Expr]:
    """a and b with their common number in front: 2 x − 2 y is 2 (x − y)."""
    return (a, ONE, b / a) if abs(a) == abs(b) else (ONE, a, b)


def _sums_to_one(expression: Expr, index: Index) -> bool:
    """Σ_k p_k = 1 for a softargmax p over k."""
    found = softargmax_entry(expression)
    return found is not None and dict(found[1].zip(found[0], expression.places))[found[1].index] == index


def _opened(node: Sum, j: Index) -> list[Expr]:
    number, above, below = factors_of(substitute(node.body, {node.bound: j}))
    return [*above] if number == 1 and not below else []


def cancelled(expression: Expr) -> Expr:
    """a b / b is a."""
    number, above, below = factors_of(expression)
    shared = common(above, below)
    return product(number, less(above, shared), less(below, shared)) if shared else expression


def collected(terms: Iterable[Expr]) -> Expr:
    """The sum, terms of the same factors counted together."""
    known: list[tuple[Expr, list[Expr], list[Expr]]] = []
    for term in (part for each in terms for part in _terms(each)):
        number, above, below = factors_of(term)
        for place, (count, over, under) in enumerate(known):
            if _same(above, over) and _same(below, under):
                known[place] = (count + number, over, under)
                break
        else:
            known.append((number, above, below))
    return plus(*(product(*term) for term in known if term[0] != 0))


def _same(first: list[Expr], second: list[Expr]) -> bool:
    return len(first) == len(second) == len(common(first, second))


def _terms(expression: Expr) -> tuple[Expr, ...]:
    if isinstance(expression, Neg) and isinstance(expression.args[0], Plus):
        return tuple(map(neg, expression.args[0].args))
    return expression.args if isinstance(expression, Plus) else (expression,)


def _is_centred(expression: Expr) -> bool:
    return isinstance(expression, Plus) and any(map(_has_sum, expression.args))


def _has_sum(expression: Basic) -> bool:
    return isinstance(expression, Sum) or any(map(_has_sum, expression.args))


def _delta_axes(expression: Basic) -> Axes:
    if isinstance(expression, Delta):
        return free_indices(expression)
    if not expression.args or isinstance(expression, Sum | Entry):
        return frozenset()
    return frozenset().union(*map(_delta_axes, expression.args))


def _with_inner_sums(above: list[Expr], bound: list[Index]) -> tuple[list[Expr], list[Index]]:
    """Sums among the factors that run along with the outer ones are part of one contraction."""
    factors, found = list(above), list(bound)
    for factor in above:
        if not isinstance(factor, Sum) or factor.without or not has(factor, *found):
            continue
        if factor.bound in found or any(has(other, factor.bound) for other in factors):
            taken = frozenset(found).union(*map(free_indices, factors))
            node = renamed_bound(factor, taken)
        else:
            node = factor
        number, over, under = factors_of(node.body)
        if under:
            continue
        factors = [*less(factors, [factor]), *([number] if number != 1 else []), *over]
        found.append(node.bound)
        return _with_inner_sums(factors, found)
    return factors, found


def _sifted(
    above: list[Expr], below: list[Expr], bound: list[Index]
) -> tuple[list[Expr], list[Expr], list[Index]]:
    """Σ_j δ_ij f_j = f_i."""
    for delta in (each for each in above if isinstance(each, Delta)):
        for index, place in (delta.args, delta.args[::-1]):
            if index in bound:
                put = {index: place}
                rest = [rebuilt_at(each, put) for each in less(above, [delta])]
                left = [each for each in bound if each != index]
                return _sifted(rest, [rebuilt_at(each, put) for each in below], left)
    return above, below, bound


def rebuilt_at(expression: Expr, places: dict[Index, Expr]) -> Expr:
    """The expression at these places, δ of equal places being 1."""
    return tidied(substitute(expression, places))


def tidied(expression: Basic) -> Expr:
    """The expression with δ_ii = 1 and what follows from it."""
    if isinstance(expression, Entry | Index) or not expression.args:
        return expression
    return rebuilt(expression, (tidied(part) if isinstance(part, Expr) else part for part in expression.args))


def _is_place(factor: Cases, bound: list[Index]) -> bool:
    return len(factor.branches) == 1 and has(factor.branches[0][1], *bound)


def _looks_beside(factor: Cases) -> bool:
    """Whether a branch has no value where the condition decides: it stands at a place beside."""
    return any(
        isinstance(node, Moved) for value in (factor.branches[0][0], factor.otherwise) for node in walk(value)
    )


def _case_terms(factor: Cases) -> list[Expr]:
    """{a if i = j; b} is b + δ_ij (a − b)."""
    value, condition = factor.branches[0]
    one, other = condition.args
    put = {one: other} if isinstance(one, Index) else {other: one}
    at, else_at = rebuilt_at(value, put), rebuilt_at(factor.otherwise, put)
    terms = [term for each in (at, neg(else_at)) for term in _expanded(each)]
    return [factor.otherwise, *(times(Delta(one, other), term) for term in _terms(collected(terms)))]


def _expanded(expression: Expr) -> list[Expr]:
    """The terms of a product of sums."""
    if isinstance(expression, Plus):
        return [term for each in expression.args for term in _expanded(each)]
    number, above, below = factors_of(expression)
    for factor in above:
        if isinstance(factor, Plus):
            rest = less(above, [factor])
            return [term for part in factor.args for term in _expanded(product(number, [*rest, part], below))]
    return [expression] if expression != ZERO else []


def _connected(groups: list[Axes], bound: list[Index]) -> list[list[Index]]:
    """The bound indices, those that occur together in a factor together."""
    parts = [{index} for index in bound]
    for group in groups:
        joined = [part for part in parts if part & group]
        if len(joined) > 1:
            parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return [
        [index for index in bound if index in part]
        for part in sorted(parts, key=lambda p: bound.index(min(p, key=bound.index)))
    ]


__all__ = ["Axes", "Sums", "cancelled", "collected", "rebuilt_at", "tidied"]
