r"""Latent variables.

The evidence of a sample, what its model says of it whatever the latent variable is, is a lower bound plus a relative
entropy, for any distribution q of the latent variable. Variational inference raises the bound. Its gradient in
the parameters of q has two estimators: by the score of q, which asks nothing of the model, and by reparametrisation,
where z = m + e^{s/2} ε moves with the parameters and the noise ε does not.

Expectations are over measures of which nothing is known but what is said.
"""

from derive import *

D_, n = dims("D n")
a, d = indices("a d", D_)
j = index("j", n)

theta = vector("theta", n)
q = measure("q", of=theta)
f = q.scalar("f", positive=True)
g = q.scalar("g", positive=True)
Z, c = scalar("Z", positive=True), scalar("c")
prior = q.beside("r")


# The bound


@identity(
    log(Z),
    equals=E(log(f) - log(q.density), q) + E(log(q.density) - log(f / Z), q),
    given=q.normalised,
    source=Source("Auto-encoding variational Bayes"),
)
def evidence_is_bound_and_gap(line):
    """For a joint density f and its evidence Z: a lower bound, and the relative entropy of q to the posterior f/Z."""
    line(log(Z) * E(1, q), by=given(q.normalised))
    line(by=exp_log)


@identity(
    E(log(g * prior.density) - log(q.density), q),
    equals=E(log(g), q) - KL(q, prior),
    source=Source("Auto-encoding variational Bayes"),
)
def bound_is_fit_less_divergence(line):
    """With a prior r and a likelihood g the bound is the mean fit less the relative entropy of q to the prior."""
    line(E(log(g) + log(prior.density) - log(q.density), q), by=exp_log)
    line(by=algebra)


# Its gradient by the score of q


@identity(
    D(E(log(f) - log(q.density), q), theta[j]),
    equals=E((log(f) - log(q.density)) * D(log(q.density), theta[j]), q),
    given=q.normalised,
    source=Source("Black box variational inference"),
)
def gradient_by_the_score(line):
    """The bound's gradient weights the score of q with what the bound averages; q's own part has mean 0."""
    line(
        E((log(f) - log(q.density)) * D(log(q.density), theta[j]), q) - E(D(log(q.density), theta[j]), q),
        by=differentiate,
    )
    line(by=differentiate & given(q.normalised))


@identity(E(c * D(log(q.density), theta[j]), q), equals=0, given=q.normalised)
def baseline_has_mean_zero(line):
    """So a constant may be taken off: a baseline changes the variance alone."""
    line(by=differentiate & given(q.normalised))


# By reparametrisation

e = measure("e")
eps = e.vector("epsilon", D_)
m, s, w = vector("m", D_), vector("s", D_), vector("w", D_)
W = matrix("W", n, D_)
b = vector("b", n)
phi = function("phi")
z = m[d] + exp(s[d] / 2) * eps[d]


@identity(
    D(E(phi(Sum(w[d] * z, d)), e), m[a]),
    equals=E(phi.prime(Sum(w[d] * z, d)) * w[a], e),
    source=Source("Stochastic backpropagation and approximate inference in deep generative models"),
)
def gradient_in_mean(line):
    """The gradient goes under the expectation: a draw moves with its mean,"""
    line(by=differentiate)


@identity(
    D(E(phi(Sum(w[d] * z, d)), e), s[a]),
    equals=E(phi.prime(Sum(w[d] * z, d)) * w[a] * eps[a], e) * exp(s[a] / 2) / 2,
    source=Source("Stochastic backpropagation and approximate inference in deep generative models"),
)
def gradient_in_log_variance(line):
    """and with its log-variance by half its noise, scaled."""
    line(by=differentiate)


fit = E(Sum(phi(Sum(W[j, d] * z, d) + b[j]), j), e)
divergence = Sum(m[d] ** 2 + exp(s[d]) - 1 - s[d], d) / 2


@identity(
    D(fit - divergence, m[a]),
    equals=E(Sum(phi.prime(Sum(W[j, d] * z, d) + b[j]) * W[j, a], j), e) - m[a],
    source=Source("Auto-encoding variational Bayes"),
)
def bound_in_mean(line):
    """The whole bound for a standard normal prior and one layer of a decoder, in the means,"""
    line(by=differentiate)


@identity(
    D(fit - divergence, s[a]),
    equals=E(Sum(phi.prime(Sum(W[j, d] * z, d) + b[j]) * W[j, a], j) * eps[a], e) * exp(s[a] / 2) / 2
    - (exp(s[a]) - 1) / 2,
    source=Source("Auto-encoding variational Bayes"),
)
def bound_in_log_variance(line):
    """and in the log-variances."""
    line(by=differentiate)


@identity(
    D(fit, W[j, a]),
    equals=E(phi.prime(Sum(W[j, d] * z, d) + b[j]) * (m[a] + exp(s[a] / 2) * eps[a]), e),
)
def fit_in_weights(line):
    """The decoder's own weights see the draw as an input like any other."""
    line(by=differentiate)
