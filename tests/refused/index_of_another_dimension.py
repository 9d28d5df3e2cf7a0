r"""An index of one dimension at a family over another.

Expected: ill-formed
Says: w runs over 1..m, and the index k written there over 1..n
Hint: an index over m
"""

from derive import *

n, m = dims("n m")
k = index("k", n)
w = vector("w", m)


@identity(Sum(w[k], k), equals=0)
def total():
    """w has m entries."""
