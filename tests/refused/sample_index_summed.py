r"""Σ over all samples where one sample was meant.

Expected: refuted
Exact: yes
Hint: no sum over samples: P_jk − Y_jk
"""

from derive import D, Sum, define, dims, exp, identity, indices, log, matrix, normalised

N, C = dims("N C")
i, j = indices("i j", N)
c, k = indices("c k", C)
A, Y = matrix("A", N, C), matrix("Y", N, C)
P = define("P", i, c, exp(A[i, c]) / Sum(exp(A[i, k]), k))


@identity(
    D(-Sum(Y[i, c] * log(P[i, c]), i, c), A[j, k]), equals=Sum(P[i, k] - Y[i, k], i), given=normalised(Y)
)
def gradient():
    """Only the sample j depends on its own scores; the right side does not even speak of j."""
