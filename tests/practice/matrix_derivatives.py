"""Derivatives of determinants, inverses, traces and quadratic forms, for matrices of every size."""

from derive import (
    D,
    Sum,
    delta,
    det,
    dims,
    entries,
    eye,
    hadamard,
    indices,
    inverse,
    logdet,
    matrix,
    scalar,
    sqrt,
    symmetric,
    trace,
    vector,
)
from tests.practice.claims import Claims

n, m, p = dims("n m p")
i, j, k, l, r, s = indices("i j k l r s", n)
d, e = indices("d e", m)
t = scalar("t")
Y, Z = matrix("Y", n, n, of=t.family), matrix("Z", n, n, of=t.family)
X, A, B, C, W = (matrix(name, n, n) for name in "XABCW")
F, G, H = matrix("F", n, m), matrix("G", n, m), matrix("H", m, m)
K, L, M = matrix("K", m, n), matrix("L", m, m), matrix("M", n, m)
a, b, c, x, y = (vector(name, n) for name in "abcxy")
u, v, w = (vector(name, m) for name in "uvw")

claims = Claims()
fails = claims.fails


def holds(name, left, right, wrong=None, given=()):
    """The claim, and what it is confused with."""
    claims.holds(name, left, right, given=list(given))
    if wrong is not None:
        claims.fails(name, left, wrong, given=list(given))


def number(whole):
    """The number that a matrix of one entry is."""
    return whole.entry(None, None)


def slope(of, row, column):
    """The derivative of an entry along t."""
    return D(of[row, column], t)


# along a number t
holds(
    "a product",
    D((Y @ Z)[i, j], t),
    Sum(slope(Y, i, k) * Z[k, j] + Y[i, k] * slope(Z, k, j), k),
    Sum(slope(Y, i, k) * slope(Z, k, j), k),
)
holds(
    "an entrywise product",
    D(hadamard(Y, Z)[i, j], t),
    slope(Y, i, j) * Z[i, j] + Y[i, j] * slope(Z, i, j),
    slope(Y, i, j) * slope(Z, i, j),
)
holds("a transpose", D(Y.T[i, j], t), slope(Y, j, i), slope(Y, i, j))
holds("a trace", D(trace(Y), t), Sum(slope(Y, i, i), i), Sum(slope(Y, i, j), i, j))
holds(
    "an inverse",
    D(inverse(Y)[i, j], t),
    -Sum(inverse(Y)[i, k] * slope(Y, k, l) * inverse(Y)[l, j], k, l),
    Sum(inverse(Y)[i, k] * slope(Y, k, l) * inverse(Y)[l, j], k, l),
)
holds(
    "a determinant",
    D(det(Y), t),
    det(Y) * Sum(inverse(Y)[i, k] * slope(Y, k, i), i, k),
    Sum(inverse(Y)[i, k] * slope(Y, k, i), i, k),
)
holds(
    "a log-determinant",
    D(logdet(Y), t),
    Sum(inverse(Y)[i, k] * slope(Y, k, i), i, k),
    Sum(inverse(Y)[k, i] * slope(Y, k, i), i, k),
)
holds(
    "a determinant twice",
    D(det(Y), t, t),
    det(Y)
    * (
        Sum(inverse(Y)[i, k] * D(Y[k, i], t, t), i, k)
        + Sum(inverse(Y)[i, k] * slope(Y, k, i), i, k) ** 2
        - Sum(inverse(Y)[i, k] * slope(Y, k, l) * inverse(Y)[l, j] * slope(Y, j, i), i, j, k, l)
    ),
)

# determinants
holds("det X", D(det(X), X), det(X) * inverse(X).T, det(X) * inverse(X))
holds("det X, by cofactors", Sum(D(det(X), X[i, k]) * X[j, k], k), delta(i, j) * det(X), det(X) * X[i, j])
holds("det A X B", D(det(A @ X @ B), X), det(A @ X @ B) * inverse(X).T, inverse(X).T)
holds("det XᵀX, square", D(det(X.T @ X), X), 2 * det(X.T @ X) * inverse(X).T, det(X.T @ X) * inverse(X).T)
holds(
    "det FᵀAF, symmetric",
    D(det(F.T @ A @ F), F),
    2 * det(F.T @ A @ F) * A @ F @ inverse(F.T @ A @ F),
    det(F.T @ A @ F) * A @ F @ inverse(F.T @ A @ F),
    given=[symmetric(A)],
)
holds(
    "det FᵀAF",
    D(det(F.T @ A @ F), F),
    det(F.T @ A @ F) * (A @ F @ inverse(F.T @ A @ F) + A.T @ F @ inverse(F.T @ A.T @ F)),
    2 * det(F.T @ A @ F) * A @ F @ inverse(F.T @ A @ F),
)
holds("log det FᵀF", D(logdet(F.T @ F), F), 2 * F @ inverse(F.T @ F), F @ inverse(F.T @ F))
holds("log det X", D(logdet(X), X), inverse(X).T, inverse(X))
holds("det X²", D(det(X @ X), X), 2 * det(X) ** 2 * inverse(X).T, 2 * det(X) * inverse(X).T)
holds("det X⁻¹", D(det(inverse(X)), X), -det(inverse(X)) * inverse(X).T, det(inverse(X)) * inverse(X).T)
holds("log det (A + X)", D(logdet(A + X), X), inverse(A + X).T, inverse(A).T + inverse(X).T)

