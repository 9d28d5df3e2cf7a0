r"""The softmax layer: forward and backward.

Forward, a layer maps scores z to probabilities a_m = exp z_m / Σ_k exp z_k, every row of a batch by itself.
Backward, it receives the gradient g_m = ∂L/∂a_m of a loss and hands on that in its scores, ∂L/∂z = Jᵀ g with
the Jacobian J_mn = ∂a_m/∂z_n. The page derives J on the diagonal and off it, multiplies it out, and finds

    ∂L/∂z_n = a_n (g_n − Σ_m g_m a_m),

which needs no matrix: some C operations for a row where J has C² entries. For a batch with upstream gradients
G it is A ⊙ (G − (A ⊙ G) 𝟏 𝟏ᵀ). The source's program builds J for every row and exponentiates the scores as
they are, which overflows for large ones; the closed form and a shift of the scores mend both.
"""

from derive.identities import LAYER

from derive import *

N, C = dims("N C")
i, l = indices("i l", N)
m, n, k = indices("m n k", C)

z = vector("z", C)
g = vector("g", C)
a = define("a", m, exp(z[m]) / Sum(exp(z[k]), k), source=LAYER("E1"))
J = define("J", m, n, cases((a[m] * (1 - a[m]), equal(m, n)), -a[m] * a[n]), source=LAYER("E2"))

Z = matrix("Z", N, C)
G = matrix("G", N, C)
A = define("A", i, m, exp(Z[i, m]) / Sum(exp(Z[i, k]), k), source=LAYER("E1"))

total = Sum(exp(z[k]), k)


# The Jacobian


@identity(D(a[m], z[m]), equals=a[m] * (1 - a[m]), source=LAYER("E2", "E10"))
def diagonal(line):
    """On the diagonal: f = exp z_m and g = Σ_k exp z_k both have the derivative exp z_m."""
    line(D(exp(z[m]) / total, z[m]), by=unfold(a))
    line((exp(z[m]) * total - exp(z[m]) * exp(z[m])) / total**2, by=quotient_rule, row="E10")
    line(exp(z[m]) * (total - exp(z[m])) / total**2, by=factor, row="E10")
    line(exp(z[m]) / total * ((total - exp(z[m])) / total), by=split, row="E10")
    line(exp(z[m]) / total * (1 - exp(z[m]) / total), by=split)
    line(by=fold(a), row="E10")


@identity(D(a[m], z[n]), equals=-a[m] * a[n], given=distinct(m, n), source=LAYER("E2", "E10"))
def off_diagonal(line):
    """Off the diagonal: the numerator does not depend on z_n, only the denominator does."""
    line(D(exp(z[m]) / total, z[n]), by=unfold(a))
    line(-(exp(z[m]) * exp(z[n]) / total**2), by=quotient_rule & given(distinct(m, n)), row="E10")
    line(-(exp(z[m]) / total) * (exp(z[n]) / total), by=split, row="E10")
    line(by=fold(a), row="E10")


@identity(D(a[m], z[n]), equals=J[m, n], source=LAYER("E2"))
def jacobian(line):
    """Both at once: the entries of the Jacobian by cases."""
    line(D(exp(z[m]) / total, z[n]), by=unfold(a))
    line((delta(m, n) * exp(z[m]) * total - exp(z[m]) * exp(z[n])) / total**2, by=quotient_rule)
    line(exp(z[m]) / total * (delta(m, n) - exp(z[n]) / total), by=factor)
    line(a[m] * (delta(m, n) - a[n]), by=fold(a))
    line(cases((a[m] * (1 - a[m]), equal(m, n)), -a[m] * a[n]), by=by_cases)
    line(by=fold(J))


@identity(D(a, z), equals=J, source=LAYER("E2"))
def jacobian_matrix(line):
    """The Jacobian as a matrix: row m is output, column n input."""
    line(by=using(jacobian))


# Backward, one sample


@identity(g.T @ D(a, z), equals=g.T @ J, source=LAYER("E3"))
def backward(line):
    """The chain rule for any loss with ∂L/∂a = g: the row of gradients times J."""
    line(by=using(jacobian))


@identity(Sum(g[m] * J[m, n], m), equals=a[n] * (g[n] - Sum(g[m] * a[m], m)), source=LAYER("E4"))
def closed_form(line):
    """Multiplied out, the product needs no matrix: g less its mean under a, weighted by a."""
    line(Sum(g[m] * cases((a[m] * (1 - a[m]), equal(m, n)), -a[m] * a[n]), m), by=unfold(J))
    line(Sum(g[m] * a[m] * (delta(m, n) - a[n]), m), by=by_cases)
    line(g[n] * a[n] - Sum(g[m] * a[m], m) * a[n], by=sift)
    line(by=factor)


@identity(g.T @ D(a, z), equals=hadamard(a, g - ones(C) * Sum(g[m] * a[m], m)).T, source=LAYER("E4"))
def closed_form_vector(line):
    """The same for the whole row of gradients."""
    line(g.T @ J, by=using(jacobian))
    line(by=using(closed_form))


# Backward, a batch


@identity(D(A[i, m], Z[l, n]), equals=delta(i, l) * (A[i, m] * (delta(m, n) - A[i, n])), source=LAYER("E3"))
def rows_stay_apart(line):
    """In a batch a row of A depends on the same row of Z alone, with the Jacobian of that row."""
    total = Sum(exp(Z[i, k]), k)
    line(D(exp(Z[i, m]) / total, Z[l, n]), by=unfold(A))
    line(
        delta(i, l) * (delta(m, n) * exp(Z[i, m]) * total - exp(Z[i, m]) * exp(Z[i, n])) / total**2,
        by=quotient_rule,
    )
    line(delta(i, l) * (exp(Z[i, m]) / total * (delta(m, n) - exp(Z[i, n]) / total)), by=factor)
    line(by=fold(A))


