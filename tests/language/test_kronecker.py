"""vec and ⊗ at explicit sizes are NumPy's, and what has no shape is refused."""

import numpy as np
import pytest

from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.families import matrix, vector
from derive.language.indices import dims
from derive.language.inverses import det, inverse
from derive.language.kronecker import kronecker, vec
from derive.language.matrices import eye, trace
from derive.language.typeset import latex

n, m, p = dims("n m p")
A, B, G = matrix("A", n, m), matrix("B", m, p), matrix("G", n, n)
x, y = vector("x", n), vector("y", m)
NUMBERS = {
    "A": np.arange(6.0).reshape(2, 3) - 2,
    "B": np.arange(12.0).reshape(3, 4) + 1,
}


def entry(name, *places):
    return NUMBERS[name][tuple(each - 1 for each in places)]


def test_a_kronecker_product_is_numpys():
    made = kronecker(A, B)
    wanted = np.kron(NUMBERS["A"], NUMBERS["B"]).reshape(2, 3, 3, 4)
    for at in np.ndindex(2, 3, 3, 4):
        i, k, j, l = (each + 1 for each in at)
        factors = made[i, k, j, l].args
        value = np.prod([entry(each.family.name, *map(int, each.places)) for each in factors])
        assert value == wanted[at]


def test_vec_puts_columns_below_one_another():
    flat = NUMBERS["A"].flatten(order="F").reshape(3, 2)
    for j, i in np.ndindex(3, 2):
        made = vec(A)[j + 1, i + 1]
        assert entry("A", *map(int, made.places)) == flat[j, i]


def test_shapes():
    assert str(kronecker(A, B)) == "A ⊗ B"
    assert latex(vec(A)) == r"\operatorname{vec}(A)"
    assert kronecker(x, B).shape == ((n, m), p)
    assert kronecker(x, y, x).shape == ((n, m, n), None)
    assert kronecker(x.T, A).shape == (n, (n, m))
    assert str((kronecker(eye(n), B) @ kronecker(x, eye(p)))[1, 2, 3]).count("Σ") == 2


REFUSED = {
    "vec of a vector": lambda: vec(x),
    "inner sides differ": lambda: kronecker(A, B) @ vec(A),
    "an inverse": lambda: inverse(kronecker(G, G)),
    "a determinant": lambda: det(kronecker(G, G)),
    "a trace of what is not square": lambda: trace(kronecker(A, B)),
    "too few places": lambda: kronecker(A, B)[1, 2],
    "another shape": lambda: kronecker(A, B) + kronecker(B, A),
    "a derivative in what is no letter": lambda: D(vec(A @ B), vec(A @ B)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_shape_is_refused(name):
    with pytest.raises(IllFormed):
        REFUSED[name]()
