r"""Normalisations.

A normalisation makes its output blind to something: layer normalisation to a shift and a positive scale of its
input, division by a root mean square or a length to the scale alone. What the output is blind to the gradient
cannot contain: the backward pass subtracts from the upstream gradient g its component along the direction that
was divided out, and, where the mean was taken out, its mean.

All the backward passes of this page therefore have one form, upstream gradient less projections, divided by the
spread. A second consequence: for weights that are normalised, the gradient is orthogonal to the weights, so a
step of gradient descent can only lengthen them.
"""

from derive import *

n, N = dims("n N")
i, j, k, l = indices("i j k l", n)
b, e = indices("b e", N)
x, g = vector("x", n), vector("g", n)
epsilon = scalar("epsilon", positive=True)
c = scalar("c", positive=True)
r = scalar("r")


# Layer normalisation

mu = define("mu", Sum(x[k], k) / n)
sigma = define("sigma", sqrt(Sum((x[k] - mu) ** 2, k) / n + epsilon))
z = define("z", i, (x[i] - mu) / sigma)


@identity(D(mu, x[j]), equals=1 / n)
def mean_slope(line):
    """Every entry has its share in the mean."""
    line(D(Sum(x[k], k) / n, x[j]), by=unfold(mu))
    line(Sum(delta(k, j), k) / n, by=differentiate)
    line(by=sift)


@identity(Sum(x[k] - mu, k), equals=0)
def deviations_sum_to_zero(line):
    """Deviations from the mean."""
    line(Sum(x[k], k) - n * mu, by=algebra)
    line(Sum(x[k], k) - n * (Sum(x[k], k) / n), by=unfold(mu))
    line(by=cancel)


@identity(Sum(z[k], k), equals=0)
def normalised_sum_is_zero(line):
    """So the normalised entries sum to zero too."""
    line(Sum((x[k] - mu) / sigma, k), by=unfold(z))
    line(Sum(x[k] - mu, k) / sigma, by=constants_out_of_sum)
    line(0 / sigma, by=using(deviations_sum_to_zero))
    line(by=algebra)


@identity(D(sigma, x[j]), equals=z[j] / n)
def spread_slope(line):
    """An entry moves the spread by as much as it stands out; that the mean moves as well makes no difference."""
    line(D(sqrt(Sum((x[k] - mu) ** 2, k) / n + epsilon), x[j]), by=unfold(sigma))
    line(Sum((x[k] - mu) * (delta(k, j) - D(mu, x[j])), k) / n / sigma, by=chain_rule & fold(sigma))
    line((x[j] - mu - D(mu, x[j]) * Sum(x[k] - mu, k)) / n / sigma, by=sift)
    line((x[j] - mu - D(mu, x[j]) * 0) / n / sigma, by=using(deviations_sum_to_zero))
    line((x[j] - mu) / sigma / n, by=algebra)
    line(by=fold(z))


@identity(
    D(z[i], x[j]),
    equals=(delta(i, j) - 1 / n - z[i] * z[j] / n) / sigma,
    source=Source("Layer normalization"),
)
def layer_norm_jacobian(line):
    """The Jacobian takes out two directions: the constant one and z itself."""
    line(D((x[i] - mu) / sigma, x[j]), by=unfold(z))
    line(((delta(i, j) - D(mu, x[j])) * sigma - (x[i] - mu) * D(sigma, x[j])) / sigma**2, by=quotient_rule)
    line(
        ((delta(i, j) - 1 / n) * sigma - (x[i] - mu) * (z[j] / n)) / sigma**2,
        by=using(mean_slope) & using(spread_slope),
    )
    line((delta(i, j) - 1 / n) / sigma - (x[i] - mu) / sigma * z[j] / n / sigma, by=split)
    line((delta(i, j) - 1 / n) / sigma - z[i] * z[j] / n / sigma, by=fold(z))
    line(by=collect)