# inverses
Xi = inverse(X)
holds("an entry of X⁻¹", D(Xi[k, l], X[i, j]), -Xi[k, i] * Xi[j, l], -Xi[i, k] * Xi[j, l])
holds("aᵀX⁻¹b", D(number(a.T @ Xi @ b), X), -(Xi.T @ a @ b.T @ Xi.T), -(Xi @ a @ b.T @ Xi))
holds("tr A X⁻¹ B", D(trace(A @ Xi @ B), X), -((Xi @ B @ A @ Xi).T), -(Xi @ B @ A @ Xi))
holds(
    "tr (X + A)⁻¹",
    D(trace(inverse(X + A)), X),
    -((inverse(X + A) @ inverse(X + A)).T),
    -(inverse(X + A).T),
)

# linear forms
holds("aᵀx", D(number(a.T @ x), x), a, x)
holds("aᵀXb", D(number(a.T @ X @ b), X), a @ b.T, b @ a.T)
holds("aᵀXᵀb", D(number(a.T @ X.T @ b), X), b @ a.T, a @ b.T)
holds("aᵀXa", D(number(a.T @ X @ a), X), a @ a.T, 2 * a @ a.T)
holds("an entry of X", D(X[k, l], X[i, j]), delta(i, k) * delta(j, l), delta(i, l) * delta(j, k))
holds("an entry of XA", D((X @ A)[i, j], X[r, s]), delta(i, r) * A[s, j], delta(i, s) * A[r, j])
holds("an entry of XᵀA", D((X.T @ A)[i, j], X[r, s]), delta(i, s) * A[r, j], delta(i, r) * A[s, j])
holds("Fu in F", D(F @ u, F)[i, j, d], delta(i, j) * u[d], delta(i, j) * u[d] * u[d])

# quadratic forms
total = Sum(F[i, d], i, d)
holds("the square of a sum", D(total**2, F), entries(2 * total, k, e), entries(2 * Sum(F[k, d], d), k, e))
holds("uᵀFᵀFv", D(number(u.T @ F.T @ F @ v), F), F @ (u @ v.T + v @ u.T), 2 * F @ u @ v.T)
holds(
    "(Bx + b)ᵀC(Ax + a)",
    D(number((B @ x + b).T @ C @ (A @ x + a)), x),
    B.T @ C @ (A @ x + a) + A.T @ C.T @ (B @ x + b),
    B.T @ C @ (A @ x + a) + A.T @ C @ (B @ x + b),
)
holds(
    "an entry of XᵀBX",
    D((X.T @ B @ X)[k, l], X[i, j]),
    delta(l, j) * (X.T @ B)[k, i] + delta(k, j) * (B @ X)[i, l],
    delta(l, j) * (X.T @ B)[k, i],
)
holds("xᵀBx", D(number(x.T @ B @ x), x), (B + B.T) @ x, 2 * B @ x)
holds("xᵀBx, symmetric", D(number(x.T @ B @ x), x), 2 * B @ x, B @ x, given=[symmetric(B)])
holds(
    "uᵀFᵀAFv",
    D(number(u.T @ F.T @ A @ F @ v), F),
    A.T @ F @ u @ v.T + A @ F @ v @ u.T,
    A @ F @ u @ v.T + A.T @ F @ v @ u.T,
)
holds(
    "(Fu + a)ᵀA(Fu + a)",
    D(number((F @ u + a).T @ A @ (F @ u + a)), F),
    (A + A.T) @ (F @ u + a) @ u.T,
    2 * A @ (F @ u + a) @ u.T,
)
residual = x - F @ u
weighted = number(residual.T @ W @ residual)
holds(
    "weighted squares in u", D(weighted, u), -2 * F.T @ W @ residual, 2 * F.T @ W @ residual, [symmetric(W)]
)
holds("weighted squares in x", D(weighted, x), 2 * W @ residual, W @ residual, [symmetric(W)])
holds(
    "weighted squares in F", D(weighted, F), -2 * W @ residual @ u.T, 2 * W @ residual @ u.T, [symmetric(W)]
)
form = number(x.T @ A @ x + b.T @ x)
holds("the gradient of a quadratic form", D(form, x), (A + A.T) @ x + b, (A + A.T) @ x)
holds("its Hessian", D(form, x, x), A + A.T, 2 * A)
holds("a gradient laid out as a row", D(form, x, layout="numerator"), ((A + A.T) @ x + b).T)
holds("a Jacobian by the denominator", D(A @ x, x, layout="denominator"), A.T, A)
holds("a Jacobian by the numerator", D(A @ x, x), A, A.T)

