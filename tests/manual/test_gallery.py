"""The gallery shows what the program prints of each of its notes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GALLERY = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"<!-- file: (\S+) -->\n```text\n(.*?)```\n\n```text\n(.*?)```", GALLERY, re.DOTALL)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What is printed of each note, by its name."""
    folder = tmp_path_factory.mktemp("gallery")
    for name, note, _ in SHOWN:
        (folder / name).write_text(note, encoding="utf-8")
    command = [sys.executable, "-m", "derive", "check", *(name for name, *_ in SHOWN)]
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
        "DERIVE_CACHE": "",
    }
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
    return {name: said for said, name in re.findall(r"(.*?\n[✗?✓] (\S+)[^\n]*\n)", run.stdout, re.DOTALL)}


def test_every_section_shows_something():
    assert len(SHOWN) == GALLERY.count("\n## ") >= 14


@pytest.mark.parametrize(
    ("name", "shown"), [(name, shown) for name, _, shown in SHOWN], ids=[each[0] for each in SHOWN]
)
def test_shows_what_is_printed(printed, name, shown):
    assert shown == printed[name]
