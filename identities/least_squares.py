r"""Least squares.

A linear model X w fits N targets y. Half the sum of squared residuals has the gradient Xᵀ (X w − y) and the
Hessian Xᵀ X; where the gradient vanishes stand the normal equations, and with a penalty on the length of the
weights they have a solution whatever X is.

The solution can be written with the D × D matrix of features or with the N × N matrix of samples: that they
agree is the whole secret of kernel methods. A last section drops one sample without fitting anew.
"""

from derive import *

N, D_ = dims("N D")
i, l = indices("i l", N)
d, e = indices("d e", D_)

X = matrix("X", N, D_)
y = vector("y", N)
w = vector("w", D_)
alpha = scalar("lambda", positive=True)

r = X @ w - y
loss = Sum((Sum(X[i, d] * w[d], d) - y[i]) ** 2, i) / 2
A = X.T @ X + alpha * eye(D_)
K = X @ X.T + alpha * eye(N)


# Ordinary least squares


@identity(D(loss, w), equals=X.T @ (X @ w - y), source=Source("The Matrix Cookbook"))
def gradient(line):
    """Residuals, carried back by the transpose of the features."""
    line(by=differentiate)


@identity(D(loss, w[d]), equals=Sum(X[i, d] * (Sum(X[i, e] * w[e], e) - y[i]), i))
def gradient_by_entry(line):
    """The same for one weight, term by term."""
    res = Sum(X[i, e] * w[e], e) - y[i]
    line(Sum(2 * res * D(res, w[d]), i) / 2, by=chain_rule)
    line(Sum(res * Sum(X[i, e] * delta(e, d), e), i), by=differentiate)
    line(by=sift)


@identity(D(loss, w, w), equals=X.T @ X)
def hessian(line):
    """The Hessian does not depend on w: the loss is a paraboloid."""
    line(by=differentiate)


v = vector("v", D_)


@identity((v.T @ (X.T @ X) @ v).entry(None, None), at_least=0)
def hessian_is_semidefinite(line):
    """And it opens upwards in every direction v: the loss is convex."""
    line(Sum(Sum(X[i, d] * v[d], d) ** 2, i), by=algebra)


normal = inverse(X.T @ X) @ X.T @ y


@identity(X.T @ (X @ normal - y), equals=0 * w)
def normal_equations(line):
    """At (Xᵀ X)⁻¹ Xᵀ y the gradient vanishes: the residuals are orthogonal to every feature."""
    line(X.T @ X @ inverse(X.T @ X) @ X.T @ y - X.T @ y, by=distribute)
    line(by=cancel)


P = X @ inverse(X.T @ X) @ X.T


@identity(P @ P, equals=P)
def hat_matrix_is_a_projection(line):
    """The matrix that puts the hat on y is a projection: to fit what is fitted already changes nothing."""
    line(X @ (inverse(X.T @ X) @ (X.T @ X)) @ inverse(X.T @ X) @ X.T, by=algebra)
    line(by=algebra)


@identity(trace(P), equals=D_)
def degrees_of_freedom(line):
    """Its trace is the number of features, the degrees of freedom that the fit has used."""
    line(trace(inverse(X.T @ X) @ X.T @ X), by=algebra)
    line(by=algebra)


c = vector("c", N)


@identity(
    D(Sum(c[i] * (Sum(X[i, d] * w[d], d) - y[i]) ** 2, i) / 2, w),
    equals=X.T @ diag(c) @ (X @ w - y),
)
def weighted_gradient(line):
    """Weighted samples: a diagonal matrix between."""
    line(by=differentiate)


# Ridge regression


@identity(
    D(loss + alpha / 2 * Sum(w[d] ** 2, d), w), equals=A @ w - X.T @ y, source=Source("Ridge regression")
)
def ridge_gradient(line):
    """The penalty adds λ to the diagonal."""
    line(X.T @ (X @ w - y) + alpha * w, by=differentiate)
    line(by=algebra)


ridge = inverse(A) @ X.T @ y


@identity(A @ ridge - X.T @ y, equals=0 * w, source=Source("Ridge regression"))
def ridge_solution(line):
    """So the solution is (Xᵀ X + λ I)⁻¹ Xᵀ y."""
    line(X.T @ y - X.T @ y, by=cancel)
    line(by=cancel)


@identity(X.T @ inverse(K), equals=inverse(A) @ X.T)
def push_through(line):
    """A matrix is pushed through an inverse: (Xᵀ X + λ I) Xᵀ = Xᵀ (X Xᵀ + λ I)."""
    line(inverse(A) @ A @ X.T @ inverse(K), by=algebra)
    line(inverse(A) @ X.T @ K @ inverse(K), by=algebra)
    line(by=algebra)


@identity(
    ridge, equals=X.T @ inverse(K) @ y, source=Source("Ridge regression learning algorithm in dual variables")
)
def kernel_ridge(line):
    """So the weights are a combination of the samples, with coefficients that need inner products of samples alone."""
    line(by=using(push_through))


@identity(D(ridge[d], y[i]), equals=(inverse(A) @ X.T)[d, i])
def ridge_slope_in_targets(line):
    """The solution is linear in the targets."""
    line(by=differentiate)


@identity(D(ridge[d], alpha), equals=-(inverse(A) @ inverse(A) @ X.T @ y)[d])
def ridge_path(line):
    """How the solution moves with λ."""
    line(by=differentiate)


# One sample less

x = vector("x", D_)
B = matrix("B", D_, D_)
s = (x.T @ inverse(B) @ x).entry(None, None)


@identity(
    inverse(B + x @ x.T),
    equals=inverse(B) - inverse(B) @ x @ x.T @ inverse(B) / (1 + s),
    source=Source(
        "Adjustment of an inverse matrix corresponding to a change in one element of a given matrix"
    ),
)
def rank_one_update(line):
    """Sherman and Morrison: a new sample costs a product, not an inversion."""
    line(inverse(B) - inverse(B + x @ x.T) @ x @ x.T @ inverse(B), by=algebra)
    line(by=algebra)


# Robust weights and the lasso

mu = scalar("mu", positive=True)


@identity(
    D(loss + alpha * Sum(abs(w[d]), d), w[d]),
    equals=Sum(X[i, d] * (Sum(X[i, e] * w[e], e) - y[i]), i) + alpha * sign(w[d]),
    source=Source("Regression shrinkage and selection via the lasso"),
)
def lasso_gradient(line):
    """The lasso pulls every weight with the same force λ, however small it is."""
    line(D(loss, w[d]) + alpha * D(Sum(abs(w[e]), e), w[d]), by=linearity)
    line(by=differentiate)


@identity(
    D(alpha * Sum(abs(w[e]), e) + mu / 2 * Sum(w[e] ** 2, e), w[d]),
    equals=alpha * sign(w[d]) + mu * w[d],
    source=Source("Regularization and variable selection via the elastic net"),
)
def elastic_net_gradient(line):
    """The elastic net has both penalties."""
    line(alpha * Sum(sign(w[e]) * delta(e, d), e) + mu / 2 * Sum(2 * w[e] * delta(e, d), e), by=differentiate)
    line(by=sift)
