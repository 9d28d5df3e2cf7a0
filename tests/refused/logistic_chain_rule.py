r"""Chain rule factor missing: ∂a/∂z.

Expected: refuted
Exact: yes
Hint: chain rule: the factor ∂a_i/∂z_d is missing
"""

from derive import D, Sum, define, dims, family, identity, index, logistic, vector

n, m = dims("n m")
i = index("i", n)
d = index("d", m)
z = vector("z", m)
a = family("a", n, of=z)
s = define("s", i, logistic(a[i]))


@identity(D(Sum(s[i], i), z[d]), equals=Sum(s[i] * (1 - s[i]), i))
def gradient():
    """The right side does not even depend on d."""
