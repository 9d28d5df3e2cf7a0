"""BPTT."""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
W, U = matrix("W", n, n), matrix("U", n, m)
g = vector("g", n)
u1, u2, h0 = vector("u1", m), vector("u2", m), vector("h0", n)
h1 = define("h1", i, tanh(Sum(W[i, j] * h0[j], j) + Sum(U[i, d] * u1[d], d)))
h2 = define("h2", i, tanh(Sum(W[i, j] * h1[j], j) + Sum(U[i, d] * u2[d], d)))


@identity(
    D(Sum(g[i] * h2[i], i), W[k, l]),
    equals=g[k] * (1 - h2[k] ** 2) * h1[l]
    + Sum(g[i] * (1 - h2[i] ** 2) * W[i, k], i) * (1 - h1[k] ** 2) * h0[l],
)
def bptt2(line):
    "x"
