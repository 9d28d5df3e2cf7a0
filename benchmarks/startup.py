"""How long a command takes from its start to its end, as multiples of what `import sympy` takes.

    python benchmarks/startup.py [ROUNDS]

All take turns, in processes of their own, each run once before, so that bytecode is there. `kept` finds its answer in
a cache of this run's own; `new` has no cache: the engine is loaded and judges.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ONE = "softargmax.jacobian"
COMMANDS = {
    "import sympy": (None, ["-c", "import sympy"]),
    "derive --help": (None, ["-m", "derive", "--help"]),
    "derive list, kept": ("kept", ["-m", "derive", "list"]),
    f"derive check {ONE}, kept": ("kept", ["-m", "derive", "check", ONE]),
    f"derive check {ONE}, new": (None, ["-m", "derive", "check", ONE]),
}
UNIT = "import sympy"


def seconds(words: list[str], cache: str) -> float:
    """Seconds that Python takes for this. Raises `CalledProcessError` where it fails."""
    environment = {**os.environ, "DERIVE_CACHE": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def measured(rounds: int, folder: str) -> dict[str, list[float]]:
    """The seconds of every command, one round after the other."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, (cache, words) in COMMANDS.items():
            spent = seconds(words, str(Path(folder, cache)) if cache else "")
            if number:
                times[name].append(spent)
    return times


def main(rounds: int = 9) -> None:
    """Print medians and best times with their ratios."""
    with TemporaryDirectory() as folder:
        times = measured(rounds, folder)
    unit = statistics.median(times[UNIT]), min(times[UNIT])
    print(f"{rounds} rounds{'median':>40} × {UNIT} {'best':>10} × {UNIT}")
    for name, each in times.items():
        median, best = statistics.median(each), min(each)
        print(f"{name:38} {median:7.3f} s {median / unit[0]:10.2f} {best:13.3f} s {best / unit[1]:9.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
