"""Errors of the cross-entropy gradient in ulps, against mpmath at 50 digits; the true class apart from the others.

python benchmarks/accuracy.py        needs torch, jax, scipy
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import scipy.special
import torch
from mpmath import mpf

from derive.catalogue import load
from derive.codegen import function

jax.config.update("jax_enable_x64", True)
IDENTITY = load("softmax_by_cases").identities["gradient_by_cases"]


def exact(z, y):
    with mpmath.workdps(50):
        e = [mpmath.exp(mpf(float(each)) - mpf(float(z.max()))) for each in z]
        total = mpmath.fsum(e)
        rest = mpmath.fsum(each for place, each in enumerate(e) if place != y)
        return [-rest / total if place == y else each / total for place, each in enumerate(e)]


def ulps(got, wanted, dtype):
    info = np.finfo(dtype)
    found = []
    for value, right in zip(got, wanted, strict=True):
        if abs(right) >= float(info.tiny):
            spacing = mpf(2) ** (mpmath.frexp(abs(right))[1] - 1 - info.nmant)
            found.append(float(abs(mpf(float(value)) - right) / spacing))
    return found


def one_less(p, y):
    p = np.array(p)
    p[0, y] -= 1
    return p


def by_jax(z, y):
    return jax.grad(lambda s: -jax.nn.log_softmax(s)[y])(jnp.asarray(z[0]))[None]


def by_torch(z, y):
    leaf = torch.from_numpy(z).requires_grad_(True)
    torch.nn.functional.cross_entropy(leaf, torch.tensor([y])).backward()
    return leaf.grad.numpy()


def candidates(dtype):
    in_numpy, in_torch = function(IDENTITY, batch="N"), function(IDENTITY, "torch", batch="N")
    in_c = function(IDENTITY, "c", batch="N", dtype=dtype)
    in_jax = jax.jit(function(IDENTITY, "jax", batch="N"))
    return {
        "SciPy": lambda z, y: one_less(scipy.special.softmax(z, axis=1), y),
        "torch": by_torch,
        "JAX": by_jax,
        "derive: NumPy": lambda z, y: in_numpy(z, np.array([y])),
        "derive: torch": lambda z, y: in_torch(torch.from_numpy(z), torch.tensor([y])).numpy(),
        "derive: JAX": lambda z, y: in_jax(jnp.asarray(z), jnp.asarray([y])),
        "derive: C": lambda z, y: in_c(z, np.array([y])),
    }


def cases(count, dtype, rng):
    yield "ordinary", rng.normal(size=count).astype(dtype)
    yield "±1e4", (rng.choice([-1e4, 1e4], size=count) + rng.normal(size=count)).astype(dtype)
    yield "equal", np.full(count, 3, dtype)
    for margin in (20, 40, 80, 600):
        z = rng.normal(size=count).astype(dtype)
        z[0] = z.max() + margin
        yield f"margin {margin}", z


if __name__ == "__main__":
    for dtype in ("float64", "float32"):
        known = candidates(dtype)
        print(f"\n{dtype}: median · worst of all entries · the true class · row sum, in ulps")
        for count in (10, 1000):
            for title, z in cases(count, dtype, np.random.default_rng(0)):
                wanted = exact(z, 0)
                print(f"  n = {count}, {title}")
                for name, run in known.items():
                    got = np.asarray(run(z[None].copy(), 0))[0]
                    found, true = ulps(got, wanted, dtype), ulps(got[:1], wanted[:1], dtype)
                    largest = np.abs(got).max()
                    total = abs(mpmath.fsum(mpf(float(each)) for each in got))
                    rows = float(total / mpf(float(np.spacing(largest)))) if largest else 0.0
                    shown = f"{true[0]:10.3g}" if true else "    (tiny)"
                    numbers = (
                        f"{np.median(found):8.2f} {max(found):10.3g} {shown} {rows:8.2f}" if found else "tiny"
                    )
                    print(f"    {name:16s} {numbers}")
