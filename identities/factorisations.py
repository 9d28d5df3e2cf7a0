r"""Matrix factorisations.

A matrix is approximated by a product of thin ones, and each factor is fitted with the other held fixed. Every
gradient is the residual matrix times the other factor, transposed where need be; this is backpropagation
through two linear layers, and the three things built on it are on this page: factorisations of ratings with
gaps, non-negative factorisations with multiplicative steps, and principal components, where the two factors are
tied.
"""

from derive import *

M_, N, R_ = dims("M N R")
i, l = indices("i l", M_)
j, k, i2 = indices("j k h", N)
r, s = indices("r s", R_)

X, U, V = matrix("X", M_, N), matrix("U", M_, R_), matrix("V", N, R_)
alpha = scalar("lambda")
E = U @ V.T - X
loss = Sum(E[i, j] ** 2, i, j) / 2


# Two factors


@identity(D(loss, U), equals=(U @ V.T - X) @ V)
def gradient_of_left_factor(line):
    """Residuals times the right factor."""
    line(by=differentiate)


@identity(D(loss, V), equals=(U @ V.T - X).T @ U)
def gradient_of_right_factor(line):
    """And the other way round."""
    line(by=differentiate)


left = X @ V @ inverse(V.T @ V)


@identity((left @ V.T - X) @ V, equals=0 * U, source=Source("The Matrix Cookbook"))
def alternating_least_squares(line):
    """Held against the right factor, the best left one is a least squares solution for every row."""
    line(X @ V @ inverse(V.T @ V) @ V.T @ V - X @ V, by=distribute)
    line(by=cancel)


T = matrix("T", R_, R_)


@identity((U @ T) @ (V @ inverse(T).T).T, equals=U @ V.T)
def factors_are_not_unique(line):
    """Any invertible matrix may be put between: the product does not determine its factors."""
    line(U @ (T @ inverse(T)) @ V.T, by=algebra)
    line(by=algebra)


# Ratings with gaps

O = matrix("O", M_, N)
b, c = vector("b", M_), vector("c", N)
rest = b[i] + c[j] + Sum(U[i, r] * V[j, r], r) - X[i, j]
rated = Sum(O[i, j] * rest**2, i, j) / 2 + alpha / 2 * Sum(U[i, r] ** 2, i, r)


@identity(
    D(rated, U[l, s]),
    equals=Sum(O[l, j] * (b[l] + c[j] + Sum(U[l, r] * V[j, r], r) - X[l, j]) * V[j, s], j) + alpha * U[l, s],
    source=Source("Matrix factorization techniques for recommender systems"),
)
def rating_gradient(line):
    """Observed ratings alone, O_ij = 1, teach the factors of user l; a penalty holds them small."""
    line(
        Sum(O[i, j] * rest * (delta(i, l) * V[j, s]), i, j)
        + alpha * Sum(U[i, r] * (delta(i, l) * delta(r, s)), i, r),
        by=differentiate,
    )
    line(by=sift)


@identity(D(rated, b[l]), equals=Sum(O[l, j] * (b[l] + c[j] + Sum(U[l, r] * V[j, r], r) - X[l, j]), j))
def rating_gradient_of_bias(line):
    """The bias of a user: the sum of that user's residuals."""
    line(Sum(O[i, j] * rest * delta(i, l), i, j), by=differentiate)
    line(by=sift)


# Non-negative factors

W = matrix("W", M_, R_, positive=True)
H = matrix("H", R_, N, positive=True)
Y = define("Y", i, j, Sum(W[i, r] * H[r, j], r))


