r"""One index at a matrix.

Expected: ill-formed
Says: X has 2 indices
Hint: two indices
"""

from derive import Sum, dims, identity, index, matrix

n, m = dims("n m")
i = index("i", n)
X = matrix("X", n, m)


@identity(Sum(X[i], i), equals=0)
def total():
    """X_ia."""
