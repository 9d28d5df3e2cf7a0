r"""Two wrong lines that cancel: the claim is true, the derivation is not.

Expected: refuted
Line: 2
Exact: yes
Hint: sign of the second term; the last line follows from the first
Hint name: sign
"""

from derive import *

n, m = dims("n m")
i, j, k = indices("i j k", n)
d = index("d", m)
z = vector("z", m)
h = family("h", n, of=z)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))


@identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)))
def jacobian(line):
    Z = Sum(exp(h[k]), k)
    dh = D(h[k], z[d])
    line(D(exp(h[k]) / Z, z[d]), by=unfold(p))
    line((Z * exp(h[k]) * dh + Sum(exp(h[k]) * dh, k) * exp(h[k])) / Z**2, by=quotient_rule)
    line(exp(h[k]) / Z * (dh + Sum(exp(h[k]) / Z * dh, k)), by=factor)
    line(p[k] * (dh - Sum(p[k] * dh, k)), by=fold(p))
    line(by=rename)
