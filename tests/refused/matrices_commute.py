r"""A B = B A.

Expected: refuted
Line: 1
Exact: yes
Hint: matrices do not commute; holds only for n = 1
Hint name: size
"""

from derive import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)


@identity(A @ B, equals=B @ A)
def product(line):
    line(by=swap_sums)
