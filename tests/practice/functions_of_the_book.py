"""arctan, erf, log Γ and ψ: slopes, parity, and what practice makes of them."""

from derive import (
    D,
    Sum,
    arctan,
    cos,
    define,
    digamma,
    dims,
    erf,
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
