r"""A class label where its one-hot vector was meant: p_k − y.

Expected: ill-formed
Says: y
Hint: delta(k, y)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = label("y", n)


@identity(D(-log(p[y]), h[k]), equals=p[k] - y)
def gradient():
    """p_k − δ_ky."""
