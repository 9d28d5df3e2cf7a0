r"""Cross-entropy differentiated in p as if Σ p = 1 did not tie the scores: chain rule cut short.

Expected: refuted
Exact: yes
Hint: chain rule: the Jacobian of p is missing
Hint name: chain rule
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(D(-Sum(y[k] * log(p[k]), k), h[j]), equals=-y[j] / p[j], given=normalised(y))
def gradient():
    """That is the derivative in p_j, not in h_j."""
