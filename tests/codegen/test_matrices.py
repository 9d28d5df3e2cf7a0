"""Code with inverses solves, log-determinants do not overflow, sums up to an index are prefix sums."""

import re

import numpy as np
import pytest

from derive import (
    Sum,
    det,
    dims,
    eye,
    identity,
    indices,
    inverse,
    logdet,
    matrix,
    psd,
    scalar,
    trace,
    vector,
)
from derive.codegen import NoCode

n, m = dims("n m")
i, j, k = indices("i j k", n)
A, B, F = matrix("A", n, n), matrix("B", n, m), matrix("F", n, m)
x, y, c = vector("x", n), vector("y", n), scalar("c", positive=True)
RNG = np.random.default_rng(5)
NUMBERS = {
    "A": RNG.normal(size=(5, 5)),
    "B": RNG.normal(size=(5, 3)),
    "F": RNG.normal(size=(5, 3)),
    "x": RNG.normal(size=5),
    "y": RNG.normal(size=5),
    "c": np.float64(0.7),
}
a, b, f, u, v = (NUMBERS[name] for name in "ABFxy")
inv = np.linalg.inv(a)
gram = f.T @ f + 0.7 * np.eye(3)


def stated(whole, *given):
    """whole = whole"""

    def claim():
        """A value."""

    return identity(whole, equals=whole, given=list(given))(claim)


SOLVED = {
    "a vector": (inverse(A) @ x, inv @ u),
    "from the left": (x.T @ inverse(A), u @ inv),
    "a matrix": (inverse(A) @ B, inv @ b),
    "transposed": (inverse(A).T @ B, inv.T @ b),
    "twice": (inverse(A) @ inverse(A) @ x, inv @ inv @ u),
    "from both sides": (x.T @ inverse(A) @ B, u @ inv @ b),
    "ridge": (inverse(F.T @ F + c * eye(m)) @ (F.T @ y), np.linalg.inv(gram) @ f.T @ v),
    "a quadratic form": ((x.T @ inverse(A) @ y), u @ inv @ v),
}
S = matrix("S", n, n)
NUMBERS["S"] = a @ a.T + np.eye(5)
DEFINITE = {
    "by a hypothesis": (stated(inverse(S) @ x, psd(S)), np.linalg.solve(NUMBERS["S"], u)),
    "several sides": (stated(inverse(S) @ B, psd(S)), np.linalg.solve(NUMBERS["S"], b)),
    "a Gram matrix": (stated(inverse(c * eye(m) + F.T @ F) @ (F.T @ y)), np.linalg.solve(gram, f.T @ v)),
    "in a basis": (
        stated(logdet(F.T @ S @ F + c * eye(m)), psd(S)),
        np.linalg.slogdet(f.T @ NUMBERS["S"] @ f + 0.7 * np.eye(3))[1],
    ),
    "an energy": (
        stated(y.T @ inverse(S) @ y + logdet(S), psd(S)),
        v @ np.linalg.solve(NUMBERS["S"], v) + np.linalg.slogdet(NUMBERS["S"])[1],
    ),
}
WHOLE = {
    "an inverse": (inverse(A).T, inv.T),
    "a diagonal": (inverse(A)[k, k], np.diag(inv)),
    "an entry": (inverse(A)[1, 2] * x[k], inv[0, 1] * u),
    "a trace": (trace(inverse(A)), np.trace(inv)),
    "a determinant": (det(A) * x[k], np.linalg.det(a) * u),
    "a log-determinant": (logdet(A) / 2, np.log(abs(np.linalg.det(a))) / 2),
    "that of a Gram matrix": (logdet(F.T @ F + c * eye(m)), np.log(np.linalg.det(gram))),
}
PLACES = {
    "up to": (Sum(x[j] * y[j], (j, 1, k)), np.cumsum(u * v)),
    "before": (Sum(x[j], (j, 1, k - 1)), np.cumsum(u) - u),
    "from": (Sum(x[j], (j, k, n)), u.sum() - np.cumsum(u) + u),
    "after": (Sum(x[j], (j, k + 1, n)), u.sum() - np.cumsum(u)),
    "a triangle of a matrix": (Sum(A[k, j] * x[j], (j, 1, k)), np.tril(a) @ u),
    "between": (Sum(Sum(x[i] * y[j], (j, i, k)), (i, 1, k)), None),
}


