r"""(Σ x)² = Σ x².

Expected: refuted
Line: 1
Exact: yes
Hint: square of the sum; holds only for n = 1
Hint name: two sums
"""

from derive import *

n = dims("n")
k = index("k", n)
x = vector("x", n)


@identity(Sum(x[k], k) ** 2, equals=Sum(x[k] ** 2, k))
def square(line):
    line(by=distribute)
