"""Random expectations, and random claims about recurrences: true ones, and what they are easily taken for."""

from __future__ import annotations

from random import Random
from typing import Any

from sympy import Expr, Integer, Rational

from derive.language.binders import Sum, delta, upto
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expectations import Cov, E, Var, measure
from derive.language.families import scalar, vector
from derive.language.functions import exp, function, log, tanh
from derive.language.indices import dims, indices
from derive.language.recurrences import recurrence

n, m = dims("n m")
s, t, k = indices("s t k", n)
z, x = vector("z", m), vector("x", n)
d = indices("d", m)
p, q = measure("p", of=z), measure("q")
r, g, X = p.scalar("r"), p.scalar("g", of=z), p.vector("X", n)
u, v = q.scalar("u"), q.scalar("v", positive=True)
b, c = scalar("b", positive=True), scalar("c")
psi = function("psi")


class Means:
    """Makes random expressions with expectations in them."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def leaf(self, measures: tuple[Any, ...]) -> Expr:
        """A letter, one that varies where it may."""
        here: list[Any] = [x[t], x[k], c, b, Integer(2), Rational(1, 2), Integer(-1), delta(t, k), z[d]]
        if p in measures:
            here += [r, g, X[t], X[k], p.density, D(g, z[d]), D(log(p.density), z[d])] * 2
        if q in measures:
            here += [u, v, log(v), q.density] * 2
        return self.random.choice(here)

    def made(self, measures: tuple[Any, ...], size: int) -> Expr:
        """An expression of about so many parts."""
        if size <= 1:
            return self.leaf(measures)
        first = self.random.randint(1, size - 1)
        one, other = self.made(measures, first), self.made(measures, max(1, size - first))
        kind = self.random.randrange(9)
        if kind < 4:
            return self.random.choice((one + other, one - other, one * other, one**2))
        if kind == 4:
            return self.random.choice((exp(c / (1 + one**2)), psi(one), Sum(one * x[s], s), tanh(one)))
        return self.mean(one, size)

    def mean(self, one: Expr, size: int) -> Expr:
        """An expectation of what is made anew, beside what was made."""
        over = self.random.choice(((p,), (q,), (p, q)))
        inner = self.made(over, size - 1)
        choice = self.random.randrange(5)
        if choice == 0:
            return one + Var(inner, *over)
        if choice == 1:
            return one * Cov(inner, self.leaf(over), *over)
        made = E(inner, *over)
        if choice == 2:
            try:
                return one + D(made, self.random.choice((z[d], c, b, x[k])))
            except IllFormed:
                pass
        return one * made if choice > 2 else one + made


def random_mean(seed: int) -> Expr:
    """A random expression with expectations."""
    random = Random(f"mean {seed}")
    maker = Means(random)
    return maker.mean(maker.leaf(()), random.randint(1, 5))


def random_recurrence(seed: int) -> tuple[Expr, Expr, bool]:
    """A recurrence at t, a closed form of it or of a slope of it, and whether it steps down."""
    random = Random(f"recurrence {seed}")
    a, w = (
        random.choice(((b, x), (c, x), (Integer(1), x), (Integer(-1), x), (Rational(1, 2), x), (2 * b, x)))[
            0
        ],
        x,
    )
    fed = random.choice((w, _squares, _shifted))
    down = random.random() < 0.4
    enters = (lambda at: fed[at]) if fed is w else fed
    slip = random.choice((None, None, "power", "border", "factor", "first", "sign"))
    scale = random.choice((Integer(1), c, 1 - b))
    if down:
        h = recurrence("h", t, last=scale * enters(n), step=lambda later: a * later + scale * enters(t))
        closed = _summed(a, scale, enters, slip, down=True)
    else:
        h = recurrence("h", t, first=scale * enters(1), step=lambda old: a * old + scale * enters(t))
        closed = _summed(a, scale, enters, slip, down=False)
    if random.random() < 0.3 and enters is not _squares:
        reach = upto(t, k) if down else upto(k, t)
        turned = upto(k, t) if down else upto(t, k)
        power = (k - t if down else t - k) if slip != "power" else (t - k if down else k - t)
        return D(h[t], x[k]), (turned if slip == "border" else reach) * scale * a**power, down
    return h[t], closed, down


def _squares(at: Any) -> Expr:
    return x[at] ** 2


def _shifted(at: Any) -> Expr:
    return x[at] - c


def _summed(a: Expr, scale: Expr, enters: Any, slip: str | None, *, down: bool) -> Expr:
    power = s - t if down else t - s
    if slip == "power":
        power = power + 1
    body = scale * a**power * enters(s)
    if slip == "factor":
        body = 2 * body
    if slip == "sign":
        body = -body
    first, last = (t, n) if down else (Integer(1), t)
    if slip == "first":
        first = Integer(1) if down else Integer(2)
    if slip == "border":
        last = n - 1 if down else t - 1
    return Sum(body, (s, first, last))
