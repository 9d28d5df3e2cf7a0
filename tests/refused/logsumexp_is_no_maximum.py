r"""The soft maximum taken for the largest score, whose gradient is one-hot.

Expected: refuted
Exact: yes
Hint: p_k; holds only for n = 1
Hint name: value
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = label("c", n)


@identity(D(log(Sum(exp(h[j]), j)), h[k]), equals=delta(k, c))
def gradient():
    """That is the gradient of h_c; log-sum-exp has the gradient p."""
