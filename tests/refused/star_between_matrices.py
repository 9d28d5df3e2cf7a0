r"""A star between matrices, as in NumPy.

Expected: ill-formed
Says: write @ for the product
Hint: @
"""

from derive import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)


@identity((A * B).T, equals=B.T * A.T)
def transposition():
    """@ or hadamard."""
