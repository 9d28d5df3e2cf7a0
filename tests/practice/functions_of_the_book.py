"""arctan, arcsin, erf and its inverse, log Γ, ψ and ψ′: slopes, parity, and what practice makes of them."""

from derive import (
    D,
    Sum,
    arccos,
    arcsin,
    arctan,
    cos,
    define,
    digamma,
    dims,
    erf,
    erfinv,
    exp,
    indices,
    log,
    loggamma,
    pi,
    positive,
    scalar,
    sin,
    sqrt,
    tanh,
    trigamma,
    vector,
)
from tests.practice.claims import Claims

n = dims("n")
i, j, k = indices("i j k", n)
x, w = vector("x", n), vector("w", n)
alpha = vector("alpha", n)
z, s = scalar("z"), scalar("s", positive=True)
Phi = define("Phi", i, (1 + erf(x[i] / sqrt(2))) / 2)
GIVEN = positive(alpha)

claims = Claims()
holds, fails = claims.holds, claims.fails

holds("slope of arctan", D(Sum(arctan(w[j] * x[j]), j), x[k]), w[k] / (1 + w[k] ** 2 * x[k] ** 2))
fails("slope of arctan without the inner one", D(arctan(w[j] * x[j]), x[j]), 1 / (1 + w[j] ** 2 * x[j] ** 2))
fails("slope of arctan as that of tanh", D(arctan(x[j]), x[j]), 1 - arctan(x[j]) ** 2)
holds("arctan is odd", arctan(x[j] - x[k]), -arctan(x[k] - x[j]))
fails("arctan is not even", arctan(x[j] - x[k]), arctan(x[k] - x[j]))
holds("odd functions cancel", Sum(arctan(x[j] - x[k]) + sin(x[j] - x[k]) + tanh(x[j] - x[k]), j, k), 0 * z)
holds("cos is even", cos(x[j] - x[k]) * z, z * cos(x[k] - x[j]))
fails("cos is not odd", cos(x[j] - x[k]), -cos(x[k] - x[j]))

holds("slope of erf", D(erf(z / s), z), 2 * exp(-(z**2) / s**2) / (sqrt(pi) * s))
fails("slope of erf without its factor", D(erf(z), z), exp(-(z**2)))
fails("slope of erf with π for its root", D(erf(z), z), 2 * exp(-(z**2)) / pi)
holds(
    "slope of GELU",
    D(x[i] * Phi[i], x[i]),
    Phi[i] + x[i] * exp(-(x[i] ** 2) / 2) / sqrt(2 * pi),
)
fails("slope of GELU, its second term forgotten", D(x[i] * Phi[i], x[i]), Phi[i])
holds("erf is odd", erf(-z) + erf(z), 0 * z)
fails("erf is no constant", erf(z) + erf(z), 0 * z)
holds(
    "logarithm of a normal density",
    D(log(exp(-(z**2) / (2 * s**2)) / sqrt(2 * pi * s**2)), s),
    z**2 / s**3 - 1 / s,
)

holds(
    "gradient of Dirichlet's normaliser",
    D(Sum(loggamma(alpha[j]), j) - loggamma(Sum(alpha[j], j)), alpha[k]),
    digamma(alpha[k]) - digamma(Sum(alpha[j], j)),
    given=GIVEN,
)
fails(
    "gradient of Dirichlet's normaliser, the sum's part forgotten",
    D(Sum(loggamma(alpha[j]), j) - loggamma(Sum(alpha[j], j)), alpha[k]),
    digamma(alpha[k]),
    given=GIVEN,
)
fails("slope of log Γ as that of log", D(loggamma(s), s), 1 / s)

holds("slope of ψ", D(digamma(s**2), s), 2 * s * trigamma(s**2))
fails("slope of ψ as ψ", D(digamma(s), s), digamma(s))
holds(
    "curvature of Dirichlet's normaliser",
    D(Sum(loggamma(alpha[j]), j) - loggamma(Sum(alpha[j], j)), alpha[k], alpha[k]),
    trigamma(alpha[k]) - trigamma(Sum(alpha[j], j)),
    given=GIVEN,
)

holds("slope of arcsin", D(arcsin(w[j] * x[j]), x[j]), w[j] / sqrt(1 - w[j] ** 2 * x[j] ** 2))
fails("slope of arcsin as that of arctan", D(arcsin(x[j]), x[j]), 1 / (1 + x[j] ** 2))
holds("slope of arccos", D(arccos(x[j] / 2), x[j]), -1 / sqrt(4 - x[j] ** 2))
fails("slope of arccos with the sign of arcsin's", D(arccos(x[j]), x[j]), 1 / sqrt(1 - x[j] ** 2))
holds("arcsin and arccos together are constant", D(arcsin(z) + arccos(z), z), 0 * z)
holds("arcsin is odd", arcsin(x[j] - x[k]), -arcsin(x[k] - x[j]))
fails("arccos is not odd", arccos(z), -arccos(-z))
fails("arccos is not even", arccos(z), arccos(-z))
holds("slope of erf⁻¹", D(erfinv(z / s), z), sqrt(pi) / (2 * s) * exp(erfinv(z / s) ** 2))
fails("slope of erf⁻¹ with its sign turned above", D(erfinv(z), z), sqrt(pi) / 2 * exp(-(erfinv(z) ** 2)))
fails("slope of erf⁻¹ as one over that of erf", D(erfinv(z), z), sqrt(pi) / 2 * exp(z**2))
