r"""What a document of LaTeX puts in: \input, \include and \subfile, inside the folder of the document alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_INPUT = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*)|\\(?:input|include|subfile)\s*\{(?P<braced>[^{}\n\\]{1,300})\}"
    r"|\\input[ \t]+(?P<bare>[\w./-]{1,300})"
)
_MOST_LOOKED_AT = 2_000_000
"""Bytes of a file in which it is looked for what it puts in, where many files are."""


def named(text: str) -> Iterator[tuple[int, int, str]]:
    r"""The names that \input and its kin have in a text, in order, each with the span of its command."""
    for found in _INPUT.finditer(text):
        if not found["comment"]:
            yield *found.span(), (found["braced"] or found["bare"]).strip()


def inside(folder: Path, name: str) -> Path:
    """The file of this name in a folder, links followed. Raises `FileNotFoundError`, which says why."""
    for candidate in (f"{name}.tex", name):
        path = (folder / candidate).resolve()
        if not path.is_relative_to(folder):
            raise FileNotFoundError("it stands outside the folder of the document")
        if path.is_file():
            return path
    raise FileNotFoundError("there is no such file")


def parts(documents: Iterable[Path]) -> dict[Path, Path]:
    """Which of the documents are read as parts of another one of them, and of which.

    Two that put in each other are parts of neither.
    """
    here = {path.resolve(): path for path in documents if path.suffix.lower() == ".tex"}
    names = {path: _names(path) for path in here}
    put_in = {path: _reached(path, names) for path in here}
    return {
        here[inner]: here[whole]
        for whole, reached in sorted(put_in.items(), key=lambda each: len(each[1]))
        for inner in reached
        if whole not in put_in[inner]
    }


def _reached(document: Path, names: Mapping[Path, tuple[str, ...]]) -> set[Path]:
    """Those of the files, by their names, that a document puts in, however deep."""
    reached: set[Path] = set()
    open_ones = [document]
    while open_ones:
        for name in names[open_ones.pop()]:
            with suppress(OSError, ValueError):
                inner = inside(document.parent, name)
                if inner in names and inner not in reached:
                    reached.add(inner)
                    open_ones.append(inner)
    return reached


def _names(path: Path) -> tuple[str, ...]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple({name: None for _, _, name in named(text)})
