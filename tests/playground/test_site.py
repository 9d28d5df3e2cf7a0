"""The playground as it is built, in headless Chromium: it judges as this machine does, shares, grades, and needs no
network once it is loaded."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = Path(os.environ.get("DERIVE_NODE_MODULES", ROOT / "tests" / "book" / "node_modules"))
LARGEST = 32_000_000
"""Bytes of the whole site."""
SLOWEST = 8.0
"""How many times as long as here, and half a second more, a text may take there."""


def module(name):
    """A module of the playground, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "playground" / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built by its one command."""
    folder = tmp_path_factory.mktemp("playground") / "site"
    module("build").main(["--out", str(folder)])
    return folder


TEXTS = [
    {"text": (ROOT / "tests" / "playground" / name).read_text(encoding="utf-8"), "suffix": Path(name).suffix}
    for name in ("texts/normalisation.tex", "texts/softmax.md")
]


@pytest.mark.slow
def test_in_a_browser(site, address, tmp_path):
    """Every verdict, place, counterexample and hint is the one given natively; nothing is wrong with the page."""
    chromium, node = shutil.which("chromium"), shutil.which("node")
    assert chromium, "Chromium is not installed"
    assert (MODULES / "axe-core").is_dir(), (
        "playwright-core and axe-core are not installed (DERIVE_NODE_MODULES)"
    )
    asked = tmp_path / "texts.json"
    asked.write_text(json.dumps(TEXTS), encoding="utf-8")
    command = [node, HERE / "browser.mjs", chromium, MODULES, address, asked]
    made = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    found = json.loads(made.stdout)
    judged = module("judging").judged
    here = [json.loads(judged(each["text"], each["suffix"])) for each in TEXTS]
    assert [each["results"] for each in found["verdicts"]] == [each["results"] for each in here]
    said = {one["verdict"] for each in here for one in each["results"]}
    assert {"proved", "refuted", "unreadable"} <= said
    assert found["faults"] == []
    assert found["origins"] == [address.rstrip("/")]
    question, wrong, again, right = found["grades"]
    assert "in the place of the question mark" in question
    assert wrong.endswith("Hint: the factor 1/T is missing")
    assert again.startswith("✗ write it without ∂")
    assert right == "✓ Right, for every dimension."
    for there, each in zip(found["verdicts"], here, strict=True):
        assert there["seconds"] < SLOWEST * each["seconds"] + 0.5


@pytest.mark.slow
def test_size(site):
    """It stays small, and has no part of the machine that built it."""
    files = [path for path in site.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST
    assert not [path for path in files if path.suffix in (".so", ".whl")]
