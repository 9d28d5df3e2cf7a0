"""The playground: a static site in which a document is checked in the page, by Python in WebAssembly.

    python playground/build.py --out site
    python -m http.server --directory site

It needs Node.js with npm, from which Pyodide comes, and an environment with derive and its extra `html`: what the site
has of Python's libraries is copied from there, without what is compiled, and compiled for Pyodide by Pyodide itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
LIBRARIES = (
    "sympy", "mpmath", "jinja2", "markupsafe", "latex2mathml", "markdown-it-py", "mdurl", "charset-normalizer",
    "pathspec", "rich", "pygments",
)  # fmt: skip
"""What judging and showing a document imports beside derive; `tests/playground` holds that it is enough."""
LEFT_OUT = (
    "/tests/",
    "/benchmarks/",
    "/testing/tests",
    "sympy/physics/",
    "sympy/parsing/autolev/",
    "pygments/lexers/",
)
KEPT = ("pygments/lexers/__init__.py", "pygments/lexers/_mapping.py", "pygments/lexers/python.py")
"""Beside what is left out."""
OF_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


def main(words: list[str] | None = None) -> None:
    """Build the site into a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("site"), help="the folder that becomes the site")
    parser.add_argument(
        "--modules", type=Path, help="a folder node_modules that has Pyodide; else npm fetches it"
    )
    asked = parser.parse_args(words)
    with TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        build(site, asked.modules or fetched(Path(temporary)))
        shutil.copytree(site, asked.out, dirs_exist_ok=True)
    size = sum(each.stat().st_size for each in asked.out.rglob("*") if each.is_file())
    print(f"{asked.out}: {size / 1e6:.1f} MB")


def fetched(folder: Path) -> Path:
    """The folder node_modules with Pyodide in the version that `package.json` has."""
    shutil.copy(HERE / "package.json", folder)
    npm = shutil.which("npm") or sys.exit("npm is not installed: Pyodide comes from its registry")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder / "node_modules"


def build(site: Path, modules: Path) -> None:
    """The site in a folder: the page, its texts, Pyodide and the libraries."""
    shutil.copytree(HERE / "page", site)
    (site / "texts.json").write_text(json.dumps(list(texts()), ensure_ascii=False), encoding="utf-8")
    (site / "pyodide").mkdir()
    for name in OF_PYODIDE:
        shutil.copy(modules / "pyodide" / name, site / "pyodide")
    with zipfile.ZipFile(site / "sources.zip", "w") as archive:
        for inside, path in sources():
            archive.write(path, inside)
    node = shutil.which("node") or sys.exit("Node.js is not installed")
    pack = [
        node,
        str(HERE / "pack.mjs"),
        str(site / "pyodide"),
        str(site / "sources.zip"),
        str(site / "library.zip"),
    ]
    subprocess.run(pack, check=True)
    (site / "sources.zip").unlink()
    _for_offline(site)


def texts() -> Iterator[dict[str, str]]:
    """The texts that the page offers, each with its title, the first heading."""
    for kind in ("examples", "exercises"):
        for path in sorted((HERE / "texts" / kind).iterdir()):
            text = path.read_text(encoding="utf-8")
            title = next(line for line in text.splitlines() if line.strip()).strip("# ")
            title = title.removeprefix("\\section{").removesuffix("}")
            yield {"kind": kind, "name": path.stem, "title": title, "suffix": path.suffix, "text": text}


def sources() -> Iterator[tuple[str, Path]]:
    """What is packed: derive with its catalogue, the libraries' Python, and `judging`."""
    root = HERE.parent
    yield "judging.py", HERE / "judging.py"
    for folder, inside in ((root / "derive", "derive"), (root / "identities", "derive/identities")):
        for path in sorted(folder.rglob("*")):
            if (
                path.is_file()
                and "__pycache__" not in path.parts
                and path.relative_to(folder).parts[0] != "audit"
            ):
                yield f"{inside}/{path.relative_to(folder).as_posix()}", path
    for name in LIBRARIES:
        yield from _files_of(name)


def _files_of(name: str) -> Iterator[tuple[str, Path]]:
    """The files of an installed distribution, without what is compiled for this machine and what nobody imports."""
    for each in sorted(distribution(name).files or ()):
        inside = PurePosixPath(each).as_posix()
        is_wanted = inside in KEPT or not any(part in f"/{inside}" for part in LEFT_OUT)
        if is_wanted and ".." not in each.parts and each.suffix not in (".pyc", ".so", ".pyd", ".c"):
            yield inside, Path(str(each.locate()))


def _for_offline(site: Path) -> None:
    """Fill in what the service worker keeps, and a version that changes with any of it."""
    files = sorted(each.relative_to(site).as_posix() for each in site.rglob("*") if each.is_file())
    made = sha256()
    for name in files:
        made.update(name.encode() + (site / name).read_bytes())
    path = site / "offline.js"
    listed = json.dumps(["./", *(name for name in files if name != path.name)])
    text = (
        path.read_text(encoding="utf-8")
        .replace("@VERSION@", made.hexdigest()[:12])
        .replace('"@FILES@"', listed)
    )
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
