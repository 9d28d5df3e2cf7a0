"""vec and Kronecker products, for matrices of every size."""

from derive import (
    D,
    delta,
    dims,
    eye,
    indices,
    inverse,
    kronecker,
    matrix,
    ones,
    symmetric,
    trace,
    vec,
    vector,
)
from tests.practice.claims import Claims

n, m, p, q = dims("n m p q")
i, j = indices("i j", n)
k, l, e = indices("k l e", m)
A, B, X, Y = matrix("A", n, m), matrix("B", p, q), matrix("X", m, p), matrix("Y", m, p)
C, E, F = matrix("C", m, n), matrix("E", q, p), matrix("F", p, q)
G, H, S = matrix("G", n, n), matrix("H", m, m), matrix("S", n, n)
x, y, z = vector("x", n), vector("y", m), vector("z", p)
Z = matrix("Z", n, m)

claims = Claims()


def holds(name, left, right, wrong=None, given=()):
    """The claim, and what it is confused with."""
    claims.holds(name, left, right, given=list(given))
    if wrong is not None:
        claims.fails(name, left, wrong, given=list(given))


holds("vec A X B", vec(A @ X @ B), kronecker(B.T, A) @ vec(X), kronecker(B.T, 2 * A) @ vec(X))
holds("vec A X", vec(A @ X), kronecker(eye(p), A) @ vec(X), kronecker(ones(p) @ ones(p).T, A) @ vec(X))
holds("vec X B", vec(X @ B), kronecker(B.T, eye(m)) @ vec(X), vec(X @ B - Y @ B))
holds("vec of an outer product", vec(x @ y.T), kronecker(y, x), 2 * kronecker(y, x))
holds("vec is linear", vec(X + Y), vec(X) + vec(Y), vec(X) - vec(Y))
holds("a trace by vec", trace(C @ A), vec(C.T).T @ vec(A), vec(A).T @ vec(A))
holds("a trace of four", trace(X.T @ C @ G @ A @ Y), vec(X).T @ kronecker(eye(p), C @ G @ A) @ vec(Y))
holds(
    "mixed products",
    kronecker(A, B) @ kronecker(C, E),
    kronecker(A @ C, B @ E),
    kronecker(A @ C, B @ E) + kronecker(A @ C, B @ E),
)
holds("a transpose", kronecker(A, B).T, kronecker(A.T, B.T), -kronecker(A.T, B.T))
holds(
    "sums on the left",
    kronecker(A + Z, B),
    kronecker(A, B) + kronecker(Z, B),
    kronecker(A, B) - kronecker(Z, B),
)
holds("sums on the right", kronecker(A, B + F), kronecker(A, B) + kronecker(A, F), kronecker(A, B))
holds("a trace", trace(kronecker(G, H)), trace(G) * trace(H), trace(G) + trace(H))
holds("an inverse", kronecker(G, H) @ kronecker(inverse(G), inverse(H)), kronecker(eye(n), eye(m)))
claims.fails(
    "an inverse, factors transposed",
    kronecker(G, H) @ kronecker(inverse(G).T, inverse(H)),
    kronecker(eye(n), eye(m)),
)
holds("three of them", kronecker(kronecker(x, y), z), kronecker(x, kronecker(y, z)))
claims.fails("they do not commute", kronecker(G, S), kronecker(S, G))
holds("a norm", kronecker(x, y).T @ kronecker(x, y), (x.T @ x) @ (y.T @ y), (x.T @ x) + (y.T @ y))
holds("an entry", kronecker(G, H)[i, k, j, l], G[i, j] * H[k, l], G[j, i] * H[k, l])
holds("a Jacobian by vec", D(vec(A @ X @ B), vec(X)), kronecker(B.T, A), -kronecker(B.T, A))
holds(
    "the Jacobian of vec, in an entry",
    D(vec(Z.T @ G @ Z), Z)[k, l, i, e],
    delta(l, e) * (G @ Z)[i, k] + delta(k, e) * (G.T @ Z)[i, l],
    delta(k, e) * (G @ Z)[i, l] + delta(l, e) * (G.T @ Z)[i, k],
)
holds(
    "the Jacobian of a Gram matrix, in an entry",
    D((Z.T @ Z)[k, l], Z[i, 1]),
    delta(k, 1) * Z[i, l] + delta(l, 1) * Z[i, k],
)
holds(
    "the Jacobian of an inverse",
    D(vec(inverse(G)), vec(G)),
    -kronecker(inverse(G).T, inverse(G)),
    -kronecker(inverse(G), inverse(G)),
)
holds(
    "the Hessian of a trace",
    D(vec(2 * S @ Z @ H), vec(Z)),
    2 * kronecker(H.T, S),
    2 * kronecker(H.T, S) + kronecker(H.T, S),
    given=[symmetric(S), symmetric(H)],
)
holds(
    "whitening both sides",
    kronecker(inverse(H), inverse(G)) @ vec(G @ Z @ H),
    kronecker(eye(m), eye(n)) @ kronecker(inverse(H), eye(n)) @ vec(Z @ H),
    vec(Z @ H),
)
