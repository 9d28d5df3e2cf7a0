"""The project's own linter and formatter over emitted files."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def lint(folder):
    """Both pass over every file in the folder; a function has as many arguments as its formula has letters."""
    for words in (["check", "--ignore", "PLR0917"], ["format", "--check"]):
        command = [
            sys.executable,
            "-m",
            "ruff",
            *words,
            "--no-cache",
            "--config",
            ROOT / "pyproject.toml",
            folder,
        ]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr
