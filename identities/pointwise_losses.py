r"""Losses of one number.

A prediction x_i is compared with a target. In a regression the loss depends on the residual r_i = x_i − y_i, in
a binary classification with labels plus and minus one on the margin x_i y_i; the loss of a sample is a function
of one number, and its slope there is all that the backward pass needs.

The slope says how a loss treats outliers. That of the square grows without end; those of Huber's loss, of log
cosh and of the quantile loss are bounded; that of the hinge vanishes as soon as the margin is met.
"""

from sympy import Rational

from derive import *

N = dims("N")
i, l = indices("i l", N)
x, y = vector("x", N), vector("y", N)
c = scalar("c", positive=True)
q = scalar("q")

r = define("r", i, x[i] - y[i])
m = define("m", i, x[i] * y[i])


# Residuals


@identity(D(Sum(r[l] ** 2, l) / N, x[i]), equals=2 * r[i] / N)
def mean_square_gradient(line):
    """The mean square: every sample pulls with a force proportional to its residual."""
    line(Sum(2 * r[l] * D(r[l], x[i]), l) / N, by=chain_rule)
    line(Sum(2 * r[l] * delta(l, i), l) / N, by=differentiate & unfold(r))
    line(by=sift)


@identity(D(Sum(abs(r[l]), l) / N, x[i]), equals=sign(r[i]) / N)
def mean_absolute_gradient(line):
    """The mean absolute error: every sample pulls equally hard."""
    line(Sum(sign(r[l]) * D(r[l], x[i]), l) / N, by=chain_rule)
    line(Sum(sign(r[l]) * delta(l, i), l) / N, by=differentiate & unfold(r))
    line(by=sift)


huber = define("huber", i, cases((r[i] ** 2 / 2, abs(r[i]) <= c), (c * (abs(r[i]) - c / 2), True)))


@identity(
    D(huber[i], x[i]),
    equals=cases((r[i], abs(r[i]) <= c), (c * sign(r[i]), True)),
    source=Source("Robust estimation of a location parameter"),
)
def huber_slope(line):
    """Huber's loss is a square up to c and a line beyond; its slope is the residual, cut off at ±c."""
    line(D(cases((r[i] ** 2 / 2, abs(r[i]) <= c), (c * (abs(r[i]) - c / 2), True)), x[i]), by=unfold(huber))
    line(by=differentiate & unfold(r))


@identity(
    D(cases((r[i] ** 2 / (2 * c), abs(r[i]) < c), (abs(r[i]) - c / 2, True)), x[i]),
    equals=cases((r[i] / c, abs(r[i]) < c), (sign(r[i]), True)),
    source=Source("Fast R-CNN"),
)
def smooth_l1_slope(line):
    """The smooth absolute error: Huber's loss divided by c, so that its slope ends at ±1."""
    line(by=differentiate & unfold(r))


@identity(
    D(cases((q * r[i], r[i] > 0), ((q - 1) * r[i], True)), x[i]),
    equals=cases((q, r[i] > 0), (q - 1, True)),
    source=Source("Regression quantiles"),
)
def quantile_slope(line):
    """The quantile loss pulls with q from above and 1 − q from below: they balance at the quantile."""
    line(by=differentiate & unfold(r))


@identity(
    cases((q * r[i], r[i] > 0), ((q - 1) * r[i], True)), equals=(q - Rational(1, 2)) * r[i] + abs(r[i]) / 2
)
def quantile_loss_is_tilted(line):
    """It is half the absolute value, tilted: equal pulls give the median."""
    line(cases((q * r[i], r[i] > 0), (q * r[i] - r[i], True)), by=distribute)
    line(by=algebra)


@identity(
    D(relu(abs(r[i]) - c), x[i]),
    equals=sign(r[i]) * step(abs(r[i]) - c),
    source=Source("The nature of statistical learning theory"),
)
def insensitive_slope(line):
    """The insensitive loss of support vector regression: residuals below c cost nothing."""
    line(step(abs(r[i]) - c) * D(abs(r[i]), x[i]), by=chain_rule)
    line(by=differentiate & unfold(r))


cosh = define("C", i, (exp(r[i]) + exp(-r[i])) / 2)


