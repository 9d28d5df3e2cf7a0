r"""p_k − 1 claimed for every k, true for the class c alone.

Expected: refuted
Line: 2
Exact: yes
Hint: δ_kc was dropped; holds for k = c
Hint name: delta, place
"""

from derive import *

n = dims("n")
i, j, k = indices("i j k", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
c = label("c", n)


@identity(D(-log(p[c]), h[k]), equals=p[k] - 1)
def gradient(line):
    line(-D(p[c], h[k]) / p[c], by=chain_rule)
    line(-(p[c] * (1 - p[k])) / p[c], by=differentiate & unfold(p))
    line(by=cancel)
