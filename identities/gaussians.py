r"""Gaussians.

The logarithm of a Gaussian density in D dimensions is a quadratic form and a log-determinant; every gradient of
it rests on three facts: the derivatives of a log-determinant, of an inverse and of a quadratic form. The page
derives the gradients in mean, covariance and precision, the relative entropy of two Gaussians, and what
inverses of sums come to: Woodbury's identity, and with it the update of a Kalman filter in two forms.
"""

from derive import *

D_, K_ = dims("D K")
a, b = indices("a b", D_)

x, mu, nu = vector("x", D_), vector("mu", D_), vector("nu", D_)
S, P, R = matrix("S", D_, D_), matrix("P", D_, D_), matrix("R", D_, D_)
gap = x - mu
U, V, C = matrix("U", D_, K_), matrix("V", K_, D_), matrix("C", K_, K_)


def number(whole):
    """The number that a matrix of one entry is."""
    return whole.entry(None, None)


# One Gaussian

energy = number(gap.T @ inverse(S) @ gap) / 2


@identity(
    D(-energy, mu), equals=inverse(S) @ (x - mu), given=symmetric(S), source=Source("The Matrix Cookbook")
)
def gradient_in_mean(line):
    """The mean is drawn towards the sample, the more the smaller the variance is in that direction."""
    line((inverse(S) @ gap + inverse(S).T @ gap) / 2, by=differentiate)
    line(by=given(symmetric(S)))


@identity(D(-energy, x), equals=-(inverse(S) @ (x - mu)), given=symmetric(S))
def score_of_a_gaussian(line):
    """The score, which denoising models learn, points back to the mean."""
    line(-(inverse(S) @ gap + inverse(S).T @ gap) / 2, by=differentiate)
    line(by=given(symmetric(S)))


@identity(D(logdet(S), S), equals=inverse(S).T, source=Source("The Matrix Cookbook"))
def log_determinant(line):
    """Jacobi's formula, for the logarithm."""
    line(by=differentiate)


@identity(D(energy, S), equals=-(inverse(S).T @ gap @ gap.T @ inverse(S).T) / 2)
def energy_in_covariance(line):
    """A wider covariance lowers the energy of what lies far out."""
    line(-(inverse(S).T @ gap) @ (gap.T @ inverse(S).T) / 2, by=differentiate)
    line(by=algebra)


@identity(
    D(-logdet(S) / 2 - energy, S),
    equals=(inverse(S).T @ gap @ gap.T @ inverse(S).T - inverse(S).T) / 2,
    source=Source("The Matrix Cookbook"),
)
def gradient_in_covariance(line):
    """Both together: the log-likelihood is stationary where S is the outer product of the deviation."""
    line(-inverse(S).T / 2 + inverse(S).T @ gap @ gap.T @ inverse(S).T / 2, by=differentiate)
    line(by=factor)


precision_energy = number(gap.T @ P @ gap) / 2


@identity(D(logdet(P) / 2 - precision_energy, P), equals=(inverse(P).T - gap @ gap.T) / 2)
def gradient_in_precision(line):
    """In the precision P = S⁻¹ the quadratic form is linear: covariance less observed covariance."""
    line(inverse(P).T / 2 - gap @ gap.T / 2, by=differentiate)
    line(by=factor)


@identity(D(logdet(P) / 2 - precision_energy, mu), equals=P @ (x - mu), given=symmetric(P))
def gradient_in_mean_by_precision(line):
    """In the mean."""
    line((P @ gap + P.T @ gap) / 2, by=differentiate)
    line(by=given(symmetric(P)))


@identity(S @ D(-energy, mu), equals=x - mu, given=symmetric(S))
def natural_gradient_in_mean(line):
    """The natural gradient of the mean multiplies by the covariance, and S cancels."""
    line(S @ inverse(S) @ (x - mu), by=using(gradient_in_mean))
    line(by=cancel)


# Two Gaussians

divergence = (trace(inverse(R) @ S) + number((mu - nu).T @ inverse(R) @ (mu - nu))) / 2 + (
    logdet(R) - logdet(S) - D_
) / 2


@identity(D(divergence, S), equals=(inverse(R).T - inverse(S).T) / 2)
def divergence_in_covariance(line):
    """The relative entropy from a Gaussian of mean ν and covariance R is stationary where the two covariances agree."""
    line(by=differentiate)


@identity(D(divergence, mu), equals=inverse(R) @ (mu - nu), given=symmetric(R))
def divergence_in_mean(line):
    """And where the two means do."""
    line((inverse(R) @ (mu - nu) + inverse(R).T @ (mu - nu)) / 2, by=differentiate)
    line(by=given(symmetric(R)))


m, s = vector("m", D_), vector("s", D_)


