"""Sums over i < j and i ≤ j: triangular sums exchanged, prefix sums, causal attention."""

from derive import D, Sum, before, define, delta, dims, exp, family, index, indices, log, matrix, upto, vector
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d = index("d", m)
x = vector("x", n)
g, w = family("g", n), family("w", n, positive=True)
A, S, V = matrix("A", n, n), matrix("S", n, n), matrix("V", n, m)
c = define("c", i, Sum(upto(j, i) * x[j], j))
p = define("p", i, j, upto(j, i) * exp(S[i, j]) / Sum(upto(k, i) * exp(S[i, k]), k))

claims = Claims()
holds, fails = claims.holds, claims.fails

holds(
    "a triangular sum, exchanged", Sum(Sum(upto(j, i) * A[i, j], j), i), Sum(Sum(upto(j, i) * A[i, j], i), j)
)
fails("the other triangle", Sum(upto(j, i) * A[i, j], i, j), Sum(upto(i, j) * A[i, j], i, j))
holds("its names exchanged", Sum(upto(j, i) * A[i, j], i, j), Sum(upto(i, j) * A[j, i], i, j))
holds(
    "both triangles and the diagonal",
    Sum(before(i, j) * A[i, j] + before(j, i) * A[i, j], i, j) + Sum(A[i, i], i),
    Sum(A[i, j], i, j),
)
fails("both triangles alone", Sum(upto(i, j) * A[i, j] + upto(j, i) * A[i, j], i, j), Sum(A[i, j], i, j))
holds("pairs of products", Sum(before(i, j) * x[i] * x[j], i, j), (Sum(x[i], i) ** 2 - Sum(x[i] ** 2, i)) / 2)
fails("pairs of products, with the squares", Sum(before(i, j) * x[i] * x[j], i, j), Sum(x[i], i) ** 2 / 2)
holds("pairs counted", Sum(before(i, j), i, j), n * (n - 1) / 2)
fails("pairs counted twice", Sum(before(i, j), i, j), n * (n - 1))
holds("pairs counted, with the diagonal", Sum(upto(i, j), i, j), n * (n + 1) / 2)
holds("one of three", before(i, j) + before(j, i) + delta(i, j), 1)
fails("one of two", before(i, j) + before(j, i), 1)
holds("both ways", upto(i, j) * upto(j, i), delta(i, j))
fails("one way", upto(i, j), before(i, j))
holds("nothing before the first", before(j, 1), 0 * x[j])
fails("nothing before the second", before(j, 2), 0 * x[j])
holds(
    "the variance by pairs",
    Sum(before(i, j) * (x[i] - x[j]) ** 2, i, j),
    n * Sum(x[i] ** 2, i) - Sum(x[i], i) ** 2,
)
fails(
    "the variance by pairs, unscaled",
    Sum(before(i, j) * (x[i] - x[j]) ** 2, i, j),
    Sum(x[i] ** 2, i) - Sum(x[i], i) ** 2,
)
holds("a prefix sum's slope", D(c[i], x[k]), upto(k, i))
fails("a prefix sum's slope, reversed", D(c[i], x[k]), upto(i, k))
holds("backwards through prefix sums", D(Sum(g[i] * c[i], i), x[k]), Sum(upto(k, i) * g[i], i))
fails("forwards through prefix sums", D(Sum(g[i] * c[i], i), x[k]), Sum(upto(i, k) * g[i], i))
holds("causal attention is normalised", Sum(p[i, j], j), 1)
fails("over queries it is not", Sum(p[i, j], i), 1)
holds("its Jacobian", D(p[i, j], S[i, k]), p[i, j] * (delta(j, k) - p[i, k]))
fails("its Jacobian on the diagonal", D(p[i, j], S[i, k]), p[i, j] * (1 - p[i, k]))
holds("its Jacobian in any row", D(p[i, j], S[l, k]), delta(i, l) * p[i, j] * (delta(j, k) - p[i, k]))
out = define("o", i, d, Sum(p[i, j] * V[j, d], j))
holds("its output in the scores", D(out[i, d], S[i, k]), p[i, k] * (V[k, d] - out[i, d]))
fails("its output in the scores, not centred", D(out[i, d], S[i, k]), p[i, k] * V[k, d])
likelihood = Sum(log(Sum(upto(i, j) * w[j], j)), i)
holds("a partial likelihood", D(likelihood, w[k]), Sum(upto(i, k) / Sum(upto(i, j) * w[j], j), i))
fails(
    "a partial likelihood, of those behind",
    D(likelihood, w[k]),
    Sum(upto(k, i) / Sum(upto(i, j) * w[j], j), i),
)
