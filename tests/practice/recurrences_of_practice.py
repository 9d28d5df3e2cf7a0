"""Recurrences: momentum, bias correction, returns and advantages, prefix sums, backpropagation through time."""

from derive import (
    D,
    Sum,
    before,
    dims,
    exp,
    family,
    function,
    indices,
    matrix,
    recurrence,
    scalar,
    upto,
    vector,
    within,
)
from tests.practice.claims import Claims

n, m = dims("n m")
k, s, t = indices("k s t", n)
i, j, l = indices("i j l", m)
x, r, v = vector("x", n), vector("r", n), vector("v", n)
w, X, W, g = scalar("w"), matrix("X", n, m), matrix("W", m, m), family("g", m)
b, c, q = scalar("b", positive=True), scalar("c", positive=True), scalar("q")
f = function("f")
claims = Claims()
holds, fails = claims.holds, claims.fails

# averages of gradients
m_ = recurrence("m", t, first=(1 - b) * x[1], step=lambda old: b * old + (1 - b) * x[t])
v_ = recurrence("u", t, first=(1 - c) * x[1] ** 2, step=lambda old: c * old + (1 - c) * x[t] ** 2)
holds("momentum unrolled", m_[t], (1 - b) * Sum(b ** (t - s) * x[s], (s, 1, t)))
fails("momentum unrolled, unweighted", m_[t], Sum(b ** (t - s) * x[s], (s, 1, t)))
holds("squares unrolled", v_[t], (1 - c) * Sum(c ** (t - s) * x[s] ** 2, (s, 1, t)))
fails("squares unrolled, one step on", v_[t], (1 - c) * Sum(c ** (t - s + 1) * x[s] ** 2, (s, 1, t)))
holds("momentum's slope", D(m_[t], x[k]), upto(k, t) * (1 - b) * b ** (t - k))
fails("momentum's slope, at all times", D(m_[t], x[k]), (1 - b) * b ** (t - k))
holds("one step", m_[t], b * m_[t - 1] + (1 - b) * x[t], given=within(t, 2, n))
fails("one step, weights exchanged", m_[t], (1 - b) * m_[t - 1] + b * x[t], given=within(t, 2, n))
constant = recurrence("C", t, first=(1 - b) * w, step=lambda old: b * old + (1 - b) * w)
holds("the bias of an average", constant[t], (1 - b**t) * w)
fails("an average without bias", constant[t], w)
heavy = recurrence("B", t, first=x[1], step=lambda old: b * old + x[t])
holds("heavy-ball momentum", heavy[t], Sum(b ** (t - s) * x[s], (s, 1, t)))
fails("heavy-ball momentum, reversed", heavy[t], Sum(b ** (s - 1) * x[s], (s, 1, t)))
holds("two kinds of momentum", m_[t], (1 - b) * heavy[t])
fails("two kinds of momentum, alike", m_[t], heavy[t])

# prefix sums and products
S = recurrence("S", t, first=x[1], step=lambda old: old + x[t])
P = recurrence("P", t, first=x[1], step=lambda old: old * x[t])
L = recurrence("L", t, first=exp(x[1]), step=lambda old: old * exp(x[t]))
holds("a prefix sum", S[t], Sum(x[s], (s, 1, t)))
fails("a prefix sum, without the last", S[t], Sum(x[s], (s, 1, t - 1)))
holds("a prefix sum's slope", D(S[t], x[k]), upto(k, t))
fails("a prefix sum's slope, later", D(S[t], x[k]), before(k, t))
holds("differences of prefix sums", S[t] - S[t - 1], x[t], given=within(t, 2, n))
fails("differences of prefix sums, the one before", S[t] - S[t - 1], x[t - 1], given=within(t, 2, n))
holds("a product of exponentials", L[t], exp(Sum(x[s], (s, 1, t))))
fails("a product of exponentials, without the last", L[t], exp(Sum(x[s], (s, 1, t - 1))))
holds("a prefix product, one step", P[t + 1], P[t] * x[t + 1], given=within(t, 1, n - 1))
fails("a prefix product, one step back", P[t + 1], P[t] * x[t], given=within(t, 1, n - 1))