@identity(
    D(Sum(Y[i, j] - X[i, j] * log(Y[i, j]), i, j), W[l, s]),
    equals=Sum(H[s, j], j) - Sum(X[l, j] * H[s, j] / Y[l, j], j),
    source=Source("Learning the parts of objects by non-negative matrix factorization"),
)
def poisson_factor_gradient(line):
    """Counts X with means W H: what the factor brings in, less what the data ask for."""
    line(Sum((1 - X[i, j] / Y[i, j]) * D(Y[i, j], W[l, s]), i, j), by=chain_rule)
    line(Sum((1 - X[i, j] / Y[i, j]) * (delta(i, l) * H[s, j]), i, j), by=differentiate & unfold(Y))
    line(Sum((1 - X[l, j] / Y[l, j]) * H[s, j], j), by=sift)
    line(by=distribute)


A_ = matrix("A", M_, R_, positive=True)
B_ = matrix("B", M_, R_, positive=True)


@identity(
    W[i, r] - W[i, r] / B_[i, r] * (B_[i, r] - A_[i, r]),
    equals=W[i, r] * A_[i, r] / B_[i, r],
    source=Source("Algorithms for non-negative matrix factorization"),
)
def multiplicative_step(line):
    """A gradient B − A of two positive parts, and steps of W/B: the factor is multiplied by A/B and stays positive."""
    line(W[i, r] - W[i, r] + W[i, r] / B_[i, r] * A_[i, r], by=distribute)
    line(by=cancel)


# Principal components

C = matrix("C", N, N)
u = vector("u", N)
quotient = Sum(u[j] * C[j, k] * u[k], j, k) / Sum(u[j] ** 2, j)
rho = define("rho", quotient)


@identity(
    D(rho, u[j]),
    equals=2 * (Sum(C[j, k] * u[k], k) - rho * u[j]) / Sum(u[k] ** 2, k),
    given=symmetric(C),
    source=Source("Matrix computations"),
)
def rayleigh_gradient(line):
    """Rayleigh's quotient is stationary exactly at the eigenvectors of C, and its value there is the eigenvalue."""
    S = Sum(u[k] ** 2, k)
    line(D(quotient, u[j]), by=unfold(rho))
    line(
        (2 * Sum(C[j, k] * u[k], k) * S - Sum(u[i2] * C[i2, k] * u[k], i2, k) * (2 * u[j])) / S**2,
        by=quotient_rule & given(symmetric(C)),
    )
    line(2 * Sum(C[j, k] * u[k], k) / S - Sum(u[i2] * C[i2, k] * u[k], i2, k) / S * (2 * u[j]) / S, by=split)
    line(2 * Sum(C[j, k] * u[k], k) / S - rho * (2 * u[j]) / S, by=fold(rho))
    line(by=collect)


@identity(Sum(u[j] * D(rho, u[j]), j), equals=0)
def rayleigh_is_blind_to_length(line):
    """The length of u does not matter."""
    line(by=differentiate & unfold(rho))


P = matrix("P", N, R_)


@identity(
    Sum(D(trace(P.T @ C @ P), P[k, r]) * P[k, s], k),
    equals=Sum((P.T @ (C + C.T))[r, k] * P[k, s], k),
)
def variance_of_projections(line):
    """The gradient of the variance that R directions capture, multiplied with the directions."""
    line(by=differentiate)


@identity(D(trace(P.T @ C @ P), P), equals=2 * C @ P, given=symmetric(C))
def captured_variance_gradient(line):
    """R directions together capture the trace of Pᵀ C P: the gradient applies the covariance to every one."""
    line(by=differentiate & given(symmetric(C)))


x = vector("x", N)


@identity(
    D(Sum((x[j] - u[j] * Sum(u[k] * x[k], k)) ** 2, j) / 2, u[j]),
    equals=-(x[j] - u[j] * Sum(u[k] * x[k], k)) * Sum(u[k] * x[k], k)
    - x[j] * Sum(u[k] * (x[k] - u[k] * Sum(u[i2] * x[i2], i2)), k),
    source=Source("Simplified neuron model as a principal component analyzer"),
)
def tied_autoencoder_gradient(line):
    """A linear autoencoder with tied weights: Oja's rule is the first of the two terms."""
    line(by=differentiate)
