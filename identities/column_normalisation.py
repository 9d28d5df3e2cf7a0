r"""Column normalisation.

Softmax without the exponential: every column of a matrix a is divided by its sum, b_k = Σ_r a_rk and
c_rk = a_rk/b_k, and the result is multiplied by weights, y = w c. The source lets a program print as numbers
the gradients of T, the sum of all y_ik, in y, c, b and a. With u = wᵀ𝟏, the column sums of w, they are

    ∂T/∂y_ik = 1,   ∂T/∂c_rk = u_r,   ∂T/∂b_k = −Σ_r u_r a_rk/b_k²,   ∂T/∂a_sk = (u_s − Σ_r u_r c_rk)/b_k.

A column times a number normalises to the same column. So T does not change along it, Σ_s a_sk ∂T/∂a_sk = 0:
the counterpart of the zero column sum of the softargmax Jacobian. All of it holds where no column sum is 0.
"""

from derive.identities import NETWORK

from derive import *

q, m, n = dims("q m n")
i, j = indices("i j", q)
r, s = indices("r s", m)
k, l = indices("k l", n)

a = matrix("a", m, n)
w = matrix("w", q, m)
b = define("b", k, Sum(a[r, k], r), source=NETWORK("D6"))
c = define("c", r, k, a[r, k] / b[k], source=NETWORK("D6"))
y = define("y", i, k, Sum(w[i, r] * c[r, k], r), source=NETWORK("D6"))
T = define("T", Sum(y[i, k], i, k))
u = define("u", r, Sum(w[i, r], i))


@identity(D(T, y[i, k]), equals=1, source=NETWORK("D7"))
def sum_in_products(line):
    """Every y_ik counts once."""
    line(D(Sum(y[j, l], j, l), y[i, k]), by=unfold(T))
    line(by=differentiate)


@identity(D(T, c[r, k]), equals=Sum(w[i, r] * D(T, y[i, k]), i), source=NETWORK("D7"))
def sum_in_normalised(line):
    """In the normalised entries: back through the weights. As ∂T/∂y_ik = 1, it is u_r in every column."""
    line(D(Sum(y[i, l], i, l), c[r, k]), by=unfold(T))
    line(Sum(D(y[i, l], c[r, k]), i, l), by=linearity)
    line(Sum(w[i, r] * delta(l, k), i, l), by=differentiate & unfold(y))
    line(by=using(sum_in_products))


@identity(T, equals=Sum(u[r] * c[r, k], r, k))
def sum_of_products(line):
    """The sum itself: of w only the column sums matter."""
    line(Sum(y[i, k], i, k), by=unfold(T))
    line(Sum(Sum(w[i, r] * c[r, k], r), i, k), by=unfold(y))
    line(Sum(Sum(w[i, r], i) * c[r, k], r, k), by=swap_sums)
    line(by=fold(u))


@identity(D(T, b[k]), equals=-Sum(u[r] * (a[r, k] / b[k] ** 2), r), source=NETWORK("D7"))
def sum_in_column_sums(line):
    """In the column sums, with a held fixed, as a program does on its way back."""
    line(D(Sum(Sum(w[i, r] * c[r, l], r), i, l), b[k]), by=unfold(T) & unfold(y))
    line(D(Sum(u[r] * c[r, l], r, l), b[k]), by=fold(u))
    line(D(Sum(u[r] * (a[r, l] / b[l]), r, l), b[k]), by=unfold(c))
    line(by=differentiate)


@identity(D(c[r, k], a[s, l]), equals=delta(k, l) * (delta(r, s) - c[r, k]) / b[k])
def jacobian(line):
    """A normalised entry depends on its own column alone."""
    line(D(a[r, k] / b[k], a[s, l]), by=unfold(c))
    line((D(a[r, k], a[s, l]) * b[k] - a[r, k] * D(b[k], a[s, l])) / b[k] ** 2, by=quotient_rule)
    line((delta(r, s) * delta(k, l) * b[k] - a[r, k] * delta(k, l)) / b[k] ** 2, by=differentiate & unfold(b))
    line(delta(k, l) * (delta(r, s) - a[r, k] / b[k]) / b[k], by=factor)
    line(by=fold(c))


@identity(D(T, a[s, k]), equals=(u[s] - Sum(u[r] * c[r, k], r)) / b[k], source=NETWORK("D7"))
def sum_in_entries(line):
    """In the entries themselves: the weight of row s less the mean weight under the column."""
    line(D(Sum(Sum(w[i, r] * c[r, l], r), i, l), a[s, k]), by=unfold(T) & unfold(y))
    line(D(Sum(u[r] * c[r, l], r, l), a[s, k]), by=fold(u))
    line(Sum(u[r] * D(c[r, l], a[s, k]), r, l), by=linearity)
    line(Sum(u[r] * (delta(l, k) * (delta(r, s) - c[r, l]) / b[l]), r, l), by=using(jacobian))
    line(Sum(u[r] * ((delta(r, s) - c[r, k]) / b[k]), r), by=sift)
    line(by=sift)


@identity(Sum(a[s, k] * D(T, a[s, k]), s), equals=0, source=NETWORK("D8"))
def zero_along_columns(line):
    """Along a column the sum does not change: normalisation forgets its scale."""
    mean = Sum(u[r] * c[r, k], r)
    line(Sum(a[s, k] * ((u[s] - mean) / b[k]), s), by=using(sum_in_entries))
    line(Sum(u[s] * (a[s, k] / b[k]), s) - mean * (Sum(a[s, k], s) / b[k]), by=distribute)
    line(mean - mean * (Sum(a[s, k], s) / b[k]), by=fold(c))
    line(mean - mean * (b[k] / b[k]), by=fold(b))
    line(by=cancel)
