"""Matrix notation, elaborated to indices, against NumPy on small sizes."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from sympy import Integer, Rational

from derive.audit.evaluation import Evaluation, Instance
from derive.language.binders import Sum, delta, free_indices
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import Neg
from derive.language.families import matrix, scalar, vector
from derive.language.indices import Index, dims, indices
from derive.language.matrices import diag, eye, hadamard, ones, trace, whole, zeros

n, m, r = dims("n m r")
i, j, k = indices("i j k", n)
d = indices("d", m)
SIZES = {n: 2, m: 3, r: 4}
INSTANCE = Evaluation(Instance(SIZES, seed=1))

x, y, z = vector("x", n), vector("y", n), vector("z", m)
X, Y, A, B = matrix("X", n, m), matrix("Y", m, r), matrix("A", n, n), matrix("B", n, n)
c = scalar("c")


def array(letter):
    """The letter's values; a vector is a column."""
    shape = tuple(SIZES[dim] for dim in letter.dims)
    values = np.array([float(INSTANCE.entry((letter, at))) for at in INSTANCE.instance.places(letter)])
    return values.reshape((*shape, 1) if len(shape) == 1 else shape)


def elaborated(made):
    """The values of all entries of something in matrix notation."""
    row, column = (dim and Index(name, dim) for name, dim in zip("ab", made.shape, strict=True))
    entry = made.entry(row, column)
    assert free_indices(entry) <= {row, column}
    heights, widths = (range(1, SIZES[dim] + 1) if dim else [0] for dim in made.shape)

    def value(at_row, at_column):
        return float(INSTANCE.value(entry, {row: at_row, column: at_column}))

    return np.array([[value(one, other) for other in widths] for one in heights])


vx, vy, vz, vX, vY, vA, vB = map(array, (x, y, z, X, Y, A, B))
vc = array(c.family).item()

NUMPY = {
    "X": (X, vX),
    "x": (x, vx),
    "Xᵀ": (X.T, vX.T),
    "xᵀ": (x.T, vx.T),
    "Xᵀᵀ": (X.T.T, vX),
    "A + B": (A + B, vA + vB),
    "A − B": (A - B, vA - vB),
    "−A": (-A, -vA),
    "A − (B − A)": (A - (B - A), 2 * vA - vB),
    "2 A": (2 * A, 2 * vA),
    "A / 4": (A / 4, vA / 4),
    "SymPy's ½ A": (Rational(1, 2) * A, vA / 2),
    "c A": (c * A, vc * vA),
    "A c": (A * c, vc * vA),
    "A / c": (A / c, vA / vc),
    "X Y": (X @ Y, vX @ vY),
    "A B A": (A @ B @ A, vA @ vB @ vA),
    "A (B A)": (A @ (B @ A), vA @ (vB @ vA)),
    "(A B)ᵀ": ((A @ B).T, (vA @ vB).T),
    "(A B) (A B)": ((A @ B) @ (A @ B), vA @ vB @ vA @ vB),
    "xᵀ y": (x.T @ y, vx.T @ vy),
    "x yᵀ": (x @ y.T, vx @ vy.T),
    "x xᵀ x": (x @ x.T @ x, vx @ vx.T @ vx),
    "x (xᵀ x)": (x @ (x.T @ x), vx @ (vx.T @ vx)),
    "xᵀ A y": (x.T @ A @ y, vx.T @ vA @ vy),
    "diag(x)": (diag(x), np.diag(vx[:, 0])),
    "diag(x) − x xᵀ": (diag(x) - x @ x.T, np.diag(vx[:, 0]) - vx @ vx.T),
    "diag(A x)": (diag(A @ x), np.diag((vA @ vx)[:, 0])),
    "A ⊙ B": (hadamard(A, B), vA * vB),
    "x ⊙ (A y)": (hadamard(x, A @ y), vx * (vA @ vy)),
    "I": (eye(n), np.eye(2)),
    "A I": (A @ eye(n), vA),
    "1": (ones(n), np.ones((2, 1))),
    "1 1ᵀ": (ones(n) @ ones(m).T, np.ones((2, 3))),
    "A 1": (A @ ones(n), vA.sum(axis=1, keepdims=True)),
    "0": (zeros(n), np.zeros((2, 1))),
    "0, a matrix": (zeros(n, m), np.zeros((2, 3))),
    "tr A": (whole(trace(A)), np.array([[np.trace(vA)]])),
    "tr A B": (whole(trace(A @ B)), np.array([[np.trace(vA @ vB)]])),
    "tr(A) B": (trace(A) * B, np.trace(vA) * vB),
    "tr(A B) A B": (trace(A @ B) * (A @ B), np.trace(vA @ vB) * vA @ vB),
    "Σ_j x_j A": (Sum(x[j], j) * A, vx.sum() * vA),
    "∂(A x)/∂x": (D(A @ x, x), vA),
    "∂(xᵀ A x)/∂x": (D(x.T @ A @ x, x), (vA + vA.T) @ vx),
    "∂(X z)/∂z": (D(X @ z, z), vX),
}


