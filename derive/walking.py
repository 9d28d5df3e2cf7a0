"""The documents in a folder and in those within it; what .gitignore names is left out, and what is left out is told."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DEEPEST = 40
"""Folders in one another; what is deeper is left out."""

_NOT_ENTERED = {
    "node_modules": "packages of Node",
    "__pycache__": "Python's own",
    "site-packages": "packages of Python",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not read, and why."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Walk:
    """The documents of a folder in their order, and what was left out."""

    documents: tuple[Path, ...]
    left_out: tuple[LeftOut, ...] = ()


def walk(
    folder: Path, suffixes: Collection[str], include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Walk:
    """The files in a folder, however deep, whose names end so, in small letters or large.

    `include` and `exclude` are patterns as in .gitignore: with `include` only what matches one is read, even if
    .gitignore names it; what matches `exclude` never is. Hidden files and folders are passed over, links to folders
    are not followed. Raises `OSError` if the folder itself cannot be read.
    """
    walker = _Walker(folder, suffixes, include, exclude)
    documents = sorted(walker.files(folder, 0, walker.ignored_above()))
    return Walk(tuple(documents), tuple(sorted(walker.left_out, key=lambda each: each.path)))


Rules = list[tuple[Path, "GitIgnoreSpec"]]
"""What the .gitignore of a folder leaves out, with that folder; the innermost last."""


class _Walker:
    """Goes through a folder, and notes what it leaves out."""

    def __init__(
        self, folder: Path, suffixes: Collection[str], include: Sequence[str], exclude: Sequence[str]
    ) -> None:
        self.folder, self.suffixes = folder, suffixes
        self.include = _specified(include) if include else None
        self.exclude = _specified(exclude) if exclude else None
        self.left_out: list[LeftOut] = []

    def ignored_above(self) -> Rules:
        """The rules of the folders around this one, up to that of the repository."""
        made: Rules = []
        for parent in self.folder.resolve().parents:
            inside = self.folder if not made else made[0][0]
            if (inside / ".git").exists():
                break
            made = [*_rules(parent), *made]
            if (parent / ".git").exists():
                return made
        return []

    def files(self, folder: Path, depth: int, rules: Rules) -> Iterator[Path]:
        """The documents in a folder and in those in it."""
        rules = [*rules, *_rules(folder)]
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from self._entered(path, depth, rules)
            elif path.suffix.lower() in self.suffixes and entry.is_file():
                if why := self._why_not(path, rules):
                    self.left_out.append(LeftOut(path, why))
                else:
                    yield path
            elif entry.is_dir():
                self.left_out.append(LeftOut(path, "a link to a folder is not followed"))

    def _entered(self, path: Path, depth: int, rules: Rules) -> Iterator[Path]:
        """The documents in a folder, if it is one to enter."""
        why = _NOT_ENTERED.get(path.name, "")
        if (path / "pyvenv.cfg").exists():
            why = "an environment of Python"
        elif not why and (self.include is None and _is_ignored(path, rules, folder=True)):
            why = ".gitignore names it"
        elif not why and self.exclude and self.exclude.match_file(f"{self._inside(path)}/"):
            why = "it is excluded"
        elif depth >= DEEPEST:
            why = f"more than {DEEPEST} folders in one another"
        if why:
            self.left_out.append(LeftOut(path, why))
            return
        try:
            yield from self.files(path, depth + 1, rules)
        except OSError as fault:
            self.left_out.append(LeftOut(path, fault.strerror or str(fault)))

    def _why_not(self, path: Path, rules: Rules) -> str:
        inside = self._inside(path)
        if self.exclude and self.exclude.match_file(inside):
            return "it is excluded"
        if self.include is not None:
            return "" if self.include.match_file(inside) else "it is not included"
        return ".gitignore names it" if _is_ignored(path, rules) else ""

    def _inside(self, path: Path) -> str:
        return str(PurePosixPath(path.relative_to(self.folder)))


def _specified(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import (
        GitIgnoreSpec,
    )  # most folders have no patterns: what reads them is not loaded for nothing

    return GitIgnoreSpec.from_lines(lines)


def _rules(folder: Path) -> Rules:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        return [(folder.resolve(), _specified(lines))]
    except (OSError, ValueError):
        return []


def _is_ignored(path: Path, rules: Rules, folder: bool = False) -> bool:
    """What the innermost rule that speaks of it says."""
    whole = path.parent.resolve() / path.name
    for base, spec in reversed(rules):
        said = spec.check_file(f"{PurePosixPath(whole.relative_to(base))}{'/' if folder else ''}").include
        if said is not None:
            return said
    return False
