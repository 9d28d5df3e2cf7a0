r"""Missing hypothesis: p < 1 needs a second class.

Expected: refuted
Exact: yes
Hint: holds if n ≥ 2
Hint name: at least two
"""

from derive import *

n = dims("n")
j, k = indices("j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(1, exceeds=p[k])
def below_one():
    """For n = 1 both sides are 1."""
