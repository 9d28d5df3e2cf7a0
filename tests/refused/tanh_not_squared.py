r"""Exponent: 1 − tanh where 1 − tanh² belongs.

Expected: refuted
Line: 1
Exact: yes
Hint: exponent: tanh² was meant
Hint name: exponent
"""

from derive import *

n, m = dims("n m")
i = index("i", n)
d = index("d", m)
z = vector("z", m)
a = family("a", n, of=z)


@identity(D(tanh(a[i]), z[d]), equals=(1 - tanh(a[i])) * D(a[i], z[d]))
def slope(line):
    line(by=chain_rule)
