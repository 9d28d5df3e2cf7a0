"""An identity that takes t for a constant is used where t depends on the variable.

Expected: refuted
Line: 1
Exact: yes
Hint: holds if t is constant
Hint name: value
"""

from derive import *
from derive.language.names import declaring

n = dims("n")
j, k = indices("j k", n)
z = vector("z", n)
h = family("h", n, of=z)
t = family("t", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(Sum(t[k] * p[k], k), h[j]), equals=p[j] * (t[j] - Sum(t[k] * p[k], k)))
def fixed_weights():
    """The gradient of an expectation of fixed weights."""


with declaring({}):
    y = family("y", n)
    ratio = define("t", k, y[k] / p[k])


@identity(D(Sum(ratio[k] * p[k], k), h[j]), equals=p[j] * (ratio[j] - Sum(ratio[k] * p[k], k)))
def moving_weights(line):
    """The same, where the weights are y/p."""
    line(by=using(fixed_weights))
