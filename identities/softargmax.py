r"""Softargmax.

For scores h_1(z) … h_n(z), softargmax gives  p_k = exp h_k / Σ_j exp h_j. What is often called softmax is this
function; the soft maximum itself is log Σ_j exp h_j. The page differentiates p in z for any differentiable h and
every n: the Jacobian, its zero column sum, and the gradient of an expectation under p.
"""

from derive.identities import CATSMILE, LAYER, LINEAR, TWO_CASES

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)

z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j), source=CATSMILE("A1"))


@identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)), source=CATSMILE("A8"))
def jacobian(line):
    """The Jacobian of softargmax: quotient rule, then fold p back."""
    Z = Sum(exp(h[k]), k)
    dh = D(h[k], z[d])
    line(D(exp(h[k]) / Z, z[d]), by=unfold(p), row="A2")
    line((Z * exp(h[k]) * dh - Sum(exp(h[k]) * dh, k) * exp(h[k])) / (Z * Z), by=quotient_rule, row="A3")
    line(exp(h[k]) / Z * ((Z * dh - Sum(exp(h[k]) * dh, k)) / Z), by=factor, row="A4")
    line(exp(h[k]) / Z * (dh - Sum(exp(h[k]) * dh, k) / Z), by=split, row="A5")
    line(exp(h[k]) / Z * (dh - Sum(exp(h[k]) / Z * dh, k)), by=constants_into_sum, row="A6")
    line(p[k] * (dh - Sum(p[k] * dh, k)), by=fold(p), row="A7")
    line(by=rename)


@identity(Sum(p[k], k), equals=1, source=CATSMILE("A11"))
def total(line):
    """Softargmax sums to one."""
    line(Sum(exp(h[k]) / Sum(exp(h[j]), j), k), by=unfold(p))
    line(Sum(exp(h[k]), k) / Sum(exp(h[j]), j), by=constants_out_of_sum)
    line(by=cancel)


@identity(Sum(D(p[k], z[d]), k), equals=0, source=CATSMILE("A12"))
def zero_column_sum(line):
    """The columns of the Jacobian sum to zero: what one p_k gains the others lose."""
    mean = Sum(p[j] * D(h[j], z[d]), j)
    line(Sum(p[k] * (D(h[k], z[d]) - mean), k), by=using(jacobian), row="A9")
    line(Sum(p[k] * D(h[k], z[d]), k) - Sum(p[k], k) * mean, by=distribute, row="A10")
    line(Sum(p[k] * D(h[k], z[d]), k) - 1 * mean, by=using(total))
    line(by=cancel)


t = family("t", n, of=z)


@identity(
    D(Sum(p[k] * t[k], k), z[d]),
    equals=Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k),
    given=constant(t, z),
    source=CATSMILE("A18"),
)
def expectation(line):
    """The gradient of an expectation under p: the index of ∂h occurs once, its weight is t less its mean."""
    dh = D(h[k], z[d])
    first = Sum(t[k] * p[k] * dh, k)
    line(Sum(t[k] * D(p[k], z[d]), k), by=linearity & given(constant(t, z)), row="A13")
    line(Sum(t[k] * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k), by=using(jacobian), row="A14")
    line(first - Sum(t[k] * p[k] * p[j] * D(h[j], z[d]), k, j), by=distribute, row="A15")
    line(first - Sum(t[j] * p[j] * p[k] * dh, k, j), by=swap_names, row="A16")
    line(first - Sum(Sum(t[j] * p[j], j) * p[k] * dh, k), by=factor, row="A17")
    line(by=factor)


@identity(
    Sum(t[k] * D(p[k], z[d]), k),
    equals=Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k),
    source=CATSMILE("A22"),
)
def vector_jacobian_product(line):
    """The same right side for any t, constant or not, where the derivative already stands inside the sum."""
    dh = D(h[k], z[d])
    line(Sum(t[k] * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k), by=using(jacobian))
    line(Sum(t[k] * p[k] * dh, k) - Sum(t[j] * p[j], j) * Sum(p[k] * dh, k), by=distribute)
    line(by=factor)