@identity(
    Sum(g[i] * D(z[i], x[j]), i),
    equals=(g[j] - Sum(g[k], k) / n - z[j] * Sum(g[k] * z[k], k) / n) / sigma,
    source=Source("Layer normalization"),
)
def layer_norm_backward(line):
    """The backward pass: the upstream gradient less its mean and less its projection on z."""
    line(Sum(g[i] * ((delta(i, j) - 1 / n - z[i] * z[j] / n) / sigma), i), by=using(layer_norm_jacobian))
    line(by=sift)


@identity(Sum(Sum(g[i] * D(z[i], x[j]), i), j), equals=0)
def layer_norm_gradient_has_no_mean(line):
    """Layer normalisation is blind to a shift: the gradient sums to zero."""
    line(
        Sum((g[j] - Sum(g[k], k) / n - z[j] * Sum(g[k] * z[k], k) / n) / sigma, j),
        by=using(layer_norm_backward),
    )
    line((Sum(g[j], j) - Sum(g[k], k) - Sum(z[j], j) * Sum(g[k] * z[k], k) / n) / sigma, by=distribute)
    line(0 / sigma - 0 * Sum(g[k] * z[k], k) / n / sigma, by=using(normalised_sum_is_zero))
    line(by=algebra)


gain, bias = vector("gamma", n), vector("beta", n)


@identity(D(Sum(g[i] * (gain[i] * z[i] + bias[i]), i), gain[j]), equals=g[j] * z[j])
def gain_gradient(line):
    """The learned gain: upstream times normalised input."""
    line(Sum(g[i] * z[i] * delta(i, j), i), by=differentiate)
    line(by=sift)


@identity(D(Sum(g[i] * (gain[i] * z[i] + bias[i]), i), bias[j]), equals=g[j])
def bias_gradient(line):
    """The learned bias receives the upstream gradient."""
    line(Sum(g[i] * delta(i, j), i), by=differentiate)
    line(by=sift)


shifted = define("m", Sum(x[k] + r, k) / n)


@identity(
    (x[i] + r - shifted) / sqrt(Sum((x[k] + r - shifted) ** 2, k) / n + epsilon),
    equals=z[i],
)
def layer_norm_is_blind_to_shifts(line):
    """The same number r on all entries changes nothing."""
    line((x[i] - mu) / sqrt(Sum((x[k] - mu) ** 2, k) / n + epsilon), by=unfold(shifted) & fold(mu))
    line(by=fold(sigma) & fold(z))


# Root mean square

rho = define("rho", sqrt(Sum(x[k] ** 2, k) / n + epsilon))
y = define("y", i, x[i] / rho)


@identity(D(rho, x[j]), equals=y[j] / n)
def root_mean_square_slope(line):
    """The root mean square moves with an entry as far as that stands out."""
    line(D(sqrt(Sum(x[k] ** 2, k) / n + epsilon), x[j]), by=unfold(rho))
    line(Sum(x[k] * delta(k, j), k) / n / rho, by=chain_rule & fold(rho))
    line(x[j] / rho / n, by=sift)
    line(by=fold(y))


@identity(
    D(y[i], x[j]),
    equals=(delta(i, j) - y[i] * y[j] / n) / rho,
    source=Source("Root mean square layer normalization"),
)
def rms_norm_jacobian(line):
    """Without the mean only one direction is taken out."""
    line(D(x[i] / rho, x[j]), by=unfold(y))
    line((delta(i, j) * rho - x[i] * D(rho, x[j])) / rho**2, by=quotient_rule)
    line((delta(i, j) * rho - x[i] * (y[j] / n)) / rho**2, by=using(root_mean_square_slope))
    line(delta(i, j) / rho - x[i] / rho * y[j] / n / rho, by=split)
    line(delta(i, j) / rho - y[i] * y[j] / n / rho, by=fold(y))
    line(by=collect)


