r"""Mixtures and hidden causes.

A mixture p(x) = Σ_k π_k f_k(x) explains a sample by one of K causes. The gradient of log p(x) is the mean, over
the responsibilities γ_k = π_k f_k / Σ_j π_j f_j, of the gradients of the single causes: the one formula of the
page. EM, the lower bound behind it, the steps for Gaussian components and the gating of experts follow from it;
so does the gradient of a Boltzmann machine, where what is summed out is a vector of hidden bits.
"""

from derive import *

N, K_, D_ = dims("N K D")
i, l = indices("i l", N)
k, j, h = indices("k j h", K_)
d, e = indices("d e", D_)

s = vector("s", K_)
theta = vector("theta", D_)
f = family("f", K_, of=theta)

# A mixture of anything, log-weights s and log-densities f

gamma = define("gamma", k, exp(s[k] + f[k]) / Sum(exp(s[j] + f[j]), j))
evidence = log(Sum(exp(s[k] + f[k]), k))


@identity(Sum(gamma[k], k), equals=1)
def responsibilities_sum_to_one(line):
    """The causes share one sample."""
    line(Sum(exp(s[k] + f[k]), k) / Sum(exp(s[j] + f[j]), j), by=unfold(gamma))
    line(by=cancel)


@identity(
    D(evidence, theta[d]),
    equals=Sum(gamma[k] * D(f[k], theta[d]), k),
    source=Source("Pattern Recognition and Machine Learning, chapter 9"),
)
def evidence_gradient(line):
    """Fisher's identity: the gradient of the evidence is the mean gradient of the complete log-likelihood."""
    Z = Sum(exp(s[k] + f[k]), k)
    line(Sum(exp(s[k] + f[k]) * D(f[k], theta[d]), k) / Z, by=chain_rule)
    line(by=fold(gamma))


pi_ = define("p", k, exp(s[k]) / Sum(exp(s[j]), j))


@identity(D(evidence - log(Sum(exp(s[k]), k)), s[j]), equals=gamma[j] - pi_[j])
def weights_gradient(line):
    """In the log-weights, normalised by softargmax: posterior less prior."""
    line(exp(s[j] + f[j]) / Sum(exp(s[k] + f[k]), k) - exp(s[j]) / Sum(exp(s[k]), k), by=differentiate)
    line(by=fold(gamma) & fold(pi_))


# The lower bound

q = vector("q", K_, positive=True)


@identity(
    evidence,
    equals=Sum(q[k] * (s[k] + f[k] - log(q[k])), k) + Sum(q[k] * (log(q[k]) - log(gamma[k])), k),
    given=normalised(q),
    source=Source("A view of the EM algorithm that justifies incremental, sparse, and other variants"),
)
def bound_and_gap(line):
    """The evidence is a lower bound, for any distribution q over the causes, and a relative entropy."""
    line(Sum(q[k], k) * evidence, by=given(normalised(q)))
    line(Sum(q[k] * (s[k] + f[k] - (s[k] + f[k] - evidence)), k), by=algebra)
    line(Sum(q[k] * (s[k] + f[k] - log(gamma[k])), k), by=exp_log & fold(gamma))
    line(by=algebra)


@identity(Sum(q[k] * (log(q[k]) - log(gamma[k])), k), at_least=0, given=normalised(q))
def gap_is_no_less_than_zero(line):
    """The gap is never negative: Gibbs' inequality."""
    line(
        Sum(q[k] * (gamma[k] / q[k] - 1 - log(gamma[k] / q[k])), k),
        by=exp_log & given(normalised(q)) & using(responsibilities_sum_to_one),
    )


@identity(
    D(Sum(q[k] * (s[k] + f[k] - log(q[k])), k), q[j]),
    equals=s[j] + f[j] - log(q[j]) - 1,
)
def bound_in_responsibilities(line):
    """With a multiplier for Σ q = 1 stationary where log q and s + f differ by a constant: at γ."""
    line(Sum(delta(k, j) * (s[k] + f[k] - log(q[k])) - delta(k, j), k), by=differentiate)
    line(by=sift)


# Steps for Gaussian components, given responsibilities R of N samples

x = matrix("x", N, D_)
mu = matrix("mu", K_, D_)
R = matrix("R", N, K_, positive=True)
v = vector("v", K_, positive=True)
Q = -Sum(R[i, k] * (Sum((x[i, d] - mu[k, d]) ** 2, d) / v[k] + D_ * log(v[k])), i, k) / 2


@identity(
    D(Q, mu[j, e]),
    equals=Sum(R[i, j] * (x[i, e] - mu[j, e]), i) / v[j],
    source=Source("Maximum likelihood from incomplete data via the EM algorithm"),
)
def mean_gradient(line):
    """A mean is drawn to the samples that it answers for."""
    line(
        Sum(R[i, k] * Sum((x[i, d] - mu[k, d]) * (delta(k, j) * delta(d, e)), d) / v[k], i, k),
        by=differentiate,
    )
    line(by=sift)


centre = Sum(R[i, j] * x[i, e], i) / Sum(R[i, j], i)


@identity(Sum(R[i, j] * (x[i, e] - Sum(R[l, j] * x[l, e], l) / Sum(R[l, j], l)), i), equals=0)
def mean_step(line):
    """So the step puts it at their weighted mean."""
    line(Sum(R[i, j] * x[i, e], i) - Sum(R[i, j], i) * centre, by=algebra)
    line(by=cancel)


