r"""Cross-entropy.

For targets y_1 … y_n and p = softargmax(h(z)) the document writes CE = Σ_k y_k log p_k. This is minus what
is usually called the cross-entropy: the loss that one minimises is L = −CE. The page carries ∂CE/∂z_d to its
end, Σ_k (y_k − p_k) ∂h_k/∂z_d, which needs Σ_k y_k = 1 and nothing more of y: soft targets do as well as
one-hot ones. In the scores themselves ∂L/∂h = p − y, and the Hessian of L is the Jacobian of softargmax.
"""

from derive.identities import CATSMILE
from derive.identities.softargmax import (
    J,
    chain_matrix,
    d,
    h,
    i,
    j,
    jacobian_in_scores,
    k,
    matrix_symmetry,
    n,
    p,
    vector_jacobian_product,
    z,
)

from derive import *

y = family("y", n)
CE = define("CE", Sum(y[k] * log(p[k]), k), source=CATSMILE("A19"))


# The gradient in z


t = define("t", k, y[k] / p[k])


@identity(
    D(CE, z[d]),
    equals=Sum((y[k] - p[k] * Sum(y[j], j)) * D(h[k], z[d]), k),
    source=CATSMILE("A25"),
)
def gradient_for_any_targets(line):
    """The gradient for any y, normalised or not: the expectation form with t_k = y_k/p_k.

    This t depends on z through p. It may stand there all the same: the derivative is inside the sum already,
    and that of t is not asked for.
    """
    dh = D(h[k], z[d])
    line(D(Sum(y[k] * log(p[k]), k), z[d]), by=unfold(CE))
    line(Sum(y[k] * (1 / p[k]) * D(p[k], z[d]), k), by=chain_rule, row="A20")
    line(Sum(t[k] * D(p[k], z[d]), k), by=fold(t), row="A21")
    line(Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * dh, k), by=using(vector_jacobian_product), row="A22")
    line(Sum((y[k] / p[k] - Sum(y[j] / p[j] * p[j], j)) * p[k] * dh, k), by=unfold(t), row="A23")
    line(Sum((y[k] / p[k] - Sum(y[j], j)) * p[k] * dh, k), by=cancel, row="A24")
    line(by=distribute)


@identity(
    D(CE, z[d]),
    equals=Sum((y[k] - p[k]) * D(h[k], z[d]), k),
    given=normalised(y),
    source=CATSMILE("A26"),
)
def gradient(line):
    """The gradient for targets that sum to one: what reaches h_k is y_k − p_k."""
    dh = D(h[k], z[d])
    line(Sum((y[k] - p[k] * Sum(y[j], j)) * dh, k), by=using(gradient_for_any_targets))
    line(Sum((y[k] - p[k] * 1) * dh, k), by=given(normalised(y)))
    line(by=algebra)


@identity(D(CE, z), equals=D(h, z).T @ J @ t, source=CATSMILE("A42"))
def gradient_through_jacobian(line):
    """In matrix form: the vector t is pushed back through J and ∂h/∂z."""
    line(D(p, z).T @ t, by=chain_rule & unfold(CE) & fold(t))
    line((J @ D(h, z)).T @ t, by=using(chain_matrix))
    line(D(h, z).T @ J.T @ t, by=algebra)
    line(by=using(matrix_symmetry))


@identity(J @ t, equals=y - p, given=normalised(y), source=CATSMILE("A42"))
def jacobian_times_ratio(line):
    """J t = y − p: the division by p is undone, and should not be carried out."""
    line(diag(p) @ t - p @ (p.T @ t), by=distribute)
    line(y - p @ (ones(n).T @ y), by=unfold(t))
    line(by=given(normalised(y)))


@identity(D(CE, z), equals=D(h, z).T @ (y - p), given=normalised(y), source=CATSMILE("A42"))
def gradient_matrix(line):
    """The gradient in matrix form for targets that sum to one."""
    line(D(h, z).T @ J @ t, by=using(gradient_through_jacobian))
    line(by=unfold(t) & given(normalised(y)))


