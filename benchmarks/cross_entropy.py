"""The gradient of the cross-entropy in the scores, with labels: generated code against what people use.

python benchmarks/cross_entropy.py [THREADS]        one thread if not said; needs torch, jax, scipy
"""

from __future__ import annotations

import os
import sys

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
from timing import medians, table  # noqa: E402

from derive.catalogue import load  # noqa: E402
from derive.code import function  # noqa: E402

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


def compare(rows, classes, dtype):
    rng = np.random.default_rng(0)
    z = rng.normal(size=(rows, classes)).astype(dtype)
    j = rng.integers(0, classes, rows)
    out = np.empty_like(z)
    tz, tj, tout = torch.from_numpy(z), torch.from_numpy(j), torch.from_numpy(out)
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
        "derive: torch": lambda: torch_code(tz, tj, out=tout),
        "derive: C": lambda: c_code(z, j, out=out),
    }
    table(f"N × C = {rows} × {classes}, {dtype}, {THREADS} thread(s)", medians(candidates, 7), "copy")


if __name__ == "__main__":
    for shape in ((4096, 1000), (256, 50000)):
        for dtype in ("float64", "float32"):
            compare(*shape, dtype)
