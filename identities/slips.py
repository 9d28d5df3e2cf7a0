r"""Slips.

Every formula of this page has been printed as true, and is false: here it stands with the numbers that refute
it, with the hint that the checker gives, and with what is right in its words. None is a misprint that a reader
would pass over. Most give the right answer where they were tried, with one-hot targets, two classes, a
symmetric matrix, one sample, and a wrong one elsewhere.

The same kinds return again and again: a sign lost where two were to cancel; the diagonal taken for the whole; a
bound index that is the free one too; a missing factor of ½, of n or of the temperature; an inner derivative
forgotten; a transpose; a hypothesis that nobody stated; a function taken for its slope.
"""

from derive import *

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)

s, y, t, g = vector("s", n), vector("y", n), vector("t", n), vector("g", n)
x, u = scalar("x"), scalar("u")
T = scalar("T", positive=True)
a = label("a", n)
p = define("p", k, exp(s[k]) / Sum(exp(s[j]), j))


# Softargmax


@identity(D(p[k], s[j]), equals=delta(k, j) * (p[k] * (1 - p[k])), expected="refuted")
def diagonal_for_the_whole():
    """As if a score moved its own probability alone: p_k (δ_kj − p_j) is right."""


@identity(D(p[k], s[j]), equals=p[k] * (delta(k, j) + p[j]), expected="refuted")
def plus_off_the_diagonal():
    """A rising score lowers all other probabilities: off the diagonal stands −p_k p_j."""


@identity(D(log(p[k]), s[j]), equals=delta(k, j) * (1 - p[k]), expected="refuted")
def log_softargmax_of_one():
    """The normaliser moves with every score: the slope of log p_k in s_j is δ_kj − p_j."""


softened = define("q", k, exp(s[k] / T) / Sum(exp(s[j] / T), j))


@identity(D(softened[k], s[j]), equals=softened[k] * (delta(k, j) - softened[j]), expected="refuted")
def temperature_forgotten():
    """With a temperature T the whole Jacobian is divided by T."""


@identity(Sum(g[k] * D(p[k], s[j]), k), equals=p[j] * g[j] * (1 - p[j]), expected="refuted")
def entry_by_entry_backward():
    """A backward pass that multiplies entry by entry: it forgets Σ_k g_k p_k, right is p_j (g_j − Σ_k g_k p_k)."""


@identity(log(Sum(exp(s[k]), k)), equals=log(Sum(exp(s[k] - x), k)), expected="refuted")
def shift_not_put_back():
    """Shifted scores give log-sum-exp less the shift; x is to be added again."""


# Cross-entropy


@identity(D(-Sum(y[k] * log(p[k]), k), s[j]), equals=p[j] - y[j], expected="refuted")
def targets_of_any_sum():
    """p − y needs Σ_k y_k = 1. Without it, as with class weights or several labels, it is p_j Σ_k y_k − y_j."""


@identity(D(-Sum(y[k] * log(p[k]), k), s[j]), equals=y[j] - p[j], given=normalised(y), expected="refuted")
def sign_of_the_loss():
    """The gradient of the log-likelihood, not that of the loss, is y − p."""


@identity(D(-log(p[a]), s[j]), equals=p[a] - delta(a, j), expected="refuted")
def label_for_the_index():
    """Probability of the true class where that of class j is meant: p_j − δ_aj."""


@identity(
    D(-u * log(logistic(x)) - (1 - u) * log(1 - logistic(x)), x),
    equals=(logistic(x) - u) * logistic(x) * (1 - logistic(x)),
    expected="refuted",
)
def slope_of_the_square():
    """σ (1 − σ) belongs to a square of errors; in the cross-entropy it cancels, and σ(x) − u is right."""


@identity(D(-log(p[a]), s[j]), equals=p[j] - 1, expected="refuted")
def true_class_for_every_class():
    """p − 1 is the entry of the true class; the others are p_j, so 1 is to be δ_aj."""


@identity(Sum(g[k] * D(p[k], s[j]), k), equals=Sum(g[k] * p[k] * (delta(k, j) - p[k]), k), expected="refuted")
def summed_index_for_the_free_one():
    """The second factor belongs to the score that moves: p_k (δ_kj − p_j) under the sum."""


@identity(log(Sum(exp(s[k]), k)), equals=Sum(s[k], k), expected="refuted")
def logarithm_through_a_sum():
    """A logarithm passes through a product, not through a sum."""


