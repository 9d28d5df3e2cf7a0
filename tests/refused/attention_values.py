r"""The gradient in the values with P where Pᵀ belongs.

Expected: refuted
Exact: yes
Hint: transpose: Pᵀ was meant
Hint name: transpose
"""

from derive import *

n, m = dims("n m")
P = matrix("P", n, n)
V, G = matrix("V", n, m), matrix("G", n, m)


@identity(D(trace(G.T @ P @ V), V), equals=P @ G)
def gradient():
    """Pᵀ G."""
