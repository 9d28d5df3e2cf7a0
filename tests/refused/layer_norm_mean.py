r"""1/n missing: ∂(x_i − mean)/∂x_j = δ_ij − 1.

Expected: refuted
Line: 1
Exact: yes
Hint: 1/n is missing; holds only for n = 1
Hint name: missing factor
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
u = define("u", Sum(x[k], k) / n)


@identity(D(x[i] - u, x[j]), equals=delta(i, j) - 1)
def centred(line):
    line(by=differentiate & unfold(u))
