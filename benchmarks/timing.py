"""Ratios in one process: the candidates take turns, medians are compared, and a memory copy is the unit."""

from __future__ import annotations

import statistics
from time import perf_counter


def medians(candidates, rounds=9):
    """Median seconds of each candidate, all of them interleaved; each is run once before."""
    found = {name: [] for name in candidates}
    for run in candidates.values():
        run()
    for _ in range(rounds):
        for name, run in candidates.items():
            start = perf_counter()
            run()
            found[name].append(perf_counter() - start)
    return {name: statistics.median(times) for name, times in found.items()}


def table(title, times, unit):
    """Print the times as multiples of the unit."""
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"    {name:42s} {seconds * 1e3:10.3f} ms   {seconds / times[unit]:7.2f} × {unit}")
