r"""A fixed weight w_21 with the wrong input.

Expected: refuted
Exact: yes
Hint: index: x_1
Hint name: index
"""

from derive import *

n = dims("n")
j = index("j", n)
w, x = matrix("w", n, n), vector("x", n)


@identity(D(Sum(w[2, j] * x[j], j), w[2, 1]), equals=x[2], given=at_least(n, 2))
def gradient():
    """x_1 is meant."""
