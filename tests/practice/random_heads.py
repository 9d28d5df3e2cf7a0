"""Random expressions of the newer heads: unknown functions, comparisons, maxima, products, orders, inverses, places."""

from __future__ import annotations

from random import Random
from typing import Any

from sympy import Expr, Integer, Rational

from derive.language.applications import Apply
from derive.language.binders import Column, Sum, before, delta, upto
from derive.language.comparisons import KINDS, cases, maximum, minimum
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.families import family, matrix, scalar, vector
from derive.language.functions import exp, function, relu, sign, step
from derive.language.indices import dims, indices, place
from derive.language.inverses import det, inverse, logdet
from derive.language.matrices import eye
from derive.language.products import Product
from derive.language.ranges import window_of

n, m = dims("n m")
I = indices("i j k l", n)
E = indices("d e f", m)
x, z, A = vector("x", n), vector("z", m), matrix("A", n, n)
b, c = family("b", n, positive=True), scalar("c")
h = family("h", n, of=z)
psi = function("psi")
ONE = Integer(1)
INVERSES = (inverse(A), inverse(A + eye(n)), inverse(A.T @ A), inverse(A @ A.T))


class Maker:
    """Makes random expressions, with free indices i and j among those bound."""

    def __init__(self, random: Random, *, inverses: bool, near: bool) -> None:
        self.random, self.inverses, self.near = random, inverses, near
        self.windows: dict[Any, tuple[int, int]] = {}

    def index(self, scope: tuple[Any, ...]) -> Any:
        """An index of the scope, the first or the last place, or a place near an index that is one of 1..n."""
        draw = self.random.random()
        if draw < 0.1:
            return Integer(1) if not self.near or draw < 0.05 else n
        chosen = self.random.choice(scope)
        low, high = self.windows.get(chosen, (1, 0))
        return place(chosen + self.random.randint(1 - low, -high)) if self.near else chosen

    def limit(self, scope: tuple[Any, ...]) -> Any:
        """A place, wherever it lies."""
        return place(self.random.choice((*scope, n, Integer(1))) + self.random.randint(-1, 1))

    def leaf(self, scope: tuple[Any, ...]) -> Expr:
        """An entry, or a number."""
        at, other = self.index(scope), self.index(scope)
        choices = [x[at], x[at], b[at], A[at, other], h[at], c, self.number(), delta(at, other)]
        choices += [before(at, other), upto(at, other)]
        if self.near:
            near = [
                max(each, ONE) if isinstance(each, Integer) else each
                for each in map(self.limit, (scope, scope))
            ]
            choices += [delta(*near), before(*near), c ** self.random.choice(scope), near[0]]
        if self.inverses:
            choices += [self.random.choice(INVERSES)[at, other], det(A), logdet(A.T @ A)] * 2
        return self.random.choice(choices)

    def number(self) -> Expr:
        """A small number."""
        return self.random.choice((Integer(0), Integer(1), Integer(2), Integer(-1), Rational(1, 2)))

    def made(self, scope: tuple[Any, ...], size: int) -> Expr:
        """An expression of about so many parts."""
        if size <= 1:
            return self.leaf(scope)
        first = self.random.randint(1, size - 1)
        one, other = self.made(scope, first), self.made(scope, max(1, size - 1 - first))
        kinds = (
            self._arithmetic, self._arithmetic, self._comparison, self._comparison, self._binder, self._binder,
            self._unknown, self._derivative,
        )  # fmt: skip
        return self.random.choice(kinds)(scope, size, one, other)

    def _arithmetic(self, _: Any, __: int, one: Expr, other: Expr) -> Expr:
        return self.random.choice(
            (one + other, one - other, one * other, one * other, one**2, exp(1 / (1 + one**2)))
        )

    def _comparison(self, _: Any, __: int, one: Expr, other: Expr) -> Expr:
        sign_of = self.random.choice(tuple(KINDS))
        condition = KINDS[sign_of](one, self.random.choice((other, Integer(0), Integer(1))))
        return self.random.choice((
            cases((one, condition), (other, True)), cases((other, condition), (0, True)),
            relu(one), abs(one), sign(one), step(one), maximum(one, other), minimum(one, other),
        ))  # fmt: skip

    def _binder(self, scope: tuple[Any, ...], size: int, _: Expr, __: Expr) -> Expr:
        own = self.random.choice([index for index in I if index not in scope] or [I[3]])
        inner = (*[index for index in scope if index != own], own)
        if self.near and self.random.random() < 0.6:
            return self._span(scope, inner, size)
        body = self._made_inside(inner, size - 1, (1, 0))
        head = self.random.choice((Sum, Sum, Sum, Product, maximum))
        return head(body, own)

    def _span(self, scope: tuple[Any, ...], inner: tuple[Any, ...], size: int) -> Expr:
        """Σ from a to b, the summand at places that lie in 1..n."""
        first, last = self.limit(scope), self.limit(scope)
        low, high = window_of(first, last, self.windows, {})
        body = self._made_inside(inner if low - high >= 1 else inner[:-1], size - 1, (low, high), inner[-1])
        return Sum(body, (inner[-1], first, last))

    def _made_inside(
        self, scope: tuple[Any, ...], size: int, window: tuple[int, int], own: Any = None
    ) -> Expr:
        """An expression in the scope, where its last index stands in this window."""
        outer, self.windows = self.windows, {**self.windows, own or scope[-1]: window}
        body = self.made(scope, size)
        self.windows = outer
        return body

    def _unknown(self, scope: tuple[Any, ...], size: int, one: Expr, other: Expr) -> Expr:
        kind = self.random.randrange(4)
        if kind == 0:
            return Apply(psi, (), (one, other))
        if kind == 1:
            return Apply(psi, (), (one, other)).slope(1 + self.random.randrange(2))
        own = next((index for index in I if index not in scope), I[3])
        column = Apply(psi, (), (Column(self._made_inside((*scope, own), size - 1, (1, 0)), own),))
        return column if kind == 2 else column.slope(1, self.index(scope))

    def _derivative(self, scope: tuple[Any, ...], _: int, one: Expr, __: Expr) -> Expr:
        places = (
            x[self.index(scope)],
            A[self.index(scope), self.index(scope)],
            c,
            z[self.random.choice(E[:1])],
        )
        try:
            return D(one, self.random.choice(places))
        except IllFormed:
            return one


def random_expression(seed: int, size: int = 7) -> Expr:
    """A random expression with the free indices i, j and d."""
    random = Random(seed)
    maker = Maker(random, inverses=seed % 4 == 0, near=seed % 4 in (1, 2))
    return maker.made(I[:2], random.randint(2, size))