# higher orders
holds("aᵀX²b", D(number(a.T @ X @ X @ b), X), a @ b.T @ X.T + X.T @ a @ b.T, 2 * X.T @ a @ b.T)
holds(
    "aᵀX³b",
    D(number(a.T @ X**3 @ b), X),
    a @ b.T @ (X.T) ** 2 + X.T @ a @ b.T @ X.T + (X.T) ** 2 @ a @ b.T,
    3 * (X.T) ** 2 @ a @ b.T,
)

# traces
holds("tr X", D(trace(X), X), eye(n), X)
holds("tr XA", D(trace(X @ A), X), A.T, A)
holds("tr AXB", D(trace(A @ X @ B), X), A.T @ B.T, B.T @ A.T)
holds("tr AXᵀB", D(trace(A @ X.T @ B), X), B @ A, A @ B)
holds("tr XᵀA", D(trace(X.T @ A), X), A, A.T)
holds("tr AXᵀ", D(trace(A @ X.T), X), A, A.T)
holds("tr X²", D(trace(X @ X), X), 2 * X.T, 2 * X)
holds("tr X²B", D(trace(X @ X @ B), X), (X @ B + B @ X).T, 2 * (X @ B).T)
holds("tr FᵀBF", D(trace(F.T @ B @ F), F), B @ F + B.T @ F, 2 * B @ F)
holds("tr BFFᵀ", D(trace(B @ F @ F.T), F), B @ F + B.T @ F, 2 * B.T @ F)
holds("tr FFᵀB", D(trace(F @ F.T @ B), F), B @ F + B.T @ F, B @ F)
holds("tr FHFᵀ", D(trace(F @ H @ F.T), F), F @ H.T + F @ H, 2 * F @ H)
holds("tr HFᵀF", D(trace(H @ F.T @ F), F), F @ H.T + F @ H, 2 * F @ H.T)
holds("tr FᵀFH", D(trace(F.T @ F @ H), F), F @ H.T + F @ H, F @ H)
holds("tr AXBX", D(trace(A @ X @ B @ X), X), A.T @ X.T @ B.T + B.T @ X.T @ A.T, 2 * A.T @ X.T @ B.T)
holds("tr FᵀF", D(trace(F.T @ F), F), 2 * F, F)
holds("tr HᵀFᵀCFH", D(trace(H.T @ F.T @ C @ F @ H), F), (C + C.T) @ F @ H @ H.T, 2 * C @ F @ H @ H.T)
holds("tr FᵀBFH", D(trace(F.T @ B @ F @ H), F), B @ F @ H + B.T @ F @ H.T, 2 * B @ F @ H)
holds(
    "tr AFHFᵀC",
    D(trace(A @ F @ H @ F.T @ C), F),
    A.T @ C.T @ F @ H.T + C @ A @ F @ H,
    2 * C @ A @ F @ H,
)
squared = A @ F @ H + M
holds("‖AFH + M‖²", D(trace(squared @ squared.T), F), 2 * A.T @ squared @ H.T, 2 * A @ squared @ H)
holds("tr X³", D(trace(X**3), X), 3 * (X**2).T, 3 * X**2)
holds(
    "tr AX³",
    D(trace(A @ X**3), X),
    (A @ X**2 + X @ A @ X + X**2 @ A).T,
    3 * (A @ X**2).T,
)
inner = F.T @ C @ F
holds(
    "tr (FᵀCF)⁻¹H",
    D(trace(inverse(inner) @ H), F),
    -(C @ F @ inverse(inner) @ (H + H.T) @ inverse(inner)),
    -2 * (C @ F @ inverse(inner) @ H @ inverse(inner)),
    given=[symmetric(C)],
)

