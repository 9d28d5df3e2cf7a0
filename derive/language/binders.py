"""Sums, Kronecker's δ and cases; which indices are free, and substitution that never captures.

    Sum(p[j] * t[j], j)               Σ_j p_j t_j
    Sum(f[k], k, without=j)           Σ_{k≠j} f_k
    Sum(x[i + 1], (i, 1, n - 1))      Σ_{i=1}^{n−1} x_{i+1}
    delta(i, j)                       δ_ij
    cases((a - 1, equal(i, j)), a)    {a − 1 if i = j; a otherwise}

The index of a sum is the sum's own: the same letter outside is another index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import sympy
from sympy import Basic, Expr, Integer, Tuple

from derive.language import lent
from derive.language.errors import IllFormed, Sentence
from derive.language.expressions import Written, is_whole, written
from derive.language.indices import Index, place, ranges_over, same_range


class Binder(Written):
    """A head with a body and an index that it binds: the index means nothing outside.

    `Head(body, k, j)` binds k, and j inside of it; `without` names places that are left out.
    """

    __slots__ = ()

    def __new__(cls, body: object, *bound: Any, without: Any = ()) -> Self:
        """The head over `body` with the bound indices."""
        left_out = tuple(without) if isinstance(without, tuple | list | Tuple) else (without,)
        if bound and isinstance(bound[-1], Tuple):
            bound, left_out = bound[:-1], tuple(bound[-1])
        if not bound:
            raise IllFormed("a {} needs the index it runs over", Sentence(cls.noun()))
        first, *rest = bound
        if not isinstance(first, Index):
            raise IllFormed("a {} runs over an index, and {} is none", Sentence(cls.noun()), first)
        if first in rest:
            raise IllFormed("one {} runs over {} twice", Sentence(cls.noun()), first)
        inner = cls(body, *rest) if rest else written(body)
        places = tuple(place(each) for each in left_out)
        for each in places:
            same_range(first, each)
        return Expr.__new__(cls, inner, first, Tuple(*places))

    @classmethod
    def noun(cls) -> str:
        """What the head is called in messages."""
        return cls.__name__.lower()

    @property
    def body(self) -> Expr:
        """What depends on the bound index."""
        return self.args[0]

    @property
    def bound(self) -> Index:
        """The index that is bound."""
        return self.args[1]

    @property
    def without(self) -> tuple[Expr, ...]:
        """The places left out: Σ_{k≠j}."""
        return tuple(self.args[2])

    @property
    def free_symbols(self) -> set[Any]:
        """All free symbols but the bound one."""
        outer = set().union(*(place.free_symbols for place in self.without))
        return (self.body.free_symbols - {self.bound}) | outer

    def _eval_subs(self, old: Expr, new: Expr) -> Expr:
        return self._xreplace({old: new})[0]

    def _xreplace(self, rule: Mapping[Any, Any]) -> tuple[Expr, bool]:
        if self in rule:
            return rule[self], True
        node, inner = self, {old: new for old, new in rule.items() if self.bound not in free_indices(old)}
        parts = [part for part in (*inner.keys(), *inner.values()) if isinstance(part, Basic)]
        coming = frozenset().union(*map(free_indices, parts))
        if self.bound in coming and self.body.xreplace(inner) != self.body:
            node = renamed_bound(self, coming)
        places = Tuple(*(place.xreplace(rule) for place in self.without))
        made = self.func(node.body.xreplace(inner), node.bound, places)
        return made, made != self


class Sum(Binder):
    """Σ_k body, or Σ_{k≠j} body. `Sum(body, k, j)` is Σ_k Σ_j body; of matrices it is a matrix."""

    __slots__ = ()

    def __new__(cls, body: object, *bound: Any, without: Any = ()) -> Any:
        """The sum of `body` over the bound indices, each alone or with its first and last place."""
        if any(type(each) is tuple for each in bound):
            return _spanned(body, bound, without)
        if is_whole(body):
            return lent.words().summed(body, *bound)
        return super().__new__(cls, body, *bound, without=without)

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Sum over 1..n; places left out are written with a Piecewise."""
        body, k = self.body.doit(**hints), self.bound.doit()
        for each in self.without:
            body = sympy.Piecewise((body, sympy.Ne(k, each.doit())), (0, True))
        return sympy.Sum(body, (k, 1, self.bound.dim.doit()))


