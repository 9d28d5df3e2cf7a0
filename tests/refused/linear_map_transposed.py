r"""Transposed Jacobian: ∂(W x)/∂x = Wᵀ.

Expected: refuted
Exact: yes
Hint: transpose of the right side
Hint name: transpose
"""

from derive import *

n = dims("n")
W = matrix("W", n, n)
x = vector("x", n)


@identity(D(W @ x, x), equals=W.T)
def jacobian():
    """It is W."""
