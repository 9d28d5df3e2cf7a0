"""The other gradients: softmax backward, the gradient of an expectation, the mixture autoencoder.

python benchmarks/gradients.py [THREADS]        one thread if not said; needs torch, jax
"""

from __future__ import annotations

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)
if THREADS == 1 and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import numpy as np  # noqa: E402
import torch  # noqa: E402
from timing import into, medians, table  # noqa: E402

from derive.catalogue import load  # noqa: E402
from derive.codegen import function  # noqa: E402

torch.set_num_threads(THREADS)
RNG = np.random.default_rng(0)


def document_class(a, g):
    """The backward pass as document E prints it: a Jacobian for every row."""
    found = np.empty_like(a)
    for row in range(len(a)):
        jacobian = np.diag(a[row]) - np.outer(a[row], a[row])
        found[row] = g[row] @ jacobian
    return found


def backward(rows, classes, dtype):
    claim = load("softmax_layer").identities["closed_form"]
    words = {"batch": "N", "given": ("a",)}
    a, g = (RNG.random((rows, classes)).astype(dtype) for _ in range(2))
    a /= a.sum(axis=1, keepdims=True)
    out = np.empty_like(a)
    ta, tg = (torch.from_numpy(each).clone() for each in (a, g))  # PyTorch in memory of its own
    tout = torch.empty_like(ta)
    by_numpy, by_torch = function(claim, **words), function(claim, "torch", **words)
    by_c = function(claim, "c", dtype=dtype, **words)
    candidates = {
        "numpy.add": lambda: np.add(a, g, out=out),
        "derive: NumPy": lambda: by_numpy(a, g, out=out),
        "derive: torch": lambda: by_torch(ta, tg, **into(by_torch, tout)),
        "derive: C": lambda: by_c(a, g, out=out),
    }
    table(f"backward {rows} × {classes}, {dtype}, {THREADS} thread(s)", medians(candidates, 15), "numpy.add")


def against_the_document(rows, classes):
    claim = load("softmax_layer").identities["closed_form"]
    run = function(claim, batch="N", given=("a",))
    a, g = (RNG.random((rows, classes)) for _ in range(2))
    times = medians({"derive: NumPy": lambda: run(a, g), "the document": lambda: document_class(a, g)}, 3)
    table(f"backward {rows} × {classes}, float64, {THREADS} thread(s)", times, "derive: NumPy")


def expectation(count, wide):
    claim = load("softargmax").identities["vector_jacobian_product"]
    run, by_torch, by_c = function(claim), function(claim, "torch"), function(claim, "c")
    t, h, dh, out = RNG.random(count), RNG.random(count), RNG.random((count, wide)), np.empty(wide)
    ones = np.ones(count)
    candidates = {
        "reading ∂h": lambda: np.matmul(ones, dh, out=out),
        "derive: NumPy": lambda: run(t, h, dh, out=out),
        "derive: torch": lambda: by_torch(*map(torch.from_numpy, (t, h, dh))),
        "derive: C": lambda: by_c(t, h, dh, out=out),
    }
    table(f"expectation, ∂h {count} × {wide}, {THREADS} thread(s)", medians(candidates, 31), "reading ∂h")


def mixture(batch=1024, keys=512, code=64, wide=128):
    claim = load("mixture_autoencoder").identities["gradient"]
    words = {"batch": "N"}
    letters = {"z": (batch, code), "c": (keys, code), "x": (batch, wide), "A": (keys, wide)}
    values = {name: RNG.normal(size=shape) for name, shape in letters.items()}
    values["z"], values["c"] = values["z"] / 8, values["c"] / 8
    by_numpy, by_torch = function(claim, **words), function(claim, "torch", **words)
    names = by_numpy.__code__.co_varnames[: by_numpy.__code__.co_argcount]
    arrays = [values[name] for name in names]
    tensors = [torch.from_numpy(each) for each in arrays]
    z, c, x, a = (values[name] for name in "zcxA")
    p = RNG.random((batch, keys))

    def products(z, c, x, a, p):
        return z @ c.T, p @ a, x @ a.T, p @ c

    factors = z, c, x, a, p
    tensors_alone = [torch.from_numpy(each) for each in factors]
    candidates = {
        "its matrix products": lambda: products(*factors),
        "its matrix products in torch": lambda: products(*tensors_alone),
        "derive: NumPy": lambda: by_numpy(*arrays),
        "derive: torch": lambda: by_torch(*tensors),
    }
    title = f"mixture autoencoder, batch {batch}, K = {keys}, D = {code}, E = {wide}, {THREADS} thread(s)"
    table(title, medians(candidates, 15), "its matrix products")


if __name__ == "__main__":
    for shape in ((4096, 1000), (256, 50000)):
        for dtype in ("float64", "float32"):
            backward(*shape, dtype)
    against_the_document(64, 1000)
    against_the_document(2, 10_000)
    expectation(4096, 1024)
    mixture()
