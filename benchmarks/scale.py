"""Many documents by both engines: `python benchmarks/scale.py FOLDER --kills 20 --output DIR`.

In one run, two workers each: by turns a hundred documents by this machine's engine and by Dask's, which says what a
core does in a second; then all by this machine's; then all by Dask's, whose workers are killed at random; then the same
twice from a store. Says whether a document was lost, whether the results are the same, how long each took and how large
this process became; `DIR` has the rows of each run. `benchmarks/corpus.py` makes the documents.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from derive import runner
from derive.engines import Engine
from derive.engines.dask import Dask
from derive.report.rows import JsonLines, read
from derive.results import Observer, Run, Several
from derive.store import Cache
from derive.targets import Target, targets
from derive.worker import Options

JOBS = 2
TURN = 100
"""Documents that an engine judges before it is the other's turn."""
TURNS = 10


class Progress(Observer):
    """Says every half a minute how far a run is."""

    def __init__(self, name: str) -> None:
        self.name, self.begun, self.told = name, time.perf_counter(), 0.0

    def advanced(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self.told > 30:
            self.told = now
            print(f"{self.name}: {done}/{total} after {now - self.begun:.0f} s, {memory()} MiB", flush=True)


class Killer(Observer):
    """Kills a worker at random, whenever the run comes to one of so many documents that are drawn."""

    def __init__(self, engine: Dask, kills: int, documents: int) -> None:
        self.engine, self.draw, self.done = engine, random.Random(1), 0
        self.due = sorted(self.draw.sample(range(documents), min(kills, documents)))

    def advanced(self, done: int, total: int) -> None:
        while self.due and done >= self.due[0]:
            workers = [*self.engine.client.run(os.getpid, on_error="ignore").values()]
            if not workers:
                return  # the last kill is not mended yet
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.draw.choice(workers), signal.SIGKILL)
                self.done += 1
            self.due.pop(0)


def memory() -> int:
    """The most that this process took so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Runs:
    """Runs of the same documents, with their rows in a folder."""

    def __init__(self, chosen: tuple[Target, ...], options: Options, folder: Path) -> None:
        self.chosen, self.options, self.folder = chosen, options, folder

    def local(self) -> Engine:
        """This machine's engine."""
        return runner.local(self.chosen, self.options, JOBS)

    def dask(self) -> Dask:
        """Dask's."""
        return Dask(self.options.memory_limit, JOBS)

    def run(self, name: str, engine: Engine, *watching: Observer) -> Run:
        """Have all judged, write the rows and print the figures."""
        begun = time.perf_counter()
        with JsonLines(self.folder / f"{name}.jsonl") as lines, engine:
            ready = time.perf_counter()
            told = Several(Progress(name), lines, *watching)
            made = runner.check(self.chosen, self.options, observer=told, engine=engine, keeps=False)
        said = {
            "run": name,
            "documents": len(self.chosen),
            "seconds": round(time.perf_counter() - begun, 2),
            "starting": round(ready - begun, 2),
            "recalled": made.recalled,
            "memory": memory(),
            **made.summary,
            "load": os.getloadavg()[0],
        }
        print(json.dumps(said), flush=True)
        return made

    def killed(self, kills: int) -> None:
        """By Dask, with workers killed."""
        engine = self.dask()
        killer = Killer(engine, kills, len(self.chosen))
        self.run("killed", engine, killer)
        print(f"{killer.done} workers killed", flush=True)

    def from_store(self, name: str) -> None:
        """By Dask, which asks a store first."""
        kept = replace(self.options, cache=Cache.here(self.folder / "cache"))
        Runs(self.chosen, kept, self.folder).run(name, runner.remembering(self.dask, kept))

    def throughput(self) -> None:
        """By turns, both engines open: how many documents Dask judges while this machine's judges a hundred."""
        size = max(1, min(TURN, len(self.chosen) // TURNS))
        with self.local() as local, self.dask() as dask:
            engines: dict[str, Engine] = {"local": local, "dask": dask}
            for engine in engines.values():
                self._seconds(engine, 0, 4 * JOBS)  # what starting costs is paid
            shares = []
            for turn in range(TURNS):
                order = [*engines] if turn % 2 else [*engines][::-1]
                took = {name: self._seconds(engines[name], turn * size, size) for name in order}
                shares.append(took["local"] / took["dask"])
                print(
                    f"turn {turn}: {json.dumps({name: round(took[name], 2) for name in engines})}", flush=True
                )
        print(
            f"throughput of dask: {median(shares):.1%} of local's, from {min(shares):.0%} to {max(shares):.0%}"
        )

    def _seconds(self, engine: Engine, first: int, count: int) -> float:
        begun = time.perf_counter()
        runner.check(self.chosen[first : first + count], self.options, engine=engine, keeps=False)
        return time.perf_counter() - begun


def by_document(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is said of each document, times left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in read(path):
        said = tuple(value for name, value in row.items() if name != "seconds")
        found.setdefault(row["document"], []).append(said)
    return found


def compare(first: Path, second: Path) -> None:
    """Print what is told by one of two runs alone."""
    one, other = by_document(first), by_document(second)
    different = [name for name in one if name in other and one[name] != other[name]]
    kinds = Counter(row[2] for name in different for row in other[name] if row not in one[name])
    print(
        f"{first.stem} and {second.stem}: {len(one)} and {len(other)} documents, "
        f"lost {len(one.keys() - other.keys())}, different {len(different)} {dict(kinds)} {different[:5]}"
    )


def main() -> None:
    """Run all and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=["throughput", "local", "killed", "first", "again"])
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    runs = Runs(targets([asked.folder]), Options(), asked.output)
    if "throughput" in asked.only:
        runs.throughput()
    if "local" in asked.only:
        runs.run("local", runs.local())
    if "killed" in asked.only:
        runs.killed(asked.kills)
    for name in ("first", "again"):
        if name in asked.only:
            runs.from_store(name)
    for name in ("killed", "first", "again"):
        if (asked.output / f"{name}.jsonl").exists():
            compare(asked.output / "local.jsonl", asked.output / f"{name}.jsonl")


if __name__ == "__main__":
    main()
