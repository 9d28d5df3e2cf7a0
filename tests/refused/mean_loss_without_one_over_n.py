r"""1/N missing: the gradient of a mean loss.

Expected: refuted
Exact: yes
Hint: the factor 1/N is missing
Hint name: missing factor
"""

from derive import *

N, C = dims("N C")
i, j = indices("i j", N)
c, k = indices("c k", C)
A, Y = matrix("A", N, C), matrix("Y", N, C)
P = define("P", i, c, exp(A[i, c]) / Sum(exp(A[i, k]), k))


@identity(D(-Sum(Y[i, c] * log(P[i, c]), i, c) / N, A[j, k]), equals=P[j, k] - Y[j, k], given=normalised(Y))
def gradient():
    """Each sample counts 1/N."""
