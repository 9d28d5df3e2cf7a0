"""Recurrences are scans: every target against 100 digits, and no loop where none is needed."""

import numpy as np
import pytest
from verification import TARGETS, Case, pages_in_c, ratios, wanted

from derive import (
    D,
    Sum,
    before,
    cases,
    dims,
    equal,
    exp,
    family,
    identity,
    indices,
    labels,
    log,
    logistic,
    matrix,
    recurrence,
    scalar,
    tanh,
    upto,
    vector,
    within,
)
from derive.codegen import NoCode

n, m, d = dims("n m d")
k, s, t = indices("k s t", n)
i, j, l = indices("i j l", m)
a, b = indices("a b", d)
x, r, v, g = vector("x", n), vector("r", n), vector("v", n), vector("g", m)
w, c = scalar("w"), scalar("c", positive=True)
X, W, U, B = matrix("X", n, d), matrix("W", m, m), matrix("U", m, d), vector("B", m)


def fed(at, row):
    """(U x + b)_row"""
    return Sum(U[row, a] * X[at, a], a) + B[row]


m_ = recurrence("average", t, first=(1 - c) * x[1], step=lambda old: c * old + (1 - c) * x[t])
G = recurrence("G", t, last=r[n], step=lambda later: r[t] + c * later)
E = recurrence("E", t, last=r[n] - v[n], step=lambda later: r[t] + c * v[t + 1] - v[t] + c * later)
S = recurrence("S", t, first=x[1], step=lambda old: old + x[t])
P = recurrence("P", t, first=1 + 0 * w, step=lambda old: tanh(w * old) + x[t - 1] * exp(-(x[t] ** 2)))
K = recurrence("K", t, first=x[1], step=lambda old: old / t + x[t])
h = recurrence("h", t, i, first=tanh(fed(1, i)), step=lambda old: tanh(Sum(W[i, j] * old[j], j) + fed(t, i)))
e = recurrence("e", t, i, last=g[i], step=lambda later: Sum(W[j, i] * (1 - h[t + 1, j] ** 2) * later[j], j))
Q = recurrence(
    "Q", t, i, first=B[i], step=lambda old: log(Sum(exp(old[j] + W[j, i]), j)) + logistic(Sum(X[t, a], a))
)
CLAIMS = {
    "an average": m_[t],
    "a return": G[t],
    "advantages": E[t],
    "a prefix sum": S[t],
    "one at places": P[t],
    "with places as numbers": K[t],
    "a cell": h[t, i],
    "errors of a cell": e[t, i],
    "a chain of states": Q[t, i],
    "the last state": h[n, i],
    "a gradient": e[t, i] * (1 - h[t, i] ** 2) * X[t, a],
    "a gradient before": Sum(e[t, i] * (1 - h[t, i] ** 2) * cases((0, equal(t, 1)), h[t - 1, j]), t),
}
PLACES = {
    "differences": Sum((x[t + 1] - x[t]) ** 2, (t, 1, n - 1)),
    "neighbours": Sum(x[t + 1] * r[t] * X[t, a], (t, 1, n - 1)),
    "all but the first": Sum(exp(x[t]) * r[t - 1], (t, 2, n)),
    "the first two": Sum(x[t] * r[t], (t, 1, 2)) * x[2],
    "one filter": w * cases((0, equal(t, 1)), x[t - 1]) + x[t] + c * cases((0, equal(t, n)), x[t + 1]),
    "its slope": Sum(x[t] * cases((r[t], equal(t, n)), r[t + 1]), t),
    "the last two": x[n] - x[n - 1] + r[2],
    "a geometric average": (1 - c) * Sum(c ** (t - s) * x[s], (s, 1, t)),
    "a discounted return": Sum(c ** (s - t) * r[s], (s, t, n)),
    "from the second on": Sum(x[s] * x[s - 1], (s, 2, t)),
    "between": Sum(x[s], (s, t + 1, n - 1)),
    "a place as a number": t * x[t] + n - Sum(k * r[k], k),
    "a power of a number": w**t,
    "masked exponentials": Sum(upto(s, t) * exp(x[s] - x[t]), s),
    "all before": Sum(before(i, j) * W[i, j], i),
}


def stated(name):
    """The value = the value."""

    def claim():
        """A value."""

    claim.__name__ = name.replace(" ", "_")
    whole = (CLAIMS | PLACES)[name]
    return identity(whole, equals=whole)(claim)


UNEQUAL, SINGLE = Case(2, (("n", 5), ("m", 3)), strided=True), Case(4, dtype="float32")
CASES = {
    "numpy": (Case(1), UNEQUAL, SINGLE),
    "torch": (Case(1), UNEQUAL, SINGLE),
    "jax": (UNEQUAL,),
    "c": (Case(1), UNEQUAL),
}
ALL = [*CLAIMS, *PLACES]


@pytest.fixture(scope="session")
def in_c():
    """All of them in one library."""
    return pages_in_c([stated(name) for name in ALL])


def compared(claim, run, cases):
    """Every entry is as near to the truth as rounding explains, in the dtype of the arguments."""
    for case in cases:
        known = wanted(claim, case)
        made = np.asarray(run(*known.arguments))
        assert made.dtype == case.dtype
        assert max(ratios(made, case, known)) < 8, case


@pytest.mark.parametrize("target", ["numpy", "torch", "jax"])
@pytest.mark.parametrize("name", ALL)
def test_values(name, target):
    """Unequal dimensions, one place, strided arguments, both dtypes."""
    if target != "numpy":
        library = pytest.importorskip(target, reason=f"the extra {target} is not installed")
    if target == "jax":
        library.config.update("jax_enable_x64", True)
    claim = stated(name)
    compared(claim, TARGETS[target](claim, "float64"), CASES[target])


