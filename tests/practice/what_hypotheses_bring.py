"""What hypotheses bring: slopes, symmetric and orthonormal matrices, one-hot letters in functions, several terms."""

from derive import (
    D,
    Sum,
    delta,
    diagonal,
    dims,
    equation,
    exp,
    family,
    function,
    idempotent,
    indices,
    log,
    matrix,
    normalised,
    onehot,
    orthonormal,
    positive,
    scalar,
    sqrt,
    symmetric,
    vector,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
x, y, w = vector("x", n), vector("y", n), vector("w", n)
z, p = vector("z", m), vector("p", n, positive=True)
h = family("h", n, of=z)
s, mu, sigma, a, b = scalar("s"), scalar("μ"), scalar("σ"), scalar("a"), scalar("b")
A, B, P = matrix("A", n, n), matrix("B", n, n), matrix("P", n, n)
Q, Y = matrix("Q", n, m), matrix("Y", n, m)
F, G, S = matrix("F", n, n, of=z), matrix("G", n, n, of=z), matrix("S", n, n, of=z)
f = function("f")

claims = Claims()
holds, fails = claims.holds, claims.fails

# what holds at every z has slopes

total = [normalised(h), positive(h)]
score = D(log(h[k]), z[d])
holds("slopes of what sums to 1", Sum(D(h[k], z[d]), k), 0, given=total)
fails("slopes of what sums to 1, weighted", Sum(x[k] * D(h[k], z[d]), k), 0, given=total)
holds("the score has mean 0", Sum(h[k] * score, k), 0, given=total)
fails("the score has mean 0, unweighted", Sum(score, k), 0, given=total)
holds(
    "a baseline changes nothing", Sum(h[k] * (x[k] - s) * score, k), Sum(h[k] * x[k] * score, k), given=total
)
fails("a baseline for each k", Sum(h[k] * (x[k] - y[k]) * score, k), Sum(h[k] * x[k] * score, k), given=total)
holds(
    "Fisher information, both ways",
    Sum(h[k] * score * D(log(h[k]), z[e]), k),
    -Sum(h[k] * D(score, z[e]), k),
    given=total,
)
fails(
    "Fisher information, the sign",
    Sum(h[k] * score * D(log(h[k]), z[e]), k),
    Sum(h[k] * D(score, z[e]), k),
    given=total,
)
holds("second slopes", Sum(D(D(h[k], z[d]), z[e]), k), 0, given=total)
holds(
    "the slope of an entropy",
    D(Sum(h[k] * log(h[k]), k), z[d]),
    Sum(D(h[k], z[d]) * log(h[k]), k),
    given=total,
)
inverse = [equation(Sum(G[i, j] * F[j, k], j), delta(i, k))]
holds("the other side of an inverse", Sum(F[i, j] * G[j, k], j), delta(i, k), given=inverse)
holds("the slope of a symmetric matrix", D(S[i, j], z[d]), D(S[j, i], z[d]), given=symmetric(S))

# matrices

holds("∇ xᵀAx", D(Sum(x[i] * A[i, j] * x[j], i, j), x[k]), 2 * Sum(A[k, j] * x[j], j), given=symmetric(A))
fails("∇ xᵀAx, half", D(Sum(x[i] * A[i, j] * x[j], i, j), x[k]), Sum(A[k, j] * x[j], j), given=symmetric(A))
holds("xᵀAy = yᵀAx", Sum(x[i] * A[i, j] * y[j], i, j), Sum(y[i] * A[i, j] * x[j], i, j), given=symmetric(A))
fails("xᵀAy = −yᵀAx", Sum(x[i] * A[i, j] * y[j], i, j), -Sum(y[i] * A[i, j] * x[j], i, j), given=symmetric(A))
holds("A² is symmetric", Sum(A[i, j] * A[j, k], j), Sum(A[k, j] * A[j, i], j), given=symmetric(A))
holds("tr(AB) = tr(ABᵀ)", Sum(A[i, j] * B[j, i], i, j), Sum(A[i, j] * B[i, j], i, j), given=symmetric(A))
turned = equation(A[i, j], -A[j, i])
holds("xᵀAx = 0", Sum(x[i] * A[i, j] * x[j], i, j), 0, given=turned)
holds("A_ii = 0", A[i, i], 0, given=turned)
fails("A_ij = 0", A[i, j], 0, given=turned)
balance = equation(w[i] * P[i, j], w[j] * P[j, i])
holds("detailed balance is stationary", Sum(w[i] * P[i, j], i), w[j], given=[balance, normalised(P)])
fails("detailed balance is symmetric", P[i, j], P[j, i], given=[balance, normalised(P)])
holds("of two steps", w[i] * Sum(P[i, j] * P[j, k], j), w[k] * Sum(P[k, j] * P[j, i], j), given=balance)
holds("QᵀQ = I", Sum(Q[k, d] * Q[k, d], k, d), m, given=orthonormal(Q))
fails("Q Qᵀ = I for a tall Q", Sum(Q[i, d] * Q[j, d], d), delta(i, j), given=orthonormal(Q))
holds("lengths are kept", Sum(Sum(A[i, k] * x[k], k) ** 2, i), Sum(x[k] ** 2, k), given=orthonormal(A))
holds("both ways", Sum(Sum(A[k, i] * x[k], k) ** 2, i), Sum(x[k] ** 2, k), given=orthonormal(A))
holds("P³ = P", Sum(P[i, j] * P[j, k] * P[k, l], j, k), P[i, l], given=idempotent(P))
fails("P = I", P[i, j], delta(i, j), given=idempotent(P))
holds(
    "I − P is idempotent",
    Sum((delta(i, j) - P[i, j]) * (delta(j, k) - P[j, k]), j),
    delta(i, k) - P[i, k],
    given=idempotent(P),
)
projected = Sum(P[i, j] * x[j], j)
holds(
    "what is left is orthogonal",
    Sum((x[i] - projected) * projected, i),
    0,
    given=[idempotent(P), symmetric(P)],
)
holds("a diagonal matrix", Sum(A[i, j] * x[j], j), A[i, i] * x[i], given=diagonal(A))
fails("a diagonal matrix, all entries", Sum(A[i, j], j), Sum(A[j, i], j) + 1, given=diagonal(A))
holds(
    "a Householder reflection",
    Sum((delta(i, j) - 2 * x[i] * x[j]) * (delta(j, k) - 2 * x[j] * x[k]), j),
    delta(i, k),
    given=equation(Sum(x[k] ** 2, k), 1),
)

# one-hot letters

hot = onehot(y)
chosen = Sum(y[k] * x[k], k)
holds("exp of one-hot", exp(chosen), Sum(y[k] * exp(x[k]), k), given=hot)
fails("exp of what sums to 1", exp(chosen), Sum(y[k] * exp(x[k]), k), given=normalised(y))
holds("log of one-hot", log(Sum(y[k] * p[k], k)), Sum(y[k] * log(p[k]), k), given=hot)
holds("any function of one-hot", f(chosen), Sum(y[k] * f(x[k]), k), given=hot)
fails("a function of another letter", f(chosen), Sum(y[k] * f(w[k]), k), given=hot)
holds("one over one-hot", 1 / Sum(y[k] * p[k], k), Sum(y[k] / p[k], k), given=hot)
holds("a root of one-hot", sqrt(Sum(y[k] * p[k], k)), Sum(y[k] * sqrt(p[k]), k), given=hot)
holds("a likelihood of one-hot", exp(Sum(y[k] * log(p[k]), k)), Sum(y[k] * p[k], k), given=hot)
fails("a likelihood of one-hot, its log", Sum(y[k] * log(p[k]), k), Sum(y[k] * p[k], k), given=hot)
holds("row by row", exp(Sum(Y[i, d] * z[d], d)), Sum(Y[i, d] * exp(z[d]), d), given=onehot(Y))

# left sides of several terms

spread = [equation(Sum((x[k] - mu) ** 2, k), n * sigma**2), equation(Sum(x[k], k), n * mu)]
holds("Σ x²", Sum(x[k] ** 2, k), n * (sigma**2 + mu**2), given=spread)
fails("Σ x², the mean forgotten", Sum(x[k] ** 2, k), n * sigma**2, given=spread)
holds("about another point", Sum((x[k] - a) ** 2, k), n * sigma**2 + n * (mu - a) ** 2, given=spread)
holds("scaled", Sum(((x[k] - mu) / sigma) ** 2, k), n, given=spread[:1])
holds("a + b = 1", a**2 + b**2, 1 - 2 * a * b, given=equation(a + b, 1))
fails("a + b = 1, squared", a**2 + b**2, 1, given=equation(a + b, 1))
holds("a² + b² = 1", (a + b) ** 2, 1 + 2 * a * b, given=equation(a**2 + b**2, 1))
holds("x = x²", Sum(x[k] ** 3, k), Sum(x[k], k), given=equation(x[k], x[k] ** 2))
