r"""True for n = 1 alone: a softargmax of one score is constant.

Expected: refuted
Line: 1
Exact: yes
Hint: holds only for n = 1
Hint name: size
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], z[d]), equals=0)
def jacobian(line):
    line(by=differentiate & unfold(p))