@identity(D(log(cosh[i]), x[i]), equals=tanh(r[i]))
def log_cosh_slope(line):
    """The logarithm of the hyperbolic cosine: near 0 a half square, far off an absolute value."""
    up, down = exp(r[i]), exp(-r[i])
    line(1 / cosh[i] * D((up + down) / 2, x[i]), by=chain_rule & unfold(cosh))
    line(1 / cosh[i] * ((up - down) / 2), by=differentiate & unfold(r))
    line((up - down) / (up + down), by=unfold(cosh))
    line(by=exp_log)


@identity(
    D(c**2 * (sqrt(1 + (r[i] / c) ** 2) - 1), x[i]),
    equals=r[i] / sqrt(1 + (r[i] / c) ** 2),
    source=Source("Two deterministic half-quadratic regularization algorithms for computed imaging"),
)
def charbonnier_slope(line):
    """A smooth loss between square and absolute value; c is where one passes into the other."""
    line(c**2 * (r[i] / c**2 / sqrt(1 + (r[i] / c) ** 2)), by=differentiate & unfold(r))
    line(by=cancel)


@identity(
    D(log(1 + (r[i] / c) ** 2), x[i]),
    equals=2 * r[i] / (c**2 + r[i] ** 2),
    source=Source("Robust statistics"),
)
def cauchy_slope(line):
    """The log-likelihood of a Cauchy distribution: the pull of an outlier dies away."""
    line(2 * r[i] / c**2 / (1 + (r[i] / c) ** 2), by=differentiate & unfold(r))
    line(by=algebra)


# Likelihoods of counts and of spreads

k = vector("k", N)
s = vector("s", N)
g = vector("v", N, positive=True)


@identity(D(exp(x[i]) - k[i] * x[i], x[i]), equals=exp(x[i]) - k[i])
def poisson_slope(line):
    """Counts k of a Poisson distribution of log-rate x: expected less counted."""
    line(by=differentiate)


@identity(D(g[i] - k[i] * log(g[i]), g[i]), equals=1 - k[i] / g[i])
def poisson_slope_in_rate(line):
    """The same in the rate itself."""
    line(by=differentiate)


@identity(
    D((r[i] ** 2 / g[i] + log(g[i])) / 2, x[i]),
    equals=r[i] / g[i],
    source=Source("Estimating the mean and variance of the target probability distribution"),
)
def gaussian_likelihood_in_mean(line):
    """A Gaussian whose variance v is predicted too: uncertain samples pull less."""
    line(2 * r[i] / g[i] / 2, by=differentiate & unfold(r))
    line(by=cancel)


@identity(D((r[i] ** 2 / g[i] + log(g[i])) / 2, g[i]), equals=(g[i] - r[i] ** 2) / (2 * g[i] ** 2))
def gaussian_likelihood_in_variance(line):
    """The variance is stationary where it equals the squared residual."""
    line((1 / g[i] - r[i] ** 2 / g[i] ** 2) / 2, by=differentiate)
    line(by=algebra)


@identity(
    D((r[i] ** 2 * exp(-s[i]) + s[i]) / 2, s[i]),
    equals=(1 - r[i] ** 2 * exp(-s[i])) / 2,
    source=Source("What uncertainties do we need in Bayesian deep learning for computer vision?"),
)
def gaussian_likelihood_in_log_variance(line):
    """With s = log v no variance can become negative, and the slope cannot blow up where v is small."""
    line((-(r[i] ** 2) * exp(-s[i]) + 1) / 2, by=differentiate)
    line(by=algebra)


@identity(D(x[i] + g[i] * exp(-x[i]), x[i]), equals=1 - g[i] * exp(-x[i]))
def exponential_likelihood_slope(line):
    """Waiting times v with a predicted log-mean x."""
    line(by=differentiate)


@identity(
    D(log(g[i] / k[i]) + k[i] / g[i], g[i]),
    equals=(g[i] - k[i]) / g[i] ** 2,
)
def gamma_deviance_slope(line):
    """The deviance of a gamma distribution: residual over the square of the mean."""
    line(1 / g[i] - k[i] / g[i] ** 2, by=differentiate)
    line(by=algebra)


# Margins