class Span(Binder):
    """Σ_{i=a}^b body; it is empty where b < a."""

    __slots__ = ()

    def __new__(cls, body: object, bound: Index, limits: Any) -> Any:
        """The sum over the places from the first to the last of `limits`; over all places it is a `Sum`."""
        if not isinstance(bound, Index):
            raise IllFormed("a sum runs over an index, and {} is none", bound)
        first, last = (place(each) for each in limits)
        for limit in (first, last):
            if not isinstance(limit, Integer) and ranges_over(limit) != bound.dim:
                raise IllFormed(
                    "{} runs over 1..{}, and a sum over it is written up to {}", bound, bound.dim.name, limit
                )
        if first == 1 and last == bound.dim:
            return Sum(body, bound)
        return Expr.__new__(cls, written(body), bound, Tuple(first, last))

    @classmethod
    def noun(cls) -> str:
        """What it is called in messages."""
        return "sum"

    @property
    def first(self) -> Expr:
        """The first place."""
        return self.args[2][0]

    @property
    def last(self) -> Expr:
        """The last place."""
        return self.args[2][1]

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Sum from the first to the last place."""
        first, last = (each.doit() for each in self.args[2])
        return sympy.Sum(self.body.doit(**hints), (self.bound.doit(), first, last))


def _spanned(body: object, bound: tuple[Any, ...], without: Any) -> Any:
    """Σ over several indices of which some have a first and a last place; the first is the outermost."""
    if without:
        raise IllFormed("a sum with a first and a last place leaves no place out")
    first, *rest = bound
    inner = Sum(body, *rest) if rest else body
    if type(first) is not tuple:
        return Sum(inner, first)
    if len(first) != 3:
        raise IllFormed("a sum over some places is written (i, first, last)")
    return Span(inner, first[0], first[1:])


class Column(Binder):
    """A vector, handed over whole: its entry k is `body`."""

    __slots__ = ()


class Delta(Written):
    """Kronecker's δ_ij: 1 if i = j, otherwise 0."""

    __slots__ = ()

    def __new__(cls, first: object, second: object) -> Delta:
        """δ of two index expressions over one dimension."""
        one, other = place(first), place(second)
        same_range(one, other)
        return Expr.__new__(cls, one, other)

    def _plain(self, *args: Expr) -> Expr:
        return sympy.KroneckerDelta(*args)


class Before(Written):
    """[i < j]: 1 if i stands before j, otherwise 0."""

    __slots__ = ()

    def __new__(cls, first: object, second: object) -> Self:
        """The order of two index expressions over one dimension."""
        one, other = place(first), place(second)
        same_range(one, other)
        return Expr.__new__(cls, one, other)

    def _plain(self, *args: Expr) -> Expr:
        return sympy.Piecewise((1, sympy.Lt(*args)), (0, True))


class Upto(Before):
    """[i ≤ j]: 1 if i stands before j or is j, otherwise 0."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return sympy.Piecewise((1, sympy.Le(*args)), (0, True))


class Condition(Basic):
    """Where a branch of cases holds; i = j and x > 0 are its kinds."""

    __slots__ = ()

    def negated(self) -> Basic:
        """The opposite condition."""
        raise NotImplementedError(type(self).__name__)


class Cases(Written):
    """{a if i = j; b otherwise}: args are value, condition, value, condition, …, value."""

    __slots__ = ()

    @property
    def branches(self) -> tuple[tuple[Expr, Condition], ...]:
        """Value and condition, in the order they are tried."""
        return tuple(zip(self.args[0:-1:2], self.args[1:-1:2], strict=True))

    @property
    def otherwise(self) -> Expr:
        """The value where no condition holds."""
        return self.args[-1]

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Piecewise."""
        branches = [(value.doit(**hints), condition.doit()) for value, condition in self.branches]
        return sympy.Piecewise(*branches, (self.otherwise.doit(**hints), True))


delta = Delta
before = Before
upto = Upto


def free_indices(expression: Basic) -> frozenset[Index]:
    """The indices that are free in the expression."""
    if isinstance(expression, Index):
        return frozenset((expression,))
    if isinstance(expression, Binder):
        outer = frozenset().union(*map(free_indices, expression.without))
        return (free_indices(expression.body) - {expression.bound}) | outer
    return frozenset().union(*map(free_indices, expression.args))


def bound_indices(expression: Basic) -> frozenset[Index]:
    """Every index that some head in the expression binds."""
    return frozenset(node.bound for node in walk(expression) if isinstance(node, Binder))


def walk(expression: Basic) -> Iterator[Basic]:
    """The expression and all its parts, outermost first, in reading order."""
    yield expression
    for arg in expression.args:
        yield from walk(arg)


def fresh(like: Index, taken: frozenset[Index]) -> Index:
    """An index like this one, primed until its name is not taken."""
    names, name = {index.name for index in taken}, like.name
    while name in names:
        name += "'"
    return Index(name, like.dim)


def renamed_bound(node: Any, taken: frozenset[Index]) -> Any:
    """Σ_k′ f_k′ for Σ_k f_k where k is in `taken`: α-renaming."""
    bound = fresh(node.bound, taken | free_indices(node.body) | bound_indices(node.body))
    return type(node)(substitute(node.body, {node.bound: bound}), bound, Tuple(*node.without))


def substitute(expression: Any, places: Mapping[Index, Expr]) -> Any:
    """The expression with index expressions put for free indices; bound names give way to what comes in."""
    if isinstance(expression, Index):
        return places.get(expression, expression)
    if not expression.args or not places:
        return expression
    if isinstance(expression, Binder):
        return _substitute_in_binder(expression, places)
    return expression.func(*(substitute(arg, places) for arg in expression.args))


def _substitute_in_binder(node: Binder, places: Mapping[Index, Expr]) -> Binder:
    without = Tuple(*(substitute(place, places) for place in node.without))
    inner = {old: new for old, new in places.items() if old != node.bound and old in free_indices(node.body)}
    coming = frozenset().union(*map(free_indices, inner.values())) if inner else frozenset()
    if node.bound in coming:
        node = renamed_bound(node, coming)
    return type(node)(substitute(node.body, inner), node.bound, without)
