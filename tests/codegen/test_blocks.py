"""Blocks of rows: the same numbers as all rows at once, no array for all pairs, none where rows need each other."""

import shutil
import tracemalloc

import numpy as np
import pytest

from derive import D, Sum, define, dims, exp, identity, index, indices, matrix, upto
from derive.catalogue import load
from derive.codegen import code, function
from derive.codegen.causal import seen
from derive.codegen.lowering import lowered
from derive.codegen.rows import carried, summed

COMPILER = shutil.which("cc") or shutil.which("gcc")
TARGETS = ["numpy", "torch", "jax", "c"]
LENGTH, ROWS, WIDE = 700, 1500, 4
CAUSAL = ("queries", "keys", "values")


def claim(name):
    page, _, own = name.partition(".")
    return load(page).identities[own]


def run_by_name(identity, target, values, **words):
    """The function at the values of its arguments, in the target's own arrays, as a NumPy array."""
    if target == "c" and not COMPILER:
        pytest.skip("no C compiler")
    library = pytest.importorskip(target if target != "c" else "numpy")
    if target == "jax":
        library.config.update("jax_enable_x64", True)
    given = [values[each.name] for each in lowered(identity, **words).arguments]
    if target == "torch":
        given = [library.as_tensor(each) for each in given]
    return np.asarray(function(identity, target, **words)(*given))


def attended(length, rng, dtype="float64"):
    drawn = {name: rng.normal(size=(length, WIDE)).astype(dtype) for name in "XYUH"}
    return {**drawn, "T": np.asarray(2.0, dtype)}


def by_torch(values):
    """The gradients of PyTorch's own causal attention."""
    torch = pytest.importorskip("torch")
    x, y, u = (torch.from_numpy(values[name]).requires_grad_(True) for name in "XYU")
    attention = torch.nn.functional.scaled_dot_product_attention
    value = attention(x[None], y[None], u[None], is_causal=True, scale=1 / float(values["T"]))[0]
    return dict(
        zip(CAUSAL, torch.autograd.grad(value, (x, y, u), torch.from_numpy(values["H"])), strict=True)
    )


