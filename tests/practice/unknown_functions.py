"""Functions of which nothing is known, of several arguments and of vectors; probabilities."""

from derive import (
    D,
    Sum,
    delta,
    dims,
    exp,
    family,
    function,
    index,
    indices,
    log,
    matrix,
    probability,
    scalar,
    vector,
)
from tests.practice.claims import Claims

n, m, K = dims("n m K")
i, j, k = indices("i j k", n)
d, e = indices("d e", m)
c = index("c", K)
x, w, theta = vector("x", n), vector("w", m), vector("theta", m)
W = matrix("W", m, n)
h = family("h", n, of=w)
t = family("t", n)
a, b, s = scalar("a"), scalar("b"), scalar("s")
A, B, C = scalar("A"), scalar("B"), scalar("C")
f, g, F = function("f"), function("g"), function("F")
P = probability("P")

claims = Claims()
holds, fails = claims.holds, claims.fails

at = f(a * b, b)
holds("chain rule in two arguments", D(at, b), a * at.slope(1) + at.slope(2))
fails("the second argument forgotten", D(at, b), a * at.slope(1))
fails("the inner slope forgotten", D(at, b), at.slope(1) + at.slope(2))
holds("slopes commute", D(f(a, b), a, b), D(f(a, b), b, a))
holds("slopes commute, written", f(a, b).slope(1).slope(2), f(a, b).slope(2).slope(1))
fails("slopes confused", D(f(a, b), a), f(a, b).slope(2))
fails("equal only at equal arguments", f(a, b), f(b, a))
fails("additive in an argument", f(a + s, b), f(a, b) + f(s, b))
holds("equal at equal arguments", f((a + b) ** 2, b), f(a**2 + 2 * a * b + b**2, b))
holds("the slope of a loss", D(f(a, a), a), f(a, a).slope(1) + f(a, a).slope(2))

layer = F(W @ x)
holds("a loss of a layer, in its input", D(layer, x[j]), Sum(layer.slope(1, d) * W[d, j], d))
holds("a loss of a layer, in its weights", D(layer, W[d, j]), layer.slope(1, d) * x[j])
fails("the weights summed", D(layer, W[d, j]), Sum(layer.slope(1, e), e) * x[j] + 0 * layer.slope(1, d))
holds(
    "the Hessian of a loss of a layer",
    D(layer, x[i], x[j]),
    Sum(layer.slope(1, d).slope(1, e) * W[d, i] * W[e, j], d, e),
)
fails("only its diagonal", D(layer, x[i], x[j]), Sum(layer.slope(1, d).slope(1, d) * W[d, i] * W[d, j], d))
holds("the Jacobian of a map of a map", D(f[k](h), w[d]), Sum(f[k](h).slope(1, i) * D(h[i], w[d]), i))
fails("the Jacobian transposed", D(f[k](h), w[d]), Sum(f[i](h).slope(1, k) * D(h[i], w[d]), i))
holds("a gradient step", D(F(x), x[j]) - F(x).slope(1, j), 0)
fails("all components", D(F(x), x[j]), Sum(F(x).slope(1, i), i) + 0 * x[j])
holds("log-derivative", D(log(f(x, a)), a), f(x, a).slope(2) / f(x, a))
holds("a sum over samples", D(Sum(f(x[j], a), j), x[i]), f(x[i], a).slope(1))
fails("a sum over samples, summed still", D(Sum(f(x[j], a), j), x[i]), Sum(f(x[j], a).slope(1), j) + 0 * x[i])
holds("elementwise, then summed", D(Sum(t[k] * g(x[k]), k), x[j]), t[j] * g.prime(x[j]))
holds("second slope", D(g(x[i]), x[j], x[k]), delta(i, j) * delta(i, k) * g.prime.prime(x[i]))
fails("second slope with one δ", D(g(x[i]), x[j], x[i]), g.prime.prime(x[i]) + 0 * x[j])
holds("a component summed", Sum(f[k](x), k), Sum(f[i](x), i))
fails("one component for all", Sum(f[k](x), k), n * f[1](x))
holds("composition", D(f(g(a), b), a), f(g(a), b).slope(1) * g.prime(a))
fails("composition without the inner slope", D(f(g(a), b), a), f(g(a), b).slope(1))

holds("Bayes", P(A, given=B), P(B, given=A) * P(A) / P(B))
fails("Bayes upside down", P(A, given=B), P(B, given=A) * P(B) / P(A))
holds("the chain of three", P(A, B, C), P(A) * P(B, given=A) * P(C, given=(A, B)))
fails("a Markov chain, not said", P(A, B, C), P(A) * P(B, given=A) * P(C, given=B))
fails("independence, not said", P(A, B), P(A) * P(B))
holds("the log of a joint", log(P(A, B)), log(P(A, given=B)) + log(P(B)))
holds("total probability", Sum(P(x, given=c) * P(c), c), P(x), given=P.marginal(c, x))
fails("total probability without weights", Sum(P(x, given=c), c), P(x), given=P.marginal(c, x))
holds(
    "Bayes over classes",
    P(c, given=x),
    P(x, given=c) * P(c) / Sum(P(x, given=c) * P(c), c),
    given=P.marginal(c, x),
)
fails(
    "Bayes over classes that leave some out",
    P(c, given=x),
    P(x, given=c) * P(c) / Sum(P(x, given=c) * P(c), c),
)
holds("a conditional is normalised", Sum(P(c, given=x), c), 1, given=P.marginal(c, x))
fails("a likelihood is not", Sum(P(x, given=c), c), 1, given=P.marginal(c, x))
p = P(x, theta)
holds("the score", D(log(p), theta[d]), D(p, theta[d]) / p)
fails("the score upside down", D(log(p), theta[d]), p / D(p, theta[d]))
holds("the score trick", p * D(log(p), theta[d]), D(p, theta[d]))
holds(
    "softmax of log joints", exp(log(P(x, c)) - log(Sum(P(x, c), c))), P(c, given=x), given=P.marginal(c, x)
)