@identity(
    D(Q, v[j]),
    equals=Sum(R[i, j] * (Sum((x[i, d] - mu[j, d]) ** 2, d) - D_ * v[j]), i) / (2 * v[j] ** 2),
)
def variance_gradient(line):
    """The variance is stationary at the weighted mean of squared distances, for every dimension."""
    far = Sum((x[i, d] - mu[k, d]) ** 2, d)
    line(
        -Sum(R[i, k] * (D_ * delta(k, j) / v[k] - far * delta(k, j) / v[k] ** 2), i, k) / 2,
        by=differentiate,
    )
    line(-Sum(R[i, j] * (D_ / v[j] - Sum((x[i, d] - mu[j, d]) ** 2, d) / v[j] ** 2), i) / 2, by=sift)
    line(by=algebra)


m = vector("m", K_, positive=True)
nu = scalar("nu")


@identity(
    D(Sum(R[i, k] * log(m[k]), i, k) - nu * (Sum(m[k], k) - 1), m[j]),
    equals=Sum(R[i, j], i) / m[j] - nu,
)
def proportion_gradient(line):
    """With a multiplier for their sum the proportions are stationary at the shares of the samples."""
    line(by=differentiate)


# One Gaussian mixture, by gradient

z = vector("z", D_)
g = define(
    "g",
    k,
    exp(s[k] - Sum((z[d] - mu[k, d]) ** 2, d) / 2) / Sum(exp(s[j] - Sum((z[d] - mu[j, d]) ** 2, d) / 2), j),
)
likelihood = log(Sum(exp(s[k] - Sum((z[d] - mu[k, d]) ** 2, d) / 2), k))


@identity(D(likelihood, mu[j, e]), equals=g[j] * (z[e] - mu[j, e]))
def mixture_gradient_in_means(line):
    """Without EM: every mean moves by its responsibility."""
    Z = Sum(exp(s[k] - Sum((z[d] - mu[k, d]) ** 2, d) / 2), k)
    line(exp(s[j] - Sum((z[d] - mu[j, d]) ** 2, d) / 2) * (z[e] - mu[j, e]) / Z, by=differentiate)
    line(by=fold(g))


@identity(
    D(likelihood, z[e]),
    equals=Sum(g[k] * mu[k, e], k) - z[e],
    source=Source("The estimation of the gradient of a density function"),
)
def mean_shift(line):
    """The score of a Gaussian mixture is the mean shift: towards the mean that the sample would be pulled to."""
    Z = Sum(exp(s[k] - Sum((z[d] - mu[k, d]) ** 2, d) / 2), k)
    line(Sum(exp(s[k] - Sum((z[d] - mu[k, d]) ** 2, d) / 2) * (mu[k, e] - z[e]), k) / Z, by=differentiate)
    line(Sum(g[k] * (mu[k, e] - z[e]), k), by=fold(g))
    line(Sum(g[k] * mu[k, e], k) - z[e] * Sum(g[k], k), by=distribute)
    line(Sum(g[k] * mu[k, e], k) - z[e] * (Z / Z), by=unfold(g))
    line(by=cancel)


# A restricted Boltzmann machine: K hidden bits summed out of the energy

a, b, W = vector("a", D_), vector("b", K_), matrix("W", D_, K_)
u = vector("u", D_)
F = define("F", -Sum(a[d] * u[d], d) - Sum(softplus(b[k] + Sum(u[d] * W[d, k], d)), k))


@identity(
    log(1 + exp(b[k] + Sum(u[d] * W[d, k], d))),
    equals=softplus(b[k] + Sum(u[d] * W[d, k], d)),
    source=Source("A practical guide to training restricted Boltzmann machines"),
)
def hidden_bit_summed_out(line):
    """A hidden bit is 0 or 1: summed out, it leaves a softplus of its input."""
    line(by=exp_log)


@identity(
    D(F, W[e, j]),
    equals=-u[e] * logistic(b[j] + Sum(u[d] * W[d, j], d)),
    source=Source("A practical guide to training restricted Boltzmann machines"),
)
def free_energy_in_weights(line):
    """The free energy in a weight: minus visible unit times the chance of the hidden one."""
    net = b[k] + Sum(u[d] * W[d, k], d)
    line(-Sum(logistic(net) * D(net, W[e, j]), k), by=chain_rule & unfold(F))
    line(-Sum(logistic(net) * (u[e] * delta(k, j)), k), by=differentiate)
    line(by=sift)


@identity(D(F, u[e]), equals=-a[e] - Sum(W[e, k] * logistic(b[k] + Sum(u[d] * W[d, k], d)), k))
def free_energy_in_visible(line):
    """And in a visible unit."""
    line(by=differentiate & unfold(F))


# Experts with a gate

t = vector("t", K_)
y = vector("y", K_)
gate = define("G", k, exp(t[k]) / Sum(exp(t[j]), j))


@identity(
    D(Sum(gate[k] * y[k], k), t[j]),
    equals=gate[j] * (y[j] - Sum(gate[k] * y[k], k)),
    source=Source("Adaptive mixtures of local experts"),
)
def gate_gradient(line):
    """A gate opens for experts that are above the common answer."""
    Z = Sum(exp(t[k]), k)
    line(D(Sum(exp(t[k]) * y[k], k) / Z, t[j]), by=unfold(gate))
    line((exp(t[j]) * y[j] * Z - Sum(exp(t[k]) * y[k], k) * exp(t[j])) / Z**2, by=quotient_rule)
    line(exp(t[j]) / Z * (y[j] - Sum(exp(t[k]) / Z * y[k], k)), by=algebra)
    line(by=fold(gate))
