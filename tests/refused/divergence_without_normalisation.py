r"""Missing hypothesis: Σ q = 1 in the divergence of q from p.

Expected: refuted
Exact: yes
Hint: holds if Σ_k q_k = 1
Hint name: normalised
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
q = vector("q", n, positive=True)


@identity(D(Sum(q[k] * log(q[k] / p[k]), k), h[j]), equals=p[j] - q[j])
def gradient():
    """Without it the answer is p_j Σ q − q_j."""
