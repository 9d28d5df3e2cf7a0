r"""Kullback–Leibler divergence of p from q with the gradient of q from p.

Expected: refuted
Hint: the arguments of the divergence are swapped
Hint name: letters exchanged
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = vector("q", n, positive=True)


@identity(D(Sum(p[k] * log(p[k] / q[k]), k), h[j]), equals=p[j] - q[j], given=normalised(q))
def gradient():
    """p − q is the gradient of Σ q log(q / p)."""
