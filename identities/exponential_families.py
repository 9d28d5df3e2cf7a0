r"""Exponential families.

A distribution over n outcomes with features T_kd is exp(Σ_d η_d T_kd) / Z(η). All there is to know about it
stands in its log-partition A = log Z: the gradient of A is the mean of the features, its Hessian their
covariance, which is Fisher's information. The likelihood of data is stationary where model and data have the
same means.

After the general case the usual families follow one by one, each with its log-partition written out; then
Bayes' rule in odds and in scores, and what priors add to a gradient.
"""

from derive import *

n, D_ = dims("n D")
k, j, l = indices("k j l", n)
d, e = indices("d e", D_)

eta = vector("eta", D_)
T = matrix("T", n, D_)

A = define("A", log(Sum(exp(Sum(eta[d] * T[k, d], d)), k)))
p = define("p", k, exp(Sum(eta[d] * T[k, d], d)) / Sum(exp(Sum(eta[d] * T[j, d], d)), j))
mean = define("mu", d, Sum(p[k] * T[k, d], k))


# The general case


@identity(Sum(p[k], k), equals=1)
def chances_sum_to_one(line):
    """The partition function makes it a distribution."""
    line(Sum(exp(Sum(eta[d] * T[k, d], d)), k) / Sum(exp(Sum(eta[d] * T[j, d], d)), j), by=unfold(p))
    line(by=cancel)


@identity(
    D(A, eta[d]),
    equals=mean[d],
    source=Source("Graphical models, exponential families, and variational inference"),
)
def gradient_is_the_mean(line):
    """The gradient of the log-partition is the mean of the features."""
    Z = Sum(exp(Sum(eta[e] * T[k, e], e)), k)
    line(D(log(Z), eta[d]), by=unfold(A))
    line(Sum(exp(Sum(eta[e] * T[k, e], e)) * T[k, d], k) / Z, by=differentiate)
    line(Sum(p[k] * T[k, d], k), by=fold(p))
    line(by=fold(mean))


@identity(D(p[k], eta[d]), equals=p[k] * (T[k, d] - mean[d]))
def chance_slope(line):
    """An outcome becomes more likely where its feature is above the mean."""
    line(p[k] * (T[k, d] - Sum(p[j] * T[j, d], j)), by=differentiate & unfold(p))
    line(by=fold(mean))


@identity(
    D(A, eta[d], eta[e]),
    equals=Sum(p[k] * T[k, d] * T[k, e], k) - mean[d] * mean[e],
    source=Source("Graphical models, exponential families, and variational inference"),
)
def hessian_is_the_covariance(line):
    """The Hessian is the covariance of the features, so A is convex."""
    line(D(mean[d], eta[e]), by=using(gradient_is_the_mean))
    line(Sum(D(p[k], eta[e]) * T[k, d], k), by=linearity & unfold(mean))
    line(Sum(p[k] * (T[k, e] - mean[e]) * T[k, d], k), by=using(chance_slope))
    line(Sum(p[k] * T[k, d] * T[k, e], k) - mean[e] * Sum(p[k] * T[k, d], k), by=distribute)
    line(by=fold(mean))


# Fisher's information


@identity(Sum(p[k] * D(log(p[k]), eta[d]), k), equals=0, source=Source("Elements of information theory"))
def score_has_mean_zero(line):
    """The score, the gradient of the log-likelihood, is 0 in the mean."""
    line(Sum(p[k] * (1 / p[k] * D(p[k], eta[d])), k), by=chain_rule)
    line(Sum(p[k] * (1 / p[k] * (p[k] * (T[k, d] - mean[d]))), k), by=using(chance_slope))
    line(Sum(p[k] * T[k, d], k) - mean[d] * Sum(p[k], k), by=distribute)
    line(mean[d] - mean[d] * 1, by=fold(mean) & using(chances_sum_to_one))
    line(by=cancel)


@identity(
    Sum(p[k] * D(log(p[k]), eta[d]) * D(log(p[k]), eta[e]), k),
    equals=Sum(p[k] * (T[k, d] - mean[d]) * (T[k, e] - mean[e]), k),
)
def information_is_the_covariance(line):
    """Fisher's information is the covariance of the features,"""
    line(Sum(p[k] * (1 / p[k] * D(p[k], eta[d])) * (1 / p[k] * D(p[k], eta[e])), k), by=chain_rule)
    line(by=using(chance_slope))


o = label("o", n)
f = index("f", D_)


@identity(
    -D(log(p[o]), eta[d], eta[e]),
    equals=Sum(p[k] * T[k, d] * T[k, e], k) - mean[d] * mean[e],
)
def information_is_the_curvature(line):
    """and the curvature of every single log-likelihood, whatever the outcome o."""
    line(-D(Sum(eta[f] * T[o, f], f) - A, eta[d], eta[e]), by=exp_log & unfold(p) & fold(A))
    line(D(A, eta[d], eta[e]), by=differentiate)
    line(by=using(hessian_is_the_covariance))


