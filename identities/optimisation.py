r"""Steps of optimisers.

An optimiser turns gradients into steps. What can be proved about one step is on this page: Newton's step for a
quadratic and for logistic regression, the natural gradient, what weight decay is and what it is not, by how
much a step lowers a quadratic loss, and where penalties and projections send the weights.
"""

from derive import *

N, D_ = dims("N D")
i, l = indices("i l", N)
d, e, f = indices("d e f", D_)

w, b, g = vector("w", D_), vector("b", D_), vector("g", D_)
A = matrix("A", D_, D_)
eta, alpha = scalar("eta"), scalar("lambda")


# Quadratics

loss = Sum(w[d] * A[d, e] * w[e], d, e) / 2 - Sum(b[d] * w[d], d)


@identity(D(loss, w), equals=A @ w - b, given=symmetric(A), source=Source("Numerical optimization"))
def quadratic_gradient(line):
    """The gradient of a quadratic is linear."""
    line(by=differentiate & given(symmetric(A)))


@identity(A @ (w - inverse(A) @ (A @ w - b)) - b, equals=0 * w, source=Source("Numerical optimization"))
def newton_step(line):
    """One step of Newton ends at the stationary point, wherever it starts."""
    line(A @ w - (A @ w - b) - b, by=distribute)
    line(by=cancel)


step_ = (g.T @ A @ g).entry(None, None)
change = Sum((w[d] - eta * g[d]) * A[d, e] * (w[e] - eta * g[e]), d, e) / 2 - Sum(
    b[d] * (w[d] - eta * g[d]), d
)


@identity(
    change,
    equals=loss - eta * Sum(g[d] * (Sum(A[d, e] * w[e], e) - b[d]), d) + eta**2 / 2 * step_,
    given=symmetric(A),
)
def quadratic_after_step(line):
    """A step of −η g changes a quadratic by a line and a parabola in η."""
    line(by=given(symmetric(A)))


@identity(
    D(change, eta),
    equals=eta * step_ - Sum(g[d] * (Sum(A[d, e] * w[e], e) - b[d]), d),
    given=symmetric(A),
)
def exact_line_search(line):
    """The best length of the step is where this vanishes: g·g over g·A g for the gradient itself."""
    line(by=differentiate & given(symmetric(A)))


@identity(
    (1 - eta * alpha) * w[d] - eta * g[d],
    equals=w[d] - eta * (g[d] + alpha * w[d]),
)
def weight_decay_is_a_penalty(line):
    """For plain steps, to shrink the weights and to add λ w to the gradient are the same."""
    line(by=algebra)


r = vector("r", D_, positive=True)


@identity(
    w[d] - eta * (g[d] + alpha * w[d]) / r[d],
    equals=(1 - eta * alpha / r[d]) * w[d] - eta * g[d] / r[d],
    source=Source("Decoupled weight decay regularization"),
)
def weight_decay_under_scaling(line):
    """Where steps are divided by scales r, as in Adam, the penalty decays weights of small gradients most."""
    line(by=algebra)


# Logistic regression

X = matrix("X", N, D_)
y = vector("y", N)
p = define("p", i, logistic(Sum(X[i, d] * w[d], d)))
likelihood = Sum(softplus(Sum(X[i, d] * w[d], d)) - y[i] * Sum(X[i, d] * w[d], d), i)


@identity(D(p[i], w[d]), equals=p[i] * (1 - p[i]) * X[i, d])
def chance_slope(line):
    """A chance answers to a weight through its score."""
    score = Sum(X[i, e] * w[e], e)
    line(logistic(score) * (1 - logistic(score)) * D(score, w[d]), by=chain_rule & unfold(p))
    line(logistic(score) * (1 - logistic(score)) * X[i, d], by=differentiate)
    line(by=fold(p))


@identity(D(likelihood, w[d]), equals=Sum((p[i] - y[i]) * X[i, d], i))
def logistic_gradient(line):
    """Chances less targets, carried back."""
    score = Sum(X[i, e] * w[e], e)
    line(Sum(logistic(score) * X[i, d] - y[i] * X[i, d], i), by=differentiate)
    line(by=fold(p))


