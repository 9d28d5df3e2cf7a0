"""The gradient of the cross-entropy against 50 digits: every entry, the true class too, while it is a normal number."""

import importlib
import shutil
import tracemalloc

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from derive.catalogue import load
from derive.codegen import code, function
from derive.codegen.loading import loaded

pytestmark = pytest.mark.slow

GRADIENT = load("softmax_by_cases").identities["gradient_by_cases"]
needs_compiler = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler")
MARGINS = (5, 20, 40, 80, 600)


def scores(kind, count, dtype):
    rng = np.random.default_rng(count)
    z = rng.normal(size=count)
    if kind == "±1e4":
        z += rng.choice([-1e4, 1e4], size=count)
    elif kind == "equal":
        z[:] = 3
    elif kind == "negative":
        z -= 50
    elif kind != "ordinary":
        z[0] = z.max() + int(kind)
    return z.astype(dtype)


def ulps(got, z):
    """The errors of the entries that are normal numbers, and of the row's sum, in units of the last place."""
    with mpmath.workdps(50):
        e = [mpmath.exp(mpf(float(each)) - mpf(float(z.max()))) for each in z]
        total, rest = mpmath.fsum(e), mpmath.fsum(e[1:])
        exact = [-rest / total, *(each / total for each in e[1:])]
        info = np.finfo(got.dtype)
        pairs = [(mpf(float(value)), right) for value, right in zip(got, exact, strict=True)]
        normal = [pair for pair in pairs if abs(pair[1]) >= float(info.tiny)]
        errors = [abs(one - other) / last_place(other, info) for one, other in normal]
        row = abs(mpmath.fsum(one for one, _ in pairs)) / last_place(max(abs(one) for one, _ in pairs), info)
    return np.array(errors, float), float(row)


def last_place(number, info):
    return mpf(2) ** (mpmath.frexp(max(abs(number), mpf(float(info.tiny))))[1] - 1 - info.nmant)


def called(target, batch, dtype):
    """The emitted function of arrays, JAX's under jit."""
    if target == "torch":
        torch = pytest.importorskip("torch", reason="the extra torch is not installed")
        run = function(GRADIENT, target, batch=batch)
        return lambda z, j: run(torch.from_numpy(z), torch.from_numpy(j)).numpy()
    if target == "jax":
        jax = pytest.importorskip("jax", reason="the extra jax is not installed")
        jax.config.update("jax_enable_x64", True)
        run = jax.jit(function(GRADIENT, target, batch=batch))
        return lambda z, j: np.asarray(run(z, j))
    return function(GRADIENT, target, batch=batch, dtype=dtype)


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", pytest.param("c", marks=needs_compiler)])
@pytest.mark.parametrize("batch", ["N", None])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize("kind", ["ordinary", "±1e4", "equal", "negative", *map(str, MARGINS)])
def test_every_entry_is_right_to_a_few_units(target, batch, dtype, count, kind):
    z = scores(kind, count, dtype)
    run = called(target, batch, dtype)
    got = run(z[None], np.array([0]))[0] if batch else run(z, np.array(0))
    errors, row = ulps(got, z)
    assert not errors.size or np.median(errors) <= 4
    assert errors.max(initial=0) <= 40
    assert row <= 4


LOSSES = {
    "numpy": ("np.floor(np.minimum(largest, np.maximum(largest - room, 0)))", "largest"),
    "torch": ("torch.addcmul(e, e, lost.nan_to_num_(0, 0, 0))", "e"),
    "jax": ("jnp.exp(d) * (1 + jnp.nan_to_num(lost, nan=0, posinf=0, neginf=0))", "jnp.exp(d)"),
    "c": ("lost == lost ? e + e * lost : e", "e"),
}
"""What each target does about the rounding of s_k − max s, and the same without it."""


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", pytest.param("c", marks=needs_compiler)])
def test_a_rounded_difference_is_found_out(target, monkeypatch):
    """The shift by the largest score, as others take it, loses hundreds of units at a margin of 600."""
    z = scores("600", 1000, "float64")
    emitted = importlib.import_module(f"derive.codegen.targets.{target}.helpers")
    helpers = emitted.FUNCTIONS if target == "c" else emitted.HELPERS
    good, bad = LOSSES[target]
    holders = [name for name, text in helpers.items() if good in text]
    assert len(holders) == 1
    monkeypatch.setitem(helpers, holders[0], helpers[holders[0]].replace(good, bad))
    errors, _ = ulps(called(target, "N", "float64")(z[None], np.array([0]))[0], z)
    assert np.median(errors) > 100


@pytest.mark.parametrize("margin", ["ordinary", "equal", "20", "600"])
def test_torch_with_a_gradient_wanted_or_transformed_is_as_right(margin):
    """Then nothing is worked out in place."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    z, labels = torch.from_numpy(scores(margin, 1000, "float64"))[None], torch.tensor([0])
    run = function(GRADIENT, "torch", batch="N")
    followed = run(z.clone().requires_grad_(True), labels)
    assert followed.requires_grad
    mapped = torch.vmap(lambda one: run(one, labels))(z[None])[0]
    for got in (followed.detach(), mapped):
        errors, row = ulps(got[0].numpy(), z[0].numpy())
        assert np.median(errors) <= 4
        assert errors.max() <= 40
        assert row <= 4


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_torch_looks_again_at_the_rows_whose_scores_lie_far_apart(axis):
    """Along any axis of any number of axes, softargmax in place is that which autograd sees through."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    helpers = loaded(code(load("softargmax").identities["logsumexp_gradient"], "torch"), "helpers")
    s = torch.from_numpy(np.random.default_rng(7).normal(size=(4, 5, 6) if axis >= 0 else 6))
    s.movedim(axis, -1)[..., 2] += 300
    s[..., 1] -= 200
    far = helpers._softargmax(s, axis)
    torch.testing.assert_close(far, helpers._shares(s, axis), rtol=1e-15, atol=0)
    lost = (torch.softmax(s, axis) - far).abs() / far
    assert lost.max() > 1e-14


@pytest.mark.parametrize("rows", [1, 7, 300])
def test_torch_in_place_is_the_closed_form_row_by_row(rows):
    """Rows of every kind beside each other: ordinary, confident, far apart, masked, NaN."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    rng = np.random.default_rng(rows)
    z, labels = torch.from_numpy(rng.normal(size=(rows, 5))), torch.from_numpy(rng.integers(0, 5, rows))
    z[torch.arange(rows), labels] += torch.arange(rows).remainder(7) * 11 - 22
    z[2::7, 1], z[3::7, 2], z[4::7] = -np.inf, np.nan, 1e308
    run = function(GRADIENT, "torch", batch="N")
    out = torch.empty_like(z)
    assert run(z, labels, out=out) is out
    closed = run(z.clone().requires_grad_(True), labels).detach()
    assert torch.equal(run(z, labels).isnan(), out.isnan())
    np.testing.assert_allclose(out, closed, rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_no_memory_is_needed_but_the_result(dtype):
    run, z = function(GRADIENT, batch="N"), np.zeros((32, 50_000), dtype)
    labels = np.zeros(32, int)
    run(z, labels)
    tracemalloc.start()
    got = run(z, labels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < got.nbytes + 4e6