@identity(D(relu(1 - m[i]), x[i]), equals=-y[i] * step(1 - m[i]), source=Source("Support-vector networks"))
def hinge_slope(line):
    """The hinge: samples beyond the margin are silent."""
    line(step(1 - m[i]) * D(1 - m[i], x[i]), by=chain_rule)
    line(step(1 - m[i]) * -y[i], by=differentiate & unfold(m))
    line(by=algebra)


@identity(D(relu(1 - m[i]) ** 2, x[i]), equals=-2 * y[i] * relu(1 - m[i]))
def squared_hinge_slope(line):
    """The squared hinge has no corner."""
    line(2 * relu(1 - m[i]) * D(relu(1 - m[i]), x[i]), by=chain_rule)
    line(2 * relu(1 - m[i]) * (-y[i] * step(1 - m[i])), by=using(hinge_slope))
    line(by=algebra)


@identity(D(log(1 + exp(-m[i])), x[i]), equals=-y[i] * logistic(-m[i]))
def logistic_loss_slope(line):
    """The logistic loss: a sample pulls as much as it is doubted."""
    e = exp(-m[i])
    line(1 / (1 + e) * (e * -y[i]), by=chain_rule & unfold(m))
    line(-y[i] * (e / (1 + e)), by=algebra)
    line(by=exp_log)


@identity(D(log(1 + exp(-m[i])), x[i], x[i]), equals=y[i] ** 2 * logistic(m[i]) * logistic(-m[i]))
def logistic_loss_curvature(line):
    """Its curvature is that of the two chances, σ (1 − σ), for labels ±1."""
    line(D(-y[i] * logistic(-m[i]), x[i]), by=using(logistic_loss_slope))
    line(-y[i] * (logistic(-m[i]) * (1 - logistic(-m[i])) * -y[i]), by=differentiate & unfold(m))
    line(by=exp_log)


@identity(
    D(exp(-m[i]), x[i]),
    equals=-y[i] * exp(-m[i]),
    source=Source("A decision-theoretic generalization of on-line learning"),
)
def exponential_loss_slope(line):
    """The exponential loss, of AdaBoost: weights grow without bound where the margin fails."""
    line(exp(-m[i]) * D(-m[i], x[i]), by=chain_rule)
    line(by=differentiate & unfold(m))


# Two classes with targets in [0, 1]

binary = define("b", i, -y[i] * log(logistic(x[i])) - (1 - y[i]) * log(1 - logistic(x[i])))


@identity(binary[i], equals=softplus(x[i]) - x[i] * y[i])
def binary_cross_entropy_in_scores(line):
    """The binary cross-entropy of a score, without the logarithm of what may be 0."""
    line(-y[i] * log(logistic(x[i])) - (1 - y[i]) * log(1 - logistic(x[i])), by=unfold(binary))
    line(y[i] * softplus(-x[i]) + (1 - y[i]) * softplus(x[i]), by=exp_log)
    line(by=exp_log)


@identity(D(binary[i], x[i]), equals=logistic(x[i]) - y[i])
def binary_cross_entropy_slope(line):
    """Chance less target, as for many classes."""
    line(D(softplus(x[i]) - x[i] * y[i], x[i]), by=using(binary_cross_entropy_in_scores))
    line(by=differentiate)


w = scalar("w")
weighted = define("a", i, (1 - y[i]) * x[i] + (1 + (w - 1) * y[i]) * softplus(-x[i]))


@identity(D(weighted[i], x[i]), equals=(1 - y[i]) * logistic(x[i]) - w * y[i] * logistic(-x[i]))
def weighted_binary_slope(line):
    """Positive samples weighted by w."""
    line(1 - y[i] - (1 + (w - 1) * y[i]) * logistic(-x[i]), by=differentiate & unfold(weighted))
    line((1 - y[i]) * (1 - logistic(-x[i])) - w * y[i] * logistic(-x[i]), by=algebra)
    line(by=exp_log)


@identity(
    D((logistic(x[i]) - y[i]) ** 2, x[i]),
    equals=2 * (logistic(x[i]) - y[i]) * logistic(x[i]) * logistic(-x[i]),
)
def binary_brier_slope(line):
    """The square of a chance less its target: the slope fades where the model is sure, wrongly sure too."""
    line(2 * (logistic(x[i]) - y[i]) * (logistic(x[i]) * (1 - logistic(x[i]))), by=chain_rule)
    line(by=exp_log)