@identity(
    D(Sum(exp(s[b]) + m[b] ** 2 - 1 - s[b], b) / 2, s[a]),
    equals=(exp(s[a]) - 1) / 2,
    source=Source("Auto-encoding variational Bayes"),
)
def standard_divergence_in_log_variance(line):
    """From a standard normal, entries of mean m and log-variance s: the slope vanishes at variance 1."""
    line(Sum(exp(s[b]) * delta(a, b) - delta(a, b), b) / 2, by=differentiate)
    line(by=sift)


@identity(D(Sum(exp(s[b]) + m[b] ** 2 - 1 - s[b], b) / 2, m[a]), equals=m[a])
def standard_divergence_in_mean(line):
    """In the mean."""
    line(Sum(2 * m[b] * delta(a, b), b) / 2, by=differentiate)
    line(by=sift)


@identity(Sum(exp(s[b]) + m[b] ** 2 - 1 - s[b], b) / 2, at_least=0)
def standard_divergence_is_no_less_than_zero(line):
    """It is never negative, for exp s ≥ 1 + s."""
    line(Sum(exp(s[b]) - 1 - s[b] + m[b] ** 2, b) / 2, by=algebra)


# A draw, reparametrised

noise = vector("epsilon", D_)
f = function("f")
z = define("z", a, m[a] + exp(s[a] / 2) * noise[a])


@identity(D(z[a], m[b]), equals=delta(a, b), source=Source("Auto-encoding variational Bayes"))
def draw_moves_with_mean(line):
    """A draw z = m + e^{s/2} ε moves with its mean,"""
    line(by=differentiate & unfold(z))


@identity(D(z[a], s[b]), equals=delta(a, b) * (z[a] - m[a]) / 2)
def draw_moves_with_log_variance(line):
    """and with its log-variance by half its deviation."""
    line(D(m[a] + exp(s[a] / 2) * noise[a], s[b]), by=unfold(z))
    line(delta(a, b) * (exp(s[a] / 2) * noise[a]) / 2, by=differentiate)
    line(by=fold(z))


# Inverses of sums


@identity(
    inverse(S + U @ C @ V),
    equals=inverse(S) - inverse(S) @ U @ inverse(inverse(C) + V @ inverse(S) @ U) @ V @ inverse(S),
    source=Source("Inverting modified matrices"),
)
def woodbury(line):
    """Woodbury's identity: a correction of rank K costs an inverse of K × K."""
    whole = S + U @ C @ V
    line(inverse(S) - inverse(whole) @ U @ C @ V @ inverse(S), by=algebra)
    line(by=algebra)


@identity(inverse(inverse(S) + inverse(R)), equals=S @ inverse(S + R) @ R)
def parallel_sum(line):
    """Precisions add: the covariance of what two independent measurements say together."""
    line(inverse(inverse(S) @ (S + R) @ inverse(R)), by=algebra)
    line(by=algebra)


# A Kalman filter

H, N_ = matrix("H", K_, D_), matrix("N", K_, K_)
innovation = H @ S @ H.T + N_
gain = S @ H.T @ inverse(innovation)


@identity(
    gain,
    equals=inverse(inverse(S) + H.T @ inverse(N_) @ H) @ H.T @ inverse(N_),
    source=Source("A new approach to linear filtering and prediction problems"),
)
def kalman_gain(line):
    """The gain, by the covariance of the innovation or by the posterior precision."""
    precision = inverse(S) + H.T @ inverse(N_) @ H
    line(inverse(precision) @ precision @ S @ H.T @ inverse(innovation), by=algebra)
    line(inverse(precision) @ H.T @ inverse(N_) @ innovation @ inverse(innovation), by=algebra)
    line(by=algebra)


@identity((eye(D_) - gain @ H) @ S, equals=inverse(inverse(S) + H.T @ inverse(N_) @ H))
def kalman_covariance(line):
    """The posterior covariance: the precision of a measurement is added."""
    precision = inverse(S) + H.T @ inverse(N_) @ H
    line((eye(D_) - inverse(precision) @ H.T @ inverse(N_) @ H) @ S, by=using(kalman_gain))
    line(inverse(precision) @ (precision - H.T @ inverse(N_) @ H) @ S, by=algebra)
    line(by=algebra)


L = matrix("L", D_, K_)
spread = (eye(D_) - L @ H) @ S @ (eye(D_) - L @ H).T + L @ N_ @ L.T


@identity(spread, equals=S - L @ H @ S - S @ H.T @ L.T + L @ (H @ S @ H.T + N_) @ L.T)
def joseph_form(line):
    """Joseph's form of the covariance after a step with any gain L, a sum of two terms that cannot be negative."""
    line(by=distribute)


@identity(D(trace(spread), L), equals=2 * L @ innovation - 2 * S @ H.T, given=(symmetric(S), symmetric(N_)))
def kalman_gain_is_stationary(line):
    """The total variance is least where L (H S Hᵀ + N) = S Hᵀ: at Kalman's gain."""
    line(D(trace(S - L @ H @ S - S @ H.T @ L.T + L @ innovation @ L.T), L), by=using(joseph_form))
    line(by=differentiate & given(symmetric(S)) & given(symmetric(N_)))
