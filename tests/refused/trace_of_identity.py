r"""tr I = 1.

Expected: refuted
Exact: yes
Hint: n was meant; holds only for n = 1
Hint name: value
"""

from derive import *

n = dims("n")


@identity(trace(eye(n)), equals=1)
def dimension():
    """It is n."""
