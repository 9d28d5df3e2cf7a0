"""How long it takes to write each function, and how much memory the NumPy function of the gradient needs.

python benchmarks/generation.py        no library but NumPy
"""

from __future__ import annotations

import statistics
import tracemalloc
from time import perf_counter

import numpy as np

from derive.catalogue import load
from derive.codegen import TARGETS, NoCode, function
from derive.codegen.lowering import lowered
from derive.codegen.target import Options
from derive.codegen.targets import c, jax, numpy, torch
from derive.targets import catalogue
from derive.verdict import check

WRITERS = dict(zip(TARGETS, (numpy.TARGET, torch.TARGET, jax.TARGET, c.TARGET), strict=True))


def claims():
    """Every equality of the catalogue that is proved."""
    for name in (target.label for target in catalogue()):
        for each in load(name).identities.values():
            if getattr(each, "relation", "") == "=" and each.expected == "proved":
                yield each


def milliseconds(run):
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1e3


def generation():
    """From the identity to the text, in a process that has written one function before; the check apart."""
    print("    milliseconds for one function of the catalogue")
    known = list(claims())
    lowered(known[0])
    checks = [milliseconds(lambda each=each: check(each)) for each in known]
    print(f"    {'the check':10s} median {statistics.median(checks):7.1f}   largest {max(checks):7.1f}")
    for name, target in WRITERS.items():
        times = {}
        for each in known:
            try:
                times[each.id] = milliseconds(lambda e=each, t=target: t.write(lowered(e), e, Options()))
            except NoCode as none:
                print(f"    {name}: {none}")
        worst = max(times, key=times.get)
        median = statistics.median(times.values())
        print(f"    {name:10s} median {median:7.1f}   largest {times[worst]:7.1f}  {worst}")


def memory(rows=256, classes=50000):
    """Peak of what is allocated beyond the output."""
    claim = load("softmax_by_cases").identities["gradient_by_cases"]
    run, rng = function(claim, batch="N"), np.random.default_rng(0)
    for dtype in (np.float64, np.float32):
        z, j = rng.normal(size=(rows, classes)).astype(dtype), rng.integers(0, classes, rows)
        tracemalloc.start()
        out = run(z, j)
        peak = tracemalloc.get_traced_memory()[1] - out.nbytes
        tracemalloc.stop()
        print(
            f"    {rows} × {classes} {dtype.__name__}: output {out.nbytes / 1e6:.0f} MB, peak {peak / 1e6:.2f} MB more"
        )


if __name__ == "__main__":
    generation()
    memory()
