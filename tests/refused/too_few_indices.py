r"""One index at a matrix.

Expected: ill-formed
Says: X takes 2 indices, and is written with one index
Hint: two indices
"""

from derive import *

n, m = dims("n m")
i = index("i", n)
X = matrix("X", n, m)


@identity(Sum(X[i], i), equals=0)
def total():
    """X_ia."""
