r"""The L2-mixture autoencoder.

A code z ∈ R^m is compared with n keys, the rows of c, by squared distance: h_k = −Σ_d (z_d − c_kd)².
Softargmax turns these scores into weights p_k, and the input x ∈ R^E is rebuilt as the weighted mean
Σ_k p_k A_ke of n prototypes, the rows of A. The document calls the fit

    NLL = Σ_e −(x_e − Σ_k p_k A_ke)².

This is no negative log-likelihood but minus a squared error: a Gaussian log-likelihood up to a constant, to
be maximised. What goes back through softargmax is the vector t_k = Σ_e 2(x_e − Σ_j p_j A_je) A_ke alone;
a program stores that vector and never the Jacobian.
"""

from derive.identities import CATSMILE
from derive.identities.softargmax import (
    chain_matrix,
    d,
    j,
    k,
    m,
    matrix_symmetry,
    n,
    total,
    vector_jacobian_product,
    z,
)

from derive import *

E = dims("E")
e = index("e", E)

x = vector("x", E)
A = matrix("A", n, E)
c = matrix("c", n, m)

h = define("h", k, -Sum((z[d] - c[k, d]) ** 2, d), source=CATSMILE("A29"))
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
NLL = define("NLL", Sum(-((x[e] - Sum(p[k] * A[k, e], k)) ** 2), e), source=CATSMILE("A28"))


@identity(
    Sum(-((x[e] - Sum(exp(h[k]) / Sum(exp(h[j]), j) * A[k, e], k)) ** 2), e),
    equals=NLL,
    source=CATSMILE("A28"),
)
def fit(line):
    """The fit, first with softargmax written out."""
    line(Sum(-((x[e] - Sum(p[k] * A[k, e], k)) ** 2), e), by=fold(p))
    line(by=fold(NLL))


@identity(D(h[k], z[d]), equals=2 * (c[k, d] - z[d]), source=CATSMILE("A34"))
def score_gradient(line):
    """A score grows towards its key."""
    line(D(-Sum((z[d] - c[k, d]) ** 2, d), z[d]), by=unfold(h))
    line(-(2 * (z[d] - c[k, d])), by=chain_rule)
    line(by=distribute)


# The gradient in z


error = x[e] - Sum(p[j] * A[j, e], j)
t = define("t", k, Sum(2 * error * A[k, e], e), source=CATSMILE("A33"))


@identity(D(NLL, z[d]), equals=Sum(t[k] * D(p[k], z[d]), k), source=CATSMILE("A33"))
def gradient_in_weights(line):
    """The fit moves like an expectation: its t_k is twice the product of the error and prototype k."""
    line(Sum(2 * error * D(Sum(p[k] * A[k, e], k), z[d]), e), by=chain_rule & unfold(NLL), row="A30")
    line(Sum(2 * error * Sum(D(p[k], z[d]) * A[k, e], k), e), by=linearity, row="A31")
    line(Sum(Sum(2 * error * A[k, e], e) * D(p[k], z[d]), k), by=swap_sums, row="A32")
    line(by=fold(t))


@identity(
    D(NLL, z[d]),
    equals=Sum(2 * (t[k] - Sum(t[j] * p[j], j)) * p[k] * (c[k, d] - z[d]), k),
    source=CATSMILE("A36"),
)
def gradient(line):
    """The gradient in the code: the expectation form, and the scores' own gradient put in."""
    line(Sum(t[k] * D(p[k], z[d]), k), by=using(gradient_in_weights))
    line(
        Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k),
        by=using(vector_jacobian_product),
        row="A35",
    )
    line(by=using(score_gradient))


# Matrix form


J = diag(p) - p @ p.T


@identity(D(h, z), equals=2 * (c - ones(n) @ z.T), source=CATSMILE("A42"))
def score_matrix(line):
    """The scores' Jacobian: row k is 2(c_k − z)."""
    line(by=using(score_gradient))


@identity(t, equals=2 * (A @ (x - A.T @ p)), source=CATSMILE("A42"))
def weights_pull(line):
    """The vector that a program stores: the error, pulled back to the weights."""
    line(by=unfold(t))


@identity(D(NLL, z), equals=D(h, z).T @ J @ t, source=CATSMILE("A42"))
def gradient_through_jacobian(line):
    """In matrix form: t is pushed back through J and ∂h/∂z."""
    line(D(p, z).T @ t, by=using(gradient_in_weights))
    line((J @ D(h, z)).T @ t, by=using(chain_matrix))
    line(D(h, z).T @ J.T @ t, by=algebra)
    line(by=using(matrix_symmetry))


@identity(D(NLL, z), equals=2 * (c.T @ J @ t), source=CATSMILE("A42"))
def gradient_matrix(line):
    """With the scores' Jacobian put in z itself drops out, since 𝟏ᵀ J = 𝟎: only the keys remain."""
    line(D(h, z).T @ J @ t, by=using(gradient_through_jacobian))
    line(2 * ((c - ones(n) @ z.T).T @ J @ t), by=using(score_matrix))
    line(2 * (c.T @ J @ t - z @ (ones(n).T @ J @ t)), by=distribute)
    line(by=using(total))