# Functions and their slopes


@identity(D(relu(1 - u * x), x), equals=-u, expected="refuted")
def hinge_that_never_ends():
    """Beyond the margin a hinge is flat: −u step(1 − u x)."""


@identity(D(-((u - x) ** 2) / (2 * T), x), equals=-(u - x) / T, expected="refuted")
def inner_sign_forgotten():
    """The mean of a Gaussian stands with a minus in the square, whose slope brings another: (u − x)/T."""


@identity(D(tanh(x), x), equals=1 - x**2, expected="refuted")
def slope_of_tanh_in_the_argument():
    """1 − f² is meant with the value f of the tangent, not with the argument."""


@identity(D(logistic(x), x), equals=x * (1 - x), expected="refuted")
def slope_of_logistic_in_the_argument():
    """A derivative function that expects the value and is given the argument."""


@identity(D(x * logistic(x), x), equals=logistic(x) * (1 - logistic(x)), expected="refuted")
def product_rule_forgotten():
    """SiLU is a product: σ + x σ (1 − σ)."""


@identity(D(sqrt(Sum(t[k] ** 2, k)), t[j]), equals=2 * t[j], expected="refuted")
def norm_for_its_square():
    """The gradient of a length is a direction, t over its length; 2 t belongs to its square."""


@identity(
    D(exp(-x * u) / (1 + exp(-x * u)), x), equals=-u * exp(-x * u) / (1 + exp(-x * u)), expected="refuted"
)
def denominator_does_not_move():
    """A quotient of which only the numerator was differentiated: the square in the denominator is missing."""


# Matrices

W, X, A = matrix("W", m, n), matrix("X", n, n), matrix("A", n, n)
w, z = vector("w", n), vector("z", m)


@identity(D(Sum(w[i] * A[i, j] * w[j], i, j), w), equals=2 * A @ w, expected="refuted")
def symmetry_never_stated():
    """2 A w for a quadratic form holds for a symmetric A alone; (A + Aᵀ) w always."""


@identity(D(logdet(X), X), equals=inverse(X), expected="refuted")
def inverse_not_transposed():
    """The gradient of log det X in the layout of X is the transpose of the inverse."""


@identity(D(trace(A @ X), X), equals=A, expected="refuted")
def trace_not_transposed():
    """That of tr A X is Aᵀ."""


@identity(inverse(A @ X), equals=inverse(A) @ inverse(X), expected="refuted")
def inverse_in_the_same_order():
    """The inverse of a product is the product of the inverses in the other order."""


@identity(
    D(Sum((Sum(W[d, i] * w[i], i) - z[d]) ** 2, d), w[i]),
    equals=Sum(W[d, i] * (Sum(W[d, j] * w[j], j) - z[d]), d),
    expected="refuted",
)
def two_of_the_square():
    """A square brings a 2, unless the loss was halved."""


@identity(
    D(Sum((x * t[k] - y[k]) ** 2, k) / n, x), equals=2 * Sum(x * t[k] - y[k], k) / n, expected="refuted"
)
def inner_derivative_forgotten():
    """Residuals alone: what stands beside x in them, t_k, is missing."""


# Means


@identity(D(Sum((t[k] - x) ** 2, k) / n, x), equals=-2 * Sum(t[k] - x, k), expected="refuted")
def mean_for_a_sum():
    """The 1/n of a mean stays in its gradient."""


mu = define("mu", Sum(t[k], k) / n)


@identity(D(t[i] - mu, t[j]), equals=delta(i, j), expected="refuted")
def mean_taken_for_a_constant():
    """Every entry moves the mean: δ_ij − 1/n. The backward pass of a normalisation loses a term by this slip."""


@identity(Sum((t[k] - mu) ** 2, k) / n, equals=Sum(t[k] ** 2, k) / n - mu, expected="refuted")
def mean_not_squared():
    """A variance is the mean of squares less the square of the mean."""


@identity(Sum(t[k] ** 2, k), equals=Sum(t[k], k) ** 2, expected="refuted")
def square_of_the_sum():
    """A sum of squares for the square of a sum: the products of two different entries are missing."""


rho = define("rho", sqrt(Sum(t[k] ** 2, k) / n))


@identity(D(t[i] / rho, t[j]), equals=delta(i, j) / rho, expected="refuted")
def scale_taken_for_a_constant():
    """The root mean square moves as well, and with every entry: (δ_ij − t_i t_j / (n ρ²)) / ρ."""
