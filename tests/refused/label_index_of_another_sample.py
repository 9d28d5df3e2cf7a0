r"""Labels y_i: the right side looks at another sample's label.

Expected: refuted
Exact: yes
Hint: δ_ij was dropped before the second term
Hint name: delta, place
"""

from derive import *

N, C = dims("N C")
i, j = indices("i j", N)
c, k = indices("c k", C)
A = matrix("A", N, C)
y = labels("y", N, values=C)
P = define("P", i, c, exp(A[i, c]) / Sum(exp(A[i, k]), k))


@identity(D(-log(P[i, y[i]]), A[j, k]), equals=delta(i, j) * P[i, k] - delta(k, y[j]))
def gradient():
    """δ_ij belongs before both terms."""
