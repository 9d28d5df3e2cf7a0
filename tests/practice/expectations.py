"""Expectations: linearity, variances, the score, reparametrisation, independence, entropies, the evidence bound."""

from derive import (
    KL,
    Cov,
    D,
    E,
    Sum,
    Var,
    constant,
    dims,
    entropy,
    equation,
    exp,
    function,
    index,
    indices,
    log,
    measure,
    scalar,
    vector,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j = indices("i j", n)
k = index("k", m)
theta, a = vector("θ", m), vector("a", n)
mu, sigma, c = scalar("μ"), scalar("σ", positive=True), scalar("c")
p = measure("p", of=theta)
x, r, s = p.vector("x", n), p.scalar("r"), p.scalar("s")
g = p.scalar("g", of=theta)
q = p.beside("q", of=theta)
e = measure("e")
eps, b = e.scalar("ε"), e.scalar("b")
f = function("f")
one, each_one = p.normalised, [p.normalised, e.normalised]
claims = Claims()
holds, fails = claims.holds, claims.fails

holds("linear", E(2 * r + c * s, p), 2 * E(r, p) + c * E(s, p))
fails("a product of two", E(r * s, p), E(r, p) * E(s, p))
holds("a constant", E(c + r, p), c + E(r, p), given=one)
fails("a constant, without weights that sum to one", E(c + r, p), c + E(r, p))
holds("a sum of entries", E(Sum(a[i] * x[i], i), p), Sum(a[i] * E(x[i], p), i))
fails("a sum of squares", E(Sum(x[i], i) ** 2, p), Sum(E(x[i] ** 2, p), i))
holds("the variance", Var(r, p), E(r**2, p) - E(r, p) ** 2, given=one)
fails("the variance, a sign", Var(r, p), E(r**2, p) + E(r, p) ** 2, given=one)
holds("the covariance", Cov(r, s, p), E(r * s, p) - E(r, p) * E(s, p), given=one)
fails("the covariance, uncentred", Cov(r, s, p), E(r * s, p), given=one)
holds("the variance of a multiple", Var(c * r + 1, p), c**2 * Var(r, p), given=one)
fails("the variance of a multiple, unsquared", Var(c * r + 1, p), c * Var(r, p), given=one)
holds("the variance of a sum", Var(r + s, p), Var(r, p) + Var(s, p) + 2 * Cov(r, s, p), given=one)
fails("the variance of a sum, uncorrelated", Var(r + s, p), Var(r, p) + Var(s, p), given=one)
holds(
    "quadratic forms of a covariance",
    Var(Sum(a[i] * x[i], i), p),
    Sum(a[i] * a[j] * Cov(x[i], x[j], p), i, j),
    given=one,
)
fails(
    "quadratic forms of variances", Var(Sum(a[i] * x[i], i), p), Sum(a[i] ** 2 * Var(x[i], p), i), given=one
)
holds("the best constant", D(E((r - c) ** 2, p), c), 2 * (c - E(r, p)), given=one)
fails("the best constant, a sign", D(E((r - c) ** 2, p), c), 2 * (E(r, p) + c), given=one)
score = D(log(p.density), theta[k])
holds("the score", E(score, p), 0 * theta[k], given=one)
fails("the score of a weight", E(D(p.density, theta[k]), p), 0 * theta[k], given=one)
holds("the score-function gradient", D(E(r, p), theta[k]), E(r * score, p))
fails("the score-function gradient, squared", D(E(r, p), theta[k]), E(r**2 * score, p))
holds("with a baseline", D(E(r, p), theta[k]), E((r - c) * score, p), given=one)
fails("with a baseline that varies", D(E(r, p), theta[k]), E((r - s) * score, p), given=one)
holds("a gradient with both parts", D(E(g, p), theta[k]), E(D(g, theta[k]) + g * score, p))
fails("a gradient of the integrand alone", D(E(g, p), theta[k]), E(D(g, theta[k]), p))
holds("the reparametrised gradient", D(E(f(mu + sigma * eps), e), mu), E(f.prime(mu + sigma * eps), e))
fails(
    "the reparametrised gradient, scaled",
    D(E(f(mu + sigma * eps), e), mu),
    E(sigma * f.prime(mu + sigma * eps), e),
)
holds(
    "the reparametrised gradient in the scale",
    D(E(f(mu + sigma * eps), e), sigma),
    E(eps * f.prime(mu + sigma * eps), e),
)
fails(
    "the reparametrised gradient in the scale, plain",
    D(E(f(mu + sigma * eps), e), sigma),
    E(f.prime(mu + sigma * eps), e),
)
moments = [e.normalised, equation(E(eps, e), 0), equation(E(eps**2, e), 1)]
holds("moments moved", E((mu + sigma * eps) ** 2, e), mu**2 + sigma**2, given=moments)
fails("moments moved, unsquared", E((mu + sigma * eps) ** 2, e), mu**2 + sigma, given=moments)
holds("independent ones", E(r * b, p, e), E(r, p) * E(b, e))
fails("independent ones, added", E(r * b, p, e), E(r, p) + E(b, e))
holds("the variance of independent ones", Var(r + b, p, e), Var(r, p) + Var(b, e), given=each_one)
fails("the variance of a difference", Var(r - b, p, e), Var(r, p) - Var(b, e), given=each_one)
holds("the slope of an entropy", D(entropy(p), theta[k]), -E(score * log(p.density), p), given=one)
fails("the slope of an entropy, a sign", D(entropy(p), theta[k]), E(score * log(p.density), p), given=one)
holds("relative entropy", KL(p, q), E(log(p.density / q.density), p))
fails("relative entropy, the other way", KL(p, q), KL(q, p), given=[p.normalised, q.normalised])
holds("cross-entropy", -E(log(q.density), p), entropy(p) + KL(p, q))
fails("cross-entropy, subtracted", -E(log(q.density), p), entropy(p) - KL(p, q))
still = constant(p.weights, theta)
holds("the slope of a likelihood", D(KL(p, q), theta[k]), -E(D(log(q.density), theta[k]), p), given=still)
fails(
    "the slope of a likelihood, a sign", D(KL(p, q), theta[k]), E(D(log(q.density), theta[k]), p), given=still
)
joint = p.scalar("h")
posterior = exp(joint) / Sum(exp(joint), p.outcome)
log_evidence = log(Sum(exp(joint), p.outcome))
holds(
    "the evidence bound",
    log_evidence,
    E(joint - log(p.density), p) + E(log(p.density) - log(posterior), p),
    given=one,
)
fails("the evidence bound, without the gap", log_evidence, E(joint - log(p.density), p), given=one)
holds(
    "second moments of a vector",
    E((x[i] - a[i]) * (x[j] - a[j]), p),
    Cov(x[i], x[j], p) + (E(x[i], p) - a[i]) * (E(x[j], p) - a[j]),
    given=one,
)
fails("second moments about another mean", E((x[i] - a[i]) * (x[j] - a[j]), p), Cov(x[i], x[j], p), given=one)
