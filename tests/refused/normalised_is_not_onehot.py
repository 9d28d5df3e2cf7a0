r"""Wrong hypothesis: Σ y = 1 does not make y one-hot.

Expected: refuted
Exact: yes
Hint: holds if y is one-hot
Hint name: one-hot
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(D(-log(Sum(y[k] * p[k], k)), h[j]), equals=p[j] - y[j], given=normalised(y))
def gradient():
    """With y one-hot this is the cross-entropy; with Σ y = 1 alone it is not."""
