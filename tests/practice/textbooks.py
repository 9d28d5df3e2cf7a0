"""What textbooks state and what it is confused with: matrices, expectations, cases, recurrences, products."""

from derive import (
    KL,
    Cov,
    D,
    E,
    Product,
    Sum,
    Var,
    before,
    cases,
    clip,
    delta,
    det,
    diag,
    dims,
    entropy,
    equal,
    exp,
    eye,
    function,
    hadamard,
    idempotent,
    indices,
    inverse,
    kronecker,
    log,
    logdet,
    logistic,
    matrix,
    maximum,
    measure,
    minimum,
    orthonormal,
    probability,
    recurrence,
    relu,
    scalar,
    sign,
    softplus,
    sqrt,
    step,
    symmetric,
    tanh,
    trace,
    upto,
    vec,
    vector,
    within,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k, l, s, t = indices("i j k l s t", n)
d, e = indices("d e", m)
A, B, C, P, Q = (matrix(name, n, n) for name in "ABCPQ")
X, Y, U = matrix("X", m, n), matrix("Y", m, n), matrix("U", n, m)
x, y, z, w = (vector(name, n) for name in "xyzw")
b = vector("b", m)
p = vector("p", n, positive=True)
a, c, g = scalar("a"), scalar("c"), scalar("g", positive=True)
h = scalar("h", positive=True)
f, psi = function("f"), function("ψ")
claims = Claims()


def number(whole):
    """The number that a matrix of one entry is."""
    return whole.entry(None, None)


def row(name, left, right, *wrong, given=()):
    """left = right, and what the right side is confused with."""
    claims.holds(name, left, right, given=list(given))
    for count, each in enumerate(wrong):
        claims.fails(f"{name}, {count}", left, each, given=list(given))


# matrices
row("inverse of a product", inverse(A @ B), inverse(B) @ inverse(A), inverse(A) @ inverse(B))
row("inverse of a transpose", inverse(A.T), inverse(A).T, inverse(A))
row("inverse of a multiple", inverse(g * A), inverse(A) * (1 / g), g * inverse(A))
row("inverse of an inverse", inverse(inverse(A)), A, A.T)
row(
    "three factors",
    inverse(A @ B @ C),
    inverse(C) @ inverse(B) @ inverse(A),
    inverse(A) @ inverse(B) @ inverse(C),
)
row("determinant of a product", det(A @ B), det(A) * det(B), det(A) + det(B))
row("determinant of an inverse", det(inverse(A)), 1 / det(A), -det(A), det(A))
row("log-determinant of a product", logdet(A @ B), logdet(A) + logdet(B), logdet(A) * logdet(B))
row("log-determinant of an inverse", logdet(inverse(A)), -logdet(A), logdet(A))
row("determinant of a square", det(A @ A), det(A) ** 2, 2 * det(A))
row("determinant of a transpose", det(A.T), det(A), -det(A))
row("determinant of a multiple of I", logdet(g * eye(n)), n * log(g), log(g), n * g)
row("no inverse of a sum", inverse(A) @ (A + B) @ inverse(B), inverse(A) + inverse(B), inverse(A + B))
row(
    "difference of inverses",
    inverse(A) - inverse(B),
    inverse(A) @ (B - A) @ inverse(B),
    inverse(A) @ (A - B) @ inverse(B),
)
row("cyclic trace", trace(A @ B @ C), trace(C @ A @ B), trace(A @ C @ B), trace(B @ A @ C))
row("trace of a transpose", trace(A.T @ B), trace(B.T @ A), trace(A @ B))
row("trace of a commutator", trace(A @ B - B @ A), 0, trace(A @ B))
row("trace of an outer product", trace(x @ y.T), Sum(x[i] * y[i], i), Sum(x[i], i) * Sum(y[i], i))
row("trace of I", trace(eye(n)), n, 1)
row("Frobenius norm", trace(X.T @ X), Sum(X[d, i] ** 2, d, i), Sum(X[d, i], d, i) ** 2)
row(
    "slope of an inverse",
    D(inverse(A)[i, j], A[k, l]),
    -inverse(A)[i, k] * inverse(A)[l, j],
    inverse(A)[i, k] * inverse(A)[l, j],
    -inverse(A)[i, l] * inverse(A)[k, j],
)
row("slope of log det", D(logdet(A), A), inverse(A).T, inverse(A), -inverse(A).T)
row("slope of det", D(det(A), A), det(A) * inverse(A).T, inverse(A).T, det(A) * inverse(A))
row("slope of log det of an inverse", D(logdet(inverse(A)), A), -inverse(A).T, inverse(A).T)
row(
    "slope of tr A⁻¹B",
    D(trace(inverse(A) @ B), A),
    -(inverse(A) @ B @ inverse(A)).T,
    -(inverse(A) @ B @ inverse(A)),
    (inverse(A) @ B @ inverse(A)).T,
)
row("slope of tr AB", D(trace(A @ B), A), B.T, B)
row("slope of tr AᵀB", D(trace(A.T @ B), A), B, B.T)
row("slope of tr AᵀBA", D(trace(A.T @ B @ A), A), (B + B.T) @ A, 2 * (B @ A), A @ (B + B.T))
row("slope of tr A²", D(trace(A @ A), A), 2 * A.T, 2 * A)
row("slope of tr A³", D(trace(A @ A @ A), A), 3 * (A @ A).T, 3 * (A @ A))
row("quadratic form", D(number(x.T @ A @ x), x), (A + A.T) @ x, 2 * (A @ x), (A - A.T) @ x)
row("quadratic form, symmetric", D(number(x.T @ A @ x), x), 2 * (A @ x), A @ x, given=[symmetric(A)])
row("quadratic form in the matrix", D(number(x.T @ A @ y), A), x @ y.T, y @ x.T)
row("Hessian of a quadratic form", D(number(x.T @ A @ x), x, x), A + A.T, 2 * A)
row(
    "slope of xᵀA⁻¹x",
    D(number(x.T @ inverse(A) @ x), A),
    -inverse(A).T @ x @ x.T @ inverse(A).T,
    -inverse(A) @ x @ x.T @ inverse(A),
)
row(
    "least squares",
    D(number((X @ x - b).T @ (X @ x - b)), x),
    2 * (X.T @ (X @ x - b)),
    X.T @ (X @ x - b),
    2 * (X.T @ (b - X @ x)),
)
row("Jacobian of a linear map", D(A @ x, x), A, A.T)
row("a map in its matrix", D((A @ x)[i], A[k, l]), delta(i, k) * x[l], delta(i, l) * x[k])
row("vec of a product", vec(A @ X.T @ Y), kronecker(Y.T, A) @ vec(X.T), kronecker(Y.T, A.T) @ vec(X.T))
row(
    "Kronecker products multiply",
    kronecker(A, B) @ kronecker(C, P),
    kronecker(A @ C, B @ P),
    kronecker(A @ P, B @ C),
)
row("Kronecker transposed", kronecker(A, B).T, kronecker(A.T, B.T), kronecker(B.T, A.T))
row("trace of a Kronecker product", Sum(kronecker(A, B)[i, k, i, k], i, k), trace(A) * trace(B), trace(A @ B))
row("a projection", P @ (x - P @ x), 0 * x, x - P @ x, given=[idempotent(P)])
row("a projection, twice", (eye(n) - P) @ (eye(n) - P), eye(n) - P, eye(n) + P, given=[idempotent(P)])
row(
    "an orthonormal matrix keeps lengths",
    number((Q @ x).T @ (Q @ x)),
    number(x.T @ x),
    number(x.T @ Q @ x),
    given=[orthonormal(Q)],
)
row(
    "a rotation of a quadratic form",
    number((Q @ x).T @ A @ (Q @ x)),
    number(x.T @ (Q.T @ A @ Q) @ x),
    number(x.T @ (Q @ A @ Q.T) @ x),
    number(x.T @ A @ x),
    given=[orthonormal(Q)],
)
row("symmetric parts", number(x.T @ A @ x), number(x.T @ ((A + A.T) @ x)) / 2, number(x.T @ ((A + A.T) @ x)))
row("push-through", inverse(eye(n) + A @ B) @ A, A @ inverse(eye(n) + B @ A), inverse(eye(n) + B @ A) @ A)
row(
    "Sherman and Morrison",
    (A + x @ y.T)
    @ (inverse(A) - inverse(A) @ x @ y.T @ inverse(A) * (1 / (1 + number(y.T @ inverse(A) @ x)))),
    eye(n),
    inverse(A),
    A,
)
row("powers", A**2 @ A**3, A**5, A**6)
row("negative powers", A**-2 @ A**3, A, A**-1, A.T)
row("Hadamard and diagonals", diag(x) @ y, hadamard(x, y), diag(y) @ y)
row(
    "a bilinear sum",
    number(x.T @ hadamard(A, B) @ y),
    trace(diag(x) @ A @ diag(y) @ B.T),
    trace(diag(x) @ A @ diag(y) @ B),
)

# expectations
mu = measure("μ", of=y)
r, q, R = mu.scalar("r"), mu.scalar("q", positive=True), mu.vector("R", n)
G = mu.scalar("G", of=y)
nu = measure("ν")
eps = nu.scalar("ε")
rho = mu.beside("ρ", of=y)
one, both = mu.normalised, [mu.normalised, nu.normalised]
mean = E(r, mu)
row("linear", E(a * r + c * q, mu), a * E(r, mu) + c * E(q, mu), a * E(r, mu) + E(q, mu))
row("a shift", E(r + c, mu), E(r, mu) + c, E(r, mu), given=[one])
row("variance of a shift", Var(r + c, mu), Var(r, mu), Var(r, mu) + c, Var(r, mu) + c**2, given=[one])
row("variance of a multiple", Var(c * r, mu), c**2 * Var(r, mu), c * Var(r, mu), given=[one])
row(
    "variance of a difference",
    Var(r - q, mu),
    Var(r, mu) + Var(q, mu) - 2 * Cov(r, q, mu),
    Var(r, mu) - Var(q, mu),
    Var(r, mu) + Var(q, mu),
    given=[one],
)
row(
    "covariances are bilinear",
    Cov(a * r + c * q, r, mu),
    a * Var(r, mu) + c * Cov(q, r, mu),
    a**2 * Var(r, mu) + c * Cov(q, r, mu),
    given=[one],
)
row("a covariance with a constant", Cov(r, c, mu), 0, c * E(r, mu), given=[one])
row(
    "second moments",
    E((r - mean) ** 2, mu),
    E(r**2, mu) - mean**2,
    E(r**2, mu) - mean,
    E(r**2, mu),
    given=[one],
)
row(
    "mean squared error",
    E((r - c) ** 2, mu),
    Var(r, mu) + (mean - c) ** 2,
    Var(r, mu) + mean - c,
    Var(r, mu) - (mean - c) ** 2,
    given=[one],
)
row(
    "third central moment",
    E((r - mean) ** 3, mu),
    E(r**3, mu) - 3 * mean * E(r**2, mu) + 2 * mean**3,
    E(r**3, mu) - 3 * mean * E(r**2, mu) + mean**3,
    E(r**3, mu) - mean**3,
    given=[one],
)
row("independent products", E(r * eps, mu, nu), E(r, mu) * E(eps, nu), E(r, mu) + E(eps, nu), given=both)
row(
    "independent sums", Var(r + eps, mu, nu), Var(r, mu) + Var(eps, nu), Var(r, mu) - Var(eps, nu), given=both
)
row(
    "variance of independent products",
    Var(r * eps, mu, nu),
    E(r**2, mu) * E(eps**2, nu) - mean**2 * E(eps, nu) ** 2,
    Var(r, mu) * Var(eps, nu),
    given=both,
)
row(
    "mean of a quadratic form",
    E(number(R.T @ A @ R), mu),
    Sum(A[i, j] * Cov(R[i], R[j], mu), i, j) + Sum(A[i, j] * E(R[i], mu) * E(R[j], mu), i, j),
    Sum(A[i, j] * Cov(R[i], R[j], mu), i, j),
    given=[one],
)
row(
    "covariance of a map",
    Cov(Sum(A[i, k] * R[k], k), Sum(A[j, l] * R[l], l), mu),
    Sum(A[i, k] * A[j, l] * Cov(R[k], R[l], mu), k, l),
    Sum(A[k, i] * A[l, j] * Cov(R[k], R[l], mu), k, l),
    given=[one],
)
row("score has mean 0", E(D(log(mu.density), y[k]), mu), 0, 1, given=[one])
row(
    "score estimator",
    D(E(r, mu), y[k]),
    E(r * D(log(mu.density), y[k]), mu),
    E(D(log(mu.density), y[k]), mu),
    0 * a,
)
row(
    "score estimator, both depend",
    D(E(G, mu), y[k]),
    E(G * D(log(mu.density), y[k]) + D(G, y[k]), mu),
    E(D(G, y[k]), mu),
    E(G * D(log(mu.density), y[k]), mu),
)
row(
    "baseline",
    E((r - c) * D(log(mu.density), y[k]), mu),
    E(r * D(log(mu.density), y[k]), mu),
    -c * E(D(log(mu.density), y[k]) * r, mu),
    given=[one],
)
row("reparametrised", D(E(f(a + g * eps), nu), a), E(f.prime(a + g * eps), nu), E(f(a + g * eps), nu))
row(
    "reparametrised in the scale",
    D(E(f(a + g * eps), nu), g),
    E(eps * f.prime(a + g * eps), nu),
    E(f.prime(a + g * eps), nu),
)
row(
    "KL from entropies",
    KL(mu, rho),
    -entropy(mu) - E(log(rho.density), mu),
    entropy(mu) - E(log(rho.density), mu),
    -entropy(mu) + E(log(rho.density), mu),
)
row("KL of itself", KL(mu, mu), 0, 1)
row("importance weights", E(r * rho.density / mu.density, mu), E(r, rho), E(r, mu))
row(
    "an exponential tilt",
    D(log(E(exp(a * r), mu)), a),
    E(r * exp(a * r), mu) / E(exp(a * r), mu),
    E(r, mu),
    E(exp(a * r), mu),
)
row(
    "second cumulant",
    D(D(log(E(exp(a * r), mu)), a), a),
    E(r**2 * exp(a * r), mu) / E(exp(a * r), mu) - (E(r * exp(a * r), mu) / E(exp(a * r), mu)) ** 2,
    E(r**2 * exp(a * r), mu) / E(exp(a * r), mu),
)
row(
    "Fisher information",
    E(D(log(mu.density), y[i]) * D(log(mu.density), y[j]), mu),
    -E(D(log(mu.density), y[i], y[j]), mu),
    E(D(log(mu.density), y[i], y[j]), mu),
    given=[one],
)

# cases
row("parts of a number", relu(a) - relu(-a), a, abs(a), 0)
row("size of a number", relu(a) + relu(-a), abs(a), a)
row("product of both parts", relu(a) * relu(-a), 0, a**2)
row("square of relu", relu(a) ** 2, a * relu(a), a**2)
row("relu scales", relu(g * a), g * relu(a), relu(a))
row(
    "relu does not scale by signs",
    relu(c * a),
    relu(c) * relu(a) + relu(-c) * relu(-a),
    c * relu(a),
    abs(c) * relu(a),
)
row("a sign is odd", sign(-a), -sign(a), sign(a))
row("a sign times its number", a * sign(a), abs(a), a)
row("signs multiply", sign(a * c), sign(a) * sign(c), sign(a) + sign(c))
row("sizes multiply", abs(a * c), abs(a) * abs(c), a * c)
row("squares of sizes", abs(a) ** 2, a**2, abs(a))
row("greater and smaller", maximum(a, c) + minimum(a, c), a + c, maximum(a, c))
row("their difference", maximum(a, c) - minimum(a, c), abs(a - c), a - c)
row("their product", maximum(a, c) * minimum(a, c), a * c, abs(a * c))
row("greater by sizes", maximum(a, c), (a + c + abs(a - c)) / 2, (a + c - abs(a - c)) / 2, (a + c) / 2)
row("smaller turned round", minimum(a, c), -maximum(-a, -c), maximum(-a, -c))
row("greater of shifted ones", maximum(a + z[i], c + z[i]), maximum(a, c) + z[i], maximum(a, c))
row("greatest of shifted ones", maximum(x[k] + c, k), maximum(x[k], k) + c, maximum(x[k], k) + n * c)
row("relu as a maximum", relu(a), maximum(a, 0), minimum(a, 0))
row("slope of relu", D(relu(a), a), step(a), 1, relu(a))
row("slope of a size", D(abs(a), a), sign(a), 1, abs(a))
row("slope of a squared relu", D(relu(a) ** 2, a), 2 * relu(a), 2 * a, relu(a))
row("slope of a hinge", D(relu(1 - c * a), a), -c * step(1 - c * a), c * step(1 - c * a), -step(1 - c * a))
row("slope of a maximum", D(maximum(a, c), a), step(a - c), step(c - a), 1)
row("slope of clip", D(clip(a, -1, 1), a), step(a + 1) * step(1 - a), step(a + 1), step(1 - a), 1)
row("slope of a sum of sizes", D(Sum(abs(x[i]), i), x[k]), sign(x[k]), n * sign(x[k]), abs(x[k]))
row(
    "slope of Huber",
    D(cases((a**2 / 2, abs(a) <= g), (g * (abs(a) - g / 2), True)), a),
    cases((a, abs(a) <= g), (g * sign(a), True)),
    cases((a, abs(a) <= g), (g, True)),
    a,
)
row("leaky", cases((a, a > 0), (g * a, True)), relu(a) - g * relu(-a), relu(a) + g * relu(-a))
row("slope of leaky", D(cases((a, a > 0), (g * a, True)), a), step(a) + g * step(-a), step(a) - g * step(-a))
row("softplus is no relu", softplus(a) - softplus(-a), a, relu(a))
row(
    "cases in both orders",
    cases((x[i], equal(i, j)), y[j]),
    y[j] + delta(i, j) * (x[i] - y[i]),
    x[i] + delta(i, j) * (y[j] - x[i]),
)

# recurrences and places
F = recurrence("F", t, first=x[1], step=lambda old: g * old + x[t])
row("one step", F[t], g * F[t - 1] + x[t], F[t - 1] + x[t], g * F[t - 1] + x[t - 1], given=[within(t, 2, n)])
row(
    "unrolled",
    F[t],
    Sum(g ** (t - s) * x[s], (s, 1, t)),
    Sum(g**s * x[s], (s, 1, t)),
    Sum(g ** (t - s) * x[s], (s, 1, t - 1)),
    Sum(x[s], (s, 1, t)),
)
row(
    "its slope",
    D(F[t], x[s]),
    upto(s, t) * g ** (t - s),
    before(s, t) * g ** (t - s),
    g ** (t - s),
    upto(s, t),
)
T = recurrence("T", t, first=a, step=lambda old: old + c)
row("arithmetic", T[t], a + (t - 1) * c, a + t * c, a * t)
V = recurrence("V", t, first=a, step=lambda old: old * g)
row("geometric", V[t], a * g ** (t - 1), a * g**t, a * g * t)
W = recurrence("W", t, first=a, step=lambda old: old + t)
row("triangular", W[t], a + t * (t + 1) / 2 - 1, a + t * (t + 1) / 2, a + t**2)
H = recurrence("H", t, last=z[n], step=lambda later: later + z[t])
row("a sum from behind", H[t], Sum(z[s], (s, t, n)), Sum(z[s], (s, 1, t)), Sum(z[s], (s, t + 1, n)))
row("from both sides", H[t] + Sum(z[s], (s, 1, t - 1)), Sum(z[s], s) + 0 * z[t], Sum(z[s], s) + z[t])
row("telescoping", Sum(x[t + 1] - x[t], (t, 1, n - 1)), x[n] - x[1], x[1] - x[n], x[n])
row(
    "summation by parts",
    Sum(x[t + 1] * (y[t + 1] - y[t]), (t, 1, n - 1)),
    x[n] * y[n] - x[1] * y[1] - Sum(y[t] * (x[t + 1] - x[t]), (t, 1, n - 1)),
    x[n] * y[n] - x[1] * y[1] + Sum(y[t] * (x[t + 1] - x[t]), (t, 1, n - 1)),
)
row(
    "triangular sums",
    Sum(Sum(A[i, j], (j, 1, i)), i),
    Sum(Sum(A[i, j], (i, j, n)), j),
    Sum(Sum(A[i, j], (i, 1, j)), j),
)
row(
    "pairs",
    Sum(before(i, j) * x[i] * x[j], i, j),
    (Sum(x[i], i) ** 2 - Sum(x[i] ** 2, i)) / 2,
    Sum(x[i], i) ** 2 / 2,
    Sum(x[i], i) ** 2 - Sum(x[i] ** 2, i),
)
row("numbers added", Sum(k, k), n * (n + 1) / 2, n * (n - 1) / 2, n**2 / 2)
row("squares added", Sum(k**2, k), n * (n + 1) * (2 * n + 1) / 6, n**3 / 3, n * (n + 1) * (n + 2) / 6)
row("cubes added", Sum(k**3, k), n**2 * (n + 1) ** 2 / 4, n**4 / 4)
row("odd numbers", Sum(2 * k - 1, k), n**2, n * (n + 1))
row("a geometric sum", (1 - g) * Sum(g ** (k - 1), k), 1 - g**n, 1 - g ** (n - 1), 1 - g ** (n + 1))
row("shifted back", Sum(x[t - 1], (t, 2, n)), Sum(x[t], (t, 1, n - 1)), Sum(x[t], t), Sum(x[t], (t, 2, n)))
row("first split off", Sum(x[t], t), x[1] + Sum(x[t], (t, 2, n)), Sum(x[t], (t, 2, n)), x[1] + Sum(x[t], t))

# products
row("logarithm of a product", log(Product(p[k], k)), Sum(log(p[k]), k), log(Sum(p[k], k)))
row(
    "products multiply",
    Product(x[k] * y[k], k),
    Product(x[k], k) * Product(y[k], k),
    Product(x[k], k) + Product(y[k], k),
)
row("powers of a product", Product(x[k] ** 2, k), Product(x[k], k) ** 2, 2 * Product(x[k], k))
row(
    "a constant factor",
    Product(c * x[k], k),
    c**n * Product(x[k], k),
    c * Product(x[k], k),
    n * c * Product(x[k], k),
)
row("exponentials", Product(exp(x[k]), k), exp(Sum(x[k], k)), Sum(exp(x[k]), k))
row(
    "slope of a product",
    D(Product(x[k], k), x[j]),
    Product(x[k], k, without=j),
    x[j] * Product(x[k], k, without=j),
)
row(
    "logarithmic slope",
    D(log(Product(f(x[k]) ** 2 + 1, k)), x[j]),
    2 * f(x[j]) * f.prime(x[j]) / (f(x[j]) ** 2 + 1),
    f.prime(x[j]) / (f(x[j]) ** 2 + 1),
)
row(
    "one left out",
    x[j] * Product(x[k], k, without=j),
    Product(x[k], k) + 0 * x[j],
    Product(x[k], k, without=j),
)

# functions of which nothing is known, inverse pairs, probabilities
row("chain rule", D(f(g * a), a), g * f.prime(g * a), f.prime(g * a), g * f.prime(a))
row("chain rule, twice", D(f(f(a)), a), f.prime(f(a)) * f.prime(a), f.prime(a) ** 2, f.prime(f(a)))
row(
    "product rule of opaque ones",
    D(f(a) * psi(a), a),
    f.prime(a) * psi(a) + f(a) * psi.prime(a),
    f.prime(a) * psi.prime(a),
)
row(
    "quotient rule",
    D(f(a) / (1 + psi(a) ** 2), a),
    (f.prime(a) * (1 + psi(a) ** 2) - 2 * f(a) * psi(a) * psi.prime(a)) / (1 + psi(a) ** 2) ** 2,
    f.prime(a) / (2 * psi(a) * psi.prime(a)),
)
row(
    "two arguments",
    D(f(a, a), a),
    f(a, a).slope(1) + f(a, a).slope(2),
    f(a, a).slope(1),
    2 * f(a, a).slope(1),
)
row("in one argument", D(f(a, c), c), f(a, c).slope(2), f(a, c).slope(1))
row(
    "of a vector",
    D(f(A @ x), x[k]),
    Sum(f(A @ x).slope(1, i) * A[i, k], i),
    Sum(f(A @ x).slope(1, i) * A[k, i], i),
    f(A @ x).slope(1, k),
)
row("nothing is known", f(a) + psi(a) - f(a), psi(a), f(a))
row("equal arguments", f(a + c) - f(c + a), 0, f(a) - f(c))
row("not linear", f(a + c) + f(c), f(c) + f(c + a), f(a) + 2 * f(c), f(a + 2 * c))
Pr = probability("Pr")
one_, two, three = scalar("A_1"), scalar("A_2"), scalar("A_3")
row(
    "Bayes",
    Pr(one_, given=two),
    Pr(two, given=one_) * Pr(one_) / Pr(two),
    Pr(two, given=one_),
    Pr(two, given=one_) * Pr(two) / Pr(one_),
)
row(
    "chain",
    Pr(one_, two, three),
    Pr(one_, two) * Pr(three, given=(one_, two)),
    Pr(one_) * Pr(two) * Pr(three),
)
row("independence is no law", Pr(one_, two), Pr(one_, given=two) * Pr(two), Pr(one_) * Pr(two))
row("logistic and tanh", tanh(a), 2 * logistic(2 * a) - 1, 2 * logistic(a) - 1, logistic(2 * a))
row(
    "slope of a logistic",
    D(logistic(a), a),
    logistic(a) * logistic(-a),
    logistic(a) ** 2,
    logistic(a) * (1 + logistic(a)),
)
row(
    "slope of tanh",
    D(tanh(c * a), a),
    c * (1 - tanh(c * a) ** 2),
    1 - tanh(c * a) ** 2,
    c * (1 - tanh(a) ** 2),
)
row("slope of a root", D(sqrt(g), g), 1 / (2 * sqrt(g)), 1 / sqrt(g), sqrt(g) / 2)
row(
    "slope of a norm",
    D(sqrt(Sum(x[i] ** 2, i) + g), x[k]),
    x[k] / sqrt(Sum(x[i] ** 2, i) + g),
    x[k] / (2 * sqrt(Sum(x[i] ** 2, i) + g)),
)
row("logarithms of a sum", log(g + h) - log(g), log(1 + h / g), log(h), log(g) * log(h))
