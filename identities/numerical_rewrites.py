r"""Numerical rewrites.

Two formulas that are equal for real numbers need not be equal for a computer: exp overflows, and a
difference of two numbers that are nearly equal keeps none of their digits. So the code that is written from
this catalogue computes other expressions than the pages print. Here are the identities that allow it; the
header of every file names those that were used.

Three ideas recur. A shift of all scores cancels, so that no exponential need exceed 1. What is left of 1
when p_k is taken away is the sum of all other p_j, which loses nothing where the difference loses
everything: at a score 40 above all others 1 − p_k is 0 in double precision, and the sum has all its digits.
And weights that are centred, p_k (t_k − Σ_j p_j t_j), sum to 0, so that a constant beside them drops out.
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
c = label("c", n)

s = vector("s", n)
t = vector("t", n)
y = vector("y", n)
p = define("p", k, exp(s[k]) / Sum(exp(s[j]), j))
w = vector("w", n)
r, x, u = scalar("r"), scalar("x"), scalar("u")


# A shift cancels


@identity(p[k], equals=exp(s[k] - r) / Sum(exp(s[j] - r), j))
def shifted_softargmax(line):
    """Any shift r will do; with the largest score no exponential exceeds 1."""
    line(exp(s[k]) / Sum(exp(s[j]), j), by=unfold(p))
    line(exp(s[k]) * exp(-r) / (Sum(exp(s[j]), j) * exp(-r)), by=cancel)
    line(exp(s[k]) * exp(-r) / Sum(exp(s[j]) * exp(-r), j), by=constants_into_sum)
    line(by=exp_log)


@identity(log(Sum(exp(s[k]), k)), equals=r + log(Sum(exp(s[k] - r), k)))
def shifted_logsumexp(line):
    """The soft maximum moves along with its scores."""
    line(log(Sum(exp(r) * exp(s[k] - r), k)), by=exp_log)
    line(log(exp(r) * Sum(exp(s[k] - r), k)), by=constants_out_of_sum)
    line(by=exp_log)


@identity(log(p[k]), equals=s[k] - r - log(Sum(exp(s[j] - r), j)))
def log_softargmax(line):
    """The logarithm of a probability without the probability, which may be too small to be stored."""
    line(log(exp(s[k] - r) / Sum(exp(s[j] - r), j)), by=using(shifted_softargmax))
    line(by=exp_log)


@identity(log(Sum(exp(s[j]), j)) - s[k], equals=-log(p[k]))
def loss_of_scores(line):
    """The loss as a logarithm: where one score is far ahead, its digits are in log(1 + what is small)."""
    line(-(s[k] - log(Sum(exp(s[j]), j))), by=algebra)
    line(-log(exp(s[k]) / Sum(exp(s[j]), j)), by=exp_log)
    line(by=fold(p))


# What is left of 1


@identity(Sum(p[k], k), equals=1)
def total(line):
    """Softargmax sums to one."""
    line(Sum(exp(s[k]), k) / Sum(exp(s[j]), j), by=unfold(p) & constants_out_of_sum)
    line(by=cancel)


@identity(1 - p[k], equals=Sum(p[j], j, without=k))
def complement(line):
    """One less a probability is the sum of all others."""
    line(Sum(p[j], j) - p[k], by=using(total))
    line(by=algebra)


@identity(1 - w[k], equals=Sum(w[j], j, without=k), given=normalised(w))
def complement_of_weights(line):
    """So is one less a weight, whatever makes the weights sum to one; where none is negative no digit is lost."""
    line(Sum(w[j], j) - w[k], by=given(normalised(w)))
    line(by=algebra)


@identity(p[c] - 1, equals=-Sum(p[j], j, without=c))
def true_class(line):
    """The entry of the gradient at the true class c: minus what all other classes take."""
    line(p[c] - Sum(p[j], j), by=using(total))
    line(by=algebra)


@identity(p[k] - y[k], equals=p[k] * (1 - y[k]) - y[k] * Sum(p[j], j, without=k))
def less_targets(line):
    """Probability less target, for soft targets too: where y_k is 1 or 0 one of the two terms is 0."""
    line(p[k] * (1 - y[k]) - y[k] * (1 - p[k]), by=algebra)
    line(p[k] * (1 - y[k]) - y[k] * (Sum(p[j], j) - p[k]), by=using(total))
    line(by=algebra)


# Centred weights


@identity(Sum(p[k] * (t[k] - Sum(p[j] * t[j], j)), k), equals=0)
def centred_weights(line):
    """Weights that are centred sum to 0: what does not depend on k beside them need not be computed."""
    mean = Sum(p[j] * t[j], j)
    line(Sum(p[k] * t[k], k) - mean * Sum(p[k], k), by=distribute)
    line(Sum(p[k] * t[k], k) - mean * 1, by=using(total))
    line(by=cancel)


# Two classes


@identity(1 - logistic(x), equals=logistic(-x))
def complement_of_logistic(line):
    """What is left of 1 is a logistic itself."""
    line(by=exp_log)


@identity(log(logistic(x)), equals=-softplus(-x))
def log_logistic(line):
    """A logarithm of what may be tiny, as a softplus."""
    line(by=exp_log)


@identity(log(1 - logistic(x)), equals=-softplus(x))
def log_complement_of_logistic(line):
    """The same for the other class."""
    line(by=exp_log)


@identity(logistic(x) - u, equals=logistic(x) * (1 - u) - u * logistic(-x))
def logistic_less_target(line):
    """Probability less target for two classes."""
    line(logistic(x) * (1 - u) - u * (1 - logistic(x)), by=algebra)
    line(by=exp_log)


# What is written in exponentials


@identity(exp(x) / (exp(x) + exp(u)), equals=logistic(x - u))
def logistic_of_exponentials(line):
    """Two classes with scores, written in exponentials; where one score is 0, the logistic as textbooks print it."""
    line(by=exp_log)


@identity(exp(x + u) / (exp(x) + exp(u)) ** 2, equals=logistic(x - u) * logistic(u - x))
def slope_of_logistic_of_exponentials(line):
    """The slope of the logistic without a square that overflows."""
    line(by=exp_log)


@identity(log(exp(x) + exp(u)), equals=u + softplus(x - u))
def softplus_of_exponentials(line):
    """The logarithm of two exponentials."""
    line(by=exp_log)


@identity(w[k] * exp(s[k]) / Sum(t[j] * exp(s[j]), j), equals=w[k] * p[k] / Sum(t[j] * p[j], j))
def weighted_softargmax(line):
    """Weights beside exponentials, as in responsibilities: both sums are divided by the sum of all exponentials."""
    Z = Sum(exp(s[j]), j)
    line(w[k] * (exp(s[k]) / Z) / Sum(t[j] * (exp(s[j]) / Z), j), by=cancel)
    line(by=fold(p))
