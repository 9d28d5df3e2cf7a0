"""Who may import whom: the contracts of `pyproject.toml` hold, and what breaks one is found."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

PLANTED = {
    "the kernel imports a voice": ("kernel/sums", "import derive.instance", "derive.instance"),
    "in a function": ("kernel/sums", "def f():\n    from derive import catalogue", "derive.catalogue"),
    "by a relative import": ("kernel/sums", "from ..derivation import steps", "derive.derivation.steps"),
    "by a relative import in a package": ("kernel/__init__", "from .. import results", "derive.results"),
    "the language imports the kernel": (
        "language/page",
        "def f():\n    if True:\n        from derive.kernel.proof import prove",
        "derive.kernel.proof",
    ),
    "a voice imports another": ("numeric", "import derive.instance as i", "derive.instance"),
    "by way of a third": ("values/sizes", "def f():\n    from derive.kernel import prove", "derive.kernel"),
    "for types only": (
        "instance",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from derive.derivation.steps import Step",
        "derive.derivation.steps",
    ),
    "a lower package imports a higher one": ("results/evidence", "import derive.report", "derive.report"),
    "two modules of a package import each other": (
        "kernel/terms",
        "def f():\n    from derive.kernel import proof",
        ".terms -> .proof",
    ),
}


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """`lint-imports`, run on the package in a folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--verbose"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold():
    found = linted(ROOT)
    assert found.returncode == 0, found.stdout
    assert re.search(r"Contracts: \d+ kept, 0 broken", found.stdout)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What is found in a copy of the package that has every planted import."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "derive", folder / "derive", ignore=shutil.ignore_patterns("__pycache__"))
    for module, text, _ in PLANTED.values():
        with (folder / "derive" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    return linted(folder)


def test_every_contract_can_break(broken):
    assert broken.returncode == 1
    assert "0 kept" in broken.stdout


@pytest.mark.parametrize(("module", "text", "says"), PLANTED.values(), ids=PLANTED)
def test_a_planted_import_is_found(broken, module, text, says):
    importer = f"derive.{module.replace('/', '.').removesuffix('.__init__')}"
    edge = says if says.startswith(".") else f"{importer} -> {says}"
    assert edge in re.sub(r"\s+", " ", broken.stdout)


def test_a_package_that_has_no_place_is_found(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "derive", tmp_path / "derive", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "derive" / "helpers.py").touch()
    found = linted(tmp_path)
    assert found.returncode == 1
    assert "helpers" in found.stdout
