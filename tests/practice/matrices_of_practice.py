"""Principal components, whitening, natural gradients, Hessians and sums of matrices."""

from derive import (
    D,
    Sum,
    delta,
    diag,
    dims,
    entries,
    equation,
    exp,
    eye,
    function,
    indices,
    inverse,
    log,
    logdet,
    matrix,
    orthonormal,
    scalar,
    sqrt,
    symmetric,
    trace,
    vector,
)
from tests.practice.claims import Claims

n, m, r = dims("n m r")
i, j, k = indices("i j k", n)
a, b = indices("a b", r)
s, t = indices("s t", m)
S, U, Q = matrix("S", n, n), matrix("U", n, n), matrix("Q", n, n)
W, V = matrix("W", n, r), matrix("V", n, r)
Lam = matrix("Λ", r, r)
lam, v, x, w = vector("λ", n, positive=True), vector("v", n), vector("x", n), vector("w", n)
c, rho = scalar("c"), scalar("ρ", positive=True)
X, y = matrix("X", m, n), vector("y", m)
claims = Claims()


def holds(name, left, right, wrong=None, given=()):
    """The claim, and what it is confused with."""
    claims.holds(name, left, right, given=list(given))
    if wrong is not None:
        claims.fails(name, left, wrong, given=list(given))


def number(whole):
    """The number that a matrix of one entry is."""
    return whole.entry(None, None)


# principal components
lagrangian = trace(W.T @ S @ W) - trace(Lam @ (W.T @ W - eye(r)))
holds(
    "the gradient of PCA's Lagrangian",
    D(lagrangian, W),
    2 * (S @ W) - 2 * (W @ Lam),
    2 * (S @ W) - W @ Lam,
    given=[symmetric(S), symmetric(Lam)],
)
rayleigh = number(v.T @ S @ v) / number(v.T @ v)
holds(
    "the gradient of Rayleigh's quotient",
    D(rayleigh, v),
    (2 / number(v.T @ v)) * (S @ v - rayleigh * v),
    (2 / number(v.T @ v)) * (S @ v),
    given=[symmetric(S)],
)
eigen = equation(Sum(S[i, j] * v[j], j), c * v[i])
holds("its value at an eigenvector", rayleigh, c, 2 * c, given=[eigen])
holds(
    "it is stationary at an eigenvector",
    S @ v - rayleigh * v,
    0 * v,
    v,
    given=[eigen],
)
outer = entries(Sum((X[s, i] - Sum(X[t, i], t) / m) * (X[s, j] - Sum(X[t, j], t) / m), s) / m, i, j)
holds(
    "the covariance of data",
    outer,
    (X.T @ X) / m - entries(Sum(X[s, i], s) * Sum(X[s, j], s) / m**2, i, j),
    (X.T @ X) / m,
)
holds(
    "reconstruction and variance",
    Sum((X[s, i] - (X @ W @ W.T)[s, i]) ** 2, s, i),
    Sum(X[s, i] ** 2, s, i) - Sum((X @ W)[s, a] ** 2, s, a),
    Sum(X[s, i] ** 2, s, i) + Sum((X @ W)[s, a] ** 2, s, a),
    given=[orthonormal(W)],
)

# whitening: S = U diag(λ) Uᵀ
spectral = equation(S[i, j], Sum(U[i, k] * lam[k] * U[j, k], k))
root = diag(entries(1 / sqrt(lam[k]), k))
holds(
    "PCA whitening",
    root @ U.T @ (U @ diag(lam) @ U.T) @ U @ root,
    eye(n),
    diag(lam),
    given=[orthonormal(U)],
)
holds(
    "ZCA whitening",
    (U @ root @ U.T) @ (U @ diag(lam) @ U.T) @ (U @ root @ U.T),
    eye(n),
    U @ root @ U.T,
    given=[orthonormal(U)],
)
holds("whitening, with S said", root @ U.T @ S @ U @ root, eye(n), root, given=[orthonormal(U), spectral])
holds(
    "Mahalanobis length is that of what is white",
    number(x.T @ (U @ diag(entries(1 / lam[k], k)) @ U.T) @ x),
    Sum((root @ U.T @ x)[k] ** 2, k),
    Sum((U.T @ x)[k] ** 2, k),
)
holds(
    "the inverse by eigenvalues",
    (U @ diag(lam) @ U.T) @ (U @ diag(entries(1 / lam[k], k)) @ U.T),
    eye(n),
    given=[orthonormal(U)],
)

