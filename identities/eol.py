r"""The expected log-likelihood, EOL.

A code z chooses among n components with the weights p_k = p(c_k), the softargmax of the scores
h_k = −Σ_d (z_d − c_kd)². Under component k the input x has the density p(x∣c_k), whose logarithm is ℓ_k. The
document's EOL is the expectation of that logarithm,

    EOL = Σ_k p(c_k) log p(x∣c_k) = Σ_k p_k ℓ_k.

Its gradient in z is the expectation form with t = ℓ, on a condition that the document leaves unsaid: p(x∣c_k)
does not depend on z. For Gaussian components ℓ_k = t_k + b, where t_k = −Σ_e (x_e − A_ke)² and b is the
logarithm of the density's normalising factor. The document writes t_k alone; the gradient is the same.
"""

from derive.identities import CATSMILE
from derive.identities.mixture_autoencoder import (
    A,
    J,
    c,
    d,
    e,
    h,
    j,
    k,
    n,
    p,
    score_gradient,
    score_matrix,
    x,
    z,
)
from derive.identities.softargmax import (
    chain_matrix,
    jacobian,
    matrix_symmetry,
    total,
    vector_jacobian_product,
    zero_column_sum,
)

from derive import *

ell = family("ell", n, of=z)
EOL = define("EOL", Sum(p[k] * ell[k], k), source=CATSMILE("A37"))


# Any density


@identity(
    D(EOL, z[d]),
    equals=Sum(2 * (ell[k] - Sum(ell[j] * p[j], j)) * p[k] * (c[k, d] - z[d]), k),
    given=constant(ell, z),
    source=CATSMILE("A41"),
)
def gradient(line):
    """The gradient in the code, for any densities that do not depend on it."""
    line(D(Sum(p[k] * ell[k], k), z[d]), by=unfold(EOL))
    line(Sum(ell[k] * D(p[k], z[d]), k), by=linearity & given(constant(ell, z)), row="A38")
    line(Sum(ell[k] * p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)), k), by=using(jacobian))
    line(Sum((ell[k] - Sum(ell[j] * p[j], j)) * p[k] * D(h[k], z[d]), k), by=factor)
    line(by=using(score_gradient))


# Gaussian components


t = define("t", k, -Sum((x[e] - A[k, e]) ** 2, e), source=CATSMILE("A40"))
b = scalar("b")


@identity(D(Sum(p[k] * (t[k] + b), k), z[d]), equals=D(Sum(p[k] * t[k], k), z[d]), source=CATSMILE("A40"))
def constant_drops(line):
    """A constant added to every t_k, such as that of the density, leaves the gradient as it is."""
    line(D(Sum(p[k] * t[k], k) + b * Sum(p[k], k), z[d]), by=distribute)
    line(D(Sum(p[k] * t[k], k) + b * 1, z[d]), by=using(total))
    line(by=linearity)


@identity(
    D(Sum(p[k] * (t[k] + b), k), z[d]),
    equals=Sum(2 * (t[k] - Sum(t[j] * p[j], j)) * p[k] * (c[k, d] - z[d]), k),
    source=CATSMILE("A41"),
)
def gaussian_gradient(line):
    """For Gaussian components, ℓ_k = t_k + b, the gradient knows nothing of b."""
    line(Sum((t[k] + b) * D(p[k], z[d]), k), by=linearity)
    line(Sum(t[k] * D(p[k], z[d]), k) + b * Sum(D(p[k], z[d]), k), by=distribute)
    line(Sum(t[k] * D(p[k], z[d]), k), by=using(zero_column_sum), row="A39")
    line(Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k), by=using(vector_jacobian_product))
    line(by=using(score_gradient))


# Matrix form


@identity(D(EOL, z), equals=D(h, z).T @ J @ ell, given=constant(ell, z), source=CATSMILE("A42"))
def gradient_through_jacobian(line):
    """In matrix form: the log-densities are pushed back through J and ∂h/∂z."""
    line(D(p, z).T @ ell, by=linearity & unfold(EOL) & given(constant(ell, z)))
    line((J @ D(h, z)).T @ ell, by=using(chain_matrix))
    line(D(h, z).T @ J.T @ ell, by=algebra)
    line(by=using(matrix_symmetry))


@identity(D(EOL, z), equals=2 * (c.T @ J @ ell), given=constant(ell, z), source=CATSMILE("A42"))
def gradient_matrix(line):
    """With the scores' Jacobian put in: z itself drops out, since 𝟏ᵀ J = 𝟎."""
    line(D(h, z).T @ J @ ell, by=using(gradient_through_jacobian))
    line(2 * ((c - ones(n) @ z.T).T @ J @ ell), by=using(score_matrix))
    line(2 * (c.T @ J @ ell - z @ (ones(n).T @ J @ ell)), by=distribute)
    line(by=using(total))
