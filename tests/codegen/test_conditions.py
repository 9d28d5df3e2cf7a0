"""Code for values in cases, greatest values, products and masks; no NaN from the branch that is not taken."""

import numpy as np
import pytest

from derive import (
    D,
    Product,
    Sum,
    before,
    cases,
    dims,
    exp,
    identity,
    indices,
    log,
    matrix,
    maximum,
    relu,
    scalar,
    sign,
    sqrt,
    upto,
    vector,
)
from derive.codegen import NoCode

n = dims("n")
i, j, k = indices("i j k", n)
x, y = vector("x", n), vector("y", n)
T, S = scalar("T", positive=True), matrix("S", n, n)
X = np.array([-800.0, -1.5, 0.0, 0.5, 2.0])
Y = np.array([1.0, -2.0, 3.0, 0.5, -1.0])


def stated(left, right=None):
    """The claim as an identity."""

    def claim():
        """A value."""

    return identity(left, equals=left if right is None else right)(claim)


def huber(v, t):
    return np.where(np.abs(v) <= t, v, t * np.sign(v))


COMPUTED = {
    "a step": (stated(D(relu(x[k]), x[k]), cases((1, x[k] > 0), (0, True))), (X,), (X > 0) * 1.0),
    "Huber": (
        stated(cases((x[k], abs(x[k]) <= T), (T * sign(x[k]), True))),
        (X, np.float64(1.0)),
        huber(X, 1.0),
    ),
    "ELU": (
        stated(cases((x[k], x[k] > 0), (exp(x[k]) - 1, True))),
        (X,),
        np.where(X > 0, X, np.expm1(np.minimum(X, 0))),
    ),
    "the greater": (stated(maximum(x[k], y[k])), (X, Y), np.maximum(X, Y)),
    "the greatest": (stated(x[k] - maximum(x[j], j)), (X,), X - X.max()),
    "a product": (stated(y[k] * Product(x[j] / 10, j)), (Y, X + 1), Y * np.prod((X + 1) / 10)),
    "a prefix sum": (stated(Sum(upto(j, k) * x[j], j)), (X,), np.cumsum(X)),
    "what comes later": (stated(Sum(before(k, i) * x[i], i)), (X,), X.sum() - np.cumsum(X)),
    "a triangle": (stated(y[i] * Sum(before(i, j) * x[j], j)), (Y, X), Y * (X.sum() - np.cumsum(X))),
}


@pytest.mark.parametrize("target", ["numpy", "torch"])
@pytest.mark.parametrize("name", COMPUTED)
def test_values(name, target):
    claim, arguments, wanted = COMPUTED[name]
    given = arguments
    if target == "torch":
        torch = pytest.importorskip("torch", reason="the extra torch is not installed")
        given = [torch.as_tensor(each) for each in arguments]
    with np.errstate(all="raise", under="ignore"):
        made = np.asarray(claim.function(target)(*given))
    np.testing.assert_allclose(made, wanted, rtol=1e-12, atol=1e-300)


def test_single_precision_is_kept():
    claim, *_ = COMPUTED["a step"]
    assert claim.function("numpy")(X.astype(np.float32)).dtype == np.float32
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    assert claim.function("torch")(torch.as_tensor(X, dtype=torch.float32)).dtype == torch.float32


UNSAFE = {
    "a logarithm": cases((log(x[k]), x[k] > 0), (0, True)),
    "a root": cases((sqrt(x[k]), x[k] > 0), (0, True)),
    "a reciprocal": cases((0, x[k] <= 0), (1 / x[k], True)),
    "an exponential": cases((exp(x[k] * 1000), x[k] <= 0), (1, True)),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_a_branch_that_is_not_taken_makes_no_nan(name):
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    at = torch.tensor([-2.0, 0.0, 3.0], dtype=torch.float64, requires_grad=True)
    made = stated(UNSAFE[name]).function("torch")(at)
    made.sum().backward()
    assert torch.isfinite(made).all()
    assert torch.isfinite(at.grad).all()
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(stated(UNSAFE[name]).function("numpy")(at.detach().numpy()), made.detach())


REFUSED = {
    "a product with a place left out": stated(Product(x[j], j, without=k)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_code_says_so(name):
    with pytest.raises(NoCode):
        REFUSED[name].code()


@pytest.mark.parametrize(
    "name", ["the greatest", "a product", "a prefix sum", "what comes later", "a triangle"]
)
def test_values_in_c(name):
    claim, arguments, wanted = COMPUTED[name]
    np.testing.assert_allclose(claim.function("c")(*arguments), wanted, rtol=1e-12, atol=1e-300)


def test_the_greatest_of_what_has_a_nan_is_nan_in_c():
    made = stated(maximum(x[j], j) + 0 * x[k]).function("c")
    assert np.isnan(made(np.array([1.0, np.nan, 3.0]))).all()
