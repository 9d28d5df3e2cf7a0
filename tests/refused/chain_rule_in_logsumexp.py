r"""Chain rule without its inner factor: 1/Z instead of exp h_k / Z.

Expected: refuted
Line: 1
Exact: yes
Hint: the inner derivative exp h_k is missing
"""

from derive import D, Sum, define, dims, exp, identity, indices, log, vector
from derive.derivation.reasons import chain_rule

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(log(Sum(exp(h[j]), j)), h[k]), equals=1 / Sum(exp(h[j]), j))
def gradient(line):
    line(by=chain_rule)