# returns and advantages
G = recurrence("G", t, last=r[n], step=lambda later: r[t] + c * later)
holds("the discounted return", G[t], Sum(c ** (s - t) * r[s], (s, t, n)))
fails("the discounted return, one step on", G[t], Sum(c ** (s - t + 1) * r[s], (s, t, n)))
holds("the return's slope", D(G[t], r[k]), upto(t, k) * c ** (k - t))
fails("the return's slope, in the past", D(G[t], r[k]), upto(k, t) * c ** (t - k))
E = recurrence("E", t, last=r[n] - v[n], step=lambda later: r[t] + c * v[t + 1] - v[t] + c * later)
holds("advantages at λ = 1", E[t], G[t] - v[t])
fails("advantages without a baseline", E[t], G[t])
A = recurrence("A", t, last=r[n], step=lambda later: r[t] + c * b * later)
holds("generalised advantages", A[t], Sum((c * b) ** (s - t) * r[s], (s, t, n)))
fails("generalised advantages, one factor", A[t], Sum(c ** (s - t) * r[s], (s, t, n)))
holds("advantages at λ = 0", G[n] - v[n], r[n] - v[n])
fails("the last return is the first", G[n], G[1])

# descent
y = recurrence("y", t, first=w, step=lambda old: old - q * (old - c))
holds("gradient descent on a parabola", y[t] - c, (1 - q) ** (t - 1) * (w - c))
fails("gradient descent, one step on", y[t] - c, (1 - q) ** t * (w - c))
holds("where it starts decides", D(y[t], w), (1 - q) ** (t - 1))
fails("where it starts decides, one step on", D(y[t], w), (1 - q) ** t)

# cells
h = recurrence("h", t, first=f(x[1]), step=lambda old: f(w * old + x[t]))
e = recurrence("e", t, last=1 + 0 * w, step=lambda later: w * f.prime(w * h[t] + x[t + 1]) * later)
holds(
    "a cell's slope, one step",
    D(h[t + 1], w),
    f.prime(w * h[t] + x[t + 1]) * (h[t] + w * D(h[t], w)),
    given=within(t, 1, n - 1),
)
fails(
    "a cell's slope, the past forgotten",
    D(h[t + 1], w),
    f.prime(w * h[t] + x[t + 1]) * h[t],
    given=within(t, 1, n - 1),
)
holds(
    "backpropagation through time",
    e[t] * D(h[t], w),
    Sum(e[s] * f.prime(w * h[s - 1] + x[s]) * h[s - 1], (s, 2, t)),
)
fails(
    "backpropagation through time, states of the same step",
    e[t] * D(h[t], w),
    Sum(e[s] * f.prime(w * h[s - 1] + x[s]) * h[s], (s, 2, t)),
)
H = recurrence("H", t, i, first=f(X[1, i]), step=lambda old: f(Sum(W[i, j] * old[j], j) + X[t, i]))
B = recurrence(
    "D",
    t,
    i,
    last=g[i],
    step=lambda later: Sum(W[j, i] * f.prime(Sum(W[j, l] * H[t, l], l) + X[t + 1, j]) * later[j], j),
)
through = Sum(B[t, l] * D(H[t, l], W[i, j]), l)
holds(
    "backpropagation through a layer's time",
    through,
    Sum(B[s, i] * f.prime(Sum(W[i, l] * H[s - 1, l], l) + X[s, i]) * H[s - 1, j], (s, 2, t)),
)
fails(
    "backpropagation through a layer's time, transposed",
    through,
    Sum(B[s, j] * f.prime(Sum(W[j, l] * H[s - 1, l], l) + X[s, j]) * H[s - 1, i], (s, 2, t)),
)
