r"""log(a + b) = log a + log b.

Expected: refuted
Line: 3
Hint: log of a sum is not the sum of logs; holds only for n = 1
Hint name: function of a sum
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(log(p[k]), equals=h[k] - Sum(h[j], j))
def log_probability(line):
    line(log(exp(h[k]) / Sum(exp(h[j]), j)), by=unfold(p))
    line(log(exp(h[k])) - log(Sum(exp(h[j]), j)), by=exp_log)
    line(h[k] - Sum(log(exp(h[j])), j), by=exp_log)
    line(by=exp_log)
