r"""(A B)ᵀ = Aᵀ Bᵀ.

Expected: refuted
Line: 1
Exact: yes
Hint: the factors change places: Bᵀ Aᵀ
Hint name: letters exchanged
"""

from derive import *

n = dims("n")
A, B = matrix("A", n, n), matrix("B", n, n)


@identity((A @ B).T, equals=A.T @ B.T)
def transposition(line):
    line(by=swap_names)
