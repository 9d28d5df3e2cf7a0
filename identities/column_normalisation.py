r"""Column normalisation.

Softmax without the exponential: every column of a matrix a is divided by its sum, b_k = Σ_r a_rk and c_rk =
a_rk / b_k, and the result is multiplied by weights, y = w c. The source lets a program print the gradients of
the sum T of all y_ik in y, c, b and a. The page states what it prints, with (wᵀ1)_r = Σ_i w_ir for the column
sums of w:

    ∂T/∂y_ik = 1,   ∂T/∂c_rk = (wᵀ1)_r,   ∂T/∂b_k = −Σ_r (wᵀ1)_r a_rk / b_k²,
    ∂T/∂a_sk = ((wᵀ1)_s − Σ_r (wᵀ1)_r c_rk) / b_k.

A column multiplied by a number normalises to the same column. So T does not change along it, Σ_s a_sk
∂T/∂a_sk = 0: the counterpart of the zero column sum of the softargmax Jacobian. All of it holds where no
column sum is 0.
"""

from derive import *
from identities import NETWORK

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


@identity(D(T, y[i, k]), equals=1, source=NETWORK("D7"))
def sum_in_products(line):
    """Every y_ik counts once."""
    line(D(Sum(y[j, l], j, l), y[i, k]), by=unfold(T))
    line(by=differentiate)


@identity(D(T, c[r, k]), equals=Sum(w[i, r] * D(T, y[i, k]), i), source=NETWORK("D7"))
def sum_in_normalised(line):
    """In the normalised entries: back through the weights. As ∂T/∂y_ik = 1, it is Σ_i w_ir in every column."""
    line(D(Sum(y[i, l], i, l), c[r, k]), by=unfold(T))
    line(Sum(D(y[i, l], c[r, k]), i, l), by=linearity)
    line(Sum(w[i, r] * delta(l, k), i, l), by=differentiate & unfold(y))
    line(by=using(sum_in_products))


@identity(D(T, b[k]), equals=-Sum(Sum(w[i, r], i) * (a[r, k] / b[k] ** 2), r), source=NETWORK("D7"))
def sum_in_column_sums(line):
    """In the column sums, with a held fixed, as a program does on its way back."""
    line(D(Sum(y[i, l], i, l), b[k]), by=unfold(T))
    line(D(Sum(Sum(w[i, r] * c[r, l], r), i, l), b[k]), by=unfold(y))
    line(D(Sum(Sum(w[i, r], i) * c[r, l], r, l), b[k]), by=swap_sums)
    line(D(Sum(Sum(w[i, r], i) * (a[r, l] / b[l]), r, l), b[k]), by=unfold(c))
    line(by=differentiate)


@identity(D(c[r, k], a[s, l]), equals=delta(k, l) * (delta(r, s) - c[r, k]) / b[k])
def jacobian(line):
    """A normalised entry depends on its own column alone."""
    line(D(a[r, k] / b[k], a[s, l]), by=unfold(c))
    line((D(a[r, k], a[s, l]) * b[k] - a[r, k] * D(b[k], a[s, l])) / b[k] ** 2, by=quotient_rule)
    line((delta(r, s) * delta(k, l) * b[k] - a[r, k] * delta(k, l)) / b[k] ** 2, by=differentiate & unfold(b))
    line(delta(k, l) * (delta(r, s) - a[r, k] / b[k]) / b[k], by=factor)
    line(by=fold(c))


@identity(
    D(T, a[s, k]),
    equals=(Sum(w[i, s], i) - Sum(Sum(w[i, r], i) * c[r, k], r)) / b[k],
    source=NETWORK("D7"),
)
def sum_in_entries(line):
    """In the entries themselves: the weights of row s less the mean of all weights under the column."""
    line(D(Sum(y[i, l], i, l), a[s, k]), by=unfold(T))
    line(D(Sum(Sum(w[i, r] * c[r, l], r), i, l), a[s, k]), by=unfold(y))
    line(Sum(Sum(w[i, r] * D(c[r, l], a[s, k]), r), i, l), by=linearity)
    line(
        Sum(Sum(w[i, r] * (delta(l, k) * (delta(r, s) - c[r, l]) / b[l]), r), i, l),
        by=using(jacobian),
    )
    line(Sum(Sum(w[i, r] * ((delta(r, s) - c[r, k]) / b[k]), r), i), by=sift)
    line(by=sift)


@identity(Sum(a[s, k] * D(T, a[s, k]), s), equals=0, source=NETWORK("D8"))
def zero_along_columns(line):
    """Along a column the sum does not change: normalisation forgets its scale."""
    mean = Sum(Sum(w[i, r], i) * c[r, k], r)
    line(Sum(a[s, k] * ((Sum(w[i, s], i) - mean) / b[k]), s), by=using(sum_in_entries))
    line(Sum(Sum(w[i, s], i) * (a[s, k] / b[k]), s) - mean * (Sum(a[s, k], s) / b[k]), by=distribute)
    line(mean - mean * (Sum(a[s, k], s) / b[k]), by=fold(c))
    line(mean - mean * (b[k] / b[k]), by=fold(b))
    line(by=cancel)