@pytest.mark.parametrize("target", TARGETS)
def test_causal_attention_is_the_librarys_own(target):
    values = attended(LENGTH, np.random.default_rng(1))
    wanted = by_torch(values)
    for name in CAUSAL:
        found = run_by_name(claim(f"attention.causal_gradient_of_{name}"), target, values)
        np.testing.assert_allclose(found, wanted[name].numpy(), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", CAUSAL)
def test_attention_needs_no_array_for_all_pairs(name):
    values, identity_ = (
        attended(2048, np.random.default_rng(2)),
        claim(f"attention.causal_gradient_of_{name}"),
    )
    run_by_name(identity_, "numpy", attended(8, np.random.default_rng(3)))
    tracemalloc.start()
    run_by_name(identity_, "numpy", values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2048**2 * 8 / 2


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("norm", ["layer_norm", "rms_norm"])
def test_norms_in_blocks_are_their_rows(norm, target):
    rng = np.random.default_rng(4)
    identity_, words = claim(f"normalisations.{norm}_backward"), {"batch": "N"}
    values = {"g": rng.normal(size=(ROWS, LENGTH)), "x": rng.normal(size=(ROWS, LENGTH))}
    values["epsilon"] = np.asarray(1e-5)
    whole = run_by_name(identity_, target, values, **words)
    for row in (0, ROWS // 2, ROWS - 1):
        own = {name: value[row] if value.ndim else value for name, value in values.items()}
        np.testing.assert_allclose(whole[row], run_by_name(identity_, "numpy", own), rtol=1e-12, atol=1e-12)


def similarity():
    """Every row of the result needs all rows of x: a look along the rows and another one across."""
    n, m = dims("n m")
    i, j, h = indices("i j h", n)
    d, e = indices("d e", m)
    x = matrix("x", n, m)

    @identity(
        D(Sum(exp(Sum(x[i, d] * x[j, d], d)), i, j), x[h, e]),
        equals=2 * Sum(exp(Sum(x[h, d] * x[j, d], d)) * x[j, e], j),
    )
    def gradient():
        """Of the sum of all exponentiated products."""

    return gradient


@pytest.mark.parametrize("target", TARGETS)
def test_rows_that_need_each_other_are_in_no_block(target):
    program = lowered(similarity())
    assert carried(program) is None
    assert summed(program) is None
    x = np.random.default_rng(5).normal(size=(LENGTH, 2)) / 4
    wanted = 2 * np.exp(x @ x.T) @ x
    np.testing.assert_allclose(run_by_name(similarity(), target, {"x": x}), wanted, rtol=1e-12, atol=1e-12)


def test_what_is_shared_is_not_cut():
    """Cut like the queries, the keys would be others in every block: this is found out."""
    identity_ = claim("attention.gradient_of_queries_in_full")
    rng = np.random.default_rng(6)
    values = {name: rng.normal(size=(LENGTH, WIDE)) for name in "QKVG"} | {"T": np.asarray(2.0)}
    text = code(identity_, "numpy").replace("Q[rows] @ K.T", "Q[rows] @ K[rows].T")
    assert text != code(identity_, "numpy")
    scope = {}
    exec(compile(text, "cut", "exec"), scope)
    given = [values[each.name] for each in lowered(identity_).arguments]
    with pytest.raises(ValueError, match="broadcast"):
        scope["gradient_of_queries_in_full"](*given)


def masked_means(mask, rest):
    """Means of the rows of y under masked weights, and besides `rest` of them; the weights first."""
    n, m = dims("n m")
    q, j, k = indices("q j k", n)
    d = index("d", m)
    y, x = matrix("y", n, m), matrix("x", n, m)
    s = define("s", q, j, Sum(x[q, d] * y[j, d], d))
    weights = define("N", q, j, mask(j, q) * exp(s[q, j]) / Sum(mask(k, q) * exp(s[q, k]), k))

    @identity(
        Sum((weights[q, j] + rest * s[q, j]) * y[j, d], j),
        equals=Sum(y[j, d] * (weights[q, j] + rest * s[q, j]), j),
    )
    def mean():
        """Some rows of y alone, or all of them."""

    return mean


def upto_its_own(j, q):
    return upto(j, q)


def from_its_own(j, q):
    return upto(q, j)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("mask", "rest", "cut"), [(upto_its_own, 0, ("y",)), (upto_its_own, 1, ()), (from_its_own, 0, ())]
)
def test_rows_that_see_later_ones_are_given_them(mask, rest, cut, target):
    """Only where all that is summed is weighted, and by weights that end at the row, is the rest left out."""
    identity_ = masked_means(mask, rest)
    program = lowered(identity_)
    assert seen(program, carried(program)) == cut
    rng = np.random.default_rng(10)
    x, y = rng.normal(size=(LENGTH, 3)), rng.normal(size=(LENGTH, 3))
    places = np.arange(LENGTH)
    allowed = mask.__name__ == "upto_its_own"
    keep = places[None] <= places[:, None] if allowed else places[None] >= places[:, None]
    e = np.exp(x @ y.T) * keep
    wanted = (e / e.sum(1, keepdims=True) + rest * (x @ y.T)) @ y
    found = run_by_name(identity_, target, {"x": x, "y": y})
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-10)


def test_numbers_of_python_leave_single_precision_alone():
    run, rng = function(claim("normalisations.layer_norm_backward"), batch="N"), np.random.default_rng(7)
    g, x = (rng.normal(size=(3, 5)).astype("float32") for _ in range(2))
    assert run(g, x, 1e-5).dtype == np.float32
    assert run(g, x, np.float64(1e-5)).dtype == np.float64


def test_the_entry_without_checks_takes_arguments_as_they_are():
    run = function(claim("softmax_by_cases.gradient"))
    z, y, out = np.linspace(-1, 2, 7), np.full(7, 1 / 7), np.empty(7)
    np.testing.assert_array_equal(run(z, y, checked=False), run(z, y))
    assert run(z, y, out=out, checked=False) is out
    with pytest.raises(ValueError, match="expected"):
        run(z, y[:1])
    with pytest.raises(IndexError):  # nobody looked
        run(z, y[:1], checked=False)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_labels_ahead_in_some_blocks_alone(dtype):
    """Blocks guess from the block before; a wrong guess costs time and no digits."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(8)
    z, labels = rng.normal(size=(4000, 600)), rng.integers(0, 600, 4000)
    ahead = rng.random(4000) < np.repeat([0, 1, 0.5, 0], 1000)
    z[ahead, labels[ahead]] += 30
    z = torch.from_numpy(z.astype(dtype))
    run = function(claim("softmax_by_cases.gradient_by_cases"), "torch", batch="N")
    exact = z.double().softmax(1)
    exact[torch.arange(4000), torch.from_numpy(labels)] = 0
    exact[torch.arange(4000), torch.from_numpy(labels)] = -exact.sum(1)
    found = run(z, torch.from_numpy(labels)).double()
    torch.testing.assert_close(found, exact, rtol=40 * float(torch.finfo(z.dtype).eps), atol=1e-40)


@pytest.mark.parametrize("margin", [0, 30])
def test_loss_and_gradient_of_one_pass(margin):
    """What is kept for the backward pass is used once, and worked out again where it is differentiated."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(9)
    z, labels = torch.from_numpy(rng.normal(size=(50, 9))), torch.from_numpy(rng.integers(0, 9, 50))
    z[torch.arange(50), labels] += margin
    loss = function(claim("softmax_by_cases.gradient_by_cases"), "torch", batch="N", autograd=True)
    ours, theirs = (z.clone().requires_grad_(True) for _ in range(2))
    own = torch.nn.functional.cross_entropy(theirs, labels, reduction="none")
    torch.testing.assert_close(loss(ours, labels), own, rtol=1e-10, atol=1e-14)
    weights = torch.linspace(-1, 1, 50, dtype=z.dtype)
    first, wanted = (
        torch.autograd.grad(value @ weights, leaf, create_graph=True)[0]
        for value, leaf in ((loss(ours, labels), ours), (own, theirs))
    )
    torch.testing.assert_close(first, wanted, rtol=1e-8, atol=1e-14)
    second, wanted = (
        torch.autograd.grad(each.square().sum(), leaf)[0] for each, leaf in ((first, ours), (wanted, theirs))
    )
    torch.testing.assert_close(second, wanted, rtol=1e-6, atol=1e-13)
    kept = torch.autograd.grad(loss(ours, labels) @ weights, ours)[0]
    torch.testing.assert_close(kept, first, rtol=1e-10, atol=1e-14)
