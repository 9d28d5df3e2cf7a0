r"""A line in matrix notation of another shape than the claim.

Expected: ill-formed
Says: is not of the shape of the claim's sides
Hint: W
"""

from derive import D, dims, identity, matrix, vector
from derive.derivation.reasons import algebra, differentiate

n = dims("n")
W, x = matrix("W", n, n), vector("x", n)


@identity(D(W @ x, x), equals=W)
def jacobian(line):
    line(W @ x, by=differentiate)
    line(by=algebra)
