"""Running Rocq on certificates: the library is compiled once in a folder of its own, each certificate beside it.

Certificates are checked by `coqc` of Rocq (Debian's `coq`, 8.16) with Coquelicot (`libcoq-coquelicot`).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LIBRARY = "Sums"
HOMES = (Path(__file__).parent / "library", Path(__file__).parents[2] / "certificates")
"""Where the library's source lies: in an installed package, in a checkout."""

ALLOWED = (
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",
)
"""The axioms that a certificate may rest on: those of the standard library's real numbers and of functions."""


class NoRocq(RuntimeError):
    """Rocq or Coquelicot is not installed, or the library does not compile."""


@dataclass(frozen=True)
class Answer:
    """What Rocq said of a certificate. `message` is empty where it accepts it."""

    message: str
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether the theorem stands, on no axioms but the allowed ones."""
        return not self.message


def version() -> str:
    """Rocq's own version, such as 8.16.1. Raises `NoRocq`."""
    if shutil.which("coqc") is None:
        raise NoRocq("coqc is not installed; Debian has it as coq, with libcoq-coquelicot")
    said = subprocess.run(
        ["coqc", "--print-version"], capture_output=True, text=True, timeout=60, check=False
    )
    return said.stdout.split()[0] if said.stdout.split() else "unknown"


def source() -> Path:
    """The library's text. Raises `NoRocq`."""
    found = next((home / f"{LIBRARY}.v" for home in HOMES if (home / f"{LIBRARY}.v").is_file()), None)
    if found is None:
        raise NoRocq(f"the library {LIBRARY}.v is not found")
    return found


@contextmanager
def library() -> Iterator[Path]:
    """A folder that holds the compiled library. Raises `NoRocq`."""
    version()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(source(), folder)
        ran = _coqc(Path(folder), f"{LIBRARY}.v", 300)
        if ran.returncode != 0:
            raise NoRocq(f"the library does not compile: {_fault(ran.stderr)}")
        yield Path(folder)


def check(text: str, folder: Path, name: str, limit: float = 120.0) -> Answer:
    """What Rocq says of a certificate, within `limit` seconds."""
    started = time.monotonic()
    path = folder / f"{name}.v"
    path.write_text(text, encoding="utf-8")
    try:
        ran = _coqc(folder, path.name, limit)
    except subprocess.TimeoutExpired:
        return Answer(f"not checked within {limit:g} s", time.monotonic() - started)
    message = _fault(ran.stderr) if ran.returncode != 0 else _unknown_axioms(ran.stdout)
    return Answer(message, time.monotonic() - started)


def check_all(
    texts: dict[str, str], folder: Path, jobs: int, limit: float = 120.0
) -> Iterator[tuple[str, Answer]]:
    """Each certificate's answer, as they come in the order given."""
    with ThreadPoolExecutor(jobs) as pool:
        names = list(texts)
        yield from zip(
            names, pool.map(lambda name: check(texts[name], folder, name, limit), names), strict=True
        )


def _coqc(folder: Path, name: str, limit: float) -> subprocess.CompletedProcess[str]:
    command = ["coqc", "-q", "-Q", str(folder), "Derive", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit, check=False)


def _fault(printed: str) -> str:
    """The error, without the warnings before it."""
    _, _, error = printed.partition("Error:")
    return " ".join(error.split())[:400] or " ".join(printed.split())[-400:] or "refused without a word"


def _unknown_axioms(printed: str) -> str:
    """What `Print Assumptions` lists beyond what is allowed."""
    if "Closed under the global context" in printed:
        return ""
    if "Axioms:" not in printed:
        return "its assumptions are not printed"
    listed = printed.partition("Axioms:")[2].splitlines()
    names = [line.split(":")[0].strip() for line in listed if line and not line[0].isspace()]
    beyond = [name for name in names if name.split(" ")[0] not in ALLOWED]
    return f"it rests on {', '.join(beyond)}" if beyond else ""