@identity(D(log(Sum(exp(h[j]), j)), h[k]), equals=p[k], source=CATSMILE("A1b"))
def logsumexp_gradient(line):
    """The gradient of the soft maximum is softargmax."""
    line(exp(h[k]) / Sum(exp(h[j]), j), by=chain_rule)
    line(by=fold(p))


c = scalar("c")


@identity(exp(h[k] - c) / Sum(exp(h[j] - c), j), equals=p[k], source=LINEAR("B2"))
def shift_invariance(line):
    """A shift of all scores cancels, whatever it is; taking the largest score avoids overflow."""
    line(exp(h[k]) * exp(-c) / Sum(exp(h[j]) * exp(-c), j), by=exp_log)
    line(exp(h[k]) * exp(-c) / (Sum(exp(h[j]), j) * exp(-c)), by=constants_out_of_sum)
    line(exp(h[k]) / Sum(exp(h[j]), j), by=cancel)
    line(by=fold(p))


@identity(D(p[i], h[j]), equals=p[i] * (delta(i, j) - p[j]), source=LAYER("E2"))
def jacobian_in_scores(line):
    """The Jacobian in the scores themselves, with Kronecker's δ."""
    Z = Sum(exp(h[k]), k)
    line(D(exp(h[i]) / Z, h[j]), by=unfold(p))
    line((delta(i, j) * exp(h[i]) * Z - exp(h[i]) * exp(h[j])) / Z**2, by=quotient_rule)
    line(exp(h[i]) / Z * (delta(i, j) - exp(h[j]) / Z), by=factor)
    line(by=fold(p))


@identity(
    D(p[i], h[j]),
    equals=cases((p[i] * (1 - p[i]), equal(i, j)), -p[i] * p[j]),
    source=TWO_CASES("C11"),
)
def jacobian_by_cases(line):
    """The same in two cases, on the diagonal and off it."""
    line(p[i] * (delta(i, j) - p[j]), by=using(jacobian_in_scores))
    line(by=by_cases)


@identity(D(p[i], h[j]), equals=D(p[j], h[i]), source=CATSMILE("A42"))
def symmetry(line):
    """The Jacobian in the scores is symmetric."""
    line(p[i] * (delta(i, j) - p[j]), by=using(jacobian_in_scores))
    line(p[j] * (delta(j, i) - p[i]), by=distribute)
    line(by=using(jacobian_in_scores))


J = diag(p) - p @ p.T


@identity(D(p, h), equals=J, source=CATSMILE("A42"))
def jacobian_matrix(line):
    """In matrix form: J = diag(p) − p pᵀ."""
    line(by=differentiate & unfold(p))


@identity(D(p, z), equals=J @ D(h, z), source=CATSMILE("A42"))
def chain_matrix(line):
    """The Jacobian in z is J times that of the scores."""
    line(by=using(jacobian))


@identity(J @ ones(n), equals=zeros(n), source=CATSMILE("A42"))
def row_sums_vanish(line):
    """J 𝟏 = 𝟎."""
    line(by=using(total))


@identity(J.T, equals=J, source=CATSMILE("A42"))
def matrix_symmetry(line):
    """Jᵀ = J."""
    line(by=swap_names)


# The expectation form: in matrices, for a t that depends on z, and two special cases


@identity(D(Sum(p[k] * t[k], k), z), equals=D(h, z).T @ J @ t, given=constant(t, z), source=CATSMILE("A42"))
def expectation_matrix(line):
    """The gradient of an expectation in matrix form: t is pushed back through J, then through ∂h/∂z."""
    line(D(p, z).T @ t, by=linearity & given(constant(t, z)))
    line((J @ D(h, z)).T @ t, by=using(chain_matrix))
    line(D(h, z).T @ J.T @ t, by=algebra)
    line(by=using(matrix_symmetry))


