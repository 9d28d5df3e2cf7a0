r"""The trace of a matrix that is not square.

Expected: ill-formed
Says: a trace needs a square matrix
Hint: tr(Xᵀ X)
"""

from derive import *

n, m = dims("n m")
X = matrix("X", n, m)


@identity(D(trace(X), X), equals=X)
def gradient():
    """There is no diagonal."""
