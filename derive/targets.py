"""What a user names on the command line: pages, identities, files, folders. Nothing is imported to find them.

softargmax                  a page of the catalogue
softargmax.jacobian         one identity of it
notes/my_page.py            a file
notes/my_page.py::gradient  one identity of it
notes.md                    a document: every = in it
notes.md:84                 those on its line 84
notes.md:84:30              the one at column 30
notes                       a folder: every page and document in it
"""

from __future__ import annotations

import ast
import difflib
import importlib.util
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = "identities"
"""The top-level package whose modules are the catalogue's pages."""

DOCUMENTS = (".md", ".markdown", ".tex", ".ipynb", ".txt")
"""How the names of documents end."""


_PLACED = re.compile(r"(.*?)(?::([0-9]+(?::[0-9]+)?))?", re.DOTALL)
"""A document, and a line or a line and a column of it."""


class UnknownTarget(ValueError):
    """A target that names nothing; the message suggests what may have been meant."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page, as it is called in reports, and which of its identities: all of them where that is None.

    The path is absolute. `text` is a document that is in no file, such as that of standard input.
    """

    path: Path
    label: str
    identities: tuple[str, ...] | None = None
    text: str | None = None

    @property
    def is_document(self) -> bool:
        """Whether it is read, never run."""
        return self.path.suffix.lower() in DOCUMENTS


def targets(words: Sequence[str]) -> tuple[Target, ...]:
    """What the words name, each page once, in the order of first mention; without words, the whole catalogue.

    Raises `UnknownTarget`. A `.py` file need not exist: that is found when it is loaded.
    """
    found = (target for word in words for target in _named(word)) if words else catalogue()
    return tuple(_merged(found))


def catalogue() -> tuple[Target, ...]:
    """The pages of the catalogue, in reading order. Raises `UnknownTarget` if there are none."""
    if not (pages := _catalogue()):
        raise UnknownTarget(f"there is no catalogue: no package {CATALOGUE!r} with pages in it is installed")
    return tuple(Target(path, name) for name, path in pages.items())


def near(word: str, known: Iterable[str]) -> str:
    """`; did you mean softargmax?`, or nothing where nothing is near."""
    matches = difflib.get_close_matches(word, list(known))
    return f"; did you mean {' or '.join(matches)}?" if matches else ""


def _named(word: str) -> tuple[Target, ...]:
    place, _, identity = word.partition("::")
    if place.endswith(".py"):
        return (Target(Path(place).absolute(), place, _chosen(identity)),)
    if document := _document(word):
        return (document,)
    name, _, identity = word.partition(".")
    if (path := _catalogue().get(name)) is not None:
        return (Target(path, name, _chosen(identity)),)
    if word and Path(word).is_dir():
        return _in_folder(Path(word))
    raise UnknownTarget(f"{word!r} names no page, file or folder{near(name, _catalogue())}")


def _document(word: str) -> Target | None:
    """`notes.md`, `notes.md:84`, `notes.md:84:30`."""
    found = _PLACED.fullmatch(word)
    place, where = found.groups() if found else (word, None)
    if not place.endswith(DOCUMENTS) or not Path(place).is_file():
        return None
    return Target(Path(place).absolute(), place, (where,) if where else None)


def _chosen(identity: str) -> tuple[str, ...] | None:
    return (identity,) if identity else None


def _in_folder(folder: Path) -> tuple[Target, ...]:
    if not (pages := [*_pages(folder), *_documents(folder)]):
        raise UnknownTarget(f"the folder {folder} has no pages (files that end in .py)")
    return tuple(Target(path.absolute(), str(path)) for path in pages)


def _catalogue() -> dict[str, Path]:
    """The catalogue's pages by name, found without importing any: in reading order, then by name."""
    spec = importlib.util.find_spec(CATALOGUE)
    folders = [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]
    pages = {path.stem: path for folder in folders for path in _pages(folder)}
    first = [name for folder in folders for name in _reading_order(folder / "__init__.py") if name in pages]
    return {name: pages[name] for name in dict.fromkeys([*first, *sorted(pages)])}


def _reading_order(package: Path) -> tuple[str, ...]:
    """What the package assigns to `READING_ORDER`, read without running it."""
    if not package.is_file():
        return ()
    for node in ast.parse(package.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="READING_ORDER")], value=value):
                return tuple(ast.literal_eval(value))
    return ()


def _pages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def _documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in DOCUMENTS and path.is_file())


def _merged(found: Iterable[Target]) -> Iterator[Target]:
    """Each page once, with every identity that was named of it."""
    pages: dict[Path, Target] = {}
    for target in found:
        key = target.path.resolve()
        pages[key] = _both(pages[key], target) if key in pages else target
    yield from pages.values()


def _both(one: Target, other: Target) -> Target:
    if one.identities is None or other.identities is None:
        return Target(one.path, one.label)
    return Target(one.path, one.label, tuple(dict.fromkeys(one.identities + other.identities)))