N = dims("N")
i = index("i", N)
x = labels("x", N, values=n)


@identity(
    D(Sum(Sum(eta[e] * T[x[i], e], e) - A, i), eta[d]),
    equals=Sum(T[x[i], d], i) - N * mean[d],
)
def likelihood_gradient(line):
    """N outcomes x_i: what was observed less what is expected. The likelihood is greatest where they agree."""
    line(Sum(T[x[i], d] - D(A, eta[d]), i), by=linearity)
    line(Sum(T[x[i], d] - mean[d], i), by=using(gradient_is_the_mean))
    line(by=algebra)


# The usual families

z, t = scalar("z"), scalar("t")
a, b = scalar("a", positive=True), scalar("b", positive=True)


@identity(D(z * t - softplus(t), t), equals=z - logistic(t))
def bernoulli(line):
    """A coin with log-odds t: seen less expected."""
    line(by=differentiate)


@identity(D(z * t - exp(t), t), equals=z - exp(t))
def poisson(line):
    """Counts with log-rate t."""
    line(by=differentiate)


@identity(D(z * t - t**2 / 2, t), equals=z - t)
def unit_gaussian(line):
    """A Gaussian of variance 1, with mean t."""
    line(z - 2 * t / 2, by=differentiate)
    line(by=cancel)


y = scalar("y", positive=True)


@identity(D(log(b) - b * y, b), equals=1 / b - y)
def exponential(line):
    """Waiting times with rate b, whose mean is 1/b."""
    line(by=differentiate)


@identity(D(a * log(b) - loggamma(a) + (a - 1) * log(y) - b * y, a), equals=log(y) - (digamma(a) - log(b)))
def gamma_in_shape(line):
    """The gamma distribution in its shape: the mean of log y is ψ(a) − log b."""
    line(by=differentiate)


@identity(D(a * log(b) - loggamma(a) + (a - 1) * log(y) - b * y, b), equals=a / b - y)
def gamma_in_rate(line):
    """And in its rate: the mean is a/b."""
    line(by=differentiate)


alpha = vector("alpha", n, positive=True)
q = vector("q", n, positive=True)


@identity(
    D(loggamma(Sum(alpha[k], k)) - Sum(loggamma(alpha[k]), k) + Sum((alpha[k] - 1) * log(q[k]), k), alpha[j]),
    equals=log(q[j]) - (digamma(alpha[j]) - digamma(Sum(alpha[k], k))),
    source=Source("Latent Dirichlet allocation"),
)
def dirichlet(line):
    """Dirichlet's distribution: seen less expected logarithm."""
    line(
        digamma(Sum(alpha[k], k)) - Sum(digamma(alpha[k]) * delta(k, j), k) + Sum(log(q[k]) * delta(k, j), k),
        by=differentiate,
    )
    line(by=sift)


@identity(
    D(log(b) + (b - 1) * log(y) - y**b, b),
    equals=1 / b + log(y) * (1 - y**b),
)
def weibull_in_shape(line):
    """Weibull's distribution of life times, in its shape."""
    line(1 / b + log(y) - y**b * log(y), by=differentiate)
    line(by=algebra)


# Bayes

P, c, x1 = probability("P"), scalar("c"), scalar("x_1")


@identity(P(c, given=x1), equals=P(x1, given=c) * P(c) / P(x1))
def bayes(line):
    """Bayes' rule: both products are the joint probability."""
    line(P(c, x1) / P(x1), by=algebra)
    line(P(c, x1) / P(c) * P(c) / P(x1), by=cancel)
    line(by=algebra)


c2 = scalar("c_2")


@identity(
    log(P(c, given=x1) / P(c2, given=x1)),
    equals=log(P(x1, given=c) / P(x1, given=c2)) + log(P(c) / P(c2)),
)
def bayes_in_odds(line):
    """In log-odds the evidence adds up: P(x_1) cancels."""
    line(log(P(c, x1) / P(c2, x1)), by=exp_log)
    line(by=exp_log)


theta, g = vector("theta", D_), function("g")


@identity(
    D(g(theta) - b / 2 * Sum(theta[e] ** 2, e), theta[d]),
    equals=D(g(theta), theta[d]) - b * theta[d],
)
def gaussian_prior(line):
    """A Gaussian prior of precision b adds weight decay to the gradient of any log-likelihood g."""
    line(D(g(theta), theta[d]) - b / 2 * Sum(2 * theta[e] * delta(e, d), e), by=differentiate)
    line(by=sift)
