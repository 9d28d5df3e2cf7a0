"""Many documents by both engines: `python benchmarks/scale.py FOLDER --kills 20 --output DIR`.

One after another: the engine of this machine, then two workers of Dask with workers killed at random, then the same
again from the store. Says whether a document was lost, whether the results are the same, how long each took and how
large this process became; `DIR` has the rows of each run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from pathlib import Path
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


class Progress(Observer):
    def __init__(self, name: str) -> None:
        self.name, self.begun, self.told = name, time.perf_counter(), 0.0

    def advanced(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self.told > 30:
            self.told = now
            print(f"{self.name}: {done}/{total} after {now - self.begun:.0f} s, {memory()} MiB", flush=True)


def memory() -> int:
    """The most that this process took so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(name: str, engine: Engine, chosen: tuple[Target, ...], options: Options, folder: Path) -> Run:
    begun = time.perf_counter()
    with JsonLines(folder / f"{name}.jsonl") as lines, runner.remembering(engine, options) as opened:
        ready = time.perf_counter()
        made = runner.check(
            chosen, options, observer=Several(Progress(name), lines), engine=opened, keeps=False
        )
    said = {
        "run": name,
        "documents": len(chosen),
        "seconds": round(time.perf_counter() - begun, 1),
        "starting": round(ready - begun, 1),
        "recalled": made.recalled,
        "memory": memory(),
        **made.summary,
        "load": os.getloadavg()[0],
    }
    print(json.dumps(said), flush=True)
    return made


class Killer(threading.Thread):
    """Kills a worker at random, so many times, as long as the run goes on."""

    def __init__(self, engine: Dask, kills: int, pause: float) -> None:
        super().__init__(daemon=True)
        self.engine, self.left, self.pause, self.done = engine, kills, pause, 0

    def run(self) -> None:
        draw = random.Random(1)
        while self.left > 0:
            time.sleep(self.pause * draw.uniform(0.5, 1.5))
            if not hasattr(self.engine, "client"):
                continue
            with contextlib.suppress(Exception):  # the run may have ended, the worker died
                workers = list(self.engine.client.run(os.getpid, on_error="ignore").values())
                os.kill(draw.choice(workers), signal.SIGKILL)
                self.left, self.done = self.left - 1, self.done + 1


def by_document(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is said of each document, times left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in read(path):
        said = tuple(value for name, value in row.items() if name != "seconds")
        found.setdefault(row["document"], []).append(said)
    return found


def compare(first: Path, second: Path) -> None:
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
    parser.add_argument("--pause", type=float, default=10.0, help="Seconds between kills, on average.")
    parser.add_argument("--only", nargs="*", default=["local", "dask", "killed", "again"])
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    chosen = targets([asked.folder])
    options, cached = Options(), Options(cache=Cache.here(asked.output / "cache"))
    if "local" in asked.only:
        run("local", runner.local(chosen, options, JOBS), chosen, options, asked.output)
    if "dask" in asked.only:
        run("dask", Dask(options.memory_limit, JOBS), chosen, options, asked.output)
    if "killed" in asked.only:
        engine = Dask(options.memory_limit, JOBS)
        killer = Killer(engine, asked.kills, asked.pause)
        killer.start()
        run("killed", engine, chosen, cached, asked.output)
        killer.left = 0
        print(f"{killer.done} workers killed")
    if "again" in asked.only:
        run("again", Dask(options.memory_limit, JOBS), chosen, cached, asked.output)
    for name in ("dask", "killed", "again"):
        if (asked.output / f"{name}.jsonl").exists():
            compare(asked.output / "local.jsonl", asked.output / f"{name}.jsonl")


if __name__ == "__main__":
    main()
