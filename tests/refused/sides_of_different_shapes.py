r"""The transposed outer product, with another shape than the gradient.

Expected: ill-formed
Says: is n × m but x tᵀ is m × n
Hint: transpose of the right side
"""

from derive import *

n, m = dims("n m")
W = matrix("W", n, m)
x, t = vector("x", m), vector("t", n)


@identity(D(t.T @ W @ x, W), equals=x @ t.T)
def gradient():
    """t xᵀ."""
