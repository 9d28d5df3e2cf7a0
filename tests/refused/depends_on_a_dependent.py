r"""A family that depends on another dependent family.

Expected: ill-formed
Says: g is declared to depend on h, which is no variable of the page
Hint: of=z
"""

from derive import *

n, m = dims("n m")
z = vector("z", m)
h = family("h", n, of=z)
g = family("g", n, of=h)
