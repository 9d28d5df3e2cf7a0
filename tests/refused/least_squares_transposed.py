r"""Transposed matrix: X e where Xᵀ e belongs, with X square so that the shapes fit.

Expected: refuted
Exact: yes
Hint: transpose: Xᵀ was meant
Hint name: transpose
"""

from derive import *

n = dims("n")
X = matrix("X", n, n)
w, y = vector("w", n), vector("y", n)
e = X @ w - y


@identity(D((e.T @ e) / 2, w), equals=X @ e)
def gradient():
    """Xᵀ (X w − y)."""
