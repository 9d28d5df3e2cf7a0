r"""A hypothesis that is a text.

Expected: ill-formed
Says: 'Σ y = 1' is no hypothesis
Hint: normalised(y)
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
y = vector("y", n)


@identity(D(-Sum(y[k] * log(p[k]), k), h[j]), equals=p[j] - y[j], given="Σ y = 1")
def gradient():
    """normalised(y)."""
