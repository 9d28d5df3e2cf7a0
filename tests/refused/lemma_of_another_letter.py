"""An identity about softargmax is used for another p.

Expected: refuted
Line: 1
Exact: yes
Hint: the identity speaks of another p
Hint name: value
"""

from derive.identities.softargmax import d, j, jacobian, k, n, z

from derive import *

h = family("h", n, of=z)
p = define("p", k, h[k] * h[k])


@identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)))
def square(line):
    """Not softargmax, though it is called p."""
    line(by=using(jacobian))
