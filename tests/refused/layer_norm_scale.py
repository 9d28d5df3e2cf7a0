r"""Layer norm with a gain: the index of the gain is the output's, not the input's.

Expected: refuted
Exact: yes
Hint: index: g_i under the sum
Hint name: index
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
x, g = vector("x", n), vector("g", n)
o = define("o", i, g[i] * (x[i] - Sum(x[k], k) / n))
t = vector("t", n)


@identity(D(Sum(t[i] * o[i], i), x[j]), equals=g[j] * (t[j] - Sum(t[i], i) / n))
def gradient():
    """g_i t_i must be averaged too."""
