"""Integrals and expectations over measures of which nothing is known: under the sign, and what stays open."""

from derive import (
    KL,
    Cov,
    D,
    E,
    Integral,
    Sum,
    Var,
    delta,
    dims,
    entropy,
    equation,
    exp,
    function,
    indices,
    integration,
    log,
    matrix,
    measure,
    pi,
    scalar,
    sqrt,
    vector,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
c, t, s = scalar("c"), scalar("t"), scalar("σ", positive=True)
mu, w, L, A = vector("μ", n), vector("w", n), matrix("L", n, n), matrix("A", n, n)
theta = vector("θ", m)
f, g, q, h = function("f"), function("g"), function("q"), function("h")
v, dv = integration("v")
u, du = integration("u")
claims = Claims()


def holds(name, left, right, wrong=None, given=()):
    """The claim, and what it is confused with."""
    claims.holds(name, left, right, given=list(given))
    if wrong is not None:
        claims.fails(name, left, wrong, given=list(given))


def zero(like):
    """0, as a number that the claim can be about."""
    return 0 * like


# ∫ … dx is linear
holds("sums", Integral(f(v) + c * g(v), dv), Integral(f(v), dv) + c * Integral(g(v), dv), Integral(f(v), dv))
holds(
    "products of integrals",
    Integral(f(v) * g(u), dv, du),
    Integral(f(v), dv) * Integral(g(u), du),
    Integral(f(v), dv) + Integral(g(u), du),
)
holds(
    "a square",
    Integral((f(v) - c * g(v)) ** 2, dv),
    Integral(f(v) ** 2, dv) - 2 * c * Integral(f(v) * g(v), dv) + c**2 * Integral(g(v) ** 2, dv),
    Integral(f(v) ** 2, dv) - c**2 * Integral(g(v) ** 2, dv),
)
holds(
    "the order of integrals",
    Integral(Integral(f(v) * g(u) * h(v, u), du), dv),
    Integral(Integral(f(v) * g(u) * h(v, u), dv), du),
    Integral(f(v), dv) * Integral(Integral(g(u) * h(v, u), dv), du),
)
holds(
    "sums under the sign",
    Integral(Sum(w[i] * h(v, mu[i]), i), dv),
    Sum(w[i] * Integral(h(v, mu[i]), dv), i),
    Sum(w[i], i) * Integral(Sum(h(v, mu[i]), i), dv),
)
mass = [equation(Integral(q(v), dv), 1)]
mean = Integral(v * q(v), dv)
holds(
    "a variance",
    Integral((v - mean) ** 2 * q(v), dv),
    Integral(v**2 * q(v), dv) - mean**2,
    Integral(v**2 * q(v), dv) + mean**2,
    given=mass,
)
claims.fails(
    "a variance without mass one",
    Integral((v - mean) ** 2 * q(v), dv),
    Integral(v**2 * q(v), dv) - mean**2,
)
claims.fails("a product under the sign", Integral(f(v) * q(v), dv), Integral(f(v), dv) * Integral(q(v), dv))

# ∂ under the sign
holds(
    "a parameter",
    D(Integral(f(v) * exp(c * v), dv), c),
    Integral(v * f(v) * exp(c * v), dv),
)
holds("a parameter of an unknown function", D(Integral(h(v, c), dv), c), Integral(h(v, c).slope(2), dv))
claims.fails("a parameter, twice", D(Integral(h(v, c), dv), c), 2 * Integral(h(v, c).slope(2), dv))
holds(
    "a partition function",
    D(log(Integral(exp(c * f(v)) * q(v), dv)), c),
    Integral(f(v) * exp(c * f(v)) * q(v), dv) / Integral(exp(c * f(v)) * q(v), dv),
)
p, r = measure("p", of=theta), measure("r")
x, eta = p.vector("x", n), p.scalar("η")
energy = p.scalar("E", of=theta)
holds(
    "cumulants",
    D(log(E(exp(t * eta), p)), t),
    E(eta * exp(t * eta), p) / E(exp(t * eta), p),
    E(eta * exp(t * eta), p),
)
holds(
    "the second cumulant",
    D(log(E(exp(t * eta), p)), t, t),
    E(eta**2 * exp(t * eta), p) / E(exp(t * eta), p) - (E(eta * exp(t * eta), p) / E(exp(t * eta), p)) ** 2,
    E(eta**2 * exp(t * eta), p) / E(exp(t * eta), p),
)
score = D(log(p.density), theta[d])
holds("the score has mean 0", E(score, p), zero(theta[d]), E(score**2, p), given=[p.normalised])
holds(
    "Fisher information, from the Hessian",
    E(score * D(log(p.density), theta[e]), p),
    -E(D(log(p.density), theta[d], theta[e]), p),
    E(D(log(p.density), theta[d], theta[e]), p),
    given=[p.normalised],
)
holds(
    "the gradient of an energy",
    D(E(energy, p), theta[d]),
    E(D(energy, theta[d]), p) + Cov(energy, score, p),
    E(D(energy, theta[d]), p),
    given=[p.normalised],
)

# reparametrisation: x = μ + L ε, with the moments of ε as hypotheses
noise = measure("ν")
eps, xi = noise.vector("ε", n), noise.scalar("ξ")
standard = [noise.normalised, equation(E(eps[i], noise), 0), equation(E(eps[i] * eps[j], noise), delta(i, j))]
unit = [noise.normalised, equation(E(xi, noise), 0), equation(E(xi**2, noise), 1)]


def moved(at):
    """Entry `at` of μ + L ε."""
    return mu[at] + Sum(L[at, k] * eps[k], k)


holds("its mean", E(moved(i), noise), mu[i], mu[i] + Sum(L[i, k], k), given=standard)
holds(
    "its second moments",
    E(moved(i) * moved(j), noise),
    mu[i] * mu[j] + Sum(L[i, k] * L[j, k], k),
    mu[i] * mu[j] + Sum(L[k, i] * L[k, j], k),
    given=standard,
)
holds("its covariance", Cov(moved(i), moved(j), noise), (L @ L.T)[i, j], (L.T @ L)[i, j], given=standard)
holds(
    "a quadratic form",
    E(Sum(A[i, j] * moved(i) * moved(j), i, j), noise),
    Sum(A[i, j] * (mu[i] * mu[j] + Sum(L[i, k] * L[j, k], k)), i, j),
    Sum(A[i, j] * mu[i] * mu[j], i, j),
    given=standard,
)
holds(
    "the gradient in the mean",
    D(E(f(Sum(w[i] * moved(i), i)), noise), mu[j]),
    w[j] * E(f.prime(Sum(w[i] * moved(i), i)), noise),
    mu[j] * E(f.prime(Sum(w[i] * moved(i), i)), noise),
    given=standard,
)
holds(
    "the gradient in the scale",
    D(E(f(Sum(w[i] * moved(i), i)), noise), L[j, l]),
    w[j] * E(eps[l] * f.prime(Sum(w[i] * moved(i), i)), noise),
    w[l] * E(eps[j] * f.prime(Sum(w[i] * moved(i), i)), noise),
    given=standard,
)
holds(
    "the gradient of a loss in the scale",
    D(E((c + s * xi - t) ** 2, noise), s),
    2 * s,
    2 * s + 2 * c,
    given=unit,
)

# the evidence bound
prior, decoder = p.scalar("ℓ"), p.scalar("λ")
guide = p.beside("γ", of=theta)
evidence = E(exp(decoder), p)
weight = guide.density / p.density
holds(
    "the evidence bound, as a divergence",
    log(evidence) - E(log(exp(decoder) * p.density / guide.density), guide),
    E(log(guide.density / (exp(decoder) * p.density / evidence)), guide),
    E(log(guide.density / (exp(decoder) * p.density)), guide),
    given=[guide.normalised],
)
holds(
    "the evidence bound, reconstruction and divergence",
    E(decoder + log(p.density) - log(guide.density), guide),
    E(decoder, guide) - KL(guide, p),
    E(decoder, guide) + KL(guide, p),
)
holds("importance weights", E(weight * eta, p), E(eta, guide), E(eta, p))
holds(
    "mutual information",
    E(log(guide.density) - log(p.density), guide),
    -E(log(p.density), guide) - entropy(guide),
    entropy(p) - entropy(guide),
)

# products of independent ones
y = r.scalar("y")
each = [p.normalised, r.normalised]
holds("a product of functions", E(f(eta) * g(y), p, r), E(f(eta), p) * E(g(y), r), E(f(eta), p) + E(g(y), r))
holds("independent ones are uncorrelated", Cov(eta, y, p, r), zero(t), Var(eta, p), given=each)
holds(
    "the variance of a product",
    Var(eta * y, p, r),
    E(eta**2, p) * E(y**2, r) - E(eta, p) ** 2 * E(y, r) ** 2,
    Var(eta, p) * Var(y, r),
    given=each,
)

# what only integration by parts, a change of variables or a known integral could show
claims.open("Stein's identity", E(xi * f(xi), noise), E(f.prime(xi), noise), given=unit)
claims.open("Stein's identity, a sign", E(xi * f(xi), noise), -E(f.prime(xi), noise), given=unit)
claims.open(
    "Stein's identity of a vector", E(eps[i] * f(eps), noise), E(f(eps).slope(1, i), noise), given=standard
)
claims.open(
    "the score-function gradient of a Gaussian",
    D(E(f(c + s * xi), noise), c),
    E(f(c + s * xi) * xi, noise) / s,
    given=unit,
)
claims.open(
    "Price's theorem",
    D(E(f(c + s * xi), noise), s),
    s * E(f.prime.prime(c + s * xi), noise),
    given=unit,
)
claims.open("by parts", Integral(f(v) * g.prime(v), dv), -Integral(f.prime(v) * g(v), dv))
claims.open("no mass at the borders", Integral(f.prime(v), dv), zero(Integral(f(v), dv)))
claims.open("a shift", Integral(f(v + c), dv), Integral(f(v), dv))
claims.open("a scale", Integral(f(s * v), dv), Integral(f(v), dv) / s)
claims.open("the integral of a Gaussian", Integral(exp(-(v**2) / 2), dv), sqrt(2 * pi))