@pytest.mark.parametrize(("made", "wanted"), NUMPY.values(), ids=NUMPY)
def test_as_numpy(made, wanted):
    assert tuple(1 if dim is None else SIZES[dim] for dim in made.shape) == wanted.shape
    np.testing.assert_allclose(elaborated(made), wanted, rtol=1e-12, atol=1e-12)


SQUARE = {A: vA, B: vB, eye(n): np.eye(2), x @ y.T: vx @ vy.T, diag(x): np.diag(vx[:, 0])}


def combined(inner):
    """Pairs of a square matrix expression and its value, made of others."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda ab: (ab[0][0] @ ab[1][0], ab[0][1] @ ab[1][1])),
        pairs.map(lambda ab: (ab[0][0] - ab[1][0], ab[0][1] - ab[1][1])),
        pairs.map(lambda ab: (hadamard(ab[0][0], ab[1][0]), ab[0][1] * ab[1][1])),
        pairs.map(lambda ab: (trace(ab[0][0]) * ab[1][0], np.trace(ab[0][1]) * ab[1][1])),
        pairs.map(lambda ab: (diag(ab[0][0] @ (ab[1][0] @ x)), np.diag((ab[0][1] @ ab[1][1] @ vx)[:, 0]))),
        inner.map(lambda a: (a[0].T, a[1].T)),
    )


squares = st.recursive(st.sampled_from(list(SQUARE.items())), combined, max_leaves=6)


@settings(deadline=None, derandomize=True)
@given(squares)
def test_nested_matrix_notation_captures_nothing(pair):
    made, wanted = pair
    np.testing.assert_allclose(elaborated(made), wanted, rtol=1e-9, atol=1e-9)


s, over_m, prime = Index("s", r), Index("j", m), Index("j'", n)
ENTRIES = {
    "a product": ((X @ Y).entry(i, s), Sum(X[i, over_m] * Y[over_m, s], over_m)),
    "a product at its own letter": ((A @ B).entry(j, k), Sum(A[j, prime] * B[prime, k], prime)),
    "an outer product": ((x @ y.T).entry(i, k), x[i] * y[k]),
    "diag": (diag(x).entry(i, k), delta(i, k) * x[i]),
    "a difference": ((A - B + A).entry(i, k), A[i, k] - B[i, k] + A[i, k]),
    "the negative": ((-A).entry(i, k), Neg(A[i, k])),
    "a multiple": ((2 * A).entry(i, k), 2 * A[i, k]),
    "a trace": (trace(A), Sum(A[i, i], i)),
    "a fixed place": (A.entry(Integer(2), k), A[2, k]),
    "in brackets": ((X.T @ x)[over_m], Sum(X[prime, over_m] * x[prime], prime)),
    "two in brackets": ((A - B)[i, 2], A[i, 2] - B[i, 2]),
    "a derivative in brackets": (D(x.T @ y, x)[i], D(Sum(x[j] * y[j], j), x[i])),
}


@pytest.mark.parametrize(("made", "wanted"), ENTRIES.values(), ids=ENTRIES)
def test_entries_as_written(made, wanted):
    assert made == wanted


ILL_FORMED = {
    "inner dimensions": (lambda: X @ A, "X is n × m and A is n × n: the inner dimensions differ"),
    "two columns": (lambda: x @ y, "x is n × 1 and y is n × 1: the inner dimensions differ"),
    "a sum of shapes": (lambda: A + X, "A is n × n but X is n × m"),
    "a column and a row": (lambda: x + y.T, "x is n × 1 but yᵀ is 1 × n"),
    "a vector and a number": (lambda: x + 1, "x is n × 1 but 1 is 1 × 1"),
    "a number and a vector": (lambda: c - x, "c is 1 × 1 but −?x is n × 1"),
    "a star between matrices": (lambda: A * B, "between matrices write @ for the product and hadamard"),
    "a slash between matrices": (lambda: A / B, "between matrices write @ for the product and hadamard"),
    "a number over a matrix": (lambda: c / A, "A is not an expression; it is whole"),
    "an entrywise product of shapes": (lambda: hadamard(A, X), "A is n × n but X is n × m"),
    "the diagonal of a matrix": (lambda: diag(A), "diag needs a vector, and A is n × n"),
    "a trace of a rectangle": (lambda: trace(X), "a trace needs a square matrix, and X is n × m"),
    "a trace of a vector": (lambda: trace(x), "a trace needs a square matrix, and x is n × 1"),
    "a matrix of words": (lambda: A @ "B", "'B' is not an expression"),
    "an entry of one index too few": (lambda: (A + B)[i], "A [+] B is n × n and has no entry .i."),
    "an entry of one index too many": (lambda: (A @ x)[i, j], "A x is n × 1 and has no entry .i, j."),
    "an entry at another dimension's index": (lambda: (A @ x)[over_m], "A x is n × 1 and has no entry .j."),
    "a product of a matrix and a number": (lambda: A @ 2, "the inner dimensions differ"),
}


@pytest.mark.parametrize(("write", "says"), ILL_FORMED.values(), ids=ILL_FORMED)
def test_ill_formed(write, says):
    with pytest.raises(IllFormed, match=says):
        write()
