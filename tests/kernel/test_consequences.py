"""What follows from an equation that is taken for granted: its slopes, and the other side of an inverse."""

import pytest

from derive.kernel import Openings, Proof, Residual, prove
from derive.language.binders import Sum, delta
from derive.language.derivatives import D
from derive.language.families import define, family, matrix, scalar, vector
from derive.language.hypotheses import equation, normalised, orthonormal, symmetric
from derive.language.indices import dims, indices

n, m = dims("n m")
i, j, k, l, a, b = indices("i j k l a b", n)
d = indices("d", m)
z, y, c = vector("z", m), vector("y", n), scalar("c")
h, u = family("h", n, of=z), family("u", n, of=z)
F, G, S, R = (matrix(name, n, n, of=z) for name in "FGSR")
M = matrix("M", n, n)
N = matrix("N", n, n, of=M)
q = define("q", k, h[k] / c)

inverse = equation(Sum(G[i, j] * F[j, k], j), delta(i, k))
of_variable = equation(Sum(N[i, j] * M[j, k], j), delta(i, k))
unit = equation(Sum(u[k] ** 2, k), 1)
orthonormal_at_z = orthonormal(R)

# hypothesis, left, right, a right side that is wrong

FOLLOWS = {
    "slopes of what sums to 1": (normalised(h), Sum(D(h[k], z[d]), k), 0 * c, c),
    "second slopes": (normalised(h), Sum(D(h[k], z[d], z[d]), k), 0 * c, c),
    "a unit vector": (unit, Sum(u[k] * D(u[k], z[d]), k), 0 * c, Sum(D(u[k], z[d]), k)),
    "the other side of an inverse": (inverse, Sum(F[i, j] * G[j, k], j), delta(i, k), 2 * delta(i, k)),
    "the slope of an inverse": (
        inverse,
        D(G[i, l], z[d]),
        -Sum(G[i, j] * D(F[j, k], z[d]) * G[k, l], j, k),
        Sum(G[i, j] * D(F[j, k], z[d]) * G[k, l], j, k),
    ),
    "in the matrix itself": (of_variable, D(N[i, j], M[a, b]), -N[i, a] * N[b, j], -N[i, b] * N[a, j]),
    "a symmetric matrix": (symmetric(S), D(S[i, j], z[d]), D(S[j, i], z[d]), D(S[i, i], z[d]) + 0 * S[j, j]),
    "an orthonormal one": (
        orthonormal_at_z,
        Sum(D(R[k, i], z[d]) * R[k, j], k) + Sum(R[k, i] * D(R[k, j], z[d]), k),
        0 * c,
        Sum(D(R[k, i], z[d]) * R[k, j], k),
    ),
}


@pytest.mark.parametrize(("hypothesis", "left", "right", "wrong"), FOLLOWS.values(), ids=FOLLOWS)
def test_what_follows(hypothesis, left, right, wrong):
    given = Openings(hypotheses=(hypothesis,))
    proof = prove(left, right, given)
    assert isinstance(proof, Proof), proof
    assert proof.hypotheses == (hypothesis,)
    assert isinstance(prove(left, wrong, given), Residual)
    assert isinstance(prove(left, right), Residual)


AT_HAND = {
    "a variable that sums to 1": (normalised(y), D(Sum(y[k], k), y[j]), 0 * c),
    "a definition": (equation(q[k], y[k]), D(q[k], z[d]), 0 * c),
}


@pytest.mark.parametrize(("hypothesis", "left", "right"), AT_HAND.values(), ids=AT_HAND)
def test_what_is_said_of_the_value_at_hand_has_no_slope(hypothesis, left, right):
    assert isinstance(prove(left, right, Openings(hypotheses=(hypothesis,))), Residual)
