r"""The gradient of a length without the length: x_k for x_k/‖x‖.

Expected: refuted
Line: 1
Hint: the factor 1/‖x‖ is missing
Hint name: missing factor
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
x = vector("x", n)


@identity(D(sqrt(Sum(x[j] ** 2, j)), x[k]), equals=x[k])
def gradient(line):
    line(by=chain_rule)