@identity(
    Sum(g[i] * D(y[i], x[j]), i),
    equals=(g[j] - y[j] * Sum(g[k] * y[k], k) / n) / rho,
    source=Source("Root mean square layer normalization"),
)
def rms_norm_backward(line):
    """The backward pass of RMS normalisation."""
    line(Sum(g[i] * ((delta(i, j) - y[i] * y[j] / n) / rho), i), by=using(rms_norm_jacobian))
    line(by=sift)


# A group

A, U = matrix("A_g", N, n), matrix("U_g", N, n)
group_mean = define("M_g", b, Sum(A[b, k], k) / n)
group_spread = define("S_g", b, sqrt(Sum((A[b, k] - group_mean[b]) ** 2, k) / n + epsilon))
B = define("B_g", b, k, (A[b, k] - group_mean[b]) / group_spread[b])


@identity(Sum(A[b, k] - group_mean[b], k), equals=0)
def group_deviations_sum_to_zero(line):
    """Deviations from the mean of a group."""
    line(Sum(A[b, k], k) - n * (Sum(A[b, k], k) / n), by=unfold(group_mean))
    line(by=cancel)


@identity(D(group_spread[b], A[e, j]), equals=delta(b, e) * B[e, j] / n)
def group_spread_slope(line):
    """The spread of a group depends on its own entries alone."""
    line(D(sqrt(Sum((A[b, k] - group_mean[b]) ** 2, k) / n + epsilon), A[e, j]), by=unfold(group_spread))
    line(
        Sum((A[b, k] - group_mean[b]) * (delta(b, e) * delta(k, j) - delta(b, e) / n), k)
        / n
        / group_spread[b],
        by=differentiate & unfold(group_mean) & fold(group_spread),
    )
    line(
        delta(b, e) * (A[e, j] - group_mean[e] - Sum(A[e, k] - group_mean[e], k) / n) / n / group_spread[e],
        by=sift,
    )
    line(
        delta(b, e) * (A[e, j] - group_mean[e] - 0 / n) / n / group_spread[e],
        by=using(group_deviations_sum_to_zero),
    )
    line(delta(b, e) * ((A[e, j] - group_mean[e]) / group_spread[e]) / n, by=algebra)
    line(by=fold(B))


@identity(
    Sum(U[b, k] * D(B[b, k], A[e, j]), b, k),
    equals=(U[e, j] - Sum(U[e, k], k) / n - B[e, j] * Sum(U[e, k] * B[e, k], k) / n) / group_spread[e],
    source=Source("Group normalization"),
)
def group_norm_backward(line):
    """The channels of a sample in groups, here the rows: every group is layer normalisation by itself."""
    M, S = group_mean, group_spread
    moved = (delta(b, e) * delta(k, j) - delta(b, e) / n) / S[b]
    line(Sum(U[b, k] * D((A[b, k] - M[b]) / S[b], A[e, j]), b, k), by=unfold(B))
    line(
        Sum(U[b, k] * (moved - (A[b, k] - M[b]) * D(S[b], A[e, j]) / S[b] ** 2), b, k),
        by=differentiate & unfold(M),
    )
    line(Sum(U[b, k] * (moved - B[b, k] * D(S[b], A[e, j]) / S[b]), b, k), by=fold(B))
    line(
        Sum(U[b, k] * (moved - B[b, k] * (delta(b, e) * B[e, j] / n) / S[b]), b, k),
        by=using(group_spread_slope),
    )
    line(by=sift)


# A batch, column by column

X, G = matrix("X", N, n), matrix("G", N, n)
m = define("M", k, Sum(X[b, k], b) / N)
spread = define("S", k, sqrt(Sum((X[b, k] - m[k]) ** 2, b) / N + epsilon))
Z = define("Z", b, k, (X[b, k] - m[k]) / spread[k])


@identity(Sum(X[b, k] - m[k], b), equals=0)
def batch_deviations_sum_to_zero(line):
    """Deviations from the mean over a batch."""
    line(Sum(X[b, k], b) - N * (Sum(X[b, k], b) / N), by=unfold(m))
    line(by=cancel)


