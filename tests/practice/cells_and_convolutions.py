"""Backpropagation through time, h_t = tanh(W h_{t−1} + U x_t + b); convolutions and their gradients."""

from derive import (
    D,
    Sum,
    cases,
    delta,
    dims,
    equal,
    index,
    indices,
    labels,
    logistic,
    matrix,
    recurrence,
    scalar,
    tanh,
    vector,
    within,
)
from tests.practice.claims import Claims

n, m, d, o = dims("n m d o")
k, s, t = indices("k s t", n)
i, j, l = indices("i j l", m)
a, c = indices("a c", d)
u, v = indices("u v", o)
claims = Claims()


def holds(name, left, right, wrong=None, given=()):
    """The claim, and what it is confused with."""
    claims.holds(name, left, right, given=list(given))
    if wrong is not None:
        claims.fails(name, left, wrong, given=list(given))


# a recurrent cell
X, W, U, b = matrix("X", n, d), matrix("W", m, m), matrix("U", m, d), vector("b", m)
g = vector("g", m)


def cell(before, at, row):
    """(W h + U x + b)_row"""
    fed = Sum(U[row, a] * X[at, a], a) + b[row]
    return fed if before is None else Sum(W[row, j] * before[j], j) + fed


h = recurrence("h", t, i, first=tanh(cell(None, 1, i)), step=lambda before: tanh(cell(before, t, i)))


e = recurrence("e", t, i, last=g[i], step=lambda after: Sum(W[j, i] * (1 - h[t + 1, j] ** 2) * after[j], j))
slope = 1 - h[s, i] ** 2
holds(
    "one step of a cell",
    h[t + 1, i],
    tanh(Sum(W[i, j] * h[t, j], j) + Sum(U[i, a] * X[t + 1, a], a) + b[i]),
    tanh(Sum(W[i, j] * h[t, j], j) + Sum(U[i, a] * X[t, a], a) + b[i]),
    given=[within(t, 1, n - 1)],
)
holds(
    "through time, in W",
    Sum(e[t, l] * D(h[t, l], W[i, j]), l),
    Sum(e[s, i] * slope * h[s - 1, j], (s, 2, t)),
    Sum(e[s, i] * slope * h[s, j], (s, 2, t)),
)
claims.fails(
    "through time, in W transposed",
    Sum(e[t, l] * D(h[t, l], W[i, j]), l),
    Sum(e[s, j] * (1 - h[s, j] ** 2) * h[s - 1, i], (s, 2, t)),
)
holds(
    "through time, in U",
    Sum(e[t, l] * D(h[t, l], U[i, a]), l),
    Sum(e[s, i] * slope * X[s, a], (s, 1, t)),
    Sum(e[s, i] * X[s, a], (s, 1, t)),
)
holds(
    "through time, in b",
    Sum(e[t, l] * D(h[t, l], b[i]), l),
    Sum(e[s, i] * slope, (s, 1, t)),
    Sum(e[s, i] * slope, (s, 2, t)),
)
holds(
    "through time, in an input",
    Sum(e[t, l] * D(h[t, l], X[k, a]), l),
    Sum(delta(k, s) * Sum(e[s, l] * (1 - h[s, l] ** 2) * U[l, a], l), (s, 1, t)),
    Sum(delta(k, s) * Sum(e[s, l] * U[l, a], l), (s, 1, t)),
)
holds(
    "one step back",
    e[t, i],
    Sum(W[j, i] * (1 - h[t + 1, j] ** 2) * e[t + 1, j], j),
    Sum(W[i, j] * (1 - h[t + 1, j] ** 2) * e[t + 1, j], j),
    given=[within(t, 1, n - 1)],
)
q = recurrence("q", t, i, first=logistic(cell(None, 1, i)), step=lambda before: logistic(cell(before, t, i)))
f = recurrence(
    "f", t, i, last=g[i], step=lambda after: Sum(W[j, i] * q[t + 1, j] * (1 - q[t + 1, j]) * after[j], j)
)
holds(
    "a logistic cell, in W",
    Sum(f[t, l] * D(q[t, l], W[i, j]), l),
    Sum(f[s, i] * q[s, i] * (1 - q[s, i]) * q[s - 1, j], (s, 2, t)),
    Sum(f[s, i] * (1 - q[s, i] ** 2) * q[s - 1, j], (s, 2, t)),
)

# a convolution of three taps, beyond the borders 0
x, w, G = vector("x", n), vector("w", n), vector("G", n)
A, B, C = (matrix(name, o, d) for name in "ABC")
R, Z = matrix("R", n, o), matrix("Z", n, d)
first, middle, last = (scalar(name) for name in ("α", "β", "γ"))


def before(letter, at, *more):
    """The entry before, 0 at the first place."""
    return cases((0, equal(at, 1)), letter[(at - 1, *more)])


def after(letter, at, *more):
    """The entry after, 0 at the last place."""
    return cases((0, equal(at, n)), letter[(at + 1, *more)])


def taps(at):
    """α x_{t−1} + β x_t + γ x_{t+1}"""
    return first * before(x, at) + middle * x[at] + last * after(x, at)


loss = Sum(G[t] * taps(t), t)
holds("the first tap", D(loss, first), Sum(G[t] * x[t - 1], (t, 2, n)), Sum(G[t - 1] * x[t], (t, 2, n)))
holds("the middle tap", D(loss, middle), Sum(G[t] * x[t], t), Sum(G[t] * x[t], (t, 2, n)))
holds("the last tap", D(loss, last), Sum(G[t] * x[t + 1], (t, 1, n - 1)), Sum(G[t + 1] * x[t], (t, 1, n - 1)))
holds(
    "the gradient in the input is a convolution with the taps turned round",
    D(loss, x[s]),
    first * after(G, s) + middle * G[s] + last * before(G, s),
    first * before(G, s) + middle * G[s] + last * after(G, s),
)


def channels(at, out):
    """Σ_c A_uc Z_{t−1,c} + B_uc Z_tc + C_uc Z_{t+1,c}"""
    return Sum(A[out, c] * before(Z, at, c) + B[out, c] * Z[at, c] + C[out, c] * after(Z, at, c), c)


many = Sum(R[t, u] * channels(t, u), t, u)
holds(
    "channels, the first tap",
    D(many, A[v, a]),
    Sum(R[t, v] * Z[t - 1, a], (t, 2, n)),
    Sum(R[t, v] * Z[t, a], (t, 2, n)),
)
holds(
    "channels, the input",
    D(many, Z[s, a]),
    Sum(A[u, a] * after(R, s, u) + B[u, a] * R[s, u] + C[u, a] * before(R, s, u), u),
    Sum(A[u, a] * before(R, s, u) + B[u, a] * R[s, u] + C[u, a] * after(R, s, u), u),
)

# a convolution of any width, stride and padding: which input a tap reads at a place is a table of places
K, N = dims("K N")
e1, e2 = indices("ε ζ", K)
y, z = index("y", N), index("z", N)
reads = labels("π", n, K, values=N)
inputs, kernel = vector("ξ", N), vector("κ", K)
wide = Sum(G[t] * Sum(kernel[e1] * inputs[reads[t, e1]], e1), t)
holds(
    "a kernel of any width",
    D(wide, kernel[e2]),
    Sum(G[t] * inputs[reads[t, e2]], t),
    Sum(G[t] * kernel[e2], t),
)
holds(
    "the input of a kernel of any width",
    D(wide, inputs[y]),
    Sum(G[t] * kernel[e1] * delta(reads[t, e1], y), t, e1),
    Sum(G[t] * kernel[e1] * delta(reads[t, e1], y) * inputs[y], t, e1),
)
