"""The PDF of the book, where latexmk and a LaTeX engine are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

INSTALL = "apt-get install latexmk texlive-latex-extra texlive-fonts-recommended lmodern"
INSTALL_CHINESE = f"{INSTALL} texlive-xetex texlive-lang-chinese fonts-noto-cjk"


@dataclass(frozen=True)
class Compiled:
    """The PDF, its pages, and how far the widest line runs over the margin, in points."""

    path: Path
    pages: int
    overfull: float


class NoPdf(RuntimeError):
    """No PDF was made; the message says why, and how to get one."""


def compile_pdf(source: Path, seconds: float = 600) -> Compiled:
    """Run latexmk on a file. Raises `NoPdf`."""
    wide = source.read_text(encoding="utf-8").startswith("% !TEX program = xelatex")
    engine = "xelatex" if wide else "pdflatex"
    missing = [each for each in ("latexmk", engine) if shutil.which(each) is None]
    if missing:
        how = INSTALL_CHINESE if wide else INSTALL
        raise NoPdf(f"{' and '.join(missing)} not found; on Debian or Ubuntu: {how}")
    mode = "-xelatex" if wide else "-pdf"
    command = ["latexmk", "-norc", mode, "-interaction=nonstopmode", "-halt-on-error", source.name]
    try:
        subprocess.run(
            command,
            cwd=source.parent,
            check=True,
            capture_output=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as fault:
        raise NoPdf(f"LaTeX took longer than {seconds:g} s") from fault
    except subprocess.CalledProcessError as fault:
        raise NoPdf(f"LaTeX failed: {_first_error(source)}") from fault
    log = _log(source)
    pages = re.search(r"\((\d+) pages?", log)
    return Compiled(source.with_suffix(".pdf"), int(pages[1]) if pages else 0, overfull(log))


def overfull(log: str) -> float:
    """How far the widest line runs over its margin, in points; 0 if none does."""
    return max((float(each) for each in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)), default=0.0)


def clean(source: Path) -> None:
    """Remove what LaTeX leaves beside the PDF."""
    for suffix in (".aux", ".log", ".out", ".toc", ".fls", ".fdb_latexmk", ".xdv"):
        source.with_suffix(suffix).unlink(missing_ok=True)


def _log(source: Path) -> str:
    path = source.with_suffix(".log")
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _first_error(source: Path) -> str:
    lines = _log(source).splitlines()
    found = next((number for number, line in enumerate(lines) if line.startswith("!")), None)
    return " ".join(lines[found : found + 3]) if found is not None else "see the log"
