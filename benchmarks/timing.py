"""Ratios in one process: the candidates take turns, and a memory copy or another limit is the unit.

Medians are compared, and beside them the best of all rounds: on a machine in use medians are also others'.
"""

from __future__ import annotations

import inspect
import statistics
from time import perf_counter, sleep


def medians(candidates, rounds=9):
    """Median and best seconds of each candidate, all of them interleaved; each is run once before."""
    found = {name: [] for name in candidates}
    for run in candidates.values():
        run()
    for _ in range(rounds):
        for name, run in candidates.items():
            sleep(0.01)  # what the one before left to be tidied up is no part of this one
            start = perf_counter()
            run()
            found[name].append(perf_counter() - start)
    return {name: (statistics.median(times), min(times)) for name, times in found.items()}


def table(title, times, unit):
    """Print the times as multiples of the unit."""
    print(f"\n{title}")
    print(f"    {'':42s} {'median':>10s}    × {unit:16s} {'best':>10s}    × {unit}")
    for name, (median, best) in times.items():
        ratios = median / times[unit][0], best / times[unit][1]
        print(
            f"    {name:42s} {median * 1e3:10.3f} ms {ratios[0]:8.2f} {best * 1e3:22.3f} ms {ratios[1]:8.2f}"
        )


def into(run, out):
    """`out=` for a function that takes it."""
    return {"out": out} if "out" in inspect.signature(run).parameters else {}