# norms
length = sqrt(Sum((x[k] - a[k]) ** 2, k))
holds("‖x − a‖", D(length, x[i]), (x[i] - a[i]) / length, x[i] / length)
holds("‖x‖²", D(Sum(x[k] ** 2, k), x), 2 * x, x)
holds("‖F‖²", D(Sum(F[i, d] ** 2, i, d), F), 2 * F, F)
holds(
    "the slope of a unit vector",
    D((x[i] - a[i]) / length, x[j]),
    delta(i, j) / length - (x[i] - a[i]) * (x[j] - a[j]) / length**3,
    delta(i, j) / length,
)

# inverses, without derivatives
lam = scalar("lambda", positive=True)
gram, kernel = F.T @ F + lam * eye(m), F @ F.T + lam * eye(n)
low = A + F @ H @ K
holds("a push through", inverse(gram) @ F.T, F.T @ inverse(kernel), F.T @ inverse(kernel) @ kernel)
holds(
    "Woodbury",
    inverse(low),
    inverse(A) - inverse(A) @ F @ inverse(inverse(H) + K @ inverse(A) @ F) @ K @ inverse(A),
    inverse(A) + inverse(A) @ F @ inverse(inverse(H) + K @ inverse(A) @ F) @ K @ inverse(A),
)
holds("an inverse of a product", inverse(A @ B), inverse(B) @ inverse(A), inverse(A) @ inverse(B))
holds("an inverse of an inverse", inverse(inverse(A)), A, inverse(A))
holds(
    "the inverse of a sum",
    inverse(A + B),
    inverse(A) - inverse(A) @ inverse(inverse(A) + inverse(B)) @ inverse(A),
)
fails("the inverse of a sum, term by term", inverse(A + B), inverse(A) + inverse(B))
holds("a cyclic trace", trace(A @ B @ C), trace(C @ A @ B), trace(B @ A @ C))
holds("det of a product", det(A @ B), det(A) * det(B), det(A) + det(B))
holds("log det of a product", logdet(A @ B), logdet(A) + logdet(B), logdet(A) * logdet(B))
holds("log det of a multiple", logdet(lam * A), n * (logdet(lam * A) - logdet(A)) / n + logdet(A))
fails("log det of a multiple, once", logdet(2 * A), logdet(A) + 1)
holds("the inverse of a symmetric matrix is one", inverse(A), inverse(A).T, given=[symmetric(A)])
fails("the inverse of any matrix is not", inverse(A), inverse(A).T)

# statistics
Q, S = matrix("Q", n, n), matrix("S", n, n)
mu = vector("mu", n)
gap = x - mu
holds(
    "Gaussian, in its mean",
    D(-number(gap.T @ inverse(S) @ gap) / 2, mu),
    inverse(S) @ gap,
    -(inverse(S) @ gap),
    given=[symmetric(S)],
)
holds(
    "Gaussian, in its precision",
    D(logdet(Q) / 2 - number(gap.T @ Q @ gap) / 2, Q),
    (inverse(Q).T - gap @ gap.T) / 2,
    (inverse(Q).T + gap @ gap.T) / 2,
)
holds(
    "Gaussian, in its covariance",
    D(-logdet(S) / 2 - number(gap.T @ inverse(S) @ gap) / 2, S),
    (inverse(S).T @ gap @ gap.T @ inverse(S).T - inverse(S).T) / 2,
    (inverse(S).T - inverse(S).T @ gap @ gap.T @ inverse(S).T) / 2,
)
ridge = inverse(gram) @ F.T @ y
holds("ridge is stationary", F.T @ (F @ ridge - y) + lam * ridge, 0 * ridge)
fails("ridge without its penalty is not", F.T @ (F @ ridge - y), 0 * ridge)
holds("kernel ridge", ridge, F.T @ inverse(kernel) @ y, F.T @ inverse(kernel + eye(n)) @ y)
P0, R = matrix("P", m, m), matrix("R", n, n)
innovation = F @ P0 @ F.T + R
gain = P0 @ F.T @ inverse(innovation)
holds(
    "Kalman gain in information form",
    gain,
    inverse(inverse(P0) + F.T @ inverse(R) @ F) @ F.T @ inverse(R),
    inverse(inverse(P0) + F.T @ inverse(R) @ F) @ F.T @ R,
)
holds(
    "Kalman: two forms of the covariance",
    (eye(m) - gain @ F) @ P0,
    inverse(inverse(P0) + F.T @ inverse(R) @ F),
    (eye(m) + gain @ F) @ P0,
)
holds(
    "natural gradient of a Gaussian's mean",
    S @ D(-number(gap.T @ inverse(S) @ gap) / 2, mu),
    gap,
    inverse(S) @ gap,
    given=[symmetric(S)],
)
