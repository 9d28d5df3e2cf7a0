"""Is the answer the same on a busy machine? The same commands alone and beside busy processes, their JSON compared.

    python benchmarks/under_load.py [--busy 2] [TARGET ...]

Without targets: the catalogue, tests/refused, the documents under tests, and a part of the audit. Times are left out,
everything else must be the same byte for byte; the exit status is 1 where it is not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMES = frozenset(("seconds", "proof_seconds"))
"""The fields of the JSON that are times."""

RUNS = {
    "the catalogue": ("check",),
    "tests/refused": ("check", "tests/refused"),
    "tests/documents": ("check", "tests/documents"),
    "mutants": ("audit", "--mutants", "--sample", "60"),
    "the property test": ("audit", "--differential", "300"),
}


def without_times(value):
    """The JSON value without what is a time."""
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key not in TIMES}
    return [without_times(each) for each in value] if isinstance(value, list) else value


def answer(arguments):
    """What the command answers, as JSON text without times."""
    command = [sys.executable, "-m", "derive", *arguments, "--json", "-"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    start = done.stdout.find("{")
    if start < 0:
        raise SystemExit(f"{' '.join(command)} printed no JSON:\n{done.stderr[-2000:]}")
    found, _ = json.JSONDecoder().raw_decode(done.stdout[start:])
    return json.dumps(without_times(found), indent=1, sort_keys=True, ensure_ascii=False)


@contextmanager
def busy(number):
    """So many processes that do nothing but compute."""
    made = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for each in made:
            each.kill()
            each.wait()


def differences(alone, beside):
    """The lines that are not the same."""
    pairs = zip(alone.splitlines(), beside.splitlines(), strict=False)
    return [f"  - {one.strip()}\n  + {other.strip()}" for one, other in pairs if one != other]


def compare(name, arguments, number):
    """Whether the command answers the same alone and beside busy processes; what differs is printed."""
    alone = answer(arguments)
    with busy(number):
        beside = answer(arguments)
    same = alone == beside
    print(f"{name}: {len(alone):,} bytes, {'the same' if same else 'not the same'}", flush=True)
    if not same:
        print("\n".join(differences(alone, beside)[:20]))
    return same


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--busy", type=int, default=2)
    wanted = parser.parse_args()
    runs = {each: ("check", each) for each in wanted.targets} or RUNS
    same = [compare(name, arguments, wanted.busy) for name, arguments in runs.items()]
    return not all(same)


if __name__ == "__main__":
    sys.exit(main())
