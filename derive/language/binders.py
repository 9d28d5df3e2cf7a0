"""Sums, Kronecker's δ and cases; which indices are free, and substitution that never captures.

    Sum(p[j] * t[j], j)               Σ_j p_j t_j
    Sum(f[k], k, without=j)           Σ_{k≠j} f_k
    delta(i, j)                       δ_ij
    cases((a - 1, equal(i, j)), a)    {a − 1 if i = j; a otherwise}

The index of a sum is the sum's own: the same letter outside is another index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import sympy
from sympy import Basic, Expr, Tuple

from derive.language import lent
from derive.language.errors import IllFormed
from derive.language.expressions import Written, is_whole, written
from derive.language.indices import Index, same_range


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
            raise IllFormed(f"a {cls.noun()} needs the index it runs over")
        first, *rest = bound
        if not isinstance(first, Index):
            raise IllFormed(f"a {cls.noun()} runs over an index, and {first} is none")
        if first in rest:
            raise IllFormed(f"one {cls.noun()} runs over {first} twice")
        inner = cls(body, *rest) if rest else written(body)
        places = tuple(written(place) for place in left_out)
        for place in places:
            same_range(first, place)
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
        """The sum of `body` over the bound indices."""
        if is_whole(body):
            return lent.words().summed(body, *bound)
        return super().__new__(cls, body, *bound, without=without)

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Sum over 1..n; places left out are written with a Piecewise."""
        body, k = self.body.doit(**hints), self.bound.doit()
        for place in self.without:
            body = sympy.Piecewise((body, sympy.Ne(k, place.doit())), (0, True))
        return sympy.Sum(body, (k, 1, self.bound.dim.doit()))


class Column(Binder):
    """A vector, handed over whole: its entry k is `body`."""

    __slots__ = ()


class Delta(Written):
    """Kronecker's δ_ij: 1 if i = j, otherwise 0."""

    __slots__ = ()

    def __new__(cls, first: object, second: object) -> Delta:
        """δ of two index expressions over one dimension."""
        one, other = written(first), written(second)
        same_range(one, other)
        return Expr.__new__(cls, one, other)

    def _plain(self, *args: Expr) -> Expr:
        return sympy.KroneckerDelta(*args)


class Before(Written):
    """[i < j]: 1 if i stands before j, otherwise 0."""

    __slots__ = ()

    def __new__(cls, first: object, second: object) -> Self:
        """The order of two index expressions over one dimension."""
        one, other = written(first), written(second)
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
    """The same with its bound index renamed away from `taken`."""
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
