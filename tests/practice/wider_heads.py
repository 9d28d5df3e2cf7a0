"""Random expressions of the other heads: functions, quotients, cases, labels, definitions, recurrences, matrices."""

from __future__ import annotations

from random import Random
from typing import Any

from sympy import Expr, Rational

from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import sqrt
from derive.language.families import define, label, labels, matrix, scalar
from derive.language.functions import (
    arccos,
    arcsin,
    arctan,
    cos,
    digamma,
    erf,
    erfinv,
    exp,
    function,
    log,
    loggamma,
    logistic,
    pi,
    sin,
    softplus,
    tanh,
    trigamma,
)
from derive.language.indices import dims, index
from derive.language.inverses import inverse, logdet
from derive.language.kronecker import Kronecker, Vec
from derive.language.matrices import Diagonal, Hadamard, Identity, Ones, Zeros, entries, trace
from derive.language.places import distinct, equal
from derive.language.probabilities import probability
from derive.language.products import Product
from derive.language.recurrences import recurrence
from tests.practice.random_heads import A, E, I, Maker, b, c, m, n, x, z

phi, chi = function("phi"), function("chi")
B, C = matrix("B", n, m), matrix("C", n, n)
u = scalar("u", positive=True)
y, w = label("y", n), labels("w", m, values=n)
k, l = I[2], I[3]
p = define("p", k, exp(x[k]) / Sum(exp(x[l]), l))
s = define("s", Sum(b[k] * x[k], k))
r = recurrence("r", k, first=x[1], step=lambda before: c * before + b[k])
g = recurrence("g", k, last=x[n], step=lambda after: after * u - x[k])
P, one_event, other_event = probability("P"), scalar("event_1"), scalar("event_2")
R = dims("R")
o = index("o", R)
D_ = matrix("D", m, R)
INSIDE = (arcsin, arccos, erfinv)
ANYWHERE = (
    *(tanh, logistic, softplus, sin, cos, arctan, erf, exp, phi, chi, phi.prime),
    *(lambda t, f=each: f(tanh(t)) for each in INSIDE),
)
POSITIVE = (
    log,
    sqrt,
    loggamma,
    digamma,
    trigamma,
    lambda t: t ** Rational(-3, 2),
    lambda t: 1 / t,
    lambda t: u**t,
)


class WiderMaker(Maker):
    """Makes expressions of every head; sums and orders are those of `Maker`."""

    def index(self, scope: tuple[Any, ...]) -> Any:
        """An index, at times a label."""
        draw = self.random.random()
        if draw < 0.08:
            return y
        return w[E[0]] if draw < 0.14 else super().index(scope)

    def leaf(self, scope: tuple[Any, ...]) -> Expr:
        """A letter of the wider page, or one of the narrower."""
        if self.random.random() < 0.4:
            return super().leaf(scope)
        at = self.index(scope)
        own: list[Expr] = [
            p[at],
            s,
            pi,
            u,
            B[at, E[0]],
            z[E[0]],
            phi(x[at]),
            n * Rational(1, 3),
            C[at, self.index(scope)],
        ]
        own += [P(one_event, given=other_event), P(one_event, other_event), Sum(D_[E[0], o], o)]
        own += [r[at], g[at], delta(at, y), P(one_event, scope[0])]
        return self.random.choice(own)

    def _arithmetic(self, scope: Any, size: int, one: Expr, other: Expr) -> Expr:
        draw = self.random.random()
        if draw < 0.4:
            return super()._arithmetic(scope, size, one, other)
        if draw < 0.6:
            return self.random.choice(ANYWHERE)(one)
        if draw < 0.8:
            return self.random.choice(POSITIVE)(1 + other**2)
        return one / (u + other**2) if draw < 0.9 else one / x[self.index(scope)]

    def _comparison(self, scope: Any, size: int, one: Expr, other: Expr) -> Expr:
        if self.random.random() < 0.5:
            return super()._comparison(scope, size, one, other)
        kind = self.random.choice((equal, distinct))
        return cases((one, kind(self.index(scope), self.index(scope))), other)

    def _binder(self, scope: tuple[Any, ...], size: int, one: Expr, other: Expr) -> Expr:
        draw = self.random.random()
        if draw < 0.4:
            return super()._binder(scope, size, one, other)
        if draw < 0.6:
            return self.without(scope, size)
        return self.of_matrices(scope, size)

    def without(self, scope: tuple[Any, ...], size: int) -> Expr:
        """Σ_{k≠j}, Π_{k≠j}, the greatest of all others."""
        own = next((each for each in I if each not in scope), I[3])
        inner = (*[each for each in scope if each != own], own)
        body = self._made_inside(inner, size - 1, (1, 0))
        left_out = self.index(tuple(each for each in scope if each != own) or (y,))
        return self.random.choice((Sum, Sum, Product))(body, own, without=left_out)

    def square(self, size: int) -> Any:
        """A random matrix, n × n."""
        if size <= 1:
            return self.random.choice(
                (A, C, C.T, Diagonal(x), Identity(n), A.T, x @ x.T, Zeros(n, n), B @ B.T)
            )
        one, other = self.square(size - 2), self.square(size - 3)
        return self.random.choice((
            lambda: one + other, lambda: one @ other, lambda: Hadamard(one, other), lambda: one.T, lambda: u * one,
            lambda: tanh(one), lambda: one**2, lambda: inverse(C) @ one, lambda: one - Ones(n) @ x.T,
            lambda: entries(x[I[0]] * b[I[1]], I[0], I[1]), lambda: inverse(A) @ A @ other,
        ))()  # fmt: skip

    def of_matrices(self, scope: tuple[Any, ...], size: int) -> Expr:
        """A number that is made of matrices, in matrix notation."""
        one, at, other = self.square(min(size, 4)), self.index(scope), self.index(scope)
        kind = self.random.randrange(8)
        if kind == 0:
            return trace(one @ self.square(2))
        if kind == 1:
            return (x.T @ one @ x).entry(None, None)
        if kind == 2:
            return Kronecker(one, B)[at, self.index(scope), other, E[0]]
        if kind == 3:
            return Vec(one)[at, other]
        if kind == 4:
            return logdet(Identity(n) + C.T @ C)
        if kind == 5:
            return self.slope(trace(one), C[at, other])
        if kind == 6:
            return self.slope((one @ x)[at], x[other])
        return one[at, other]

    def slope(self, of: Expr, by: Expr) -> Expr:
        """A derivative, of first or second order."""
        try:
            return D(of, by) if self.random.random() < 0.8 else D(of, by, by)
        except IllFormed:
            return of

    def _derivative(self, scope: tuple[Any, ...], size: int, one: Expr, other: Expr) -> Expr:
        if self.random.random() < 0.5:
            return super()._derivative(scope, size, one, other)
        return self.slope(
            one, self.random.choice((x[self.index(scope)], u, c, C[self.index(scope), self.index(scope)]))
        )


def wider_expression(seed: int, size: int = 6) -> Expr:
    """A random expression of any head, with the free indices i, j and d."""
    random = Random(f"wider {seed}")
    maker = WiderMaker(random, inverses=False, near=seed % 3 == 0)
    return maker.made(I[:2], random.randint(2, size))
