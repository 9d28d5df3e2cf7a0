r"""Missing hypothesis: ∂(xᵀ A x) = 2 A x needs a symmetric A.

Expected: refuted
Exact: yes
Hint: holds if A is symmetric; dropped term Aᵀ x
Hint name: symmetric
"""

from derive import *

n = dims("n")
A = matrix("A", n, n)
x = vector("x", n)


@identity(D(x.T @ A @ x, x), equals=2 * (A @ x))
def gradient():
    """(A + Aᵀ) x."""
