r"""The derivative in T with T where T² belongs.

Expected: refuted
Hint: exponent: T² was meant, T is written
Hint name: exponent
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
T = scalar("T", positive=True)
p = define("p", k, exp(h[k] / T) / Sum(exp(h[j] / T), j))


@identity(D(p[k], T), equals=p[k] * (Sum(p[j] * h[j], j) - h[k]) / T)
def heating():
    """A higher temperature draws every p_k towards the others."""
