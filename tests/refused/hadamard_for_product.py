r"""Matrix product in place of the entrywise one.

Expected: refuted
Exact: yes
Hint: 1ᵀ (A ⊙ B) 1; holds only for n = 1
Hint name: two sums
"""

from derive import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)


@identity(trace(A.T @ B), equals=trace(hadamard(A, B)))
def inner_product():
    """All entries of A ⊙ B are to be summed, not its diagonal."""