@pytest.mark.parametrize("name", ALL)
def test_values_in_c(name, in_c):
    claim = stated(name)
    compared(claim, in_c[claim.id], CASES["c"])


def test_single_precision_in_c():
    claim = stated("a cell")
    compared(claim, TARGETS["c"](claim, "float32"), [SINGLE])


@pytest.mark.parametrize(
    "name", ["a return", "advantages", "a cell", "one filter", "differences", "a geometric average"]
)
def test_gradients_by_the_library(name):
    """What is emitted for PyTorch differentiates by itself."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    claim = stated(name)
    given = [torch.tensor(np.asarray(each), requires_grad=True) for each in wanted(claim, UNEQUAL).arguments]
    assert torch.autograd.gradcheck(claim.function("torch"), given)


def test_gradients_through_a_scan_of_jax():
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    claim = stated("errors of a cell")
    given = [np.asarray(each) for each in wanted(claim, UNEQUAL).arguments]
    check_grads(claim.function("jax"), given, order=1, modes=["rev"])


def test_no_gradient_is_nan_where_nothing_is_summed():
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    wanted_in = {"dtype": torch.float64, "requires_grad": True}
    scores, share = torch.tensor([0.0, 800.0, 805.0], **wanted_in), torch.tensor(1e-200, **wanted_in)
    for name, given in (("masked exponentials", [scores]), ("a geometric average", [share, scores])):
        made = stated(name).function("torch")(*given)
        made.sum().backward()
        assert torch.isfinite(made).all()
        assert all(torch.isfinite(each.grad).all() for each in given), name


SHOWN = {
    "a return": ("numpy", "for t in range(n - 2, -1, -1):"),
    "a prefix sum": ("numpy", "np.cumsum(x, axis=0)"),
    "a cell": ("numpy", "into_h = X @ U.T + B"),
    "differences": ("numpy", "x[1:] - x[:-1]"),
    "errors of a cell": ("jax", "(h[1:],), reverse=True)"),
    "one at places": ("jax", "(x[:-1], x[1:])"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_written(name):
    """One loop over the places, and none where none is needed; what needs no place before stands before the loop."""
    target, text = SHOWN[name]
    assert text in stated(name).code(target)


def test_rows_of_a_batch_are_stepped_through_together():
    claim = stated("a return")
    run, rng = claim.function(batch="N"), np.random.default_rng(3)
    rewards = rng.normal(size=(4, 6))
    made = run(rewards, np.float64(0.9))
    assert made.shape == (4, 6)
    np.testing.assert_allclose(made[2], claim.function()(rewards[2], np.float64(0.9)))


@pytest.mark.parametrize("target", ["numpy", "torch", "c"])
def test_a_claim_about_some_places_is_computed_there(target):
    if target == "torch":
        pytest.importorskip("torch", reason="the extra torch is not installed")

    def steps():
        """What is added at every step but the first."""

    stated_at = {"given": within(t, 2, n)}
    claim = identity(S[t] - S[t - 1], equals=S[t] - S[t - 1], **stated_at)(steps)
    for case in (Case(1), UNEQUAL):
        known = wanted(claim, case)
        made = np.asarray(TARGETS[target](claim, "float64")(*known.arguments))
        assert made.shape == known.shape == (known.arguments[0].shape[0] - 1,)
        assert max(ratios(made, case, known), default=0) < 8
    assert "shape (n - 1,)" in claim.code(target)


@pytest.mark.parametrize("target", ["numpy", "torch", "c"])
def test_a_convolution_of_any_width_is_a_product_with_what_its_taps_read(target):
    if target == "torch":
        pytest.importorskip("torch", reason="the extra torch is not installed")
    wide, (width, long) = dims("wide"), dims("width long")
    at, tap = indices("at", wide), indices("tap", width)
    signal, kernel, reads = (
        vector("signal", long),
        vector("kernel", width),
        labels("reads", wide, width, values=long),
    )

    def convolved():
        """Σ over taps."""

    value = Sum(signal[reads[at, tap]] * kernel[tap], tap)
    run = TARGETS[target](identity(value, equals=value)(convolved), "float64")
    rng = np.random.default_rng(5)
    numbers, taps = rng.normal(size=9), rng.normal(size=4)
    table = np.add.outer(np.arange(6), np.arange(4))
    np.testing.assert_allclose(run(numbers, table, taps), np.correlate(numbers, taps, "valid"), rtol=1e-12)


def test_a_product_of_matrices_is_a_recurrence():
    factors = family("factors", n, m, m)
    M = recurrence(
        "M", t, i, j, first=factors[1, i, j], step=lambda old: Sum(factors[t, i, l] * old[l, j], l)
    )

    def product():
        """The product of all."""

    made = identity(M[n, i, j], equals=M[n, i, j])(product).function()
    numbers = np.random.default_rng(6).normal(size=(4, 3, 3))
    np.testing.assert_allclose(made(numbers), numbers[3] @ numbers[2] @ numbers[1] @ numbers[0], rtol=1e-12)


def test_the_slope_of_a_recurrence_is_to_be_stated_as_one():
    def slope():
        """No code."""

    claim = identity(D(h[t, i], B[j]), equals=D(h[t, i], B[j]))(slope)
    with pytest.raises(NoCode, match="is itself a recurrence"):
        claim.code()
