"""The gradient of the cross-entropy in the scores, with labels: generated code against what people use.

python benchmarks/cross_entropy.py [THREADS [PICTURE]]        one thread if not said; needs torch, jax, scipy

Last the road through a Jacobian and `lambdify`, at sizes that they can bear. A picture needs matplotlib.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)
THREADED = "true" if THREADS > 1 else "false"
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={THREADED} intra_op_parallelism_threads={THREADS}"
if THREADS == 1 and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import scipy.special  # noqa: E402
import torch  # noqa: E402
from timing import into, medians, table  # noqa: E402

from derive.catalogue import load  # noqa: E402
from derive.codegen import function, lambdify  # noqa: E402
from derive.codegen.lowering import lowered  # noqa: E402

jax.config.update("jax_enable_x64", True)
torch.set_num_threads(THREADS)
IDENTITY = load("softmax_by_cases").identities["gradient_by_cases"]


def by_scipy(z, j, out):
    out[...] = scipy.special.softmax(z, axis=1)
    out[np.arange(len(z)), j] -= 1


def in_place(z, j, out):
    np.subtract(z, z.max(axis=1, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=1, keepdims=True)
    out[np.arange(len(z)), j] -= 1


def blocked(z, j, out, size=2**18):
    rows = max(1, size // (z.itemsize * z.shape[1]))
    for start in range(0, len(z), rows):
        in_place(z[start : start + rows], j[start : start + rows], out[start : start + rows])


def by_autograd(z, j):
    leaf = z.detach().requires_grad_(True)
    torch.nn.functional.cross_entropy(leaf, j, reduction="sum").backward()
    return leaf.grad


def by_jax():
    def loss(z, j):
        return -jnp.take_along_axis(jax.nn.log_softmax(z, axis=1), j[:, None], axis=1).sum()

    return jax.jit(jax.grad(loss))


def by_document(z, j):
    """As document E has it: softmax, the loss in the probabilities, and row by row its product with a Jacobian."""
    a = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    found = np.empty_like(z)
    for row, label in enumerate(j):
        g = np.zeros(z.shape[1])
        g[label] = -1 / a[row, label]
        found[row] = g @ (np.diag(a[row]) - np.outer(a[row], a[row]))
    return found


def compare(rows, classes, dtype, margin=0):
    """The true class ahead of ordinary scores by a margin: what keeps its digits there costs more."""
    rng = np.random.default_rng(0)
    z = rng.normal(size=(rows, classes)).astype(dtype)
    j = rng.integers(0, classes, rows)
    z[np.arange(rows), j] += margin
    out = np.empty_like(z)
    tz, tj = torch.from_numpy(z).clone(), torch.from_numpy(j)  # PyTorch in memory of its own
    tout = torch.empty_like(tz)
    jz, jj, jgrad = jnp.asarray(z), jnp.asarray(j), by_jax()
    numpy_code, torch_code = function(IDENTITY, batch="N"), function(IDENTITY, "torch", batch="N")
    c_code = function(IDENTITY, "c", batch="N", dtype=dtype)
    candidates = {
        "copy": lambda: np.copyto(out, z),
        "SciPy": lambda: by_scipy(z, j, out),
        "NumPy by hand, in place": lambda: in_place(z, j, out),
        "NumPy by hand, blocked": lambda: blocked(z, j, out),
        "torch autograd": lambda: by_autograd(tz, tj),
        "jax.jit(grad)": lambda: jgrad(jz, jj).block_until_ready(),
        "derive: NumPy": lambda: numpy_code(z, j, out=out),
        "derive: torch": lambda: torch_code(tz, tj, **into(torch_code, tout)),
        "derive: C": lambda: c_code(z, j, out=out),
    }
    times = medians(candidates, 9)
    ahead = f", margin {margin}" if margin else ""
    table(f"N × C = {rows} × {classes}, {dtype}{ahead}, {THREADS} thread(s)", times, "copy")
    return times


def training(rows, classes, dtype):
    """Loss and gradient as autograd calls them: PyTorch's own function, and the one that --autograd writes."""
    rng = np.random.default_rng(0)
    z = torch.from_numpy(rng.normal(size=(rows, classes)).astype(dtype))
    j = torch.from_numpy(rng.integers(0, classes, rows))
    loss = function(IDENTITY, "torch", batch="N", autograd=True)

    def by_derive():
        leaf = z.detach().requires_grad_(True)
        loss(leaf, j).sum().backward()
        return leaf.grad

    candidates = {"torch autograd": lambda: by_autograd(z, j), "derive: --autograd": by_derive}
    title = f"loss and backward, N × C = {rows} × {classes}, {dtype}, {THREADS} thread(s)"
    table(title, medians(candidates, 9), "torch autograd")


def small(rows=64, classes=1000, entries=10):
    """What costs C² for every row, and what writes every entry out."""
    rng = np.random.default_rng(0)
    z, j = rng.normal(size=(rows, classes)), rng.integers(0, classes, rows)
    run = function(IDENTITY, batch="N")
    candidates = {"derive: NumPy": lambda: run(z, j), "the document's class": lambda: by_document(z, j)}
    title = f"N × C = {rows} × {classes}, float64, {THREADS} thread(s)"
    table(title, medians(candidates, 5), "derive: NumPy")
    claim = load("cross_entropy").identities["loss_gradient"]
    start = perf_counter()
    written = lambdify(claim, n=entries)
    made = perf_counter() - start
    h, y = rng.normal(size=entries), np.eye(entries)[0]
    alone = function(claim)
    names = [each.name for each in lowered(claim).arguments]
    values = [{"h": h, "y": y}[name] for name in names]
    candidates = {"derive: NumPy": lambda: alone(*values), "lambdify": lambda: written(*values)}
    title = f"one row of {entries}, float64; lambdify wrote it in {made * 1e3:.0f} ms"
    table(title, medians(candidates, 99), "derive: NumPy")


def picture(path, found):
    """Bars: multiples of a copy of the scores, by hand beside what is generated."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.fonttype"] = "none"
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, len(found), figsize=(3.2 * len(found), 3.4), sharey=True)
    for panel, ((rows, classes, dtype), times) in zip(panels, found.items(), strict=True):
        names = [name for name in times if name != "copy"]
        heights = [times[name][1] / times["copy"][1] for name in names]
        colours = ["#1f6f8b" if name.startswith("derive") else "#c9c9c9" for name in names]
        bars = panel.barh(names, heights, color=colours)
        panel.bar_label(bars, labels=[f"{height:.1f}" for height in heights], padding=2, fontsize=8)
        panel.set_title(f"{rows} × {classes} {dtype}", fontsize=9)
        panel.set_xlim(0, 1.18 * max(heights))
        panel.invert_yaxis()
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(labelsize=8)
    figure.supxlabel(f"best time, in copies of the scores, {THREADS} thread(s)", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    shapes = [(4096, 1000), (256, 50000)]
    found = {(*shape, dtype): compare(*shape, dtype) for shape in shapes for dtype in ("float64", "float32")}
    for margin in (10, 40):
        compare(4096, 1000, "float32", margin)
    training(4096, 1000, "float32")
    small()
    if len(sys.argv) > 2:
        picture(sys.argv[2], found)