# The sign of what flows back, where c is the true class


c = label("c", n)
true_class = equation(y[k], delta(k, c))


@identity(y[c] - p[c], exceeds=0, given=(true_class, at_least(n, 2)), source=CATSMILE("A27"))
def true_class_flow(line):
    """Where y is 1 the flow y − p is positive."""
    Z = Sum(exp(h[j]), j)
    line(1 - p[c], by=given(true_class))
    line(1 - exp(h[c]) / Z, by=unfold(p))
    line((Z - exp(h[c])) / Z, by=collect)
    line(Sum(exp(h[j]), j, without=c) / Z, by=algebra)


@identity(p[k] - y[k], exceeds=0, given=(true_class, distinct(k, c)), source=CATSMILE("A27"))
def other_class_flow(line):
    """Where y is 0 it is negative."""
    line(p[k] - delta(k, c), by=given(true_class))
    line(p[k], by=given(distinct(k, c)))


# The loss, in the scores themselves


L = define("L", -Sum(y[k] * log(p[k]), k))


@identity(D(L, h[k]), equals=p[k] - y[k], given=normalised(y), source=CATSMILE("A19"))
def loss_gradient(line):
    """In the scores the gradient of the loss L = −CE is p − y."""
    line(-Sum(y[j] * (1 / p[j]) * D(p[j], h[k]), j), by=chain_rule & unfold(L))
    line(-Sum(y[j] * (1 / p[j]) * p[j] * (delta(j, k) - p[k]), j), by=using(jacobian_in_scores))
    line(-Sum(y[j] * (delta(j, k) - p[k]), j), by=cancel)
    line(p[k] * Sum(y[j], j) - y[k], by=sift)
    line(by=given(normalised(y)))


@identity(L, equals=log(Sum(exp(h[k]), k)) - Sum(y[k] * h[k], k), given=normalised(y))
def loss_in_scores(line):
    """The loss is the soft maximum of the scores less their mean under y: it needs no log of a tiny p_k."""
    Z = Sum(exp(h[j]), j)
    line(-Sum(y[k] * log(p[k]), k), by=unfold(L))
    line(-Sum(y[k] * log(exp(h[k]) / Z), k), by=unfold(p))
    line(-Sum(y[k] * (h[k] - log(Z)), k), by=exp_log)
    line(Sum(y[k], k) * log(Z) - Sum(y[k] * h[k], k), by=distribute)
    line(log(Z) - Sum(y[k] * h[k], k), by=given(normalised(y)))
    line(by=rename)


# The second derivative in the scores


@identity(D(log(Sum(exp(h[k]), k)), h[i], h[j]), equals=p[i] * (delta(i, j) - p[j]))
def logsumexp_hessian(line):
    """The Hessian of the soft maximum is the Jacobian of softargmax."""
    line(D(exp(h[i]) / Sum(exp(h[k]), k), h[j]), by=chain_rule)
    line(D(p[i], h[j]), by=fold(p))
    line(by=using(jacobian_in_scores))


@identity(D(L, h[i], h[j]), equals=p[i] * (delta(i, j) - p[j]), given=normalised(y))
def loss_hessian(line):
    """So is that of the loss: y is gone, but for Σ_k y_k = 1."""
    line(D(-Sum(y[k] * log(p[k]), k), h[i], h[j]), by=unfold(L))
    line(D(p[i] - y[i], h[j]), by=differentiate & fold(p) & given(normalised(y)))
    line(D(p[i], h[j]), by=linearity)
    line(by=using(jacobian_in_scores))


@identity(D(D(log(Sum(exp(h[k]), k)), h), h), equals=J)
def logsumexp_hessian_matrix(line):
    """The Hessian of the soft maximum in matrix form: J = diag(p) − p pᵀ."""
    line(by=differentiate & fold(p))


@identity(D(D(L, h), h), equals=J, given=normalised(y))
def loss_hessian_matrix(line):
    """And that of the loss."""
    line(by=using(loss_hessian))