@identity(
    D(likelihood, w[d], w[e]),
    equals=Sum(p[i] * (1 - p[i]) * X[i, d] * X[i, e], i),
    source=Source("The Elements of Statistical Learning, chapter 4"),
)
def logistic_hessian(line):
    """The Hessian of logistic regression: Xᵀ S X with the variances of the coins between."""
    line(Sum(D(p[i], w[e]) * X[i, d], i), by=differentiate & fold(p))
    line(by=using(chance_slope))


v = vector("v", D_)


@identity(
    Sum(D(likelihood, w[d], w[e]) * v[e], e),
    equals=Sum(X[i, d] * (p[i] * (1 - p[i]) * Sum(X[i, e] * v[e], e)), i),
    source=Source("Fast exact multiplication by the Hessian"),
)
def logistic_hessian_product(line):
    """Times a direction v no matrix is needed: forward by X, the variances, and back by its transpose."""
    line(Sum(Sum(p[i] * (1 - p[i]) * X[i, d] * X[i, e], i) * v[e], e), by=using(logistic_hessian))
    line(Sum(X[i, d] * (p[i] * (1 - p[i])) * Sum(X[i, e] * v[e], e), i), by=swap_sums)
    line(by=algebra)


S = vector("S", N, positive=True)
hessian = X.T @ diag(S) @ X
u = vector("u", N)


@identity(
    w - inverse(hessian) @ X.T @ u,
    equals=inverse(hessian) @ X.T @ diag(S) @ (X @ w - inverse(diag(S)) @ u),
    source=Source("The Elements of Statistical Learning, chapter 4"),
)
def reweighted_least_squares(line):
    """Newton's step is a weighted least squares fit to working targets: residuals u divided by their variances S."""
    line(by=algebra)


# Directions

F = matrix("F", D_, D_)
c = vector("c", D_)


@identity(
    D(Sum(g[d] * c[d], d) + alpha / 2 * Sum(c[d] * F[d, e] * c[e], d, e), c),
    equals=g + alpha * F @ c,
    given=symmetric(F),
    source=Source("Natural gradient works efficiently in learning"),
)
def natural_direction(line):
    """The steepest direction under a metric F: stationary at −F⁻¹ g / λ, the natural gradient."""
    line(by=differentiate & given(symmetric(F)))


T = matrix("T", D_, D_)


@identity(
    T @ (inverse(T.T @ F @ T) @ (T.T @ g)),
    equals=inverse(F) @ g,
)
def natural_gradient_is_invariant(line):
    """In other parameters w = T w′ the natural gradient moves the model alike: T cancels."""
    line(T @ inverse(T) @ inverse(F) @ inverse(T.T) @ T.T @ g, by=algebra)
    line(by=algebra)


a = vector("a", D_)
norm = define("R", sqrt(Sum(g[d] ** 2, d)))


@identity(Sum((alpha * g[d] / norm) ** 2, d), equals=alpha**2)
def clipped_gradient_has_its_length(line):
    """A gradient clipped by its norm has exactly the length λ."""
    line(alpha**2 * Sum(g[d] ** 2, d) / norm**2, by=algebra)
    line(alpha**2 * Sum(g[d] ** 2, d) / Sum(g[d] ** 2, d), by=unfold(norm))
    line(by=cancel)


@identity(
    Sum((w[d] - Sum(a[e] * w[e], e) / Sum(a[e] ** 2, e) * a[d]) * a[d], d),
    equals=0,
)
def projected_gradient(line):
    """A direction, less its part along a constraint's normal a, keeps to the constraint."""
    line(Sum(w[d] * a[d], d) - Sum(a[e] * w[e], e) / Sum(a[e] ** 2, e) * Sum(a[d] ** 2, d), by=distribute)
    line(by=cancel)


# Products of a Hessian with a vector

h = function("h")


@identity(
    Sum(D(h(w), w[d], w[e]) * c[e], e),
    equals=D(Sum(D(h(w), w[e]) * c[e], e), w[d]),
    source=Source("Fast exact multiplication by the Hessian"),
)
def hessian_product(line):
    """Pearlmutter's trick: the Hessian times a vector is the gradient of an inner product with the gradient."""
    line(Sum(D(D(h(w), w[e]) * c[e], w[d]), e), by=linearity)
    line(by=linearity)


@identity(
    D(Sum(g[d] * c[d], d) ** 2 / 2, c[e]),
    equals=Sum(g[d] * c[d], d) * g[e],
)
def outer_product_curvature(line):
    """A Gauss–Newton matrix of one sample is an outer product: times a vector it costs an inner product."""
    line(by=differentiate)