@identity(
    Sum(G[i, m] * D(A[i, m], Z[l, n]), i, m),
    equals=A[l, n] * (G[l, n] - Sum(G[l, m] * A[l, m], m)),
    source=LAYER("E3", "E4"),
)
def batch_backward(line):
    """So the gradients of the samples are those of single rows, stacked."""
    line(Sum(G[i, m] * (delta(i, l) * (A[i, m] * (delta(m, n) - A[i, n]))), i, m), by=using(rows_stay_apart))
    line(Sum(G[l, m] * A[l, m] * (delta(m, n) - A[l, n]), m), by=sift)
    line(G[l, n] * A[l, n] - Sum(G[l, m] * A[l, m], m) * A[l, n], by=sift)
    line(by=factor)


@identity(
    D(Sum(G[i, m] * A[i, m], i, m), Z),
    equals=hadamard(A, G - hadamard(A, G) @ ones(C) @ ones(C).T),
    source=LAYER("E4"),
)
def batch_backward_matrix(line):
    """In matrix form, as a program computes it: row sums of A ⊙ G, subtracted from every column of G."""
    line(by=differentiate & unfold(A))


# An elementwise activation, for comparison

f = function("f")
B = define("B", i, m, f(Z[i, m]))


@identity(Sum(G[i, m] * D(B[i, m], Z[l, n]), i, m), equals=G[l, n] * D(B[l, n], Z[l, n]), source=LAYER("E9"))
def elementwise_backward(line):
    """Where every entry is activated by itself, B_im = f(Z_im), nothing is summed: dL/dZ = dL/dB ⊙ ∂B/∂Z."""
    line(Sum(G[i, m] * D(f(Z[i, m]), Z[l, n]), i, m), by=unfold(B))
    line(Sum(G[i, m] * (delta(i, l) * delta(m, n) * D(f(Z[l, n]), Z[l, n])), i, m), by=chain_rule)
    line(G[l, n] * D(f(Z[l, n]), Z[l, n]), by=sift)
    line(by=fold(B))


# The source's example: two samples, three classes

scores = ((1, 2, 3), (2, 2, 1))
upstream = (("0.1", "-0.2", "0.1"), ("-0.1", "0.3", "-0.2"))


@example(
    A[i, m],
    over=(i, m),
    at={Z: scores},
    prints=(("0.09", "0.24", "0.67"), ("0.42", "0.42", "0.16")),
    source=LAYER("E6"),
)
def probabilities():
    """The probabilities, to two decimals."""


A_hat = matrix("A_hat", N, C)
J_hat = define(
    "J_hat", i, m, n, cases((A_hat[i, m] * (1 - A_hat[i, m]), equal(m, n)), -A_hat[i, m] * A_hat[i, n])
)
rounded = (("0.09", "0.24", "0.67"), ("0.42", "0.42", "0.16"))


@example(
    J_hat[1, m, n],
    over=(m, n),
    at={A_hat: rounded},
    prints=(
        ("0.0819", "-0.0216", "-0.0603"),
        ("-0.0216", "0.1824", "-0.1608"),
        ("-0.0603", "-0.1608", "0.2211"),
    ),
    source=LAYER("E7"),
)
def first_jacobian():
    """The Jacobian of the first sample as the source prints it, from the rounded probabilities Â."""


@example(
    J_hat[2, m, n],
    over=(m, n),
    at={A_hat: rounded},
    prints=(
        ("0.2436", "-0.1764", "-0.0672"),
        ("-0.1764", "0.2436", "-0.0672"),
        ("-0.0672", "-0.0672", "0.1344"),
    ),
    source=LAYER("E7"),
)
def second_jacobian():
    """That of the second sample."""


@example(
    A[1, m] * (delta(m, n) - A[1, n]),
    over=(m, n),
    at={Z: scores},
    prints=(
        ("0.08192507", "-0.02203304", "-0.05989202"),
        ("-0.02203304", "0.18483645", "-0.16280340"),
        ("-0.05989202", "-0.16280340", "0.22269543"),
    ),
    source=LAYER("E7"),
)
def first_jacobian_unrounded():
    """The first one from the probabilities themselves: the rounding shows from the third decimal on."""


@example(
    A[2, m] * (delta(m, n) - A[2, n]),
    over=(m, n),
    at={Z: scores},
    prints=(
        ("0.24396563", "-0.17835317", "-0.06561246"),
        ("-0.17835317", "0.24396563", "-0.06561246"),
        ("-0.06561246", "-0.06561246", "0.13122493"),
    ),
    source=LAYER("E7"),
)
def second_jacobian_unrounded():
    """The second one from the probabilities themselves."""


@example(
    A[i, n] * (G[i, n] - Sum(G[i, m] * A[i, m], m)),
    over=(i, n),
    at={Z: scores, G: upstream},
    prints=(("0.006610", "-0.055451", "0.048841"), ("-0.064780", "0.104147", "-0.039367")),
    source=LAYER("E8"),
)
def gradients():
    """The gradient in the scores, which the source leaves out, by the closed form."""


@example(
    Sum(G[i, m] * J_hat[i, m, n], m),
    over=(i, n),
    at={A_hat: rounded, G: upstream},
    prints=(("0.00648", "-0.05472", "0.04824"), ("-0.06384", "0.10416", "-0.04032")),
    source=LAYER("E8"),
)
def gradients_of_rounded_probabilities():
    """The same as the source would have found it: rows of dL/dA times the rounded Jacobians."""