@identity(D(spread[k], X[e, l]), equals=delta(k, l) * Z[e, k] / N)
def batch_spread_slope(line):
    """A feature's spread depends on that feature alone, in every sample."""
    line(D(sqrt(Sum((X[b, k] - m[k]) ** 2, b) / N + epsilon), X[e, l]), by=unfold(spread))
    line(
        Sum((X[b, k] - m[k]) * (delta(b, e) * delta(k, l) - delta(k, l) / N), b) / N / spread[k],
        by=differentiate & unfold(m) & fold(spread),
    )
    line(delta(k, l) * (X[e, k] - m[k] - Sum(X[b, k] - m[k], b) / N) / N / spread[k], by=sift)
    line(delta(k, l) * (X[e, k] - m[k] - 0 / N) / N / spread[k], by=using(batch_deviations_sum_to_zero))
    line(delta(k, l) * ((X[e, k] - m[k]) / spread[k]) / N, by=algebra)
    line(by=fold(Z))


@identity(
    Sum(G[b, k] * D(Z[b, k], X[e, l]), b, k),
    equals=(G[e, l] - Sum(G[b, l], b) / N - Z[e, l] * Sum(G[b, l] * Z[b, l], b) / N) / spread[l],
    source=Source(
        "Batch normalization: accelerating deep network training by reducing internal covariate shift"
    ),
)
def batch_norm_backward(line):
    """Batch normalisation is layer normalisation of the columns: the samples of a batch share gradients."""
    line(Sum(G[b, k] * D((X[b, k] - m[k]) / spread[k], X[e, l]), b, k), by=unfold(Z))
    line(
        Sum(
            G[b, k]
            * (
                (delta(b, e) * delta(k, l) - delta(k, l) / N) / spread[k]
                - (X[b, k] - m[k]) * D(spread[k], X[e, l]) / spread[k] ** 2
            ),
            b,
            k,
        ),
        by=differentiate & unfold(m),
    )
    line(
        Sum(
            G[b, k]
            * (
                (delta(b, e) * delta(k, l) - delta(k, l) / N) / spread[k]
                - Z[b, k] * D(spread[k], X[e, l]) / spread[k]
            ),
            b,
            k,
        ),
        by=fold(Z),
    )
    line(
        Sum(
            G[b, k]
            * (
                (delta(b, e) * delta(k, l) - delta(k, l) / N) / spread[k]
                - Z[b, k] * (delta(k, l) * Z[e, k] / N) / spread[k]
            ),
            b,
            k,
        ),
        by=using(batch_spread_slope),
    )
    line(by=sift)


# Lengths

length = define("R", sqrt(Sum(x[k] ** 2, k)))
unit = define("u", i, x[i] / length)


@identity(D(length, x[j]), equals=unit[j])
def length_gradient(line):
    """The gradient of a length is the direction."""
    line(D(sqrt(Sum(x[k] ** 2, k)), x[j]), by=unfold(length))
    line(Sum(2 * x[k] * delta(k, j), k) / (2 * length), by=chain_rule & fold(length))
    line(x[j] / length, by=sift)
    line(by=fold(unit))


@identity(D(unit[i], x[j]), equals=(delta(i, j) - unit[i] * unit[j]) / length)
def direction_jacobian(line):
    """A direction turns with what is across it."""
    line(D(x[i] / length, x[j]), by=unfold(unit))
    line((delta(i, j) * length - x[i] * D(length, x[j])) / length**2, by=quotient_rule)
    line((delta(i, j) * length - x[i] * unit[j]) / length**2, by=using(length_gradient))
    line(delta(i, j) / length - x[i] / length * unit[j] / length, by=split)
    line(delta(i, j) / length - unit[i] * unit[j] / length, by=fold(unit))
    line(by=collect)


@identity(Sum(unit[k] ** 2, k), equals=1)
def direction_has_length_one(line):
    """A direction has length 1."""
    line(Sum(x[k] ** 2, k) / Sum(x[k] ** 2, k), by=unfold(unit) & unfold(length))
    line(by=cancel)


