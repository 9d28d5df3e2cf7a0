r"""Xᵀ missing: X (X w − y), with X not square.

Expected: ill-formed
Says: the inner dimensions differ
Hint: transpose: Xᵀ
"""

from derive import *

N, m = dims("N m")
X = matrix("X", N, m)
w, y = vector("w", m), vector("y", N)
e = X @ w - y


@identity(D(e.T @ e, w), equals=2 * (X @ e))
def gradient():
    """2 Xᵀ e."""
