r"""Σ over all samples where one sample was meant.

Expected: ill-formed
Says: a free index stands on the left side only: j
Hint: no sum over samples: P_jk − Y_jk
"""

from derive import *

N, C = dims("N C")
i, j = indices("i j", N)
c, k = indices("c k", C)
A, Y = matrix("A", N, C), matrix("Y", N, C)
P = define("P", i, c, exp(A[i, c]) / Sum(exp(A[i, k]), k))


@identity(
    D(-Sum(Y[i, c] * log(P[i, c]), i, c), A[j, k]), equals=Sum(P[i, k] - Y[i, k], i), given=normalised(Y)
)
def gradient():
    """The right side does not even speak of the sample j."""