@identity(
    Sum(g[i] * D(unit[i], x[j]), i),
    equals=(g[j] - unit[j] * Sum(g[k] * unit[k], k)) / length,
)
def direction_backward(line):
    """The backward pass of a division by the length: the upstream gradient less its part along x."""
    line(Sum(g[i] * ((delta(i, j) - unit[i] * unit[j]) / length), i), by=using(direction_jacobian))
    line(by=sift)


@identity(Sum(x[j] * Sum(g[i] * D(unit[i], x[j]), i), j), equals=0)
def gradient_is_across(line):
    """It is orthogonal to x, so a step along it makes x longer."""
    line(Sum(x[j] * ((g[j] - unit[j] * Sum(g[k] * unit[k], k)) / length), j), by=using(direction_backward))
    line(Sum(g[k] * unit[k], k) - Sum(unit[j] ** 2, j) * Sum(g[k] * unit[k], k), by=distribute & unfold(unit))
    line(Sum(g[k] * unit[k], k) - 1 * Sum(g[k] * unit[k], k), by=using(direction_has_length_one))
    line(by=cancel)


# Weights with a length of their own

s = scalar("s")
h = vector("h", n)
w = define("w", i, s * unit[i])


@identity(
    D(Sum(g[i] * w[i], i), s),
    equals=Sum(g[i] * unit[i], i),
    source=Source(
        "Weight normalization: a simple reparameterization to accelerate training of deep neural networks"
    ),
)
def weight_norm_gradient_of_length(line):
    """Weight normalisation w = s u: the length s receives the part of the gradient along the direction."""
    line(D(Sum(g[i] * (s * unit[i]), i), s), by=unfold(w))
    line(by=differentiate)


@identity(
    D(Sum(g[i] * w[i], i), x[j]),
    equals=s / length * (g[j] - unit[j] * Sum(g[k] * unit[k], k)),
    source=Source(
        "Weight normalization: a simple reparameterization to accelerate training of deep neural networks"
    ),
)
def weight_norm_gradient_of_direction(line):
    """And the direction the part across it, scaled."""
    line(s * Sum(g[i] * D(unit[i], x[j]), i), by=linearity & unfold(w))
    line(s * ((g[j] - unit[j] * Sum(g[k] * unit[k], k)) / length), by=using(direction_backward))
    line(by=algebra)


# The cosine of two vectors

v = vector("v", n)
other = define("Q", sqrt(Sum(v[k] ** 2, k)))
cosine = define("C", Sum(x[k] * v[k], k) / (length * other))


@identity(D(cosine, x[j]), equals=(v[j] / other - cosine * unit[j]) / length)
def cosine_gradient(line):
    """The gradient of a cosine: the direction of the other vector less its part along this one."""
    line(D(Sum(x[k] * v[k], k) / (length * other), x[j]), by=unfold(cosine))
    line(
        (v[j] * (length * other) - Sum(x[k] * v[k], k) * (D(length, x[j]) * other)) / (length * other) ** 2,
        by=quotient_rule,
    )
    line(
        (v[j] * (length * other) - Sum(x[k] * v[k], k) * (unit[j] * other)) / (length * other) ** 2,
        by=using(length_gradient),
    )
    line(v[j] / other / length - Sum(x[k] * v[k], k) / (length * other) * unit[j] / length, by=split)
    line(v[j] / other / length - cosine * unit[j] / length, by=fold(cosine))
    line(by=collect)


@identity(Sum(c * x[k] * v[k], k) / (sqrt(Sum((c * x[k]) ** 2, k)) * other), equals=cosine)
def cosine_is_blind_to_scale(line):
    """A positive factor cancels."""
    line(c * Sum(x[k] * v[k], k) / (c * sqrt(Sum(x[k] ** 2, k)) * other), by=constants_out_of_sum)
    line(Sum(x[k] * v[k], k) / (sqrt(Sum(x[k] ** 2, k)) * other), by=cancel)
    line(by=fold(cosine) & fold(length))