def called(whole, target):
    return run(stated(whole), target)


def run(claim, target):
    """What the emitted function gives."""
    if target in {"torch", "jax"}:
        pytest.importorskip(target, reason=f"the extra {target} is not installed")
    made = claim.function(target)
    names = [each.split(":")[0].strip() for each in _arguments(claim, target)]
    given = [NUMBERS[name] for name in names]
    if target == "torch":
        import torch

        given = [torch.as_tensor(each) for each in given]
    if target == "jax":
        import jax

        with jax.enable_x64(True):
            return np.asarray(made(*given))
    return np.asarray(made(*given))


def _arguments(claim, target):
    from derive.codegen.lowering import lowered

    return [each.name for each in lowered(claim).arguments]


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", "c"])
@pytest.mark.parametrize("name", [*SOLVED, *WHOLE])
def test_values(name, target):
    whole, wanted = (SOLVED | WHOLE)[name]
    np.testing.assert_allclose(called(whole, target).reshape(np.shape(wanted)), wanted, rtol=1e-9)


@pytest.mark.parametrize("name", SOLVED)
@pytest.mark.parametrize("target", ["numpy", "torch", "jax"])
def test_nothing_is_inverted_where_there_is_a_right_side(name, target):
    text = stated(SOLVED[name][0]).code(target)
    assert re.search(r"linalg\.solve\(|cholesky_solve\(|cho_solve\(", text)
    assert "linalg.inv(" not in text


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", "c"])
@pytest.mark.parametrize("name", DEFINITE)
def test_a_definite_matrix_has_a_root(name, target):
    claim, wanted = DEFINITE[name]
    np.testing.assert_allclose(run(claim, target), wanted, rtol=1e-9)
    words = {"numpy": "cholesky" if "log det" in str(claim.right) else "solve", "c": "_by_root("}
    assert words.get(target, "cholesky") in claim.code(target)


def test_nobody_says_that_it_is_definite():
    for whole in (inverse(S) @ x, inverse(F.T @ F - c * eye(m)) @ (F.T @ y), inverse(A @ A) @ x):
        assert "cholesky" not in stated(whole).code("torch")


def test_c_says_that_a_matrix_is_singular():
    claim = stated(inverse(A) @ x)
    with pytest.raises(np.linalg.LinAlgError, match="singular"):
        claim.function("c")(np.ones((3, 3)), np.ones(3))
    assert "2 if a matrix is singular" in claim.code("c")
    assert stated(det(A)).function("c")(np.ones((3, 3))) == 0
    assert stated(logdet(A)).function("c")(np.ones((3, 3))) == -np.inf


def test_c_takes_the_largest_pivot():
    hard = np.array([[1e-20, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(stated(inverse(A) @ x).function("c")(hard, np.array([1.0, 2.0])), [1, 1])
    np.testing.assert_allclose(stated(det(A)).function("c")(hard), -1)


def test_a_log_determinant_does_not_overflow():
    function = stated(logdet(A)).function("numpy")
    with np.errstate(all="raise"):
        assert np.isclose(function(1e200 * np.eye(5)), 5 * np.log(1e200))
        assert np.isclose(function(1e-200 * np.eye(5)), -5 * np.log(1e200))
        assert np.isclose(function(-np.eye(5)), 0)


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", "c"])
@pytest.mark.parametrize("name", [name for name in PLACES if PLACES[name][1] is not None])
def test_sums_between_places(name, target):
    whole, wanted = PLACES[name]
    np.testing.assert_allclose(called(whole, target), wanted, rtol=1e-9, atol=1e-12)


def test_a_prefix_sum_takes_one_pass():
    assert "np.cumsum(x * y" in stated(PLACES["up to"][0]).code("numpy")


REFUSED = {
    "a matrix for each index": inverse(A + x[k] * eye(n))[i, j],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_array_form_says_so(name):
    with pytest.raises(NoCode):
        stated(REFUSED[name]).code()
