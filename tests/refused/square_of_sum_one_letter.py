r"""(Σ_k x_k)(Σ_k x_k) = Σ_k x_k x_k: the second sum's index not renamed apart.

Expected: refuted
Line: 1
Exact: yes
Hint: captured index: two different sums; holds only for n = 1
Hint name: two sums
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
x, y = vector("x", n), vector("y", n)


@identity(Sum(x[k], k) * Sum(y[k], k), equals=Sum(x[k] * y[k], k))
def product(line):
    line(by=distribute)
