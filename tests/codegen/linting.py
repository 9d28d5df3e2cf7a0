"""Linters, the formatter and a type checker over emitted files."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 100


def lint(folder):
    """Ruff as it is by default, and with the project's rules; a function has as many arguments as its formula letters.

    Parts of Triton kernels have no types that a checker knows.
    """
    own = [
        "--config",
        ROOT / "pyproject.toml",
        "--ignore",
        "PLR0917",
        "--per-file-ignores",
        "*_triton.py:ANN",
    ]
    ruff("check", "--isolated", folder)
    ruff("check", *own, folder)
    long = [
        f"{file.name}: {line}"
        for file in folder.iterdir()
        for line in file.read_text("utf-8").splitlines()
        if len(line) > LONGEST
    ]
    assert long == []


def formatted(folder):
    """The formatter would change nothing."""
    ruff("format", "--check", "--isolated", "--line-length", str(LONGEST), folder)


def ruff(command, *words):
    run("ruff", command, "--no-cache", *words)


def typed(folder):
    """mypy as strict as it is."""
    run("mypy", "--strict", "--no-incremental", folder)


def run(tool, *words):
    command = [sys.executable, "-m", tool, *words]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
