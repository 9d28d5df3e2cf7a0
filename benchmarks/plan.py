"""A paper plan, tried: `python benchmarks/plan.py found.jsonl --documents 10000000 --cores 1000`.

Takes the seconds of each document from the rows of a measured run and lets so many cores work through so many
documents drawn from them: one scheduler that needs its time for each, workers that start, and die now and then. Says
how long it takes, what the cores do with their time, and what is in the way.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
from bisect import bisect
from dataclasses import dataclass
from pathlib import Path

from derive.report.rows import read


@dataclass(frozen=True)
class Plan:
    """What is assumed: seconds that starting a worker costs, that the scheduler needs, hours between two deaths."""

    cores: int
    documents: int
    starting: float = 6.0
    scheduling: float = 0.001
    each: float = 0.02  # of a worker, for what is none of the document's own work
    hours_between_deaths: float = 24.0


def seconds_by_document(path: Path) -> list[float]:
    """What each document took, its loading included."""
    found: dict[str, float] = {}
    for row in read(path):
        found[row["document"]] = found.get(row["document"], 0.0) + (row["seconds"] or 0.0)
    return sorted(found.values())


def simulate(plan: Plan, measured: list[float], seed: int = 1) -> dict[str, float]:
    """The run: each core takes the next document as soon as the scheduler has time for it."""
    draw = random.Random(seed)
    free = [(plan.starting, core) for core in range(plan.cores)]
    heapq.heapify(free)
    scheduler, worked, lost, waited, deaths, last = 0.0, 0.0, 0.0, 0.0, 0, 0.0
    rate = 1 / (plan.hours_between_deaths * 3600)
    for _ in range(plan.documents):
        asked, core = heapq.heappop(free)
        scheduler = max(scheduler, asked) + plan.scheduling
        waited += scheduler - asked
        cost = draw.choice(measured) + plan.each
        ended = scheduler + cost
        if draw.random() < cost * rate:  # the worker dies in the midst of it: another begins anew
            deaths += 1
            lost += cost / 2 + plan.starting
            ended += cost / 2 + plan.starting
        worked += cost
        last = max(last, ended)
        heapq.heappush(free, (ended, core))
    total = plan.cores * last
    return {
        "hours": last / 3600,
        "core hours": total / 3600,
        "busy": worked / total,
        "waiting for the scheduler": waited / total,
        "lost by deaths": lost / total,
        "deaths": deaths,
        "scheduler busy": plan.documents * plan.scheduling / last,
    }


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--cores", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--scheduling", type=float, default=Plan.scheduling)
    parser.add_argument("--each", type=float, default=Plan.each)
    asked = parser.parse_args()
    measured = seconds_by_document(asked.rows)
    total = sum(measured)
    slow = measured[bisect(measured, measured[int(0.99 * len(measured))]) :]
    print(
        f"{len(measured)} documents measured: mean {total / len(measured):.2f} s, "
        f"median {measured[len(measured) // 2]:.2f} s, "
        f"1 % longest {sum(slow) / total:.0%} of the work, longest {measured[-1]:.1f} s"
    )
    for cores in asked.cores:
        plan = Plan(cores, asked.documents, scheduling=asked.scheduling, each=asked.each)
        found = {name: round(value, 4) for name, value in simulate(plan, measured).items()}
        print(json.dumps({"cores": cores, "documents": asked.documents, **found}))


if __name__ == "__main__":
    main()
