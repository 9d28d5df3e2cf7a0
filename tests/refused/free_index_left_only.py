r"""Captured index: ∂/∂h_k of Σ_k exp h_k taken as Σ_k exp h_k, where no k is free.

Expected: ill-formed
Says: a free index stands on the left side only: k
Hint: captured index: exp h_k
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(Sum(exp(h[k]), k), h[k]), equals=Sum(exp(h[k]), k))
def gradient():
    """exp h_k: the k of the sum is not the k of h_k."""