@identity(
    D(Sum(p[k] * t[k], k), z[d]),
    equals=Sum((t[k] - Sum(t[j] * p[j], j)) * p[k] * D(h[k], z[d]), k) + Sum(p[k] * D(t[k], z[d]), k),
)
def expectation_of_dependent(line):
    """If t depends on z as well, the expectation of its derivative is added."""
    line(Sum(t[k] * D(p[k], z[d]), k) + Sum(p[k] * D(t[k], z[d]), k), by=product_rule)
    line(by=using(vector_jacobian_product))


@identity(
    D(Sum(p[k] * h[k], k), z[d]),
    equals=Sum((1 + h[k] - Sum(h[j] * p[j], j)) * p[k] * D(h[k], z[d]), k),
)
def mean_score(line):
    """The mean of the scores themselves, t = h."""
    dh = D(h[k], z[d])
    line(Sum(h[k] * D(p[k], z[d]), k) + Sum(p[k] * dh, k), by=product_rule)
    line(Sum(h[k] * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k) + Sum(p[k] * dh, k), by=using(jacobian))
    line(Sum((h[k] - Sum(h[j] * p[j], j)) * p[k] * dh, k) + Sum(p[k] * dh, k), by=factor)
    line(by=collect)


@identity(
    D(Sum(p[k] * log(p[k]), k), z[d]),
    equals=Sum((log(p[k]) - Sum(p[j] * log(p[j]), j)) * p[k] * D(h[k], z[d]), k),
)
def negative_entropy(line):
    """Minus the entropy, t = log p: this t depends on z, but the mean of its derivative is 0."""
    dh, log_p = D(h[k], z[d]), log(p[k])
    line(Sum(log_p * D(p[k], z[d]), k) + Sum(p[k] * (1 / p[k]) * D(p[k], z[d]), k), by=product_rule)
    line(Sum(log_p * D(p[k], z[d]), k) + Sum(D(p[k], z[d]), k), by=cancel)
    line(Sum(log_p * D(p[k], z[d]), k), by=using(zero_column_sum))
    line(Sum(log_p * p[k] * (dh - Sum(p[j] * D(h[j], z[d]), j)), k), by=using(jacobian))
    line(by=factor)


# Signs


@identity(p[k], exceeds=0)
def positive_probability():
    """Every p_k is positive."""


@identity(1 - p[k], exceeds=0, given=at_least(n, 2))
def probability_below_one(line):
    """With another score beside it no p_k reaches 1."""
    Z = Sum(exp(h[j]), j)
    line(1 - exp(h[k]) / Z, by=unfold(p))
    line((Z - exp(h[k])) / Z, by=collect)
    line(Sum(exp(h[j]), j, without=k) / Z, by=algebra)


v = vector("v", n)
mean = Sum(p[j] * v[j], j)


@identity(v.T @ J @ v, equals=Sum(p[k] * (v[k] - mean) ** 2, k), source=CATSMILE("A42"))
def quadratic_form(line):
    """vᵀ J v is the variance of v under p."""
    line(v.T @ diag(p) @ v - v.T @ p @ (p.T @ v), by=distribute)
    line(Sum(p[k] * v[k] ** 2, k) - mean**2, by=sift)
    line(Sum(p[k] * v[k] ** 2, k) - 2 * mean * Sum(p[k] * v[k], k) + mean**2 * Sum(p[k], k), by=using(total))
    line(by=factor)


@identity(v.T @ J @ v, at_least=0, source=CATSMILE("A42"))
def positive_semidefinite(line):
    """So the Jacobian in the scores is positive semidefinite."""
    line(Sum(p[k] * v[k] ** 2, k) - mean**2, by=sift)
    line(Sum(p[k] * (v[k] - mean) ** 2, k), by=using(total))