# natural gradients
J, Fisher = matrix("J", n, n), matrix("F", n, n)
grad = vector("g", n)
holds(
    "the natural gradient moves with its coordinates",
    inverse(J.T @ Fisher @ J) @ (J.T @ grad),
    inverse(J) @ inverse(Fisher) @ grad,
    J @ inverse(Fisher) @ grad,
)
logits, p_ = vector("h", n), None
Z = Sum(exp(logits[k]), k)
prob = entries(exp(logits[i]) / Z, i)
holds(
    "the Fisher information of softargmax",
    entries(
        Sum(
            exp(logits[k])
            / Z
            * D(log(exp(logits[k]) / Z), logits[i])
            * D(log(exp(logits[k]) / Z), logits[j]),
            k,
        ),
        i,
        j,
    ),
    diag(prob) - prob @ prob.T,
    diag(prob),
)
holds(
    "the natural gradient of a damped metric",
    (Fisher + rho * eye(n)) @ inverse(Fisher + rho * eye(n)) @ grad,
    grad,
    (Fisher + rho * eye(n)) @ grad,
)

# Hessians
holds(
    "of least squares",
    D(Sum((X[s, i] * 1 * w[i] - 0) ** 2, s, i), w, w),
    2 * diag(entries(Sum(X[s, i] ** 2, s), i)),
    2 * X.T @ X,
)
loss = Sum((y[s] - Sum(X[s, i] * w[i], i)) ** 2, s) / 2 + rho * Sum(w[i] ** 2, i) / 2
holds("of ridge", D(loss, w, w), X.T @ X + rho * eye(n), X.T @ X)
holds("of log-sum-exp", D(log(Z), logits, logits), diag(prob) - prob @ prob.T, diag(prob) + prob @ prob.T)
f = function("f")
holds(
    "of a function of a quadratic form",
    D(f(number(x.T @ S @ x)), x, x),
    2 * f.prime(number(x.T @ S @ x)) * S + 4 * f.prime.prime(number(x.T @ S @ x)) * (S @ x @ x.T @ S),
    2 * f.prime(number(x.T @ S @ x)) * S,
    given=[symmetric(S)],
)
holds(
    "a Newton step ends a quadratic",
    S @ (x - inverse(S) @ (S @ x - w)) - w,
    0 * x,
    x,
)

# sums of matrices
holds("a Gram matrix is a sum of outer products", Sum(X[s, :] @ X[s, :].T, s), X.T @ X, X.T @ X + X.T @ X)
holds(
    "a gradient summed over samples",
    D(Sum((y[s] - number(X[s, :].T @ w)) ** 2, s), w),
    -2 * X.T @ (y - X @ w),
    2 * X.T @ (y - X @ w),
)
holds("a trace of a sum", trace(Sum(X[s, :] @ X[s, :].T, s)), Sum(X[s, i] ** 2, s, i), Sum(X[s, i], s, i))
holds(
    "the slope of a log-determinant of a sum",
    D(logdet(Sum(X[s, :] @ X[s, :].T, s)), X),
    2 * X @ inverse(X.T @ X),
    X @ inverse(X.T @ X),
)
holds("a weighted sum", Sum(y[s] * (X[s, :] @ X[s, :].T), s), X.T @ diag(y) @ X, X.T @ X)

# structured matrices and chains
T = matrix("T", n, n)
g = function("g")
holds(
    "the chain rule through a matrix",
    D(g(X @ T), T[i, j]),
    Sum(g(X @ T).slope(1, s, j) * X[s, i], s),
    Sum(g(X @ T).slope(1, s, i) * X[s, j], s),
)
free = matrix("B", n, n)
both = free + free.T
holds(
    "a trace in the free part of a symmetric matrix",
    D(trace(T @ both), free),
    T + T.T,
    T.T,
)
holds(
    "a determinant in the free part",
    D(logdet(both), free),
    inverse(both) + inverse(both).T,
    inverse(both),
)
holds("a diagonal matrix", D(trace(T @ diag(w)), w[i]), T[i, i], Sum(T[i, j], j))
holds("a first eigenvalue's slope", Sum(v[i] * delta(i, k) * v[j] * delta(j, k), i, j), v[k] ** 2, v[k])
