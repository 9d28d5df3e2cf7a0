r"""A unit vector's entries sum to one: Σ u for Σ u².

Expected: refuted
Hint: exponent; holds only for n = 1
Hint name: exponent on the left
"""

from derive import *

n = dims("n")
k = index("k", n)
x = vector("x", n, positive=True)


@identity(Sum(x[k] / sqrt(Sum(x[k] ** 2, k)), k), equals=1)
def total():
    """The squares sum to one."""
