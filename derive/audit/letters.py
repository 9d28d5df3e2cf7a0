"""The letters that random expressions are made of, over three dimensions."""

from __future__ import annotations

from sympy import Expr

from derive.language.binders import Sum, delta
from derive.language.expressions import sqrt
from derive.language.families import Family, define, families, family, label, labels, matrix, scalar, vector
from derive.language.functions import exp, function
from derive.language.hypotheses import (
    Hypothesis,
    constant,
    equation,
    normalised,
    onehot,
    positive,
)
from derive.language.indices import Dim, Index, dims, indices

n, m, r = dims("n m r")
INDICES: dict[Dim, tuple[Index, ...]] = {
    n: indices("i j k l", n),
    m: indices("d e f g", m),
    r: indices("s u v", r),
}
i, j, k = INDICES[n][:3]
d, e = INDICES[m][:2]

x, z, X = vector("x", n), vector("z", m), matrix("X", n, m)
t, c, S, T = family("t", n), scalar("c"), matrix("S", n, n), family("T", n, m, r)
a, w, B = family("a", n, positive=True), scalar("w", positive=True), matrix("B", n, m, positive=True)
y, o, P = family("y", n), family("o", n), family("P", n)
N, O, v = matrix("N", n, m), matrix("O", n, m), family("v", n)
h, q, G = family("h", n, of=z), family("q", n, of=z, positive=True), family("G", n, m, of=(x, z))
H = family("H", n, of=(x, z))
b, W = label("b", n), labels("W", r, values=n)
phi = function("φ")
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
Z = define("Z", Sum(exp(x[j]), j) + w)
sigma = define("σ", sqrt(Sum(x[j] ** 2, j) / n + w))
A = define("A", i, j, exp(S[i, j]) / Sum(exp(S[i, k]), k))
u = define("u", i, d, B[i, d] * x[i] + Sum(X[j, d] * t[j], j))

POSITIVE: tuple[Family, ...] = (a, w.family, B, q)
REAL: tuple[Family, ...] = (x, z, X, t, c.family, S, T, y, o, o, N, O, v, h, G, H, *POSITIVE)
DEFINITIONS: tuple[Family, ...] = (p, Z.family, sigma.family, u)
POSITIVE_DEFINITIONS: tuple[Family, ...] = (p, Z.family)
VARIABLES: tuple[Family, ...] = (x, z, X, S, a, c.family, w.family, B, y, o, N, O, v)
FORMAL_VARIABLES: tuple[Family, ...] = (h, p, Z.family)
"""Letters that depend on others, in which a derivative is taken as if they were variables."""

HYPOTHESES: tuple[Hypothesis, ...] = (
    normalised(y),
    normalised(N),
    onehot(o),
    onehot(O),
    equation(v[k], delta(k, b)),
    constant(H, z),
    positive(P),
)
"""What is assumed of letters: Σ_k y_k = 1, Σ_d N_id = 1, o and each row of O one-hot, v_k = δ_kb, H constant
in z, P positive."""

CONSTRAINED: frozenset[Family] = frozenset((y, N, o, O, v))
"""Letters of which an equation is assumed, so that it does not hold for all their values."""


def used_hypotheses(*expressions: Expr) -> tuple[Hypothesis, ...]:
    """The hypotheses on letters that stand in the expressions."""
    found = frozenset().union(*map(families, expressions))
    return tuple(each for each in HYPOTHESES if any(families(part) & found for part in each.parts))
