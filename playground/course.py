"""The course where nothing is installed: in the browser by JupyterLite, or as notebooks for Colab.

    python playground/course.py --out course
    python -m http.server --directory course

    python playground/course.py --colab 'derive-check[notebooks] @ git+URL' --out colab

The first needs the extra `course` and makes a static site: JupyterLab, the notebooks, derive as a wheel. Python is
Pyodide, which comes with NumPy and Matplotlib from its own server as a notebook is opened. Either way a notebook is
copied, and begins with a cell that installs what it imports and writes down its style of figures.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COURSE = ROOT / "notebooks"
STYLE = "derive.mplstyle"
IMPORTED = {"matplotlib": "matplotlib", "sklearn": "scikit-learn", "threadpoolctl": "threadpoolctl"}
"""What notebooks import beside what derive needs itself, and the distribution that has it."""
APPS = ("lab", "notebooks", "tree")


def main(words: list[str] | None = None) -> None:
    """Make the site, or the notebooks for Colab, in a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("course"), help="the folder that is made")
    parser.add_argument("--colab", metavar="REQUIREMENT", help="what pip installs in Colab, in one word")
    asked = parser.parse_args(words)
    if asked.colab:
        copies(asked.out, [asked.colab])
    else:
        build(asked.out)
    size = sum(each.stat().st_size for each in asked.out.rglob("*") if each.is_file())
    print(f"{asked.out}: {size / 1e6:.1f} MB")


def build(out: Path) -> None:
    """The site in a folder."""
    with TemporaryDirectory() as temporary:
        contents, wheels, site = (Path(temporary, name) for name in ("contents", "wheels", "site"))
        copies(contents, [_of_derive("mpmath"), "derive-check"])
        run = [sys.executable, "-m"]
        subprocess.run([*run, "pip", "wheel", "--quiet", "--no-deps", "-w", wheels, ROOT], check=True)
        [wheel] = wheels.iterdir()
        lite = [*run, "jupyterlite_core", "build", "--contents", contents, "--piplite-wheels", wheel]
        smaller = ["--no-sourcemaps", "--no-unused-shared-packages"]
        chosen = [word for name in APPS for word in ("--apps", name)]
        subprocess.run([*lite, "--output-dir", site, *smaller, *chosen], cwd=temporary, check=True)
        shutil.copytree(site, out, dirs_exist_ok=True)


def copies(folder: Path, wanted: list[str]) -> None:
    """The notebooks and their solutions in a folder, each with a cell before the first that installs what is wanted."""
    for path in sorted(COURSE.rglob("*.ipynb")):
        written = _joined(json.loads(path.read_text(encoding="utf-8")))
        first = next(at for at, cell in enumerate(written["cells"]) if cell["cell_type"] == "code")
        written["cells"].insert(first, _cell(setting_up(written, wanted)))
        copy = folder / path.relative_to(COURSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def setting_up(written: dict[str, Any], wanted: list[str]) -> str:
    """The cell that installs what is wanted, one after the other, and what else the notebook imports; and the style."""
    style = (COURSE / STYLE).read_text(encoding="utf-8")
    lines = [f'%pip install -q "{each}"' for each in (*wanted, *_imported(written))]
    return "\n".join([*lines, f'with open("{STYLE}", "w") as style:', f"    style.write({style!r})"])


def _of_derive(name: str) -> str:
    """What derive requires of a distribution: `mpmath>=1.3,<1.4`.

    Pyodide has an mpmath of its own, 1.4, which comes along with its SymPy unless one is there before.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return next(each for each in project["dependencies"] if each.startswith(name))


def _imported(written: dict[str, Any]) -> Iterator[str]:
    source = "\n".join(cell["source"] for cell in written["cells"] if cell["cell_type"] == "code")
    lines = [line.split() for line in source.splitlines() if line.startswith(("import ", "from "))]
    modules = {line[1].partition(".")[0] for line in lines}
    yield from (name for module, name in IMPORTED.items() if module in modules)


def _joined(value: Any, name: str = "") -> Any:
    """The same with the lines of texts and of figures as one text: JupyterLite takes a notebook as it stands."""
    if isinstance(value, dict):
        return {key: _joined(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return "".join(value) if name in ("source", "text") or "/" in name else [*map(_joined, value)]
    return value


def _cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


if __name__ == "__main__":
    main()
