r"""Kullback–Leibler divergence: the mean is not taken off.

Expected: refuted
Hint: dropped term: − p_j Σ_k p_k log(p_k / q_k)
Hint name: dropped term
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = vector("q", n, positive=True)


@identity(D(Sum(p[k] * log(p[k] / q[k]), k), h[j]), equals=p[j] * log(p[j] / q[j]))
def gradient():
    """The divergence itself is to be subtracted in the bracket."""
