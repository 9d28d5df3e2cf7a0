r"""A line in matrix notation of another shape than the claim.

Expected: ill-formed
Says: W x is n × 1, but the claim's sides are n × n
Hint: W
"""

from derive import *

n = dims("n")
W, x = matrix("W", n, n), vector("x", n)


@identity(D(W @ x, x), equals=W)
def jacobian(line):
    line(W @ x, by=differentiate)
    line(by=algebra)
