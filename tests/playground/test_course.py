"""The course where nothing is installed: as a site, opened in headless Chromium, and as notebooks for Colab."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.playground.test_site import MODULES, ROOT, module

NOTEBOOKS = sorted(path.relative_to(ROOT / "notebooks") for path in (ROOT / "notebooks").rglob("*.ipynb"))
COLAB = "derive-check[notebooks] @ git+https://example.org/derive"
WITHOUT = """
import os, subprocess, sys
sys.platform = "emscripten"
def refuse(*_, **__): raise AssertionError("the browser has no processes")
os.fork = subprocess.Popen = refuse
import derive
print([each.verdict for each in derive.check_files(sys.argv[1]).results])
"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The notebooks for Colab."""
    folder = tmp_path_factory.mktemp("colab")
    module("course").main(["--colab", COLAB, "--out", str(folder)])
    return folder


def cells(path):
    """The code of a notebook, cell by cell."""
    written = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in written if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", NOTEBOOKS, ids=str)
def test_a_copy_begins_with_what_it_needs(copies, name, tmp_path, monkeypatch):
    """The first cell installs, and writes the style that the next one uses; the rest is as it was."""
    first, *rest = cells(copies / name)
    assert rest == cells(ROOT / "notebooks" / name)
    installs = [line for line in first.splitlines() if line.startswith("%pip")]
    assert installs[0] == f'%pip install -q "{COLAB}"'
    assert ('%pip install -q "scikit-learn"' in installs) == any("sklearn" in cell for cell in rest)
    monkeypatch.chdir(tmp_path)
    exec(first.removeprefix("\n".join(installs)))  # what the project itself has written
    assert Path("derive.mplstyle").read_text(encoding="utf-8") == (
        ROOT / "notebooks" / "derive.mplstyle"
    ).read_text(encoding="utf-8")


def test_a_copy_keeps_its_marks_and_has_texts_whole(copies):
    """Tags stay lists, lines become texts: a page that reads them as they stand sets their headings."""
    for name in NOTEBOOKS:
        for cell in json.loads((copies / name).read_text(encoding="utf-8"))["cells"]:
            assert isinstance(cell["source"], str)
            assert isinstance(cell["metadata"].get("tags", []), list)


def test_files_are_checked_where_there_are_no_processes(tmp_path):
    """`check_files` judges where it is called."""
    note = tmp_path / "note.md"
    note.write_text(r"$$\frac{d}{dx} x^2 = 2 x$$", encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-c", WITHOUT, note], capture_output=True, text=True, timeout=100, check=False
    )
    assert made.stdout.strip() == "['proved']", made.stderr[-2000:]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built by its one command."""
    folder = tmp_path_factory.mktemp("course") / "site"
    module("course").main(["--out", str(folder)])
    return folder


@pytest.mark.slow
def test_the_site_has_the_course_and_derive(site):
    """Notebooks, solutions, and the wheel where `%pip` looks first."""
    assert all((site / "files" / name).is_file() for name in NOTEBOOKS)
    [wheel] = json.loads((site / "pypi" / "all.json").read_text(encoding="utf-8"))["derive-check"][
        "releases"
    ].values()
    assert (site / "pypi" / wheel[0]["filename"]).is_file()
    first = cells(site / "files" / "1_tour.ipynb")[0]
    assert first.splitlines()[0].startswith('%pip install -q "mpmath>=1.3,<1.4"')
    assert first.splitlines()[1] == '%pip install -q "derive-check"'


@pytest.mark.slow
def test_a_notebook_opens_in_a_browser(address):
    """It stands there, nothing is wrong with the page, and all it asks of others is Python."""
    chromium, node = shutil.which("chromium"), shutil.which("node")
    assert chromium, "Chromium is not installed"
    assert (MODULES / "playwright-core").is_dir(), "playwright-core is not installed (DERIVE_NODE_MODULES)"
    command = [node, Path(__file__).with_name("course.mjs"), chromium, MODULES, address, "1_tour.ipynb"]
    made = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    found = json.loads(made.stdout)
    assert found["first"].startswith("%pip install")
    assert found["faults"] == []
    assert found["asked"] == ["https://cdn.jsdelivr.net"]
