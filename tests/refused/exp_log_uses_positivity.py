r"""exp_log, for a step that needs b to be positive.

Expected: undecided
Says: b
Line: 1
Hint: given(positive(b))
"""

from derive import *

n = dims("n")
k = index("k", n)
b = vector("b", n)


@identity(log(b[k] ** 2), equals=2 * log(b[k]), given=positive(b))
def power(line):
    line(by=exp_log)
