r"""e^{a+b} = e^a + e^b.

Expected: refuted
Line: 1
Exact: yes
Hint: exp(a + b) = exp(a) exp(b)
Hint name: function of a sum
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = scalar("c")


@identity(
    exp(h[k] + c) / Sum(exp(h[j] + c), j), equals=(exp(h[k]) + exp(c)) / (Sum(exp(h[j]), j) + n * exp(c))
)
def shift(line):
    line((exp(h[k]) + exp(c)) / Sum(exp(h[j]) + exp(c), j), by=exp_log)
    line(by=distribute)
